"""A menu that is kept ends with whatever becomes of the pages that it leads to."""

import pytest
from wagtail.actions.move_page import MovePageAction
from wagtail.models import PageViewRestriction

from api import views
from tests import factories as make

pytestmark = pytest.mark.django_db

MENU = "{site {mainMenu {title url children {title url}}}}"


@pytest.fixture(autouse=True)
def kept(settings):
    settings.HEARTH_ANSWER_CACHE = True


@pytest.fixture
def blog():
    return make.blog()


@pytest.fixture
def post(blog):
    """A post that an entry of the menu leads to, and an entry below another."""
    found = make.post("Sleep well", under=blog)
    child = {"type": "item", "value": {"title": "", "page": found.pk}}
    below = {"title": "Advice", "url": "https://example.org/", "children": [child]}
    entries = [("item", {"title": "", "page": found.pk}), ("item", below)]
    make.site_settings(main_menu=make.stream(entries))
    return found


@pytest.fixture
def menu(graphql):
    """A callable that returns the menu in a language."""

    def asked(language="en"):
        response = graphql.response(MENU, headers={"Accept-Language": language})
        return response.json()["data"]["site"]["mainMenu"]

    return asked


def told(menu):
    """Return title and address of the entry, and of the one below the other; None if it is gone."""
    entries = [entry for entry in menu if entry["title"] != "Advice"]
    children = [child for entry in menu for child in entry["children"] if entry not in entries]
    found = [(one["title"], one["url"].partition("/blog/")[2]) for one in [*entries, *children]]
    assert len(found) in (0, 2)
    assert len(set(found)) < 2
    return found[0] if found else None


OLD = ("Sleep well", "sleep-well/")


def edit(page, **values):
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision().publish()


def test_an_entry_has_the_title_of_now(menu, post):
    assert told(menu()) == OLD
    edit(post, title="Sleep better")
    assert told(menu()) == ("Sleep better", "sleep-well/")


def test_an_entry_has_the_address_of_now(menu, post):
    assert told(menu()) == OLD
    edit(post, slug="sleep")
    assert told(menu()) == ("Sleep well", "sleep/")


def test_an_entry_has_the_address_below_a_page_that_was_moved(menu, post, blog):
    assert told(menu()) == OLD
    other = make.blog("Other")
    MovePageAction(post, other, pos="last-child").execute()
    assert menu()[0]["url"].endswith("/other/sleep-well/")


def test_an_entry_has_the_address_below_a_page_with_another_slug(menu, post, blog):
    assert told(menu()) == OLD
    edit(blog, slug="advice")
    assert menu()[0]["url"].endswith("/advice/sleep-well/")


def test_an_entry_is_gone_with_its_page(menu, post):
    assert told(menu()) == OLD
    post.unpublish()
    assert told(menu()) is None


def test_an_entry_is_gone_if_its_page_is_deleted(menu, post):
    assert told(menu()) == OLD
    post.delete()
    assert told(menu()) is None


def test_an_entry_is_there_again_with_its_page(menu, post):
    post.unpublish()
    assert told(menu()) is None
    edit(post)
    assert told(menu()) == OLD


def test_an_entry_is_gone_if_what_is_above_its_page_is_for_members(menu, post, blog):
    assert told(menu()) == OLD
    PageViewRestriction.objects.create(page=blog, restriction_type="login")
    assert told(menu()) is None


def test_an_entry_leads_to_a_translation_once_there_is_one(menu, post, blog):
    make.spanish(make.home())
    make.spanish(blog)
    assert told(menu("es")) == OLD
    edit(make.spanish(post), title="Dormir bien", slug="dormir")
    assert told(menu("es")) == ("Dormir bien", "dormir/")


def test_an_entry_leads_to_a_translation_for_as_long_as_there_is_one(menu, post, blog):
    make.spanish(make.home())
    make.spanish(blog)
    spanish = make.spanish(post)
    edit(spanish, title="Dormir bien", slug="dormir")
    assert told(menu("es")) == ("Dormir bien", "dormir/")
    spanish.unpublish()
    assert told(menu("es")) == OLD


def test_a_menu_outlives_another_text_of_a_page_in_it(menu, post, monkeypatch):
    known = menu()
    edit(post, intro="Another.")
    monkeypatch.delattr(views, "execute")
    assert menu() == known
