"""Checks the operations that clients have stored."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from api.limits.stored import Problem, problems_of
from api.limits.trusted import BrokenManifest, read
from api.schema import schema

ENDINGS = (".graphql", ".gql")


class Command(BaseCommand):
    """Prints what the present schema would break, as `file:line: message`."""

    help = (
        "Checks stored operations (*.graphql, *.gql, and JSON manifests of trusted documents) "
        "against the schema and the limits. Fails if anything would break."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take files and folders."""
        parser.add_argument("paths", nargs="+", type=Path, help="Files, or folders of them.")
        parser.add_argument(
            "--skip", action="append", default=[], metavar="NAME", help="A file to leave out."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what is wrong."""
        problems: list[Problem] = []
        texts: dict[str, str] = {}
        count = 0
        for path in _files(options["paths"], options["skip"]):
            if path.suffix == ".json":
                try:
                    documents = read(path).documents
                except BrokenManifest as error:
                    raise CommandError(str(error)) from None
                named = {f"{path}#{key}": text for key, text in documents.items()}
                problems += problems_of(schema, named)
                count += len(named)
            else:
                texts[str(path)] = path.read_text()
        problems += problems_of(schema, texts)
        count += len(texts)
        for problem in problems:
            self.stdout.write(str(problem))
        broken = sum(problem.is_breakage for problem in problems)
        if broken:
            raise CommandError(f"Documents: {count}. Problems: {broken}.")
        if not count:
            raise CommandError("There is no document.")
        self.stdout.write(f"Documents: {count}. Nothing would break.")


def _files(paths: Iterable[Path], skip: Iterable[str]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            inside = (one for one in path.rglob("*") if one.suffix in ENDINGS)
            yield from sorted(one for one in inside if one.name not in skip)
        elif path.is_file():
            yield path
        else:
            raise CommandError(f"{path} is neither a file nor a folder.")
