"""What every snippet of Hearth can do from its first migration."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import PublishingPanel
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin, TranslatableMixin
from wagtail.search import index


class Snippet(
    DraftStateMixin,
    RevisionMixin,
    PreviewableMixin,
    TranslatableMixin,
    index.Indexed,
    models.Model,
):
    """Drafts, revisions, previews and translations for a model that is not a page."""

    publishing_panels = [PublishingPanel()]

    class Meta(TranslatableMixin.Meta):
        abstract = True

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        """Return the template that shows any snippet as a list of its filled-in fields."""
        return "home/snippet_preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """Return the fields to show, each as (label, value), without the empty ones."""
        fields = [
            (field.verbose_name, value)
            for field in self._meta.fields
            if field.editable and not field.primary_key and not field.is_relation
            if (value := getattr(self, field.name)) not in ("", None)
        ]
        return {"object": self, "fields": fields, "kind": self._meta.verbose_name or _("snippet")}


class SluggedSnippet(Snippet):
    """A snippet known by its `slug`, which no other has in the same language."""

    slug: Any

    class Meta(Snippet.Meta):
        abstract = True

    def clean(self) -> None:
        """Refuse a taken slug; forms do not check constraints on a language that they leave out."""
        super().clean()
        namesakes = type(self)._default_manager.filter(
            locale_id=self.locale_id,
            slug=self.slug,  # type: ignore[misc]
        )
        if namesakes.exclude(pk=self.pk).exists():
            raise ValidationError(
                {"slug": _("This slug is taken already. Choose another one.")}, code="unique"
            )
