"""Hearth's GraphQL API: an engine for any Wagtail project, and this project's content types."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Registers the API's templates, static files, commands and checks."""

    name = "api"
