"""Which objects the log follows, and the rows of which tables belong to them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import ForeignKey, Model
from modelcluster.fields import ParentalKey
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import (
    Collection as CollectionModel,
)
from wagtail.models import (
    CollectionViewRestriction,
    Locale,
    PageViewRestriction,
    ReferenceIndex,
    Site,
)
from wagtail.search.models import IndexEntry

from api.versions import is_content

#: Columns that change while nothing changes for readers: drafts, locks, the shape of the tree.
UNREAD = {
    *("numchild", "draft_title", "has_unpublished_changes", "latest_revision"),
    *("latest_revision_created_at", "live_revision", "go_live_at", "locked", "locked_at"),
    *("locked_by", "owner", "uploaded_by_user"),
}


@dataclass(frozen=True)
class Tracked:
    """A model whose objects the log follows.

    `type_name` is the GraphQL type of its objects, which tags begin with. `listed` are the columns
    and paths to columns that lists are filtered and ordered by; `renewed` those that change with
    each publication, which only some lists are ordered by; `scopes` name some of these that
    clients can ask for changes by. `marks` names paths of keys of another model, such as tags,
    whose objects can be seen only because of this one: the label of that model, by the path.
    `marked_by` is the other way round: the model of pages that an object needs one of to be seen,
    and the path to the object. `shown_in` is what shows all objects of the model without references
    to them: another model, and which of its objects. `derived` names relations to rows that are
    written anew with every save, and maybe after it. `kept` names columns that somebody asks for
    who has to know what was there before. `is_frame` tells what every answer depends on.
    """

    model: type[Model]
    type_name: str
    listed: tuple[str, ...] = ()
    renewed: tuple[str, ...] = ()
    scopes: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)
    marked_by: tuple[type[Model], str] | None = None
    shown_in: tuple[type[Model], Mapping[str, Any]] | None = None
    derived: tuple[str, ...] = ()
    kept: Mapping[str, str] = field(default_factory=dict)
    is_frame: bool = False

    @property
    def label(self) -> str:
        """The label of the model at the root of the model's inheritance."""
        return root_of(self.model)._meta.label_lower


_tracked: dict[type[Model], Tracked] = {}
_declarations: list[Callable[[], Any]] = []


def declare(declaration: Callable[[], Any]) -> None:
    """Have a function called, once, before anybody asks what is tracked: it may call `track`."""
    _declarations.append(declaration)


def track(model: type[Model], type_name: str, **options: Any) -> None:
    """Follow the objects of a model; see `Tracked` for the options."""
    _tracked[model] = Tracked(model, type_name, **options)


def tracked() -> dict[type[Model], Tracked]:
    """Return all that is followed, by model."""
    while _declarations:
        _declarations.pop()()
    return _tracked


def by_label() -> dict[str, list[Tracked]]:
    """Return all that is followed, by the label of the model at the root."""
    found: dict[str, list[Tracked]] = {}
    for one in tracked().values():
        found.setdefault(one.label, []).append(one)
    return found


def root_of(model: type[Model]) -> type[Model]:
    """Return the model at the root of a model's multi-table inheritance."""
    concrete = model._meta.concrete_model or model
    for parent in concrete._meta.get_parent_list():
        if not parent._meta.parents:
            return parent
    return concrete


@dataclass(frozen=True)
class Rule:
    """A change of a row of `table` touches the object `label` whose key is in `column`.

    An update counts only if one of `columns` has changed; without columns none does, and no insert
    either. A key of several columns has colons between.
    """

    table: str
    label: str
    column: str
    columns: tuple[str, ...]


#: What hides or places many objects at once: these touch themselves, and settling finds the rest.
#: Each model with the column of the key of the page or collection that it is about.
AROUND: dict[type[Model], str] = {
    CollectionModel: "id",
    PageViewRestriction: "page_id",
    CollectionViewRestriction: "collection_id",
}
#: The tables of the groups that may see what a restriction hides, with the column of its key.
GROUPS = [
    (model, model.groups.through, f"{model._meta.model_name}_id")
    for model in (PageViewRestriction, CollectionViewRestriction)
]
#: The label of touches whose key is that of a content type and of an object that referred to
#: something.
REFERRER = ReferenceIndex._meta.label_lower
#: Ends the label of touches after which an object may be what it was.
MAYBE = "?"
#: The label of touches of the search index, which is written after what it is of.
INDEX = IndexEntry._meta.label_lower
track(
    Site,
    "Site",
    kept={
        "site": "id",
        "host": "hostname",
        "port": "port",
        "is_default": "is_default_site",
        "root": "root_page_id",
    },
    is_frame=True,
)
track(Locale, "Locale", kept={"locale": "id", "language": "language_code"}, is_frame=True)
track(Redirect, "Redirect", kept={"from": "old_path", "site": "site_id", "to": "redirect_page_id"})


