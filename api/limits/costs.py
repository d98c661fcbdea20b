"""What an operation may cost, told from the document, the schema and a few of its variables.

Each object that an answer may hold counts 1, its leaves nothing, except where a field's `@cost`
says otherwise. Lists count as long as `@listSize` says. Fields that are merged in the answer
count once; where an object may be of several types, the dearest one counts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from graphql import (
    BooleanValueNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    Undefined,
    VariableNode,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_list_type,
    is_non_null_type,
)

from api.limits.directives import Cost, ListSize
from api.limits.values import CAP, Steps

#: How many entries a list has of which nothing else is known.
DEFAULT_SIZE = 10

#: What Strawberry's definition of a field is kept under.
DEFINITION = "strawberry-definition"


@dataclass(frozen=True)
class Rule:
    """What the schema says of the cost of a field: its own `weight`, and what objects cost `each`.

    `type` is None for leaves. A list has `size` entries, or as many as the arguments `by` say; if
    the list is in the fields `of` the object, they have. `entries` are weights of arguments.
    """

    type: Any
    is_list: bool
    each: int = 1
    weight: int = 0
    size: int = DEFAULT_SIZE
    by: tuple[str, ...] = ()
    of: frozenset[str] = frozenset()
    entries: tuple[tuple[str, int], ...] = ()


#: A value that decides a cost: a flag, a number or the length of a list; None if it has none.
Deciding = bool | int | None


class Model:
    """The cost model of a schema: a rule for each field."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema
        self._rules: dict[tuple[str, str], Rule] = {}
        self._applies: dict[tuple[str, str], bool] = {}
        #: The names of all arguments that a cost may depend on.
        self.arguments: set[str] = set()
        for type_ in schema.type_map.values():
            for field in getattr(type_, "fields", {}).values():
                if getattr(field, "args", None):
                    rule = _declared(field)
                    self.arguments.update(rule.by, (name for name, _weight in rule.entries))

    def rule(self, parent: Any, name: str) -> Rule:
        """Return the rule for a field of a type."""
        key = (parent.name, name)
        found = self._rules.get(key)
        if found is None:
            known = _introspection(self.schema, parent.name, name)
            field = self.schema.get_field(parent, name)
            assert field is not None, "The document is valid."
            found = self._rules[key] = known(field) if known else _declared(field)
        return found

    def argument(self, parent: Any, field: str, name: str) -> Any:
        """Return the default value of an argument."""
        definition = self.schema.get_field(parent, field)
        argument = definition.args.get(name) if definition else None
        return argument.default_value if argument else Undefined

    def applies(self, condition: str, type_: Any) -> bool:
        """Whether objects of a type match a type condition."""
        key = (condition, type_.name)
        found = self._applies.get(key)
        if found is None:
            wanted = self.schema.get_type(condition)
            found = wanted is type_ or (
                is_abstract_type(wanted) and self.schema.is_sub_type(wanted, type_)
            )
            self._applies[key] = found
        return found


@lru_cache(maxsize=8)
def model(schema: GraphQLSchema) -> Model:
    """Return the cost model of a schema, made once."""
    return Model(schema)


def _declared(field: Any) -> Rule:
    declared = (field.extensions or {}).get(DEFINITION)
    named = get_named_type(field.type)
    found: dict[str, Any] = {}
    for one in getattr(declared, "directives", ()):
        if isinstance(one, Cost):
            found["weight"] = int(one.weight)
        elif isinstance(one, ListSize):
            found["size"] = one.assumed_size or DEFAULT_SIZE
            found["by"] = tuple(one.slicing_arguments or ())
            found["of"] = frozenset(one.sized_fields or ())
    entries = tuple(
        (name, int(one.weight))
        for name, argument in field.args.items()
        for one in getattr((argument.extensions or {}).get(DEFINITION), "directives", ())
        if isinstance(one, Cost)
    )
    composite = named if is_composite_type(named) else None
    return Rule(composite, _is_list(field.type), entries=entries, **found)


def _is_list(type_: Any) -> bool:
    return is_list_type(type_.of_type if is_non_null_type(type_) else type_)


#: What each object of introspection costs: it is not compiled.
INTROSPECTION_WEIGHT = 2

#: How long the lists of introspection are taken to be.
INTROSPECTION_SIZES = {
    ("__Schema", "directives"): 10,
    ("__Type", "fields"): 10,
    ("__Type", "inputFields"): 2,
    ("__Type", "interfaces"): 1,
    ("__Type", "enumValues"): 2,
    ("__Type", "possibleTypes"): 1,
    ("__Field", "args"): 2,
    ("__Directive", "args"): 2,
}


def _introspection(schema: GraphQLSchema, parent: str, name: str) -> Any:
    """Return what makes the rule for a field of introspection; None for any other field."""
    if not parent.startswith("__"):
        return None
    sizes = {**INTROSPECTION_SIZES, ("__Schema", "types"): len(schema.type_map)}

    def rule(field: Any) -> Rule:
        named = get_named_type(field.type)
        composite = named if is_composite_type(named) else None
        # Types wrap others a few times at most, however many wrappings are asked for.
        each = 0 if name == "ofType" else INTROSPECTION_WEIGHT
        return Rule(composite, _is_list(field.type), each, size=sizes.get((parent, name), 1))

    return rule


