"""What every answer depends on: the sites, their roots and all view restrictions, in one query."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from django.db.models import (
    Case,
    CharField,
    Count,
    DateTimeField,
    F,
    IntegerField,
    Max,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce
from django.http import HttpRequest
from django.http.request import split_domain_port
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction, Site

from api.models import LogState, Touch
from api.prepared import Parameter, Prepared


@dataclass(frozen=True)
class Scope:
    """What the visibility of an object depends on, besides the object and the moment.

    Tree paths: of the site's roots, of restricted pages, of restricted collections. `shown` is the
    model and the key of a snippet that is previewed and not published.
    """

    roots: tuple[str, ...]
    pages: tuple[str, ...]
    collections: tuple[str, ...]
    shown: tuple[str, int] | None = None


class Viewer(Protocol):
    """Who looks, and when: a request, or the stand-in for one in a prepared query."""

    @property
    def now(self) -> Any:
        """The moment."""

    @property
    def scope(self) -> Scope:
        """The site and the restrictions."""


@dataclass(frozen=True)
class AnyMoment:
    """Stands for whoever has a scope, at a moment given when a prepared query runs as `now`."""

    scope: Scope
    now: Parameter = field(default_factory=lambda: Parameter("now", DateTimeField()))


class Restriction(NamedTuple):
    """A view restriction on a page or a collection and all that is below it."""

    path: str
    kind: str
    pk: int
    password: str


class SiteInfo(NamedTuple):
    """A site of the installation."""

    pk: int
    root_page_id: int
    port: int
    is_default: bool
    hostname: str
    site_name: str
    translation_key: str


class RootInfo(NamedTuple):
    """The root page of a site in one language."""

    pk: int
    locale_id: int
    path: str
    url_path: str
    language_code: str


@dataclass
class Context:
    """The site that is asked, and the restrictions of all content."""

    site: SiteInfo
    roots: list[RootInfo]
    page_restrictions: list[Restriction]
    collection_restrictions: list[Restriction]
    frontend_urls: dict[int, str] = field(default_factory=dict)
    #: How far the log of changes has come: its number, which notes wait to be settled, and of
    #: which log these are; empty while changes may go unnoticed.
    version: tuple[int | str, ...] = ()


#: Says where the base URLs of front ends are kept: the rows, the name of the site's key in them,
#: and the name of the URL.
FrontendUrls = Callable[[], tuple[QuerySet[Any, Any], str, str]]


def read(request: HttpRequest, frontend_urls: FrontendUrls | None) -> Context:
    """Return the context of a request, with one query."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    for kind, *values in _query(frontend_urls).rows():
        found.setdefault(kind, []).append(tuple(values))
    sites = [
        SiteInfo(pk, root, port, bool(default), host, name, key)
        for pk, root, port, default, host, name, key, _ in found.get("site", ())
    ]
    site = _asked(sites, request)
    roots = [
        RootInfo(pk, locale, path, url_path, code)
        for pk, locale, _, _, path, url_path, code, key in found.get("root", ())
        if key == site.translation_key
    ]
    roots.sort(key=lambda root: (root.pk != site.root_page_id, root.pk))
    return Context(
        site,
        roots,
        sorted(Restriction(row[4], row[5], row[0], row[6]) for row in found.get("page", ())),
        sorted(Restriction(row[4], row[5], row[0], row[6]) for row in found.get("collection", ())),
        {row[0]: row[4] for row in found.get("frontend", ())},
        next((row[:5] for row in found.get("version", ())), ()),
    )


def _asked(sites: list[SiteInfo], request: HttpRequest) -> SiteInfo:
    """Return the site for the host of a request, by the rules of Wagtail's `find_for_request`."""
    # The raw host, as Wagtail takes it: one that is not allowed was refused before.
    host = split_domain_port(request._get_raw_host())[0]  # type: ignore[attr-defined]
    port = int(request.get_port() or 0)
    same_host = [site for site in sites if site.hostname == host]
    exact = [site for site in same_host if site.port == port]
    exact += [site for site in same_host if site.is_default]
    default = [site for site in sites if site.is_default]
    found = exact or (same_host if len(same_host) == 1 else []) or default
    assert found, "Every installation has a default site."
    return found[0]


@lru_cache
def _query(frontend_urls: FrontendUrls | None) -> Prepared:
    """Return rows of a kind, four numbers and four texts."""

    def text(value: Any) -> Any:
        return Cast(value if hasattr(value, "resolve_expression") else Value(value), CharField())

    def numbers(*given: Any) -> list[Any]:
        return [*given, *[Value(0)] * (4 - len(given))]

    def texts(*given: Any) -> list[Any]:
        return [text(one) for one in (*given, *[""] * (4 - len(given)))]

    def rows(kind: str, queryset: QuerySet[Any, Any], *columns: Any) -> QuerySet[Any, Any]:
        return queryset.order_by().values_list(text(kind), *columns)

    rooted = Page.objects.filter(sites_rooted_here__isnull=False).values("translation_key")
    default = Case(When(is_default_site=True, then=1), default=0, output_field=IntegerField())
    parts = [
        rows(
            "site",
            Site.objects.all(),
            *numbers(F("pk"), F("root_page_id"), F("port"), default),
            *texts(F("hostname"), F("site_name"), F("root_page__translation_key")),
        ),
        rows(
            "root",
            Page.objects.filter(translation_key__in=rooted),
            *numbers(F("pk"), F("locale_id")),
            *texts(F("path"), F("url_path"), F("locale__language_code"), F("translation_key")),
        ),
        rows(
            "page",
            PageViewRestriction.objects.all(),
            *numbers(F("pk")),
            *texts(F("page__path"), F("restriction_type"), F("password")),
        ),
        rows(
            "collection",
            CollectionViewRestriction.objects.all(),
            *numbers(F("pk")),
            *texts(F("collection__path"), F("restriction_type"), F("password")),
        ),
    ]
    # What is noted and not settled yet counts as well.
    notes = Touch.objects.order_by().values(every=Value(1))
    noted = [notes.annotate(found=one).values("found") for one in (Count("pk"), Max("pk"))]
    told = [Coalesce(Subquery(one), 0, output_field=IntegerField()) for one in noted]
    # While changes may go unnoticed, no version is known.
    state = LogState.objects.filter(suspended_at=None)
    version = numbers(F("number"), *told, F("resumed"))
    parts.append(rows("version", state, *version, *texts(F("epoch"))))
    if frontend_urls is not None:
        queryset, site, url = frontend_urls()
        parts.append(rows("frontend", queryset, *numbers(F(site)), *texts(F(url))))
    return Prepared(parts[0].union(*parts[1:], all=True))
