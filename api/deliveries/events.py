"""Events: what a change of the log means to readers who are not logged in."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from wagtail.models import Locale, Page, Site

from api import ids, paths
from api.changes.facts import Facts
from api.changes.seeing import is_hidden, is_same
from api.deliveries.means import means
from api.deliveries.models import EventKind
from api.loading import Session
from api.models import Change, ChangeKind

PAGES = Page._meta.label_lower


def session_of(site: Site) -> Session:
    """Return what a reader of a site sees who is not logged in."""
    # What tells the site is the host of the request, and nothing else is in it.
    request = HttpRequest()
    request.META = {"HTTP_HOST": f"{site.hostname}:{site.port}", "SERVER_PORT": str(site.port)}
    session = means().session_for(request)
    # The default site is where this server is reached, whatever name Wagtail has for it.
    session.base_url = own_url() if site.is_default_site else site.root_url
    return session


def own_url() -> str:
    """Return scheme and host of this server."""
    own = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    return f"{own.scheme}://{own.netloc}"


class Places:
    """Where the pages of all sites are, as their readers know it."""

    def __init__(self) -> None:
        sites = Site.objects.order_by("-is_default_site", "pk")
        self.sessions = {site.pk: session_of(site) for site in sites}
        self.default = next(iter(self.sessions))

    def site_of(self, facts: Facts) -> int | None:
        """Return the key of the site that an object is shown in; None if no site has the page.

        What is seen because of pages is shown where one of these is that anybody may see.
        """
        if "places" in facts:
            paths = _open_places(facts)
        elif "path" in facts:
            paths = [facts["path"]]
        else:
            return self.default
        found = [
            (len(root.path), key)
            for key, session in self.sessions.items()
            for root in session.roots
            if any(path.startswith(root.path) for path in paths)
        ]
        return max(found, key=lambda one: one[0])[1] if found else None

    def path_of(self, facts: Facts) -> str:
        """Return the path of a page in its site; empty for what is no page."""
        if "path" not in facts or (site := self.site_of(facts)) is None:
            return ""
        place: Any = SimpleNamespace(path=facts["path"], url_path=facts["url"])
        return paths.page_path(place, self.sessions[site])

    def urls_of(self, facts: Facts) -> Iterator[str]:
        """Yield the addresses of a page: on its front end, and on the reader of this server."""
        if path := self.path_of(facts):
            session = self.sessions[self.site_of(facts) or self.default]
            yield session.frontend_url + path
            yield session.base_url + path

    def is_public(self, facts: Facts) -> bool:
        """Whether readers who are not logged in see the object."""
        return not is_hidden(facts) and self.site_of(facts) is not None

    def public(self, change: Change) -> tuple[list[Facts], Facts | None]:
        """Return the states before and after a change that readers who are not logged in saw.

        There are none if they see no difference: what is seen because of pages is touched by each
        of these, also by those that are for members.
        """
        before = [facts for facts in change.before if facts and self.is_public(facts)]
        after = change.after if change.after and self.is_public(change.after) else None
        is_known = before and len(before) == len(change.before)
        if after and "places" in after and is_known and is_same([*before, after], _open_places):
            return [], None
        return before, after

    @cached_property
    def languages(self) -> dict[int, str]:
        """The codes of all locales, by key."""
        return dict(Locale.objects.values_list("pk", "language_code"))


def _open_places(facts: Facts) -> list[str]:
    """Return where the pages are that an object is seen because of, of those for anybody."""
    return [path for path, *hidden in facts["places"] if not hidden]


@dataclass(frozen=True)
class Event:
    """What happened to an object."""

    kind: EventKind
    type_name: str
    site: int
    body: dict[str, Any]


def events(changes: Iterable[Change]) -> Iterator[tuple[Change, Event]]:
    """Yield the changes that readers who are not logged in can notice, and what they notice."""
    places = Places()
    for change in changes:
        before, after = places.public(change)
        kind = _kind(change, is_before=bool(before), is_after=after is not None)
        if kind is not None:
            yield change, _event(change, kind, before, after or before[-1], places)


def _kind(change: Change, *, is_before: bool, is_after: bool) -> EventKind | None:
    if is_after and is_before:
        is_affected = change.kind == ChangeKind.AFFECTED
        return EventKind.AFFECTED if is_affected else EventKind.UPDATED
    if is_after:
        return EventKind.PUBLISHED
    if not is_before:
        return None
    # What is there still was made private, or moved to where no site shows it.
    return EventKind.UNPUBLISHED if change.after else EventKind(change.kind)


def _event(
    change: Change, kind: EventKind, before: list[Facts], facts: Facts, places: Places
) -> Event:
    name = facts["type"]
    data: dict[str, Any] = {
        "id": ids.encode(name, change.key) if name in means().nodes else None,
        "type": name,
        "kind": kind.value,
        "number": change.number,
    }
    if "locale" in facts:
        data["locale"] = places.languages.get(facts["locale"], "")
    if "slug" in facts:
        data["slug"] = facts["slug"]
    if path := places.path_of(facts):
        data["path"] = path
        data["url"] = next(places.urls_of(facts))
        earlier = dict.fromkeys(places.path_of(one) for one in before)
        data["previousPaths"] = [one for one in earlier if one and one != path]
    body = {"type": event_name(name, kind), "timestamp": change.at.isoformat(), "data": data}
    return Event(kind, name, places.site_of(facts) or places.default, body)


def identity(change: Change, epoch: str) -> str:
    """Return what tells a change from all others, for ever.

    Its number does not: after a backup was restored, another change gets the same one.
    """
    what = [epoch, change.number, change.label, change.key, change.kind, change.at.isoformat()]
    known = json.dumps([*what, change.before, change.after], sort_keys=True)
    return blake2b(known.encode(), digest_size=12).hexdigest()


def event_name(type_name: str, kind: EventKind) -> str:
    """Return what an event is called, such as `crisisResource.updated`."""
    return f"{type_name[:1].lower()}{type_name[1:]}.{kind.value}"
