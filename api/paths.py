"""Addresses: from a page to its path and URL, and from a path back to what lives there."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from wagtail.contrib.redirects.models import Redirect as RedirectRow
from wagtail.models import Page, PageViewRestriction

from api import visibility
from api.errors import BadUserInput
from api.links import safe_url
from api.loading import Loader, ModelLoader, Session


@dataclass(frozen=True)
class Root:
    """The root of one language of a site: where it lies in the tree and in addresses."""

    tree_path: str
    url_path: str
    prefix: str


def roots(session: Session) -> list[Root]:
    """Return the site's roots; the site's own root has no prefix, translations their language."""
    found: list[Root] | None = session.memo.get("roots")
    if found is None:
        found = session.memo["roots"] = [
            Root(
                page.path,
                page.url_path,
                "" if page.pk == session.site.root_page_id else f"/{page.language_code}",
            )
            for page in session.roots
        ]
    return found


#: The columns that a page's path is made of.
PLACE = ("path", "url_path")


def page_path(page: Page, session: Session) -> str:
    """Return a page's path in its site, such as `/es/blog/dormir/`; empty if it is in no site."""
    for root in roots(session):
        if page.path.startswith(root.tree_path):
            return f"{root.prefix}/{page.url_path[len(root.url_path) :]}"
    return ""


def page_url(page: Page, session: Session) -> str:
    """Return a page's address on the front end."""
    return f"{session.frontend_url}{page_path(page, session)}"


#: Pages as targets of links: title and address of those that the reader may see.
LINKED_PAGES = ModelLoader(
    Page,
    visibility.visible,
    columns=("id", "title", "path", "url_path", "locale_id"),
    note=lambda depends, keys, _found: depends.linked(keys),
)


def _localised(session: Session, keys: Collection[Any]) -> dict[Any, Page]:
    """Return each page, if visible, in the language of the request where it is translated.

    A page in another language than the site's own was chosen for its language and stays.
    """
    same = Page.objects.filter(pk__in=keys)
    wanted = session.locale(None)
    shown = LINKED_PAGES.shown(session).only(*LINKED_PAGES.columns, "translation_key")
    rows = shown.filter(translation_key__in=same.values("translation_key"))
    by_pk = {row.pk: row for row in rows}
    if session.depends is not None:
        session.depends.linked(by_pk)
        session.depends.translations({row.translation_key for row in by_pk.values()})
    translated = {row.translation_key: row for row in by_pk.values() if row.locale_id == wanted}
    own = session.roots[0].locale_id
    return {
        key: translated.get(page.translation_key, page) if page.locale_id == own else page
        for key in keys
        if (page := by_pk.get(key)) is not None
    }


#: Pages as targets of links that stand outside of pages, such as those of menus.
LOCALISED_PAGES = Loader(_localised, lambda depends, keys, _found: depends.linked(keys))


def _specific(session: Session, keys: Collection[Any]) -> dict[Any, Any]:
    pages = visibility.visible(Page.objects.all(), session).filter(pk__in=keys)
    by_model: dict[Any, list[int]] = {}
    for page in pages.only("pk", "content_type_id"):
        by_model.setdefault(page.specific_class, []).append(page.pk)
    found: dict[Any, Any] = {}
    for model, pks in by_model.items():
        loader = PAGE_LOADERS.get(model)
        if loader is not None:
            found |= {page.pk: page for page in session.load_many(loader, pks)}
    return found


#: The loader of each page model that the schema has a type for; filled by the content types.
PAGE_LOADERS: dict[Any, ModelLoader] = {}

#: Pages of any type, each as an instance of its own model.
PAGES = Loader(
    _specific, lambda depends, keys, found: depends.objects(Page, set(keys).difference(found))
)


@dataclass(frozen=True)
class RedirectTo:
    """Where a path has moved to."""

    to: str
    is_permanent: bool


@dataclass(frozen=True)
class Restricted:
    """A page that is live, but not for this reader."""

    reason: str


def find(path: str, session: Session) -> Any:
    """Return what lives at a path: a visible page, a `RedirectTo`, a `Restricted` or None."""
    normalised = normalise(path)
    page = page_at(normalised, session)
    if page is not None:
        if (specific := session.load(PAGES, page.pk)) is not None:
            return specific
        if reason := _restriction(page, session):
            return Restricted(reason)
    return _redirect_at(path, session)


def normalise(path: str) -> str:
    """Return a path with a slash at both ends and without query and fragment."""
    if "\x00" in path:
        raise BadUserInput("path", "This is not a path.")
    try:
        parts = urlsplit(path if path.startswith("/") else f"/{path}")
    except ValueError:
        raise BadUserInput("path", "This is not a path.") from None
    stripped = unquote(parts.path, errors="replace").replace("\x00", "").strip("/")
    return f"/{stripped}/" if stripped else "/"


def candidates(path: str, session: Session) -> dict[str, Root]:
    """Return the URL paths that may stand for a normalised path, each with its root."""
    return {
        root.url_path + path[len(root.prefix) + 1 :]: root
        for root in roots(session)
        if path.startswith(f"{root.prefix}/")
    }


def page_at(path: str, session: Session) -> Page | None:
    """Return the published page at a normalised path, whether or not the session may see it."""
    known = candidates(path, session)
    if session.depends is not None:
        session.depends.paths(known)
    live = Page.objects.filter(visibility.published_q(session), url_path__in=known)
    for page in live.only("pk", "path", "url_path", "content_type_id"):
        if page.path.startswith(known[page.url_path].tree_path):
            return page
    return None


def _restriction(page: Page, session: Session) -> str:
    kinds = {one.kind for one in visibility.restrictions_on(page, session)}
    order = (
        PageViewRestriction.LOGIN,
        PageViewRestriction.GROUPS,
        PageViewRestriction.PASSWORD,
    )
    return next((kind for kind in order if kind in kinds), "")


def _redirect_at(path: str, session: Session) -> RedirectTo | None:
    wanted = RedirectRow.normalise_path(path if path.startswith("/") else f"/{path}")
    without_query = wanted.split("?")[0]
    if session.depends is not None:
        session.depends.any(RedirectRow)
    rows = RedirectRow.objects.filter(old_path__in={wanted, without_query}).filter(
        site_id__in=[session.site.pk]
    ) | RedirectRow.objects.filter(old_path__in={wanted, without_query}, site=None)
    ranked = sorted(rows, key=lambda row: (row.old_path != wanted, row.site_id is None))
    for row in ranked:
        if row.redirect_page_id:
            page = session.load(LINKED_PAGES, row.redirect_page_id)
            to = page_path(page, session) + row.redirect_page_route_path.lstrip("/") if page else ""
        else:
            to = safe_url(row.redirect_link)
        if to:
            return RedirectTo(to, row.is_permanent)
    return None
