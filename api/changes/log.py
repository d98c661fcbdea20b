"""Reading the log: how far it has come, and what has changed since."""

from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet
from django.utils import timezone
from psycopg.pq import ExecStatus

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
        found = _state()
        if found is not None and not found.is_behind:
            return found.position
        settle()
    return _start() if found is None else found.position


def number() -> int:
    """Return the number of the last change."""
    return LogState.objects.values_list("number", flat=True).first() or 0


class _State(NamedTuple):
    position: Position
    #: Whether there are changes that are no part of the log yet.
    is_behind: bool


def _state() -> _State | None:
    """Ask how far the log is; None if there is none yet.

    Every answer from the cache waits for this one statement, and Django and psycopg spend more time
    on it than all the rest of such an answer takes. So where nobody counts or logs statements, and
    no transaction is to be begun, it is given to the driver as it is.
    """
    database = connections[DEFAULT_DB_ALIAS]
    statement = _STATE[database.vendor]
    row = _quick(database, statement)
    if row is None:
        with database.cursor() as cursor:
            cursor.execute(statement)
            row = cursor.fetchone()
    if row is None:
        return None
    number, forgotten, epoch, indexed, is_touched, expires = row
    position = Position(int(number), int(forgotten), epoch, int(indexed))
    is_over = expires is not None and float(expires) <= timezone.now().timestamp()
    return _State(position, is_touched in (1, "t") or is_over)


def _quick(database: BaseDatabaseWrapper, statement: str) -> tuple[Any, ...] | None:
    """Ask the driver itself; None if it has no quick way, or found nothing, or failed.

    Of PostgreSQL's answer, each value is a text.
    """
    raw = database.connection
    is_noted = database.in_atomic_block or database.queries_logged or database.execute_wrappers
    if raw is None or is_noted or not database.autocommit:
        return None
    with database.wrap_database_errors:
        if database.vendor == "sqlite":
            found: tuple[Any, ...] | None = raw.execute(statement).fetchone()
            return found
        result = raw.pgconn.exec_(statement.encode())
    if result.status != ExecStatus.TUPLES_OK or result.ntuples != 1:
        return None
    values = [result.get_value(0, column) for column in range(result.nfields)]
    return tuple(None if value is None else value.decode() for value in values)


_SELECT = f"""
    SELECT number, forgotten, epoch, indexed, EXISTS (SELECT 1 FROM {Touch._meta.db_table}),
        (SELECT %s FROM {Readable._meta.db_table})
    FROM {LogState._meta.db_table}"""  # noqa: S608 - names of our own
#: Without parameters, a driver has nothing to do but to send it. The moment is in seconds.
_STATE = {
    "postgresql": _SELECT % "EXTRACT(EPOCH FROM min(expires_at))",
    "sqlite": _SELECT % "(julianday(min(expires_at)) - 2440587.5) * 86400",
}


def _start() -> Position:
    with transaction.atomic():
        state = locked()
    return Position(state.number, state.forgotten, state.epoch, state.indexed)


def after(number: int) -> QuerySet[Change]:
    """Return the changes after a number, in their order."""
    return Change.objects.filter(number__gt=number).order_by("number")
