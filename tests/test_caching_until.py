"""Until when a kept answer holds: until what it shows changes, or time does, and no longer."""

import json
import time
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone
from wagtail.models import PageViewRestriction
from wagtail.search import index

from api import views
from api.caching import serving
from api.changes import log
from api.models import Change, LogState
from blog.models import PostPage
from tests import factories
from tests.http import get, post

pytestmark = pytest.mark.django_db

TITLE = "query($slug: String!) {post(slug: $slug) {title}}"
SLEEP = {"query": TITLE, "variables": {"slug": "sleep-well"}}


@pytest.fixture(autouse=True)
def kept(settings):
    settings.HEARTH_ANSWER_CACHE = True


@pytest.fixture
def sleep_well():
    return factories.post("Sleep well")


def title(client, **headers):
    return post(client, SLEEP, **headers).json()["data"]["post"]


@pytest.fixture
def meanwhile(monkeypatch, executed):
    """A callable that lets something happen once an answer was made, before it is kept."""
    execute = views.execute

    def during(happen):
        def interrupted(*args, **kwargs):
            answer = execute(*args, **kwargs)
            monkeypatch.setattr(views, "execute", execute)
            happen()
            return answer

        monkeypatch.setattr(views, "execute", interrupted)

    return during


# Edits.


def test_an_answer_ends_when_what_it_shows_is_edited(client, sleep_well):
    title(client)
    sleep_well.title = "Sleep better"
    sleep_well.save()
    assert title(client) == {"title": "Sleep better"}


def test_an_answer_outlives_the_edit_of_something_else(client, sleep_well, executed):
    other = factories.post("Wake up")
    title(client)
    other.title = "Get up"
    other.save()
    assert (title(client), len(executed)) == ({"title": "Sleep well"}, 1)


def test_an_answer_ends_with_an_update_that_sends_no_signal(client, sleep_well):
    title(client)
    PostPage.objects.filter(pk=sleep_well.pk).update(title="Sleep better")
    assert title(client) == {"title": "Sleep better"}


def test_a_count_is_right_after_an_update_that_sends_no_signal(client, sleep_well):
    query = {"query": "{posts {totalCount}}"}
    post(client, query)
    PostPage.objects.filter(pk=sleep_well.pk).update(live=False)
    assert post(client, query).json() == {"data": {"posts": {"totalCount": 0}}}


def test_a_draft_ends_no_answer(client, sleep_well, executed):
    title(client)
    sleep_well.title = "Sleep better"
    sleep_well.save_revision()
    assert (title(client), len(executed)) == ({"title": "Sleep well"}, 1)


# Time.


@pytest.fixture
def advance(monkeypatch):
    """A callable that puts all clocks forward."""

    def by(duration):
        now, seconds = timezone.now, time.time
        monkeypatch.setattr(timezone, "now", lambda: now() + duration)
        monkeypatch.setattr(time, "time", lambda: seconds() + duration.total_seconds())

    return by


def expire(page, duration):
    PostPage.objects.filter(pk=page.pk).update(expire_at=timezone.now() + duration)


def test_an_answer_ends_when_what_it_shows_expires(client, sleep_well):
    moment = timezone.now() + timedelta(seconds=1)
    PostPage.objects.filter(pk=sleep_well.pk).update(expire_at=moment)
    assert title(client) == {"title": "Sleep well"}
    time.sleep(max(0, (moment - timezone.now()).total_seconds()))
    assert title(client) is None


@pytest.mark.usefixtures("sleep_well")
def test_an_answer_ends_with_the_day(client, monkeypatch, executed):
    post(client, SLEEP)
    day = time.time() + 24 * 3600
    monkeypatch.setattr("api.caching.serving.time.time", lambda: day)
    post(client, SLEEP)
    assert len(executed) == 2


@pytest.mark.usefixtures("sleep_well")
def test_an_answer_ends_with_the_day_on_which_it_was_begun(client, meanwhile, advance, executed):
    meanwhile(lambda: advance(timedelta(days=1)))
    post(client, SLEEP)
    post(client, SLEEP)
    assert len(executed) == 2


def test_an_answer_does_not_outlive_what_expired_while_it_was_made(
    client, settings, sleep_well, meanwhile, advance
):
    settings.HEARTH_HTTP_SHARED_MAX_AGE = 3600
    expire(sleep_well, timedelta(minutes=1))
    meanwhile(lambda: advance(timedelta(minutes=2)))
    parameters = {**SLEEP, "variables": json.dumps(SLEEP["variables"])}
    assert "s-maxage" not in get(client, parameters)["Cache-Control"]
    assert title(client) is None


