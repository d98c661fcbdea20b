"""Authors, categories and tags."""

from collections.abc import Collection
from datetime import date
from typing import Any

import strawberry
import strawberry_django
from django.db.models import Count, F
from strawberry.relay import Node
from taggit.models import Tag as TagModel

from api import visibility
from api.blocks import RichText
from api.images import IMAGES
from api.loading import KeysLoader, Loader, ModelLoader, Session
from api.richtext import RichTextValue, expect_references
from api.sources import Attr, Call, Ref, attr, call, sourced
from api.types.media import Image
from blog import models

AUTHORS = ModelLoader(models.Author, visibility.visible)
CATEGORIES = ModelLoader(models.Category, visibility.visible)


def _post_authors(session: Session, keys: Collection[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    rows = models.PostAuthor.objects.filter(post_id__in=keys).order_by("sort_order", "pk")
    for post, author in rows.values_list("post_id", "author_id"):
        found.setdefault(post, []).append(author)
    return found


#: The keys of a post's authors, in the order of the byline.
POST_AUTHORS = KeysLoader(_post_authors, into=AUTHORS)


def _post_tags(session: Session, keys: Collection[int]) -> dict[int, list[TagModel]]:
    found: dict[int, list[TagModel]] = {}
    rows = models.PostTag.objects.filter(content_object_id__in=keys).select_related("tag")
    for row in rows.order_by("tag__name", "pk"):
        found.setdefault(row.content_object_id, []).append(row.tag)
    return found


POST_TAGS = Loader(_post_tags)


def _post_counts(session: Session, keys: Collection[int]) -> dict[int, int]:
    posts = visibility.visible(models.PostPage.objects.all(), session)
    own_language = posts.filter(category_id__in=keys, locale_id=F("category__locale_id"))
    rows = own_language.order_by().values("category_id")
    return {row["category_id"]: row["count"] for row in rows.annotate(count=Count("pk"))}


POST_COUNTS = Loader(_post_counts)


class _RichTextOf(Call):
    """A rich text field of a model."""

    def expect(self, source: Any, session: Session) -> None:
        """Expect what the text refers to."""
        expect_references(self.function(source, session).raw, session)


def rich_text(name: str) -> Any:
    """Return the source of a model's rich text field."""
    return _RichTextOf(lambda source, session: RichTextValue(getattr(source, name), session))


@strawberry.type(description="What entitles an author to practise.")
class Licence:
    """A licence."""

    number: str = attr("licence_number", description="The number of the licence.")
    body: str = attr("licence_body", description="Who issued it.")
    url: str = attr("licence_url", description="Where it can be checked.")
    expires_on: date | None = attr("licence_expires_on", description="When it expires.")


@strawberry_django.type(models.Author, description="A person who writes or reviews posts.")
class Author(Node):
    """An author."""

    name: str = attr("name", description="The name.")
    slug: str = attr("slug", description="The name as it appears in addresses.")
    job_title: str = attr("job_title", description="What they do.")
    credentials: str = attr("credentials", description="The letters after the name: PhD, LMFT.")
    bio: RichText = sourced(rich_text("bio"), description="Who they are.")
    photo: Image | None = sourced(Ref(IMAGES, Attr("photo_id")), description="A portrait.")

    @call("What entitles them to practise, if it is on record.")
    def licence(self: Any, session: Session) -> Licence | None:
        """Return the licence if there is a number."""
        return self if self.licence_number else None


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
        ),
        description="How many published posts of its language it has.",
    )


@strawberry_django.type(TagModel, description="A word that posts are marked with.")
class Tag(Node):
    """A tag."""

    name: str = attr("name", description="The word.")
    slug: str = attr("slug", description="The word as it appears in addresses.")
