"""`/graphql/changes`: an event for each checkpoint of the log, to whoever listens."""

import asyncio
from contextlib import closing
from itertools import islice
from threading import Event
from time import sleep

import psycopg
import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from django.test import AsyncClient, Client

from api.live import views
from api.live.places import Places
from api.live.watching import Watcher, checkpoint
from tests import factories

pytestmark = pytest.mark.django_db


class Log:
    """A log that goes on when a test says so."""

    def __init__(self):
        self.at = "a-1"
        self.step = Event()

    def go_on(self, to):
        self.at = to
        self.step.set()

    def sleep(self):
        self.step.wait(0.05)
        self.step.clear()


@pytest.fixture
def log(monkeypatch, settings):
    settings.HEARTH_LIVE_STREAMS = 2
    settings.HEARTH_LIVE_SECONDS = 20
    found = Log()
    monkeypatch.setattr(views, "WATCHER", Watcher(lambda: found.at, found.sleep))
    monkeypatch.setattr(views, "PLACES", Places())
    return found


@pytest.fixture
def client():
    """A client of a server with threads."""
    return Client(**{"wsgi.multithread": True})


def events(client, address="192.0.2.1"):
    return closing(client.get("/graphql/changes", REMOTE_ADDR=address))


def read(response, count):
    """The first chunks of a stream, after the one that says when to try again."""
    chunks = iter(response.streaming_content)
    assert next(chunks) == b"retry: 3000\n\n"
    return list(islice(chunks, count))


def test_a_new_listener_hears_where_the_log_is(client, log):
    with closing(client.get("/graphql/changes")) as response:
        assert read(response, 1) == [b"id: a-1\ndata: a-1\n\n"]


def test_a_listener_hears_of_each_checkpoint(client, log):
    with closing(client.get("/graphql/changes")) as response:
        chunks = iter(response.streaming_content)
        next(chunks), next(chunks)
        log.go_on("a-2")
        assert next(chunks) == b"id: a-2\ndata: a-2\n\n"


def test_a_listener_who_comes_back_hears_at_once_what_it_missed(client, log):
    headers = {"Last-Event-ID": "a-0"}
    with closing(client.get("/graphql/changes", headers=headers)) as response:
        assert read(response, 1) == [b"id: a-1\ndata: a-1\n\n"]


def test_a_listener_who_missed_nothing_hears_only_that_the_stream_lives(client, log, monkeypatch):
    monkeypatch.setattr(views, "HEARTBEAT", 0.1)
    headers = {"Last-Event-ID": "a-1"}
    with closing(client.get("/graphql/changes", headers=headers)) as response:
        assert read(response, 2) == [b": still here\n\n"] * 2


def test_a_stream_ends_when_its_time_is_over(client, log, settings):
    settings.HEARTH_LIVE_SECONDS = 0
    with closing(client.get("/graphql/changes")) as response:
        assert list(response.streaming_content) == [b"retry: 3000\n\n"]


def test_a_stream_is_neither_cached_nor_held_back(client, log):
    with closing(client.get("/graphql/changes")) as response:
        told = {name: response[name] for name in ("Content-Type", "Cache-Control")}
    assert told == {"Content-Type": "text/event-stream", "Cache-Control": "no-store"}


def test_one_listener_too_many_is_asked_to_wait(client, log):
    with events(client) as first, events(client, "192.0.2.2") as second:
        read(first, 1), read(second, 1)
        response = client.get("/graphql/changes", REMOTE_ADDR="192.0.2.3")
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert response.json()["errors"][0]["message"] == (
        "Too many clients listen. Ask for changes instead."
    )


def test_a_place_is_free_when_its_listener_leaves(client, log):
    for _one in range(5):
        with events(client) as response:
            assert read(response, 1) == [b"id: a-1\ndata: a-1\n\n"]


def test_one_address_has_half_of_the_places(client, log):
    with events(client) as first:
        read(first, 1)
        statuses = [client.get("/graphql/changes", REMOTE_ADDR="192.0.2.1").status_code]
        with events(client, "192.0.2.2") as other:
            statuses.append(other.status_code)
    assert statuses == [503, 200]


