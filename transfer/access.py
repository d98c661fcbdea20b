"""Who may import posts, and into which blogs."""

from typing import Any

from wagtail.permissions import policy_registry

from blog.models import BlogIndexPage
from transfer.posts.rights import LIBRARIES

#: What an import may make beside posts; whoever runs one has to be allowed to.
RIGHTS = [
    *("blog.add_author", "blog.publish_author", "blog.add_category", "blog.publish_category"),
    "home.add_contact",
]


def blogs_for(user: Any) -> list[BlogIndexPage]:
    """Return the blogs below which somebody may add posts and publish them."""
    blogs = BlogIndexPage.objects.order_by("title", "pk").select_related("locale")
    found = []
    for blog in blogs:
        rights = blog.permissions_for_user(user)
        if rights.can_add_subpage() and rights.can_publish_subpage():
            found.append(blog)
    return found


def may_import(user: Any) -> bool:
    """Tell whether somebody may import posts at all."""
    return bool(
        user.is_active
        and user.has_perms(RIGHTS)
        and all(
            policy_registry.get_by_type(one).user_has_permission(user, "add") for one in LIBRARIES
        )
        and blogs_for(user)
    )


def may_import_into(user: Any, blog: BlogIndexPage) -> bool:
    """Tell whether somebody may import posts into one blog."""
    return may_import(user) and blog in blogs_for(user)
