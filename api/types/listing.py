"""Lists of posts, tips and search hits: filters, orders and pages."""

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import Enum
from typing import Annotated, Any

import strawberry
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from wagtail.search.backends import get_search_backend

from api import visibility
from api.blocks import Item, Owner
from api.connections import KeysetSlice, ListSlice, PageArguments
from api.enums import described_enum
from api.errors import BadUserInput
from api.loading import Session
from api.types.blocks import BODY, TIP
from api.types.posts import POSTS, Audience
from blog import models

MAX_HITS = 1000
MAX_QUERY = 200


@strawberry.input(description="Conditions on a slug. All that are given must hold.")
class SlugFilter:
    """Slug conditions."""

    eq: str | None = strawberry.field(default=None, description="Is this one.")
    in_: list[str] | None = strawberry.field(
        name="in", default=None, description="Is one of these."
    )

    def q(self, path: str) -> Q:
        """Return the conditions on the field at `path`."""
        several = None if self.in_ is None else [_askable(slug) for slug in self.in_]
        return _q(path, None if self.eq is None else _askable(self.eq), several)


def _askable(slug: str) -> str:
    """Return the slug without NUL, which PostgreSQL cannot be asked for; none has blanks either."""
    return slug.replace("\x00", " ")


@strawberry.input(
    description="Conditions on a moment. All that are given must hold. "
    "A moment without an offset is meant in UTC."
)
class DateTimeFilter:
    """Conditions on a moment."""

    after: datetime | None = strawberry.field(default=None, description="Is later than this.")
    before: datetime | None = strawberry.field(default=None, description="Is earlier than this.")

    def q(self, path: str) -> Q:
        """Return the conditions on the field at `path`."""
        q = Q()
        if self.after is not None:
            q &= Q(**{f"{path}__gt": _in_utc(self.after)})
        if self.before is not None:
            q &= Q(**{f"{path}__lt": _in_utc(self.before)})
        return q


def _in_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        message = "This moment lies before the year 1 or after 9999."
        raise BadUserInput("filter.publishedAt", message) from None


@strawberry.input(description="Conditions on the audience. All that are given must hold.")
class AudienceFilter:
    """Conditions on the audience."""

    eq: Audience | None = strawberry.field(default=None, description="Is this one.")
    in_: list[Audience] | None = strawberry.field(
        name="in", default=None, description="Is one of these."
    )

    def q(self, path: str) -> Q:
        """Return the conditions on the field at `path`."""
        several = None if self.in_ is None else [choice.value for choice in self.in_]
        return _q(path, self.eq and self.eq.value, several)


@strawberry.input(description="Conditions on the language. All that are given must hold.")
class LocaleFilter:
    """Conditions on the language."""

    eq: str | None = strawberry.field(default=None, description="Is this one, such as `en`.")
    in_: list[str] | None = strawberry.field(
        name="in", default=None, description="Is one of these."
    )

    def q(self, path: str, session: Session) -> Q:
        """Return the conditions on the field at `path`; unknown languages are refused."""
        for code in [*([self.eq] if self.eq else []), *(self.in_ or [])]:
            session.locale(code, "filter.locale")
        return _q(path, self.eq, self.in_)


def _q(path: str, one: Any, several: Sequence[Any] | None) -> Q:
    q = Q()
    if one is not None:
        q &= Q(**{path: one})
    if several is not None:
        q &= Q(**{f"{path}__in": several})
    return q


BlockKind: Any = described_enum(
    "BlockKind",
    {name.upper(): name for name in BODY.members},
    {name: kind.description for name, kind in BODY.members.items()},
    "The kinds of blocks that a body can hold.",
)


@strawberry.input(description="Conditions on posts. All that are given must hold.")
class PostFilter:
    """Conditions on posts."""

    category: SlugFilter | None = strawberry.field(default=None, description="Of the category.")
    tag: SlugFilter | None = strawberry.field(default=None, description="Of any of the tags.")
    author: SlugFilter | None = strawberry.field(default=None, description="Of any of the authors.")
    published_at: DateTimeFilter | None = strawberry.field(
        default=None, description="When the post was first published."
    )
    audience: AudienceFilter | None = strawberry.field(
        default=None, description="Whom the post is written for."
    )
    locale: LocaleFilter | None = strawberry.field(
        default=None, description="The language. Without it, that of the request."
    )
    has_block: list[BlockKind] | None = strawberry.field(
        default=None, description="The body holds a block of each of these kinds."
    )


@strawberry.enum(description="In which order posts come.")
class PostOrder(Enum):
    """The orders of posts."""

    NEWEST = strawberry.enum_value("newest", description="Last published first.")
    OLDEST = strawberry.enum_value("oldest", description="First published first.")
    RECENTLY_UPDATED = strawberry.enum_value("recently_updated", description="Last changed first.")
    TITLE = strawberry.enum_value("title", description="By title.")


Filter = Annotated[PostFilter | None, strawberry.argument(description="Which posts.")]
Order = Annotated[PostOrder, strawberry.argument(description="In which order.")]

#: Each order ends in the primary key, so that no two posts share a place.
ORDERS: dict[PostOrder, tuple[str, ...]] = {
    PostOrder.NEWEST: ("-first_published_at", "-pk"),
    PostOrder.OLDEST: ("first_published_at", "pk"),
    PostOrder.RECENTLY_UPDATED: ("-last_published_at", "-pk"),
    PostOrder.TITLE: ("title", "pk"),
}


