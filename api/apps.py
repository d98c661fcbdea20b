"""Hearth's GraphQL API: an engine for any Wagtail project, and this project's content types."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Registers the API's templates, static files, commands and checks; follows changes."""

    name = "api"

    def ready(self) -> None:
        """Follow the changes of content; look at the settings."""
        from api import checks, versions  # noqa: PLC0415 - needs the models

        versions.watch()
        checks.register()
