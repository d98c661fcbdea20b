"""Words that writers are advised about, as the practice itself chooses them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel


def languages() -> list[tuple[str, str]]:
    """Return the languages of the site; called, so that settings never ask for a migration."""
    return list(settings.WAGTAIL_CONTENT_LANGUAGES)


class WordKind(models.TextChoices):
    """Why a writer is told about a phrase."""

    ABSOLUTE = "absolute", _("Absolute claim")
    DIAGNOSING = "diagnosing", _("Diagnosing language")
    HURTFUL = "hurtful", _("Words that may hurt")
    LINK_TEXT = "link_text", _("Link text that says nothing")


class AdviceWord(models.Model):
    """A phrase that a post had better say in another way."""

    language = models.CharField(_("language"), max_length=10, choices=languages, default="en")
    kind = models.CharField(_("kind"), max_length=20, choices=WordKind.choices)
    phrase = models.CharField(
        _("phrase"),
        max_length=80,
        help_text=_("Whole words; a star stands for the rest of a word: guarantee*"),
    )
    suggestion = models.CharField(
        _("suggestion"), max_length=200, blank=True, help_text=_("What to write instead.")
    )
    only_sensitive = models.BooleanField(
        _("only on sensitive topics"),
        default=False,
        help_text=_("Say it only in posts that have a sensitive topic."),
    )

    panels = [
        FieldPanel("language"),
        FieldPanel("kind"),
        FieldPanel("phrase"),
        FieldPanel("suggestion"),
        FieldPanel("only_sensitive"),
    ]

    class Meta:
        verbose_name = _("word to avoid")
        verbose_name_plural = _("words to avoid")
        ordering = ["language", "kind", "phrase"]
        constraints = [
            models.UniqueConstraint(
                fields=["language", "phrase"],
                name="blog_advice_word_once",
                violation_error_message=_("This phrase is in the list already."),
            )
        ]

    def __str__(self) -> str:
        return self.phrase
