"""What imports and exports add to the admin."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from transfer import imports
from transfer.access import may_import


@hooks.register("register_admin_urls")
def import_pages() -> list[URLPattern]:
    """Where posts are imported."""
    return [
        path("import-posts/", imports.index, name="hearth_imports"),
        path("import-posts/<int:pk>/", imports.show, name="hearth_import"),
        path("import-posts/<int:pk>/confirm/", imports.confirm, name="hearth_import_confirm"),
        path("import-posts/<int:pk>/discard/", imports.discard, name="hearth_import_discard"),
        path("import-posts/of/<int:pk>/", imports.source, name="hearth_import_source"),
        path("import-posts/<int:pk>/report.csv", imports.report, name="hearth_import_report"),
    ]


class ImportMenuItem(MenuItem):
    """The way there, for those who may import."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Show it to whom the page would answer."""
        return may_import(request.user)


@hooks.register("register_settings_menu_item")
def import_item() -> MenuItem:
    """The entry of the settings menu."""
    return ImportMenuItem(
        _("Import posts"), reverse_lazy("hearth_imports"), icon_name="download", order=790
    )
