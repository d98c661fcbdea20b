"""What all pages have in common, and what a path leads to besides pages."""

from collections.abc import Collection
from datetime import datetime
from enum import Enum
from typing import Any

import strawberry
from strawberry.relay import Node
from strawberry.scalars import JSON
from wagtail.models import Page as PageModel

from api import paths, visibility
from api.images import IMAGES, ImageRatio, rendition
from api.limits.directives import size, weight
from api.loading import KeysLoader, Session
from api.sources import Attr, Call, Itself, Ref, Related, Source, attr, call, sourced
from api.types import structured_data
from api.types.media import Rendition


def _ancestors(session: Session, keys: Collection[str]) -> dict[str, list[PageModel]]:
    """Return the visible pages above each tree path, from the root of the site down."""
    roots = paths.roots(session)
    wanted = {
        key: [
            key[:length]
            for length in range(PageModel.steplen, len(key), PageModel.steplen)
            if any(key[:length].startswith(root.tree_path) for root in roots)
        ]
        for key in keys
    }
    rows = visibility.visible(PageModel.objects.all(), session).filter(
        path__in={path for above in wanted.values() for path in above}
    )
    found = {row.path: row for row in rows.only("pk", "title", "path", "url_path", "locale_id")}
    if session.depends is not None:
        session.depends.linked([page.pk for page in found.values()])
        if any(path not in found for above in wanted.values() for path in above):
            # Nobody knows the keys of those that are hidden.
            session.depends.listed(PageModel)
    return {key: [found[path] for path in above if path in found] for key, above in wanted.items()}


#: The pages above a tree path; the last one may be asked for as the parent.
ANCESTORS = KeysLoader(
    _ancestors,
    into=paths.PAGES,
    keys=lambda above: [page.pk for page in above[-1:]],
    note=lambda depends, keys, found: None,
)


@strawberry.type(description="A step on the way from the home page to a page.")
class Breadcrumb:
    """A breadcrumb."""

    title: str = attr("title", description="The title of the page.")

    @call("The path of the page.", reads=paths.PLACE)
    def path(self: Any, session: Session) -> str:
        """Return the path."""
        return paths.page_path(self, session)

    @call("The address of the page on the front end.", reads=paths.PLACE)
    def url(self: Any, session: Session) -> str:
        """Return the URL."""
        return paths.page_url(self, session)


SOCIAL_WIDTH = 1280


class HeroImage(Source):
    """The key of the hero image, for pages that have one."""

    def read(self, source: Any, session: Session, **arguments: Any) -> Any:
        """Return the primary key, or None."""
        return getattr(source, "hero_image_id", None)


@strawberry.type(description="What search engines and link previews read.")
class Seo:
    """Metadata of a page."""

    @call(
        "The title for search results: the editor's own, or that of the page.",
        reads=("seo_title", "title"),
    )
    def title(self: Any, session: Session) -> str:
        """Return the title."""
        title: str = self.seo_title or self.title
        return title

    @call("The description for search results: the editor's own, or the introduction.")
    def description(self: Any, session: Session) -> str:
        """Return the description."""
        description: str = self.search_description or getattr(self, "intro", "")
        return description

    @call(
        "The one address of the page on the front end; an alias names its original.",
        Ref(paths.LINKED_PAGES, Attr("alias_of_id")),
        reads=(*paths.PLACE, "alias_of_id"),
    )
    def canonical_url(self: Any, session: Session) -> str:
        """Return the canonical URL."""
        original = self.alias_of_id and session.load(paths.LINKED_PAGES, self.alias_of_id)
        return paths.page_url(original or self, session)

    @call("The picture for link previews.", Ref(IMAGES, HeroImage()), directives=[weight(1)])
    def image(self: Any, session: Session) -> Rendition | None:
        """Return the hero image, cropped as link previews show it."""
        key = getattr(self, "hero_image_id", None)
        image = None if key is None else session.load(IMAGES, key)
        if image is None:
            return None
        return rendition(image, session, SOCIAL_WIDTH, ImageRatio.SOCIAL_40_21)  # type: ignore[return-value]

    @call(
        "Structured data after schema.org, ready for a JSON-LD script element.",
        Ref(IMAGES, HeroImage()),
        Ref(ANCESTORS, Attr("path")),
        *structured_data.NEEDS,
        directives=[weight(8)],
    )
    def json_ld(self: Any, session: Session) -> JSON:
        """Return the structured data."""
        above = session.load(ANCESTORS, self.path) or []
        return structured_data.page(self, session, above)  # type: ignore[return-value]


