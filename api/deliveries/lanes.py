"""Lanes: what waits for one receiver, worked on by one process at a time.

A lane is held by a lease, not by a transaction: a receiver may take seconds to answer, during
which nobody else shall wait for the database. Just before something is sent the lease is renewed,
for longer than sending can take. So two processes never send from one lane at the same time, and a
lane whose process was killed is free again when the lease has ended.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from api.deliveries.models import Delivery, DeliveryState, Lane

#: Seconds before the second attempt, how much longer each next one waits, and the longest wait.
FIRST_DELAY, FACTOR, LONGEST_DELAY = 5, 4, 2 * 3600
#: Seconds that a lane rests at most after failures, so that it goes on soon after its receiver is
#: back.
LONGEST_REST = 300
#: How many deliveries one turn sends, before other lanes have theirs.
TURN = 20


class LeaseLostError(Exception):
    """Somebody else has the lane by now: nothing may be sent."""


@dataclass(frozen=True)
class Outcome:
    """What came of an attempt.

    `parks` is why there is no use in trying again before somebody has looked after it. `wait` is
    how many seconds the receiver asked for.
    """

    is_accepted: bool
    status: int | None = None
    milliseconds: int | None = None
    said: str = ""
    parks: str = ""
    wait: int = 0


#: Sends a delivery. It must call the function it is given just before it sends anything, which
#: raises `LeaseLostError` if that may not be.
Carrier = Callable[[Delivery, Callable[[], None]], Outcome]


def claim() -> Lane | None:
    """Return a lane that has something due, held for the caller, or None."""
    if not _due().exists():
        return None
    with transaction.atomic():
        lanes = _due()
        if connection.features.has_select_for_update_skip_locked:
            lanes = lanes.select_for_update(skip_locked=True, of=("self",))
        lane = lanes.first()
        if lane is not None:
            lane.claim, lane.leased_until = token_hex(16), _lease()
            lane.save(update_fields=["claim", "leased_until"])
    return lane


def _due() -> QuerySet[Lane]:
    now = timezone.now()
    return Lane.objects.filter(
        _open(),
        Exists(_ready(OuterRef("pk"))),
        Q(rest_until=None) | Q(rest_until__lte=now),
        Q(leased_until=None) | Q(leased_until__lte=now),
    ).order_by(F("leased_until").asc(nulls_first=True), "pk")


def _open() -> Q:
    return Q(parked_at=None) & (Q(webhook=None) | Q(webhook__is_active=True))


def _waiting(lane: Any) -> QuerySet[Delivery]:
    return Delivery.objects.filter(lane=lane, state=DeliveryState.WAITING)


def _lease() -> datetime:
    return timezone.now() + timedelta(seconds=2 * settings.HEARTH_WEBHOOK_TIMEOUT + 1)


def work(lane: Lane, carry: Carrier, should_stop: Callable[[], bool] = lambda: False) -> None:
    """Send what is due in a lane that is held, for one turn, and let it go."""
    try:
        for _turn in range(TURN):
            _hold(lane)
            delivery = _next(lane)
            if delivery is None or should_stop():
                break
            outcome = carry(delivery, lambda: _hold(lane))
            if not note(delivery, outcome):
                break
    except LeaseLostError:
        return
    _let_go(lane)


def _hold(lane: Lane) -> None:
    """Renew the lease; raise `LeaseLostError` if it has ended, or the lane is not open any more."""
    held = Lane.objects.filter(_open(), pk=lane.pk, claim=lane.claim)
    held = Lane.objects.filter(pk__in=held.values("pk"), leased_until__gt=timezone.now())
    if not held.update(leased_until=_lease()):
        raise LeaseLostError


def _let_go(lane: Lane) -> None:
    Lane.objects.filter(pk=lane.pk, claim=lane.claim).update(leased_until=None, claim="")


def _next(lane: Lane) -> Delivery | None:
    return _ready(lane.pk).order_by("number", "pk").first()


def _ready(lane: Any) -> QuerySet[Delivery]:
    """Return what is due in a lane, and waits for nothing earlier of its subject."""
    earlier = _waiting(OuterRef("lane")).filter(
        Q(number__lt=OuterRef("number")) | Q(number=OuterRef("number"), pk__lt=OuterRef("pk")),
        subject=OuterRef("subject"),
    )
    return _waiting(lane).filter(~Exists(earlier), due_at__lte=timezone.now())


@transaction.atomic
def note(delivery: Delivery, outcome: Outcome) -> bool:
    """Write down what came of an attempt; return whether the lane may go on at once."""
    now = timezone.now()
    delivery.attempts += 1
    delivery.tried_at = delivery.tried_at or now
    delivery.status, delivery.milliseconds = outcome.status, outcome.milliseconds
    delivery.said = outcome.said
    lane = Lane.objects.get(pk=delivery.lane_id)
    if outcome.is_accepted:
        delivery.state, delivery.ended_at = DeliveryState.DELIVERED, now
        lane.failures, lane.rest_until, lane.accepted_at = 0, None, now
    else:
        _note_failure(delivery, lane, outcome, now)
    delivery.save()
    lane.save(update_fields=["failures", "rest_until", "accepted_at", "parked_at", "reason"])
    return lane.parked_at is None and lane.rest_until is None


def _note_failure(delivery: Delivery, lane: Lane, outcome: Outcome, now: datetime) -> None:
    lane.failures += 1
    rest = max(min(delay(lane.failures), LONGEST_REST), outcome.wait)
    lane.rest_until = now + timedelta(seconds=rest)
    delivery.due_at = now + timedelta(seconds=max(delay(delivery.attempts), outcome.wait))
    tried_since = delivery.tried_at or now
    patience = timedelta(hours=settings.HEARTH_WEBHOOK_HOURS)
    if outcome.parks:
        lane.parked_at, lane.reason = now, outcome.parks[:300]
    elif now - tried_since >= patience:
        if lane.accepted_at is not None and lane.accepted_at > tried_since:
            # It takes others: what it does not take shall not hold up its object for ever.
            delivery.state, delivery.ended_at = DeliveryState.PARKED, now
        else:
            lane.parked_at, lane.reason = now, outcome.said[:300]


def delay(attempts: int) -> float:
    """Return the seconds to wait after so many attempts that failed, never the same twice."""
    seconds = min(FIRST_DELAY * FACTOR ** min(attempts - 1, 10), LONGEST_DELAY)
    return seconds * random.uniform(0.8, 1.2)  # noqa: S311 - it spreads load, and keeps no secret


def resume(lane: Lane) -> None:
    """Go on with a lane that was parked or rests: all that waits in it is due at once."""
    lane.failures, lane.rest_until, lane.parked_at, lane.reason = 0, None, None, ""
    lane.save(update_fields=["failures", "rest_until", "parked_at", "reason"])
    _waiting(lane.pk).update(due_at=timezone.now(), tried_at=None)


def replay(delivery: Delivery) -> None:
    """Send a delivery once more, whatever came of it, under the same id."""
    delivery.state, delivery.ended_at = DeliveryState.WAITING, None
    delivery.attempts, delivery.tried_at, delivery.due_at = 0, None, timezone.now()
    delivery.save()
