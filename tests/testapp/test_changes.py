"""The change log serves a project that it does not know, and follows what that one declares."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from wagtail.models import Page, Site
from wagtail.test.testapp.models import Advert, EventPage, SimplePage

from api.changes import log, tracking, triggers
from tests.testapp.test_testapp import site  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db


@pytest.fixture
def followed(monkeypatch, site):  # noqa: F811 - the fixture
    """The log follows pages and adverts of Wagtail's test application."""
    ContentType.objects.clear_cache()
    monkeypatch.setattr(tracking, "_tracked", dict(tracking.tracked()))
    tracking.track(SimplePage, "Simple", listed=("title",))
    tracking.track(EventPage, "Event", listed=("title", "date_from"))
    tracking.track(Advert, "Advert", listed=("text",))
    triggers.install(connection)
    log.position()


def home():
    return Site.objects.get().root_page


def kinds(action):
    start = log.position().number
    action()
    end = log.position().number
    rows = log.after(start).filter(number__lte=end)
    return [f"{(one.after or one.before[0])['type']} {one.kind}" for one in rows]


def test_an_engine_alone_follows_sites_and_redirects():
    assert {one.type_name for one in tracking.tracked().values()} == {"Locale", "Redirect", "Site"}


@pytest.mark.usefixtures("followed")
def test_a_page_of_another_project():
    page = SimplePage(title="Plain", slug="plain", content="Words")
    assert kinds(lambda: home().add_child(instance=page)) == ["Simple published"]
    assert kinds(lambda: Page.objects.get(pk=page.pk).delete()) == ["Simple deleted"]


@pytest.mark.usefixtures("followed")
def test_a_snippet_with_an_update_that_sends_no_signal():
    advert = Advert.objects.create(text="Buy")
    log.position()
    assert kinds(lambda: Advert.objects.filter(pk=advert.pk).update(text="Sell")) == [
        "Advert updated"
    ]
