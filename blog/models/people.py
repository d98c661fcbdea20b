"""Who writes and who reviews."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import TranslatableMixin
from wagtail.search import index

from blog.author_forms import AuthorForm
from blog.gates import is_past
from home.models import Image
from home.models.snippets import SluggedSnippet


class Author(SluggedSnippet):
    """A person who writes or reviews posts, with what entitles them to."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(
        _("slug"), max_length=120, help_text=_("The name as it appears in addresses.")
    )
    job_title = models.CharField(
        _("job title"),
        max_length=160,
        blank=True,
        help_text=_("For example: Clinical psychologist."),
    )
    credentials = models.CharField(
        _("credentials"),
        max_length=160,
        blank=True,
        help_text=_("The letters after the name, for example: PhD, LMFT."),
    )
    licence_number = models.CharField(_("licence number"), max_length=60, blank=True)
    licence_body = models.CharField(
        _("licensing body"), max_length=160, blank=True, help_text=_("Who issued the licence.")
    )
    licence_url = models.URLField(
        _("verification URL"), blank=True, help_text=_("Where a reader can check the licence.")
    )
    licence_expires_on = models.DateField(_("licence expires on"), null=True, blank=True)
    photo = models.ForeignKey(
        Image,
        verbose_name=_("photo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    bio = RichTextField(_("biography"), blank=True, features=["bold", "italic", "link"])
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="author_profiles",
        help_text=_("Whose profile this is. They sign clinical reviews with it."),
    )

    base_form_class = AuthorForm
    panels = [
        MultiFieldPanel(
            [
                TitleFieldPanel("name", classname=None, placeholder=False, required_on_save=True),
                FieldPanel("slug", required_on_save=True),
                FieldPanel("job_title"),
                FieldPanel("photo"),
            ],
            heading=_("Who"),
        ),
        FieldPanel("credentials"),
        MultiFieldPanel(
            [
                FieldPanel("licence_number"),
                FieldPanel("licence_body"),
                FieldPanel("licence_url"),
                FieldPanel("licence_expires_on"),
            ],
            heading=_("Licence"),
        ),
        FieldPanel("bio"),
        FieldPanel("user"),
        *SluggedSnippet.publishing_panels,
    ]
    search_fields = [
        index.SearchField("name", boost=2),
        index.AutocompleteField("name"),
        index.SearchField("job_title"),
        index.SearchField("credentials"),
        index.FilterField("locale_id"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["locale", "slug"], name="blog_author_slug_per_locale"),
            models.UniqueConstraint(fields=["locale", "user"], name="blog_author_user_per_locale"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.credentials}" if self.credentials else self.name

    @property
    def is_licence_expired(self) -> bool:
        """Whether the day on which the licence expires has passed."""
        return is_past(self.licence_expires_on)

    def clean(self) -> None:
        """Refuse an account that has a profile already."""
        super().clean()
        others = Author.objects.exclude(pk=self.pk)
        if self.user_id and others.filter(locale_id=self.locale_id, user_id=self.user_id).exists():
            raise ValidationError(
                {"user": _("This account has a profile already. Choose another one.")},
                code="unique",
            )
