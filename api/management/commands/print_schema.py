"""Prints the schema in GraphQL's own language."""

from typing import Any

from django.core.management.base import BaseCommand

from api.schema import schema


class Command(BaseCommand):
    """Writes what `api/schema.graphql` must hold."""

    help = "Print the GraphQL schema (SDL)."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the schema."""
        self.stdout.write(schema.as_str())
