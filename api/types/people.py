"""Authors, categories and tags."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import strawberry
import strawberry_django
from django.db.models import Count, F
from strawberry.relay import Node
from taggit.models import Tag as TagModel

from api import visibility
from api.blocks import RichText
from api.caching.dependencies import Dependencies
from api.drafts import DRAFTABLE, Draftable
from api.images import IMAGES
from api.limits.directives import weight
from api.links import link
from api.loading import Loader, ModelLoader, Session, ThroughLoader
from api.richtext import RichTextValue, expect_references
from api.sources import Attr, Call, Itself, Ref, Source, attr, sourced
from api.types.media import Image
from blog import models

AUTHORS = ModelLoader(models.Author, visibility.visible, joined=visibility.visible_q)
CATEGORIES = ModelLoader(models.Category, visibility.visible, joined=visibility.visible_q)
DRAFTABLE[models.Author] = Draftable("Author", AUTHORS)
DRAFTABLE[models.Category] = Draftable("Category", CATEGORIES)


#: The authors of a post, in the order of the byline.
POST_AUTHORS = ThroughLoader(
    AUTHORS,
    models.PostAuthor,
    "post_id",
    "author",
    order=("sort_order", "pk"),
    visible=visibility.visible_q,
)

#: The tags of a post, by name.
POST_TAGS = ThroughLoader(
    ModelLoader(TagModel, lambda tags, viewer: tags),
    models.PostTag,
    "content_object_id",
    "tag",
    order=("tag__name", "pk"),
)


def _post_counts(session: Session, keys: Collection[int]) -> dict[int, int]:
    posts = visibility.visible(models.PostPage.objects.all(), session)
    own_language = posts.filter(category_id__in=keys, locale_id=F("category__locale_id"))
    rows = own_language.order_by().values("category_id")
    return {row["category_id"]: row["count"] for row in rows.annotate(count=Count("pk"))}


def _note_counts(depends: Dependencies, keys: Collection[int], found: Any) -> None:
    depends.objects(models.Category, keys)
    depends.listed(models.PostPage)


POST_COUNTS = Loader(_post_counts, _note_counts)


@dataclass(frozen=True)
class RichTextOf(Source):
    """A rich text field of a model."""

    name: str
    loads = ()

    @property
    def reads(self) -> tuple[str]:  # type: ignore[override]
        """The column."""
        return (self.name,)

    def read(self, source: Any, session: Session, **arguments: Any) -> Any:
        """Return the text, parsed when a form of it is asked for."""
        return RichTextValue(getattr(source, self.name), session)

    def expect(self, source: Any, session: Session) -> None:
        """Expect what the text refers to."""
        expect_references(getattr(source, self.name), session)


def has_licence(author: models.Author) -> bool:
    """Whether the licence of an author is on record."""
    return bool(author.licence_number)


@strawberry.type(description="What entitles an author to practise.")
class Licence:
    """A licence."""

    number: str = attr("licence_number", description="The number of the licence.")
    body: str = attr("licence_body", description="Who issued it.")
    url: str = link("licence_url", description="Where it can be checked.")
    expires_on: date | None = attr("licence_expires_on", description="When it expires.")


@strawberry_django.type(models.Author, description="A person who writes or reviews posts.")
class Author(Node):
    """An author."""

    name: str = attr("name", description="The name.")
    slug: str = attr("slug", description="The name as it appears in addresses.")
    job_title: str = attr("job_title", description="What they do.")
    credentials: str = attr("credentials", description="The letters after the name: PhD, LMFT.")
    bio: RichText = sourced(RichTextOf("bio"), description="Who they are.")
    photo: Image | None = sourced(Ref(IMAGES, Attr("photo_id")), description="A portrait.")

    licence: Licence | None = sourced(
        Itself(has_licence, ("licence_number",)),
        description="What entitles them to practise, if it is on record.",
    )


@strawberry_django.type(models.Category, description="A subject that posts are about.")
class Category(Node):
    """A category."""

    name: str = attr("name", description="The name.")
    slug: str = attr("slug", description="The name as it appears in addresses.")
    description: str = attr("description", description="What readers find here.")

    post_count: int = sourced(
        Call(
            lambda source, session: session.load(POST_COUNTS, source.pk) or 0,
            (Ref(POST_COUNTS, Attr("pk")),),
            ("pk",),
        ),
        description="How many published posts of its language it has.",
        directives=[weight(1)],
    )


@strawberry_django.type(TagModel, description="A word that posts are marked with.")
class Tag(Node):
    """A tag."""

    name: str = attr("name", description="The word.")
    slug: str = attr("slug", description="The word as it appears in addresses.")
