"""`manage.py reconcile_changes`: for changes that no trigger saw."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from api.changes import log, triggers
from api.changes.settling import reconcile


class Command(BaseCommand):
    """Compares the content with what the log knows of it."""

    help = (
        "Installs the triggers of the change log and compares all content with what the log knows. "
        "Run it after content came in behind its back: a restored dump, or SQL with triggers off."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Reconcile, and say how many changes were found."""
        triggers.install(connection)
        before = log.position().number
        reconcile()
        found = log.number() - before
        self.stdout.write(f"{found} changes found that were not in the log.")
