"""Which answers are kept, for whom, and until when."""

import json
import time
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.core.cache.backends.filebased import FileBasedCache
from django.db import OperationalError
from django.utils import timezone
from wagtail.models import PageViewRestriction
from wagtail.search import index

from api import rates, views
from api.caching import serving
from api.changes import log
from api.execution import Request
from api.models import Change, LogState
from blog.models import PostPage
from tests import factories, people
from tests.http import JSON, get, post, steady

pytestmark = pytest.mark.django_db

TITLE = "query($slug: String!) {post(slug: $slug) {title}}"
SLEEP = {"query": TITLE, "variables": {"slug": "sleep-well"}}


@pytest.fixture(autouse=True)
def kept(settings):
    settings.HEARTH_ANSWER_CACHE = True


@pytest.fixture
def executed(monkeypatch):
    """The requests that were executed."""
    found: list[Request] = []
    execute = views.execute

    def noted(schema, asked, *args, **kwargs):
        found.append(asked)
        return execute(schema, asked, *args, **kwargs)

    monkeypatch.setattr(views, "execute", noted)
    return found


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


@pytest.fixture
def sleep_well():
    return factories.post("Sleep well")


def title(client, **headers):
    return post(client, SLEEP, **headers).json()["data"]["post"]


# What is kept.


@pytest.mark.usefixtures("sleep_well")
def test_a_second_answer_costs_one_statement(client, count_sql):
    first = post(client, SLEEP)
    answers = []
    assert len(count_sql(lambda: answers.append(post(client, SLEEP)))) == 1
    assert (answers[0].content, steady(answers[0])) == (first.content, steady(first))


@pytest.mark.usefixtures("sleep_well")
def test_what_was_posted_is_answered_to_whoever_gets_it(client, executed):
    parameters = {**SLEEP, "variables": json.dumps(SLEEP["variables"])}
    assert post(client, SLEEP).content == get(client, parameters).content
    assert len(executed) == 1


@pytest.mark.usefixtures("sleep_well")
def test_the_order_of_variables_makes_no_other_answer(client, executed):
    query = "query($slug: String!, $locale: String) {post(slug: $slug, locale: $locale) {title}}"
    post(client, {"query": query, "variables": {"slug": "sleep-well", "locale": "en"}})
    post(client, {"query": query, "variables": {"locale": "en", "slug": "sleep-well"}})
    assert len(executed) == 1


def test_that_there_is_nothing_is_kept_until_there_is(client, executed):
    factories.blog()
    assert [title(client), title(client), len(executed)] == [None, None, 1]
    factories.post("Sleep well")
    assert title(client) == {"title": "Sleep well"}


@pytest.mark.parametrize(
    "other",
    [
        {"accept": JSON},
        {"Accept-Language": "es"},
        {"GraphQL-Cost": "report"},
        {"Host": "other.example"},
    ],
    ids=str,
)
@pytest.mark.usefixtures("sleep_well")
def test_whoever_asks_otherwise_is_answered_otherwise(client, executed, other):
    post(client, SLEEP)
    post(client, SLEEP, **other)
    assert len(executed) == 2


@pytest.mark.usefixtures("sleep_well")
def test_languages_that_come_to_the_same_share_answers(client, executed):
    for language in ("en", "en-GB, en;q=0.8", "de, en;q=0.1"):
        post(client, SLEEP, **{"Accept-Language": language})
    assert len(executed) == 1


def test_an_operation_of_a_document_is_not_taken_for_another(client):
    both = "query A {a: __typename} query B {b: __typename}"
    found = [post(client, {"query": both, "operationName": name}).json() for name in "AB"]
    assert found == [{"data": {"a": "Query"}}, {"data": {"b": "Query"}}]


def test_what_cannot_be_read_costs_no_statement(client, count_sql):
    assert count_sql(lambda: post(client, b"{")) == []


# What is not.


@pytest.mark.parametrize(
    "body",
    [
        {"query": '{node(id: "?") {id}}'},
        {"query": "{"},
        {"query": "{nonsense}"},
        {"query": 'mutation {createPreviewToken(id: "?") {token}}'},
        {"query": TITLE},
    ],
    ids=str,
)
def test_errors_and_mutations_are_not_kept(client, body):
    post(client, body)
    assert serving.store.size == 0


@pytest.fixture
def secret(sleep_well):
    """A post for people who have logged in."""
    PageViewRestriction.objects.create(page=sleep_well, restriction_type="login")
    return sleep_well


@pytest.fixture
def bearer():
    return people.bearer(people.member())


@pytest.mark.usefixtures("secret")
def test_what_a_member_sees_is_for_nobody_else(client, bearer):
    assert [title(client, **bearer), title(client)] == [{"title": "Sleep well"}, None]


@pytest.mark.usefixtures("secret")
def test_a_member_sees_more_than_was_kept_for_others(client, bearer):
    assert [title(client), title(client, **bearer)] == [None, {"title": "Sleep well"}]


