"""Reading the log: how far it has come, and what has changed since."""

from typing import NamedTuple

from django.db import transaction
from django.db.models import Exists, QuerySet
from django.utils import timezone

from api.changes.settling import locked, settle
from api.models import Change, LogState, Readable, Touch


class Position(NamedTuple):
    """How far the log has come.

    Changes after `forgotten`, up to `number`, can be read. Numbers of another `epoch` mean nothing.
    """

    number: int
    forgotten: int
    epoch: str


def position() -> Position:
    """Return how far the log has come, with all settled that was committed before the call.

    One statement if nothing has changed.
    """
    for _attempt in range(2):
        found = _states().first()
        if found is not None and not found[3] and not found[4]:
            return Position(*found[:3])
        settle()
    return _start() if found is None else Position(*found[:3])


def _states() -> QuerySet[LogState, tuple[int, int, str, bool, bool]]:
    expired = Readable.objects.filter(expires_at__lte=timezone.now())
    return LogState.objects.values_list(
        "number", "forgotten", "epoch", Exists(Touch.objects.all()), Exists(expired)
    )


def _start() -> Position:
    with transaction.atomic():
        state = locked()
    return Position(state.number, state.forgotten, state.epoch)


def after(number: int) -> QuerySet[Change]:
    """Return the changes after a number, in their order."""
    return Change.objects.filter(number__gt=number).order_by("number")
