"""The app."""

from django.apps import AppConfig


class ContentConfig(AppConfig):
    """Content."""

    name = "bench.peers.content"
    label = "content"
    default_auto_field = "django.db.models.BigAutoField"
