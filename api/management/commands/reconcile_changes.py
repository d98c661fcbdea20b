"""`manage.py reconcile_changes`: for changes that no trigger saw."""

from typing import Any

from django.core.management.base import BaseCommand

from api.changes.reconciling import reconcile


class Command(BaseCommand):
    """Compares the content with what the log knows of it."""

    help = (
        "Installs the triggers of the change log and compares all content with what the log knows. "
        "Run it after content came in behind its back: a restored dump, or SQL with triggers off."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Reconcile, and say how many changes were found."""
        self.stdout.write(f"{reconcile()} changes found that were not in the log.")