def test_what_expired_by_the_clock_of_another_server_is_kept_by_none(
    client, sleep_well, monkeypatch, advance
):
    expire(sleep_well, timedelta(seconds=30))
    log.position()
    fast = timezone.now() + timedelta(minutes=1)
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(timezone, "now", lambda: fast)
        log.position()
    assert title(client) == {"title": "Sleep well"}
    advance(timedelta(minutes=1))
    assert title(client) is None


# The log.


@pytest.mark.usefixtures("sleep_well")
def test_answers_end_with_what_was_forgotten_of_the_log(client, executed):
    post(client, SLEEP)
    serving.freshness.forget()
    factories.author()
    last = LogState.objects.get().number + 1
    post(client, {"query": "{__typename}"})
    Change.objects.all().delete()
    LogState.objects.update(forgotten=last, number=last)
    serving.freshness.forget()
    executed.clear()
    post(client, SLEEP)
    assert len(executed) == 1


@pytest.mark.usefixtures("sleep_well")
def test_answers_end_when_the_log_starts_anew(client, executed):
    post(client, SLEEP)
    LogState.objects.update(epoch="another")
    post(client, SLEEP)
    assert len(executed) == 2


# What happens while an answer is made.


def rename(post):
    PostPage.objects.filter(pk=post.pk).update(title="Another")


def test_an_answer_that_ended_while_it_was_made_is_not_kept(client, sleep_well, meanwhile):
    meanwhile(lambda: rename(sleep_well))
    assert title(client) == {"title": "Sleep well"}
    assert serving.store.size == 0
    assert title(client) == {"title": "Another"}


def test_an_answer_that_ended_while_it_was_made_is_kept_by_no_cdn(
    client, settings, sleep_well, meanwhile
):
    settings.HEARTH_HTTP_SHARED_MAX_AGE = 3600
    parameters = {**SLEEP, "variables": json.dumps(SLEEP["variables"])}
    meanwhile(lambda: rename(sleep_well))
    assert "s-maxage" not in get(client, parameters)["Cache-Control"]
    assert "s-maxage" in get(client, parameters)["Cache-Control"]


@pytest.mark.usefixtures("sleep_well")
def test_an_answer_is_sent_though_the_database_fails_before_it_is_kept(
    client, meanwhile, monkeypatch
):
    def fail():
        raise OperationalError

    meanwhile(lambda: monkeypatch.setattr(serving.log, "position", fail))
    assert title(client) == {"title": "Sleep well"}
    assert serving.store.size == 0


@pytest.mark.usefixtures("sleep_well")
def test_an_answer_is_kept_though_something_else_changed_while_it_was_made(client, meanwhile):
    other = factories.post("Other")
    meanwhile(lambda: rename(other))
    title(client)
    assert serving.store.size > 0


def test_a_search_is_not_kept_if_the_index_was_written_while_it_was_made(
    client, sleep_well, meanwhile
):
    meanwhile(lambda: index.insert_or_update_object(sleep_well))
    post(client, {"query": '{search(query: "wonderful") {totalCount}}'})
    assert serving.store.size == 0


# What is changed by something else.


def test_hits_of_a_search_end_when_the_index_is_written_later(client, sleep_well):
    query = {"query": '{search(query: "wonderful") {nodes {title}}}'}
    PostPage.objects.filter(pk=sleep_well.pk).update(intro="Wonderful.")
    post(client, query)
    sleep_well.refresh_from_db()
    index.insert_or_update_object(sleep_well)
    assert post(client, query).json()["data"]["search"]["nodes"] == [{"title": "Sleep well"}]


def test_a_draft_of_a_home_page_in_another_language_ends_what_depends_on_it(client):
    query = {"query": "{posts {totalCount}}"}
    factories.post("Sleep well")
    spanish = {"Accept-Language": "es"}
    assert post(client, query, **spanish).json()["data"]["posts"]["totalCount"] == 1
    factories.spanish(factories.home(), live=False)
    assert post(client, query, **spanish).json()["data"]["posts"]["totalCount"] == 0


def test_the_reason_of_a_restricted_page_is_the_one_of_now(client, sleep_well):
    PageViewRestriction.objects.create(page=sleep_well, restriction_type="login")
    query = {"query": '{route(path: "/blog/sleep-well/") {... on RestrictedPage {reason}}}'}
    assert post(client, query).json()["data"]["route"] == {"reason": "LOGIN"}
    PageViewRestriction.objects.update(restriction_type="password", password="opens it all")
    assert post(client, query).json()["data"]["route"] == {"reason": "PASSWORD"}
