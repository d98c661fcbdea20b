"""The site: home page, menus, settings, images, contacts, crisis resources."""

from django.apps import AppConfig
from django.conf import settings


class HomeConfig(AppConfig):
    """Registers the models of the site."""

    name = "home"

    def ready(self) -> None:
        """Register the checks, and let nothing decode a picture that is far too large."""
        from PIL import Image  # noqa: PLC0415

        from home import checks, choosers  # noqa: F401, PLC0415

        choosers.install()
        Image.MAX_IMAGE_PIXELS = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
