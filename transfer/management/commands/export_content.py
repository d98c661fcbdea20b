"""The command that writes the whole site to a folder."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from transfer.site.errors import TransferError
from transfer.site.export import export_site


class Command(BaseCommand):
    help = (
        "Write the whole site (pages, snippets, settings, pictures, documents, redirects) to a "
        "folder of readable files, a new one or that of an earlier export."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="Where to write to.")
        parser.add_argument(
            "--with-passwords",
            action="store_true",
            help="Write the shared passwords of pages and collections too, to passwords.json.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        progress = self.stdout.write if options["verbosity"] > 1 else lambda line: None
        try:
            report = export_site(
                options["folder"], with_passwords=options["with_passwords"], progress=progress
            )
        except TransferError as error:
            raise CommandError(str(error)) from None
        for note in report.notes:
            self.stderr.write(self.style.WARNING(note))
        self.stdout.write(f"Exported to {options['folder']}: {report}.")
