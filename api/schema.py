"""The schema: what clients can ask for."""

from collections.abc import Collection
from typing import Annotated, Any

import strawberry
import strawberry_django  # noqa: F401 - registers Django's types with Strawberry
from strawberry import ID
from strawberry.relay import Node
from strawberry.schema.config import StrawberryConfig
from wagtail.models import Page as PageModel

from api import drafts, fallbacks, ids, paths, stand_ins
from api.caching.dependencies import Dependencies
from api.connections import PAGE, PAGED, After, Before, Connection, First, Last, PageArguments
from api.errors import BadUserInput
from api.execution import Schema
from api.fallbacks import LocalisedLoader
from api.files import DOCUMENTS
from api.images import IMAGES
from api.limits.directives import size, weight
from api.loading import Loader, ModelLoader, Session
from api.sources import call, listed, ref
from api.types import changes as changed
from api.types import listing, search
from api.types.access import ContentVersion, Mutation, VersionArgument
from api.types.blocks import block_types
from api.types.contacts import CONTACTS, CRISIS_RESOURCES, Contact, CrisisResource
from api.types.home import BLOGS, HOMES, BlogIndex, Home
from api.types.listing import Filter, Order, PostOrder, TipFilter
from api.types.media import Document, Image
from api.types.pages import Page, Redirect, RestrictedPage
from api.types.people import AUTHORS, CATEGORIES, Author, Category, Tag, TagModel
from api.types.posts import POSTS, Post
from api.types.search import SearchConnection
from api.types.site import Site
from api.types.site_settings import frontend_urls, site_settings
from blog import models as blog

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


def _note_tags(depends: Dependencies, keys: Collection[int], found: Any) -> None:
    depends.objects(TagModel, keys)
    depends.listed(blog.PostPage)


TAGS = ModelLoader(TagModel, _marking, note=_note_tags)

#: The loader of each type whose objects can be fetched by their id.
#: What others refer to comes first, which spares the pages of a snapshot from looking ahead.
NODES: dict[str, ModelLoader] = {
    "Tag": TAGS,
    "Document": DOCUMENTS,
    "Image": IMAGES,
    "Category": CATEGORIES,
    "Contact": CONTACTS,
    "CrisisResource": CRISIS_RESOURCES,
    "Author": AUTHORS,
    "Home": HOMES,
    "BlogIndex": BLOGS,
    "Post": POSTS,
}
NodeKind: Any = changed.node_kind(NODES)
Types = Annotated[
    list[NodeKind] | None,
    strawberry.argument(description="Only objects of these types; null for all."),
]
MAX_NODES = 100


POSTS_BY_SLUG = LocalisedLoader(POSTS, "Post")
AUTHORS_BY_SLUG = LocalisedLoader(AUTHORS, "Author")
CATEGORIES_BY_SLUG = LocalisedLoader(CATEGORIES, "Category")


def _listed(of: ModelLoader) -> Loader:
    """Return a loader of all visible objects of a model by the key of their locale."""

    def load(session: Session, keys: Collection[int]) -> dict[int, list[Any]]:
        found: dict[int, list[Any]] = {}
        for row in of.queryset(session).filter(locale_id__in=keys):
            found.setdefault(row.locale_id, []).append(row)
        session.prime(of, {row.pk: row for rows in found.values() for row in rows})
        return found

    return Loader(load, lambda depends, keys, _found: depends.any(of.model))


ALL_AUTHORS = _listed(AUTHORS)
ALL_CATEGORIES = _listed(CATEGORIES)


def _key(type_name: str, key: str) -> int | None:
    return ids.primary_key(key) if type_name in NODES else None


