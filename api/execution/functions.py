"""The functions that are being written: their lines, and what is known of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from graphql import GraphQLField, GraphQLObjectType
from strawberry.schema.schema_converter import GraphQLCoreConverter

from api.execution.plans import Site
from api.prepared import Column

DEFINITION = GraphQLCoreConverter.DEFINITION_BACKREF


class NotCompiled(Exception):
    """The operation is left to graphql-core; the message says why."""


class Lines(list[str]):
    """Lines of code."""

    def block(self, head: str, lines: Iterable[str]) -> None:
        """Add lines under a head that ends in a colon."""
        self.append(head)
        self.extend(f"    {line}" for line in lines)


@dataclass(eq=False)
class Function:
    """A function that makes one object of the answer, or finishes a value.

    `model` is the Django model of its objects, if any; `columns` what it reads of them, None if
    that is not known. `inlined` are the functions that it calls itself.
    """

    name: str
    title: str
    model: type[Model] | None = None
    columns: set[Column] | None = field(default_factory=set)
    wants_path: bool = False
    inlined: list["Function"] = field(default_factory=list)
    sites: list[Site] = field(default_factory=list)
    #: The functions that make the entries of a list of which this is a page or an edge.
    entries: list["Function"] = field(default_factory=list)
    lists_entries: bool = False
    reads_raw: bool = False

    def read(self, columns: Iterable[Column] | None) -> None:
        """Add columns that are read of the objects."""
        if columns is None:
            self.columns = None
        elif self.columns is not None:
            self.columns.update(columns)

    def reachable(self) -> set["Function"]:
        """Return the function and all that it calls, directly or not."""
        found = {self}
        waiting = [self]
        while waiting:
            for inner in waiting.pop().inlined:
                if inner not in found:
                    found.add(inner)
                    waiting.append(inner)
        return found


@dataclass
class Place:
    """A field where code is being written for: its function, variables and lines.

    `values` are lines that compute, `queues` lines that run once the object `d` exists. The
    value `is_made` if a function makes it anew, so that nobody else has it.
    """

    function: Function
    parent: GraphQLObjectType
    definition: GraphQLField
    details: Sequence[Any]
    key: str
    values: Lines
    queues: Lines
    type_name: str
    arguments: str = ""
    is_finish: bool = False
    is_made: bool = False

    @property
    def path(self) -> str:
        """The expression of the field's path in the answer."""
        return "p" if self.is_finish else f"Path(p, {self.key}, {self.type_name})"

    @property
    def declared(self) -> Any:
        """The Strawberry field."""
        return self.definition.extensions.get(DEFINITION)

    @property
    def nodes(self) -> list[Any]:
        """The nodes of the document that ask for the field."""
        return [one.node for one in self.details]
