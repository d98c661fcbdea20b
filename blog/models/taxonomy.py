"""How posts are sorted."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, TitleFieldPanel
from wagtail.models import TranslatableMixin
from wagtail.search import index

from home.models.snippets import SluggedSnippet


class Category(SluggedSnippet):  # type: ignore[django-manager-missing] # untyped page manager
    """A subject that posts are about."""

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(
        _("slug"), max_length=80, help_text=_("The name as it appears in addresses.")
    )
    description = models.TextField(
        _("description"), blank=True, help_text=_("What readers find here, in a sentence.")
    )

    panels = [
        TitleFieldPanel("name", placeholder=False, required_on_save=True),
        FieldPanel("slug", required_on_save=True),
        FieldPanel("description"),
        *SluggedSnippet.publishing_panels,
    ]
    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.FilterField("locale_id"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["locale", "slug"], name="blog_category_slug_per_locale")
        ]

    def __str__(self) -> str:
        return self.name
