"""The schema: what clients can ask for."""

from typing import Annotated, Any

import strawberry
import strawberry_django  # noqa: F401 - registers Django's types with Strawberry
from strawberry import ID, Info
from strawberry.relay import Node
from strawberry.schema.config import StrawberryConfig

from api import ids, paths, visibility
from api.connections import After, Before, Connection, First, Last, PageArguments
from api.errors import BadUserInput
from api.execution import Schema
from api.images import IMAGES
from api.loading import Loader, ModelLoader, Session
from api.richtext import DOCUMENTS
from api.types import listing
from api.types.blocks import block_types
from api.types.contacts import CONTACTS, Contact, CrisisResource
from api.types.home import BLOGS, HOMES, BlogIndex, Home
from api.types.listing import Filter, Order, PostOrder, TipFilter
from api.types.media import Document, Image
from api.types.pages import Page, Redirect, RestrictedPage
from api.types.people import AUTHORS, CATEGORIES, Author, Category, Tag, TagModel
from api.types.posts import POSTS, Post
from api.types.site import Site
from api.types.site_settings import frontend_url, site_settings
from blog import models as blog
from home import models as home

Slug = Annotated[str, strawberry.argument(description="The last part of the address.")]
LocaleArgument = Annotated[
    str | None,
    strawberry.argument(
        description="A language such as `en`. Without it, the best one for `Accept-Language`."
    ),
]
Path = Annotated[
    str, strawberry.argument(description="A path as a browser shows it, such as `/blog/sleep/`.")
]
GlobalId = Annotated[ID, strawberry.argument(description="An id that this API gave out.")]
GlobalIds = Annotated[
    list[ID], strawberry.argument(description="At most 100 ids that this API gave out.")
]
TipsFilter = Annotated[TipFilter | None, strawberry.argument(description="Which tips.")]
Words = Annotated[
    str, strawberry.argument(description="The words to look for, at most 200 characters.")
]

RouteResult = Annotated[
    Post | BlogIndex | Home | Redirect | RestrictedPage,
    strawberry.union("RouteResult", description="What a path can lead to."),
]


def _marking(tags: Any, session: Session) -> Any:
    """Narrow tags to those of visible posts: a tag says what a hidden post is about."""
    marked = blog.PostTag.objects.filter(content_object_id__in=POSTS.queryset(session).values("pk"))
    return tags.filter(pk__in=marked.values("tag_id"))


TAGS = ModelLoader(TagModel, _marking)
CRISIS_RESOURCES = ModelLoader(home.CrisisResource, visibility.visible)

#: The loader of each type whose objects can be fetched by their id.
NODES: dict[str, Loader] = {
    "Author": AUTHORS,
    "BlogIndex": BLOGS,
    "Category": CATEGORIES,
    "Contact": CONTACTS,
    "CrisisResource": CRISIS_RESOURCES,
    "Document": DOCUMENTS,
    "Home": HOMES,
    "Image": IMAGES,
    "Post": POSTS,
    "Tag": TAGS,
}
MAX_NODES = 100


def _by_slug(loader: ModelLoader, slug: str, locale: str | None, session: Session) -> Any:
    if "\x00" in slug:
        return None
    rows = loader.queryset(session).filter(slug=slug, locale_id=session.locale(locale))
    row = rows.order_by("pk").first()
    if row is not None:
        session.prime(loader, {row.pk: row})
    return row


def _all(loader: ModelLoader, locale: str | None, session: Session) -> list[Any]:
    rows = list(loader.queryset(session).filter(locale_id=session.locale(locale)))
    session.prime(loader, {row.pk: row for row in rows})
    return rows


def _key(type_name: str, key: str) -> int | None:
    is_key = type_name in NODES and key.isdecimal() and len(key) < 19
    return int(key) if is_key else None


