"""What an import may do: what its user may do, or everything if the server itself runs it."""

from functools import cache
from typing import Any

from django.db.models import QuerySet
from wagtail.models import Collection, CollectionViewRestriction, Page
from wagtail.permissions import policy_registry

from home.models import Document, Image, User

#: The models of files.
LIBRARIES = (Image, Document)


class Rights:
    """The rights of one import, into one blog; without a user there are no limits.

    `collection` is where new files should go, if somebody chose; a user may have to be allowed to.
    """

    def __init__(self, user: User | None, blog: Page, collection: int | None = None) -> None:
        self.user = user
        self.is_public = not blog.get_view_restrictions().exists()
        self.chosen = collection
        self.collection = cache(self._collection)
        self._reusable = cache(self._find_reusable)

    def may_edit(self, page: Page) -> bool:
        """Tell whether a page may be changed."""
        return self.user is None or bool(page.permissions_for_user(self.user).can_edit())

    def may_publish(self, page: Page) -> bool:
        """Tell whether a page may be shown to readers."""
        return self.user is None or bool(page.permissions_for_user(self.user).can_publish())

    def may_redirect(self) -> bool:
        """Tell whether redirects may be made."""
        return self.user is None or self.user.has_perm("wagtailredirects.add_redirect")

    def reusable(self, model: Any) -> QuerySet[Any]:
        """Return the pictures or documents that a post may show.

        Somebody may choose them, and whoever reads the blog may see them.
        """
        return model.objects.filter(collection__in=self._reusable(model)).order_by("pk")

    def _find_reusable(self, model: Any) -> list[int]:
        found = allowed_collections(self.user, model, "choose")
        if self.is_public:
            found = found.exclude(pk__in=restricted_collections())
        return list(found.values_list("pk", flat=True))

    def _collection(self, model: Any) -> Collection | None:
        """Return where new files go: to the chosen collection, or the first that is as public."""
        allowed = allowed_collections(self.user, model, "add").order_by("path")
        if self.chosen is not None:
            return allowed.filter(pk=self.chosen).first()
        if not self.is_public:
            return allowed.first()
        return allowed.exclude(pk__in=restricted_collections()).first() or allowed.first()


def allowed_collections(user: User | None, model: Any, action: str) -> QuerySet[Collection]:
    """Return the collections in which somebody may do something with files of a model."""
    if user is None:
        return Collection.objects.all()
    policy = policy_registry.get_by_type(model)
    found: QuerySet[Collection] = policy.collections_user_has_permission_for(user, action)
    return found


def collections_for(user: User | None) -> QuerySet[Collection]:
    """Return the collections to which somebody may add pictures as well as documents."""
    keys = [
        set(allowed_collections(user, model, "add").values_list("pk", flat=True))
        for model in LIBRARIES
    ]
    return Collection.objects.filter(pk__in=set.intersection(*keys)).order_by("path")


def restricted_collections() -> list[int]:
    """Return the keys of the collections that not every reader sees, with all below them."""
    tops = CollectionViewRestriction.objects.select_related("collection")
    return [
        key
        for top in tops
        for key in top.collection.get_descendants(inclusive=True).values_list("pk", flat=True)
    ]
