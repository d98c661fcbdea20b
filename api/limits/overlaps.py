"""Whether fields of one name in an answer can be merged, found out in time close to linear.

graphql-core compares each pair of fields, which is quadratic at best. Here fields that meet in an
answer are one group, and a group is compared with its first field alone, as Simon Adameit found
(https://tech.new-work.se/graphql-overlapping-fields-can-be-merged-fast-ea6e92e0a01; Sangria and
graphql-java do so too). A group that was seen is not looked at again. The verdict is the same as
that of graphql-core's `OverlappingFieldsCanBeMergedRule`, and the messages read like its own.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    is_interface_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
)

from api.limits.values import MAX_ERRORS, Steps


class Field:
    """A field of the document with what it is compared by."""

    __slots__ = ("call", "is_concrete", "is_streamed", "node", "parent", "shape", "type")

    def __init__(self, node: FieldNode, parent: Any) -> None:
        self.node = node
        self.parent = parent
        self.is_concrete = is_object_type(parent)
        known = parent.fields if self.is_concrete or is_interface_type(parent) else {}
        definition = known.get(node.name.value)
        self.type = definition.type if definition else None
        self.shape = _shape(self.type)
        self.is_streamed = any(one.name.value == "stream" for one in node.directives or ())
        self.call = _arguments(node)


class Groups(NamedTuple):
    """Fields by their name in the answer, and the field that each is inside of."""

    fields: Mapping[str, Sequence[Field]]
    inside: Mapping[Field, Field | None]


class _Trail(NamedTuple):
    """The way to a group: the name of what it is inside of, and the trail to that."""

    name: str
    groups: Groups
    outer: "_Trail | None"


def conflicts(
    schema: GraphQLSchema, tree: DocumentNode, steps: Steps | None = None
) -> list[GraphQLError]:
    """Return an error for each pair of fields that cannot be merged, up to `MAX_ERRORS` of them.

    The document's fragments may not spread each other in a circle. Raises `LimitExceeded` if it
    takes too many steps to tell.
    """
    check = _Check(schema, tree, steps or Steps())
    roots: list[tuple[Any, SelectionSetNode]] = []
    spread = set(_spread_names(tree))
    for one in tree.definitions:
        if isinstance(one, OperationDefinitionNode):
            roots.append((schema.get_root_type(one.operation), one.selection_set))
        elif isinstance(one, FragmentDefinitionNode) and one.name.value not in spread:
            roots.append((schema.get_type(one.type_condition.name.value), one.selection_set))
    for parent, selection_set in roots:
        groups = check.collect([(None, parent, selection_set)])
        check.calls(groups, None)
        check.shapes(groups, None)
    return check.errors


class _Check:
    def __init__(self, schema: GraphQLSchema, tree: DocumentNode, steps: Steps) -> None:
        self.schema = schema
        self.steps = steps
        self.errors: list[GraphQLError] = []
        self._fragments = {
            one.name.value: one
            for one in tree.definitions
            if isinstance(one, FragmentDefinitionNode)
        }
        self._fields: dict[int, Field] = {}
        self._inner: dict[frozenset[Field], Groups] = {}
        self._same_calls: set[frozenset[Field]] = set()
        self._same_shapes: set[frozenset[Field]] = set()
        self._told: set[tuple[Field, Field]] = set()

    def collect(self, within: Iterable[tuple[Field | None, Any, SelectionSetNode]]) -> Groups:
        """Return the groups of selections, given with the field that they are of and its type."""
        fields: dict[str, list[Field]] = {}
        inside: dict[Field, Field | None] = {}
        seen: set[str] = set()
        for outer, parent, selection_set in within:
            for one in self._flat(parent, selection_set, seen):
                if one not in inside:
                    inside[one] = outer
                    name = (one.node.alias or one.node.name).value
                    fields.setdefault(name, []).append(one)
        return Groups(fields, inside)

    def _flat(
        self, parent: Any, selection_set: SelectionSetNode, seen: set[str]
    ) -> Iterator[Field]:
        waiting = [(parent, iter(selection_set.selections))]
        while waiting:
            parent, selections = waiting[-1]
            for one in selections:
                self.steps.take()
                if isinstance(one, FieldNode):
                    yield self._field(one, parent)
                    continue
                fragment: Any = one
                if isinstance(one, FragmentSpreadNode):
                    name = one.name.value
                    if name in seen or name not in self._fragments:
                        continue
                    seen.add(name)
                    fragment = self._fragments[name]
                condition = fragment.type_condition
                inner = self.schema.get_type(condition.name.value) if condition else parent
                waiting.append((inner, iter(fragment.selection_set.selections)))
                break
            else:
                waiting.pop()

    def _field(self, node: FieldNode, parent: Any) -> Field:
        found = self._fields.get(id(node))
        if found is None:
            found = self._fields[id(node)] = Field(node, parent)
        return found

    def _below(self, fields: Sequence[Field], key: frozenset[Field]) -> Groups:
        """Return the groups of what some fields, which are one in the answer, have selected."""
        if key not in self._inner:
            self._inner[key] = self.collect(
                (one, get_named_type(one.type), one.node.selection_set)
                for one in fields
                if one.node.selection_set
            )
        return self._inner[key]

    def calls(self, groups: Groups, trail: _Trail | None) -> None:
        """Check that fields of one name that one object can have are the same field."""
        for name, several in groups.fields.items():
            for fields in self._of_one_object(several):
                key = frozenset(fields)
                if key in self._same_calls or len(self.errors) >= MAX_ERRORS:
                    continue
                self._same_calls.add(key)
                here = _Trail(name, groups, trail)
                other = next((one for one in fields if one.call != fields[0].call), None)
                if other is None:
                    self.calls(self._below(fields, key), here)
                else:
                    reason = _difference(fields[0].node, other.node)
                    self._tell(name, reason, fields[0], other, here)
                    self._same_shapes.add(key)  # one error for these fields is enough

    def _of_one_object(self, fields: Sequence[Field]) -> Iterable[Sequence[Field]]:
        """Return the fields that an object of one type may have, for each type."""
        self.steps.take(len(fields))
        if len(fields) == 1:
            return [fields]
        parents = dict.fromkeys(one.parent for one in fields if one.is_concrete)
        if len(parents) < 2:
            return [fields]
        self.steps.take(len(fields) * len(parents))
        return [
            [one for one in fields if one.parent is parent or not one.is_concrete]
            for parent in parents
        ]

    def shapes(self, groups: Groups, trail: _Trail | None) -> None:
        """Check that fields of one name have values of one shape, whatever object has them."""
        for name, fields in groups.fields.items():
            key = frozenset(fields)
            if key in self._same_shapes or len(self.errors) >= MAX_ERRORS:
                continue
            self._same_shapes.add(key)
            self.steps.take(len(fields))
            here = _Trail(name, groups, trail)
            if (pair := _other_shape(fields)) is not None:
                reason = f"they return conflicting types '{pair[0].type}' and '{pair[1].type}'"
                self._tell(name, reason, *pair, here)
            elif len(fields) > 1 and any(one.is_streamed for one in fields):
                pair = (fields[0], fields[1])
                self._tell(name, "they have overlapping stream directives", *pair, here)
            else:
                self.shapes(self._below(fields, key), here)

    def _tell(self, name: str, reason: str, one: Field, other: Field, trail: _Trail) -> None:
        if (one, other) in self._told:
            return
        self._told.add((one, other))
        first, second = [one.node], [other.node]
        at: _Trail | None = trail
        while at is not None and at.outer is not None:
            outer, other_outer = at.groups.inside[one], at.groups.inside[other]
            if outer is other_outer or outer is None or other_outer is None:
                break
            reason = f"subfields '{at.name}' conflict because {reason}"
            one, other, at = outer, other_outer, at.outer
            name = at.name
            first.insert(0, one.node)
            second.insert(0, other.node)
        message = (
            f"Fields '{name}' conflict because {reason}."
            " Use different aliases on the fields to fetch both if this was intentional."
        )
        self.errors.append(GraphQLError(message, [*first, *second]))


def _spread_names(tree: DocumentNode) -> Iterator[str]:
    waiting: list[Any] = [getattr(one, "selection_set", None) for one in tree.definitions]
    while waiting:
        for one in getattr(waiting.pop(), "selections", ()):
            if isinstance(one, FragmentSpreadNode):
                yield one.name.value
            else:
                waiting.append(one.selection_set)


def _shape(type_: Any) -> str | None:
    """Return what two types have in common that do not conflict; None if the type is unknown."""
    if type_ is None:
        return None
    if is_list_type(type_):
        return f"[{_shape(type_.of_type)}]"
    if is_non_null_type(type_):
        return f"{_shape(type_.of_type)}!"
    return type_.name if is_leaf_type(type_) else "{}"


def _other_shape(fields: Sequence[Field]) -> tuple[Field, Field] | None:
    known = [one for one in fields if one.shape is not None]
    return next(((known[0], one) for one in known if one.shape != known[0].shape), None)


def _arguments(node: FieldNode) -> tuple[str, Any]:
    arguments = sorted((one.name.value, _value(one.value)) for one in node.arguments or ())
    return node.name.value, tuple(arguments)


def _value(value: Any) -> Any:
    """Return something by which two values in a document can be compared and ordered."""
    if isinstance(value, ListValueNode):
        return "[", tuple(_value(one) for one in value.values)
    if isinstance(value, ObjectValueNode):
        return "{", tuple(sorted((one.name.value, _value(one.value)) for one in value.fields))
    if isinstance(value, VariableNode):
        return "$", value.name.value
    block = "block" if getattr(value, "block", None) else ""
    return f"{value.kind}{block}", str(getattr(value, "value", None))


def _difference(one: FieldNode, other: FieldNode) -> str:
    if one.name.value != other.name.value:
        return f"'{one.name.value}' and '{other.name.value}' are different fields"
    return "they have differing arguments"
