"""The reference front end."""

from django.apps import AppConfig


class ReaderConfig(AppConfig):
    """Registers the reader's template and static files."""

    name = "reader"
