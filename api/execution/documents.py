"""Documents that were measured, parsed and validated before, with plans and costs of operations."""

from collections.abc import Mapping
from threading import Lock
from typing import Any

import strawberry
from cachetools import LRUCache
from django.conf import settings
from graphql import (
    DocumentNode,
    GraphQLError,
    get_operation_ast,
    parse,
    specified_rules,
    validate,
)
from graphql.validation import OverlappingFieldsCanBeMergedRule

from api.errors import LimitExceeded
from api.execution.executor import Plans
from api.limits import costs, overlaps, text
from api.limits.shape import Shape
from api.limits.values import MAX_ERRORS

#: The rules of validation but the one that `overlaps` stands for.
RULES = [rule for rule in specified_rules if rule is not OverlappingFieldsCanBeMergedRule]

#: Stands for the value of a variable that was not given.
_DEFAULT = "default"

#: How many costs of a document are kept, for different values of its variables.
MAX_COSTS = 64


class Document:
    """A document: its syntax tree, the errors that validation found, its plans and costs.

    Raises `GraphQLSyntaxError` for a text that is no document, and `LimitExceeded` for one that
    is too large to be parsed.
    """

    def __init__(self, schema: strawberry.Schema, source: str) -> None:
        self.size = len(source)
        self.measured = text.measured(source)
        self.tree: DocumentNode = parse(source)
        self.shape = Shape(self.tree)
        self.errors: list[GraphQLError] | None = None
        self._refusal: LimitExceeded | None = None
        self._schema = schema
        self._costs: dict[Any, int] = {}
        self._sizing: tuple[str, ...] = ()

    def check(self) -> None:
        """Raise the error of a limit on documents if one is exceeded."""
        self.measured.check()
        self.shape.check()

    def validate(self) -> list[GraphQLError]:
        """Return the errors of validation, which happens once.

        Raises `LimitExceeded` if that takes too many steps.
        """
        if self._refusal is not None:
            raise self._refusal.with_traceback(None)
        if self.errors is None:
            # The errors come last: by them other threads tell that all is there.
            core = self._schema._schema
            errors = validate(
                core,
                self.tree,
                RULES,
                max_errors=MAX_ERRORS,
                hide_suggestions=hides_suggestions(),
            )
            self.plans = Plans(tuple(self.shape.deciding))
            self._sizing = self._deciding()
            try:
                self.errors = errors or overlaps.conflicts(core, self.tree)
            except LimitExceeded as error:
                self._refusal = error
                raise
        return self.errors

    def is_query(self, operation_name: str | None) -> bool:
        """Whether an operation of a document that is valid is a query."""
        operation = get_operation_ast(self.tree, operation_name)
        return operation is not None and operation.operation.value == "query"

    def cost(self, operation_name: str | None, variables: Mapping[str, Any] | None) -> int:
        """Return the cost of an operation of a document that is valid.

        It is found once for each set of values that it depends on.
        """
        given = variables or {}
        if not self._sizing:
            key: Any = operation_name
        else:
            key = (
                operation_name,
                *[
                    costs.deciding(given[name]) if name in given else _DEFAULT
                    for name in self._sizing
                ],
            )
        found = self._costs.get(key)
        if found is None:
            found = self._cost(operation_name, given)
            if len(self._costs) >= MAX_COSTS:
                self._costs = {}
            self._costs[key] = found
        return found

    def _cost(self, operation_name: str | None, given: Mapping[str, Any]) -> int:
        operation = get_operation_ast(self.tree, operation_name)
        assert operation is not None, "The operation was chosen."
        values: dict[str, costs.Deciding] = {}
        for one in operation.variable_definitions or ():
            name = one.variable.name.value
            if name in given:
                values[name] = costs.deciding(given[name])
            elif one.default_value is not None:
                values[name] = costs.literal(one.default_value)
        rules = costs.model(self._schema._schema)
        return costs.Costing(rules, self.shape.fragments, values).cost(operation)

    def _deciding(self) -> tuple[str, ...]:
        """Return the variables that costs may depend on."""
        arguments = costs.model(self._schema._schema).arguments
        sizing = [variable for name, variable in self.shape.arguments if name in arguments]
        return tuple(dict.fromkeys([*self.shape.deciding, *sizing]))


def hides_suggestions() -> bool:
    """Whether clients are told nothing of names that are like theirs: always but while DEBUG."""
    return not settings.DEBUG


_kept: LRUCache[tuple[strawberry.Schema, str], Document] | None = None
_lock = Lock()


def document(schema: strawberry.Schema, source: str) -> Document:
    """Return the document of a text; raise `GraphQLSyntaxError` if it is none.

    Up to `HEARTH_QUERY_CACHE` characters of documents are kept, those that were asked for last.
    """
    global _kept  # noqa: PLW0603 - made when the settings are there
    if _kept is None:
        _kept = LRUCache(
            getattr(settings, "HEARTH_QUERY_CACHE", 400_000), getsizeof=lambda one: one.size
        )
    key = (schema, source)
    with _lock:
        found = _kept.get(key)
    if found is None:
        found = Document(schema, source)
        with _lock:
            if found.size <= _kept.maxsize:
                _kept[key] = found
    return found
