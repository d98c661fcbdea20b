"""Retention: what is old is forgotten, and several changes of one object become one."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone

from api.changes.facts import Facts
from api.changes.settling import locked
from api.deliveries.consumers import needed
from api.deliveries.models import Delivery
from api.models import Change, ChangeKind

#: Changes younger than this stay as they are: most clients come more often.
UNTOUCHED = timedelta(days=1)
#: How many objects one transaction is about.
CHUNK = 200
#: Facts that tell states apart while nothing can be done with that.
DIGESTS = ("digest", "listed", "renewed", "parts")


def keep_house() -> dict[str, int]:
    """Forget and compact; return how many changes and deliveries are gone, and for what reason."""
    now = timezone.now()
    return {
        "forgotten": forget(now - timedelta(days=settings.HEARTH_CHANGES_DAYS)),
        "compacted": compact(now - UNTOUCHED),
        "deliveries": forget_deliveries(now - timedelta(days=settings.HEARTH_WEBHOOK_DAYS)),
    }


@transaction.atomic
def forget(before: datetime) -> int:
    """Delete the changes before a moment, but none that a consumer has yet to read.

    Return how many. Whoever asks for changes after one of these has to begin anew.
    """
    state = locked()
    old = _read_by_all(Change.objects.filter(at__lt=before))
    last = old.aggregate(last=Max("number"))["last"]
    if last is None:
        return 0
    count, _by_model = Change.objects.filter(number__lte=last).delete()
    state.forgotten = max(state.forgotten, last)
    state.save(update_fields=["forgotten"])
    return count


def compact(before: datetime) -> int:
    """Make one change of several of an object before a moment; return how many are gone.

    What is left has the number of the last one. It says what all of them said together.
    """
    gone = 0
    subjects = _read_by_all(Change.objects.filter(at__lt=before)).values_list("label", "key")
    several = subjects.annotate(count=Count("number")).filter(count__gt=1).order_by("label", "key")
    chunk: list[tuple[str, str]] = []
    for label, key, _count in list(several):
        chunk.append((label, key))
        if len(chunk) == CHUNK:
            gone += _compact(chunk, before)
            chunk = []
    return gone + _compact(chunk, before)


@transaction.atomic
def _compact(subjects: list[tuple[str, str]], before: datetime) -> int:
    locked()
    gone: list[int] = []
    for label, keys in groupby(subjects, lambda one: one[0]):
        rows = Change.objects.filter(label=label, key__in=[key for _label, key in keys])
        old = _read_by_all(rows.filter(at__lt=before)).order_by("key", "number")
        for _key, several in groupby(old, lambda one: one.key):
            *earlier, last = several
            if earlier:
                _merge(earlier, last)
                gone += [one.number for one in earlier]
    for start in range(0, len(gone), 500):
        Change.objects.filter(number__in=gone[start : start + 500]).delete()
    return len(gone)


def _merge(earlier: list[Change], last: Change) -> None:
    """Let the last change say what the earlier ones said."""
    changes = [*earlier, last]
    last.before = list(_distinct(facts for one in changes for facts in one.before or [None]))
    last.tags = " ".join(dict.fromkeys(tag for one in changes for tag in one.tags.split()))
    # What was affected last may have changed itself before.
    kinds = [one.kind for one in changes if one.kind != ChangeKind.AFFECTED]
    last.kind = kinds[-1] if kinds else ChangeKind.AFFECTED
    last.save()


def _distinct(states: Iterable[Facts | None]) -> Iterable[Facts | None]:
    """Return the states that differ in more than digests; of equal ones, the last."""
    found: dict[str, Facts | None] = {}
    for facts in states:
        known = facts and {name: facts[name] for name in sorted(facts) if name not in DIGESTS}
        found.pop(repr(known), None)
        found[repr(known)] = facts
    return found.values()


def _read_by_all(changes: Any) -> Any:
    """Narrow changes to those that all consumers have read."""
    number = needed()
    return changes if number is None else changes.filter(number__lte=number)


def forget_deliveries(before: datetime) -> int:
    """Delete deliveries from before a moment, those that are still waiting too."""
    count, _by_model = Delivery.objects.filter(created_at__lt=before).delete()
    return count
