"""The feed: a snapshot in pages, and then only what changed; see `api.changes`.

What a client holds is told by facts alone, those of the log for what it held and those of today
for what it shall hold. So a removal is sent to whoever could see the object, and to nobody else:
an id of a draft or of a private page is never told.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from wagtail.models import TranslatableMixin

from api import ids
from api.changes import log
from api.changes.cursors import Cursor, decode, fingerprint
from api.changes.dependants import Subject
from api.changes.facts import BATCH, Facts, batches, readable
from api.changes.references import by_label, targets_of
from api.changes.seeing import Perhaps, Reader, Scope, is_same
from api.changes.tracking import Tracked, tracked
from api.errors import BadRequest, BadUserInput, ResyncRequired
from api.loading import ModelLoader, Session
from api.models import Change, ChangeKind, Readable

MAX_SIZE = 100
#: How many times 500 changes of others a page looks at, and how many objects it may bring besides.
MAX_BATCHES = 8
MAX_BESIDE = 500
TOO_LATE = (
    "This cursor cannot be continued: too much time has passed, or something else is "
    "asked for, or by somebody else. Start again with `since: null`."
)


class Reason(Enum):
    """Why an object is not in the feed any more."""

    DELETED = "deleted"
    UNPUBLISHED = "unpublished"
    EXPIRED = "expired"
    MOVED_OUT = "moved_out"
    RESTRICTED = "restricted"


@dataclass(frozen=True)
class Entry:
    """One object in a page of the feed: with its node, or with the reason why it is gone."""

    id: str
    type_name: str
    version: str | None = None
    node: Any = None
    reason: Reason | None = None


@dataclass(frozen=True)
class Kind:
    """A type of nodes in the feed, and its place in snapshots."""

    rank: int
    type_name: str
    followed: Tracked
    loader: ModelLoader

    @property
    def label(self) -> str:
        """The label of its objects in the log."""
        return self.followed.label


def settled(session: Session) -> log.Position:
    """Return how far the log has come, and have the session see nothing older than that.

    A restriction that the log knows and the session does not would hide nothing, and an object that
    another field has read before would be sent as it was then.
    """
    position = log.position()
    session.see_from(position.number)
    if session.depends is not None:
        session.depends.log()
    return position


def is_torn(session: Session) -> bool:
    """Whether the content has changed since a page of changes was begun.

    The nodes of a page are read after it is made. One of them may be newer then, and refer to what
    only the next page brings. While much has yet to be settled, that cannot be told.
    """
    told = session.told
    return told is not None and (now := log.position()).is_settled and now != told


class Feed:
    """What one reader holds of a scope, and shall hold, at a position of the log."""

    def __init__(
        self,
        session: Session,
        loaders: Mapping[str, ModelLoader],
        scope: Scope,
        position: log.Position,
    ) -> None:
        if session.identity.preview is not None:
            raise BadRequest("Changes are those of published content: send no `Preview-Token`.")
        self.session = session
        self.scope = scope
        known = tracked()
        wanted = [name for name in loaders if scope.types is None or name in scope.types]
        self.kinds = [
            Kind(rank, name, known[loaders[name].model], loaders[name])
            for rank, name in enumerate(loaders)
            if name in wanted
        ]
        self.by_type = {kind.type_name: kind for kind in self.kinds}
        self.position = position
        self.reader = Reader(session)
        #: Whether something changed while a page was made, which the next page will tell.
        self.is_late = False

    @cached_property
    def start(self) -> Cursor:
        """The cursor that any other of this feed continues."""
        scope = self.scope
        values = [scope.types, scope.locale, sorted(scope.values.items()), *self.reader.bound_to()]
        return Cursor(self.position.epoch, fingerprint(values), self.position.number)

    def page(self, since: str | None, size: int) -> "FeedPage":
        """Return the next page after a cursor, or the first of a snapshot.

        A page has `size` objects at most, besides those that they refer to and that the client
        does not have yet. Raises `BadUserInput` for a wrong argument and `ResyncRequired` for a
        cursor that cannot be continued.
        """
        if not 1 <= size <= MAX_SIZE:
            raise BadUserInput("first", f"Ask for 1 to {MAX_SIZE} changes.")
        cursor = self._continued(since)
        page = self._snapshot(cursor, size) if cursor.place else self._changes(cursor, size)
        if cursor.number < self.position.number and cursor.number < log.forgotten():
            raise ResyncRequired(TOO_LATE)  # while the page was made
        if self.session.told is None and any(one.node for one in page.entries.values()):
            self.session.told = self.position
        # What has no number yet is told as soon as it has one.
        return page if self.position.is_settled else replace(page, has_more=True)

    def checksum(self) -> str | None:
        """Return a checksum of all that the client shall hold, in 16 hexadecimal digits.

        It is the exclusive or, over all objects, of the first 8 bytes of the SHA-256 of the id, a
        colon and the version. None if there were changes while it was made, or some may have gone
        unnoticed.
        """
        total = 0
        labels = {kind.label for kind in self.kinds}
        rows = Readable.objects.filter(label__in=labels).values_list("key", "facts")
        for key, facts in rows.iterator(BATCH):
            if self.holds(facts):
                text = f"{ids.encode(facts['type'], key)}:{facts['digest']}"
                total ^= int.from_bytes(sha256(text.encode()).digest()[:8], "big")
        is_late = self.is_late or not self.position.era or log.number() != self.position.number
        return None if is_late else f"{total:016x}"

    def holds(self, facts: Facts) -> bool:
        """Whether an object with these facts is in the scope and can be seen by the reader."""
        return self._held(facts) is True

    def _held(self, facts: Facts | None) -> Perhaps:
        """Whether a client held an object when it had these facts; None facts are no object."""
        if facts is None or not self.scope.includes(facts, self.by_type):
            return False
        return self.reader.sees(facts)

    def _may_have(self, states: Iterable[Facts | None]) -> bool:
        """Whether a client may hold an object that had one of some states."""
        return any(self._held(one) is not False for one in states)

    def _surely_has(self, states: Collection[Facts | None]) -> bool:
        """Whether a client holds an object, whichever of some states it had."""
        return bool(states) and all(self._held(one) is True for one in states)

    def _continued(self, since: str | None) -> Cursor:
        if since is None:
            return self.start.in_snapshot(-1, 0)
        cursor = decode(since)
        if (
            cursor is None
            or not cursor.continues(self.start)
            or not self.position.forgotten <= cursor.number <= self.position.number
        ):
            raise ResyncRequired(TOO_LATE)
        return cursor

    def _snapshot(self, cursor: Cursor, size: int) -> "FeedPage":
        assert cursor.place is not None, "Only snapshots have places."
        rank, last = cursor.place
        found: list[tuple[Kind, int, Facts]] = []
        for kind in self.kinds:
            if kind.rank < rank or len(found) > size:
                continue
            rows = self._asked(kind)
            if kind.rank == rank:
                rows = rows.filter(pk__gt=last)
            wanted = self._in_scope(kind, rows, size + 1 - len(found))
            found += [(kind, pk, facts) for pk, facts in wanted.items()]
        has_more = len(found) > size
        found = found[:size]
        place = (found[-1][0].rank, found[-1][1]) if found else cursor.place
        end = cursor.in_snapshot(*place) if has_more else cursor.at(cursor.number)

        def are_later(subjects: Mapping[Subject, Facts]) -> set[Subject]:
            ranks = {one: self.by_type[facts["type"]].rank for one, facts in subjects.items()}
            later = {one for one, rank in ranks.items() if (rank, int(one[1])) > place}
            # What came to be since the snapshot began was not there when its turn came.
            is_old = cursor.number < self.position.number
            return later | (self._unsent(subjects, cursor.number) if is_old else set())

        held = {(kind.label, str(pk)): facts for kind, pk, facts in found}
        entries = self._entries(self._with_references(held, are_later))
        return FeedPage(self, entries, end, has_more or end.number < self.position.number)

    def _asked(self, kind: Kind) -> QuerySet[Any]:
        """Return all visible objects of a kind that are in the scope, as far as columns tell."""
        rows = kind.loader.shown(self.session).order_by("pk")
        if self.scope.locale is not None and issubclass(kind.loader.model, TranslatableMixin):
            rows = rows.filter(locale_id=self.scope.locale)
        for name, path in kind.followed.scopes.items():
            if name in self.scope.values:
                rows = rows.filter(**{f"{path}__in": self.scope.values[name]})
        return rows

    def _in_scope(self, kind: Kind, rows: Any, size: int) -> dict[int, Facts]:
        """Return the facts of the first visible objects that are in the scope, by their keys."""
        found: dict[int, Facts] = {}
        last, chunk = 0, size
        while len(found) < size:
            keys = list(rows.filter(pk__gt=last).values_list("pk", flat=True)[:chunk])
            known = self._facts({(kind.label, str(pk)): None for pk in keys})
            found |= {int(key): facts for (_label, key), facts in known.items()}
            if len(keys) < chunk:
                break
            last, chunk = keys[-1], min(2 * chunk, BATCH)
        return dict(list(found.items())[:size])

    def _changes(self, cursor: Cursor, size: int) -> "FeedPage":
        """Return the objects of the next changes, as they are now."""
        changed, end = self._changed(cursor.number, size)
        held = self._facts(dict.fromkeys(changed))

        def are_unsent(subjects: Mapping[Subject, Facts]) -> set[Subject]:
            return self._unsent(subjects, end)

        found = self._entries(self._with_references(held, are_unsent))
        # What is held and was not found has gone since: a later page tells why.
        gone = [one for one in changed if one not in held and self._may_have(changed[one].before)]
        for subject, reason in self._reasons(gone).items():
            type_name = next(facts["type"] for facts in changed[subject].before if facts)
            global_id = ids.encode(type_name, subject[1])
            found[subject] = Entry(global_id, type_name, reason=reason)
        has_more = end < self.position.number
        return FeedPage(self, found, cursor.at(end), has_more)

    def _changed(self, start: int, size: int) -> tuple[dict[Subject, Change], int]:
        """Return the next objects that the client has or shall have, and the last number seen.

        Each comes with the first of its changes that concerns the client. However many changes
        concern others, a page looks at some thousands at most.
        """
        changed: dict[Subject, Change] = {}
        end = start
        for _batch in range(MAX_BATCHES):
            if end == self.position.number or not (batch := self._rows(end)):
                return changed, self.position.number
            now = self._facts(dict.fromkeys((one.label, one.key) for one in batch))
            for one in batch:
                subject = (one.label, one.key)
                is_told = subject in now or self._may_have(one.before)
                is_new = is_told and subject not in changed
                if is_new and not self._is_hidden(one, now.get(subject)):
                    if len(changed) == size:
                        return changed, end
                    changed[subject] = one
                end = one.number
        return changed, end

    def _is_hidden(self, change: Change, now: Facts | None) -> bool:
        """Whether what has changed is only which pages that the reader does not see show an object.

        That somebody marks a page for members with a tag is no news for others who know the tag.
        """
        if change.kind != ChangeKind.UPDATED or len(change.before) != 1 or now is None:
            return False
        [before] = change.before
        if "places" not in now or before is None or self._held(before) is not True:
            return False
        return before != now and is_same([before, now], self.reader.places)

    def _unsent(self, subjects: Mapping[Subject, Facts], number: int) -> set[Subject]:
        """Return what the client does not have after a change, and shall have later."""
        unsent: set[Subject] = set()
        for label, keys in by_label(subjects).items():
            for some in batches(keys):
                rows = log.after(number).filter(label=label, key__in=some)
                for one in rows.defer("tags", "after"):
                    if not self._surely_has(one.before):
                        unsent.add((label, one.key))
        return unsent

    def _rows(self, number: int) -> list[Change]:
        labels = {kind.label for kind in self.kinds}
        rows = log.after(number).filter(number__lte=self.position.number, label__in=labels)
        return list(rows.defer("tags", "after")[:BATCH])

    def _facts(self, subjects: Mapping[Subject, Any]) -> dict[Subject, Facts]:
        """Return the facts of those subjects that the client shall hold, in their order."""
        found: dict[Subject, Facts] = {}
        for label, keys in by_label(subjects).items():
            for key, facts in readable(label, keys).items():
                if self.holds(facts):
                    found[label, key] = facts
        return {subject: found[subject] for subject in subjects if subject in found}

    def _entries(self, held: Mapping[Subject, Facts]) -> dict[Subject, Entry]:
        """Return an entry with the node for each subject that is still there."""
        for (_label, key), facts in held.items():
            self.session.expect(self.by_type[facts["type"]].loader, [int(key)])
        found: dict[Subject, Entry] = {}
        for subject, facts in held.items():
            kind = self.by_type[facts["type"]]
            node = self.session.load(kind.loader, int(subject[1]))
            if node is not None:
                global_id = ids.encode(kind.type_name, subject[1])
                found[subject] = Entry(global_id, kind.type_name, facts["digest"], node)
        self.is_late = self.is_late or len(found) < len(held)
        return found

    def _with_references(
        self,
        held: Mapping[Subject, Facts],
        missing: Callable[[Mapping[Subject, Facts]], set[Subject]],
    ) -> dict[Subject, Facts]:
        """Return subjects after all that they refer to and that is missing at the client.

        `missing` returns those of some subjects that no page before this one has sent. Should there
        be very many, such as posts that lead from one to all others, the next pages bring the rest.
        """
        every = dict(held)
        followed = [kind.followed for kind in self.kinds]
        new: Mapping[Subject, Facts] = held
        while new and len(every) < len(held) + MAX_BESIDE:
            targets = dict.fromkeys(one for one in targets_of(new, followed) if one not in every)
            found = self._facts(targets)
            wanted = missing(found)
            new = {one: facts for one, facts in found.items() if one in wanted}
            every = {**new, **every}
        return every

    def _reasons(self, gone: Collection[Subject]) -> dict[Subject, Reason]:
        """Return why the client shall not hold objects any more."""
        found: dict[Subject, Reason] = {}
        for label, keys in by_label(gone).items():
            rows = Readable.objects.filter(label=label, key__in=keys)
            known = dict(rows.values_list("key", "facts"))
            unknown = set(keys) - set(known)
            newest = Change.objects.filter(label=label, key__in=unknown)
            last = dict(newest.order_by("number").values_list("key", "kind"))
            # That what was taken down is deleted later is no change: nobody sees it.
            rows = apps.get_model(label)._base_manager.filter(pk__in=unknown)
            there = {str(pk) for pk in rows.values_list("pk", flat=True)} if unknown else set()
            for key in keys:
                if key in known:
                    is_wanted = self.scope.includes(known[key], self.by_type)
                    is_closed = is_wanted and self.reader.reaches(known[key])
                    found[label, key] = Reason.RESTRICTED if is_closed else Reason.MOVED_OUT
                else:
                    kind = last.get(key, "") if key in there else ChangeKind.DELETED
                    found[label, key] = _REASONS.get(kind, Reason.DELETED)
        return found


_REASONS: Mapping[str, Reason] = {
    ChangeKind.DELETED: Reason.DELETED,
    ChangeKind.UNPUBLISHED: Reason.UNPUBLISHED,
    ChangeKind.EXPIRED: Reason.EXPIRED,
}


@dataclass(frozen=True)
class FeedPage:
    """A page of the feed, and the cursor after it."""

    feed: Feed
    entries: Mapping[Subject, Entry]
    end: Cursor
    has_more: bool
