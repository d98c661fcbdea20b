"""Connections after the Relay specification, with `nodes` and `totalCount`, over keyset cursors.

strawberry-django's own cursor connection has no `nodes`, reports mistakes in Python's words and
cannot page over anything but a queryset; so this is ours.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Annotated, Any, Generic, TypeVar
from zlib import crc32

import orjson
import strawberry
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from strawberry.relay import PageInfo

from api.errors import BadUserInput
from api.sources import attr

T = TypeVar("T")

DEFAULT_SIZE = 20
MAX_SIZE = 100

First = Annotated[
    int | None,
    strawberry.argument(description="How many entries from the start: 20 by default, at most 100."),
]
After = Annotated[str | None, strawberry.argument(description="Only entries after this cursor.")]
Last = Annotated[
    int | None, strawberry.argument(description="How many entries from the end, at most 100.")
]
Before = Annotated[str | None, strawberry.argument(description="Only entries before this cursor.")]


@strawberry.type(description="An entry of a list, with its place.")
class Edge(Generic[T]):
    """An edge."""

    cursor: str = attr("cursor", description="The place of the entry, for `after` and `before`.")
    node: T = attr("node", description="The entry.")


@strawberry.type(description="A part of a list.")
class Connection(Generic[T]):
    """A connection."""

    edges: list[Edge[T]] = attr("edges", description="The entries with their cursors.")
    nodes: list[T] = attr("nodes", description="The entries alone.")
    page_info: PageInfo = attr("page_info", description="Whether and where the list goes on.")
    total_count: int = attr(
        "total_count", description="How many entries the whole list has; counted only when asked."
    )


@dataclass(frozen=True)
class EdgeValue:
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

    Lists with one `name` share their cursors; those of any other list are refused.
    """

    def __init__(self, arguments: PageArguments, name: str) -> None:
        self.arguments = arguments
        self._mark = crc32(name.encode())

    def fetch(self) -> tuple[list[EdgeValue], bool]:
        """Return the entries in their order, and whether there are more in reading direction."""
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
    def _fetched(self) -> tuple[list[EdgeValue], bool]:
        return self.fetch()

    @property
    def edges(self) -> list[EdgeValue]:
        """The entries with their cursors."""
        return self._fetched[0]

    @property
    def nodes(self) -> list[Any]:
        """The entries alone."""
        return [edge.node for edge in self.edges]

    @property
    def page_info(self) -> PageInfo:
        """Whether and where the list goes on; a given cursor means that there is a way back."""
        more = self._fetched[1]
        backward = self.arguments.is_backward
        return PageInfo(
            has_next_page=self.arguments.before is not None if backward else more,
            has_previous_page=more if backward else self.arguments.after is not None,
            start_cursor=self.edges[0].cursor if self.edges else None,
            end_cursor=self.edges[-1].cursor if self.edges else None,
        )

    @cached_property
    def total_count(self) -> int:
        """The length of the whole list."""
        return self.count()


class KeysetSlice(Slice):
    """A page of a queryset: what comes after the values of the last row seen.

    `order` names the columns and annotations to sort by, `-` for descending; the last one is
    unique, none is null. `node` makes the entry of a row; `loaded` gets all
    rows of the page at once.
    """

    def __init__(
        self,
        queryset: QuerySet[Any],
        arguments: PageArguments,
        order: Sequence[str],
        *,
        node: Callable[[Any], Any] = lambda row: row,
        loaded: Callable[[list[Any]], None] = lambda rows: None,
    ) -> None:
        super().__init__(arguments, f"{queryset.model._meta.label} {' '.join(order)}")
        self.queryset = queryset
        self.order = [_OrderField(queryset, name) for name in order]
        self.node = node
        self.loaded = loaded

    def fetch(self) -> tuple[list[EdgeValue], bool]:
        """Fetch one row more than asked, to know whether there are more."""
        arguments = self.arguments
        rows = self.queryset
        if arguments.after is not None:
            rows = rows.filter(self._beyond(arguments.after, "after", backward=False))
        if arguments.before is not None:
            rows = rows.filter(self._beyond(arguments.before, "before", backward=True))
        backward = arguments.is_backward
        names = [field.order_by(backward=backward) for field in self.order]
        found = list(rows.order_by(*names)[: arguments.size + 1])
        more = len(found) > arguments.size
        found = found[: arguments.size]
        if backward:
            found.reverse()
        self.loaded(found)
        return [EdgeValue(self._cursor(row), self.node(row)) for row in found], more

    def count(self) -> int:
        """Count with one query."""
        return self.queryset.count()

    def _cursor(self, row: Any) -> str:
        return self.encode([field.read(row) for field in self.order])

    def _beyond(self, cursor: str, argument: str, *, backward: bool) -> Q:
        written = self.decode(cursor, argument)
        if len(written) != len(self.order):
            raise BadUserInput(argument, "This cursor belongs to another list.")
        values = [
            field.parse(value, argument) for field, value in zip(self.order, written, strict=True)
        ]
        condition = Q()
        for field, value in reversed(list(zip(self.order, values, strict=True))):
            further = Q(**{f"{field.name}__{field.further(backward=backward)}": value})
            condition = further | (Q(**{field.name: value}) & condition) if condition else further
        return condition


