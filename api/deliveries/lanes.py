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
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from api.deliveries.models import Delivery, DeliveryState, Lane

#: Seconds before the second attempt, how much longer each next one waits, and the longest wait.
FIRST_DELAY, FACTOR, LONGEST_DELAY = 5, 4, 2 * 3600
#: Seconds that a lane rests at most after failures, so that it goes on soon after its receiver is
#: back.
LONGEST_REST = 300
#: How many deliveries one turn sends, before other lanes have theirs. Of slow receivers it is less:
#: after `HEARTH_WEBHOOK_TIMEOUT` seconds a turn is over.
TURN = 20
#: How many lanes one looks at for one that nobody else has taken meanwhile.
CHOICE = 10
#: What is written down of an attempt.
OUTCOME = (
    *("content", "state", "attempts", "tried_at", "due_at", "ended_at"),
    *("status", "milliseconds", "said"),
)


class LeaseLostError(Exception):
    """Somebody else has the lane by now: nothing may be sent."""


@dataclass(frozen=True)
class Outcome:
    """What came of an attempt.

    `parks` is why there is no use in trying again before somebody has looked after it. `wait` is
    how many seconds the receiver asked for. `is_picky` says that the receiver is well, and did not
    want this one. `left` is what of the content is still to be sent, `is_unfinished` that there was
    only no more time for it.
    """

    is_accepted: bool
    status: int | None = None
    milliseconds: int | None = None
    said: str = ""
    parks: str = ""
    wait: int = 0
    is_picky: bool = False
    left: dict[str, Any] | None = None
    is_unfinished: bool = False


#: Sends a delivery. It must call the function it is given just before it sends anything, which
#: raises `LeaseLostError` if that may not be.
Carrier = Callable[[Delivery, Callable[[], None]], Outcome]


def claim() -> Lane | None:
    """Return a lane that has something due, held for the caller, or None."""
    # Others may be quicker with some of them.
    for lane in _due()[:CHOICE]:
        token = token_hex(16)
        still = Lane.objects.filter(_is_free(), pk=lane.pk, claim=lane.claim)
        if still.update(claim=token, leased_until=_lease()):
            lane.claim = token
            return lane
    return None


def _due() -> QuerySet[Lane]:
    """Return the lanes that somebody has to work on, those first that have waited longest."""
    return Lane.objects.filter(
        _open(),
        _is_free(),
        _is_known(),
        Exists(_ready(OuterRef("pk"))),
        Q(rest_until=None) | Q(rest_until__lte=timezone.now()),
    ).order_by(F("leased_until").asc(nulls_first=True), "pk")


def _is_free() -> Q:
    return Q(leased_until=None) | Q(leased_until__lte=_now())


def _now() -> Any:
    """Return now as the database has it, where the clocks of several servers may differ."""
    return Now() if connection.vendor == "postgresql" else timezone.now()


def _is_known() -> Q:
    """Leave alone the caches that only the settings of other processes know."""
    known = getattr(settings, "WAGTAILFRONTENDCACHE", None) or {}
    return Q(webhook__isnull=False) | Q(name__in=[lane_of(cache) for cache in known])


def lane_of(cache: str) -> str:
    """Return the name of the lane of a cache."""
    return f"purge:{cache}"


def _open() -> Q:
    return Q(parked_at=None) & (Q(webhook=None) | Q(webhook__is_active=True))


def _waiting(lane: Any) -> QuerySet[Delivery]:
    return Delivery.objects.filter(lane=lane, state=DeliveryState.WAITING)


def _lease() -> Any:
    return _now() + timedelta(seconds=2 * settings.HEARTH_WEBHOOK_TIMEOUT + 1)


def work(lane: Lane, carry: Carrier, should_stop: Callable[[], bool] = lambda: False) -> None:
    """Send what is due in a lane that is held, for one turn, and let it go."""
    end = monotonic() + settings.HEARTH_WEBHOOK_TIMEOUT
    try:
        for _turn in range(TURN):
            _hold(lane)
            delivery = _next(lane)
            if delivery is None or should_stop():
                break
            outcome = carry(delivery, lambda: _hold(lane))
            if not note(lane, delivery, outcome) or monotonic() > end:
                break
            lane.failures = 0
    except LeaseLostError:
        return
    _let_go(lane)


def _hold(lane: Lane) -> None:
    """Renew the lease; raise `LeaseLostError` if it has ended, or the lane is not open any more."""
    is_open = Lane.objects.filter(_open(), pk=lane.pk).values("pk")
    # Whose it is is asked of the very row that is changed: somebody may be claiming it.
    held = Lane.objects.filter(pk__in=is_open, claim=lane.claim, leased_until__gt=_now())
    if not held.update(leased_until=_lease()):
        raise LeaseLostError


def _let_go(lane: Lane) -> None:
    # Whoever had a turn last comes last.
    held = Lane.objects.filter(pk=lane.pk, claim=lane.claim)
    held.update(leased_until=_now(), claim="")


def _next(lane: Lane) -> Delivery | None:
    """Return what is sent next.

    What was tried waits behind what was not. After a failure it is the last that came as often as
    the first, so that a number of events which a receiver stumbles at does not hold up all others.
    """
    order = ("-due_at", "-pk") if lane.failures % 2 else ("due_at", "pk")
    return _ready(lane.pk).order_by(*order).first()


def _ready(lane: Any) -> QuerySet[Delivery]:
    """Return what is due in a lane, and waits for nothing earlier of its subject."""
    earlier = _waiting(OuterRef("lane")).filter(subject=OuterRef("subject"), pk__lt=OuterRef("pk"))
    return _waiting(lane).filter(~Exists(earlier), due_at__lte=timezone.now())


@transaction.atomic
def note(held: Lane, delivery: Delivery, outcome: Outcome) -> bool:
    """Write down what came of an attempt; return whether the lane may go on at once.

    Raises `LeaseLostError` if somebody else has the lane by now, who knows better.
    """
    now = timezone.now()
    lane = _locked(held)
    if outcome.left is not None:
        delivery.content = outcome.left
    delivery.status, delivery.milliseconds = outcome.status, outcome.milliseconds
    delivery.said = outcome.said
    if not outcome.is_unfinished:
        delivery.attempts += 1
        delivery.tried_at = delivery.tried_at or now
    if outcome.is_accepted:
        delivery.state, delivery.ended_at = DeliveryState.DELIVERED, now
    elif not outcome.is_unfinished:
        _note_failure(delivery, lane, outcome, now)
    if outcome.is_accepted or outcome.is_unfinished:
        lane.failures, lane.rest_until, lane.accepted_at = 0, None, now
    # It may be gone by now: it shall not come back.
    Delivery.objects.filter(pk=delivery.pk).update(
        **{name: getattr(delivery, name) for name in OUTCOME}
    )
    lane.save(update_fields=["failures", "rest_until", "accepted_at", "parked_at", "reason"])
    return lane.parked_at is None and (lane.rest_until is None or lane.rest_until <= now)


def _locked(held: Lane) -> Lane:
    lanes = Lane.objects.filter(pk=held.pk, claim=held.claim)
    if connection.features.has_select_for_update:
        lanes = lanes.select_for_update()
    lane = lanes.first()
    if lane is None:
        raise LeaseLostError
    return lane


def _note_failure(delivery: Delivery, lane: Lane, outcome: Outcome, now: datetime) -> None:
    if not outcome.is_picky:
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
    delivery.save(update_fields=["state", "ended_at", "attempts", "tried_at", "due_at"])