@pytest.mark.parametrize("name", ["Authorization", "Preview-Token", "Page-Grant"])
@pytest.mark.usefixtures("sleep_well")
def test_credentials_that_are_wrong_are_refused_though_an_answer_is_kept(client, name):
    post(client, SLEEP)
    assert post(client, SLEEP, **{name: "wrong"}).status_code in (400, 401)


@pytest.mark.usefixtures("sleep_well")
def test_nothing_is_kept_if_a_setting_says_so(client, settings, executed):
    settings.HEARTH_ANSWER_CACHE = False
    post(client, SLEEP)
    post(client, SLEEP)
    assert (len(executed), serving.store.size) == (2, 0)


@pytest.mark.usefixtures("sleep_well")
def test_an_answer_is_not_kept_if_a_table_was_read_that_nobody_follows(
    client, monkeypatch, executed
):
    monkeypatch.setattr("api.caching.reads._types", dict)
    post(client, SLEEP)
    post(client, SLEEP)
    assert len(executed) == 2


@pytest.fixture
def given_up(monkeypatch):
    """The keys of answers that nobody waits for any more."""
    found = []
    monkeypatch.setattr(serving.flights, "give_up", found.append)
    return found


def test_what_one_client_is_refused_others_still_wait_for(client, settings, given_up):
    settings.HEARTH_RATE_POINTS = 15
    assert post(client, SLEEP).status_code == 200
    serving.forget()
    assert post(client, SLEEP).status_code == 429
    assert given_up == []


def test_an_answer_with_errors_is_waited_for_once(client, given_up):
    post(client, {"query": '{node(id: "?") {id}}'})
    assert len(given_up) == 1


# Until when.


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


def test_the_reason_of_a_restricted_page_is_the_one_of_now(client, secret):
    query = {"query": '{route(path: "/blog/sleep-well/") {... on RestrictedPage {reason}}}'}
    assert post(client, query).json()["data"]["route"] == {"reason": "LOGIN"}
    PageViewRestriction.objects.update(restriction_type="password", password="opens it all")
    assert post(client, query).json()["data"]["route"] == {"reason": "PASSWORD"}


# For all processes.


@pytest.fixture
def shared(settings, tmp_path):
    """A cache that all processes see."""
    backend = "django.core.cache.backends.filebased.FileBasedCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": str(tmp_path)}}
    assert isinstance(caches["default"], FileBasedCache)


@pytest.mark.usefixtures("shared", "sleep_well")
def test_another_process_finds_the_answer_in_the_shared_cache(client, executed):
    first = post(client, SLEEP)
    serving.forget()
    assert (post(client, SLEEP).content, len(executed)) == (first.content, 1)


@pytest.mark.usefixtures("shared", "sleep_well")
def test_another_process_asks_the_shared_cache_once(client, monkeypatch):
    post(client, SLEEP)
    serving.forget()
    asked = []
    find = serving.store.shared.get
    monkeypatch.setattr(serving.store.shared, "get", lambda key: asked.append(key) or find(key))
    for _time in range(3):
        assert title(client) == {"title": "Sleep well"}
    assert len(asked) == 1


@pytest.mark.usefixtures("shared")
def test_another_process_knows_that_an_answer_has_ended(client, sleep_well):
    post(client, SLEEP)
    serving.forget()
    sleep_well.title = "Sleep better"
    sleep_well.save()
    assert title(client) == {"title": "Sleep better"}


@pytest.mark.usefixtures("shared", "sleep_well")
def test_without_the_shared_cache_answers_are_made(client, monkeypatch):
    def fail(*_args, **_kwargs):
        raise ConnectionError

    # Caches that fail are left alone for a while: not longer than this test.
    monkeypatch.setattr(rates._Outage, "until", 0.0)
    monkeypatch.setattr(serving.store.shared, "_until", 0.0)
    for name in ("get", "set", "add", "delete", "incr"):
        monkeypatch.setattr(FileBasedCache, name, fail, raising=False)
    assert title(client) == {"title": "Sleep well"}


@pytest.mark.usefixtures("sleep_well")
def test_answers_take_no_more_memory_than_they_may(client, settings):
    settings.HEARTH_ANSWER_CACHE_BYTES = 20_000
    serving.forget()
    for number in range(40):
        post(client, {"query": f"{{site {{name}} a{number}: __typename}}"})
    assert 0 < serving.store.size <= 20_000


# Rates.


@pytest.mark.usefixtures("sleep_well")
def test_a_kept_answer_costs_the_least(client, settings):
    settings.HEARTH_RATE_POINTS = 1_000
    post(client, SLEEP)
    before, after = (
        int(post(client, SLEEP)["RateLimit"].split("r=")[1].split(";")[0]) for _ in "12"
    )
    assert before - after == 10


@pytest.mark.usefixtures("sleep_well")
def test_whoever_has_no_points_gets_no_kept_answer_either(client, settings):
    settings.HEARTH_RATE_POINTS = 60
    statuses = [post(client, SLEEP).status_code for _time in range(9)]
    assert (statuses[0], statuses[-1]) == (200, 429)
