"""What the editor shows of the origin of a post, and of what its import did not understand."""

from typing import Any

from django.urls import reverse
from wagtail.admin.panels import Panel

from transfer.models import ImportedPost


class OriginPanel(Panel):
    """Where an imported post comes from, with the notes of the import; nothing on other posts."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "transfer/imports/origin_panel.html"

        class Media:
            css = {"all": ["transfer/imports.css"]}

        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            page = self.instance and self.instance.pk
            records = ImportedPost.objects.defer("source")
            self.record = records.filter(page=page).first() if page else None

        def is_shown(self) -> bool:
            """Show it on posts that were imported."""
            return self.record is not None and bool(super().is_shown())

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Add the record, and the way to the source."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            if self.record is not None:
                context["record"] = self.record
                context["source_url"] = reverse("hearth_import_source", args=[self.record.page_id])
            return context
