"""Settling: what the triggers noted is compared with what was known, and written to the log."""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from math import inf
from secrets import token_hex
from time import monotonic
from zlib import crc32

from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.models import Max
from django.dispatch import Signal
from django.utils import timezone
from wagtail.models import Page, Site

from api.changes import touches
from api.changes.dependants import Subject, dependants, label_of
from api.changes.facts import BATCH, Facts, Gatherer, batches, digest, readable
from api.changes.touches import AFFECTED
from api.changes.tracking import INDEX, MAYBE, REFERRER, by_label
from api.models import Change, ChangeKind, LogState, Readable, Touch

logger = logging.getLogger(__name__)

#: Sent after the transaction that wrote changes, with the numbers `first` and `last` of these.
changed = Signal()

FRAME = "frame"
#: The tag of every change: what tells of changes depends on all of them.
LOG = "log"
#: Where PostgreSQL tells whoever listens, once the transaction is committed.
CHANNEL = "hearth_changes"


def settle(seconds: float | None = None) -> bool:
    """Settle all touches, and all that has expired meanwhile, in transactions of their own.

    If there is a limit it ends after some seconds, and no transaction waits for longer until
    another has let go of the log; that raises `OperationalError`. Return whether nothing was left.
    """
    end = inf if seconds is None else monotonic() + seconds
    with _waiting(seconds):
        while _settle_some(seconds):
            if monotonic() >= end:
                return not is_due()
    return True


@contextmanager
def _waiting(seconds: float | None) -> Iterator[None]:
    """Have SQLite wait for other writers for some seconds only, if there is a limit."""
    if seconds is None or connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        [usual] = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {min(usual, _milliseconds(seconds))}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")


def _milliseconds(seconds: float) -> int:
    return max(1, int(seconds * 1000))


def is_due() -> bool:
    """Whether there is anything to settle."""
    expired = Readable.objects.filter(expires_at__lte=timezone.now())
    return Touch.objects.exists() or expired.exists()


def locked() -> LogState:
    """Return the state of the log, which nobody else can change before the transaction ends."""
    states = LogState.objects.all()
    if connection.features.has_select_for_update:
        states = states.select_for_update()
    return states.first() or _begun()


def _begun() -> LogState:
    """Begin a log; what is left of another one is before all that can be asked for."""
    last = Change.objects.aggregate(last=Max("number"))["last"] or 0
    return LogState.objects.create(pk=1, epoch=token_hex(8), number=last, forgotten=last)


def _settle_some(seconds: float | None = None) -> bool:
    """Settle what one transaction is to settle; return whether there was anything."""
    # Within somebody's transaction, the limit would be one of what follows, too.
    is_limited = seconds is not None and not connection.in_atomic_block
    with transaction.atomic():
        if is_limited and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = {_milliseconds(seconds or 0)}")
        state = locked()
        noted = touches.take()
        gatherer = Gatherer()
        expired = Readable.objects.filter(expires_at__lte=gatherer.now)[: touches.CHUNK]
        subjects: dict[Subject, bool] = {(one.label, one.key): True for one in expired}
        if not noted and not subjects:
            return False
        if any(label == INDEX for label, _key in noted):
            state.indexed += 1
            state.save(update_fields=["indexed"])
        affected = []
        for label, key in touches.spread([one for one in noted if one[0] != INDEX]):
            if label.endswith(AFFECTED):
                affected.append((label.removesuffix(AFFECTED), key))
            elif label == REFERRER:
                subjects |= dict.fromkeys(_referrer(key), True)
            elif label.endswith(MAYBE):
                subjects.setdefault((label.removesuffix(MAYBE), key), False)
            else:
                subjects[label, key] = True
        Settlement(state, gatherer).write(subjects, affected)
    return True


