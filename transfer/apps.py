"""Content on its way in and out."""

from django.apps import AppConfig


class TransferConfig(AppConfig):
    """Registers the commands and the admin's pages for imports and exports."""

    name = "transfer"
