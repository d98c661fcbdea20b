"""For the endpoint: what is kept of a request's answer, and keeping what was made."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cached_property

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import HttpRequest
from django.utils import timezone

from api import identity
from api.caching import keys
from api.caching.dependencies import Dependencies
from api.caching.entries import Entry
from api.caching.flights import Flights
from api.caching.freshness import freshness
from api.caching.reads import Reads
from api.caching.store import Store
from api.changes import log
from api.changes.log import Position
from api.execution import Answer, Request
from api.http.responses import etag, written
from api.loading import Session
from api.models import Change, ChangeKind, Readable

logger = logging.getLogger(__name__)

store = Store()
flights = Flights(store.shared)


def forget() -> None:
    """Forget all that this process keeps; whatever is in a shared cache stays there."""
    store.forget()
    freshness.forget()


class Serving:
    """One request whose answer may be kept: nobody's in particular, and of a reader."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._bytes = keys.of_bytes(request)

    @classmethod
    def of(cls, request: HttpRequest) -> "Serving | None":
        """Return a request's, or None if its answer is neither kept nor to be kept."""
        is_on = getattr(settings, "HEARTH_ANSWER_CACHE", True)
        return cls(request) if is_on and not identity.shows_who(request) else None

    @cached_property
    def position(self) -> Position:
        """How far the log was before anything was read for the answer; asked when it matters."""
        return _position()

    def known(self) -> Entry | None:
        """Return the answer to a request of the same bytes, without reading it."""
        found = None if self._bytes is None else store.aliased(self._bytes)
        return None if found is None else self._held(*found)

    @contextmanager
    def answered(self, asked: Request, media_type: str, *, is_final: bool) -> Iterator["Making"]:
        """Give what is kept of an answer, or the chance to make and keep it.

        `is_final` says that whoever sends the same bytes asks for the same.
        """
        key = keys.of(asked, self._request, media_type)
        made = Making(self, key, f"{media_type}; charset=utf-8")
        made.entry = self._look(key)
        if made.entry is None:
            with flights.boarded(key, lambda: self._look(key)) as made.entry:
                yield made
        else:
            yield made
        if is_final and made.entry is not None and self._bytes is not None:
            store.alias(self._bytes, key)

    def _look(self, key: str) -> Entry | None:
        entry = store.get(key)
        if entry is not None and (held := self._held(key, entry)) is not None:
            return held
        entry = store.shared.get(key)
        if entry is None or (held := self._held(key, entry)) is None:
            return None
        store.put(key, held)
        return held

    def _held(self, key: str, entry: Entry) -> Entry | None:
        """Return an entry if it still holds, and note that it does."""
        position = self.position
        if not position.era:  # it may hold again when the log is whole
            return None
        if entry.until <= time.time() or not entry.is_of(position):
            store.drop(key)
            return None
        if entry.number < position.number:
            if not freshness.holds(entry.tags, entry.number, position):
                store.drop(key)
                return None
            entry = entry.at(position.number)
            store.put(key, entry)
        return entry


class Making:
    """What is kept of an answer, or else what was noted while it was made."""

    def __init__(self, serving: Serving, key: str, content_type: str) -> None:
        self._serving = serving
        self._key = key
        self._content_type = content_type
        self.entry: Entry | None = None

    def make(self, session: Session, execute: Callable[[], Answer]) -> Answer:
        """Return the answer that a function makes in a session, and keep it if that can be."""
        depends = session.depends = Dependencies()
        # Before anything is read: a change that comes meanwhile has a later number.
        session.log_number = self._serving.position.number
        # And by one clock: what is seen is what has not expired at this moment.
        moment = session.now
        reads = Reads()
        with connection.execute_wrapper(reads):
            answer = execute()
        is_whole = answer.executed and answer.is_query and "errors" not in answer.body
        unknown = {*depends.unknown, *reads.uncovered(depends)} if is_whole else None
        if unknown:
            logger.debug("An answer is not kept: nobody knows the tags of %s", sorted(unknown))
        # Without an era, nobody could tell later whether the answer still holds.
        is_lasting = is_whole and not unknown and self._serving.position.era
        if is_lasting and session.identity is identity.ANONYMOUS:
            try:
                self._keep(answer, depends, moment)
            except (DatabaseError, InterfaceError):
                logger.exception("An answer was made and could not be kept")
        elif answer.executed:
            # What was not executed may be, the next time: its client was told to wait, say.
            flights.give_up(self._key)
        return answer

    def _keep(self, answer: Answer, depends: Dependencies, moment: datetime) -> None:
        """Keep an answer of a moment that holds still, now that it is made.

        If it does not, caches on the way must not have it: they may have been purged of it already.
        """
        body, position = written(answer), self._serving.position
        entry = Entry(
            body=body,
            content_type=self._content_type,
            etag=etag(body),
            tags=tuple(sorted(depends.tags)),
            era=position.era,
            number=position.number,
            indexed=position.indexed if depends.is_searched else None,
            until=_until(moment).timestamp(),
        )
        flights.take_heart(self._key)
        latest = _position()
        is_right = entry.is_of(latest) and freshness.holds(entry.tags, entry.number, latest)
        if is_right and not _has_expired_since(moment):
            self.entry = entry.at(latest.number)
            store.put(self._key, self.entry)
            store.shared.put(self._key, self.entry)


def _position() -> Position:
    """Return how far the log is.

    The statement itself finds out whether a connection of an earlier request still works: what
    Django does for that is one more round trip.
    """
    if connection.connection is None or connection.in_atomic_block:
        return log.position()
    connection.health_check_done = True  # type: ignore[attr-defined] # Django has it
    try:
        return log.position()
    except (InterfaceError, OperationalError):
        connection.close()
        return log.position()


def _has_expired_since(moment: datetime) -> bool:
    """Whether the log says that something expired after a moment, maybe by a faster clock.

    An answer of that moment may show it, and no change would ever end that answer.
    """
    return Change.objects.filter(kind=ChangeKind.EXPIRED, at__gt=moment).exists()


def _until(now: datetime) -> datetime:
    """Return the next moment at which answers change by themselves.

    Reviews fall due and crisis resources have to be checked when a day begins: here, or in UTC.
    What has expired is found by the log, but not by caches on the way.
    """
    days = []
    for zone in (UTC, timezone.get_default_timezone()):
        tomorrow = now.astimezone(zone).date() + timedelta(days=1)
        days.append(datetime.combine(tomorrow, datetime.min.time(), zone))
    expiring = Readable.objects.filter(expires_at__gt=now).order_by("expires_at")
    first = expiring.values_list("expires_at", flat=True).first()
    return min([*days, first] if first is not None else days)
