"""Upkeep: what is old is forgotten, and several changes of one object become one.

It goes on while others write and read. Each transaction is about a thousand changes, and leaves a
log that says the same, or says what it has forgotten. `read` is always the number up to which all
consumers have read; later changes stay as they are.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import Count, Max, QuerySet

from api.changes.dependants import Subject
from api.changes.facts import BATCH, Facts, batches
from api.changes.settling import locked
from api.models import Change, ChangeKind

#: How many changes one transaction is about.
CHUNK = 1000
#: Facts that tell states apart while nothing can be done with that.
DIGESTS = ("digest", "listed", "renewed", "parts")


def forget(before: datetime, read: int | None) -> int:
    """Delete the changes before a moment; return how many.

    Whoever asks for changes after one of these has to begin anew.
    """
    last = _old(before, read).aggregate(last=Max("number"))["last"]
    gone = 0
    while last is not None and (some := _forget_some(last)):
        gone += some
    return gone


@transaction.atomic
def _forget_some(last: int) -> int:
    state = locked()
    rows = Change.objects.filter(number__lte=last).order_by("number")
    numbers = list(rows.values_list("number", flat=True)[:CHUNK])
    if numbers:
        state.forgotten = max(state.forgotten, numbers[-1])
        state.save(update_fields=["forgotten"])
        _delete(Change.objects.filter(number__lte=numbers[-1]))
    return len(numbers)


def compact(before: datetime, read: int | None) -> int:
    """Make one change of several of an object before a moment; return how many are gone.

    What is left has the number of the last one. It says what all of them said together.
    """
    subjects = _old(before, read).values_list("label", "key")
    several = subjects.annotate(count=Count("number")).filter(count__gt=1).order_by("label", "key")
    gone = 0
    for some in _chunks(several):
        while count := _compact_some(some, before, read):
            gone += count
    return gone


def _chunks(several: Iterable[tuple[str, str, int]]) -> Iterator[list[Subject]]:
    """Return objects in pieces that have so many changes, or are one."""
    chunk: list[Subject] = []
    total = 0
    for label, key, count in several:
        if chunk and (total + count > CHUNK or len(chunk) == BATCH or label != chunk[0][0]):
            yield chunk
            chunk, total = [], 0
        chunk.append((label, key))
        total += count
    if chunk:
        yield chunk


@transaction.atomic
def _compact_some(subjects: list[Subject], before: datetime, read: int | None) -> int:
    """Compact objects of one label, as far as one transaction goes; return how many are gone."""
    locked()
    label, keys = subjects[0][0], [key for _label, key in subjects]
    old = _old(before, read).filter(label=label, key__in=keys).order_by("key", "number")
    gone: list[int] = []
    for _key, several in groupby(old[:CHUNK], lambda one: one.key):
        *earlier, last = several
        if earlier:
            _merge(earlier, last)
            gone += [one.number for one in earlier]
    for some in batches(gone):
        _delete(Change.objects.filter(number__in=some))
    return len(gone)


def _merge(earlier: list[Change], last: Change) -> None:
    """Let the last change say what the earlier ones said."""
    changes = [*earlier, last]
    last.before = list(_distinct(facts for one in changes for facts in one.before or [None]))
    last.tags = " ".join(dict.fromkeys(tag for one in changes for tag in one.tags.split()))
    # What was affected last may have changed itself before.
    kinds = [one.kind for one in changes if one.kind != ChangeKind.AFFECTED]
    last.kind = kinds[-1] if kinds else ChangeKind.AFFECTED
    last.save(update_fields=["before", "tags", "kind"])


def _distinct(states: Iterable[Facts | None]) -> Iterable[Facts | None]:
    """Return the states that differ in more than digests; of equal ones, the last."""
    found: dict[str, Facts | None] = {}
    for facts in states:
        known = facts and {name: facts[name] for name in sorted(facts) if name not in DIGESTS}
        found.pop(repr(known), None)
        found[repr(known)] = facts
    return found.values()


def _old(before: datetime, read: int | None) -> QuerySet[Change]:
    """Return the changes before a moment that all consumers have read."""
    old = Change.objects.filter(at__lt=before)
    return old if read is None else old.filter(number__lte=read)


def _delete(rows: QuerySet[Change]) -> None:
    # Not `delete`, which would read all of them first: there are receivers of its signals.
    rows._raw_delete(DEFAULT_DB_ALIAS)
