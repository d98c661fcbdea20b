"""How objects name each other in files: by what stays the same wherever the site is."""

from collections.abc import Callable
from functools import cache, cached_property
from typing import Any, cast

from django.apps import apps
from wagtail.models import Revision

from transfer.site.errors import TransferError
from transfer.site.kinds import KINDS, NAMED, Class, kind_of, root_of

#: A name, or the key of an object whose model knows no names.
Name = str | int | None
#: Gives the name for the key of an object of a model, or the key for a name.
Translator = Callable[[Class, Any], Any]


def name_fields(model: Class) -> tuple[str, ...]:
    """Return the fields that name the objects of a model; none if their keys do."""
    kind = kind_of(model)
    return kind.name if kind else NAMED.get(model._meta.label, ())


def target_of(field: Any) -> Class:
    """Return the model that gives keys to what a foreign key points to."""
    return root_of(cast("Class", field.related_model))


def is_reference(field: Any) -> bool:
    """Whether a field is a foreign key."""
    return bool(field.many_to_one or field.one_to_one)


def revision_columns(model: Class) -> list[str]:
    """Return the columns of a model that point to its revisions."""
    fields = (field for field in model._meta.concrete_fields if field.related_model is Revision)
    return [field.attname for field in fields]


class Names:
    """The names of everything that an export may mention, read once for each model."""

    def __init__(self) -> None:
        self._of_model = cache(self._read)

    def __call__(self, model: Class, key: Any) -> Name:
        """Return the name for a key; None for accounts and revisions that are not exported."""
        if model is Revision:
            return cast("int", key) if key in self.revisions else None
        if not name_fields(model):
            return cast("int", key)
        # What was deleted may still be meant by a draft, under the key that it had.
        return self._of_model(model).get(key, key if kind_of(model) else None)

    @cached_property
    def revisions(self) -> set[int]:
        """The keys of the revisions that are exported: scheduled ones, and all that are named."""
        scheduled = Revision.objects.filter(approved_go_live_at__isnull=False)
        found: set[int] = set(scheduled.values_list("pk", flat=True))
        for kind in KINDS:
            for column in revision_columns(kind.model):
                named = kind.model._base_manager.exclude(**{column: None})
                found.update(named.values_list(column, flat=True))
        return found

    def _read(self, model: Class) -> dict[Any, str]:
        fields: list[Any] = [model._meta.get_field(name) for name in name_fields(model)]
        rows = model._base_manager.values_list("pk", *(field.attname for field in fields))
        return {
            key: ".".join(
                str(self(target_of(field), part) if is_reference(field) else part)
                for field, part in zip(fields, parts, strict=True)
            )
            for key, *parts in rows.iterator()
        }


class Keys:
    """The keys of everything that a folder names; of accounts and groups, those of this site."""

    def __init__(self) -> None:
        self.revisions: set[int] = set()
        self._known: dict[Class, dict[Name, Any]] = {}
        for label, fields in NAMED.items():
            model = cast("Class", apps.get_model(label))
            rows = model._base_manager.values_list("pk", *fields)
            self._known[model] = {".".join(parts): key for key, *parts in rows}

    def add(self, model: Class, name: Name, key: int) -> None:
        """Learn the key of an object; raise `TransferError` if another has its name or its key."""
        known = self._known.setdefault(model, {})
        if name in known:
            raise TransferError(f"another file is {model._meta.label} {name} already")
        known[name] = key

    def __call__(self, model: Class, name: Any) -> Any:
        """Return the key for a name; raise `TransferError` if nothing in the folder has it.

        Accounts and revisions that this site does not have are None.
        """
        if model is Revision:
            return name if name in self.revisions else None
        key = self.find(model, name)
        if key is None and kind_of(model):
            raise TransferError(f"there is no {model._meta.label} {name}")
        return key

    def find(self, model: Class, name: Name) -> int | None:
        """Return the key for a name, or None."""
        return self._known.get(model, {}).get(name)