def test_one_address_has_no_more_than_the_setting_says(client, log, settings):
    settings.HEARTH_LIVE_STREAMS = 100
    settings.HEARTH_LIVE_STREAMS_PER_ADDRESS = 1
    with events(client) as first:
        read(first, 1)
        assert client.get("/graphql/changes", REMOTE_ADDR="192.0.2.1").status_code == 503


def test_who_hangs_up_before_the_stream_begins_has_no_place(client, log):
    for _one in range(5):
        client.get("/graphql/changes")  # nobody reads it, and nobody closes it
    assert client.get("/graphql/changes").status_code == 200


def test_who_comes_second_to_the_last_place_is_told_when_to_come_again(client, log):
    with events(client) as first, events(client) as second:
        read(first, 1)
        assert list(second.streaming_content) == [b"retry: 30000\n\n"]


def test_nobody_listens_where_a_stream_would_hold_the_whole_process(log):
    assert Client().get("/graphql/changes").status_code == 503


def test_a_stream_is_counted_like_a_query(client, log, settings):
    settings.HEARTH_RATE_POINTS = views.POINTS
    with events(client):
        response = client.get("/graphql/changes", REMOTE_ADDR="192.0.2.1")
    assert response.status_code == 429
    assert response.json()["errors"][0]["extensions"]["code"] == "RATE_LIMITED"
    assert int(response["Retry-After"]) > 0


def test_nobody_listens_where_it_is_turned_off(client, settings):
    settings.HEARTH_LIVE_STREAMS = 0
    assert client.get("/graphql/changes").status_code == 404


def test_nothing_can_be_posted(client, log):
    response = client.post("/graphql/changes")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")


def test_a_listener_under_asgi(log):
    async def listen():
        response = await AsyncClient().get("/graphql/changes")
        chunks = aiter(response.streaming_content)
        found = [await anext(chunks), await anext(chunks)]
        log.go_on("a-2")
        found.append(await anext(chunks))
        response.close()
        return found

    assert async_to_sync(listen)() == [
        b"retry: 3000\n\n",
        b"id: a-1\ndata: a-1\n\n",
        b"id: a-2\ndata: a-2\n\n",
    ]


def test_a_listener_under_asgi_who_is_woken_for_nothing_says_nothing(log):
    async def listen():
        response = await AsyncClient().get("/graphql/changes")
        chunks = aiter(response.streaming_content)
        _retry, _first = [await anext(chunks), await anext(chunks)]
        heard = asyncio.ensure_future(anext(chunks))
        await asyncio.sleep(0.1)
        for wake in views.WATCHER._listeners:
            wake()
        await asyncio.sleep(0.1)
        log.go_on("a-2")
        found = await heard
        response.close()
        return found

    assert async_to_sync(listen)() == b"id: a-2\ndata: a-2\n\n"


def test_a_client_that_hangs_up_under_asgi_leaves_its_place(log):
    async def hang_up():
        response = await AsyncClient().get("/graphql/changes")
        listening = asyncio.ensure_future(_all(response))
        await asyncio.sleep(0.2)
        was_free = views.PLACES.is_free("127.0.0.1")
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        return was_free, views.PLACES.is_free("127.0.0.1")

    assert async_to_sync(hang_up)() == (False, True)


async def _all(response):
    return [chunk async for chunk in response.streaming_content]


def test_the_watcher_goes_on_whatever_fails(log):
    def look():
        if log.at == "broken":
            raise psycopg.OperationalError("The server closed the connection unexpectedly")
        return log.at

    watcher = Watcher(look, log.sleep)
    watcher.listen(log.sleep)
    try:
        assert watcher.wait("", 5) == "a-1"
        log.go_on("broken")
        sleep(0.2)
        log.go_on("a-2")
        assert watcher.wait("a-1", 5) == "a-2"
    finally:
        watcher.leave(log.sleep)


def test_a_checkpoint_is_another_after_a_change():
    factories.blog()
    before = checkpoint()
    factories.post("Sleep well")
    assert checkpoint() != before


def test_a_checkpoint_is_the_same_after_a_draft():
    factories.blog()
    before = checkpoint()
    factories.post("Sleep well", live=False)
    assert checkpoint() == before


def test_postgresql_tells_of_changes(count_sql):
    factories.blog()
    told = [sql for sql in count_sql(checkpoint) if "pg_notify" in sql]
    assert len(told) == (1 if connection.vendor == "postgresql" else 0)
