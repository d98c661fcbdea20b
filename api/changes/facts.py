"""Facts: what decides who can see an object, and in which lists it stands.

Facts are JSON, with short names because there is a row of them for every readable object:

- `type`, `slug`, `path` (in the page tree), `url` (its path in addresses), `locale`, `kin` (what it
  shares with its translations) and `expires` (a moment in ISO 8601), where there is such a thing;
- `hidden`: the view restrictions that it lies under, each as its key, its kind and what it asks
  for, with colons between: the keys of groups with commas, or a digest of the password;
- `places`: of an object that is seen because of pages, where these lie: the path of the parent and
  what hides the page;
- `scopes`: the values that clients can ask for changes by; `marks`: keys of objects that can be
  seen only because of this one;
- `kept`: what was there before may have to be known, such as the path of a redirect, by its name;
- `listed`: a digest of all that lists are filtered and ordered by; `renewed`: one of what changes
  with each publication and orders lists that ask for it; `parts`: one of the derived rows;
  `digest`: one of everything.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from hashlib import blake2b
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import JSONField, Model, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from wagtail.fields import StreamField
from wagtail.models import (
    BaseViewRestriction,
    CollectionMember,
    CollectionViewRestriction,
    DraftStateMixin,
    Page,
    PageViewRestriction,
)

from api.changes.tracking import UNREAD, Tracked, by_label, children
from api.models import Readable

Facts = dict[str, Any]
T = TypeVar("T")

#: How many keys one statement asks for: SQLite takes a limited number of parameters.
BATCH = 500


def batches(values: list[T]) -> Iterator[list[T]]:
    """Return values in pieces that one statement can ask for."""
    return (values[start : start + BATCH] for start in range(0, len(values), BATCH))


def readable(label: str, keys: Collection[str]) -> dict[str, Facts]:
    """Return the facts by key that were last kept of those objects that somebody can see."""
    found: dict[str, Facts] = {}
    for some in batches(list(keys)):
        rows = Readable.objects.filter(label=label, key__in=some)
        found |= dict(rows.values_list("key", "facts"))
    return found


class Gatherer:
    """Gathers the facts of objects as the database has them now.

    The view restrictions are read once; the number of statements for a batch of objects of one
    model does not depend on how many they are.
    """

    def __init__(self) -> None:
        self.now = timezone.now()
        self._pages = _restrictions(PageViewRestriction, "page__path")
        self._collections = _restrictions(CollectionViewRestriction, "collection__path")
        self.kinds = by_label()

    def gather(self, label: str, keys: Collection[str]) -> dict[str, Facts]:
        """Return the facts by key, of those objects that somebody can see."""
        found: dict[str, Facts] = {}
        for one in self.kinds.get(label, ()):
            key = one.model._meta.pk
            askable = [value for text in keys if (value := _parsed(key, text)) is not None]
            for some in batches(askable):
                found |= self._of(one, some)
        return found

    def _of(self, one: Tracked, keys: list[Any]) -> dict[str, Facts]:
        model = one.model
        names = [field.attname for field in model._meta.concrete_fields]
        read = [field.attname for field in model._meta.concrete_fields if field.name not in UNREAD]
        extra = ["collection__path"] if issubclass(model, CollectionMember) else []
        # As it is stored: a stream would be parsed into blocks.
        stored = {
            f"{field.attname}_stored": Cast(field.attname, TextField())
            for field in model._meta.concrete_fields
            if isinstance(field, JSONField | StreamField)
        }
        names = [name for name in names if f"{name}_stored" not in stored]
        read = [f"{name}_stored" if f"{name}_stored" in stored else name for name in read]
        queryset = model._base_manager.filter(pk__in=keys).annotate(**stored)
        rows = {
            row["pk"]: row
            for row in queryset.values("pk", *names, *stored, *extra)
            if self._is_live(one, row)
        }
        places = self._places(one, list(rows))
        if one.marked_by is not None:
            rows = {key: row for key, row in rows.items() if key in places}
        related = self._related(one, list(rows))
        derived = self._derived(one, list(rows))
        parts = self._parts(one, list(rows))
        for key, several in derived.items():
            parts[key] += sorted(several)
        found: dict[str, Facts] = {}
        for key, row in rows.items():
            values = {name: sorted(related[name][key], key=str) for name in related}
            listed = [values.get(name, row.get(name)) for name in one.listed]
            facts: Facts = {
                "type": one.type_name,
                "listed": digest(listed),
                "digest": digest([[row[name] for name in read], values, parts[key]]),
            }
            if one.derived:
                facts["parts"] = digest(sorted(derived[key]))
            if one.renewed:
                facts["renewed"] = digest([row.get(name) for name in one.renewed])
            if one.kept:
                facts["kept"] = {name: row[column] for name, column in one.kept.items()}
            facts |= self._place(model, row)
            if key in places:
                # As JSON will have them: these are compared with what was kept.
                facts["places"] = [list(one) for one in sorted(places[key])]
            facts |= {
                name: {scope: values.get(path, row.get(path)) for scope, path in paths.items()}
                for name, paths in (("scopes", one.scopes), ("marks", _paths(one)))
                if paths
            }
            found[str(key)] = facts
        return found

    def _is_live(self, one: Tracked, row: Mapping[str, Any]) -> bool:
        if not issubclass(one.model, Page | DraftStateMixin):
            return True
        return self._is_live_page(row)

    def _is_live_page(self, row: Mapping[str, Any]) -> bool:
        expires = row["expire_at"]
        return row["live"] and (expires is None or expires > self.now)

    def _related(self, one: Tracked, keys: list[Any]) -> dict[str, defaultdict[Any, set[Any]]]:
        """Return the values of paths over other tables, for each of the keys."""
        paths = {*one.listed, *one.scopes.values(), *_paths(one).values()}
        found = {}
        for path in sorted(one_path for one_path in paths if "__" in one_path):
            values: defaultdict[Any, set[Any]] = defaultdict(set)
            rows = one.model._base_manager.filter(pk__in=keys).order_by()
            for key, value in rows.values_list("pk", path):
                if value is not None:
                    values[key].add(value)
            found[path] = values
        return found

    def _places(self, one: Tracked, keys: list[Any]) -> dict[Any, set[tuple[str, ...]]]:
        """Return where the pages are that objects are seen because of: path and what hides them."""
        found: dict[Any, set[tuple[str, ...]]] = {}
        if one.marked_by is None:
            return found
        model, path = one.marked_by
        pages = model._base_manager.filter(**{f"{path}__in": keys}).order_by()
        columns = ("live", "expire_at")
        for key, place, *values in pages.values_list(path, "path", *columns):
            if self._is_live_page(dict(zip(columns, values, strict=True))):
                around = _around(place, self._pages)
                found.setdefault(key, set()).add((place[: -Page.steplen], *around))
        return found

    def _derived(self, one: Tracked, keys: list[Any]) -> defaultdict[Any, list[str]]:
        """Return what is in the derived rows of each of the keys."""
        found: defaultdict[Any, list[str]] = defaultdict(list)
        for name in one.derived:
            relation: Any = one.model._meta.get_field(name)
            owner, fields = relation.field.attname, relation.related_model._meta.concrete_fields
            columns = [field.attname for field in fields if not field.primary_key]
            rows = relation.related_model._base_manager.filter(**{f"{owner}__in": keys})
            for row in rows.order_by().values_list(owner, *columns):
                found[row[0]].append(repr((name, *row)))
        return found

    def _parts(self, one: Tracked, keys: list[Any]) -> defaultdict[Any, list[str]]:
        """Return what is in the rows that belong to each of the keys, in their order if any."""
        found: defaultdict[Any, list[str]] = defaultdict(list)
        for child, key in children(one.model):
            ordering = child._meta.ordering or ()
            places = [str(name).lstrip("-") for name in ordering]
            fields = [each for each in child._meta.concrete_fields if not each.primary_key]
            columns = [each.attname for each in fields if each.name not in places and each != key]
            rows: Any = child._base_manager.filter(**{f"{key.attname}__in": keys})
            rows = rows.order_by(*ordering, "pk").values_list(key.attname, *columns)
            several = [(row[0], repr((child._meta.label_lower, *row[1:]))) for row in rows]
            for owner, text in several if places else sorted(several):
                found[owner].append(text)
        return found

    def _place(self, model: type[Model], row: Mapping[str, Any]) -> Facts:
        place: Facts = {}
        if issubclass(model, Page):
            place = {"path": row["path"], "url": row["url_path"]}
            place["hidden"] = _around(row["path"], self._pages)
        elif issubclass(model, CollectionMember):
            place["hidden"] = _around(row["collection__path"], self._collections)
        for name, column in (("slug", "slug"), ("locale", "locale_id")):
            if row.get(column) is not None:
                place[name] = row[column]
        if row.get("translation_key") is not None:
            place["kin"] = str(row["translation_key"])
        if row.get("expire_at") is not None and issubclass(model, Page | DraftStateMixin):
            place["expires"] = row["expire_at"].isoformat()
        return place


def digest(values: Any) -> str:
    """Return a short text that is another for other values, whatever they are."""
    return blake2b(repr(values).encode("utf-8", "replace"), digest_size=8).hexdigest()


def _paths(one: Tracked) -> dict[str, str]:
    """Return the paths of marks by the label of what they lead to."""
    return {label: path for path, label in one.marks.items()}


def _restrictions(model: Any, path: str) -> list[tuple[str, str]]:
    """Return what stands for each restriction in facts, and the path that it lies on."""
    groups: defaultdict[int, list[str]] = defaultdict(list)
    through = model.groups.through.objects.order_by("group_id")
    for key, group in through.values_list(f"{model._meta.model_name}_id", "group_id"):
        groups[key].append(str(group))
    asked = {
        BaseViewRestriction.GROUPS: lambda key, _password: ",".join(groups[key]),
        BaseViewRestriction.PASSWORD: lambda _key, password: digest(password),
    }
    rows = model.objects.order_by("pk").values_list("pk", path, "restriction_type", "password")
    return [
        (f"{key}:{kind}:{asked[kind](key, password) if kind in asked else ''}", place)
        for key, place, kind, password in rows
    ]


def _around(path: str, restrictions: Iterable[tuple[str, str]]) -> list[str]:
    return [name for name, start in restrictions if path.startswith(start)]


def _parsed(field: Any, text: str) -> Any:
    try:
        return field.to_python(text)
    except (ValidationError, ValueError):  # a key of another kind is no key of ours
        return None