class _OrderField:
    """A column or annotation to sort by."""

    def __init__(self, queryset: QuerySet[Any], name: str) -> None:
        self.name = name.removeprefix("-")
        self.descending = name.startswith("-")
        annotation = queryset.query.annotations.get(self.name)
        self.field = annotation.output_field if annotation else self._column(queryset.model)

    def _column(self, model: type[Model]) -> Any:
        columns = {"pk": model._meta.pk, **{field.attname: field for field in model._meta.fields}}
        field: Any = columns[self.name]
        while field.remote_field is not None:
            field = field.target_field
        return field

    def order_by(self, *, backward: bool) -> str:
        return f"-{self.name}" if self.descending ^ backward else self.name

    def further(self, *, backward: bool) -> str:
        return "lt" if self.descending ^ backward else "gt"

    def read(self, row: Any) -> Any:
        return getattr(row, self.name)

    def parse(self, value: Any, argument: str) -> Any:
        try:
            parsed = self.field.to_python(value)
            return parsed.astimezone(UTC) if isinstance(parsed, datetime) else parsed
        except (ValidationError, ValueError, TypeError, OverflowError):
            raise BadUserInput(argument, "This cursor belongs to another list.") from None


class ListSlice(Slice):
    """A page of keys that are in memory in their order, such as ranked search hits.

    A cursor holds the key and its position, where reading goes on if the key has gone since.
    """

    def __init__(
        self,
        keys: Callable[[], Sequence[Any]],
        arguments: PageArguments,
        load: Callable[[Iterable[Any]], list[Any]],
        name: str,
    ) -> None:
        super().__init__(arguments, name)
        self._keys = keys
        self._load = load

    @cached_property
    def keys(self) -> list[Any]:
        """All keys."""
        return list(self._keys())

    def fetch(self) -> tuple[list[EdgeValue], bool]:
        """Cut the page out of the keys and load what they stand for."""
        start, stop = 0, len(self.keys)
        if self.arguments.after is not None:
            _stop, start = self._around(self.arguments.after, "after")
        if self.arguments.before is not None:
            stop, _start = self._around(self.arguments.before, "before")
        chosen = self.keys[start:stop]
        size = self.arguments.size
        more = len(chosen) > size
        if self.arguments.is_backward:
            chosen = chosen[len(chosen) - size :] if more else chosen
        else:
            chosen = chosen[:size]
        edges = [
            EdgeValue(self.encode([node.pk, self._positions[node.pk]]), node)
            for node in self._load(chosen)
        ]
        return edges, more

    def count(self) -> int:
        """Count the keys."""
        return len(self.keys)

    @cached_property
    def _positions(self) -> dict[Any, int]:
        return {key: position for position, key in enumerate(self.keys)}

    def _around(self, cursor: str, argument: str) -> tuple[int, int]:
        """Return where the keys before a cursor end, and where those after it start."""
        values = self.decode(cursor, argument)
        if len(values) != 2 or not isinstance(values[1], int) or values[1] < 0:
            raise BadUserInput(argument, "This cursor belongs to another list.")
        key, position = values
        if key not in self._positions:
            return position, position
        return self._positions[key], self._positions[key] + 1


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
