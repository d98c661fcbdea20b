"""Which rows a list has: conditions whose shape is apart from their values.

Lists with the same conditions on other values are one prepared query. A condition is written
once, as a function of operands, and used in two ways: with parameters for the prepared query,
with the values themselves for a queryset such as a count needs.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Field, Q, QuerySet

from api.context import AnyMoment, Scope, Viewer
from api.loading import Session
from api.prepared import AnyOf, Parameter, Prepared, Values, prepared

Condition = Callable[..., Any]


@dataclass(frozen=True)
class Given:
    """A value of a column's type; a list of values stands for any of them."""

    value: Any
    field: Field[Any, Any]

    @property
    def is_list(self) -> bool:
        """Whether the value stands for any of several."""
        return isinstance(self.value, list)

    @property
    def literal(self) -> Any:
        """The operand that holds the value itself."""
        return Values("", self.field, self.value) if self.is_list else self.value

    def parameter(self, name: str) -> Any:
        """Return the operand that stands for the value in a prepared query."""
        return (Values if self.is_list else Parameter)(name, self.field)


class Criteria:
    """Conditions on the visible rows of a model.

    `base` makes the queryset of all rows that a viewer may see.
    """

    def __init__(self, base: Callable[[Viewer], QuerySet[Any]], session: Session) -> None:
        self.base = base
        self.session = session
        self.shape: tuple[Hashable, ...] = ()
        self._conditions: list[tuple[Condition, int]] = []
        self._given: list[Given] = []

    def where(self, shape: Hashable, condition: Condition, *given: Given) -> None:
        """Add a condition: a function of (viewer, operands) that returns what to filter by.

        `shape` tells the condition from all others that `base` is filtered by: with one shape,
        the function may depend on nothing but its operands.
        """
        lists = tuple(one.is_list for one in given)
        self.shape = (*self.shape, (shape, lists))
        self._conditions.append((condition, len(given)))
        self._given.extend(given)

    def __copy__(self) -> "Criteria":
        copied = Criteria(self.base, self.session)
        copied.shape = self.shape
        copied._conditions = [*self._conditions]
        copied._given = [*self._given]
        return copied

    @property
    def given(self) -> tuple[Hashable, ...]:
        """The values of all conditions, in their order."""
        return tuple(tuple(one.value) if one.is_list else one.value for one in self._given)

    @property
    def values(self) -> dict[str, Any]:
        """The values of the prepared query's parameters."""
        values = {f"v{index}": given.value for index, given in enumerate(self._given)}
        return {**values, "now": self.session.now}

    def queryset(self) -> QuerySet[Any]:
        """Return the rows, with the values themselves in the conditions."""
        return self._filtered(self.session, [given.literal for given in self._given])

    def prepared(
        self,
        shape: Hashable,
        finish: Callable[[QuerySet[Any]], QuerySet[Any]],
    ) -> Prepared:
        """Return the prepared query of the rows, finished by ordering, columns and limits.

        `shape` tells the finish from all others of the same criteria.
        """
        scope = self.session.scope
        key = (self.base, self.shape, scope, shape)
        return prepared(key, lambda: finish(self._template(scope)))

    def _template(self, scope: Scope) -> QuerySet[Any]:
        operands = [given.parameter(f"v{index}") for index, given in enumerate(self._given)]
        return self._filtered(AnyMoment(scope), operands)

    def _filtered(self, viewer: Viewer, operands: Sequence[Any]) -> QuerySet[Any]:
        rows = self.base(viewer)
        position = 0
        for condition, count in self._conditions:
            rows = rows.filter(condition(viewer, *operands[position : position + count]))
            position += count
        return rows


def is_or_in(path: str, operand: Any) -> Q:
    """Return the condition that a field is a value, or one of several."""
    return Q(AnyOf(path, operand)) if isinstance(operand, Values) else Q(**{path: operand})