def rules() -> list[Rule]:
    """Return the rules of all tables, each once."""
    found: dict[Rule, None] = {}
    for model, column in AROUND.items():
        found[_rule(model, model._meta.label_lower, column)] = None
    for model, through, column in GROUPS:
        found[_rule(through, f"{model._meta.label_lower}.groups", column)] = None
    # Wagtail forgets what referred to an object when it deletes it, and a task may note what an
    # object refers to when that has changed already.
    found[_rule(ReferenceIndex, REFERRER, "base_content_type_id:object_id")] = None
    found[_rule(IndexEntry, INDEX, "object_id")] = None
    for one in tracked().values():
        for rule in rules_of(one):
            found[rule] = None
    return list(found)


def rules_of(one: Tracked) -> Iterator[Rule]:
    """Return the rules of the tables in which the objects of a model are."""
    model = one.model
    for member in (model, *model._meta.get_parent_list()):
        yield _rule(member, one.label, _column(member, "pk"))
        for through in member._meta.local_many_to_many:
            table: Any = through.remote_field.through
            if table._meta.auto_created:
                yield _rule(table, one.label, _column(table, through.m2m_field_name()))
    for name in one.derived:
        relation: Any = model._meta.get_field(name)
        yield _rule(relation.related_model, f"{one.label}{MAYBE}", relation.field.column)
    for child, key in children(model):
        yield _rule(child, one.label, key.column)
        for marked in one.marks.values():
            for foreign in _foreign_keys(child):
                if root_of(foreign.related_model)._meta.label_lower == marked:
                    # Most often it is the row of a draft, or of a page that has been seen before.
                    yield _rule(child, f"{marked}{MAYBE}", foreign.column)


@dataclass(frozen=True)
class Link:
    """A column that refers to objects `target`, in rows of `model` that belong to objects `owner`.

    Both are labels; `key` is the column of the owner's key. Wagtail's index does not know them all:
    neither tags and aliases, nor what was written by `QuerySet.update()`.
    """

    model: type[Model]
    owner: str
    key: str
    target: str
    column: str


def links() -> Iterator[Link]:
    """Return the links between all that is followed, each once."""
    followed = set(by_label())
    found: dict[Link, None] = {}
    for one in tracked().values():
        for model, key in _tables(one.model):
            for foreign in _foreign_keys(model):
                target = root_of(foreign.related_model)._meta.label_lower
                is_own = foreign.remote_field.parent_link or foreign.attname == key
                if target in followed and not is_own:
                    found[Link(model, one.label, key, target, foreign.attname)] = None
    yield from found


def _tables(model: type[Model]) -> Iterator[tuple[type[Model], str]]:
    """Return the models of all rows that belong to objects, with the name of the owner's key."""
    for member in (model, *model._meta.get_parent_list()):
        yield member, "pk"
        for many in member._meta.local_many_to_many:
            through: Any = many.remote_field.through
            if through._meta.auto_created:
                yield through, through._meta.get_field(many.m2m_field_name()).attname
    for child, key in children(model):
        yield child, key.attname


def children(model: type[Model]) -> Iterator[tuple[type[Model], Any]]:
    """Return the models whose rows are part of a model's objects, with the column of their key."""
    for relation in model._meta.get_fields():
        key = getattr(relation, "field", None)
        child = getattr(relation, "related_model", None)
        if isinstance(key, ParentalKey) and child is not None and is_content(child):
            yield child, key


def _foreign_keys(model: type[Model]) -> list[Any]:
    return [one for one in model._meta.local_fields if isinstance(one, ForeignKey)]


def _rule(model: type[Model], label: str, column: str) -> Rule:
    fields: list[Any] = list(model._meta.local_concrete_fields)
    read = [one.column for one in fields if one.name not in UNREAD]
    return Rule(model._meta.db_table, label, column, tuple(read))


def _column(model: type[Model], name: str) -> str:
    field: Any = model._meta.pk if name == "pk" else model._meta.get_field(name)
    return str(field.column)
