"""Posts."""

from datetime import date, datetime
from typing import Any

import strawberry
import strawberry_django
from django.db.models import TextField
from django.db.models.functions import Cast

from api import drafts, paths, visibility
from api.blocks import Block, Stream, parse
from api.blocks.kinds import STREAMED
from api.drafts import Draftable, DraftKey
from api.enums import described_enum
from api.images import IMAGES
from api.limits.directives import size
from api.loading import ModelLoader, Session
from api.sources import Attr, Itself, Ref, Related, attr, call, expected_from, sourced
from api.types.media import Image
from api.types.pages import PARENT, SAME_IN_OTHER_LANGUAGES, Page
from api.types.people import (
    AUTHORS,
    CATEGORIES,
    POST_AUTHORS,
    POST_TAGS,
    Author,
    Category,
    Tag,
    TagModel,
)
from api.types.registry import BODIES, SOURCES, block_types
from blog import models
from blog.blocks import SourceBlock
from blog.models.posts import Audience as AudienceChoice
from blog.models.posts import SensitiveTopic as SensitiveTopicChoice
from blog.review_states import COLUMNS
from blog.review_states import ReviewState as ReviewStateChoice

Source = block_types.object(SourceBlock(), "Source").annotation


def choices_enum(choices: Any, description: str) -> Any:
    """Return a GraphQL enum of a Django `TextChoices` class, described by its labels."""
    members = {choice.name: choice.value for choice in choices}
    labels = {choice.value: choice.label for choice in choices}
    return described_enum(choices.__name__, members, labels, description)


Audience: Any = choices_enum(AudienceChoice, "Whom a post is written for.")
SensitiveTopic: Any = choices_enum(
    SensitiveTopicChoice, "What may be hard to read for somebody in a bad moment."
)
ReviewState: Any = choices_enum(
    ReviewStateChoice, "How a post stands with its clinical review, today."
)


@strawberry.type(description="Who checked the advice of a post, and when.")
class Review:
    """A clinical review."""

    reviewer: Author | None = sourced(
        Ref(AUTHORS, Attr("reviewer_id")), description="Who checked it."
    )
    reviewed_on: date | None = attr("reviewed_on", description="When it was last checked.")
    next_review_on: date | None = attr(
        "next_review_on", description="When it has to be checked again."
    )
    is_overdue: bool = attr(
        "is_review_overdue", description="Whether that day has passed.", reads=("next_review_on",)
    )
    edited_since_review: bool = attr(
        "edited_since_review", description="Whether the text is another one than was checked."
    )

    @call("Whether it holds today.", reads=COLUMNS)
    def state(self: Any, session: Session) -> ReviewState:
        """Return the state."""
        return ReviewState(self.review_state.value)


def has_review(post: models.PostPage) -> bool:
    """Whether there has been a review: one that nobody answers for any more is none."""
    return post.review_withdrawn or None not in (post.reviewed_on, post.reviewer_id)


@strawberry_django.type(models.PostPage, description="A post: advice in blocks.")
class Post(Page):
    """A post."""

    intro: str = attr("intro", description="One or two sentences for lists.")
    published_at: datetime = attr("first_published_at", description="When it was first published.")
    reading_minutes: int = attr(
        "reading_minutes",
        description="Whole minutes that reading takes at 200 words a minute.",
        reads=("word_count",),
    )
    hero_image: Image | None = sourced(
        Ref(IMAGES, Attr("hero_image_id")), description="The picture at the top."
    )
    authors: list[Author] = sourced(
        Related(POST_AUTHORS, Attr("pk")),
        description="Who wrote it, in order.",
        directives=[size(2)],
    )
    category: Category | None = sourced(
        Ref(CATEGORIES, Attr("category_id")), description="The subject."
    )
    review: Review | None = sourced(
        Itself(has_review, ("review_withdrawn", "reviewed_on", "reviewer_id")),
        description="The clinical review; null if there has been none. One that was withdrawn "
        "has its state alone.",
    )
    body: list[Block] = sourced(
        Stream(BODIES), description="The content, block by block.", directives=[size(STREAMED)]
    )
    parent: Page | None = sourced(PARENT, description="The page above.")
    translations: list["Post"] = sourced(
        SAME_IN_OTHER_LANGUAGES,
        description="The same post in the other languages.",
        directives=[size(1)],
    )

    tags: list[Tag] = sourced(
        Related(POST_TAGS, Attr("pk")),
        description="The words it is marked with.",
        directives=[size(5)],
    )

    @call(
        "The works that the whole post relies on.",
        reads=("pk", "sources_json"),
        directives=[size(5)],
    )
    def sources(self: Any, session: Session) -> list[Source]:  # type: ignore[valid-type]
        """Return the sources."""
        return SOURCES.items(self.pk, parse(self.sources_json))

    @call("Whom it is written for.", reads=("audience",))
    def audience(self: Any, session: Session) -> Audience | None:
        """Return the audience; null if it is no longer a choice."""
        return Audience(self.audience) if self.audience in AudienceChoice.values else None

    @call("What may be hard to read for somebody in a bad moment.", reads=("sensitive_topics",))
    def sensitive_topics(self: Any, session: Session) -> list[SensitiveTopic]:
        """Return the topics that are still choices."""
        known = [topic for topic in self.sensitive_topics if topic in SensitiveTopicChoice.values]
        return [SensitiveTopic(topic) for topic in known]


#: The StreamFields of a post as they are stored.
STORED = {
    name: Cast(name.removesuffix("_json"), TextField()) for name in ("body_json", "sources_json")
}


POSTS = ModelLoader(
    models.PostPage,
    visibility.visible,
    computed=STORED,
    annotated=["sources_json"],
    without=["body", "sources"],
)
POSTS.expected_from = expected_from(Post)
paths.PAGE_LOADERS[models.PostPage] = POSTS


def _hand_in(post: Any, key: DraftKey, session: Session) -> None:
    """Give the session the authors, tags and blocks of a draft."""
    for name in STORED:
        field = post._meta.get_field(name.removesuffix("_json"))
        setattr(post, name, field.value_to_string(post))
    post.word_count = post.count_words()
    session.hand_in(BODIES, {key: BODIES.stored(key, post.body_json)})
    authors = [row.author_id for row in post.post_authors.all()]
    session.hand_in(POST_AUTHORS, {key: session.load_many(AUTHORS, authors)})
    tags = [row.tag_id for row in post.tagged_items.all()]
    rows = TagModel.objects.filter(pk__in=tags).order_by("name", "pk")
    session.hand_in(POST_TAGS, {key: list(rows)})


drafts.DRAFTABLE[models.PostPage] = Draftable("Post", POSTS, _hand_in)
AUTHORS.expected_from = expected_from(Author)
CATEGORIES.expected_from = expected_from(Category)
