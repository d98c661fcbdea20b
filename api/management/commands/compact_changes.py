"""Keeps the change log short."""

from typing import Any

from django.core.management.base import BaseCommand

from api.deliveries.retention import keep_house


class Command(BaseCommand):
    """Forgets and compacts what is old."""

    help = "Forgets old changes and deliveries, and makes one of several changes of an object."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many there were."""
        self.stdout.write(
            "{forgotten} changes forgotten, {compacted} compacted, "
            "{deliveries} deliveries forgotten.".format(**keep_house())
        )