@strawberry.type(description="Everything that can be read.")
class Query:
    """The root of every query."""

    @call("The site that is asked.")
    def site(self: Any, session: Session) -> Site:
        """Return the settings of the site."""
        return site_settings(session)

    @ref(POSTS_BY_SLUG, "A post by its slug; null if there is none to be seen.")
    def post(
        self: Any,
        session: Session,
        slug: Slug,
        locale: LocaleArgument = None,
        version: VersionArgument = ContentVersion.LIVE,
    ) -> Post | None:
        """Return the key of a visible post, or of a draft that is handed in."""
        key = (slug, session.locale(locale))
        asked = version is ContentVersion.DRAFT
        if asked or session.identity.preview is not None:
            draft = drafts.by_slug(session, blog.PostPage, *key, asked=asked)
            if draft is not None:
                session.hand_in(POSTS_BY_SLUG, {(*key, draft.pk): draft})
                return (*key, draft.pk)  # type: ignore[return-value]
        return None if asked else fallbacks.key(session, slug, locale)  # type: ignore[return-value]

    @call("Posts, the newest first unless ordered otherwise.", directives=PAGED)
    def posts(
        self: Any,
        session: Session,
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
        return listing.posts(session, arguments, filter, order_by, locale)  # type: ignore[return-value]

    @call("The tips of all posts, those of the newest post first.", directives=PAGED)
    def tips(
        self: Any,
        session: Session,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        filter: TipsFilter = None,  # noqa: A002 - the word that clients use
        locale: LocaleArgument = None,
    ) -> Connection[listing.TIP.annotation]:  # type: ignore[name-defined]
        """Return a page of tips."""
        arguments = PageArguments(first, after, last, before)
        return listing.tips(session, arguments, filter, locale)  # type: ignore[return-value]

    @call(
        "Full-text search over titles, introductions, bodies and tags, best hit first. "
        'All words must occur; `"several words"` are a phrase, `-word` must not occur, `or` is '
        "between alternatives, and the last word may be unfinished. Case and accents make no "
        "difference. If nothing has all the words, the hits have similar ones.",
        directives=[PAGE, weight(20)],
    )
    def search(
        self: Any,
        session: Session,
        query: Words,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        locale: LocaleArgument = None,
    ) -> SearchConnection:
        """Return a page of hits."""
        arguments = PageArguments(first, after, last, before)
        return search.search(session, query, arguments, locale)  # type: ignore[return-value]

    @call(
        "What lives at a path: a page, a redirect, or a page that needs more rights; "
        "null if there is nothing to be seen."
    )
    def route(self: Any, session: Session, path: Path) -> RouteResult | None:
        """Return what a path leads to."""
        return drafts.at_path(session, path, asked=False) or fallbacks.at_path(path, session)

    @call("A page by its path; null if there is none to be seen.")
    def page(
        self: Any,
        session: Session,
        path: Path,
        version: VersionArgument = ContentVersion.LIVE,
    ) -> Page | None:
        """Return a visible page, following no redirect, or a draft."""
        asked = version is ContentVersion.DRAFT
        draft = drafts.at_path(session, path, asked=asked)
        if asked or draft is not None:
            return draft
        found = fallbacks.at_path(path, session)
        return None if isinstance(found, paths.RedirectTo | paths.Restricted) else found

    @ref(AUTHORS_BY_SLUG, "An author by slug; null if there is none to be seen.")
    def author(
        self: Any, session: Session, slug: Slug, locale: LocaleArgument = None
    ) -> Author | None:
        """Return the key of an visible author."""
        return fallbacks.key(session, slug, locale)  # type: ignore[return-value]

    @listed(ALL_AUTHORS, "All authors, by name.", directives=[size(20)])
    def authors(self: Any, session: Session, locale: LocaleArgument = None) -> list[Author]:
        """Return the key of the locale whose authors are listed."""
        return session.locale(locale)  # type: ignore[return-value]

    @ref(CATEGORIES_BY_SLUG, "A category by slug; null if there is none to be seen.")
    def category(
        self: Any, session: Session, slug: Slug, locale: LocaleArgument = None
    ) -> Category | None:
        """Return the key of a visible category."""
        return fallbacks.key(session, slug, locale)  # type: ignore[return-value]

    @listed(ALL_CATEGORIES, "All categories, by name.", directives=[size(10)])
    def categories(self: Any, session: Session, locale: LocaleArgument = None) -> list[Category]:
        """Return the key of the locale whose categories are listed."""
        return session.locale(locale)  # type: ignore[return-value]

    @call("All tags of published posts, by name.", directives=[size(50)])
    def tags(self: Any, session: Session, locale: LocaleArgument = None) -> list[Tag]:
        """Return the tags of visible posts."""
        if session.depends is not None:
            session.depends.any(TagModel)
            session.depends.listed(blog.PostPage)
        seen = POSTS.queryset(session).filter(locale_id=session.locale(locale)).values("pk")
        marked = blog.PostTag.objects.filter(content_object_id__in=seen).values("tag_id")
        return list(TagModel.objects.filter(pk__in=marked).order_by("name", "pk"))

    @call("An object by its id; null if there is none to be seen.")
    def node(
        self: Any,
        session: Session,
        id: GlobalId,  # noqa: A002 - the word of the Relay specification
        version: VersionArgument = ContentVersion.LIVE,
    ) -> Node | None:
        """Return a visible object, or a draft."""
        type_name, text = ids.decode(id, "id")
        asked = version is ContentVersion.DRAFT
        return _node(session, type_name, _key(type_name, text), asked=asked)

    @call(
        "Objects by their ids, each at its place; unknown ones are null.",
        directives=[size(MAX_NODES, by=("ids",))],
    )
    def nodes(self: Any, session: Session, ids: GlobalIds) -> list[Node | None]:
        """Return visible objects."""
        return _nodes(ids, session)

    @call(
        "What an app pulls: everything at first, in pages, then only what changed, removals "
        "included. A cursor that cannot be continued is `RESYNC_REQUIRED`: start again.",
        directives=changed.SIZED,
    )
    def changes(
        self: Any,
        session: Session,
        since: changed.Since = None,
        first: changed.First = 100,
        types: Types = None,
        category: changed.CategoryArgument = None,
        locale: changed.LocaleArgument = None,
    ) -> changed.ChangeSet:
        """Return the next page."""
        return changed.changes(session, NODES, since, first, types, category, locale)


def _nodes(wanted: list[ID], session: Session) -> list[Any]:
    if len(wanted) > MAX_NODES:
        raise BadUserInput("ids", f"At most {MAX_NODES} objects can be asked at once.")
    decoded = [ids.decode(one, "ids") for one in wanted]
    keyed = [(type_name, _key(type_name, text)) for type_name, text in decoded]
    for type_name, key in keyed:
        if key is not None:
            session.expect(NODES[type_name], (key,))
    return [_node(session, type_name, key) for type_name, key in keyed]


def _node(session: Session, type_name: str, key: int | None, *, asked: bool = False) -> Any:
    """Return what has a key; a draft is only of pages, and everything else is live."""
    loader = NODES.get(type_name)
    model = None if loader is None else loader.model
    if asked or session.identity.preview is not None:
        is_page = model is not None and issubclass(model, PageModel)
        # No page has the key 0: what is no page is looked for in the same way.
        wanted = key if is_page and key is not None else 0
        draft = drafts.by_key(session, model if is_page else PageModel, wanted, asked=asked)
        if draft is not None:
            return draft
    return None if asked or key is None or loader is None else session.load(loader, key)


schema = Schema(
    query=Query,
    mutation=Mutation,
    types=[Contact, CrisisResource, Document, Image, Tag, Home, *block_types.types],
    config=StrawberryConfig(auto_camel_case=True),
)


def session_for(request: Any) -> Session:
    """Return the session of a request."""
    return stand_ins.put_in(Session(request, frontend_urls=frontend_urls))
