"""Which answers are kept, for whom, and until when."""

import json

import pytest
from django.core.cache import caches
from django.core.cache.backends.filebased import FileBasedCache
from wagtail.models import PageViewRestriction

from api import rates
from api.caching import serving
from tests import factories, people
from tests.http import get, post, steady

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
