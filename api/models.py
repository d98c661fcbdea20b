"""What the API itself keeps in the database."""

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from api.deliveries.models import Cursor, Delivery, Lane, Webhook

__all__ = ["Cursor", "Delivery", "Lane", "Webhook"]


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


class Touch(models.Model):
    """A row that the database itself wrote, by a trigger, in the transaction of a change.

    It says that the object with a key has changed, in whatever way; `label` is that of a tracked
    model. Touches wait until they are settled, which makes `Change`s of them.
    """

    label = models.CharField(max_length=120)
    key = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.label}:{self.key}"


class Readable(models.Model):
    """What was last known of an object that readers can see, or some of them; see `api.changes`.

    `label` is that of the model at the root of its inheritance: `wagtailcore.page` for all pages.
    """

    label = models.CharField(max_length=120)
    key = models.CharField(max_length=64)
    facts = models.JSONField()
    expires_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["label", "key"], name="api_readable_once"),
        ]

    def __str__(self) -> str:
        return f"{self.label}:{self.key}"


class ChangeKind(models.TextChoices):
    """What a change did to an object, for whoever could see it before or can see it since."""

    PUBLISHED = "published"
    UPDATED = "updated"
    AFFECTED = "affected"
    UNPUBLISHED = "unpublished"
    EXPIRED = "expired"
    DELETED = "deleted"


class Change(models.Model):
    """One row of the log: an object that readers could see, or can, and that is another since.

    `number` counts up in the order in which changes can be seen. `before` lists what was known of
    the object, null if nobody could see it: several states if several changes became one. `after`
    is what is known since, or null.
    `tags` names all that answers can depend on and that is another since, between blanks.
    """

    number = models.BigIntegerField(primary_key=True)
    label = models.CharField(max_length=120)
    key = models.CharField(max_length=64)
    kind = models.CharField(max_length=20, choices=ChangeKind.choices)
    before = models.JSONField(default=list)
    after = models.JSONField(null=True)
    tags = models.TextField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["label", "key", "number"], name="api_change_object")]

    def __str__(self) -> str:
        return f"{self.number}: {self.label}:{self.key} {self.kind}"


class LogState(models.Model):
    """One row: the number of the last change, and the one up to which changes were forgotten.

    `epoch` is renewed when the log starts anew; nothing that was told of another one counts.
    `indexed` counts how often the search index was seen to be another; `roots` is a digest of the
    roots of all sites in all languages. Since `suspended_at`, changes may have gone unnoticed: a
    log that has just begun has compared nothing yet. `resumed` counts how often that has ended.
    """

    number = models.BigIntegerField(default=0)
    forgotten = models.BigIntegerField(default=0)
    epoch = models.CharField(max_length=32)
    indexed = models.BigIntegerField(default=0)
    roots = models.CharField(max_length=32, default="")
    suspended_at = models.DateTimeField(null=True, default=timezone.now)
    resumed = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)
