"""What an export holds and what it leaves out: each model is named in one of two tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import ManyToManyField, Model
from modelcluster.models import get_all_child_relations
from taggit.managers import TaggableManager
from taggit.models import TaggedItem
from wagtail.models import Page

Class = type[Model]


@dataclass(frozen=True)
class Kind:
    """A model whose objects are files of one folder."""

    label: str
    folder: str
    #: The fields that name an object, joined with dots; without any its key does.
    name: tuple[str, ...] = ()
    #: The columns that follow from other objects.
    derived: tuple[str, ...] = ()
    #: The column that holds a secret.
    secret: str = ""
    #: Whether migrations make such objects, which an import replaces by those of the folder.
    seeded: bool = False

    @property
    def model(self) -> Class:
        """The model itself; those that inherit from it are of the same kind."""
        return apps.get_model(self.label)


TRANSLATED = ("translation_key", "locale")
SHARED = "password"

KINDS = (
    Kind("wagtailcore.Locale", "locales", name=("language_code",)),
    Kind("wagtailcore.Collection", "collections", derived=("depth", "numchild")),
    Kind("wagtailcore.CollectionViewRestriction", "collection-restrictions", secret=SHARED),
    Kind("taggit.Tag", "tags", name=("slug",)),
    Kind("home.Image", "images"),
    Kind("home.Document", "documents"),
    Kind("home.Contact", "contacts", name=TRANSLATED),
    Kind("home.CrisisResource", "crisis-resources", name=TRANSLATED),
    Kind("blog.Category", "categories", name=TRANSLATED),
    Kind("blog.Author", "authors", name=TRANSLATED),
    Kind("wagtailcore.Page", "pages", name=TRANSLATED, derived=("depth", "numchild")),
    Kind("wagtailcore.PageViewRestriction", "page-restrictions", secret=SHARED),
    Kind("wagtailcore.Site", "sites", name=("hostname", "port"), seeded=True),
    Kind("home.SiteSettings", "site-settings", name=("site",)),
    Kind("wagtailredirects.Redirect", "redirects"),
    Kind("blog.Review", "reviews"),
    Kind("blog.AdviceWord", "words-to-avoid", seeded=True),
    Kind("transfer.ImportedPost", "imported-posts"),
)

#: Models that stand in the files of other objects, beside those with a `ParentalKey`.
PARTS = {"taggit.TaggedItem", "wagtailcore.Revision"}

#: Models that references may name, though they are not exported: what names them.
NAMED = {
    "contenttypes.ContentType": ("app_label", "model"),
    settings.AUTH_USER_MODEL: ("username",),
    "auth.Group": ("name",),
}

ACCOUNT = "belongs to the people who log in, and accounts stay where they are"
RIGHTS = "says who may do what in one installation"
HISTORY = "is the history of this installation"
MOMENT = "is of the moment"
DERIVED = "is made again from what is imported"
SWAPPED = "is not used: Hearth has a model of its own"

#: Models without a place in an export, each with the reason; `app.*` means all of an app.
LEFT_OUT = {
    "api.*": MOMENT,
    "auth.*": RIGHTS,
    "axes.*": ACCOUNT,
    "blog.ClinicalReviewTask": RIGHTS,
    "blog.PostBlock": DERIVED,
    "blog.PostTip": DERIVED,
    "contenttypes.*": DERIVED,
    "home.LinkCheck": DERIVED,
    "home.LinkUse": DERIVED,
    "home.Rendition": DERIVED,
    "home.User": ACCOUNT,
    "otp_static.*": ACCOUNT,
    "otp_totp.*": ACCOUNT,
    "sessions.*": MOMENT,
    "transfer.ImportRun": MOMENT,
    "simple_translation.SimpleTranslation": "holds nothing",
    "wagtailadmin.*": MOMENT,
    "wagtailcore.APIToken": ACCOUNT,
    "wagtailcore.Comment": "belongs to the people who wrote it while they worked on a draft",
    "wagtailcore.CommentReply": "belongs to the people who wrote it while they worked on a draft",
    "wagtailcore.GroupApprovalTask": RIGHTS,
    "wagtailcore.GroupCollectionPermission": RIGHTS,
    "wagtailcore.GroupPagePermission": RIGHTS,
    "wagtailcore.GroupSitePermission": RIGHTS,
    "wagtailcore.ModelLogEntry": HISTORY,
    "wagtailcore.PageLogEntry": HISTORY,
    "wagtailcore.PageSubscription": ACCOUNT,
    "wagtailcore.ReferenceIndex": DERIVED,
    "wagtailcore.Task": RIGHTS,
    "wagtailcore.TaskState": MOMENT,
    "wagtailcore.UploadedFile": MOMENT,
    "wagtailcore.Workflow": RIGHTS,
    "wagtailcore.WorkflowContentType": RIGHTS,
    "wagtailcore.WorkflowPage": RIGHTS,
    "wagtailcore.WorkflowState": MOMENT,
    "wagtailcore.WorkflowTask": RIGHTS,
    "wagtaildocs.Document": SWAPPED,
    "wagtailembeds.Embed": "is a cache of what other sites said",
    "wagtailimages.Image": SWAPPED,
    "wagtailimages.Rendition": SWAPPED,
    "wagtailsearch.*": DERIVED,
    "wagtailusers.*": ACCOUNT,
}


def is_left_out(model: Class) -> bool:
    """Whether a model has no place in an export."""
    return model._meta.label in LEFT_OUT or f"{model._meta.app_label}.*" in LEFT_OUT


def kind_of(model: Class) -> Kind | None:
    """Return the kind that the objects of a model are of, if they have files of their own."""
    return next((kind for kind in KINDS if issubclass(model, kind.model)), None)


def root_of(model: Class) -> Class:
    """Return the model that gives the objects of a model their keys."""
    parents = model._meta.get_parent_list()
    return parents[-1] if parents else model


def children_of(model: Class) -> dict[str, Class]:
    """Return the models whose rows stand in the files of another, by the name of the relation."""
    return {
        relation.get_accessor_name(): relation.related_model
        for relation in get_all_child_relations(model)
        if not is_left_out(relation.related_model)
    }


def links_of(model: Class) -> list[Any]:
    """Return the many-to-many fields of a model, without its tags."""
    return [field for field in model._meta.many_to_many if isinstance(field, ManyToManyField)]


def has_plain_tags(model: Class) -> bool:
    """Whether the tags of a model stand in the one table that taggit brings."""
    managers = (field for field in model._meta.many_to_many if isinstance(field, TaggableManager))
    return any(manager.through is TaggedItem for manager in managers)


def objects_of(kind: Kind) -> Iterator[Any]:
    """Give all objects of a kind, pages as what they are, in the order of their keys."""
    objects: Any = kind.model._base_manager
    if kind.label == "wagtailcore.Page":
        objects = Page.objects.specific()
    yield from objects.order_by("pk").iterator(chunk_size=100)
