"""Reconciling: finding what no trigger noted, while the log says that it may not know all.

From the moment at which triggers may be missing until all was compared, the log is suspended: no
kept answer is taken for fresh. That is noted in the database before the triggers go. So it does not
matter who ends when: the log is suspended until somebody has come to the end of `reconcile`.
"""

from datetime import datetime
from secrets import token_hex

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from api.changes import touches, triggers
from api.changes.facts import Gatherer, batches
from api.changes.settling import Settlement, locked, settle
from api.changes.tracking import by_label
from api.models import ChangeKind, LogState, Readable


def suspend() -> None:
    """Have the log say, at once, that changes may go unnoticed from now on."""
    if _is_there():
        LogState.objects.update(suspended_at=timezone.now())


def begin_anew() -> None:
    """Begin another log: nothing that was told of this one counts, and it is suspended.

    For a log whose numbers have gone back: what comes next would have numbers that cursors, kept
    answers and receivers know as those of something else.
    """
    with transaction.atomic():
        state = locked()
        state.epoch, state.forgotten = token_hex(8), state.number
        state.suspended_at = timezone.now()
        state.save(update_fields=["epoch", "forgotten", "suspended_at"])


def is_suspended() -> bool:
    """Whether changes may have gone unnoticed, as far as the log knows; so it is without a log."""
    return not _is_there() or not LogState.objects.filter(suspended_at=None).exists()


def reconcile() -> int:
    """Have changes noted by triggers, and find those that were not; return how many.

    All that is tracked is compared with what is known of it, whether it was touched or not. Each
    batch has a transaction of its own, so nobody waits for long. The log stays suspended if this
    does not come to its end, or if it is suspended anew meanwhile.
    """
    moment = _suspended()
    triggers.install(connection)
    settle()
    start = _number()
    is_lost = False
    for label, kinds in by_label().items():
        known = set(Readable.objects.filter(label=label).values_list("key", flat=True))
        for one in kinds:
            known |= {str(pk) for pk in one.model._base_manager.values_list("pk", flat=True)}
        for keys in batches(sorted(known)):
            is_lost = _compare(label, keys) or is_lost
    if is_lost:
        # Wagtail forgets what referred to an object when it deletes it: any of these may have.
        touches.affect_all()
    settle()
    resumed = {"resumed": F("resumed") + 1, "indexed": F("indexed") + 1}
    LogState.objects.filter(suspended_at=moment).update(suspended_at=None, **resumed)
    return _number() - start


def _suspended() -> datetime:
    """Suspend the log unless it is; return since when it is."""
    with transaction.atomic():
        state = locked()
        if state.suspended_at is None:
            state.suspended_at = timezone.now()
            state.save(update_fields=["suspended_at"])
    return state.suspended_at


def _compare(label: str, keys: list[str]) -> bool:
    """Write what has changed of some objects; return whether some are there no more."""
    with transaction.atomic():
        settlement = Settlement(locked(), Gatherer())
        settlement.write({(label, key): False for key in keys})
    return ChangeKind.DELETED in settlement.kinds.values()


def _is_there() -> bool:
    """Whether the database has a log that can say so: migrations may have yet to make it."""
    table = LogState._meta.db_table
    with connection.cursor() as cursor:
        if table not in connection.introspection.table_names(cursor):
            return False
        columns = connection.introspection.get_table_description(cursor, table)
    names = {one.column for one in LogState._meta.concrete_fields}
    return names <= {column.name for column in columns}


def _number() -> int:
    return LogState.objects.values_list("number", flat=True).get()
