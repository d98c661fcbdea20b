"""The home page and the blog's front page."""

from typing import Any

import strawberry_django

from api import drafts, paths, visibility
from api.connections import PAGED, After, Before, Connection, First, Last, PageArguments
from api.drafts import Draftable
from api.images import IMAGES
from api.limits.directives import size
from api.loading import ModelLoader, Session
from api.sources import Attr, Ref, attr, call, expected_from, sourced
from api.types import listing
from api.types.listing import Filter, Order, PostOrder
from api.types.media import Image
from api.types.pages import PARENT, SAME_IN_OTHER_LANGUAGES, Page
from api.types.posts import Post
from blog import models as blog
from home import models


@strawberry_django.type(models.HomePage, description="The home page of the site.")
class Home(Page):
    """The home page."""

    intro: str = attr("intro", description="What the practice offers.")
    hero_image: Image | None = sourced(
        Ref(IMAGES, Attr("hero_image_id")), description="The picture at the top."
    )
    translations: list["Home"] = sourced(
        SAME_IN_OTHER_LANGUAGES,
        description="The home page in the other languages.",
        directives=[size(1)],
    )


@strawberry_django.type(blog.BlogIndexPage, description="The front page of the blog.")
class BlogIndex(Page):
    """The blog."""

    intro: str = attr("intro", description="What readers find here.")
    parent: Page | None = sourced(PARENT, description="The page above.")
    translations: list["BlogIndex"] = sourced(
        SAME_IN_OTHER_LANGUAGES,
        description="The blog in the other languages.",
        directives=[size(1)],
    )

    @call("The posts of this blog.", reads=("pk", "path", "locale_id"), directives=PAGED)
    def posts(
        self: Any,
        session: Session,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        filter: Filter = None,  # noqa: A002 - the word that clients use
        order_by: Order = PostOrder.NEWEST,
    ) -> Connection[Post]:
        """Return the visible posts below this page."""
        arguments = PageArguments(first, after, last, before)
        return listing.posts_below(self, session, arguments, filter, order_by)  # type: ignore[return-value]


HOMES = ModelLoader(models.HomePage, visibility.visible)
BLOGS = ModelLoader(blog.BlogIndexPage, visibility.visible)
HOMES.expected_from = expected_from(Home)
BLOGS.expected_from = expected_from(BlogIndex)
paths.PAGE_LOADERS[models.HomePage] = HOMES
drafts.DRAFTABLE[models.HomePage] = Draftable("Home", HOMES)
drafts.DRAFTABLE[blog.BlogIndexPage] = Draftable("BlogIndex", BLOGS)
paths.PAGE_LOADERS[blog.BlogIndexPage] = BLOGS
