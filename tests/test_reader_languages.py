"""The reader where a page is not translated: it leads to the one that there is, and says so."""

import re

import pytest

from tests import factories as make
from tests.test_reader import head

pytestmark = pytest.mark.django_db

NOTE = "Esta página aún no está en español."


@pytest.fixture
def page(settings):
    settings.HEARTH_LOCALE_FALLBACK = True
    make.spanish(make.home())
    return make.post("Sleep well")


def test_readers_are_led_to_what_there_is_until_there_is_a_translation(client, page):
    response = client.get("/es/blog/sleep-well/?from=mail")

    assert response.status_code == 302
    assert response["Location"] == "/blog/sleep-well/?asked=es&from=mail"
    assert response["Cache-Control"] == "public, max-age=60"


def test_the_page_says_in_the_language_that_was_asked_for_that_it_is_in_another(client, page):
    response = client.get("/es/blog/sleep-well/", follow=True)

    assert head(response, '<p class="preview" lang="es">(.*?)</p>') == [NOTE]
    assert head(response, '<html lang="(.*?)"') == ["en"]


def test_search_engines_keep_to_one_address(client, page):
    response = client.get("/blog/sleep-well/?asked=es")

    assert head(response, 'rel="canonical" href="(.*)"') == ["http://testserver/blog/sleep-well/"]


def test_it_says_so_no_longer_once_there_is_a_translation(client, page):
    make.spanish(page.get_parent())
    make.spanish(page)

    assert NOTE not in client.get("/blog/sleep-well/?asked=es").content.decode()


@pytest.mark.parametrize("asked", ["en", "", "xx", "<b>", "../en"])
def test_nobody_is_told_of_any_other_language(client, page, asked):
    text = client.get("/blog/sleep-well/", {"asked": asked}).content.decode()

    assert not re.search('<p class="preview"', text)


def test_without_the_setting_a_page_that_is_not_translated_is_not_there(client, page, settings):
    settings.HEARTH_LOCALE_FALLBACK = False

    assert client.get("/es/blog/sleep-well/").status_code == 404
