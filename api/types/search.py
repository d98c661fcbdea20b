"""Search over posts: hits with their highlights."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import strawberry
from strawberry.relay import PageInfo
from wagtail.models import Page

from api.connections import Entries, Entry, EntryCall, PageArguments, Slice
from api.enums import described_enum
from api.errors import BadUserInput
from api.limits.directives import size, weight
from api.loading import Loader, Session
from api.prepared import row_maker
from api.search import Fragment, Highlighter, Hits, Query, indexed_texts, marked
from api.sources import Call, Ref, attr, sourced
from api.types.posts import POSTS, Post
from api.visibility import visible_q
from blog import models

#: About how many characters of a body a highlight shows.
PART = 200

SearchField: Any = described_enum(
    "SearchField",
    {"TITLE": "title", "INTRO": "intro", "BODY": "body"},
    {
        "title": "The title, whole.",
        "intro": "The introduction, whole.",
        "body": "The part of the body that has most of the words, or the tags.",
    },
    "The texts of a post in which a search finds words.",
)


@strawberry.type(description="A piece of a text, all of it found or none of it.")
class SearchFragment:
    """A piece of a highlight."""

    text: str = attr("text", description="The piece, as plain text.")
    is_match: bool = attr("is_match", description="Whether it is a word that was looked for.")


@strawberry.type(description="A text of a hit with the words in it that were looked for.")
class SearchHighlight:
    """A highlight."""

    field: SearchField = attr("field", description="Which text it is.")
    html: str = attr("html", description="The text as safe HTML: `<mark>` is around each word.")
    fragments: list[SearchFragment] = attr(
        "fragments",
        description="The same in pieces, for clients that show no HTML.",
        directives=[size(5)],
    )


@dataclass(frozen=True)
class Highlight:
    """The source of a highlight."""

    field: Any
    fragments: list[Fragment]

    @property
    def html(self) -> str:
        """The text with marks."""
        return marked(self.fragments)


class Hit(NamedTuple):
    """The source of a hit."""

    cursor: str
    node: Any
    highlighter: Highlighter


def _texts(session: Session, keys: Collection[int]) -> dict[int, str]:
    return {int(key): text for key, text in indexed_texts(models.PostPage, keys).items()}


#: What was indexed of each post beside its title: the introduction, the body and the tags.
TEXTS = Loader(_texts, lambda depends, keys, _found: depends.searched(models.PostPage))


#: What highlights look at of the post that was hit.
READ_OF_POSTS = ("pk", "title", "intro")


def _key(hit: Hit, session: Session) -> int:
    key: int = hit.node.pk
    return key


def highlights(hit: Hit, session: Session) -> list[Highlight]:
    """Return the texts of a hit that have one of the words."""
    post, find = hit.node, hit.highlighter
    body = (session.load(TEXTS, post.pk) or "").strip().removeprefix(post.intro.strip())
    found = (
        Highlight(SearchField.TITLE, find.whole(post.title)),
        Highlight(SearchField.INTRO, find.whole(post.intro)),
        Highlight(SearchField.BODY, find.best_part(body.strip(), PART)),
    )
    return [one for one in found if one.fragments]


@strawberry.type(description="A hit, with its place.")
class SearchEdge:
    """A hit."""

    cursor: str = attr("cursor", description="The place of the hit, for `after` and `before`.")
    node: Post = sourced(Entry("node"), description="The post.")
    highlights: list[SearchHighlight] = sourced(
        EntryCall(
            highlights, (Ref(TEXTS, Call(_key)),), model=models.PostPage, reads=READ_OF_POSTS
        ),
        description="Where in the post the words are; the texts without any are left out. A word "
        "that is in none of them, as happens when it stands in a name or an address, has no "
        "highlight.",
        directives=[size(3), weight(2)],
    )


@strawberry.type(description="A part of the hits of a search, best first.")
class SearchConnection:
    """A connection."""

    edges: list[SearchEdge] = sourced(Entries("edges"), description="The hits with their cursors.")
    nodes: list[Post] = sourced(Entries("nodes"), description="The posts alone.")
    page_info: PageInfo = attr("page_info", description="Whether and where the list goes on.")
    total_count: int = attr(
        "total_count", description="How many hits there are; at most 1000 are ranked."
    )
    is_approximate: bool = attr(
        "is_approximate",
        description="Whether nothing has all the words, so that these hits have similar ones.",
    )


class SearchSlice(Slice):
    """A page of hits, which come with their posts by one statement.

    If there are no hits for the words, the hits are those of similar words. A cursor holds the
    key of a hit and its place, where reading goes on if the hit has gone since.
    """

    loader = POSTS

    def __init__(self, hits: Hits, session: Session, arguments: PageArguments, name: str) -> None:
        super().__init__(arguments, name)
        self._hits = hits
        self._session = session

    def fetch(self) -> tuple[list[tuple[Sequence[Any], Any]], bool]:
        """Fetch one row more than asked, to know whether there are more."""
        _hits, rows, _total = self._found
        size, backward = self.arguments.size, self.arguments.is_backward
        more = len(rows) > size
        rows = rows[:size]
        if backward:
            rows.reverse()
        if self.columns is None:
            self._session.prime(POSTS, {post.pk: post for _place, post in rows})
        self._session.expect(TEXTS, [key for (key, _place), _post in rows])
        return rows, more

    @cached_property
    def edges(self) -> list[Hit]:  # type: ignore[override]
        """The hits with their cursors."""
        find = Highlighter(self._found[0].query)
        return [Hit(self.encode(place), post, find) for place, post in self._fetched[0]]

    def count(self) -> int:
        """Return what the statement of the page has counted."""
        return self._found[2]

    @property
    def is_approximate(self) -> bool:
        """Whether the hits are those of similar words."""
        return self._found[0] is not self._hits

    @cached_property
    def _found(self) -> tuple[Hits, list[Any], int]:
        """The hits that were ranked in the end, rows of this page, and how many hits there are."""
        self._session.check_time()
        if self._session.depends is not None:
            self._session.depends.searched(models.PostPage)
        rows, total = self._page(self._hits)
        if total or (similar := self._hits.of_similar_words()) is None:
            return self._hits, rows, total
        rows, total = self._page(similar)
        # Words of hidden posts are similar too, but nobody may notice.
        return (similar, rows, total) if total else (self._hits, rows, total)

    def _page(self, hits: Hits) -> tuple[list[Any], int]:
        given = self.arguments
        after = None if given.after is None else self._place(given.after, "after")
        before = None if given.before is None else self._place(given.before, "before")
        posts = models.PostPage._default_manager.all()
        columns = tuple(self.columns or ())
        if self.columns is None:
            posts = POSTS.refine(posts)
        else:
            posts = POSTS.listed(posts, ("pk", *columns), self._session)
        found = list(
            hits.rows(posts, given.size + 1, after=after, before=before, backward=given.is_backward)
        )
        if not found:
            return [], hits.count() if after or before else 0
        if self.columns is None:
            return [((row.pk, row.hit_place), row) for row in found], found[0].hit_total
        make = row_maker(models.PostPage, columns)
        rows = [((pk, place), make(values)) for pk, *values, place, _total in found]
        return rows, found[0][-1]

    def _place(self, cursor: str, argument: str) -> tuple[int, int]:
        values = self.decode(cursor, argument)
        if len(values) != 2 or not all(isinstance(value, int) and value >= 0 for value in values):
            raise BadUserInput(argument, "This cursor belongs to another list.")
        key, place = values
        return key, place


def search(
    session: Session, query: str, arguments: PageArguments, locale: str | None
) -> SearchSlice:
    """Return a page of the visible posts that a full-text search finds, best first.

    Raises `BadUserInput` for a query that is too long.
    """
    locale_id = session.locale(locale)
    visible = Page.objects.filter(visible_q(models.PostPage, session), locale_id=locale_id)
    hits = Hits(models.PostPage, visible, Query.parse(query))
    return SearchSlice(hits, session, arguments, name=f"search {locale_id} {query}")
