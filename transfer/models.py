"""What is remembered of imports: which page came from where, and the runs of the admin."""

from datetime import timedelta
from pathlib import PurePosixPath
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blog.models import BlogIndexPage, PostPage

#: An import that says nothing for so long is not going on any more.
SILENCE = timedelta(minutes=10)


class ImportedPost(models.Model):
    """A post with what it was elsewhere: its source's own text, and what was said about it.

    A source is known by its place: the same export may be imported into several blogs.
    """

    blog = models.ForeignKey(
        BlogIndexPage, verbose_name=_("blog"), on_delete=models.CASCADE, related_name="+"
    )
    system = models.CharField(_("system"), max_length=300)
    key = models.CharField(_("key there"), max_length=500)
    page = models.OneToOneField(
        PostPage, verbose_name=_("post"), on_delete=models.CASCADE, related_name="imported"
    )
    #: Whatever has a newer revision than this one was edited here.
    revision = models.ForeignKey(
        "wagtailcore.Revision", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: How the import left the page: whatever was live and is not any more was unpublished here.
    state = models.CharField(max_length=10, default="", blank=True)
    digest = models.CharField(max_length=64)
    source = models.TextField(_("source"))
    urls = models.JSONField(default=list)
    #: Whether old addresses have no redirects, because who imported might not add any.
    lacks_redirects = models.BooleanField(default=False)
    pictures = models.JSONField(default=dict)
    #: Which of our authors, categories and contacts stand for those of the source.
    names = models.JSONField(default=dict)
    #: Keys of offers that were taken, and of those that somebody took back.
    accepted = models.JSONField(default=list)
    declined = models.JSONField(default=list)
    report = models.JSONField(_("report"), default=list)
    imported_at = models.DateTimeField(_("imported at"), auto_now=True)

    class Meta:
        verbose_name = _("imported post")
        verbose_name_plural = _("imported posts")
        constraints = [
            models.UniqueConstraint(
                fields=["blog", "system", "key"], name="transfer_imported_post_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.key}"


def upload_to(run: "ImportRun", name: str) -> str:
    """Return a path that nobody can guess: an upload holds drafts."""
    return f"imports/{uuid4().hex}{PurePosixPath(name).suffix.lower()[:10]}"


class ImportRun(models.Model):
    """An upload in the admin, from its preview to its report. The file is deleted when it ends."""

    class State(models.TextChoices):
        """How far it has come."""

        READING = "reading", _("Being read")
        WAITING = "waiting", _("Waiting for you")
        RUNNING = "running", _("Being imported")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    file = models.FileField(upload_to=upload_to, blank=True)
    name = models.CharField(_("file"), max_length=255)
    blog = models.ForeignKey(
        BlogIndexPage, verbose_name=_("blog"), on_delete=models.CASCADE, related_name="+"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.READING
    )
    options = models.JSONField(default=dict)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=dict)
    created_at = models.DateTimeField(_("begun at"), auto_now_add=True)
    heard_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_busy(self) -> bool:
        """Whether something is going on right now."""
        return self._is_under_way and timezone.now() - self.heard_at < SILENCE

    @property
    def is_lost(self) -> bool:
        """Whether it broke off without a word, as when the server stopped."""
        return self._is_under_way and not self.is_busy

    @property
    def _is_under_way(self) -> bool:
        return self.state in (self.State.READING, self.State.RUNNING)

    @property
    def percent(self) -> int:
        """How much of it is done."""
        return 100 * self.done // self.total if self.total else 0

    def forget_file(self) -> None:
        """Delete the upload."""
        if self.file:
            self.file.delete(save=False)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete the run with its upload."""
        self.forget_file()
        return super().delete(*args, **kwargs)
