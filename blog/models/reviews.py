"""The log of clinical reviews."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from blog.models.people import Author
from blog.models.posts import PostPage
from blog.review_states import Decision


class Review(models.Model):
    """An entry of the log: who decided what about which content, and when."""

    post = models.ForeignKey(
        PostPage, verbose_name=_("post"), on_delete=models.CASCADE, related_name="reviews"
    )
    decision = models.CharField(_("decision"), max_length=20, choices=Decision.choices)
    reviewer = models.ForeignKey(
        Author,
        verbose_name=_("reviewer"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    revision = models.ForeignKey(
        Revision,
        verbose_name=_("version"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    reviewed_on = models.DateField(_("reviewed on"))
    next_review_on = models.DateField(_("next review on"), null=True, blank=True)
    comment = models.TextField(_("comment"), blank=True)
    content_digest = models.CharField(_("digest of the content"), max_length=64, blank=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)

    class Meta:
        verbose_name = _("clinical review")
        verbose_name_plural = _("clinical reviews")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.post}: {self.get_decision_display()}"
