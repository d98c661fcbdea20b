"""What is known of deliveries: how far consumers have read, lanes, what is in them, webhooks."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from api.deliveries import signing


class Cursor(models.Model):
    """How far a consumer has read the change log: up to and with `number` of an epoch.

    `seen_at` is when somebody last looked for it whether there was more, give or take an hour.
    """

    name = models.CharField(max_length=100, primary_key=True)
    number = models.BigIntegerField()
    epoch = models.CharField(max_length=32)
    seen_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.name} at {self.number}"


class EventKind(models.TextChoices):
    """What happened to an object, for readers who are not logged in."""

    PUBLISHED = "published", _("Published")
    UPDATED = "updated", _("Updated")
    AFFECTED = "affected", _("Affected: something that it shows was updated")
    UNPUBLISHED = "unpublished", _("Unpublished, or made private")
    EXPIRED = "expired", _("Expired")
    DELETED = "deleted", _("Deleted")


def _all_events() -> list[str]:
    return list(EventKind.values)


class Webhook(models.Model):
    """An address that is told of what happens to published content.

    `events` and `types` are lists; no types stand for all. What happened before `since` is not
    told. `old_secrets` still sign, beside the new one: each is a `secret` and a moment in ISO 8601,
    `until`, the last one first.
    """

    name = models.CharField(_("name"), max_length=120)
    url = models.CharField(
        _("URL"), max_length=500, help_text=_("Where events are posted to. It begins with https://")
    )
    is_active = models.BooleanField(
        _("active"),
        default=True,
        help_text=_("What happens while a webhook is not active is never sent."),
    )
    events = models.JSONField(_("events"), default=_all_events)
    types = models.JSONField(_("types"), default=list, blank=True)
    query = models.TextField(
        _("GraphQL query"),
        blank=True,
        help_text=_(
            "One query with the variable $id: ID!, such as "
            "query($id: ID!) {node(id: $id) {... on Post {title}}}. "
            "Its result is sent along with each event, as anybody may read it."
        ),
    )
    secret = models.CharField(max_length=100, default=signing.new_secret, editable=False)
    old_secrets = models.JSONField(default=list, editable=False)
    since = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Lane(models.Model):
    """What waits for one receiver, in order; `claim` is who works on it until `leased_until`.

    `failures` counts those in a row; after one the lane rests. A lane that is parked waits for
    somebody, for a reason that is told. A lane without a webhook is that of a cache.
    """

    name = models.CharField(max_length=80, unique=True)
    webhook = models.OneToOneField(Webhook, null=True, on_delete=models.CASCADE)
    claim = models.CharField(max_length=32, blank=True)
    leased_until = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    rest_until = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    parked_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return str(self.webhook) if self.webhook_id else self.name


class DeliveryState(models.TextChoices):
    """What became of a delivery."""

    WAITING = "waiting", _("Waiting")
    DELIVERED = "delivered", _("Delivered")
    PARKED = "parked", _("Given up")


class Delivery(models.Model):
    """Something to be sent to a receiver, and what came of it.

    Of one `subject` in a lane, what was made first goes first. `number` is that of the change,
    `event_id` stays the same however often it is sent. `tried_at` is the first attempt since the
    count of `attempts` began, `said` what the receiver answered or why there is no answer.
    """

    lane = models.ForeignKey(Lane, on_delete=models.CASCADE, related_name="deliveries")
    subject = models.CharField(max_length=200)
    number = models.BigIntegerField()
    event_id = models.CharField(max_length=120, unique=True)
    name = models.CharField(_("event"), max_length=80)
    content = models.JSONField()
    state = models.CharField(
        _("state"), max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING
    )
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    tried_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(_("status"), null=True)
    milliseconds = models.PositiveIntegerField(null=True)
    said = models.TextField(blank=True)
    created_at = models.DateTimeField(_("made"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["lane", "due_at", "id"],
                name="api_delivery_due",
                condition=models.Q(state="waiting"),
            ),
            models.Index(
                fields=["lane", "subject", "id"],
                name="api_delivery_turn",
                condition=models.Q(state="waiting"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.event_id}"

    @property
    def body(self) -> dict[str, Any]:
        """The event, as it is told to webhooks."""
        found: dict[str, Any] = self.content.get("event", self.content)
        return found

    @property
    def about(self) -> str:
        """What it is about, in a few words: a path, or else the key of an object."""
        data = self.body.get("data")
        if data is not None:
            return str(data.get("path") or f"{data['type']} {self.subject.rpartition(':')[2]}")
        count = len(next(iter(self.content.values()), ()))
        return f"{count} {next(iter(self.content), '')}"
