"""What the API itself keeps in the database."""

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision


class ContentVersion(models.Model):
    """One row whose number changes with every change of content, in the same transaction.

    The number means nothing but that two answers with the same one saw the same content.
    """

    number = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)


class PreviewDraft(models.Model):
    """What somebody is writing and has not saved: kept while they look at its preview.

    There is one for each user and object whose form is open, marked by `is_editing`. Other looks,
    such as those at old revisions, are told apart by the SHA-256 `digest` of what they show: two
    of them may be open at a time. `object_id` is empty while the object was never saved;
    `parent_id` is then the page below which it will be. `content` is JSON as in a revision, but as
    text: JSON columns of PostgreSQL refuse some of the characters that text may hold.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=255, blank=True)
    parent_id = models.CharField(max_length=255, blank=True)
    is_editing = models.BooleanField()
    digest = models.CharField(max_length=64, blank=True)
    content = models.TextField()
    updated_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[
                    *("user", "content_type", "object_id", "parent_id"),
                    *("is_editing", "digest"),
                ],
                name="api_preview_draft_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.content_type} {self.object_id}"


class PreviewLink(models.Model):
    """A link that shows one revision to whoever has it, until it expires or is revoked.

    The secret is told once, to whoever makes the link; what is kept is its digest.
    """

    digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(
        _("for"), max_length=120, help_text=_("Whom the link is for, or what they shall look at.")
    )
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    maker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("made by"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    created_at = models.DateTimeField(_("made"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires"))
    last_used_at = models.DateTimeField(_("last used"), null=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True)

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.label

    @property
    def works(self) -> bool:
        """Whether it is neither revoked nor expired."""
        return self.revoked_at is None and timezone.now() < self.expires_at

    @property
    def state(self) -> Any:
        """What became of it, in a word."""
        if self.revoked_at is not None:
            return _("Revoked")
        return _("Works") if self.works else _("Expired")
