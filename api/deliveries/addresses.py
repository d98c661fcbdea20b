"""Addresses: where readers find what has changed, now and before.

Named are only those of what readers who are not logged in can see, or could.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from django.utils.encoding import iri_to_uri
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from api.changes.facts import Facts, batches, readable
from api.changes.settling import FRAME
from api.deliveries.events import PAGES, Places, own_url
from api.models import Change, Readable

REDIRECTS = Redirect._meta.label_lower
#: How many rows are read at a time.
CHUNK = 500


def urls_of(changes: Collection[Change]) -> Iterable[str]:
    """Return the addresses at which readers find something else now, each once.

    These are the addresses of pages before and after a move, those of the pages above a page that
    has come or gone or whose title is another, those that a redirect leads or led away from, and
    those of all pages if all show what has changed: also those at which the site was before.
    """
    places = Places()
    found: dict[str, None] = {}
    redirects: list[Facts] = []
    moved: list[str] = []
    for change in changes:
        is_listed = any(name.endswith(":list") for name in change.tags.split())
        before, after = places.public(change)
        if is_listed and change.label == PAGES and (before or after):
            moved.append(change.key)
        for facts in (*before, after):
            if facts is None:
                continue
            if "url" in facts:
                found |= dict.fromkeys(places.urls_of(facts))
                if is_listed:
                    found |= dict.fromkeys(_above(facts, places))
            elif "from" in facts.get("kept", ()):
                redirects.append(facts)
    redirects += _leading_to(moved)
    bases = {key: _bases(places, key) for key in places.sessions}
    for facts in _leading_somewhere(redirects, changes, places):
        found |= dict.fromkeys(_leading_away(facts, bases))
    if any(FRAME in change.tags.split() for change in changes):
        found |= dict.fromkeys(_all(changes, places))
    return dict.fromkeys(map(iri_to_uri, found))


def _above(facts: Facts, places: Places) -> Iterator[str]:
    """Yield the addresses of the pages above a page."""
    url = facts["url"].rstrip("/")
    while "/" in url:
        url = url.rpartition("/")[0]
        site = places.site_of(facts)
        roots = places.sessions[site].roots if site else ()
        if any(f"{url}/".startswith(root.url_path) for root in roots):
            yield from places.urls_of({**facts, "url": f"{url}/"})


def _bases(places: Places, site: int) -> list[str]:
    session = places.sessions[site]
    return [session.frontend_url, session.base_url]


def _leading_away(facts: Facts, bases: dict[int, list[str]]) -> Iterator[str]:
    """Yield the addresses of a redirect: with a slash at the end, and without."""
    kept = facts["kept"]
    path, mark, query = kept["from"].partition("?")
    for site, some in bases.items():
        if kept["site"] in (None, site):
            for base in some:
                yield f"{base}{path}{mark}{query}"
                yield f"{base}{path.rstrip('/')}/{mark}{query}"


def _leading_to(pages: list[str]) -> Iterator[Facts]:
    """Yield the redirects to pages: Wagtail's index of references does not tell of them."""
    for some in batches(pages):
        keys = Redirect.objects.filter(redirect_page_id__in=some).values_list("pk", flat=True)
        yield from readable(REDIRECTS, [str(key) for key in keys]).values()


def _leading_somewhere(
    redirects: Collection[Facts], changes: Iterable[Change], places: Places
) -> Iterator[Facts]:
    """Yield the redirects that lead readers somewhere, or did before the changes.

    One to a page for members leads nobody anywhere, and its path may well be one of that page.
    """
    targets = {str(facts["kept"]["to"]) for facts in redirects if facts["kept"]["to"]}
    seen = {key for key, facts in readable(PAGES, targets).items() if places.is_public(facts)}
    for change in changes if redirects else ():
        if change.label == PAGES and places.public(change)[0]:
            seen.add(change.key)
    for facts in redirects:
        to = facts["kept"]["to"]
        if to is None or str(to) in seen:
            yield facts


def _all(changes: Collection[Change], places: Places) -> Iterator[str]:
    """Yield the addresses of all pages, and those that all pages and redirects had before."""
    former = _Former(changes, places)
    for facts in _known(PAGES):
        if places.is_public(facts):
            yield from places.urls_of(facts)
        if not facts["hidden"]:
            yield from former.urls_of(facts)
    if former.is_elsewhere:
        redirects = list(_known(REDIRECTS))
        for facts in _leading_somewhere(redirects, changes, places):
            yield from _leading_away(facts, former.bases)


def _known(label: str) -> Iterator[Facts]:
    rows = Readable.objects.filter(label=label).values_list("facts", flat=True)
    return rows.iterator(chunk_size=CHUNK)


class _Root(NamedTuple):
    tree_path: str
    url_path: str
    prefix: str


class _Former:
    """Where sites were before some changes, in any mixture of what they were and are."""

    def __init__(self, changes: Iterable[Change], places: Places) -> None:
        now = {key: _bases(places, key) for key in places.sessions}
        roots = {
            key: [
                _Root(
                    one.path,
                    one.url_path,
                    "" if one.pk == session.site.root_page_id else f"/{one.language_code}",
                )
                for one in session.roots
            ]
            for key, session in places.sessions.items()
        }
        then: defaultdict[int, set[str]] = defaultdict(set)
        roots_then: defaultdict[int, set[_Root]] = defaultdict(set)
        for kept in _kept_before(changes):
            if kept.get("frontend"):
                then[kept["site"]].add(kept["frontend"].rstrip("/"))
            if "host" in kept:
                then[kept["site"]].add(_base_of(kept))
                roots_then[kept["site"]] |= set(_roots_of(kept["root"]))
            if "language" in kept:
                for key, session in places.sessions.items():
                    for one, known in zip(session.roots, roots[key], strict=True):
                        if known.prefix and one.locale_id == kept["locale"]:
                            roots_then[key].add(known._replace(prefix=f"/{kept['language']}"))
        #: The base addresses and the roots of each site that was elsewhere.
        self.bases: dict[int, list[str]] = {}
        self.roots: dict[int, list[_Root]] = {}
        for key in {*then, *roots_then}:
            bases, own = {*then[key], *now.get(key, ())}, {*roots_then[key], *roots.get(key, ())}
            if bases != set(now.get(key, ())) or own != set(roots.get(key, ())):
                self.bases[key], self.roots[key] = sorted(bases), sorted(own)

    @property
    def is_elsewhere(self) -> bool:
        """Whether any site was."""
        return bool(self.bases)

    def urls_of(self, facts: Facts) -> Iterator[str]:
        """Yield the addresses at which a page was, if its site was elsewhere."""
        for key, bases in self.bases.items():
            for root in self.roots[key]:
                if facts["path"].startswith(root.tree_path):
                    rest = facts["url"][len(root.url_path) :]
                    for base in bases:
                        yield f"{base}{root.prefix}/{rest}"


def _kept_before(changes: Iterable[Change]) -> Iterator[Facts]:
    for change in changes:
        for facts in change.before:
            if facts and "kept" in facts:
                yield facts["kept"]


def _base_of(kept: Facts) -> str:
    if kept["is_default"]:
        return own_url()
    return str(Site(hostname=kept["host"], port=kept["port"]).root_url)


def _roots_of(key: int) -> Iterator[_Root]:
    """Yield the roots in all languages of a site with a root page, as far as they are there."""
    own = Page.objects.filter(pk=key).values("translation_key")
    for page in Page.objects.filter(translation_key__in=own).select_related("locale"):
        prefix = "" if page.pk == key else f"/{page.locale.language_code}"
        yield _Root(page.path, page.url_path, prefix)
