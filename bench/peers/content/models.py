"""The models of the corpus, with what grapple and the REST API are told of them."""

from typing import Any

from django.conf import settings
from django.db import models
from grapple.helpers import register_query_field
from grapple.models import (
    GraphQLImage,
    GraphQLSnippet,
    GraphQLStreamfield,
    GraphQLString,
    GraphQLTag,
)
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from rest_framework.serializers import CharField, ListField
from taggit.models import TaggedItemBase
from wagtail.api import APIField
from wagtail.fields import RichTextField, StreamField
from wagtail.images.api.fields import ImageRenditionField
from wagtail.images.models import Image
from wagtail.models import Page
from wagtail.search import index
from wagtail.snippets.models import register_snippet

from bench.peers.content.blocks import BodyBlock

IS_TUNED = settings.PEER == "grapple-tuned"


@register_snippet
class Author(models.Model):
    """An author."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=120)
    job_title = models.CharField(max_length=160)
    bio = RichTextField()

    graphql_fields = [GraphQLString("name", required=True)]
    api_fields = [APIField("name")]

    def __str__(self) -> str:
        return self.name


@register_snippet
class Category(models.Model):
    """A category."""

    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=80)

    graphql_fields = [GraphQLString("name", required=True)]
    api_fields = [APIField("name")]

    def __str__(self) -> str:
        return self.name


@register_snippet
class Office(models.Model):
    """An office."""

    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=32)
    email = models.EmailField()
    url = models.URLField()
    hours = models.TextField()

    graphql_fields = [GraphQLString(name) for name in ("name", "phone", "email", "url", "hours")]

    def __str__(self) -> str:
        return self.name


class BlogIndexPage(Page):
    """The parent of all posts."""


class PostTag(TaggedItemBase):
    """A tag on a post."""

    content_object = ParentalKey(
        "content.PostPage", on_delete=models.CASCADE, related_name="tagged_items"
    )


class PostPage(Page):
    """A post."""

    intro = models.TextField(max_length=400)
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="+")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    tags = ClusterTaggableManager(through=PostTag)
    hero_image = models.ForeignKey(Image, null=True, on_delete=models.SET_NULL, related_name="+")
    body = StreamField(BodyBlock())

    search_fields = [
        *Page.search_fields,
        index.SearchField("intro", boost=2),
        index.SearchField("body"),
        index.RelatedFields("tags", [index.SearchField("name")]),
    ]
    graphql_fields = [
        GraphQLString("intro", required=True),
        GraphQLSnippet("author", "content.Author"),
        GraphQLSnippet("category", "content.Category"),
        GraphQLTag("tags", source="fetched_tags" if IS_TUNED else "tags"),
        GraphQLImage("hero_image"),
        GraphQLStreamfield("body"),
    ]
    api_fields = [
        APIField("intro"),
        APIField("author"),
        APIField("category"),
        APIField("tag_names", serializer=ListField(child=CharField())),
        APIField("hero", serializer=ImageRenditionField("fill-640x360", source="hero_image")),
        APIField("body"),
    ]

    @property
    def fetched_tags(self) -> list[Any]:
        """The tags, from what was prefetched; taggit's own manager would ask for each post."""
        return [item.tag for item in self.tagged_items.all()]

    @property
    def tag_names(self) -> list[str]:
        """The names of the tags."""
        return [tag.name for tag in self.fetched_tags]


if not IS_TUNED:
    register_query_field("post", "posts")(PostPage)
