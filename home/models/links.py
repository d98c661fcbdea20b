"""What links on the site lead to, and whether it was there when somebody looked."""

from hashlib import sha256
from typing import Any

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

#: So many runs in a row have to fail before a link counts as broken: servers have bad days.
PATIENCE = 2


class LinkCheck(models.Model):
    """An address elsewhere, and what came of asking for it."""

    digest = models.CharField(max_length=64, unique=True, editable=False)
    url = models.TextField(_("address"))
    status = models.PositiveSmallIntegerField(_("status"), null=True)
    error = models.CharField(_("error"), max_length=200, blank=True)
    failures = models.PositiveSmallIntegerField(_("failures in a row"), default=0)
    first_failed_at = models.DateTimeField(_("failing since"), null=True)
    checked_at = models.DateTimeField(_("checked"), null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("checked link")
        verbose_name_plural = _("checked links")

    def __str__(self) -> str:
        return self.url

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the check under the digest of its address, which is short enough to be unique."""
        self.digest = digest(self.url)
        super().save(*args, **kwargs)

    @property
    def is_broken(self) -> bool:
        """Whether the address failed in the last `PATIENCE` runs."""
        return self.failures >= PATIENCE

    @property
    def outcome(self) -> str:
        """What went wrong at the last look, in a word or two; empty when nothing did."""
        return self.error or (f"HTTP {self.status}" if self.failures else "")


class LinkUse(models.Model):
    """A place of the site that links to an address, a page or a document.

    Pages and documents are kept by their keys alone, so that what links to a deleted one is known.
    """

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    source = GenericForeignKey("content_type", "object_id")
    place = models.CharField(_("place"), max_length=200)
    block_id = models.CharField(max_length=36, blank=True)
    link = models.ForeignKey(
        LinkCheck,
        verbose_name=_("checked link"),
        null=True,
        on_delete=models.CASCADE,
        related_name="uses",
    )
    page = models.PositiveBigIntegerField(null=True)
    document = models.PositiveBigIntegerField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        indexes = [models.Index(fields=["content_type", "object_id"], name="home_link_use_source")]

    def __str__(self) -> str:
        return self.place


def digest(url: str) -> str:
    """Return what an address is unique by."""
    return sha256(url.encode()).hexdigest()
