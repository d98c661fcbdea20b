"""What the change log follows of this project's content; see `api.changes.tracking`."""

from collections.abc import Collection
from typing import Any

from django.db.models import Model
from taggit.models import Tag

from api.changes.tracking import track
from blog import models as blog
from home import models as home


def _tags_in_use(keys: Collection[Any]) -> Collection[Any]:
    live = blog.PostPage.objects.live()
    marked = blog.PostTag.objects.filter(tag_id__in=keys, content_object_id__in=live.values("pk"))
    return set(marked.values_list("tag_id", flat=True))


track(
    blog.PostPage,
    "Post",
    listed=(
        *("title", "first_published_at", "audience", "locale_id"),
        *("category_id", "post_authors__author_id", "tagged_items__tag_id", "block_index__kind"),
    ),
    renewed=("last_published_at",),
    derived=("block_index", "tip_index"),
    scopes={"category": "category_id"},
    marks={"tagged_items__tag_id": Tag._meta.label_lower},
)
track(blog.BlogIndexPage, "BlogIndex", listed=("title",))
track(home.HomePage, "Home", listed=("title",))
for model, type_name in (
    (blog.Author, "Author"),
    (blog.Category, "Category"),
    (home.Contact, "Contact"),
    (home.CrisisResource, "CrisisResource"),
):
    named: type[Model] = model
    track(named, type_name, listed=tuple(f.attname for f in named._meta.concrete_fields))
track(home.Image, "Image")
track(home.Document, "Document")
track(Tag, "Tag", listed=("name", "slug"), is_live=_tags_in_use)
track(home.SiteSettings, "Site", is_frame=True)
