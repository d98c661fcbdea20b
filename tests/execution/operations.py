"""Random operations over a schema: plausible queries, written by walking its types.

Fields come again under other aliases, in several fragments on interfaces and unions and with
different selections; arguments are literals, variables, defaults, nulls or absent; `@skip` and
`@include` stand anywhere. The same seed writes the same operation.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLSchema,
    Undefined,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_required_argument,
    is_required_input_field,
)

#: Values of an argument or an input field, by its name or that of its type.
Values = Mapping[str, Sequence[Any]]


@dataclass
class Operation:
    """A document with one operation, and two sets of values for its variables."""

    text: str
    variables: dict[str, Any]
    others: dict[str, Any]


@dataclass
class _Written:
    """What one operation has so far."""

    budget: int
    definitions: dict[str, str] = field(default_factory=dict)
    variables: dict[str, Any] = field(default_factory=dict)
    others: dict[str, Any] = field(default_factory=dict)
    fragments: list[str] = field(default_factory=list)
    calls: dict[tuple[str, str, str], str] = field(default_factory=dict)


class Writer:
    """Writes operations over a schema.

    `values` are those that arguments may have; `fields` and `depth` limit an operation's size.
    """

    def __init__(
        self, schema: GraphQLSchema, values: Values, *, fields: int = 40, depth: int = 7
    ) -> None:
        self.schema = schema
        self.values = values
        self.fields = fields
        self.depth = depth

    def operation(self, seed: Any) -> Operation:
        """Return the operation of a seed; it may be one that validation refuses."""
        return _Run(self, Random(seed)).operation()  # noqa: S311 - tests, not secrets


class _Run:
    def __init__(self, writer: Writer, random: Random) -> None:
        self.schema = writer.schema
        self.values = writer.values
        self.depth = writer.depth
        self.random = random
        self.written = _Written(random.randrange(4, writer.fields))

    def operation(self) -> Operation:
        written = self.written
        assert self.schema.query_type is not None
        body = self.selection(self.schema.query_type, 0)
        definitions = ", ".join(f"${name}: {of}" for name, of in written.definitions.items())
        head = f"query Q({definitions})" if definitions else "query Q"
        text = "\n".join([f"{head} {body}", *written.fragments])
        return Operation(text, written.variables, written.others)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    # Selections

    def selection(self, type_: Any, depth: int) -> str:
        """Return a selection on a type; never an empty one."""
        parts = []
        for _entry in range(self.random.randint(1, 6)):
            if parts and self.written.budget <= 0:
                break
            parts.append(self.entry(type_, depth))
        if self.chance(0.3) and parts:
            parts.insert(self.random.randrange(len(parts)), self.random.choice(parts))
        return "{" + " ".join(parts) + "}"

    def entry(self, type_: Any, depth: int) -> str:
        roll = self.random.random()
        if is_abstract_type(type_) and roll < 0.6 and depth < self.depth + 2:
            return self.fragment(type_, depth)
        if depth and roll < 0.15 and depth < self.depth + 2:
            return self.fragment(type_, depth)
        return self.field(type_, depth)

    def fragment(self, type_: Any, depth: int) -> str:
        on = self.random.choice(self.conditions(type_))
        body = self.selection(on, depth + 1)
        directive = self.directive()
        if self.chance(0.3):
            name = f"F{len(self.written.fragments)}"
            self.written.fragments.append(f"fragment {name} on {on.name} {body}")
            return f"...{name}{directive}"
        condition = "" if on is type_ and self.chance(0.5) else f" on {on.name}"
        return f"...{condition}{directive} {body}"

    def conditions(self, type_: Any) -> list[Any]:
        """Return the types that a fragment on a type may be on."""
        found = [type_, *getattr(type_, "interfaces", ())]
        if is_abstract_type(type_):
            possible = self.schema.get_possible_types(type_)
            found += [*possible, *possible]
            found += [inner for one in possible for inner in one.interfaces]
        return found

    def field(self, type_: Any, depth: int) -> str:
        self.written.budget -= 1
        fields = dict(getattr(type_, "fields", {}))
        leaves = [name for name, one in fields.items() if is_leaf_type(get_named_type(one.type))]
        if not fields or self.chance(0.08):
            return self.aliased("__typename", "", "") + self.directive()
        deep = depth >= self.depth or self.written.budget <= 0
        if deep and not leaves:
            return "__typename"
        if deep or (leaves and depth and self.chance(0.5)):
            name = self.random.choice(leaves)
        else:
            name = self.random.choice(list(fields))
        definition = fields[name]
        inner = get_named_type(definition.type)
        arguments = self.arguments(definition)
        words = self.aliased(name, arguments, type_.name) + arguments + self.directive()
        if is_composite_type(inner):
            words += " " + self.selection(inner, depth + 1)
        return words

    def aliased(self, name: str, arguments: str, type_name: str) -> str:
        """Return a field's name with an alias where it needs one, or gets one by chance.

        What has other arguments gets another alias, so that fields of one key can be merged.
        """
        if not arguments and self.chance(0.8):
            return name
        key = (name, arguments, "")
        calls = self.written.calls
        if key not in calls:
            calls[key] = f"a{len(calls)}"
        return f"{calls[key]}: {name}"

    def directive(self) -> str:
        if not self.chance(0.12):
            return ""
        name = self.random.choice(["skip", "include"])
        is_for = self.chance(0.75)
        value = is_for if name == "include" else not is_for
        if self.chance(0.5):
            return f" @{name}(if: {json.dumps(value)})"
        variable = self.variable("Boolean!" if self.chance(0.7) else "Boolean", value, not value)
        return f" @{name}(if: ${variable})"

    # Arguments

    def arguments(self, definition: GraphQLField) -> str:
        parts = []
        for name, argument in definition.args.items():
            if is_required_argument(argument) or self.chance(0.4):
                has_default = argument.default_value is not Undefined
                parts.append(f"{name}: {self.argument(name, argument.type, has_default)}")
        return f"({', '.join(parts)})" if parts else ""

    def argument(self, name: str, type_: Any, has_default: bool) -> str:
        value = self.value(name, type_)
        if not self.chance(0.4):
            return self.literal(value, type_)
        told = str(type_)
        if is_non_null_type(type_) and has_default and self.chance(0.3):
            told = told.removesuffix("!")
        other = self.value(name, type_)
        return f"${self.variable(told, value, other, self.literal(value, type_))}"

    def variable(self, type_: str, value: Any, other: Any, default: str = "") -> str:
        """Return a new variable: given, left to its default, null, or absent; or `other`."""
        name = f"v{len(self.written.definitions)}"
        self.written.others[name] = other
        default = default or json.dumps(value)
        is_required = type_.endswith("!")
        roll = self.random.random()
        if not is_required and roll < 0.25:
            # Absent, or null: where a value must be, the default keeps the document valid.
            self.written.definitions[name] = f"{type_} = {default}"
            if roll < 0.08:
                self.written.variables[name] = None
            return name
        if roll > 0.8:
            self.written.definitions[name] = f"{type_} = {default}"
            return name
        needs_default = type_ == "Boolean"
        self.written.definitions[name] = f"{type_} = {default}" if needs_default else type_
        if is_required or needs_default or roll < 0.7:
            self.written.variables[name] = value
        return name

    def value(self, name: str, type_: Any) -> Any:
        """Return a value of an input type, as it is sent in JSON."""
        if is_non_null_type(type_):
            return self.given(name, type_.of_type)
        return None if self.chance(0.1) else self.given(name, type_)

    def given(self, name: str, type_: Any) -> Any:
        if is_list_type(type_):
            return [self.value(name, type_.of_type) for _one in range(self.random.randrange(4))]
        if isinstance(type_, GraphQLInputObjectType):
            return {
                key: self.value(key, one.type)
                for key, one in type_.fields.items()
                if is_required_input_field(one) or self.chance(0.4)
            }
        if isinstance(type_, GraphQLEnumType):
            return self.random.choice(list(type_.values))
        known = self.values.get(name) or self.values.get(type_.name) or (None,)
        return self.random.choice(known)

    def literal(self, value: Any, type_: Any) -> str:
        """Return a value as it is written in a document."""
        if is_non_null_type(type_):
            return self.literal(value, type_.of_type)
        if value is None:
            return "null"
        if is_list_type(type_):
            return "[" + ", ".join(self.literal(one, type_.of_type) for one in value) + "]"
        if isinstance(type_, GraphQLInputObjectType):
            parts = [
                f"{key}: {self.literal(one, type_.fields[key].type)}" for key, one in value.items()
            ]
            return "{" + ", ".join(parts) + "}"
        return value if isinstance(type_, GraphQLEnumType) else json.dumps(value)