@strawberry.input(description="Conditions on tips. All that are given must hold.")
class TipFilter:
    """Conditions on tips."""

    category: SlugFilter | None = strawberry.field(
        default=None, description="Of the category of the post."
    )
    tag: SlugFilter | None = strawberry.field(
        default=None, description="Of any of the tags of the post."
    )
    text: str | None = strawberry.field(
        default=None, description="Words that the tip must hold, each of them, anywhere."
    )


def posts(
    session: Session,
    arguments: PageArguments,
    where: PostFilter | None,
    order: PostOrder,
    locale: str | None,
) -> KeysetSlice:
    """Return a page of visible posts."""
    found = POSTS.queryset(session)
    in_other_languages = where is not None and where.locale is not None and locale is None
    if not in_other_languages:
        found = found.filter(locale_id=session.locale(locale))
    if where is not None:
        found = _filtered(found, where, session)
    return _post_slice(found, session, arguments, order)


def posts_below(
    page: Any,
    session: Session,
    arguments: PageArguments,
    where: PostFilter | None,
    order: PostOrder,
) -> KeysetSlice:
    """Return a page of the visible posts below a page; the same for the same arguments."""
    key = ("posts_below", page.pk, arguments, repr(where), order)
    if key not in session.memo:
        found = POSTS.queryset(session).filter(path__startswith=page.path)
        if where is not None:
            found = _filtered(found, where, session)
        session.memo[key] = _post_slice(found, session, arguments, order)
    found_slice: KeysetSlice = session.memo[key]
    return found_slice


def _post_slice(
    found: QuerySet[Any], session: Session, arguments: PageArguments, order: PostOrder
) -> KeysetSlice:
    return KeysetSlice(
        found,
        arguments,
        ORDERS[order],
        loaded=lambda rows: session.prime(POSTS, {row.pk: row for row in rows}),
    )


def _filtered(found: QuerySet[Any], where: PostFilter, session: Session) -> QuerySet[Any]:
    if where.category is not None:
        published = visibility.published_q(session, "category__")
        found = found.filter(where.category.q("category__slug") & published)
    if where.tag is not None:
        rows = models.PostTag.objects.filter(where.tag.q("tag__slug"))
        found = found.filter(Exists(rows.filter(content_object_id=OuterRef("pk"))))
    if where.author is not None:
        published = visibility.published_q(session, "author__")
        by = models.PostAuthor.objects.filter(where.author.q("author__slug") & published)
        found = found.filter(Exists(by.filter(post_id=OuterRef("pk"))))
    if where.published_at is not None:
        found = found.filter(where.published_at.q("first_published_at"))
    if where.audience is not None:
        found = found.filter(where.audience.q("audience"))
    if where.locale is not None:
        found = found.filter(where.locale.q("locale__language_code", session))
    for kind in where.has_block or []:
        rows = models.PostBlock.objects.filter(kind=kind.value)
        found = found.filter(Exists(rows.filter(post_id=OuterRef("pk"))))
    return found


def tips(
    session: Session, arguments: PageArguments, where: TipFilter | None, locale: str | None
) -> KeysetSlice:
    """Return a page of the tips of visible posts, those of the newest post first."""
    found = models.PostTip.objects.filter(
        visibility.visible_q(models.PostPage, session, "post__"),
        post__locale_id=session.locale(locale),
    ).annotate(published_at=F("post__first_published_at"))
    if where is not None and where.category is not None:
        published = visibility.published_q(session, "post__category__")
        found = found.filter(where.category.q("post__category__slug") & published)
    if where is not None and where.tag is not None:
        rows = models.PostTag.objects.filter(where.tag.q("tag__slug"))
        found = found.filter(Exists(rows.filter(content_object_id=OuterRef("post_id"))))
    for word in (where.text or "").replace("\x00", "").split() if where is not None else ():
        found = found.filter(text__icontains=word)

    def loaded(rows: list[Any]) -> None:
        session.expect(POSTS, [row.post_id for row in rows])
        for item in map(_tip, rows):
            TIP.expect_item(item, session)

    return KeysetSlice(
        found.defer("text"),
        arguments,
        ("-published_at", "-post_id", "position"),
        node=_tip,
        loaded=loaded,
    )


def _tip(row: models.PostTip) -> Item:
    owner = Owner(models.PostPage._meta.model_name or "", row.post_id)
    return Item(TIP, row.item_id, row.value, owner)


def search(session: Session, query: str, arguments: PageArguments, locale: str | None) -> ListSlice:
    """Return a page of the visible posts that a full-text search finds, best first.

    At most `MAX_HITS` hits are ranked. Raises `BadUserInput` for more than `MAX_QUERY`
    characters.
    """
    if len(query) > MAX_QUERY:
        raise BadUserInput("query", f"A search has at most {MAX_QUERY} characters.")
    locale_id = session.locale(locale)

    def keys() -> list[int]:
        words = query.replace("\x00", "").strip()
        if not words:
            return []
        live = models.PostPage.objects.filter(live=True, locale_id=locale_id)
        hits = get_search_backend().search(words, live.only("pk"))[:MAX_HITS]
        ranked = [hit.pk for hit in hits]
        shown = visibility.visible(models.PostPage.objects.filter(pk__in=ranked), session)
        allowed = set(shown.values_list("pk", flat=True))
        return [pk for pk in ranked if pk in allowed]

    return ListSlice(
        keys,
        arguments,
        lambda chosen: session.load_many(POSTS, chosen),
        name=f"search {locale_id} {query}",
    )
