"""`manage.py reconcile_changes`: for changes that no trigger saw."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from api.changes.reconciling import begin_anew, reconcile
from api.changes.settling import settle
from api.deliveries import consumers, purges, webhooks  # noqa: F401 - these read the log


class Command(BaseCommand):
    """Compares the content with what the log knows of it."""

    help = (
        "Installs the triggers of the change log and compares all content with what the log knows. "
        "Run it after content came in behind its back, such as SQL with triggers off, and after a "
        "backup was restored."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whether the log itself is an old one."""
        parser.add_argument(
            "--restored",
            action="store_true",
            help="The database is one of earlier: begin the log anew, so that nothing that was "
            "told since then is taken for what comes next. Apps start again.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Reconcile, and say how many changes were found."""
        if options["restored"]:
            # What nobody was told of when the backup was made.
            settle()
            while consumers.catch_up():
                pass
            begin_anew()
        self.stdout.write(f"{reconcile()} changes found that were not in the log.")
