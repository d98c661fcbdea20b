"""The site: home page, menus, settings, images, contacts, crisis resources."""

from django.apps import AppConfig
from django.conf import settings


class HomeConfig(AppConfig):
    """Registers the models of the site."""

    name = "home"

    def ready(self) -> None:
        """Connect what listens, and let nothing decode a picture that is far too large."""
        from PIL import Image  # noqa: PLC0415
        from wagtail.models import ReferenceIndex  # noqa: PLC0415

        from home import checks, choosers  # noqa: F401, PLC0415
        from home.links import places  # noqa: PLC0415
        from home.models import SiteSettings  # noqa: PLC0415

        # Wagtail leaves settings out, and whoever deletes the default contact should know it.
        ReferenceIndex.register_model(SiteSettings)
        choosers.install()
        places.follow_changes()
        Image.MAX_IMAGE_PIXELS = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
