"""What caches on the way are told of kept answers, and what clients that have them already get."""

import hashlib
import json
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from api.caching import serving
from api.caching.entries import coarse
from blog.models import PostPage
from tests import factories
from tests.http import get, post

pytestmark = pytest.mark.django_db

LIST = "{posts {nodes {title authors {name}}}}"


@pytest.fixture(autouse=True)
def kept(settings):
    settings.HEARTH_ANSWER_CACHE = True


@pytest.fixture
def sleep_well():
    return factories.post("Sleep well", authors=[factories.author()])


# What a client has already.


@pytest.mark.usefixtures("sleep_well")
def test_a_kept_answer_that_the_client_has_is_not_sent_again(client, executed):
    first = get(client, {"query": LIST})
    again = get(client, {"query": LIST}, **{"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, len(executed)) == (304, b"", 1)
    assert all(again[name] == first[name] for name in ("ETag", "Cache-Control", "Vary"))


def test_a_cdn_learns_what_the_answer_that_it_has_depends_on_by_now(client, sleep_well):
    query = {"query": "{posts {nodes {__typename}}}"}
    first = get(client, query)
    blog = sleep_well.get_parent()
    sleep_well.delete()
    tag = f"Post:{factories.post('Another', under=blog).pk}"
    again = get(client, query, **{"If-None-Match": first["ETag"]})
    assert (again.status_code, tag in first["Surrogate-Key"]) == (304, False)
    assert tag in again["Surrogate-Key"].split(" ")
    assert tag in again["Cache-Tag"].split(",")


@pytest.mark.usefixtures("sleep_well")
def test_that_nothing_is_new_costs_one_statement(client, count_sql):
    known = get(client, {"query": LIST})["ETag"]
    poll = {"query": LIST}
    assert len(count_sql(lambda: get(client, poll, **{"If-None-Match": known}))) == 1


def test_an_answer_that_has_changed_is_sent(client, sleep_well):
    known = get(client, {"query": LIST})["ETag"]
    sleep_well.title = "Sleep better"
    sleep_well.save()
    again = get(client, {"query": LIST}, **{"If-None-Match": known})
    assert again.json()["data"]["posts"]["nodes"][0]["title"] == "Sleep better"


# Persisted queries.


def persisted(query):
    digest = hashlib.sha256(query.encode()).hexdigest()
    return {"persistedQuery": {"version": 1, "sha256Hash": digest}}


@pytest.mark.usefixtures("sleep_well")
def test_a_query_by_its_hash_is_answered_from_what_is_kept(client, executed):
    by_hash = {"extensions": json.dumps(persisted(LIST))}
    assert get(client, by_hash).json()["errors"][0]["message"] == "PersistedQueryNotFound"
    first = post(client, {"query": LIST, "extensions": persisted(LIST)})
    found = get(client, by_hash)
    again = get(client, by_hash, **{"If-None-Match": found["ETag"]})
    assert (found.content, again.status_code, len(executed)) == (first.content, 304, 1)
    assert found["Cache-Control"].startswith("public")


@pytest.mark.usefixtures("sleep_well")
def test_a_hash_is_learned_though_the_answer_is_kept(client):
    post(client, {"query": LIST})
    post(client, {"query": LIST, "extensions": persisted(LIST)})
    serving.forget()
    assert "data" in get(client, {"extensions": json.dumps(persisted(LIST))}).json()


# What caches may do.


@pytest.mark.usefixtures("sleep_well")
def test_browsers_and_cdns_may_keep_answers_for_as_long_as_settings_say(client, settings):
    settings.HEARTH_HTTP_MAX_AGE, settings.HEARTH_HTTP_SHARED_MAX_AGE = 5, 60
    settings.HEARTH_HTTP_STALE = 30
    told = get(client, {"query": LIST})["Cache-Control"]
    assert told == "public, max-age=5, s-maxage=60, stale-while-revalidate=30"


@pytest.mark.usefixtures("sleep_well")
def test_caches_ask_each_time_unless_settings_say_otherwise(client):
    assert get(client, {"query": LIST})["Cache-Control"] == "public, max-age=0, must-revalidate"


def test_no_cache_keeps_an_answer_longer_than_it_holds(client, settings, sleep_well):
    settings.HEARTH_HTTP_SHARED_MAX_AGE = 3600 * 48
    soon = timezone.now() + timedelta(seconds=100)
    PostPage.objects.filter(pk=sleep_well.pk).update(expire_at=soon)
    told = get(client, {"query": LIST})["Cache-Control"]
    assert 0 < int(told.split("s-maxage=")[1].split(",")[0]) <= 100


@pytest.mark.parametrize(
    ("zone", "begun", "hours"),
    [
        ("UTC", 20, 4),
        ("America/Los_Angeles", 20, 4),  # The day ends in UTC first: at noon of theirs.
        ("America/Los_Angeles", 2, 6),  # It is six in the evening there.
        ("Asia/Tokyo", 10, 5),
        ("Asia/Tokyo", 16, 8),
    ],
)
@pytest.mark.usefixtures("sleep_well")
def test_no_cache_keeps_an_answer_beyond_the_day(client, settings, monkeypatch, zone, begun, hours):
    settings.HEARTH_HTTP_SHARED_MAX_AGE = settings.HEARTH_HTTP_STALE = 3600 * 48
    settings.TIME_ZONE = zone
    now = datetime(2030, 1, 15, begun, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: now)
    monkeypatch.setattr(time, "time", now.timestamp)
    told = get(client, {"query": LIST})["Cache-Control"]
    assert told == f"public, max-age=0, s-maxage={hours * 3600}, must-revalidate"


@pytest.mark.parametrize(
    ("own", "shared", "stale"),
    [(40, 90, 30), (90, 40, 30), (200, 0, 30), (0, 0, 200), (50, 0, 200)],
)
def test_no_cache_shows_a_stale_answer_longer_than_it_holds(
    client, settings, sleep_well, own, shared, stale
):
    settings.HEARTH_HTTP_MAX_AGE, settings.HEARTH_HTTP_SHARED_MAX_AGE = own, shared
    settings.HEARTH_HTTP_STALE = stale
    soon = timezone.now() + timedelta(seconds=100)
    PostPage.objects.filter(pk=sleep_well.pk).update(expire_at=soon)
    told = get(client, {"query": LIST})["Cache-Control"]
    parts = dict(part.split("=") for part in told.split(", ") if "=" in part)
    seconds = {name: int(value) for name, value in parts.items()}
    longest = max(seconds["max-age"], seconds.get("s-maxage", 0))
    assert 90 < longest + seconds.get("stale-while-revalidate", 0) <= 100


@pytest.mark.usefixtures("sleep_well")
def test_caches_always_ask_whether_hits_of_a_search_are_still_these(client, settings):
    settings.HEARTH_HTTP_MAX_AGE = settings.HEARTH_HTTP_SHARED_MAX_AGE = 60
    settings.HEARTH_HTTP_STALE = 60
    told = get(client, {"query": '{search(query: "sleep") {totalCount}}'})
    assert told["Cache-Control"] == "public, max-age=0, must-revalidate"


@pytest.mark.parametrize("name", ["MAX_AGE", "SHARED_MAX_AGE", "STALE"])
@pytest.mark.usefixtures("sleep_well")
def test_what_a_cache_sends_to_others_does_not_say_what_somebody_has_left(client, settings, name):
    setattr(settings, f"HEARTH_HTTP_{name}", 60)
    first = get(client, {"query": LIST})
    again = get(client, {"query": LIST}, **{"If-None-Match": first["ETag"]})
    for response in (first, again):
        assert "RateLimit" not in response
        assert "RateLimit-Policy" not in response


@pytest.mark.usefixtures("sleep_well")
def test_what_caches_ask_for_each_time_says_what_the_client_has_left(client):
    assert "RateLimit" in get(client, {"query": LIST})


def test_a_posted_answer_is_for_no_cache(client, settings):
    settings.HEARTH_HTTP_MAX_AGE = 60
    response = post(client, {"query": LIST})
    assert (response["Cache-Control"], "ETag" in response) == ("no-store", False)
    assert "Surrogate-Key" not in response


# Tags.


def test_a_cdn_is_told_what_an_answer_depends_on(client, sleep_well):
    response = get(client, {"query": LIST})
    [author] = sleep_well.post_authors.all()
    tags = [f"Author:{author.author_id}", f"Post:{sleep_well.pk}", "Post:list", "frame"]
    assert response["Surrogate-Key"].split(" ") == response["Cache-Tag"].split(",") == tags


def test_an_answer_with_too_many_tags_tells_coarser_ones(client):
    blog = factories.blog()
    links = "".join(f'<a linktype="page" id="{10**8 + n}">x</a>' for n in range(400))
    factories.post("Linked", under=blog, body=[("paragraph", f"<p>{links}</p>")])
    response = get(client, {"query": "{posts {nodes {body {html}}}}"})
    told = [f"{name}: {response[name]}" for name in ("Surrogate-Key", "Cache-Tag")]
    assert sum(map(len, told)) < 4_000
    assert {"Post:list", "Post:any", "BlogIndex:any"} <= {*response["Surrogate-Key"].split()}


def test_coarse_tags_are_changed_whenever_the_fine_ones_are():
    fine = [f"Post:{number}" for number in range(1000)]
    assert coarse([*fine, "Author:7", "frame"], 100, " ") == "Author:7 Post:any frame"


def test_no_tags_are_told_if_a_setting_says_so(client, settings):
    settings.HEARTH_HTTP_TAGS = []
    assert "Surrogate-Key" not in get(client, {"query": LIST})
