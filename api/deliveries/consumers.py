"""Consumers: each reads the change log from its own cursor on, and writes deliveries."""

import logging
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.db import connection, transaction

from api.changes import log
from api.deliveries.models import Cursor, Delivery
from api.models import Change, LogState

logger = logging.getLogger(__name__)

#: How many changes one transaction reads.
CHUNK = 200


@dataclass(frozen=True)
class Consumer:
    """Somebody who has to know of changes.

    `is_wanted` tells whether anybody listens; while nobody does, nothing is remembered. `make`
    returns the deliveries for changes of an epoch, in the order of their numbers.
    """

    name: str
    is_wanted: Callable[[], bool]
    make: Callable[[Collection[Change], str], Iterable[Delivery]]


_consumers: dict[str, Consumer] = {}


def register(consumer: Consumer) -> None:
    """Let a consumer read the log from now on."""
    _consumers[consumer.name] = consumer


def catch_up() -> None:
    """Have all consumers read the log to its end."""
    wanted = [one for one in _consumers.values() if one.is_wanted()]
    rows = Cursor.objects.values_list("name", "number", "epoch")
    known = {name: (number, epoch) for name, number, epoch in rows}
    unwanted = known.keys() - {one.name for one in wanted}
    if unwanted:
        Cursor.objects.filter(name__in=unwanted).delete()
    if not wanted:
        return
    position = log.position()
    for consumer in wanted:
        if consumer.name not in known:
            start(consumer.name)
        elif known[consumer.name] != (position.number, position.epoch):
            _read_all(consumer)


def start(name: str) -> None:
    """Let a consumer begin where the log is now, unless it has begun."""
    position = log.position()
    values = {"number": position.number, "epoch": position.epoch}
    Cursor.objects.get_or_create(name=name, defaults=values)


def needed() -> int | None:
    """Return the number up to which no consumer needs the log any more; None if nobody reads it."""
    names = [one.name for one in _consumers.values() if one.is_wanted()]
    rows = Cursor.objects.filter(name__in=names).values_list("number", "epoch")
    state = LogState.objects.first()
    if state is None:
        return None
    # Whoever knows another log reads all of this one.
    numbers = [number if epoch == state.epoch else state.forgotten for number, epoch in rows]
    return min(numbers, default=None)


def _read_all(consumer: Consumer) -> None:
    """Read the log to its end, or to what a consumer stumbles at: the others go on."""
    try:
        while _read(consumer):
            pass
    except Exception:
        logger.exception("%s could not read the change log; it is tried again", consumer.name)


def _read(consumer: Consumer) -> bool:
    """Read some changes; return whether there were any."""
    with transaction.atomic():
        cursor = _locked(consumer.name)
        position = LogState.objects.get()
        if cursor.epoch != position.epoch:
            logger.warning("The change log began anew; %s reads all of it", consumer.name)
            cursor.epoch, cursor.number = position.epoch, position.forgotten
        if cursor.number < position.forgotten:
            logger.error(
                "Changes up to %s were forgotten before %s had read them from %s on",
                *(position.forgotten, consumer.name, cursor.number),
            )
            cursor.number = position.forgotten
        changes = list(log.after(cursor.number)[:CHUNK])
        if changes:
            made = consumer.make(changes, cursor.epoch)
            Delivery.objects.bulk_create(made, batch_size=100, ignore_conflicts=True)
            cursor.number = changes[-1].number
        cursor.save()
    return bool(changes)


def _locked(name: str) -> Cursor:
    cursors = Cursor.objects.filter(name=name)
    if connection.features.has_select_for_update:
        cursors = cursors.select_for_update()
    return cursors.get()
