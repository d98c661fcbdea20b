"""A database for tests that commit: a copy of the test database, put back in milliseconds."""

import sqlite3
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection, connections
from wagtail.models import Site

from api import versions


@contextmanager
def copied():
    """A copy of the test database as the default one, for all threads; yields the copy."""
    original = connections["default"]
    copy = (_Postgres if original.vendor == "postgresql" else _Sqlite)()
    told = original.settings_dict
    name = told["NAME"]
    # The test's own connection has a transaction open, which the copy is none of.
    told["NAME"] = copy.make(original, name)
    del connections["default"]
    try:
        yield copy
    finally:
        connection.close()
        connections["default"] = original
        told["NAME"] = name
        copy.drop()
        forget()


def forget():
    """Forget what this process keeps of the database."""
    versions._kept.clear()
    Site.clear_site_root_paths_cache()


#: Deletes and inserts are quicker than truncating: the tables are small.
RESTORE = """
    CREATE SCHEMA kept;
    DO $$ DECLARE name text; BEGIN
        FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
            EXECUTE format('CREATE TABLE kept.%1$I AS TABLE public.%1$I', name);
        END LOOP;
    END $$;
    CREATE TABLE kept.sequences_ AS
        SELECT sequencename AS name, coalesce(last_value, 1) AS value,
               last_value IS NOT NULL AS used
        FROM pg_sequences WHERE schemaname = 'public';
    CREATE FUNCTION kept.restore() RETURNS void LANGUAGE plpgsql AS $$
    DECLARE name text; BEGIN
        SET LOCAL session_replication_role = replica;
        FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
            EXECUTE format('DELETE FROM public.%1$I', name);
            EXECUTE format('INSERT INTO public.%1$I SELECT * FROM kept.%1$I', name);
        END LOOP;
        PERFORM setval(format('public.%I', s.name)::regclass, s.value, s.used)
        FROM kept.sequences_ AS s;
    END $$;
"""


class _Postgres:
    """A database of its own, cloned by the server."""

    writers = 3

    def make(self, original, name):
        # Nobody may be connected to what is copied.
        original.connection.close()
        self.name = f"{name}_sync"
        self.restored = 0
        with self._server() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{self.name}" TEMPLATE "{name}"')
            # No test waits for a disk, nor a second for each deadlock.
            cursor.execute(f'ALTER DATABASE "{self.name}" SET synchronous_commit = off')
            cursor.execute(f"ALTER DATABASE \"{self.name}\" SET deadlock_timeout = '50ms'")
        return self.name

    def keep(self):
        """Remember what the database holds now."""
        with connection.cursor() as cursor:
            cursor.execute(RESTORE)

    def restore(self):
        """Put back what it held then."""
        forget()
        self.restored += 1
        with connection.cursor() as cursor:
            cursor.execute("SELECT kept.restore()")
            if self.restored % 100 == 0:
                cursor.execute("VACUUM")

    def is_blocked(self, pid):
        """Whether a process of the server waits for a lock."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT cardinality(pg_blocking_pids(%s)) > 0", [pid])
            return cursor.fetchone()[0]

    def drop(self):
        with self._server() as cursor:
            cursor.execute(f'DROP DATABASE "{self.name}" WITH (FORCE)')

    @contextmanager
    def _server(self):
        with connections["default"]._nodb_cursor() as cursor:
            yield cursor


class _Sqlite:
    """A file, whose writers come one after the other."""

    writers = 1

    def make(self, original, name):
        self.folder = TemporaryDirectory()
        self.path = Path(self.folder.name) / "copy.sqlite3"
        self.kept = sqlite3.connect(":memory:")
        # Not by a backup, which would wait for the end of the test's own transaction.
        self.path.write_bytes(original.connection.serialize())
        return str(self.path)

    def keep(self):
        """Remember what the database holds now."""
        connection.ensure_connection()
        connection.connection.backup(self.kept)

    def restore(self):
        """Put back what it held then."""
        forget()
        connection.close()
        with sqlite3.connect(self.path) as copy:
            self.kept.backup(copy)
        copy.close()

    def is_blocked(self, pid):
        return False

    def drop(self):
        self.kept.close()
        self.folder.cleanup()