class Settlement:
    """The changes of one transaction."""

    def __init__(self, state: LogState, gatherer: Gatherer) -> None:
        self.state = state
        self.gatherer = gatherer
        self.before: dict[Subject, Facts | None] = {}
        self.after: dict[Subject, Facts | None] = {}
        self.kinds: dict[Subject, ChangeKind] = {}

    def write(self, subjects: dict[Subject, bool], affected: Collection[Subject] = ()) -> None:
        """Write the changes of subjects; True stands for those that surely are others now.

        `affected` are as they were, and show something that is not. Should very many more be
        found to do so, they are left for later transactions.
        """
        self._compare(subjects)
        self._compare({one: False for one in self._marked() if one not in self.before})
        self._root(subjects)
        pairs = {one: (self.before[one], self.after[one]) for one in self.kinds}
        found = iter(dict.fromkeys(dependants(pairs)))
        self._affect([*affected, *islice(found, touches.CHUNK)])
        touches.put_off(found)
        self._save()

    def _compare(self, subjects: dict[Subject, bool]) -> None:
        groups: defaultdict[str, list[str]] = defaultdict(list)
        for label, key in subjects:
            groups[label].append(key)
        for label, keys in groups.items():
            known = readable(label, keys)
            found = self.gatherer.gather(label, keys)
            gone = [key for key in keys if key in known and key not in found]
            reasons = self._reasons(label, gone)
            for key in keys:
                one = (label, key)
                before, after = self.before[one], self.after[one] = known.get(key), found.get(key)
                if before is None and after is None:
                    continue
                if before is None:
                    self.kinds[one] = ChangeKind.PUBLISHED
                elif after is None:
                    self.kinds[one] = reasons[key]
                elif subjects[one] or before != after:
                    self.kinds[one] = ChangeKind.UPDATED

    def _reasons(self, label: str, keys: list[str]) -> dict[str, ChangeKind]:
        """Return why objects can be seen no more."""
        reasons = dict.fromkeys(keys, ChangeKind.DELETED)
        for one in by_label().get(label, ()) if keys else ():
            names = {field.name for field in one.model._meta.concrete_fields}
            columns = [name for name in ("expired", "expire_at") if name in names]
            for some in batches(keys):
                rows = one.model._base_manager.filter(pk__in=some)
                for row in rows.values("pk", *columns):
                    moment = row.get("expire_at")
                    is_over = moment is not None and moment <= self.gatherer.now
                    is_expired = row.get("expired") or is_over
                    kind = ChangeKind.EXPIRED if is_expired else ChangeKind.UNPUBLISHED
                    reasons[str(row["pk"])] = kind
        return reasons

    def _marked(self) -> set[Subject]:
        """Return what can be seen only because of what has changed."""
        return {
            (label, str(key))
            for one in self.kinds
            for facts in (self.before[one], self.after[one])
            for label, keys in (facts or {}).get("marks", {}).items()
            for key in keys
        }

    def _root(self, subjects: Iterable[Subject]) -> None:
        """Note all sites if the roots of their languages are others: drafts are roots, too."""
        if not any(label == Page._meta.label_lower for label, _key in subjects):
            return
        rooted = Page.objects.filter(sites_rooted_here__isnull=False).values("translation_key")
        found = Page.objects.filter(translation_key__in=rooted).order_by("pk")
        roots = digest(list(found.values_list("pk", "locale_id", "path", "url_path")))
        if roots == self.state.roots:
            return
        is_known = bool(self.state.roots)
        self.state.roots = roots
        self.state.save(update_fields=["roots"])
        if is_known:
            label = Site._meta.label_lower
            self._affect((label, str(key)) for key in Site.objects.values_list("pk", flat=True))

    def _affect(self, subjects: Iterable[Subject]) -> None:
        """Note those of the subjects that can be seen and have not changed themselves."""
        groups: defaultdict[str, list[str]] = defaultdict(list)
        for label, key in subjects:
            if label in self.gatherer.kinds and (label, key) not in self.kinds:
                groups[label].append(key)
        for label, keys in groups.items():
            for key, facts in readable(label, keys).items():
                self.before[label, key] = self.after[label, key] = facts
                self.kinds[label, key] = ChangeKind.AFFECTED

    def _save(self) -> None:
        if not self.kinds:
            return
        first = self.state.number + 1
        now = self.gatherer.now
        changes = [
            Change(
                number=number,
                label=one[0],
                key=one[1],
                kind=kind,
                before=[self.before[one]],
                after=self.after[one],
                tags=" ".join(tags(one, self.before[one], self.after[one])),
                at=now,
            )
            for number, (one, kind) in enumerate(sorted(self.kinds.items()), first)
        ]
        Change.objects.bulk_create(changes, BATCH)
        self._remember(changes)
        self.state.number = changes[-1].number
        self.state.save(update_fields=["number"])
        last = self.state.number
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, str(last)])
        transaction.on_commit(lambda: _tell(first, last))

    def _remember(self, changes: list[Change]) -> None:
        gone: defaultdict[str, list[str]] = defaultdict(list)
        known = []
        for change in changes:
            if change.after is None:
                gone[change.label].append(change.key)
            elif change.after not in change.before:
                known.append(
                    Readable(
                        label=change.label,
                        key=change.key,
                        facts=change.after,
                        expires_at=change.after.get("expires"),
                    )
                )
        for label, keys in gone.items():
            for some in batches(keys):
                rows = Readable.objects.filter(label=label, key__in=some)
                rows._raw_delete(DEFAULT_DB_ALIAS)  # without reading them
        Readable.objects.bulk_create(
            known,
            BATCH,
            update_conflicts=True,
            unique_fields=["label", "key"],
            update_fields=["facts", "expires_at"],
        )


