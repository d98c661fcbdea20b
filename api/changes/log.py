"""Reading the log: how far it has come, and what has changed since."""

import logging
from hashlib import sha256
from time import monotonic
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet
from django.utils import timezone
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGresult

from api.changes.settling import settle
from api.models import Change, LogState, Readable, Touch

logger = logging.getLogger(__name__)

#: For how many seconds at the most a reader settles what others have changed.
PATIENCE = 3.0
#: Seconds between two warnings of one process.
QUIET = 600.0


class Position(NamedTuple):
    """How far the log has come.

    Changes after `forgotten`, up to `number`, can be read. Numbers of another `epoch` mean nothing.
    `indexed` is another whenever the search index is, which may be later than what it is of.
    `resumed` counts how often changes went unnoticed for a while. While `is_suspended` they do;
    unless `is_settled`, there are some that have yet to get their numbers.
    """

    number: int
    forgotten: int
    epoch: str
    indexed: int = 0
    resumed: int = 0
    is_suspended: bool = False
    is_settled: bool = True

    @property
    def era(self) -> str:
        """What answers that are kept have to be of; empty while none can be kept, or holds.

        What was made in another era may be another one now without any change that tells of it.
        """
        return f"{self.epoch}.{self.resumed}" if self.is_settled and not self.is_suspended else ""


def position() -> Position:
    """Return how far the log has come, with all settled that was committed before the call.

    One statement if nothing has changed. What takes too long, or cannot be settled now, is not
    waited for: the position says so.
    """
    found = _state()
    if found is not None and not found.is_behind:
        return _heeded(found.position)
    try:
        is_settled = settle(PATIENCE)
    except DatabaseError:
        # Somebody holds a lock, or nobody may write here; a connection that is lost fails again.
        found = _state()
        if found is None:
            raise
        logger.warning("What has changed is not settled yet", exc_info=True)
        is_settled = False
    else:
        found = _state()
        assert found is not None, "Settling begins a log."
    return _heeded(found.position._replace(is_settled=is_settled))


_warned_at = -QUIET


def _heeded(found: Position) -> Position:
    """Return a position; warn, now and then, of a log that does not follow all changes."""
    global _warned_at  # noqa: PLW0603 - once for the process
    if found.is_suspended and monotonic() - _warned_at >= QUIET:
        _warned_at = monotonic()
        logger.warning(
            "Changes may go unnoticed, so no answer is kept. Unless a migration is under way, "
            "run `manage.py reconcile_changes`."
        )
    return found


def number() -> int:
    """Return the number of the last change."""
    return LogState.objects.values_list("number", flat=True).first() or 0


def forgotten() -> int:
    """Return the number up to which changes are forgotten by now."""
    return LogState.objects.values_list("forgotten", flat=True).first() or 0


class _State(NamedTuple):
    position: Position
    #: Whether there are changes that are no part of the log yet.
    is_touched: bool
    #: The first moment, in seconds, at which something is there no longer.
    expires: float | None

    @property
    def is_behind(self) -> bool:
        """Whether something has to be settled first."""
        is_over = self.expires is not None and self.expires <= timezone.now().timestamp()
        return self.is_touched or is_over


#: What the last row said: as a rule, the next says the same.
_last: tuple[tuple[Any, ...], _State] | None = None


def _state() -> _State | None:
    """Ask how far the log is; None if there is none yet.

    Every answer from the cache waits for this one statement, and Django and psycopg spend more time
    on it than all the rest of such an answer takes. So where nobody counts or logs statements, and
    no transaction is to be begun, it is given to the driver as it is.
    """
    global _last  # noqa: PLW0603 - once for the process
    database = connections[DEFAULT_DB_ALIAS]
    statement = _STATE[database.vendor]
    row = _quick(database, statement)
    if row is None:
        with database.cursor() as cursor:
            cursor.execute(statement)
            row = cursor.fetchone()
    if row is None:
        return None
    known = _last
    if known is not None and known[0] == row:
        return known[1]
    found = _read(row)
    _last = (row, found)
    return found


def _read(row: tuple[Any, ...]) -> _State:
    texts = [value.decode() if isinstance(value, bytes) else value for value in row]
    number, forgotten, epoch, indexed, resumed, is_suspended, is_touched, expires = texts
    position = Position(
        *(int(number), int(forgotten), epoch, int(indexed), int(resumed)),
        is_suspended=is_suspended in _TRUE,
    )
    return _State(position, is_touched in _TRUE, None if expires is None else float(expires))


def _quick(database: BaseDatabaseWrapper, statement: str) -> tuple[Any, ...] | None:
    """Ask the driver itself; None if it has no quick way, or found nothing, or failed.

    Of PostgreSQL's answer, each value is the bytes of a text.
    """
    raw = database.connection
    is_noted = database.in_atomic_block or database.queries_logged or database.execute_wrappers
    if raw is None or is_noted or not database.autocommit:
        return None
    with database.wrap_database_errors:
        if database.vendor == "sqlite":
            found: tuple[Any, ...] | None = raw.execute(statement).fetchone()
            return found
        result = _planned(database, statement.encode())
    if result.status != ExecStatus.TUPLES_OK or result.ntuples != 1:
        return None
    return tuple([result.get_value(0, column) for column in range(result.nfields)])


#: Whether the statement is prepared, by the connection of the driver.
_is_prepared: WeakKeyDictionary[Any, bool] = WeakKeyDictionary()


def _planned(database: BaseDatabaseWrapper, statement: bytes) -> PGresult:
    """Return PostgreSQL's answer; it plans the statement once for a connection.

    To plan takes it as long as to answer. Where a pooler gives statements of one connection to
    several sessions, which do not know of each other's, the statement is sent whole.
    """
    raw = database.connection
    is_prepared = _is_prepared.get(raw)
    if is_prepared is None:
        is_shared = database.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS", False)
        is_prepared = (
            not is_shared and raw.pgconn.prepare(_NAME, statement).status == ExecStatus.COMMAND_OK
        )
        _is_prepared[raw] = is_prepared
    if is_prepared:
        result: PGresult = raw.pgconn.exec_prepared(_NAME, ())
        if result.status == ExecStatus.TUPLES_OK:
            return result
        _is_prepared[raw] = False
    whole: PGresult = raw.pgconn.exec_(statement)
    return whole


_TRUE = (1, "t")
_SELECT = f"""
    SELECT number, forgotten, epoch, indexed, resumed, suspended_at IS NOT NULL,
        EXISTS (SELECT 1 FROM {Touch._meta.db_table}), (SELECT %s FROM {Readable._meta.db_table})
    FROM {LogState._meta.db_table}"""  # noqa: S608 - names of our own
#: Without parameters, a driver has nothing to do but to send it. The moment is in seconds.
_STATE = {
    "postgresql": _SELECT % "EXTRACT(EPOCH FROM min(expires_at))",
    "sqlite": _SELECT % "(julianday(min(expires_at)) - 2440587.5) * 86400",
}
#: After its text: in a session that a pooler shares out, another release may have prepared its own.
_NAME = b"hearth_" + sha256(_STATE["postgresql"].encode()).hexdigest()[:16].encode()


def after(number: int) -> QuerySet[Change]:
    """Return the changes after a number, in their order."""
    return Change.objects.filter(number__gt=number).order_by("number")
