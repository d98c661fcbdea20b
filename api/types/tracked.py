"""What the change log follows of this project's content; see `api.changes.tracking`."""

from django.db.models import Model
from taggit.models import Tag

from api.changes.tracking import track
from blog import models as blog
from home import models as home

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
#: A block that chooses no lines shows all of them.
HELP: tuple[type[Model], dict[str, str]] = (blog.PostPage, {"block_index__kind": "crisis"})
for model, type_name, shown_in in (
    (blog.Author, "Author", None),
    (blog.Category, "Category", None),
    (home.Contact, "Contact", None),
    (home.CrisisResource, "CrisisResource", HELP),
):
    named: type[Model] = model
    columns = tuple(f.attname for f in named._meta.concrete_fields)
    track(named, type_name, listed=columns, shown_in=shown_in)
track(home.Image, "Image")
track(home.Document, "Document")
track(Tag, "Tag", listed=("name", "slug"), marked_by=(blog.PostPage, "tagged_items__tag_id"))
track(
    home.SiteSettings,
    "Site",
    kept={"site": "site_id", "frontend": "frontend_url"},
    is_frame=True,
)