@strawberry.type(description="Everything that can be read.")
class Query:
    """The root of every query."""

    @strawberry.field(description="The site that is asked.")
    def site(self, info: Info) -> Site:
        """Return the settings of the site."""
        return site_settings(info.context)

    @strawberry.field(description="A post by its slug; null if there is none to be seen.")
    def post(self, info: Info, slug: Slug, locale: LocaleArgument = None) -> Post | None:
        """Return a visible post."""
        return _by_slug(POSTS, slug, locale, info.context)

    @strawberry.field(description="Posts, the newest first unless ordered otherwise.")
    def posts(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        filter: Filter = None,  # noqa: A002 - the word that clients use
        order_by: Order = PostOrder.NEWEST,
        locale: LocaleArgument = None,
    ) -> Connection[Post]:
        """Return a page of visible posts."""
        arguments = PageArguments(first, after, last, before)
        return listing.posts(info.context, arguments, filter, order_by, locale)  # type: ignore[return-value]

    @strawberry.field(description="The tips of all posts, those of the newest post first.")
    def tips(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        filter: TipsFilter = None,  # noqa: A002 - the word that clients use
        locale: LocaleArgument = None,
    ) -> Connection[listing.TIP.annotation]:  # type: ignore[name-defined]
        """Return a page of tips."""
        arguments = PageArguments(first, after, last, before)
        return listing.tips(info.context, arguments, filter, locale)  # type: ignore[return-value]

    @strawberry.field(
        description="Full-text search over titles, introductions, bodies and tags, best hit first."
    )
    def search(
        self,
        info: Info,
        query: Words,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        locale: LocaleArgument = None,
    ) -> Connection[Post]:
        """Return a page of hits."""
        arguments = PageArguments(first, after, last, before)
        return listing.search(info.context, query, arguments, locale)  # type: ignore[return-value]

    @strawberry.field(
        description="What lives at a path: a page, a redirect, or a page that needs more rights; "
        "null if there is nothing to be seen."
    )
    def route(self, info: Info, path: Path) -> RouteResult | None:
        """Return what a path leads to."""
        return paths.find(path, info.context)

    @strawberry.field(description="A page by its path; null if there is none to be seen.")
    def page(self, info: Info, path: Path) -> Page | None:
        """Return a visible page, following no redirect."""
        found = paths.find(path, info.context)
        return None if isinstance(found, paths.RedirectTo | paths.Restricted) else found

    @strawberry.field(description="An author by slug; null if there is none to be seen.")
    def author(self, info: Info, slug: Slug, locale: LocaleArgument = None) -> Author | None:
        """Return a visible author."""
        return _by_slug(AUTHORS, slug, locale, info.context)

    @strawberry.field(description="All authors, by name.")
    def authors(self, info: Info, locale: LocaleArgument = None) -> list[Author]:
        """Return the visible authors."""
        return _all(AUTHORS, locale, info.context)

    @strawberry.field(description="A category by slug; null if there is none to be seen.")
    def category(self, info: Info, slug: Slug, locale: LocaleArgument = None) -> Category | None:
        """Return a visible category."""
        return _by_slug(CATEGORIES, slug, locale, info.context)

    @strawberry.field(description="All categories, by name.")
    def categories(self, info: Info, locale: LocaleArgument = None) -> list[Category]:
        """Return the visible categories."""
        return _all(CATEGORIES, locale, info.context)

    @strawberry.field(description="All tags of published posts, by name.")
    def tags(self, info: Info, locale: LocaleArgument = None) -> list[Tag]:
        """Return the tags of visible posts."""
        session = info.context
        seen = POSTS.queryset(session).filter(locale_id=session.locale(locale)).values("pk")
        marked = blog.PostTag.objects.filter(content_object_id__in=seen).values("tag_id")
        return list(TagModel.objects.filter(pk__in=marked).order_by("name", "pk"))

    @strawberry.field(description="An object by its id; null if there is none to be seen.")
    def node(self, info: Info, id: GlobalId) -> Node | None:  # noqa: A002 - the word of the Relay specification
        """Return a visible object."""
        type_name, text = ids.decode(id, "id")
        key = _key(type_name, text)
        return None if key is None else info.context.load(NODES[type_name], key)

    @strawberry.field(description="Objects by their ids, each at its place; unknown ones are null.")
    def nodes(self, info: Info, ids: GlobalIds) -> list[Node | None]:
        """Return visible objects."""
        return _nodes(ids, info.context)


def _nodes(wanted: list[ID], session: Session) -> list[Any]:
    if len(wanted) > MAX_NODES:
        raise BadUserInput("ids", f"At most {MAX_NODES} objects can be asked at once.")
    decoded = [ids.decode(one, "ids") for one in wanted]
    keyed = [(type_name, _key(type_name, text)) for type_name, text in decoded]
    for type_name, key in keyed:
        if key is not None:
            session.expect(NODES[type_name], (key,))
    return [
        None if key is None else session.load(NODES[type_name], key) for type_name, key in keyed
    ]


schema = Schema(
    query=Query,
    types=[Contact, CrisisResource, Document, Image, Tag, Home, *block_types.types],
    config=StrawberryConfig(auto_camel_case=True),
)


def session_for(request: Any) -> Session:
    """Return the session of a request."""
    return Session(request, frontend_url=frontend_url)
