"""Wagtail's REST API, version 2, as its documentation sets it up."""

from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import PagesAPIViewSet

from bench.peers.content.models import PostPage


class PostsAPIViewSet(PagesAPIViewSet):
    """Posts, with the filters that the API has not: the category's slug, and a span of time."""

    model = PostPage
    known_query_parameters = PagesAPIViewSet.known_query_parameters | {
        "category_slug",
        "tag_slug",
        "published_after",
        "published_before",
    }

    def get_queryset(self):  # type: ignore[no-untyped-def]
        """Return live posts with what a card of each refers to."""
        asked = self.request.GET
        posts = super().get_queryset().order_by("-first_published_at")
        if "category_slug" in asked:
            posts = posts.filter(category__slug=asked["category_slug"])
        if "tag_slug" in asked:
            posts = posts.filter(tags__slug=asked["tag_slug"])
        try:
            if "published_after" in asked:
                posts = posts.filter(first_published_at__gt=asked["published_after"])
            if "published_before" in asked:
                posts = posts.filter(first_published_at__lt=asked["published_before"])
        except ValueError as error:
            raise BadRequestError(str(error)) from error
        posts = posts.select_related("author", "category", "hero_image")
        return posts.prefetch_related("tagged_items__tag")


router = WagtailAPIRouter("wagtailapi")
router.register_endpoint("posts", PostsAPIViewSet)
