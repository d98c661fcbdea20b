"""`/graphql/changes`: an event for each checkpoint of the log, to whoever listens."""

from contextlib import closing
from itertools import islice
from threading import Event

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from django.test import AsyncClient

from api.live import views
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
    monkeypatch.setattr(views, "_limits", {})
    return found


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
    with closing(client.get("/graphql/changes")), closing(client.get("/graphql/changes")):
        response = client.get("/graphql/changes")
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert response.json()["errors"][0]["message"] == (
        "Too many clients listen. Ask for changes instead."
    )


def test_a_place_is_free_when_its_listener_leaves(client, log):
    for _one in range(5):
        with closing(client.get("/graphql/changes")) as response:
            assert response.status_code == 200


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
