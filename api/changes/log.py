"""Reading the log: how far it has come, and what has changed since."""

from datetime import UTC, datetime
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from api.changes.settling import locked, settle
from api.models import Change, LogState, Readable, Touch


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
        with connection.cursor() as cursor:
            cursor.execute(_STATE)
            found = cursor.fetchone()
        if found is not None and not found[4] and not _is_over(found[5]):
            return Position(*found[:4])
        settle()
    return _start() if found is None else Position(*found[:4])


def number() -> int:
    """Return the number of the last change."""
    return LogState.objects.values_list("number", flat=True).first() or 0


#: Every answer from the cache asks it, so it is written by hand: without parameters, a driver has
#: nothing to do but to send it.
_STATE = f"""
    SELECT number, forgotten, epoch, indexed, EXISTS (SELECT 1 FROM {Touch._meta.db_table}),
        (SELECT min(expires_at) FROM {Readable._meta.db_table})
    FROM {LogState._meta.db_table}"""  # noqa: S608 - names of our own


def _is_over(moment: datetime | str | None) -> bool:
    """Whether a moment has passed; SQLite tells moments as texts, in UTC."""
    if moment is None:
        return False
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    return moment <= timezone.now()


def _start() -> Position:
    with transaction.atomic():
        state = locked()
    return Position(state.number, state.forgotten, state.epoch, state.indexed)


def after(number: int) -> QuerySet[Change]:
    """Return the changes after a number, in their order."""
    return Change.objects.filter(number__gt=number).order_by("number")
