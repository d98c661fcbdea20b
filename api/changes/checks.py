"""Checks of the database: whether all changes are noted."""

from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.db import DEFAULT_DB_ALIAS, connections

from api.changes import triggers
from api.changes.reconciling import is_suspended
from api.models import Touch


def check_log(databases: Sequence[str] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Warn of missing triggers, of those of another version, and of a log that is suspended.

    No error: `migrate`, which mends it, refuses to run where there is one.
    """
    if DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    connection = connections[DEFAULT_DB_ALIAS]
    if Touch._meta.db_table not in connection.introspection.table_names():
        return []  # It is not migrated yet.
    found: list[checks.CheckMessage] = []
    if triggers.installed(connection) != triggers.wanted(connection):
        words = "Changes of content are not noted in the database, or not all."
        found.append(checks.Warning(words, hint=_HINT, id="api.changes.W001"))
    if is_suspended():
        words = "Changes of content may have gone unnoticed: answers are not kept until all of it "
        words += "was compared. A migration may have been interrupted, or a table emptied."
        found.append(checks.Warning(words, hint=_HINT, id="api.changes.W002"))
    return found


_HINT = "Run `manage.py reconcile_changes`, unless a migration is under way."
