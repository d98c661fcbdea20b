"""What a client reads once at start."""

from typing import Any

import strawberry

from api import paths, visibility
from api.blocks import RichText
from api.limits.directives import size
from api.links import safe_url
from api.loading import Session
from api.sources import attr, call, sourced
from api.types.contacts import CONTACTS, Contact, CrisisResource
from api.types.people import RichTextOf
from home import models


class Link:
    """A menu entry with its target resolved."""

    def __init__(self, title: str, url: str, children: list["Link"]) -> None:
        self.title = title
        self.url = url
        self.children = children


@strawberry.type(description="A link in a menu.")
class MenuLink:
    """A menu link."""

    title: str = attr("title", description="What the link says.")
    url: str = attr("url", description="Where it leads.")


@strawberry.type(description="An entry of a menu.")
class MenuItem:
    """A menu entry."""

    title: str = attr("title", description="What the entry says.")
    url: str = attr("url", description="Where it leads; empty if it only opens what is below it.")
    children: list[MenuLink] = attr(
        "children", description="The links below it.", directives=[size(5)]
    )


@strawberry.type(description="The site that is asked, told by the host of the request.")
class Site:
    """The site; its source is the row of its settings."""

    @call("The name of the practice.")
    def name(self: Any, session: Session) -> str:
        """Return the name from the settings, or that of Wagtail's site."""
        name: str = self.name or session.site.site_name or session.site.hostname
        return name

    @call("The address of the front end, without a slash at the end.")
    def root_url(self: Any, session: Session) -> str:
        """Return the base URL."""
        return session.frontend_url

    @call("The language that is used when no other is asked for.")
    def default_locale(self: Any, session: Session) -> str:
        """Return the language code of the site's root."""
        return session.roots[0].language_code

    @call("The languages in which there is content, the default one first.")
    def locales(self: Any, session: Session) -> list[str]:
        """Return the language codes of the site's visible roots."""
        shown = visibility.visible(models.HomePage.objects.all(), session)
        if session.depends is not None:
            session.depends.listed(models.HomePage)
        visible = set(shown.values_list("pk", flat=True))
        return [
            root.language_code
            for root in session.roots
            if root.pk in visible or root.pk == session.site.root_page_id
        ]

    @call("The main menu. Entries whose page is gone or hidden are left out.", directives=[size(6)])
    def main_menu(self: Any, session: Session) -> list[MenuItem]:
        """Resolve the menu of the settings in the language of the request."""
        return _menu(list(self.main_menu.raw_data), session)  # type: ignore[return-value]

    @call("Whom to call unless a page names somebody else.")
    def contact(self: Any, session: Session) -> Contact | None:
        """Return the default contact in the language of the request."""
        if not self.contact_id:
            return None
        return _in_language(self.contact_id, session)

    @call("Help in a crisis, in the order in which it should be shown.", directives=[size(5)])
    def crisis_resources(self: Any, session: Session) -> list[CrisisResource]:
        """Return the visible resources of the request's language, or else the default one."""
        rows = visibility.visible(models.CrisisResource.objects.all(), session)
        if session.depends is not None:
            session.depends.any(models.CrisisResource)
        found = session.as_previewed(list(rows))
        wanted = session.locale(None)
        default = session.roots[0].locale_id
        local = [row for row in found if row.locale_id == wanted]
        return local or [row for row in found if row.locale_id == default]

    disclaimer: RichText = sourced(
        RichTextOf("disclaimer"), description="What readers must know about all of the content."
    )


def _in_language(pk: int, session: Session) -> Any:
    same = models.Contact.objects.filter(pk=pk).values("translation_key")
    rows = visibility.visible(models.Contact.objects.all(), session)
    found = session.as_previewed(list(rows.filter(translation_key__in=same)))
    session.prime(CONTACTS, {row.pk: row for row in found})
    if session.depends is not None:
        if not found:  # nobody knows what it would be translated by
            session.depends.any(models.Contact)
        session.depends.objects(models.Contact, [pk])
        session.depends.translations({row.translation_key for row in found})
    wanted = session.locale(None)
    local = [row for row in found if row.locale_id == wanted]
    return next(iter(local), None) or next((row for row in found if row.pk == pk), None)


def _menu(raw: list[Any], session: Session) -> list[Link]:
    entries = [entry["value"] for entry in raw]
    nested = [_values(entry.get("children")) for entry in entries]
    for value in [*entries, *(child for children in nested for child in children)]:
        if value.get("page"):
            session.expect(paths.LOCALISED_PAGES, (value["page"],))
    menu = []
    for entry, children in zip(entries, nested, strict=True):
        links = [link for child in children if (link := _link(child, [], session))]
        if link := _link(entry, links, session):
            menu.append(link)
    return menu


def _values(raw: Any) -> list[dict[str, Any]]:
    return [entry["value"] for entry in raw or [] if isinstance(entry.get("value"), dict)]


def _link(value: dict[str, Any], children: list[Link], session: Session) -> Link | None:
    title = value.get("title") or ""
    if not value.get("page"):
        url = safe_url(value.get("url") or "")
        return Link(title, url, children) if title and (url or children) else None
    page = session.load(paths.LOCALISED_PAGES, value["page"])
    if page is None:
        return Link(title, "", children) if title and children else None
    return Link(title or page.title, paths.page_url(page, session), children)
