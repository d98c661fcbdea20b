"""Content on its way in and out."""

from django.apps import AppConfig


class TransferConfig(AppConfig):
    """Registers the commands and the admin's pages for imports and exports."""

    name = "transfer"

    def ready(self) -> None:
        """Show in the editor of a post where it comes from; posts know nothing of imports."""
        from django.utils.translation import gettext_lazy as _  # noqa: PLC0415

        from blog.models import PostPage  # noqa: PLC0415 - there are no models any sooner.
        from transfer.panels import OriginPanel  # noqa: PLC0415

        panel = OriginPanel(heading=_("Imported from"))
        PostPage.content_panels = [*PostPage.content_panels, panel]
