"""Reading the log: how far it has come, and what has changed since."""

from functools import lru_cache
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import DateTimeField, Exists, QuerySet
from django.utils import timezone

from api.changes.settling import locked, settle
from api.models import Change, LogState, Readable, Touch
from api.prepared import Parameter, Prepared


class Position(NamedTuple):
    """How far the log has come.

    Changes after `forgotten`, up to `number`, can be read. Numbers of another `epoch` mean nothing.
    `indexed` is another whenever the search index is, which may be later than what it is of.
    """

    number: int
    forgotten: int
    epoch: str
    indexed: int = 0


def position() -> Position:
    """Return how far the log has come, with all settled that was committed before the call.

    One statement if nothing has changed.
    """
    for _attempt in range(2):
        found = next(iter(_states().rows(now=timezone.now())), None)
        if found is not None and not found[4] and not found[5]:
            return Position(*found[:4])
        settle()
    return _start() if found is None else Position(*found[:4])


@lru_cache(maxsize=1)
def _states() -> Prepared:
    """Return the statement, which is built once: every answer from the cache asks it."""
    expired: QuerySet[Readable] = Readable.objects.filter(
        expires_at__lte=Parameter("now", DateTimeField())
    )
    columns: list[Any] = ["number", "forgotten", "epoch", "indexed"]
    open_ones = [Exists(Touch.objects.all()), Exists(expired)]
    return Prepared(LogState.objects.order_by().values_list(*columns, *open_ones))


def _start() -> Position:
    with transaction.atomic():
        state = locked()
    return Position(state.number, state.forgotten, state.epoch, state.indexed)


def after(number: int) -> QuerySet[Change]:
    """Return the changes after a number, in their order."""
    return Change.objects.filter(number__gt=number).order_by("number")
