"""Connections after the Relay specification, with `nodes` and `totalCount`, over keyset cursors.

strawberry-django's own cursor connection has no `nodes`, reports mistakes in Python's words and
cannot page over anything but a queryset; so this is ours.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Annotated, Any, Generic, NamedTuple, TypeVar
from zlib import crc32

import orjson
import strawberry
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from strawberry.relay import PageInfo

from api import versions
from api.caching.dependencies import types_of
from api.context import AnyMoment
from api.criteria import Criteria, Given
from api.errors import BadUserInput
from api.limits.directives import size, weight
from api.loading import ModelLoader
from api.prepared import Column, row_maker
from api.sources import Attr, Call, attr, sourced

T = TypeVar("T")

DEFAULT_SIZE = 20
MAX_SIZE = 100

#: What a field that returns a connection says of the length of its lists, and of its cost.
PAGE = size(DEFAULT_SIZE, by=("first", "last"), of=("edges", "nodes"))
PAGED = (PAGE, weight(10))

First = Annotated[
    int | None,
    strawberry.argument(description="How many entries from the start: 20 by default, at most 100."),
]
After = Annotated[str | None, strawberry.argument(description="Only entries after this cursor.")]
Last = Annotated[
    int | None, strawberry.argument(description="How many entries from the end, at most 100.")
]
Before = Annotated[str | None, strawberry.argument(description="Only entries before this cursor.")]


class Entry(Attr):
    """The entry of an edge."""


class Entries(Attr):
    """The entries of a page, or its edges: the rows hold what is read of them and no more."""


@dataclass(frozen=True)
class EntryCall(Call):
    """A function of an edge that looks at columns of its entry, an object of `model`."""

    model: type[Model] | None = None


@strawberry.type(description="An entry of a list, with its place.")
class Edge(Generic[T]):
    """An edge."""

    cursor: str = attr("cursor", description="The place of the entry, for `after` and `before`.")
    node: T = sourced(Entry("node"), description="The entry.")


@strawberry.type(description="A part of a list.")
class Connection(Generic[T]):
    """A connection."""

    edges: list[Edge[T]] = sourced(Entries("edges"), description="The entries with their cursors.")
    nodes: list[T] = sourced(Entries("nodes"), description="The entries alone.")
    page_info: PageInfo = attr("page_info", description="Whether and where the list goes on.")
    total_count: int = attr(
        "total_count",
        description="How many entries the whole list has; counted only when asked.",
        directives=[weight(10)],
    )


class EdgeValue(NamedTuple):
    """The source of an edge."""

    cursor: str
    node: Any


@dataclass(frozen=True)
class PageArguments:
    """The checked arguments of a connection.

    Raises `BadUserInput` naming the argument for negative sizes, sizes over 100, and `first`
    together with `last`.
    """

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None

    def __post_init__(self) -> None:
        for name in ("first", "last"):
            size = getattr(self, name)
            if size is not None and size < 0:
                raise BadUserInput(name, "A page cannot have less than 0 entries.")
            if size is not None and size > MAX_SIZE:
                raise BadUserInput(name, f"A page has at most {MAX_SIZE} entries.")
        if self.first is not None and self.last is not None:
            raise BadUserInput("last", "Ask for the first or for the last entries, not for both.")

    @property
    def size(self) -> int:
        """How many entries the page has at most."""
        if self.last is not None:
            return self.last
        return DEFAULT_SIZE if self.first is None else self.first

    @property
    def is_backward(self) -> bool:
        """Whether the page is counted from the end."""
        return self.last is not None


class Slice:
    """A page of a list, fetched when its entries are asked for and not before.

    Lists with one `name` share their cursors; those of any other list are refused. `columns`
    are those that the entries will be asked for; None stands for whole objects.
    """

    columns: Sequence[Column] | None = None

    def __init__(self, arguments: PageArguments, name: str) -> None:
        self.arguments = arguments
        self._mark = crc32(name.encode())

    def fetch(self) -> tuple[list[tuple[Sequence[Any], Any]], bool]:
        """Return (place, entry) in order, and whether there are more in reading direction."""
        raise NotImplementedError

    def count(self) -> int:
        """Return how many entries the whole list has."""
        raise NotImplementedError

    def encode(self, values: Sequence[Any]) -> str:
        """Return the place that the values stand for as an opaque cursor of this list."""
        return encode_cursor([self._mark, *values])

    def decode(self, cursor: str, argument: str) -> list[Any]:
        """Return the values of a cursor; raise `BadUserInput` if it is of another list."""
        mark, *values = decode_cursor(cursor, argument) or [None]
        if mark != self._mark:
            raise BadUserInput(argument, "This cursor belongs to another list.")
        return values

    @cached_property
    def _fetched(self) -> tuple[list[tuple[Sequence[Any], Any]], bool]:
        return self.fetch()

    @cached_property
    def edges(self) -> list[EdgeValue]:
        """The entries with their cursors."""
        return [EdgeValue(self.encode(place), entry) for place, entry in self._fetched[0]]

    @property
    def nodes(self) -> list[Any]:
        """The entries alone."""
        return [entry for _place, entry in self._fetched[0]]

    @property
    def page_info(self) -> PageInfo:
        """Whether and where the list goes on; a given cursor means that there is a way back."""
        found, more = self._fetched
        backward = self.arguments.is_backward
        return PageInfo(
            has_next_page=self.arguments.before is not None if backward else more,
            has_previous_page=more if backward else self.arguments.after is not None,
            start_cursor=self.encode(found[0][0]) if found else None,
            end_cursor=self.encode(found[-1][0]) if found else None,
        )

    @cached_property
    def total_count(self) -> int:
        """The length of the whole list."""
        return self.count()


class KeysetSlice(Slice):
    """A page of the rows that meet criteria: what comes after the place of the last row seen.

    `loader` knows the columns; `order` names those to sort by, `-` for descending: the last one
    is unique, none is null. Entries are rows if their columns are known, else instances, which
    are handed to the loader. `entry` makes something else of rows with `own_columns`.
    """

    def __init__(
        self,
        criteria: Criteria,
        arguments: PageArguments,
        order: Sequence[str],
        *,
        loader: ModelLoader,
        own_columns: Sequence[str] = (),
        entry: Callable[[list[Any]], list[Any]] | None = None,
    ) -> None:
        super().__init__(arguments, f"{loader.model._meta.label} {' '.join(order)}")
        self.criteria = criteria
        self.loader = loader
        self.order = [_OrderField(loader.model, name) for name in order]
        self.entry = entry
        self.own_columns = tuple(own_columns)

    def fetch(self) -> tuple[list[tuple[Sequence[Any], Any]], bool]:
        """Fetch one row more than asked, to know whether there are more."""
        self.criteria.session.check_time()
        self._note()
        arguments = self.arguments
        criteria = copy(self.criteria)
        for argument, cursor in (("after", arguments.after), ("before", arguments.before)):
            if cursor is not None:
                self._beyond(criteria, cursor, argument)
        is_lean = self.columns is not None or self.entry is not None
        found = (self._rows if is_lean else self._instances)(criteria)
        more = len(found) > arguments.size
        found = found[: arguments.size]
        if arguments.is_backward:
            found.reverse()
        if self.entry is not None:
            entries = self.entry([entry for _place, entry in found])
            found = list(zip([place for place, _entry in found], entries, strict=True))
        return found, more

    def count(self) -> int:
        """Count with one query, or remember the count of this version of the content."""
        criteria = self.criteria
        criteria.session.check_time()
        self._note()
        version, scope = criteria.session.context.version, criteria.session.scope
        # What the log knows of may have sent no signal, and made no new version.
        key = (criteria.base, criteria.shape, criteria.given, scope, criteria.session.log_number)
        return versions.kept(version, key, lambda: criteria.queryset().count())

    def _rows(self, criteria: Criteria) -> list[tuple[Sequence[Any], Any]]:
        columns = tuple(self.own_columns if self.entry else self.columns or ())
        places = len(self.order)
        size, names = self.arguments.size, self._order_by()

        def finish(rows: QuerySet[Any]) -> QuerySet[Any]:
            places = [one.name for one in self.order]
            viewer = AnyMoment(criteria.session.scope)
            return self.loader.listed(rows.order_by(*names), (*places, *columns), viewer)[
                : size + 1
            ]

        query = criteria.prepared((tuple(names), size, columns), finish)
        make = row_maker(self.loader.model, columns)
        rows = query.rows(**criteria.values)
        criteria.session.note_joined(columns, rows, places)
        self._note_entries([row[places - 1] for row in rows])
        return [(row[:places], make(row[places:])) for row in rows]

    def _instances(self, criteria: Criteria) -> list[tuple[Sequence[Any], Any]]:
        rows = self.loader.refine(criteria.queryset()).order_by(*self._order_by())
        found = list(rows[: self.arguments.size + 1])
        shown = {row.pk: row for row in found[: self.arguments.size]}
        self.criteria.session.prime(self.loader, shown)
        self._note_entries([row.pk for row in found])
        return [([field.read(row) for field in self.order], row) for row in found]

    def _note(self) -> None:
        """Note that the answer depends on which objects there are, and on their order.

        Lists of what is only a part of objects are noted by whoever knows whose parts these are.
        """
        depends = self.criteria.session.depends
        if depends is not None and types_of(self.loader.model):
            depends.listed(self.loader.model, [one.name for one in self.order])

    def _note_entries(self, keys: list[Any]) -> None:
        depends, model = self.criteria.session.depends, self.loader.model
        if depends is None or not types_of(model):
            return
        if self.order[-1].name == "pk":
            depends.objects(model, keys)
        else:
            depends.any(model)

    def _order_by(self) -> list[str]:
        return [field.order_by(backward=self.arguments.is_backward) for field in self.order]

    def _beyond(self, criteria: Criteria, cursor: str, argument: str) -> None:
        """Narrow the criteria to what lies beyond a cursor.

        The first condition, which the second one implies, lets the database start in the index
        at the right place.
        """
        written = self.decode(cursor, argument)
        if len(written) != len(self.order):
            raise BadUserInput(argument, "This cursor belongs to another list.")
        values = [
            field.parse(value, argument) for field, value in zip(self.order, written, strict=True)
        ]
        backward = argument == "before"
        fields = self.order

        def condition(viewer: Any, *operands: Any) -> Q:
            beyond = Q()
            for field, value in reversed(list(zip(fields, operands, strict=True))):
                further = Q(**{f"{field.name}__{field.further(backward=backward)}": value})
                beyond = further | (Q(**{field.name: value}) & beyond) if beyond else further
            first = f"{fields[0].name}__{fields[0].further(backward=backward)}e"
            return Q(**{first: operands[0]}) & beyond

        given = [Given(value, field.field) for field, value in zip(fields, values, strict=True)]
        order = tuple((field.name, field.descending) for field in fields)
        criteria.where((argument, order), condition, *given)


class _OrderField:
    """A column to sort by, of the model or of one that it refers to."""

    def __init__(self, model: type[Model], name: str) -> None:
        self.name = name.removeprefix("-")
        self.descending = name.startswith("-")
        self.steps = self.name.split("__")
        self.field = self._column(model)

    def _column(self, model: type[Model]) -> Any:
        field: Any = None
        for step in self.steps:
            columns = {"pk": model._meta.pk, **{one.name: one for one in model._meta.fields}}
            columns |= {one.attname: one for one in model._meta.fields}
            field = columns[step]
            model = field.related_model or model
        while field.remote_field is not None:
            field = field.target_field
        return field

    def order_by(self, *, backward: bool) -> str:
        return f"-{self.name}" if self.descending ^ backward else self.name

    def further(self, *, backward: bool) -> str:
        return "lt" if self.descending ^ backward else "gt"

    def read(self, row: Any) -> Any:
        for step in self.steps:
            row = getattr(row, step)
        return row

    def parse(self, value: Any, argument: str) -> Any:
        try:
            parsed = self.field.to_python(value)
            return parsed.astimezone(UTC) if isinstance(parsed, datetime) else parsed
        except (ValidationError, ValueError, TypeError, OverflowError):
            raise BadUserInput(argument, "This cursor belongs to another list.") from None


def encode_cursor(values: list[Any]) -> str:
    """Return values as an opaque cursor."""
    return urlsafe_b64encode(orjson.dumps(values)).decode().rstrip("=")


def decode_cursor(cursor: str, argument: str) -> list[Any]:
    """Return the values of a cursor; raise `BadUserInput` naming the argument if it is none."""
    try:
        values = orjson.loads(urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)))
    except ValueError:
        values = None
    simple = isinstance(values, list) and all(
        isinstance(value, str | int) and "\x00" not in str(value) for value in values
    )
    if not simple or any(isinstance(value, int) and abs(value) > 2**63 - 1 for value in values):
        raise BadUserInput(argument, "This is not a cursor that this API gave out.")
    return list(values)