def deciding(value: Any) -> Deciding:
    """Return what a cost can depend on of a value of a variable."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return max(0, min(value, CAP))
    if isinstance(value, list | tuple):
        return len(value)
    if isinstance(value, float):
        return max(0, min(int(value), CAP)) if abs(value) < CAP else CAP
    return 1


def literal(node: Any, values: Mapping[str, Deciding] = {}) -> Deciding:
    """Return the same of a value in a document, whose variables have values."""
    if isinstance(node, VariableNode):
        return values.get(node.name.value)
    if isinstance(node, NullValueNode):
        return None
    if isinstance(node, BooleanValueNode):
        return node.value
    if isinstance(node, IntValueNode):
        return CAP if len(node.value) > 10 else deciding(int(node.value))
    return len(node.values) if isinstance(node, ListValueNode) else 1


class Costing:
    """The cost of one operation for values of its variables."""

    def __init__(
        self,
        rules: Model,
        fragments: Mapping[str, FragmentDefinitionNode],
        values: Mapping[str, Deciding],
        steps: Steps | None = None,
    ) -> None:
        self.rules = rules
        self.fragments = fragments
        self.values = values
        self.steps = steps or Steps()
        self._known: dict[Any, int] = {}

    def cost(self, operation: OperationDefinitionNode) -> int:
        """Return the cost of an operation; raise `LimitExceeded` if it takes too long to tell."""
        root = self.rules.schema.get_root_type(operation.operation)
        return self._selected(root, [operation.selection_set], ())

    def _selected(
        self, type_: Any, sets: Sequence[SelectionSetNode], sized: tuple[Any, ...]
    ) -> int:
        """Return what the selections cost on one object of a type.

        `sized` are pairs of a field and how long its list is, known from around it.
        """
        key = (type_.name, sized, *map(id, sets))
        found = self._known.get(key)
        if found is None:
            if is_abstract_type(type_):
                possible = self.rules.schema.get_possible_types(type_)
                found = max((self._selected(one, sets, sized) for one in possible), default=0)
            else:
                lengths = dict(sized)
                fields = self._collected(type_, sets).values()
                found = min(sum(self._field(type_, one, lengths) for one in fields), CAP)
            self._known[key] = found
        return found

    def _field(self, parent: Any, nodes: Sequence[FieldNode], lengths: Mapping[str, int]) -> int:
        name = nodes[0].name.value
        if name == "__typename":
            return 0
        rule = self.rules.rule(parent, name)
        total = rule.weight
        if rule.entries:
            total += sum(
                weight * (self._argument(parent, nodes[0], argument) or 0)
                for argument, weight in rule.entries
            )
        if rule.type is None:
            return total
        length = self._length(parent, nodes[0], rule)
        sized = tuple((one, length) for one in sorted(rule.of))
        sets = [node.selection_set for node in nodes if node.selection_set]
        each = rule.each + self._selected(rule.type, sets, sized)
        count = lengths.get(name, 1 if rule.of else length) if rule.is_list else 1
        return min(total + count * each, CAP)

    def _length(self, parent: Any, node: FieldNode, rule: Rule) -> int:
        given = [self._argument(parent, node, argument) for argument in rule.by]
        return max((int(one) for one in given if one is not None), default=rule.size)

    def _argument(self, parent: Any, node: FieldNode, name: str) -> Deciding:
        for argument in node.arguments or ():
            if argument.name.value == name:
                return literal(argument.value, self.values)
        default = self.rules.argument(parent, node.name.value, name)
        return None if default is Undefined else deciding(default)

    def _collected(
        self, type_: Any, sets: Sequence[SelectionSetNode]
    ) -> Mapping[str, list[FieldNode]]:
        """Return the fields of an object by their names in the answer, as execution finds them."""
        found: dict[str, list[FieldNode]] = {}
        seen: set[str] = set()
        waiting: list[Any] = [iter(one.selections) for one in reversed(sets)]
        while waiting:
            for one in waiting[-1]:
                self.steps.take()
                if not self._is_included(one.directives):
                    continue
                if isinstance(one, FieldNode):
                    found.setdefault((one.alias or one.name).value, []).append(one)
                    continue
                inner = self._spread(one, seen)
                if inner is None:
                    continue
                condition = inner.type_condition
                if condition is None or self.rules.applies(condition.name.value, type_):
                    waiting.append(iter(inner.selection_set.selections))
                    break
            else:
                waiting.pop()
        return found

    def _spread(
        self, selection: Any, seen: set[str]
    ) -> InlineFragmentNode | FragmentDefinitionNode | None:
        """Return the fragment of a selection; None if it was met before."""
        if not isinstance(selection, FragmentSpreadNode):
            return selection
        name = selection.name.value
        if name in seen:
            return None
        seen.add(name)
        return self.fragments[name]

    def _is_included(self, directives: Iterable[Any] | None) -> bool:
        for one in directives or ():
            is_skip = one.name.value == "skip"
            if is_skip or one.name.value == "include":
                condition = next((literal(each.value, self.values) for each in one.arguments), None)
                if bool(condition) is is_skip:
                    return False
        return True
