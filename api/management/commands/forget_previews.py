"""`manage.py forget_previews`: deletes unsaved content that no preview token shows any more."""

from typing import Any

from django.core.management.base import BaseCommand

from api import previews


class Command(BaseCommand):
    """For cron."""

    help = (
        "Deletes what editors wrote, looked at and did not save, once its preview has expired. "
        "Each new preview does so, too; run this every hour, so that nothing stays until then."
    )

    def handle(self, **options: Any) -> None:
        """Delete, and print how many there were."""
        self.stdout.write(f"{previews.forget_stale()} previews forgotten.")
