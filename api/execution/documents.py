"""Documents that were parsed and validated before, with the plans of their operations."""

from threading import Lock
from typing import Any

import strawberry
from cachetools import LRUCache
from django.conf import settings
from graphql import DocumentNode, GraphQLError, VariableNode, Visitor, parse, validate, visit

from api.execution.executor import Plans


class Document:
    """A document: its syntax tree, the errors that validation found, and its plans."""

    def __init__(self, schema: strawberry.Schema, text: str) -> None:
        self.size = len(text)
        self.tree: DocumentNode = parse(text)
        self.errors: list[GraphQLError] | None = None
        self._schema = schema

    def validate(self) -> list[GraphQLError]:
        """Return the errors of validation, which happens once."""
        if self.errors is None:
            # The errors come last: by them other threads tell that all is there.
            self.plans = Plans(_deciding(self.tree))
            self.errors = validate(self._schema._schema, self.tree)
        return self.errors


class _Deciding(Visitor):
    """Collects the variables that `@skip` and `@include` look at."""

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, None] = {}

    def enter_directive(self, node: Any, *_rest: Any) -> None:
        """Collect the variables of the directive."""
        if node.name.value in ("skip", "include"):
            for argument in node.arguments or ():
                if isinstance(argument.value, VariableNode):
                    self.names[argument.value.name.value] = None


def _deciding(tree: DocumentNode) -> tuple[str, ...]:
    visitor = _Deciding()
    visit(tree, visitor)
    return tuple(visitor.names)


_kept: LRUCache[tuple[strawberry.Schema, str], Document] | None = None
_lock = Lock()


def document(schema: strawberry.Schema, text: str) -> Document:
    """Return the document of a text; raise `GraphQLSyntaxError` if it is none.

    Up to `HEARTH_QUERY_CACHE` characters of documents are kept, those that were asked for last.
    """
    global _kept  # noqa: PLW0603 - made when the settings are there
    if _kept is None:
        _kept = LRUCache(
            getattr(settings, "HEARTH_QUERY_CACHE", 400_000), getsizeof=lambda one: one.size
        )
    key = (schema, text)
    with _lock:
        found = _kept.get(key)
    if found is None:
        found = Document(schema, text)
        with _lock:
            if found.size <= _kept.maxsize:
                _kept[key] = found
    return found
