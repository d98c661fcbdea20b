"""Purges: caches before the front end forget the pages that have changed.

Wagtail's backends log what goes wrong, and go on. Whatever a backend logs as an error while it is
at work counts as a failure here, so that the purge is tried again.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial
from threading import Thread, get_ident
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from wagtail.contrib.frontend_cache.backends import BaseBackend
from wagtail.contrib.frontend_cache.utils import get_backends

from api.changes.facts import Facts
from api.changes.settling import LOG, path_tag, tags
from api.deliveries.addresses import urls_of
from api.deliveries.caches import ABSENT
from api.deliveries.consumers import Consumer, register
from api.deliveries.events import Places, identity
from api.deliveries.lanes import Outcome, lane_of
from api.deliveries.models import Delivery, Lane
from api.models import Change

NAME = "purges"
EVENT = "purge"
#: How many addresses or tags one delivery has: what fails is sent again, and holds up the rest.
CHUNK = 20
#: What Wagtail's backends log to: theirs, and by an oversight of one of them the root.
LOGGERS = ("wagtail.frontendcache", "root")
#: What Wagtail's backend for caches that know the method PURGE says, with the status.
NOT_PURGED = "Couldn't purge '%s' from HTTP cache. HTTPError: %d %s"
#: How many threads at most wait in vain for a cache.
MAX_STUCK = 3


def names() -> list[str]:
    """Return the names of the caches that the settings of this process know."""
    return list(getattr(settings, "WAGTAILFRONTENDCACHE", None) or ())


def cursor_of(cache: str) -> str:
    """Return the name of the cursor of a cache."""
    return f"{NAME}:{cache}"


def _backend(cache: str) -> Any:
    return get_backends(backends=[cache]).get(cache)


def _make(cache: str, changes: Collection[Change], epoch: str) -> Iterator[Delivery]:
    backend = _backend(cache)
    lane = Lane.objects.get_or_create(name=lane_of(cache))[0]
    own = [one for one in urls_of(changes) if backend.invalidates_hostname(urlsplit(one).netloc)]
    contents = [{"urls": some} for some in _chunks(own)]
    if hasattr(backend, "purge_tags"):
        contents += [{"tags": some} for some in _chunks(list(tags_of(changes)))]
    last = [*changes][-1]
    digest = identity(last, epoch)
    for place, content in enumerate(contents):
        event_id = f"{EVENT}_{last.number}_{digest}_{lane.pk}_{place}"
        yield Delivery(
            lane=lane,
            subject=event_id,
            number=last.number,
            event_id=event_id,
            name=EVENT,
            content=content,
        )


def tags_of(changes: Iterable[Change]) -> Iterable[str]:
    """Return the tags of answers for anybody that are others now, each once.

    Of what only members may see, readers can notice one thing: that a path asks for something. So
    the tag of its path, which is a digest, is named if it asks for another thing than before.
    """
    places = Places()
    found: dict[str, None] = {}
    for change in changes:
        before, after = places.public(change)
        one = (change.label, change.key)
        known = {LOG}.union(*(tags(one, None, facts) for facts in (*before, after) if facts))
        asks = _asks(filter(None, change.before)) ^ _asks([change.after] if change.after else ())
        known |= {path_tag(url) for url, _kinds in asks}
        found |= dict.fromkeys(tag for tag in change.tags.split() if tag in known)
    return found


def _asks(states: Iterable[Facts | None]) -> set[tuple[str, str]]:
    """Return the paths that are not for everybody, each with the kinds of what they ask for."""
    return {
        (facts["url"], " ".join(sorted({one.split(":")[1] for one in facts["hidden"]})))
        for facts in states
        if facts and "url" in facts and facts["hidden"]
    }


def _chunks(names: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(names), CHUNK):
        yield names[start : start + CHUNK]


register(lambda: [Consumer(cursor_of(cache), partial(_make, cache)) for cache in names()])


def carry(delivery: Delivery, permit: Callable[[], None]) -> Outcome:
    """Have a cache forget what a delivery names; what it did not forget is left."""
    cache = delivery.lane.name.partition(":")[2]
    backend = _backend(cache)
    if backend is None:
        return Outcome(is_accepted=False, said="WAGTAILFRONTENDCACHE has no such cache any more.")
    started = monotonic()
    errors: list[str] = []
    left: dict[str, list[str]] = {}
    is_over = is_stuck = False
    for kind, some in _steps(backend, delivery.content):
        is_over = monotonic() - started > settings.HEARTH_WEBHOOK_TIMEOUT
        if not is_over and not is_stuck:
            permit()
            wrong = _errors_of(cache, partial(_purge, backend, kind, some))
            is_stuck = TOO_LATE in wrong
            errors += wrong
        if is_over or is_stuck or wrong:
            left[kind] = [*left.get(kind, ()), *some]
    return Outcome(
        is_accepted=not left,
        milliseconds=round((monotonic() - started) * 1000),
        said="\n".join(dict.fromkeys(errors))[:2000],
        left=left or None,
        is_unfinished=bool(left) and not errors,
    )


def _steps(backend: Any, content: dict[str, list[str]]) -> Iterator[tuple[str, list[str]]]:
    """Yield what a cache can be asked to forget at once."""
    urls = content.get("urls", [])
    # Wagtail has a batch for every backend, but of some it is a loop that stumbles.
    is_loop = getattr(type(backend), "purge_batch", None) is BaseBackend.purge_batch
    size = getattr(backend, "urls_at_once", 1 if is_loop else CHUNK)
    for start in range(0, len(urls), size):
        yield "urls", urls[start : start + size]
    if tags := content.get("tags"):
        yield "tags", tags


def _purge(backend: Any, kind: str, some: list[str]) -> None:
    if kind == "tags":
        backend.purge_tags(some)
    else:
        backend.purge_batch(some)


TOO_LATE = "No answer in time."
_stuck: defaultdict[str, list[Thread]] = defaultdict(list)


def _errors_of(cache: str, purge: Callable[[], None]) -> list[str]:
    """Return what went wrong, in a thread of its own: some backends wait without end."""
    errors: list[str] = []

    def run() -> None:
        heard = _Heard(errors)
        for name in LOGGERS:
            logging.getLogger(name).addHandler(heard)
        try:
            purge()
        except Exception as error:  # noqa: BLE001 - a backend may raise anything
            errors.append(f"{type(error).__name__}: {error}")
        finally:
            for name in LOGGERS:
                logging.getLogger(name).removeHandler(heard)

    stuck = _stuck[cache]
    stuck[:] = [one for one in stuck if one.is_alive()]
    if len(stuck) >= MAX_STUCK:
        return [TOO_LATE]
    worker = Thread(target=run, daemon=True)
    worker.start()
    # Less than the lease of the lane.
    worker.join(settings.HEARTH_WEBHOOK_TIMEOUT)
    if worker.is_alive():
        stuck.append(worker)
        return [TOO_LATE]
    return errors


class _Heard(logging.Handler):
    """Collects the errors that are logged in the thread that made it."""

    def __init__(self, errors: list[str]) -> None:
        super().__init__(logging.ERROR)
        self.errors = errors
        self.thread = get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the message, unless it says that there is nothing to forget."""
        is_ours = record.thread == self.thread and record.name in LOGGERS
        is_there = not (str(record.msg) == NOT_PURGED and set(record.args or ()) & ABSENT)
        if is_ours and is_there:
            self.errors.append(record.getMessage()[:300])