def _translations(session: Session, keys: Collection[Any]) -> dict[Any, list[int]]:
    """Return the visible pages that share each translation key."""
    found: dict[Any, list[int]] = {}
    rows = visibility.visible(PageModel.objects.all(), session).filter(translation_key__in=keys)
    for key, pk in rows.order_by("locale_id").values_list("translation_key", "pk"):
        found.setdefault(key, []).append(pk)
    return found


TRANSLATIONS = KeysLoader(
    _translations,
    into=paths.PAGES,
    note=lambda depends, keys, _found: depends.translations(keys),
)


@strawberry.interface(description="A published page.")
class Page(Node):
    """What all pages have."""

    title: str = attr("title", description="The title.")
    slug: str = attr("slug", description="The last part of the path.")
    seo: Seo = sourced(Itself(), description="What search engines and link previews read.")

    @call(
        "The path in the site: `/blog/sleep/`, or `/es/blog/dormir/` in another language.",
        reads=paths.PLACE,
    )
    def path(self: Any, session: Session) -> str:
        """Return the path."""
        return paths.page_path(self, session)

    @call("The address on the front end.", reads=paths.PLACE)
    def url(self: Any, session: Session) -> str:
        """Return the URL."""
        return paths.page_url(self, session)

    @call("The language of the page, such as `en`.", reads=("locale_id",))
    def locale(self: Any, session: Session) -> str:
        """Return the language code."""
        return session.language_of(self.locale_id)

    @call("When the page was last published.", reads=("first_published_at", "last_published_at"))
    def updated_at(self: Any, session: Session) -> datetime | None:
        """Return the moment."""
        moment: datetime | None = self.last_published_at or self.first_published_at
        return moment

    breadcrumbs: list[Breadcrumb] = sourced(
        Related(ANCESTORS, Attr("path")),
        description="The pages above this one, from the home page down.",
        directives=[size(3)],
    )


def parent(page: Any, session: Session) -> Any:
    """Return the page above, or None if it is above the site or hidden."""
    above = session.load(ANCESTORS, page.path)
    is_parent = above and len(above[-1].path) == len(page.path) - PageModel.steplen
    return session.load(paths.PAGES, above[-1].pk) if is_parent else None


def translations(page: Any, session: Session) -> list[Any]:
    """Return the same page in the other languages."""
    keys = session.load(TRANSLATIONS, page.translation_key) or []
    return [
        other
        for key in keys
        # A draft has a key of its own, but is no translation of its page.
        if key != int(page.pk) and (other := session.load(paths.PAGES, key)) is not None
    ]


PARENT = Call(parent, (Ref(ANCESTORS, Attr("path")),), ("path",))
SAME_IN_OTHER_LANGUAGES = Call(
    translations, (Ref(TRANSLATIONS, Attr("translation_key")),), ("pk", "translation_key")
)


@strawberry.type(description="A path that has moved.")
class Redirect:
    """A redirect."""

    to: str = attr("to", description="The path or address to go to.")
    is_permanent: bool = attr("is_permanent", description="Whether to remember it (301) or not.")

    @classmethod
    def is_type_of(cls, value: Any, info: Any) -> bool:
        """Tell a redirect from pages."""
        return isinstance(value, paths.RedirectTo)


@strawberry.enum(description="Why a page cannot be read without more rights.")
class RestrictionReason(Enum):
    """Wagtail's kinds of view restrictions."""

    LOGIN = strawberry.enum_value("login", description="It is for people who have logged in.")
    GROUPS = strawberry.enum_value("groups", description="It is for members of certain groups.")
    PASSWORD = strawberry.enum_value("password", description="It has a password.")


@strawberry.type(description="A page that exists, but not for this reader. It tells no more.")
class RestrictedPage:
    """A restricted page."""

    @call("What is asked for.", reads=())
    def reason(self: Any, session: Session) -> RestrictionReason:
        """Return the reason."""
        return RestrictionReason(self.reason)

    @classmethod
    def is_type_of(cls, value: Any, info: Any) -> bool:
        """Tell a restricted page from visible ones."""
        return isinstance(value, paths.Restricted)
