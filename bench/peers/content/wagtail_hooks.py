"""The queries that grapple does not come with, as its documentation adds them."""

from typing import Any

import graphene
from grapple.registry import registry
from grapple.types.structures import PaginatedQuerySet, QuerySetList
from grapple.utils import resolve_paginated_queryset, resolve_queryset
from wagtail import hooks

from bench.peers.content.models import IS_TUNED, PostPage


def post_type() -> Any:
    """Return the GraphQL type of posts, which is made after this module is read."""
    return registry.pages[PostPage]


def live_posts() -> Any:
    """Return live posts; when tuned, together with what a card of each refers to."""
    posts = PostPage.objects.live().public()
    if not IS_TUNED:
        return posts
    posts = posts.select_related("author", "category", "hero_image")
    return posts.prefetch_related("tagged_items__tag")


class FilteredPosts:
    """Posts by category, tag and span of time, paginated as grapple does it, with a total."""

    filtered_posts = PaginatedQuerySet(
        post_type,
        PostPage,
        category=graphene.String(),
        tag=graphene.String(),
        after=graphene.DateTime(),
        before=graphene.DateTime(),
    )

    def resolve_filtered_posts(
        self, info: Any, category: str, tag: str, after: Any, before: Any, **kwargs: Any
    ) -> Any:
        """Return a page of posts."""
        posts = live_posts().filter(
            category__slug=category,
            tags__slug=tag,
            first_published_at__gt=after,
            first_published_at__lt=before,
        )
        return resolve_paginated_queryset(posts, info, order="-first_published_at", **kwargs)


class TunedPosts:
    """`post` and `posts` as grapple makes them, over posts with what they refer to."""

    post = graphene.Field(post_type, slug=graphene.String(required=True))
    posts = QuerySetList(post_type, enable_search=True)

    def resolve_post(self, info: Any, slug: str) -> Any:
        """Return a post."""
        return live_posts().filter(slug=slug).first()

    def resolve_posts(self, info: Any, **kwargs: Any) -> Any:
        """Return posts, the newest first, or those that are searched for, the best first."""
        if "search_query" not in kwargs:
            kwargs.setdefault("order", "-first_published_at")
        return resolve_queryset(live_posts(), info, **kwargs)


@hooks.register("register_schema_query")
def add_queries(mixins: list[Any]) -> None:
    """Add the queries to the schema."""
    mixins.append(FilteredPosts)
    if IS_TUNED:
        mixins.append(TunedPosts)
