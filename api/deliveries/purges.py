"""Purges: caches before the front end forget the pages that have changed.

Wagtail's backends log what goes wrong, and go on. Whatever a backend logs as an error while it is
at work counts as a failure here, so that the purge is tried again.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Iterator
from threading import Thread, get_ident
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from wagtail.contrib.frontend_cache.utils import get_backends

from api.changes.settling import FRAME, LOG, path_tag, tags
from api.deliveries.consumers import Consumer, register
from api.deliveries.events import PAGES, Facts, Places
from api.deliveries.lanes import Outcome
from api.deliveries.models import Delivery, Lane
from api.models import Change, Readable

NAME = "purges"
EVENT = "purge"
#: How many addresses or tags one delivery has.
CHUNK = 100
#: What Wagtail's backends log to: theirs, and by an oversight of one of them the root.
LOGGERS = ("wagtail.frontendcache", "root")


def backends() -> dict[str, Any]:
    """Return the caches of `WAGTAILFRONTENDCACHE` by name."""
    found: dict[str, Any] = get_backends()
    return found


def _make(changes: Collection[Change], epoch: str) -> Iterator[Delivery]:
    changes = list(changes)
    urls, names = list(urls_of(changes)), list(tags_of(changes))
    last = changes[-1].number
    for name, backend in backends().items():
        lane = Lane.objects.get_or_create(name=f"{EVENT}:{name}")[0]
        own = [one for one in urls if backend.invalidates_hostname(urlsplit(one).netloc)]
        can_tags = hasattr(backend, "purge_tags")
        contents = [{"urls": some} for some in _chunks(own)]
        contents += [{"tags": some} for some in _chunks(names) if can_tags]
        for place, content in enumerate(contents):
            event_id = f"{EVENT}_{epoch}_{last}_{name}_{place}"
            yield Delivery(
                lane=lane,
                subject=event_id,
                number=last,
                event_id=event_id,
                name=EVENT,
                content=content,
            )


def urls_of(changes: Iterable[Change]) -> Iterable[str]:
    """Return the addresses whose pages are others now, each once.

    These are the addresses before and after a move, those of the pages above a page that has come
    or gone or whose title is another, and those of all pages if all show what has changed.
    """
    places = Places()
    found: dict[str, None] = {}
    is_frame = False
    for change in changes:
        names = change.tags.split()
        is_frame = is_frame or FRAME in names
        before, after = places.public(change)
        for facts in (*before, after):
            if facts is None or "url" not in facts:
                continue
            found |= dict.fromkeys(places.urls_of(facts))
            if any(name.endswith(":list") for name in names):
                found |= dict.fromkeys(_above(facts, places))
    if is_frame:
        pages = Readable.objects.filter(label=PAGES).values_list("facts", flat=True)
        for facts in pages.iterator(chunk_size=CHUNK):
            if places.is_public(facts):
                found |= dict.fromkeys(places.urls_of(facts))
    return found


def _above(facts: Facts, places: Places) -> Iterator[str]:
    """Yield the addresses of the pages above a page."""
    url = facts["url"].rstrip("/")
    while "/" in url:
        url = url.rpartition("/")[0]
        site = places.site_of(facts)
        roots = places.sessions[site].roots if site else ()
        if any(f"{url}/".startswith(root.url_path) for root in roots):
            yield from places.urls_of({**facts, "url": f"{url}/"})


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
        asks = _asks(change.before) ^ _asks([change.after] if change.after else ())
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


def _is_wanted() -> bool:
    return bool(getattr(settings, "WAGTAILFRONTENDCACHE", None))


register(Consumer(NAME, _is_wanted, _make))


def carry(delivery: Delivery, permit: Callable[[], None]) -> Outcome:
    """Have a cache forget what a delivery names."""
    name = delivery.lane.name.partition(":")[2]
    backend = backends().get(name)
    if backend is None:
        words = "WAGTAILFRONTENDCACHE has no such cache any more."
        return Outcome(is_accepted=False, said=words, parks=words)
    permit()
    started = monotonic()
    errors = _errors_of(lambda: _purge(backend, delivery.content))
    milliseconds = round((monotonic() - started) * 1000)
    return Outcome(is_accepted=not errors, milliseconds=milliseconds, said="\n".join(errors)[:2000])


def _purge(backend: Any, content: dict[str, list[str]]) -> None:
    if content.get("urls"):
        backend.purge_batch(content["urls"])
    if content.get("tags"):
        backend.purge_tags(content["tags"])


def _errors_of(purge: Callable[[], None]) -> list[str]:
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

    worker = Thread(target=run, daemon=True)
    worker.start()
    # No longer than the lease of the lane.
    worker.join(2 * settings.HEARTH_WEBHOOK_TIMEOUT)
    return ["No answer in time."] if worker.is_alive() else list(dict.fromkeys(errors))


class _Heard(logging.Handler):
    """Collects the errors that are logged in the thread that made it."""

    def __init__(self, errors: list[str]) -> None:
        super().__init__(logging.ERROR)
        self.errors = errors
        self.thread = get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the message."""
        if record.thread == self.thread and record.name in LOGGERS:
            self.errors.append(record.getMessage()[:300])
