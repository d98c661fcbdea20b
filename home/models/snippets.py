"""What every snippet of Hearth can do from its first migration."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import PublishingPanel
from wagtail.models import (
    DraftStateMixin,
    Locale,
    PreviewableMixin,
    RevisionMixin,
    Site,
    TranslatableMixin,
)
from wagtail.search import index

from home.previews import FrontEndPreview, entrance


class Snippet(
    FrontEndPreview,
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

    def copy_for_translation(self, locale: Locale, exclude_fields: Any = None) -> Any:
        """Return an unsaved draft in another language: Wagtail's would be live, untranslated."""
        copy = super().copy_for_translation(locale, exclude_fields)
        copy.live = False
        copy.has_unpublished_changes = True
        copy.live_revision = copy.latest_revision = None
        copy.first_published_at = copy.last_published_at = None
        return copy

    def place_of_preview(self, request: HttpRequest) -> tuple[str, str]:
        """Return where the site that is asked takes previews; a snippet has no path of its own."""
        from home.models.addresses import front_end  # noqa: PLC0415 - it knows sites, which name us

        site = Site.find_for_request(request)
        return entrance("" if site is None else front_end(site.pk)), ""


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
