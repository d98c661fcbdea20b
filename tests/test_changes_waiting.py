"""Where nothing can be settled: readers see what is committed, and nobody's save fails."""

import sqlite3
import time
from contextlib import contextmanager

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from api.changes import following, log, touches
from api.models import Change, Touch
from blog.models import PostPage
from tests import factories
from tests.sync.databases import copied

pytestmark = pytest.mark.django_db

ALL = {"query": "{posts(first: 9) {nodes {title}}}"}
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="Of PostgreSQL alone")


@pytest.fixture(autouse=True)
def outside(settings, monkeypatch):
    """A database of our own, where answers are kept; nobody waits for long."""
    settings.HEARTH_ANSWER_CACHE = True
    monkeypatch.setattr(log, "PATIENCE", 0.2)
    monkeypatch.setattr(following, "PATIENCE", 0.2)
    with copied():
        factories.post("Sleep well")
        yield


def title(client):
    return client.get("/graphql/", ALL).json()["data"]["posts"]["nodes"][0]["title"]


def rename(words="Sleep better"):
    PostPage.objects.filter(slug="sleep-well").update(title=words)


@contextmanager
def held():
    """Somebody else holds the log, and does not let go."""
    if connection.vendor == "sqlite":
        other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
        statement = "BEGIN IMMEDIATE"
    else:
        parameters = connection.get_connection_params()
        names = ("dbname", "host", "port", "user", "password")
        told = {name: parameters[name] for name in names if parameters.get(name)}
        other = psycopg.connect(**told)
        statement = "SELECT 1 FROM api_logstate FOR UPDATE"
    try:
        other.execute(statement)
        yield
    finally:
        other.close()


def test_a_reader_does_not_wait_until_somebody_lets_go_of_the_log(client):
    title(client)
    rename()
    with held():
        began = time.monotonic()
        assert title(client) == "Sleep better"
        assert time.monotonic() - began < 5
    assert Touch.objects.exists()
    assert title(client) == "Sleep better"
    assert not Touch.objects.exists()


@on_postgresql
def test_a_save_does_not_wait_until_somebody_lets_go_of_the_log():
    post = PostPage.objects.get()
    post.title = "Sleep better"
    with held():
        post.save()
    assert PostPage.objects.get().title == "Sleep better"


def test_a_save_does_not_fail_if_nothing_can_be_settled(monkeypatch):
    def fail():
        raise DatabaseError("database is locked")

    monkeypatch.setattr(touches, "take", fail)
    post = PostPage.objects.get()
    post.title = "Sleep better"
    post.save()
    assert PostPage.objects.get().title == "Sleep better"
    assert Touch.objects.exists()


@on_postgresql
def test_a_reader_that_may_not_write_sees_what_is_committed(client):
    title(client)
    rename()
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = on")
    assert title(client) == "Sleep better"
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = off")
    assert Touch.objects.exists()


def test_a_limit_ends_with_the_settlement():
    rename()
    log.position()
    with connection.cursor() as cursor:
        is_lite = connection.vendor == "sqlite"
        cursor.execute("PRAGMA busy_timeout" if is_lite else "SHOW lock_timeout")
        assert cursor.fetchone()[0] in (20_000, 5_000, "0")


def test_within_a_transaction_the_limit_is_none_of_its_own():
    with transaction.atomic():
        rename()
        assert log.position().is_settled
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SHOW lock_timeout")
                assert cursor.fetchone()[0] == "0"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="Only SQLite has such a statement")
def test_a_row_that_another_drives_out_is_noticed():
    author = factories.author("Ada Reed")
    log.position()
    with connection.cursor() as cursor:
        columns = [field.column for field in author._meta.concrete_fields if not field.primary_key]
        names = ", ".join(f'"{name}"' for name in columns)
        cursor.execute(
            f"REPLACE INTO blog_author (id, {names}) SELECT id + 1000, {names} FROM blog_author"  # noqa: S608
        )
    log.position()
    found = Change.objects.filter(label="blog.author").order_by("number")
    assert [(one.key, one.kind) for one in found][-2:] == [
        (str(author.pk), "deleted"),
        (str(author.pk + 1000), "published"),
    ]
