"""Consumers: each reads the change log from its own cursor on, and writes deliveries.

A cursor is a place in the log that somebody needs: nobody but its own consumer moves it, and a
process whose settings know nothing of it lets it be. Only `retire` deletes one, after a month in
which no process has read for it.
"""

import logging
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from api.changes import log
from api.deliveries.models import Cursor, Delivery
from api.models import Change, LogState

logger = logging.getLogger(__name__)

#: How many changes one transaction reads, before other work has its turn.
CHUNK = 200
#: How often it is noted that somebody still reads.
SEEN = timedelta(hours=1)


def always() -> bool:
    """Say that somebody listens."""
    return True


@dataclass(frozen=True)
class Consumer:
    """Somebody who has to know of changes.

    `make` returns the deliveries for changes of an epoch, in the order of their numbers.
    `is_wanted` tells whether anybody listens, as the database knows it: while nobody does, what
    happens is passed over.
    """

    name: str
    make: Callable[[Collection[Change], str], Iterable[Delivery]]
    is_wanted: Callable[[], bool] = always


#: Each returns the consumers that this process reads for.
_providers: list[Callable[[], Iterable[Consumer]]] = []


def register(provider: Callable[[], Iterable[Consumer]]) -> None:
    """Read the log for what a function returns, from now on."""
    _providers.append(provider)


def catch_up() -> bool:
    """Have each consumer read some of what is new in the log; return whether there is more."""
    mine = [one for provider in _providers for one in provider()]
    rows = Cursor.objects.values_list("name", "number", "epoch", "seen_at")
    known = {name: (number, epoch, seen) for name, number, epoch, seen in rows}
    mine = [one for one in mine if one.name in known or one.is_wanted()]
    if not mine:
        return False
    position = log.position()
    is_behind = False
    for consumer in mine:
        if consumer.name not in known:
            start(consumer.name)
            continue
        number, epoch, seen = known[consumer.name]
        if (number, epoch) != (position.number, position.epoch):
            is_behind |= _read_safely(consumer)
        elif timezone.now() - seen > SEEN:
            Cursor.objects.filter(name=consumer.name).update(seen_at=timezone.now())
    return is_behind


def start(name: str) -> None:
    """Let a consumer begin where the log is now, unless it has begun."""
    position = log.position()
    values = {"number": position.number, "epoch": position.epoch}
    Cursor.objects.get_or_create(name=name, defaults=values)


def needed() -> int | None:
    """Return the number up to which nobody needs the log any more; None if nobody reads it.

    All cursors count, also those that only other processes read for.
    """
    cursors = list(Cursor.objects.values_list("number", "epoch"))
    state = LogState.objects.first()
    if state is None:
        return None
    # Of another epoch, the log is read from where it begins.
    numbers = [number if epoch == state.epoch else state.forgotten for number, epoch in cursors]
    return min(numbers, default=None)


def retire() -> None:
    """Let the log go on where nobody listens, and delete cursors that nobody reads for any more."""
    for consumer in [one for provider in _providers for one in provider()]:
        if Cursor.objects.filter(name=consumer.name).exists() and not consumer.is_wanted():
            _read_safely(consumer)
    long_ago = timezone.now() - timedelta(days=settings.HEARTH_WEBHOOK_DAYS)
    # Whether anybody listens to the others is in the database, for all processes to see.
    for cursor in _left_alone(long_ago):
        logger.warning("Nobody has read for %s since %s; it is given up", cursor, cursor.seen_at)
        Cursor.objects.filter(name=cursor.name, seen_at__lt=long_ago).delete()


def _left_alone(since: datetime) -> list[Cursor]:
    found = Cursor.objects.filter(seen_at__lt=since)
    mine = {one.name for provider in _providers for one in provider()}
    return [one for one in found if one.name not in mine]


def _read_safely(consumer: Consumer) -> bool:
    """Read some changes; one that a consumer stumbles at holds up no other."""
    try:
        return _read(consumer)
    except Exception:
        logger.exception("%s could not read the change log; it is tried again", consumer.name)
        return False


def _read(consumer: Consumer) -> bool:
    """Read some changes; return whether there may be more."""
    with transaction.atomic():
        cursor = _locked(consumer.name)
        if cursor is None:  # It was given up just now.
            return True
        position = LogState.objects.get()
        # Asked after the position: whoever begins to listen later hears of what comes after it.
        if not consumer.is_wanted():
            cursor.epoch, cursor.number = position.epoch, position.number
        _find_place(cursor, position)
        changes = list(log.after(cursor.number)[:CHUNK])
        if changes and cursor.number < position.number:
            made = consumer.make(changes, cursor.epoch)
            Delivery.objects.bulk_create(made, batch_size=100, ignore_conflicts=True)
            cursor.number = changes[-1].number
        cursor.seen_at = timezone.now()
        cursor.save()
    return len(changes) == CHUNK


def _find_place(cursor: Cursor, position: LogState) -> None:
    """Let a cursor point into the log as it is, and tell of what cannot be read any more."""
    if cursor.epoch != position.epoch:
        logger.warning("The change log began anew; %s reads all of it", cursor)
        cursor.epoch, cursor.number = position.epoch, position.forgotten
    if cursor.number < position.forgotten:
        logger.error(
            "Changes up to %s were forgotten before they were read: %s",
            *(position.forgotten, cursor),
        )
        cursor.number = position.forgotten
    if cursor.number > position.number:
        logger.error("The change log has only come to %s: %s", position.number, cursor)
        cursor.number = position.number


def _locked(name: str) -> Cursor | None:
    cursors = Cursor.objects.filter(name=name)
    if connection.features.has_select_for_update:
        cursors = cursors.select_for_update()
    return cursors.first()
