"""Webhooks: events are posted, signed, to addresses that are set in the admin."""

import json
from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from api.changes.settling import settle
from api.deliveries import queries, sending, signing
from api.deliveries.consumers import Consumer, register, start
from api.deliveries.events import Event, events, identity
from api.deliveries.lanes import Outcome, resume
from api.deliveries.models import Delivery, Lane, Webhook
from api.models import Change

NAME = "webhooks"
TEST = "test"
#: How long an old secret still signs after there is a new one.
ROTATION = timedelta(days=1)


def hear_from_now(webhook: Webhook) -> None:
    """Let a webhook hear nothing of what has happened until now; it is not saved."""
    settle()
    webhook.since = timezone.now()


def begin(webhook: Webhook) -> Lane:
    """Have the log read for a webhook from now on; return its lane."""
    if webhook.is_active:
        start(NAME)
    return lane_of(webhook)


def lane_of(webhook: Webhook) -> Lane:
    """Return the lane of a webhook."""
    return Lane.objects.get_or_create(name=f"webhook:{webhook.pk}", webhook=webhook)[0]


def rotate(webhook: Webhook) -> None:
    """Give a webhook a new secret; the one before signs along for a day, as do older ones.

    Whoever presses twice, or at the same time as somebody else, takes none of them away.
    """
    with transaction.atomic():
        stored = Webhook.objects.select_for_update().get(pk=webhook.pk)
        old = {"secret": stored.secret, "until": (timezone.now() + ROTATION).isoformat()}
        webhook.old_secrets = [old, *old_secrets(stored)]
        webhook.secret = signing.new_secret()
        webhook.save(update_fields=["secret", "old_secrets"])


def old_secrets(webhook: Webhook) -> list[dict[str, str]]:
    """Return those of a webhook's old secrets that still sign, the last one first."""
    now = timezone.now()
    return [one for one in webhook.old_secrets if datetime.fromisoformat(one["until"]) > now]


def reopen(webhook: Webhook) -> None:
    """Go on with a webhook that was parked; one whose receiver was gone is active again."""
    if not webhook.is_active:
        hear_from_now(webhook)
        webhook.is_active = True
        webhook.save(update_fields=["is_active", "since"])
    resume(begin(webhook))


def _make(changes: Collection[Change], epoch: str) -> Iterator[Delivery]:
    webhooks = list(Webhook.objects.filter(is_active=True))
    lanes = {webhook.pk: lane_of(webhook) for webhook in webhooks}
    for change, event in events(changes):
        for webhook in webhooks:
            if _hears(webhook, change, event):
                yield Delivery(
                    lane=lanes[webhook.pk],
                    subject=f"{change.label}:{change.key}",
                    number=change.number,
                    event_id=event_id(change, epoch, webhook.pk),
                    name=event.body["type"],
                    content={"event": event.body, "site": event.site},
                )


def _hears(webhook: Webhook, change: Change, event: Event) -> bool:
    is_its_type = not webhook.types or event.type_name in webhook.types
    return is_its_type and event.kind.value in webhook.events and change.at > webhook.since


def event_id(change: Change, epoch: str, webhook: int) -> str:
    """Return the id of a change for a webhook: the same however often it is told of."""
    return f"evt_{change.number}_{identity(change, epoch)}_{webhook}"


def _is_wanted() -> bool:
    return Webhook.objects.filter(is_active=True).exists()


register(lambda: [Consumer(NAME, _make, _is_wanted)])


def carry(delivery: Delivery, permit: Callable[[], None]) -> Outcome:
    """Post an event to its webhook; one that is gone is not active any more."""
    webhook = delivery.lane.webhook
    assert webhook is not None
    try:
        body = message(webhook, delivery.content)
    except queries.QueryError as error:
        parks = str(error) if error.is_broken else ""
        return Outcome(is_accepted=False, said=str(error), parks=parks)
    outcome = _send(webhook, delivery.event_id, body, permit)
    if outcome.status == sending.GONE:
        Webhook.objects.filter(pk=webhook.pk).update(is_active=False)
    return outcome


def message(webhook: Webhook, content: dict[str, Any]) -> bytes:
    """Return what is posted for an event: with the result of the query, as it is now.

    Raises `queries.QueryError` if there is none.
    """
    event = content["event"]
    if webhook.query:
        key = event["data"]["id"]
        found = queries.answer(webhook.query, key, content["site"]) if key else None
        event = {**event, "data": {**event["data"], "result": found}}
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()


def _send(webhook: Webhook, event_id: str, body: bytes, permit: Callable[[], None]) -> Outcome:
    now = timezone.now()
    secrets = [webhook.secret, *(one["secret"] for one in old_secrets(webhook))]
    headers = {
        "Content-Type": "application/json",
        "User-Agent": f"Hearth webhooks (+{settings.WAGTAILADMIN_BASE_URL})",
        **signing.headers(secrets, event_id, int(now.timestamp()), body),
    }
    return sending.post(webhook.url, body, headers, permit)


def test(webhook: Webhook) -> Outcome:
    """Post an event that says that it is a test, and return what came of it."""
    data = {"id": None, "type": "Webhook", "kind": TEST, "name": webhook.name}
    event = {"type": "webhook.test", "timestamp": timezone.now().isoformat(), "data": data}
    body = json.dumps(event, ensure_ascii=False).encode()
    return _send(webhook, f"test_{token_hex(12)}", body, lambda: None)
