"""The columns and child rows of an object as readable data, and back.

The data has the shape that Wagtail gives the content of revisions, so that both are read and
written alike. Three things differ: references are names, bodies are lists of blocks instead of
texts, and moments are exact.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import ForeignKey, JSONField, ManyToManyField
from modelcluster.models import get_all_child_relations, model_from_serializable_data
from wagtail.fields import StreamField

from transfer.site.errors import TransferError
from transfer.site.kinds import Class, children_of, is_left_out, links_of
from transfer.site.references import Keys, Names, target_of
from transfer.site.text import ordered

Data = dict[str, Any]
#: Gives another form of the value of a field.
Change = Callable[[Any, Any], Any]


@dataclass
class Built:
    """An object that is not saved yet, with what belongs to it."""

    instance: Any
    children: list["Built"] = field(default_factory=list)
    #: The names of what its many-to-many fields hold.
    links: dict[str, list[Any]] = field(default_factory=dict)


def columns(model: Class) -> list[Any]:
    """Return the fields that are columns of a model, without its key."""
    return [
        column
        for column in model._meta.concrete_fields
        if not column.primary_key and not getattr(column.remote_field, "parent_link", False)
    ]


def read(obj: Any, names: Names) -> Data:
    """Return the key of an object, its columns, its links and its child rows."""
    return named(type(obj), _plain(obj), names)


def named(model: Class, content: Data, names: Names) -> Data:
    """Return the content of an object with names in the place of keys, and bodies as lists."""

    def change(column: Any, value: Any) -> Any:
        if isinstance(column, StreamField):
            return _blocks(value)
        if isinstance(column, JSONField):
            return ordered(value)
        if isinstance(column, ManyToManyField):
            return sorted((names(target_of(column), key) for key in value), key=str)
        if isinstance(column, ForeignKey) and value is not None:
            return names(target_of(column), value)
        return value

    return _changed(model, content, change)


def keyed(model: Class, data: Data, keys: Keys, *, is_draft: bool) -> Data:
    """Return the content of an object for the data that `named` gave for it.

    A draft may hold the key of what has been deleted.
    """

    def change(column: Any, value: Any) -> Any:
        if isinstance(column, StreamField) and not isinstance(value, str):
            return json.dumps(value, cls=DjangoJSONEncoder)
        if isinstance(column, ManyToManyField):
            return [keys(target_of(column), name) for name in value] if is_draft else value
        if not isinstance(column, ForeignKey) or value is None:
            return value
        if is_draft and isinstance(value, int):
            return value
        try:
            return keys(target_of(column), value)
        except TransferError as error:
            raise TransferError(f"{column.name}: {error}") from None

    return _changed(model, data, change)


def build(model: Class, data: Data, keys: Keys) -> Built:
    """Return the object for what `read` gave; raise `TransferError` for what is not understood."""
    return _build(model, keyed(model, data, keys, is_draft=False))


def _build(model: Class, content: Data) -> Built:
    children = children_of(model)
    links = [link.name for link in links_of(model)]
    known = {"pk", *(column.name for column in columns(model)), *children, *links}
    if unknown := sorted(content.keys() - known):
        raise TransferError(f"{model._meta.label} has no {', '.join(unknown)}")
    own = {key: content[key] for key in content if key not in (*children, *links)}
    return Built(
        model_from_serializable_data(model, own, check_fks=False),
        [
            _build(child, row)
            for accessor, child in children.items()
            for row in content.get(accessor, [])
        ],
        {link: content[link] for link in links if link in content},
    )


def _plain(obj: Any) -> Data:
    model = type(obj)
    data = {"pk": obj.pk, **{column.name: _value(obj, column) for column in columns(model)}}
    for link in links_of(model):
        data[link.name] = list(getattr(obj, link.name).values_list("pk", flat=True))
    for accessor, child in children_of(model).items():
        rows = getattr(obj, accessor).order_by(*(child._meta.ordering or ()), "pk")
        data[accessor] = [_plain(row) for row in rows]
    return data


def _value(obj: Any, column: Any) -> Any:
    value = column.value_from_object(obj)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if value is None or isinstance(value, bool | int | float):
        return value
    return column.value_to_string(obj)


def _blocks(value: Any) -> Any:
    """Return the blocks of a body that is stored as a text; the text if it holds none."""
    try:
        blocks = json.loads(value)
    except (TypeError, ValueError):
        return value
    return ordered(blocks) if isinstance(blocks, list) else value


def _changed(model: Class, content: Data, change: Change) -> Data:
    relations = {
        relation.get_accessor_name(): relation.related_model
        for relation in get_all_child_relations(model)
    }
    data = {}
    for key, value in content.items():
        child = relations.get(key)
        if child is None:
            column = _column(model, key)
            data[key] = value if column is None else change(column, value)
        elif not is_left_out(child):
            data[key] = [_changed(child, row, change) for row in value]
    return data


def _column(model: Class, name: str) -> Any:
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
