"""Faults planted at random objects, the same ones whichever way an operation is executed.

Functions of fields raise or return what no field may return; loaders fail, lose objects and
damage their columns. What is struck depends on a seed and on what the object is, not on when or
how often somebody asks.
"""

import dataclasses
import gc
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from zlib import crc32

import pytest
from django.db.models import Model
from graphql import Undefined
from strawberry.types.base import StrawberryObjectDefinition
from wagtail.fields import RichTextField

from api.blocks import Item, StreamLoader
from api.connections import KeysetSlice
from api.errors import BadUserInput
from api.loading import Loader, LookupLoader, ModelLoader, ThroughLoader
from api.prepared import Row
from api.sources import Call, SourcedField
from tests.execution.content import GONE


class Planted(Exception):
    """A fault of ours."""


def _raise(error: Exception) -> Any:
    raise error


#: What a function does instead of its work.
MISDEEDS: list[Callable[[], Any]] = [
    lambda: _raise(Planted("Planted.")),
    lambda: _raise(BadUserInput("planted", "Planted.")),
    lambda: Planted("Returned."),
    lambda: Undefined,
    lambda: None,
    lambda: 5,
    lambda: "words",
    lambda: [None, "words", 5],
    lambda: {"a": 1},
    lambda: 2.0**70,
]
DAMAGE = [None, 5, "words", [1], 2**40, {}]


class Faults:
    """Faults in all fields and loaders of a schema, while `strike` is on.

    `rate` is how many of 1,000 calls and columns are struck.
    """

    def __init__(self, rate: int = 25) -> None:
        self.seed: Any = None
        self.rate = rate
        self.struck = 0

    @contextmanager
    def strike(self, seed: Any) -> Iterator[None]:
        """Plant the faults of a seed."""
        self.seed = seed
        try:
            yield
        finally:
            self.seed = None

    def drawn(self, choices: int, *key: Any) -> int | None:
        """Return the number of one of several faults, or None where there is none."""
        if self.seed is None:
            return None
        number = crc32(repr((self.seed, *key)).encode())
        if number % 1000 >= self.rate:
            return None
        self.struck += 1
        return number // 1000 % choices

    # Functions

    def misled(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(source: Any, session: Any, **arguments: Any) -> Any:
            found = self.drawn(len(MISDEEDS), name, _identity(source), repr(arguments))
            if found is None:
                return function(source, session, **arguments)
            return MISDEEDS[found]()

        return call

    # Loaders

    def damaged(self, value: Any, key: Any = None) -> Any:
        """Return a row, an instance or a list of them with some columns damaged.

        `key` is the primary key of a row that has not brought it.
        """
        if isinstance(value, list):
            return [self.damaged(one) for one in value]
        if not isinstance(value, Row | Model) or self.seed is None:
            return value
        model = value.model if isinstance(value, Row) else type(value)
        for field in model._meta.concrete_fields:
            name = field.attname
            if field.primary_key or (isinstance(value, Row) and name not in value._fields):
                continue
            damage = _damage(field)
            pk = value.pk if key is None else key
            found = self.drawn(len(damage), model.__name__, pk, name) if damage else None
            if found is None:
                continue
            if isinstance(value, Row):
                value = value._replace(**{name: damage[found]})
            else:
                value.__dict__[name] = damage[found]
        return self._with_joined(value) if isinstance(value, Row) else value

    def _with_joined(self, row: Any) -> Any:
        """Return a row that has brought what loaders would have spoiled."""
        for name in [name for name in row._fields if name.startswith("joined_")]:
            joined, key = getattr(row, name), getattr(row, f"{name.removeprefix('joined_')}_id")
            if joined is not None:
                label = f"ModelLoader {joined.model}"
                if self.drawn(1, "loader fails", label) is not None:
                    raise Planted(f"{label} is out of order.")
                is_lost = self.drawn(1, "lost", label, key) is not None
                row = row._replace(**{name: None if is_lost else self.damaged(joined, key)})
        return row

    def spoiled(self, loader: Any, found: Any) -> Any:
        """Return what a loader found, without what is lost, and damaged."""
        label = _label(loader)
        if self.drawn(1, "loader fails", label) is not None:
            raise Planted(f"{label} is out of order.")
        return {
            key: self.damaged(value)
            for key, value in found.items()
            if self.drawn(1, "lost", label, key) is None
        }

    def load(self, loader: Any, original: Any, session: Any, keys: Any) -> Any:
        return self.spoiled(loader, original(session, keys))


def _damage(field: Any) -> list[Any]:
    """Return what a column may be damaged to.

    Graphql-core's way looks at what leads to other objects as soon as it comes in, so that they
    are loaded together; a plan looks at what is asked for. So these columns stay readable.
    """
    if field.name in ("path", "translation_key", "body", "sources", "word_count"):
        return []
    if field.is_relation:
        return [None, GONE]
    return ["", "<p>x"] if isinstance(field, RichTextField) else DAMAGE


def _label(loader: Any) -> str:
    return f"{type(loader).__name__} {getattr(loader, 'model', None)}"


def _identity(source: Any) -> Any:
    if isinstance(source, Item):
        return source.id
    if isinstance(source, Row | Model):
        return source.pk
    return json.dumps(source, default=lambda one: type(one).__name__, sort_keys=True)


def plant(schema: Any, patch: pytest.MonkeyPatch, rate: int = 25) -> Faults:
    """Make a schema's fields and all loaders fail where they are struck."""
    faults = Faults(rate)
    for concrete in schema.schema_converter.type_map.values():
        definition = concrete.definition
        for field in getattr(definition, "fields", ()):
            if isinstance(field, SourcedField) and isinstance(field.source, Call):
                assert isinstance(definition, StrawberryObjectDefinition)
                name = f"{definition.name}.{field.python_name}"
                misled = faults.misled(name, field.source.function)
                source = dataclasses.replace(field.source, function=misled)
                patch.setattr(field, "source", source)
    # A stream is read of its row, or by its loader: it is lost with the row alone.
    found = [one for one in gc.get_objects() if issubclass(type(one), Loader)]
    for loader in [one for one in found if not isinstance(one, StreamLoader)]:
        patch.setattr(loader, "load", partial(faults.load, loader, loader.load))
    for known in (ModelLoader, LookupLoader, ThroughLoader):
        patch.setattr(known, "rows", _rows(faults, known.rows))
    patch.setattr(KeysetSlice, "_rows", _listed_rows(faults, KeysetSlice._rows))
    patch.setattr(KeysetSlice, "_instances", _listed(faults, KeysetSlice._instances))
    return faults


def _with_key(columns: Any) -> Any:
    return columns if "pk" in columns else ("pk", *columns)


def _rows(faults: Faults, original: Any) -> Any:
    def rows(loader: Any, session: Any, keys: Any, columns: Any) -> Any:
        if faults.seed is None:
            return original(loader, session, keys, columns)
        return faults.spoiled(loader, original(loader, session, keys, _with_key(columns)))

    return rows


def _listed(faults: Faults, original: Any) -> Any:
    def entries(page: Any, criteria: Any) -> Any:
        return [(place, faults.damaged(entry)) for place, entry in original(page, criteria)]

    return entries


def _listed_rows(faults: Faults, original: Any) -> Any:
    listed = _listed(faults, original)

    def rows(page: Any, criteria: Any) -> Any:
        if faults.seed is None or page.entry is not None:
            return original(page, criteria)
        page.columns = _with_key(page.columns)
        return listed(page, criteria)

    return rows
