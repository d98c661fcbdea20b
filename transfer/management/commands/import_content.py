"""The command that makes a site of a folder."""

import logging
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from transfer.site.errors import TransferError
from transfer.site.load import import_site


class Command(BaseCommand):
    help = "Make the site that export_content wrote to a folder, in an empty installation."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="What export_content wrote.")
        parser.add_argument(
            "--dry-run", action="store_true", help="Check everything, and change nothing."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        progress = self.stdout.write if options["verbosity"] > 1 else lambda line: None
        # Wagtail logs each of some thousand index updates; here only the outcome is news.
        logging.disable(logging.INFO)
        try:
            report = import_site(options["folder"], dry_run=options["dry_run"], progress=progress)
        except TransferError as error:
            raise CommandError(str(error)) from None
        finally:
            logging.disable(logging.NOTSET)
        for note in report.notes:
            self.stderr.write(self.style.WARNING(note))
        done = (
            "Nothing is wrong with it, and nothing was changed"
            if options["dry_run"]
            else "Imported"
        )
        self.stdout.write(f"{done}: {report}.")
