"""Processes that are killed at any point: nothing is lost, nothing is reordered."""

import json
import os
import random
import sqlite3
import subprocess
import sys
import threading
from collections import defaultdict
from pathlib import Path
from time import sleep, time

import pytest
from django.db import connection, connections

from api import ids
from tests.deliveries.receivers import Receiver

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
#: `KILL_SECONDS=600 KILL_SEED=7 pytest …` looks longer, and elsewhere.
SECONDS = os.environ.get("KILL_SECONDS", "8")
SEED = os.environ.get("KILL_SEED", "1")
GONE = {"unpublished", "expired", "deleted"}


class Unreliable(Receiver):
    """A receiver that takes its time, refuses at times, and at times hangs up without an answer.

    `times` are the moments of arrival; `crowd` is how many messages it had at the same time.
    """

    def __init__(self, seed, longest):
        super().__init__()
        self.chance = random.Random(seed)  # noqa: S311 - no secret
        self.longest = longest
        self.times = []
        self.at_work = self.crowd = 0
        self.lock = threading.Lock()
        self.answers = self

    def __bool__(self):
        return True

    def pop(self, _place):
        """How it answers the next message, which came just now."""
        with self.lock:
            self.times.append(time())
            self.at_work += 1
            self.crowd = max(self.crowd, self.at_work)
            return self.hang_up if self.chance.random() < 0.05 else self.answer

    def answer(self, handler):
        self.take_time()
        status = 500 if self.chance.random() < 0.2 else 204
        handler.send_response(status)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    def hang_up(self, handler):
        self.take_time()
        handler.close_connection = True

    def take_time(self):
        sleep(self.chance.uniform(self.longest / 10, self.longest))
        with self.lock:
            self.at_work -= 1


@pytest.fixture(scope="module")
def database(django_db_setup, django_db_blocker, tmp_path_factory):
    """The address of a database like that of the tests, which other processes can open.

    It is made before the test has a transaction.
    """
    file = tmp_path_factory.mktemp("kills") / "db.sqlite3"
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            connection.ensure_connection()
            copied = sqlite3.connect(file)
            connection.connection.backup(copied)
            copied.close()
            yield f"sqlite:///{file}"
            return
        settings = connection.settings_dict
        copy = f"{settings['NAME']}_kills"
        connections.close_all()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{copy}"')
            cursor.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{settings["NAME"]}"')
        user = settings["USER"] + (f":{settings['PASSWORD']}" if settings["PASSWORD"] else "")
        yield f"postgres://{user}@{settings['HOST']}:{settings['PORT'] or 5432}/{copy}"
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{copy}" WITH (FORCE)')


@pytest.fixture
def told(database, tmp_path):
    """What there was to tell, what came, and what a cache was asked to forget at what time."""
    receiver, cache = Unreliable(SEED, 0.15), Unreliable(SEED, 0.01)
    caches = {
        "near": {"BACKEND": "api.deliveries.caches.VarnishBackend", "LOCATION": cache.url},
    }
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "cms.settings",
        "DATABASE_URL": database,
        "CACHE_URL": "locmemcache://",
        "DEBUG": "true",
        "LOG_LEVEL": "CRITICAL",
        "HEARTH_DATA_DIR": str(tmp_path),
        "HEARTH_WEBHOOK_PRIVATE": "true",
        "HEARTH_WEBHOOK_TIMEOUT": "0.5",
        "HEARTH_FRONTEND_CACHES": json.dumps(caches),
        "RECEIVER": receiver.url,
    }
    program = [sys.executable, "-m", "tests.deliveries.killing", SEED, SECONDS]
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            program,
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=5 * float(SECONDS) + 120,
        )
        assert done.returncode == 0, database + done.stderr[-300:]
        yield (
            json.loads(done.stdout),
            receiver,
            list(zip(cache.messages, cache.times, strict=True)),
        )
    finally:
        receiver.close()
        cache.close()


def test_whoever_is_killed_no_event_is_lost_reordered_or_renamed(told):
    there, receiver, purges = told
    assert there["killed"] > 10
    assert len(there["events"]) > 10
    came = [(one.data["number"], one.id, one.data["id"]) for one in receiver.messages]

    # Nothing is lost or made up, and however often something came, it had one id.
    assert {(number, event_id) for number, event_id, _object in came} == {
        (event["number"], event["id"]) for event in there["events"]
    }
    # What came of an object came in order.
    order = defaultdict(list)
    for number, _event_id, key in came:
        order[key].append(number)
    assert all(numbers == sorted(numbers) for numbers in order.values())
    # Of several processes one at a time spoke to the receiver.
    assert receiver.crowd == 1

    # What was told last of each post is how it is.
    last = {event["key"]: event["kind"] for event in there["events"]}
    assert {key for key, kind in last.items() if kind not in GONE} == {
        str(key) for key in there["live"]
    }
    assert {ids.encode("Post", key) for key in last} == order.keys()

    # The cache was asked to forget each page after each change of it.
    asked = defaultdict(list)
    for message, at in purges:
        asked[message.path].append(at)
    late = [
        event for event in there["events"] if max(asked[event["path"]], default=0) < event["at"]
    ]
    assert late == []
