"""How far the log has come, as those ask who have no transaction open: endpoints and workers."""

from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from api.changes import log
from tests import factories
from tests.sync.databases import copied

pytestmark = pytest.mark.django_db
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="Of PostgreSQL alone")


@pytest.fixture
def outside():
    """A database of our own, without a transaction."""
    with copied():
        factories.post("Sleep well")
        log.position()
        yield


def ordinary():
    """Ask as somebody does whose statements are noted."""
    with CaptureQueriesContext(connection) as noted:
        found = log.position()
    assert len(noted) == 1
    return found


def test_the_driver_says_what_django_says(outside, monkeypatch):
    told = ordinary()
    with monkeypatch.context() as patch:
        patch.setattr(CursorWrapper, "execute", None)
        assert log.position() == told


def test_what_was_just_committed_is_told(outside):
    before = log.position().number
    factories.post("Eat well")
    assert log.position().number > before


def test_what_has_just_expired_is_told(outside, monkeypatch):
    now = timezone.now()
    factories.post("Eat well", expire_at=now + timedelta(minutes=5))
    before = log.position().number
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(minutes=5, seconds=1))
    assert log.position().number > before


def connect_anew():
    connection.close()
    connection.ensure_connection()


def prepared():
    """How many statements of ours this session has planned for good."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'hearth%'")
        return cursor.fetchone()[0]


@on_postgresql
def test_the_statement_is_planned_once_for_a_connection(outside):
    connect_anew()
    assert log.position() == log.position()
    assert prepared() == 1


@on_postgresql
def test_nothing_is_planned_for_good_where_a_pooler_shares_sessions(outside, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    told = ordinary()
    connect_anew()
    assert log.position() == told
    assert prepared() == 0


@on_postgresql
def test_a_session_that_knows_no_plan_is_asked_all_the_same(outside, monkeypatch):
    before = log.position().number
    connection.connection.execute("DEALLOCATE ALL")
    factories.post("Eat well")
    log.position()
    with monkeypatch.context() as patch:
        patch.setattr(CursorWrapper, "execute", None)
        assert log.position().number > before


@on_postgresql
def test_a_connection_that_was_lost_is_made_anew(outside, client, settings):
    settings.HEARTH_ANSWER_CACHE = True
    query = {"query": "{posts(first: 1) {nodes {title}}}"}
    first = client.get("/graphql/", query).json()
    parameters = connection.get_connection_params()
    pid = connection.connection.info.backend_pid
    told = {name: parameters[name] for name in ("host", "port", "user") if parameters.get(name)}
    with psycopg.connect(dbname="postgres", autocommit=True, **told) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [pid])
    assert client.get("/graphql/", query).json() == first
    assert connection.connection.info.backend_pid != pid
