"""Explains how a query is executed."""

from pathlib import Path
from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.test import RequestFactory

from api.execution import Request
from api.execution.explain import explain
from api.schema import schema, session_for


class Command(BaseCommand):
    """Prints plan, SQL and cost of a query."""

    help = "Prints how a query is executed: its steps, its functions, its SQL, and what it costs."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file, the variables and the name of the operation."""
        parser.add_argument("file", type=Path, help="A file with a GraphQL document.")
        parser.add_argument("--variables", default="{}", help="The variables, as a JSON object.")
        parser.add_argument(
            "--operation", default=None, help="Which operation, if there are several."
        )
        parser.add_argument("--host", default="localhost", help="The host name of the site.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the explanation."""
        try:
            text = options["file"].read_text()
            variables = orjson.loads(options["variables"])
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from None
        if not isinstance(variables, dict):
            raise CommandError("The variables must be a JSON object.")
        request = Request(text, variables, options["operation"])
        host = options["host"]
        try:
            explanation = explain(
                schema,
                request,
                lambda: session_for(RequestFactory().get("/", headers={"Host": host})),
            )
        except ValueError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(str(explanation))
