"""Checks of the database: whether all changes are noted, and old ones forgotten."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import DEFAULT_DB_ALIAS, connections
from django.utils import timezone

from api.changes import triggers
from api.changes.reconciling import is_suspended
from api.models import Change, Touch


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
    oldest = Change.objects.order_by("number").values_list("at", flat=True).first()
    kept = timedelta(days=settings.HEARTH_CHANGES_DAYS)
    if oldest is not None and timezone.now() - oldest > kept + _PATIENCE:
        words = f"The change log goes back to {oldest:%Y-%m-%d}: it is kept for {kept.days} days."
        hint = (
            "Run `manage.py compact_changes` once a day. If you do, somebody has yet to read the "
        )
        hint += "changes: see whether webhooks and purges are sent (Reports, Deliveries)."
        found.append(checks.Warning(words, hint=hint, id="api.changes.W003"))
    return found


#: How much longer than it is kept the log may be there before anybody is warned.
_PATIENCE = timedelta(days=7)
_HINT = "Run `manage.py reconcile_changes`, unless a migration is under way."