def _tell(first: int, last: int) -> None:
    for receiver, result in changed.send_robust(sender=Change, first=first, last=last):
        if isinstance(result, Exception):
            logger.error("%r did not follow the changes", receiver, exc_info=result)


def tags(one: Subject, before: Facts | None, after: Facts | None) -> list[str]:
    """Return the names of all that answers can depend on and that is another since."""
    label, key = one
    states = [facts for facts in (before, after) if facts is not None]
    names = dict.fromkeys(facts["type"] for facts in states)
    found = [LOG]
    for name in names:
        found += [object_tag(name, key), any_tag(name)]
        for makes, fact in _ASPECTS.items():
            is_known = fact is None or any(fact in facts for facts in states)
            if is_known and _differ(before, after, fact):
                found.append(makes(name))
    for facts in states:
        if "slug" in facts:
            found.append(slug_tag(facts["type"], facts["slug"]))
        if "url" in facts:
            found.append(path_tag(facts["url"]))
        if _differ(before, after, None):
            found += [link_tag(key)] if "url" in facts else []
            found += [translations_tag(one) for one in (facts.get("kin"),) if one]
    if any(known.is_frame for known in by_label().get(label, ())):
        found.append(FRAME)
    return list(dict.fromkeys(found))


def _differ(before: Facts | None, after: Facts | None, name: str | None) -> bool:
    """Whether a fact is another one; without a name, any of those that lists depend on."""
    if before is None or after is None:
        return True
    names = [name] if name else {*before, *after} - {"digest", "parts", "renewed"}
    return any(before.get(one) != after.get(one) for one in names)


def object_tag(type_name: str, key: object) -> str:
    """Return the tag of an object: it was shown, or looked for in vain."""
    return f"{type_name}:{key}"


def any_tag(type_name: str) -> str:
    """Return the tag of all objects of a type: what any of them says may count."""
    return f"{type_name}:any"


def list_tag(type_name: str) -> str:
    """Return the tag of all lists of a type: which objects there are, and in which order."""
    return f"{type_name}:list"


def renewed_tag(type_name: str) -> str:
    """Return the tag of lists that are also ordered by what changes with each publication."""
    return f"{type_name}:renewed"


def parts_tag(type_name: str) -> str:
    """Return the tag of lists of parts of objects, such as tips: which there are, and all of them.

    What hides the objects, or shows others, is told by the tag of lists.
    """
    return f"{type_name}:parts"


def translations_tag(key: object) -> str:
    """Return the tag of which translations there are of what shares a translation key."""
    return f"translations:{crc32(str(key).encode()):x}"


def link_tag(key: object) -> str:
    """Return the tag of what links to a page show: its title and its address, or nothing."""
    return f"link:{key}"


def slug_tag(type_name: str, slug: str) -> str:
    """Return the tag of whatever has a slug, or has none."""
    return f"{type_name}:slug:{crc32(slug.encode('utf-8', 'replace')):x}"


def path_tag(path: str) -> str:
    """Return the tag of whatever page has a path (`url_path`), or has none."""
    return f"path:{crc32(path.encode('utf-8', 'replace')):x}"


#: The tags of a type that are changed with some facts alone; None stands for all of a list's.
_ASPECTS = {list_tag: None, renewed_tag: "renewed", parts_tag: "parts"}


def _referrer(key: str) -> list[Subject]:
    content_type_id, _colon, object_id = key.partition(":")
    return [(label_of(int(content_type_id)), object_id)]
