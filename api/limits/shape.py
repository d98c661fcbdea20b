"""The shape of a document's operations: depth, aliases, directives, root fields.

A fragment is looked at once and remembered, however often it is spread; what it adds is counted
each time. So fragments that double each other cost no more than their text.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
)

from api.errors import TooDeep
from api.limits.values import CAP, MAX_DEFINITIONS, MAX_VARIABLES, hold, limit

#: How many fields of introspection may be inside each other; the usual tools ask for 16 at most.
MAX_INTROSPECTION_DEPTH = 25


@dataclass
class _Facts:
    """What is known of one definition: its own figures, then those of its fragments too."""

    depth: int = 0
    introspection: int = 0
    aliases: int = 0
    directives: int = 0
    #: (name of a fragment, fields around it, whether one of those is introspection)
    spreads: list[tuple[str, int, bool]] = field(default_factory=list)

    def reach(self, depth: int, *, introspective: bool) -> None:
        """Remember how deep a field is."""
        if introspective:
            self.introspection = max(self.introspection, depth)
        else:
            self.depth = max(self.depth, depth)

    def include(self, other: "_Facts", around: int, *, introspective: bool) -> None:
        """Add what a fragment adds where it is spread."""
        self.aliases = min(self.aliases + other.aliases, CAP)
        self.directives = min(self.directives + other.directives, CAP)
        if other.depth:
            self.reach(around + other.depth, introspective=introspective)
        if other.introspection:
            self.reach(around + other.introspection, introspective=True)


class Shape:
    """The figures of a document, the largest of all its operations.

    `deciding` are the variables that `@skip` and `@include` look at, `arguments` pairs of an
    argument's name and the variable that is its value. In a document whose fragments spread each
    other in a circle (`is_cyclic`), which is not valid, nothing is counted.
    """

    def __init__(self, tree: DocumentNode) -> None:
        self.depth = self.introspection = self.aliases = self.directives = 0
        self.root_fields = self.variables = 0
        self.deciding: dict[str, None] = {}
        self.arguments: dict[tuple[str, str], None] = {}
        self.definitions = len(tree.definitions)
        hold("operations and fragments", self.definitions, MAX_DEFINITIONS)
        self.fragments = {
            one.name.value: one
            for one in tree.definitions
            if isinstance(one, FragmentDefinitionNode)
        }
        self._facts = {name: self._own(one) for name, one in self.fragments.items()}
        order = _inside_out(self._facts)
        self.is_cyclic = order is None
        if order is None:
            return
        for name in order:
            self._complete(self._facts[name])
        for one in tree.definitions:
            if isinstance(one, OperationDefinitionNode):
                self._add(one)

    def check(self) -> None:
        """Raise the error of a limit if one is exceeded."""
        for depth, most in (
            (self.depth, limit("HEARTH_MAX_DEPTH")),
            (self.introspection, MAX_INTROSPECTION_DEPTH),
        ):
            if depth > most:
                raise TooDeep(
                    f"The fields are nested {depth} deep; at most {most} are allowed.",
                    limit=most,
                    requested=depth,
                )
        hold("aliases", self.aliases, limit("HEARTH_MAX_ALIASES"))
        hold("directives", self.directives, limit("HEARTH_MAX_DIRECTIVES"))
        hold("root fields", self.root_fields, limit("HEARTH_MAX_ROOT_FIELDS"))
        hold("variables", self.variables, MAX_VARIABLES)

    def _add(self, operation: OperationDefinitionNode) -> None:
        facts = self._own(operation)
        self._complete(facts)
        declared = operation.variable_definitions or ()
        facts.directives += len(operation.directives or ())
        facts.directives += sum(len(one.directives or ()) for one in declared)
        self.depth = max(self.depth, facts.depth)
        self.introspection = max(self.introspection, facts.introspection)
        self.aliases = max(self.aliases, facts.aliases)
        self.directives = max(self.directives, facts.directives)
        self.variables = max(self.variables, len(declared))
        names = set(_response_names(operation.selection_set, self.fragments))
        self.root_fields = max(self.root_fields, len(names))

    def _complete(self, facts: _Facts) -> None:
        for name, around, introspective in facts.spreads:
            if name in self._facts:
                facts.include(self._facts[name], around, introspective=introspective)

    def _own(self, definition: FragmentDefinitionNode | OperationDefinitionNode) -> _Facts:
        facts = _Facts(directives=0)
        condition = getattr(definition, "type_condition", None)
        waiting = [(definition.selection_set, 0, _is_introspection(condition))]
        while waiting:
            selection_set, around, inside = waiting.pop()
            for one in selection_set.selections:
                facts.directives += len(one.directives or ())
                self._note_directives(one)
                if isinstance(one, FragmentSpreadNode):
                    facts.spreads.append((one.name.value, around, inside))
                elif isinstance(one, InlineFragmentNode):
                    is_inside = inside or _is_introspection(one.type_condition)
                    waiting.append((one.selection_set, around, is_inside))
                elif isinstance(one, FieldNode):
                    facts.aliases += one.alias is not None
                    facts.reach(around + 1, introspective=inside)
                    self._note_arguments(one)
                    if one.selection_set:
                        is_inside = inside or one.name.value in ("__schema", "__type")
                        waiting.append((one.selection_set, around + 1, is_inside))
        return facts

    def _note_directives(self, selection: Any) -> None:
        for directive in selection.directives or ():
            if directive.name.value in ("skip", "include"):
                for argument in directive.arguments or ():
                    if isinstance(argument.value, VariableNode):
                        self.deciding[argument.value.name.value] = None

    def _note_arguments(self, selection: FieldNode) -> None:
        for argument in selection.arguments or ():
            if isinstance(argument.value, VariableNode):
                self.arguments[argument.name.value, argument.value.name.value] = None


def _is_introspection(condition: Any) -> bool:
    return condition is not None and condition.name.value.startswith("__")


def _response_names(
    selection_set: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> Iterator[str]:
    """Yield the names of a selection's fields in the answer; a fragment is looked at once."""
    waiting, seen = [selection_set], set()
    while waiting:
        for one in waiting.pop().selections:
            if isinstance(one, FieldNode):
                yield (one.alias or one.name).value
            elif isinstance(one, InlineFragmentNode):
                waiting.append(one.selection_set)
            elif isinstance(one, FragmentSpreadNode) and one.name.value not in seen:
                seen.add(one.name.value)
                if one.name.value in fragments:
                    waiting.append(fragments[one.name.value].selection_set)


def _inside_out(facts: Mapping[str, _Facts]) -> list[str] | None:
    """Return the fragments, each after those that it spreads; None if there is a circle."""
    order: list[str] = []
    done: set[str] = set()
    for root in facts:
        if root in done:
            continue
        path = [(root, iter(facts[root].spreads))]
        on_path = {root}
        while path:
            name, spreads = path[-1]
            for inner, _around, _introspective in spreads:
                if inner in on_path:
                    return None
                if inner in facts and inner not in done:
                    path.append((inner, iter(facts[inner].spreads)))
                    on_path.add(inner)
                    break
            else:
                path.pop()
                on_path.remove(name)
                done.add(name)
                order.append(name)
    return order
