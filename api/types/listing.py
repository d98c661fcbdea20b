"""Lists of posts and tips: filters, orders and pages."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import Enum
from functools import partial
from typing import Annotated, Any

import strawberry
from django.db.models import (
    CharField,
    DateField,
    DateTimeField,
    Exists,
    Field,
    IntegerField,
    OuterRef,
    Q,
    SlugField,
)
from taggit.models import Tag

from api import visibility
from api.blocks import Item, Owner
from api.connections import KeysetSlice, PageArguments
from api.context import Viewer
from api.criteria import Criteria, Given, is_or_in
from api.enums import described_enum
from api.errors import BadUserInput
from api.loading import ModelLoader, Session
from api.types.blocks import BODY, TIP
from api.types.posts import POSTS, Audience, ReviewState
from blog import models
from blog.review_states import ReviewState as ReviewStateChoice
from blog.review_states import condition, last_soon_day


@strawberry.input(description="Conditions on a slug. All that are given must hold.")
class SlugFilter:
    """Slug conditions."""

    eq: str | None = strawberry.field(default=None, description="Is this one.")
    in_: list[str] | None = strawberry.field(
        name="in", default=None, description="Is one of these."
    )

    def given(self) -> list[Given]:
        """Return the values, which a slug must all be or be among."""
        several = None if self.in_ is None else [_askable(slug) for slug in self.in_]
        return _given(None if self.eq is None else _askable(self.eq), several, SlugField())


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

    def add(self, criteria: Criteria, path: str) -> None:
        """Add the conditions on the field at `path`."""
        for operator, moment in (("gt", self.after), ("lt", self.before)):
            if moment is not None:
                lookup = f"{path}__{operator}"
                given = Given(_in_utc(moment), DateTimeField())
                criteria.where(lookup, partial(_compare, lookup), given)


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

    def given(self) -> list[Given]:
        """Return the values, which an audience must all be or be among."""
        several = None if self.in_ is None else [choice.value for choice in self.in_]
        return _given(self.eq and self.eq.value, several, CharField())


@strawberry.input(
    description="Conditions on how the clinical review stands today. All that are given must hold."
)
class ReviewStateFilter:
    """Conditions on the state of the review."""

    eq: ReviewState | None = strawberry.field(default=None, description="Is this one.")
    in_: list[ReviewState] | None = strawberry.field(
        name="in", default=None, description="Is one of these."
    )

    def add(self, criteria: Criteria) -> None:
        """Add the condition; the days are values of it, so that it is one query every day."""
        asked = [one for one in ([self.eq] if self.eq else None, self.in_) if one is not None]
        if not asked:
            return
        if criteria.session.depends is not None:
            # A review is no edit of what all other lists are filtered or ordered by.
            criteria.session.depends.any(models.PostPage)
        wanted = set.intersection(*({state.value for state in states} for states in asked))
        states = tuple(state for state in ReviewStateChoice if state.value in wanted)
        today = date.today()
        days = [Given(day, DateField()) for day in (today, last_soon_day(today))]
        criteria.where(("review", states), partial(_in_review_states, states), *days)


@strawberry.input(description="Conditions on the language. All that are given must hold.")
class LocaleFilter:
    """Conditions on the language."""

    eq: str | None = strawberry.field(default=None, description="Is this one, such as `en`.")
    in_: list[str] | None = strawberry.field(
        name="in", default=None, description="Is one of these."
    )

    def given(self, session: Session) -> list[Given]:
        """Return the keys of locales, which one must all be or be among; refuse unknown ones."""
        one = None if self.eq is None else session.locale(self.eq, "filter.locale")
        codes = self.in_
        if codes is None:
            return _given(one, None, IntegerField())
        several = [session.locale(code, "filter.locale") for code in codes]
        return _given(one, several, IntegerField())


def _given(one: Any, several: list[Any] | None, field: Field[Any, Any]) -> list[Given]:
    return [Given(value, field) for value in (one, several) if value is not None]


def _compare(lookup: str, viewer: Viewer, operand: Any) -> Q:
    return Q(**{lookup: operand})


def _in_review_states(
    states: tuple[ReviewStateChoice, ...], viewer: Viewer, today: Any, soon: Any
) -> Q:
    found = Q(pk__in=[])
    for state in states:
        found |= condition(state, today, soon)
    return found


def _all_of(path: str, viewer: Viewer, *operands: Any) -> Q:
    """Return the condition that a field is all of the operands, or among them."""
    found = Q()
    for operand in operands:
        found &= is_or_in(path, operand)
    return found


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
    review_state: ReviewStateFilter | None = strawberry.field(
        default=None, description="How the clinical review stands."
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
    criteria = Criteria(POSTS.shown, session)
    in_other_languages = where is not None and where.locale is not None and locale is None
    if not in_other_languages:
        _in_locale(criteria, "locale_id", session.locale(locale))
    if where is not None:
        _narrow(criteria, where)
    return KeysetSlice(criteria, arguments, ORDERS[order], loader=POSTS)


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
        criteria = Criteria(POSTS.shown, session)
        # Pages below each other share their language; saying so lets an index serve the order.
        _in_locale(criteria, "locale_id", page.locale_id)
        below = partial(_compare, "path__startswith")
        criteria.where("below", below, Given(page.path, CharField()))
        if where is not None:
            _narrow(criteria, where)
        session.memo[key] = KeysetSlice(criteria, arguments, ORDERS[order], loader=POSTS)
    found: KeysetSlice = session.memo[key]
    return found


def _in_locale(criteria: Criteria, path: str, locale: int) -> None:
    criteria.where(("locale", path), partial(_all_of, path), Given(locale, IntegerField()))


def _note(session: Session, where: PostFilter | TipFilter | None) -> None:
    """Note the slugs that a filter names, of whatever has them or may get them."""
    if session.depends is None or where is None:
        return
    asked = [(where.category, models.Category), (where.tag, Tag)]
    if isinstance(where, PostFilter):
        asked.append((where.author, models.Author))
    for slugs, model in asked:
        if slugs is not None:
            session.depends.slugs(model, [*([slugs.eq] if slugs.eq else []), *(slugs.in_ or [])])


def _narrow(criteria: Criteria, where: PostFilter) -> None:
    _note(criteria.session, where)
    _by_slugs(criteria, where.category, "category", partial(_of_category, ""))
    _by_slugs(criteria, where.tag, "tag", partial(_with_tag, "pk"))
    _by_slugs(criteria, where.author, "author", _by_author)
    if where.published_at is not None:
        where.published_at.add(criteria, "first_published_at")
    if where.audience is not None:
        criteria.where("audience", partial(_all_of, "audience"), *where.audience.given())
    if where.review_state is not None:
        where.review_state.add(criteria)
    if where.locale is not None:
        given = where.locale.given(criteria.session)
        criteria.where("locales", partial(_all_of, "locale_id"), *given)
    for kind in where.has_block or []:
        criteria.where("block", _with_block, Given(kind.value, CharField()))


def _by_slugs(
    criteria: Criteria, slugs: SlugFilter | None, name: str, condition: Callable[..., Any]
) -> None:
    """Add a condition on what has slugs; where none is named, as with a null, nothing is asked."""
    given = slugs.given() if slugs is not None else []
    if given:
        criteria.where(name, condition, *given)


def _of_category(prefix: str, viewer: Viewer, *slugs: Any) -> Q:
    published = visibility.published_q(viewer, f"{prefix}category__")
    return _all_of(f"{prefix}category__slug", viewer, *slugs) & published


def _with_tag(post: str, viewer: Viewer, *slugs: Any) -> Exists:
    marked = models.PostTag.objects.filter(_all_of("tag__slug", viewer, *slugs))
    return Exists(marked.filter(content_object_id=OuterRef(post)))


def _by_author(viewer: Viewer, *slugs: Any) -> Exists:
    published = visibility.published_q(viewer, "author__")
    rows = models.PostAuthor.objects.filter(_all_of("author__slug", viewer, *slugs) & published)
    return Exists(rows.filter(post_id=OuterRef("pk")))


def _with_block(viewer: Viewer, kind: Any) -> Exists:
    return Exists(models.PostBlock.objects.filter(kind=kind, post_id=OuterRef("pk")))


#: The tips of visible posts.
TIPS = ModelLoader(
    models.PostTip,
    lambda rows, viewer: rows.filter(visibility.visible_q(models.PostPage, viewer, "post__")),
)


def tips(
    session: Session, arguments: PageArguments, where: TipFilter | None, locale: str | None
) -> KeysetSlice:
    """Return a page of the tips of visible posts, those of the newest post first."""
    criteria = Criteria(TIPS.shown, session)
    _note(session, where)
    if session.depends is not None:
        session.depends.parts(models.PostPage)
    _in_locale(criteria, "post__locale_id", session.locale(locale))
    if where is not None:
        _by_slugs(criteria, where.category, "category", partial(_of_category, "post__"))
        _by_slugs(criteria, where.tag, "tag", partial(_with_tag, "post_id"))
    for word in (where.text or "").replace("\x00", "").split() if where is not None else ():
        has_word = partial(_compare, "text__icontains")
        criteria.where("word", has_word, Given(word, CharField()))

    def entries(rows: list[Any]) -> list[Item]:
        items = [_tip(row) for row in rows]
        if session.expecting:
            session.expect(POSTS, [row.post_id for row in rows])
            for item in items:
                TIP.expect_item(item, session)
        return items

    return KeysetSlice(
        criteria,
        arguments,
        ("-post__first_published_at", "-post_id", "position"),
        loader=TIPS,
        own_columns=("post_id", "item_id", "value"),
        entry=entries,
    )


def _tip(row: Any) -> Item:
    owner = Owner(models.PostPage._meta.model_name or "", row.post_id)
    return Item(TIP, row.item_id, row.value, owner)
