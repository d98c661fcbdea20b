"""A check of the database: whether the triggers that note changes are there."""

from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.db import connections

from api.changes import triggers
from api.models import Touch


def check_triggers(databases: Sequence[str] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Warn of a database whose triggers are missing, or are those of another version.

    No error: `migrate`, which mends it, refuses to run where there is one.
    """
    found: list[checks.CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        if Touch._meta.db_table not in connection.introspection.table_names():
            continue  # It is not migrated yet.
        if triggers.installed(connection) != triggers.wanted(connection):
            words = f"Changes of content are not noted in the database {alias!r}, or not all."
            hint = "Run `manage.py reconcile_changes`: it installs the triggers."
            found.append(checks.Warning(words, hint=hint, id="api.changes.W001"))
    return found
