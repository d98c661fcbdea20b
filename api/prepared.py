"""Queries that are built once and run many times, with only their values exchanged.

Django builds and compiles a queryset anew for every request, which costs several times as much
as sending it. A `Prepared` keeps the SQL of a queryset in which `Parameter` and `AnyOf` stand
where values will be; what the SQL depends on besides them is the key that it is kept by.
"""

from collections import namedtuple
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from functools import lru_cache
from threading import Lock
from typing import Any, NamedTuple

import orjson
from cachetools import LRUCache, cached
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import (
    BooleanField,
    Expression,
    F,
    Field,
    FilteredRelation,
    Func,
    Model,
    QuerySet,
)

#: How many queries are kept. Clients choose filters, orders and fields, so there must be an end.
MAX_PREPARED = 2048


class Parameter(Expression):
    """A value of a field's type, given by its name when the query runs."""

    def __init__(self, name: str, output_field: "Field[Any, Any]") -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """Stand in the list of parameters where the value will be."""
        return "%s", [self]

    def adapt(self, value: Any, connection: Any) -> Any:
        """Return a value as the database takes it."""
        return self.output_field.get_db_prep_value(value, connection)


class Values(Parameter):
    """Several values in one parameter: an array on PostgreSQL, JSON elsewhere.

    Without a name it holds the values that are `given`.
    """

    def __init__(
        self, name: str, output_field: "Field[Any, Any]", given: Collection[Any] = ()
    ) -> None:
        super().__init__(name, output_field)
        self.given = given

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """Stand in the list of parameters where the values will be, or are."""
        return "%s", [self if self.name else self.adapt(self.given, connection)]

    def adapt(self, value: Any, connection: Any) -> Any:
        """Return a collection as the database takes it."""
        found = [super(Values, self).adapt(one, connection) for one in value]
        return found if connection.vendor == "postgresql" else orjson.dumps(found).decode()


class AnyOf(Func):
    """Whether a field is one of several values, which are one parameter of any length."""

    output_field = BooleanField()

    def __init__(self, field: str, values: Values) -> None:
        super().__init__(F(field), values)

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """Write the condition for SQLite."""
        return self._write(compiler, "{} IN (SELECT value FROM json_each({}))")

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:
        """Write the condition for PostgreSQL."""
        return self._write(compiler, "{} = ANY({})")

    def _write(self, compiler: Any, template: str) -> tuple[str, list[Any]]:
        parts = [compiler.compile(part) for part in self.get_source_expressions()]
        params = [param for _written, several in parts for param in several]
        return template.format(*[written for written, _several in parts]), params


class Prepared:
    """The SQL of a queryset made by `values_list`, and how its rows are read."""

    def __init__(self, queryset: QuerySet[Any, Any]) -> None:
        self.using = queryset.db
        compiler = queryset.query.get_compiler(self.using)
        try:
            self.sql, params = compiler.as_sql()
        except EmptyResultSet:
            self.sql, params = "", ()
        self.params = list(params)
        self._parameters = [
            (position, param)
            for position, param in enumerate(self.params)
            if isinstance(param, Parameter)
        ]
        converters = compiler.get_converters([column[0] for column in compiler.select or ()])
        self._converters = [(position, *found) for position, found in sorted(converters.items())]

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """Run the query with the values of its parameters; return all rows."""
        if not self.sql:
            return []
        connection = connections[self.using]
        params = list(self.params)
        for position, parameter in self._parameters:
            params[position] = parameter.adapt(values[parameter.name], connection)
        with connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return self._converted(found, connection) if self._converters else found

    def _converted(self, found: list[tuple[Any, ...]], connection: Any) -> list[tuple[Any, ...]]:
        rows = [list(row) for row in found]
        for position, converters, expression in self._converters:
            for row in rows:
                value = row[position]
                for convert in converters:
                    value = convert(value, expression, connection)
                row[position] = value
        return [tuple(row) for row in rows]


@cached(LRUCache(MAX_PREPARED), key=lambda key, build: key, lock=Lock(), info=True)
def prepared(key: Hashable, build: Callable[[], QuerySet[Any, Any]]) -> Prepared:
    """Return the prepared query that is kept by a key, or what `build` makes."""
    return Prepared(build())


