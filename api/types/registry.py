"""The block types of this schema; the content types add their models and computed fields."""

from typing import Any

import strawberry
from django.db.models import Model

from api import ids, visibility
from api.blocks import BlockTypes, Reference, StreamLoader
from api.files import DOCUMENTS
from api.images import IMAGES
from api.loading import ModelLoader, Session
from api.sources import call
from api.types.contacts import CONTACTS, CRISIS_RESOURCES, Contact, CrisisResource
from api.types.media import Document, Image
from api.types.people import AUTHORS, CATEGORIES, Author, Category
from blog import models as blog
from home import models as home


@strawberry.type(description="An object of a kind that this schema has no type of its own for.")
class OtherObject:
    """The fallback for chosen objects."""

    @call("Unique, the same wherever the object is met.")
    def id(self: Any, session: Session) -> strawberry.ID:
        """Return the global id."""
        return strawberry.ID(ids.encode("OtherObject", f"{self._meta.label_lower}:{self.pk}"))

    @call("What the object is called.")
    def title(self: Any, session: Session) -> str:
        """Return its name in the admin."""
        return str(self)


def _other(model: type[Model]) -> Reference:
    return Reference(OtherObject, ModelLoader(model, visibility.visible))


block_types = BlockTypes(
    {
        home.Image: Reference(Image, IMAGES),
        home.Document: Reference(Document, DOCUMENTS),
        home.Contact: Reference(Contact, CONTACTS),
        home.CrisisResource: Reference(CrisisResource, CRISIS_RESOURCES),
        blog.Author: Reference(Author, AUTHORS),
        blog.Category: Reference(Category, CATEGORIES),
    },
    fallback=_other,
)

#: The bodies of posts; what they hold is derived in `api.types.blocks`.
BODIES = StreamLoader(blog.PostPage, "body")
SOURCES = StreamLoader(blog.PostPage, "sources")
SOURCES.kind = block_types.stream(blog.PostPage.sources.field.stream_block)