class Row:
    """A row fetched as a tuple: the columns that were asked for, and the model's own properties.

    A column that was not asked for is an `AttributeError`.
    """

    model: type[Model]
    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        found = next((vars(base)[name] for base in self.model.__mro__ if name in vars(base)), None)
        if isinstance(found, property) and found.fget is not None:
            return found.fget(self)
        if callable(found):
            return found.__get__(self)
        raise AttributeError(f"The column {name} of {self.model.__name__} was not asked for.")


class Joined(NamedTuple):
    """What a row has of the object that one of its foreign keys leads to.

    `condition` makes the rule by which the object may be seen, from (model, viewer, prefix).
    """

    name: str
    model: type[Model]
    condition: Callable[[type[Model], Any, str], Any]
    columns: tuple[str, ...]

    @property
    def attribute(self) -> str:
        """The attribute of the row: a row of the object, or None."""
        return f"joined_{self.name}"


Column = str | Joined


def merged(columns: Iterable[Column]) -> tuple[Column, ...]:
    """Return columns in a fixed order, each once; what is joined by one name is one."""
    joined: dict[str, Joined] = {}
    for one in columns:
        if isinstance(one, Joined):
            known = joined.get(one.name)
            both = {*one.columns, *(known.columns if known else ())}
            joined[one.name] = one._replace(columns=tuple(sorted(both)))
    plain = sorted({one for one in columns if isinstance(one, str)})
    return (*plain, *[joined[name] for name in sorted(joined)])


def with_columns(
    queryset: QuerySet[Any, Any],
    columns: Sequence[Column],
    computed: Mapping[str, Any],
    viewer: Any,
) -> QuerySet[Any, Any]:
    """Return a queryset of tuples for `row_maker`: plain columns, then those that are joined."""
    found: dict[str, Any] = {}
    names: list[str] = []
    for one in columns:
        if isinstance(one, str):
            names.append(one)
            if one in computed:
                found[one] = computed[one]
        else:
            condition = one.condition(one.model, viewer, f"{one.name}__")
            found[one.attribute] = FilteredRelation(one.name, condition=condition)
            names += [f"{one.attribute}__{column}" for column in ("pk", *one.columns)]
    return queryset.annotate(**found).values_list(*names)


@lru_cache(MAX_PREPARED)
def row_maker(model: type[Model], columns: tuple[Column, ...]) -> Callable[[Sequence[Any]], Any]:
    """Return the function that makes a row with these columns of a tuple."""
    joined = [one for one in columns if isinstance(one, Joined)]
    make: Callable[[Sequence[Any]], Any] = _row_class(model, columns)._make
    if not joined:
        return make
    width = len(columns) - len(joined)
    parts, start = [], width
    for one in joined:
        stop = start + 1 + len(one.columns)
        parts.append((start, stop, row_maker(one.model, one.columns)))
        start = stop

    def make_joined(values: Sequence[Any]) -> Any:
        inner = [
            None if values[start] is None else inner_make(values[start + 1 : stop])
            for start, stop, inner_make in parts
        ]
        return make((*values[:width], *inner))

    return make_joined


@lru_cache(MAX_PREPARED)
def joined_keys(columns: tuple[Column, ...]) -> tuple[tuple[type[Model], int], ...]:
    """Return the models that columns join, and where the key of each is in the tuple."""
    joined = [one for one in columns if isinstance(one, Joined)]
    place = len(columns) - len(joined)
    found = []
    for one in joined:
        found.append((one.model, place))
        place += 1 + len(one.columns)
    return tuple(found)


def _row_class(model: type[Model], columns: Sequence[Column]) -> Any:
    key = model._meta.pk.attname
    named = [key if one == "pk" else one for one in columns if isinstance(one, str)]
    named += [one.attribute for one in columns if isinstance(one, Joined)]
    fields = namedtuple(f"{model.__name__}Fields", named)  # type: ignore[misc] # noqa: PYI024 - made of data
    names: dict[str, Any] = {"__slots__": (), "model": model}
    if "pk" in columns:
        names["pk"] = getattr(fields, key)
    return type(f"{model.__name__}Row", (Row, fields), names)
