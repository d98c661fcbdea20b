"""What Strawberry documents for reading: each feature runs both ways, compiled where it can be."""

import asyncio
import math
from collections.abc import Iterable
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Generic, NewType, Optional, TypeVar

import pytest
import strawberry
from graphql import Undefined, parse
from graphql import execute as graphql_execute
from graphql.type.directives import GraphQLDisableErrorPropagationDirective as Disable
from strawberry.directive import DirectiveLocation, DirectiveValue
from strawberry.extensions import FieldExtension, MaskErrors, SchemaExtension
from strawberry.permission import BasePermission
from strawberry.relay import Node, NodeID
from strawberry.schema.config import StrawberryConfig

from api import sources
from api.execution import Request, Schema, execute
from api.execution.documents import Document
from api.execution.executor import CompilingExecutor, Plans
from tests.execution.both import Both

T = TypeVar("T")

Odd = NewType("Odd", int)
Whatever = NewType("Whatever", object)
Nothing = NewType("Nothing", object)


def scalar(name: str, serialize: Any) -> Any:
    return strawberry.scalar(name=name, serialize=serialize, parse_value=lambda value: value)


SCALARS = StrawberryConfig(
    scalar_map={
        Odd: scalar("Odd", lambda value: int(value) if value % 2 else 1 // 0),
        Whatever: scalar("Whatever", lambda value: value),
        Nothing: scalar("Nothing", lambda value: None),
    }
)


def query(**fields: Any) -> Any:
    """Return a query type of resolvers, each with its annotation of what it returns."""
    namespace = {name: strawberry.field(resolver=one) for name, one in fields.items()}
    annotations = {name: one.__annotations__["return"] for name, one in fields.items()}
    return strawberry.type(type("Query", (), {**namespace, "__annotations__": annotations}))


def both(*, types: Any = (), root: Any = None, context: Any = None, **fields: Any) -> Both:
    schema = strawberry.Schema(query(**fields), types=types, config=SCALARS)
    return Both(schema, lambda: context, lambda: root)


# Interfaces and unions


@strawberry.interface
class Named:
    name: str

    @strawberry.field
    def shout(self) -> str:
        return self.name.upper()


@strawberry.interface
class Aged(Named):
    age: int


@strawberry.type
class Person(Aged):
    friends: list["Named"] = strawberry.field(default_factory=list)


@strawberry.type
class Place(Named):
    pass


@strawberry.type
class Stone:
    weight: float | None = None


def people() -> list[Named]:
    return [Person(name="Ada", age=36, friends=[Place(name="Bath")]), Place(name="Rome")]


def test_an_interface_is_resolved_to_the_type_of_each_object():
    ask = both(types=[Person, Place], people=people)

    assert ask.compiled(
        "{people {__typename name shout ... on Aged {age} ... on Person {friends {kind: __typename"
        " ...N}}}} fragment N on Named {name ... on Place {shout}}"
    ) == {
        "people": [
            {
                "__typename": "Person",
                "name": "Ada",
                "shout": "ADA",
                "age": 36,
                "friends": [{"kind": "Place", "name": "Bath", "shout": "BATH"}],
            },
            {"__typename": "Place", "name": "Rome", "shout": "ROME"},
        ]
    }


def test_resolve_type_and_is_type_of_decide_for_objects_of_other_classes():
    @strawberry.interface
    class Animal:
        name: str

        @classmethod
        def resolve_type(cls, value, info, abstract):
            assert info.field_name == "animals"
            return value["kind"]

    @strawberry.type
    class Cat(Animal):
        @strawberry.field
        def name(self: Any) -> str:
            return self["name"]

        @classmethod
        def is_type_of(cls, value, info):
            return value["name"] != "Rex"

    def animals() -> list[Animal | None]:
        return [{"kind": "Cat", "name": "Tom"}]

    def lies() -> list[Animal | None]:
        return [{"kind": "Cat", "name": "Rex"}, {"kind": "Cat", "name": "Tom"}]

    ask = both(types=[Cat], animals=animals)
    assert ask.compiled("{animals {name}}") == {"animals": [{"name": "Tom"}]}
    wrong = both(types=[Cat], animals=lies).left("{animals {name}}")
    assert wrong.data == {"animals": [None, {"name": "Tom"}]}
    assert wrong.errors[0]["path"] == ["animals", 0]


def test_a_type_test_sees_the_field_and_the_place_that_it_is_asked_at():
    """The same selection on two types: each time it is the field of its own type."""
    seen = []

    @strawberry.interface
    class Thing:
        label: str

        @classmethod
        def resolve_type(cls, value, info, abstract):
            seen.append((info.parent_type.name, info.field_name, info.path.as_list()))
            return value

    @strawberry.type
    class Labelled(Thing):
        @strawberry.field
        def label(self: Any, info: strawberry.Info) -> str:
            return f"{info.path.as_list()}"

        @classmethod
        def is_type_of(cls, value, info):
            return True

    @strawberry.interface
    class Holder:
        thing: Thing

    @strawberry.type
    class Box(Holder):
        pass

    @strawberry.type
    class Bag(Holder):
        pass

    def holders() -> list[Holder]:
        return [Box(thing="Labelled"), Bag(thing="Labelled")]

    ask = both(types=[Box, Bag, Labelled], holders=holders)
    ask.compiled("{holders {thing {label}}}")

    once = [
        ("Box", "thing", ["holders", 0, "thing"]),
        ("Bag", "thing", ["holders", 1, "thing"]),
    ]
    assert seen == once * 3


def test_a_union_takes_each_member_by_its_class():
    def things() -> list[Annotated[Person | Place | Stone, strawberry.union("Anything")]]:
        return [Stone(weight=1.5), Place(name="Rome"), Stone()]

    assert both(things=things).compiled(
        "{things {... on Stone {weight} ... on Named {name} ... on Place {shout}}}"
    ) == {"things": [{"weight": 1.5}, {"name": "Rome", "shout": "ROME"}, {"weight": None}]}


def test_what_is_no_member_of_a_union_is_an_error():
    def things() -> list[Person | Place | None]:
        return [Stone(), Place(name="Rome")]

    found = both(things=things).left("{things {... on Named {name}}}")
    assert found.data == {"things": [None, {"name": "Rome"}]}


@strawberry.type
class Pair(Generic[T]):
    first: T
    rest: list[T]


@strawberry.type
class Bowl(Generic[T]):
    held: T


def test_generic_types_also_as_members_of_a_union():
    def pair() -> Pair[int]:
        return Pair(first=1, rest=[2, 3])

    def bowls() -> list[Annotated[Bowl[int] | Bowl[str], strawberry.union("Bowls")]]:
        return [Bowl(held=1), Bowl(held="x")]

    ask = both(pair=pair, bowls=bowls)
    assert ask.compiled(
        "{pair {first rest} bowls {... on IntBowl {n: held} ... on StrBowl {s: held}}}"
    ) == {"pair": {"first": 1, "rest": [2, 3]}, "bowls": [{"n": 1}, {"s": "x"}]}


# Lists


def test_lists_of_lists_with_nulls_wherever_they_may_be():
    def cubes() -> list[list[list[int | None] | None] | None] | None:
        return [[[1, None], None, []], None, []]

    assert both(cubes=cubes).compiled("{cubes}") == {"cubes": [[[1, None], None, []], None, []]}


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        (list[list[int]] | None, None),
        (list[list[int] | None], [[1], None, [3]]),
        (list[list[int | None]], [[1], [2, None], [3]]),
    ],
)
def test_a_null_in_a_list_takes_away_the_nearest_thing_that_may_be_null(annotation, expected):
    def lists() -> annotation:
        return [[1], [2, None], [3]]

    def sibling() -> int:
        return 1

    ask = both(lists=lists, sibling=sibling)
    found = ask("{sibling lists}")
    assert found.data == {"sibling": 1, "lists": expected}
    assert found.compiled is (annotation == list[list[int | None]])


@pytest.mark.parametrize("value", [(1, 2), {1, 2}, range(1, 3), {1: 0, 2: 0}.keys()])
def test_whatever_is_iterable_is_a_list(value):
    def numbers() -> list[int]:
        return value

    assert both(numbers=numbers).compiled("{numbers}") == {"numbers": [1, 2]}


def test_a_generator_is_a_list():
    def numbers() -> Iterable[int]:
        yield 1
        yield 2

    numbers.__annotations__["return"] = list[int]
    assert both(numbers=numbers).compiled("{numbers}") == {"numbers": [1, 2]}


def test_a_generator_that_fails_is_an_error():
    def numbers() -> Any:
        yield 1
        raise ValueError("No more.")

    numbers.__annotations__["return"] = list[int] | None
    assert both(numbers=numbers).left("{numbers}").data == {"numbers": None}


def test_an_iterator_that_an_object_holds_is_not_used_up_before_graphql_core_reads_it():
    @strawberry.type
    class Held:
        numbers: list[int]

        @strawberry.field
        def fails(self) -> int | None:
            raise ValueError("Not today.")

    @strawberry.type
    class Query:
        held: Held

    class Root:
        def __init__(self):
            self.held = Held(numbers=iter([1, 2]))

    ask = Both(strawberry.Schema(Query), root=Root)
    assert ask.left("{held {numbers fails}}").data == {"held": {"numbers": [1, 2], "fails": None}}


@pytest.mark.parametrize("value", ["text", {"a": 1}, 5, b"x"])
def test_what_is_no_list_is_an_error(value):
    def numbers() -> list[str] | None:
        return value

    assert both(numbers=numbers).left("{numbers}").data == {"numbers": None}


# Leaves


def test_a_custom_scalar_is_serialized_and_one_that_raises_is_an_error():
    def odd(n: int) -> Odd | None:
        return n

    ask = both(odd=odd)
    assert ask.compiled("{odd(n: 3)}") == {"odd": 3}
    assert ask.left("{odd(n: 2)}").data == {"odd": None}


def test_a_scalar_that_serializes_to_nothing_is_an_error():
    def nothing() -> Nothing | None:
        return 5

    assert both(nothing=nothing).left("{nothing}").errors


class Color(Enum):
    RED = 0
    BLUE = (1, 2)


strawberry.enum(Color)


@pytest.mark.parametrize("value", [Color.RED, Color.BLUE])
def test_enum_members_are_written_by_their_names(value):
    def color(like: Color = Color.RED) -> Color:
        return value

    ask = both(color=color)
    assert ask.compiled("{color}") == {"color": value.name}
    assert ask.compiled("query($c: Color!) {color(like: $c)}", c="BLUE") == {"color": value.name}


@pytest.mark.parametrize("value", [0, (1, 2), "RED", 5, [1, 2]])
def test_raw_values_of_enums_are_taken_as_graphql_core_takes_them(value):
    def color() -> Color | None:
        return value

    both(color=color)("{color}")


@pytest.mark.parametrize(
    ("annotation", "value"),
    [
        *[(int, one) for one in (1, True, 2**31 - 1, -(2**31), 2.0, "7", Decimal(3))],
        *[(float, one) for one in (1, 1.5, True, "7", Decimal("1.5"))],
        *[(bool, one) for one in (True, False, 1, 0)],
        *[(str, one) for one in ("x", 1, True, 1.5)],
        *[(strawberry.ID, one) for one in ("x", 1, 2**70)],
    ],
)
def test_leaves_are_coerced(annotation, value):
    def leaf() -> annotation:
        return value

    found = both(leaf=leaf)("{leaf}")
    assert found.compiled is not bool(found.errors)


@pytest.mark.parametrize(
    ("annotation", "value"),
    [
        *[(int, one) for one in (2**31, -(2**31) - 1, 1.5, "x", [1], object)],
        *[(float, one) for one in (math.nan, math.inf, "x", [1.0])],
        *[(bool, one) for one in ("x", [], math.nan)],
        *[(str, one) for one in ([], {}, object)],
        *[(strawberry.ID, one) for one in ([], True, 1.5)],
    ],
)
def test_leaves_that_cannot_be_coerced_are_errors(annotation, value):
    def leaf() -> annotation | None:
        return value

    def leaves() -> list[annotation | None]:
        return [value, None]

    found = both(leaf=leaf, leaves=leaves).left("{leaf leaves}")
    assert found.data == {"leaf": None, "leaves": [None, None]}
    assert [error["path"] for error in found.errors] == [["leaf"], ["leaves", 0]]


class Text(str):
    __slots__ = ()


def test_texts_of_a_class_of_their_own_are_texts():
    def text() -> str:
        return Text("x")

    assert both(text=text).compiled("{text}") == {"text": "x"}


# Errors, nulls, and values that stand for errors


@strawberry.type
class Leaf:
    label: str | None = "leaf"


@pytest.mark.parametrize("value", [ValueError("Returned."), strawberry.UNSET, None])
@pytest.mark.parametrize(
    "annotation", [Leaf, Whatever, str, Annotated[Leaf | Stone, strawberry.union("Either")]]
)
def test_errors_that_are_returned_are_raised_wherever_they_are(annotation, value):
    def one() -> annotation | None:
        return value

    def many() -> list[annotation | None]:
        return [value, value]

    def must() -> annotation:
        return value

    words = " {__typename}" if annotation not in (Whatever, str) else ""
    ask = both(one=one, many=many, must=must)
    for name in ("one", "many", "must"):
        ask(f"{{{name}{words}}}")
    if isinstance(value, Exception):
        assert ask.left(f"{{one{words}}}").errors[0]["message"] == "Returned."


def test_undefined_is_null():
    def one() -> Leaf | None:
        return Undefined

    def some() -> list[Leaf | None]:
        return [Undefined, Leaf()]

    ask = both(one=one, some=some)
    assert ask("{one {__typename}}").data == {"one": None}
    assert ask("{some {__typename}}").data == {"some": [None, {"__typename": "Leaf"}]}


@strawberry.type
class Deep:
    depth: int

    @strawberry.field
    def must(self) -> "Deep":
        if self.depth >= 3:
            raise ValueError(f"Too deep: {self.depth}")
        return Deep(depth=self.depth + 1)

    @strawberry.field
    def may(self) -> Optional["Deep"]:
        return self.must_resolver()

    @strawberry.field
    def several(self) -> list[Optional["Deep"]]:
        return [Deep(depth=self.depth + 1), Deep(depth=self.depth + 2)]

    def must_resolver(self) -> "Deep":
        return Deep(depth=self.depth + 1)


def test_an_error_at_a_depth_takes_away_the_nearest_object_that_may_be_null():
    def deep() -> Deep:
        return Deep(depth=0)

    ask = both(deep=deep)
    found = ask.left("{a: deep {may {depth must {must {must {depth}}}} several {must {depth}}}}")
    several = [{"must": {"depth": 2}}, {"must": {"depth": 3}}]
    assert found.data == {"a": {"may": None, "several": several}}
    assert ask.left("{deep {must {must {must {must {depth}}}}}}").data is None
    assert ask.compiled("{deep {may {may {depth}}}}") == {"deep": {"may": {"may": {"depth": 2}}}}


def test_a_null_where_none_may_be_is_an_error():
    def leaf() -> Leaf:
        return None

    def words() -> str:
        return None

    found = both(leaf=leaf).left("{leaf {label}}")
    assert found.data is None
    assert "non-nullable" in found.errors[0]["message"]
    assert both(words=words).left("{words}").data is None


# Arguments


@strawberry.input
class Inner:
    n: int = 7
    words: list[str] | None = None


@strawberry.input
class Outer:
    inner: Inner | None = None
    given: str | None = strawberry.UNSET
    maybe: strawberry.Maybe[int | None] = None


@strawberry.input(one_of=True)
class Either:
    number: int | None = strawberry.UNSET
    words: str | None = strawberry.UNSET


def arguments(  # noqa: PLR0917 - one of each kind
    a: int = 5,
    b: str | None = "b",
    c: str | None = strawberry.UNSET,
    outer: Outer | None = None,
    color: Color = Color.BLUE,
    several: list[int | None] | None = None,
    either: Either | None = None,
    in_python: Annotated[int, strawberry.argument(name="renamed")] = 0,
    date: Decimal | None = None,
) -> str:
    return repr((a, b, c, outer, color, several, either, in_python, date))


ARGUMENTS = [
    ("", "", {}),
    ("", "(a: 1, b: null, c: null)", {}),
    ("", '(c: "x", renamed: 3, date: "1.5")', {}),
    ("", '(outer: {inner: {n: 1, words: ["a"]}, given: null, maybe: null})', {}),
    ("", "(outer: {inner: {}, maybe: 4}, color: RED, several: [1, null])", {}),
    ("", "(several: 3, either: {number: 2})", {}),
    ("($a: Int! = 3, $b: String)", "(a: $a, b: $b)", {}),
    ("($a: Int! = 3, $b: String)", "(a: $a, b: $b)", {"a": 4, "b": None}),
    ("($a: Int, $b: String = null)", "(b: $b, several: [$a, 2])", {"a": 1}),
    ("($a: Int, $b: String = null)", "(b: $b, several: [$a, 2])", {"b": "x"}),
    ("($o: Outer)", "(outer: $o)", {}),
    ("($o: Outer)", "(outer: $o)", {"o": None}),
    ("($o: Outer)", "(outer: $o)", {"o": {"given": "x", "maybe": 3, "inner": {"words": []}}}),
    ("($e: Either)", "(either: $e)", {"e": {"words": "x"}}),
    ("($c: Color!, $w: [String!])", "(color: $c, outer: {inner: {words: $w}})", {"c": "RED"}),
]


@pytest.mark.parametrize(("head", "given", "variables"), ARGUMENTS)
def test_resolvers_get_the_same_arguments(head, given, variables):
    ask = both(arguments=arguments)
    ask.compiled(f"query {head} {{arguments{given} again: arguments{given}}}", **variables)


@pytest.mark.parametrize(
    ("head", "given", "variables"),
    [
        ("($a: Int)", "(a: $a)", {"a": None}),
        ("($a: Int = 3)", "(a: $a)", {"a": None}),
    ],
)
def test_arguments_that_only_turn_out_wrong_at_run_time_are_errors(head, given, variables):
    def number(a: int = 5) -> int | None:
        return a

    document = f"query {head} {{number{given}}}"
    if "=" in head:
        assert both(number=number).left(document, **variables).errors


def test_one_calls_change_to_its_arguments_is_not_seen_by_the_next():
    def grow(words: list[str], outer: Outer | None = None) -> int:
        words.append("more")
        outer.inner.words.append("more")
        return len(words) + len(outer.inner.words)

    ask = both(grow=grow)
    given = '(words: ["a"], outer: {inner: {words: []}})'
    assert ask.compiled(f"{{a: grow{given} b: grow{given}}}") == {"a": 3, "b": 3}


# Directives of the language


@pytest.mark.parametrize("flag", [True, False])
def test_skip_and_include_by_literals_and_variables(flag):
    def words() -> str:
        return "x"

    ask = both(words=words)
    text = (
        "query($f: Boolean!, $d: Boolean = true) {"
        " a: words @skip(if: $f) b: words @include(if: $f) c: words @include(if: $d) @skip(if: $f)"
        " ... @include(if: $f) {d: words} ...F @skip(if: true) e: __typename @skip(if: $f)}"
        " fragment F on Query {f: words}"
    )
    data = ask.compiled(text, f=flag)
    assert list(data) == (["b", "d"] if flag else ["a", "c", "e"])


def test_one_document_has_a_plan_for_each_case_of_its_directives():
    def words() -> str:
        return "x"

    schema = strawberry.Schema(query(words=words))
    ask = Both(schema)
    document = Document(schema, "query($f: Boolean!) {a: words @skip(if: $f) b: words}")
    document.validate()
    for flag in (True, False, True):
        found = ask.run(document, document.plans, {"f": flag})
        assert (found.compiled, found.data) == (
            True,
            {"b": "x"} if flag else {"a": "x", "b": "x"},
        )


def test_a_null_for_a_directive_is_an_error_and_no_failure():
    def words() -> str:
        return "x"

    ask = both(words=words)
    for inner in ("words @skip(if: $f)", "... {words @include(if: $f)}"):
        found = ask.left(f"query($f: Boolean = true) {{{inner}}}", f=None)
        assert found.errors


def test_an_operation_of_a_document_with_several_is_executed_by_its_own_plan():
    def words(n: int = 1) -> str:
        return "x" * n

    ask = both(words=words)
    text = "query A {words} query B($f: Boolean!) {words(n: 2) @include(if: $f)}"
    assert ask(text, operation="A").data == {"words": "x"}
    assert ask(text, operation="B", f=True).data == {"words": "xx"}
    assert ask(text, operation="B", f=True).compiled


def test_an_operation_without_propagation_of_errors_is_left():
    def words() -> str:
        raise ValueError("No.")

    schema = strawberry.Schema(query(words=words))
    schema._schema.directives = (*schema._schema.directives, Disable)
    found = Both(schema).left(f"query @{Disable.name} {{words}}")
    assert found.data == {"words": None}


# Merging


def test_fields_of_several_fragments_are_merged_in_the_order_of_their_first():
    ask = both(types=[Person, Place], people=people)
    data = ask.compiled(
        "{people {... on Person {friends {name}} name ...G ... on Place {name shout}}"
        " people {... on Person {friends {shout __typename} age}}}"
        " fragment G on Person {friends {again: name} label: name}"
    )
    assert list(data["people"][0]) == ["friends", "name", "label", "age"]
    assert list(data["people"][0]["friends"][0]) == ["name", "again", "shout", "__typename"]


# What resolvers are told


def tell(info: strawberry.Info) -> str:
    """Write down all that a resolver is told."""
    raw, step, types = info._raw_info, info.path, []
    while step is not None:
        types.append(step.typename)
        step = step.prev
    return repr(
        (
            info.path.as_list(),
            types,
            info.field_name,
            info.python_name,
            info.variable_values,
            info.context,
            info.root_value,
            str(info.return_type),
            info.selected_fields,
            info.operation.name.value,
            raw.parent_type.name,
            sorted(raw.fragments),
            [node.loc.start for node in raw.field_nodes],
        )
    )


@strawberry.type
class Item:
    @strawberry.field
    def told(self, info: strawberry.Info, n: int = 1) -> str:
        return tell(info)

    @strawberry.field
    def inner(self) -> list[list["Item"]]:
        return [[Item()], [Item(), Item()]]

    @strawberry.field
    def maybe(self) -> Optional["Item"]:
        return Item()


def test_resolvers_are_told_the_same_both_ways():
    def items() -> list[Item | None]:
        return [Item(), None, Item()]

    ask = both(items=items, root="root", context={"who": "me"})
    data = ask.compiled(
        "query Q($n: Int! = 2, $f: Boolean!) {"
        " items {a: told(n: $n) ...I maybe {told inner {x: told}}}}"
        " fragment I on Item {a: told(n: $n) inner {told ... @include(if: $f) {maybe {told}}}}",
        f=True,
    )
    told = data["items"][2]["inner"][1][0]["maybe"]["told"]
    assert told.startswith("(['items', 2, 'inner', 1, 0, 'maybe', 'told'], ['Item', 'Item', None")


def test_resolvers_of_every_form():
    def function(root: Any, info: strawberry.Info) -> str:
        return f"{root} {info.field_name}"

    def of_parent(parent: strawberry.Parent[Any]) -> str:
        return f"of {parent}"

    @strawberry.type
    class Query:
        private: strawberry.Private[int] = 3
        by_function: str = strawberry.field(resolver=function)
        by_parent: str = strawberry.field(resolver=of_parent)

        @strawberry.field
        def by_method(self) -> str:
            return f"self {self}"

        @strawberry.field
        @staticmethod
        def by_static(n: int = 1) -> str:
            return "static" * n

        @strawberry.field
        @classmethod
        def by_class(cls) -> str:
            return cls.__name__

        @strawberry.field(name="renamed", deprecation_reason="x")
        def original(self, default: str = "d") -> str:
            return default

        by_lambda: int = strawberry.field(resolver=lambda: 1)

    ask = Both(strawberry.Schema(Query), root=lambda: "root")
    assert ask.compiled(
        "{byFunction byParent byMethod byStatic(n: 2) byClass renamed byLambda}"
    ) == {
        "byFunction": "root byFunction",
        "byParent": "of root",
        "byMethod": "self root",
        "byStatic": "staticstatic",
        "byClass": "Query",
        "renamed": "d",
        "byLambda": 1,
    }


@strawberry.type
class Record:
    private: strawberry.Private[int]
    words: str
    number: int | None = None
    class_: str = strawberry.field(name="class", default="c")

    @property
    def doubled(self) -> str:
        return self.words * 2

    @strawberry.field
    def of_private(self) -> int:
        return self.private + 1


def test_attributes_of_dataclasses():
    def record() -> Record:
        return Record(private=1, words="w")

    assert both(record=record).compiled("{record {words number class ofPrivate}}") == {
        "record": {"words": "w", "number": None, "class": "c", "ofPrivate": 2}
    }


def test_a_resolver_of_the_configuration_reads_attributes_and_dicts():
    def either(source: Any, name: str) -> Any:
        return source[name] if isinstance(source, dict) else getattr(source, name)

    def records() -> list[Leaf]:
        return [{"label": "dict"}, Leaf(label="object")]

    schema = strawberry.Schema(
        query(records=records), config=StrawberryConfig(default_resolver=either)
    )
    assert Both(schema).compiled("{records {label}}") == {
        "records": [{"label": "dict"}, {"label": "object"}]
    }


def test_lazy_types():
    def place() -> Annotated["Place", strawberry.lazy("tests.execution.test_features")]:
        return Place(name="Rome")

    assert both(place=place).compiled("{place {shout}}") == {"place": {"shout": "ROME"}}


@strawberry.type
class Fruit(Node):
    code: NodeID[int]
    name: str


@strawberry.type
class Vegetable(Node):
    code: NodeID[str]

    @classmethod
    def resolve_id(cls, root, *, info):
        return f"{info.path.as_list()}"


def test_ids_of_relay_nodes():
    def fruit() -> list[Node]:
        return [Fruit(code=1, name="fig"), Vegetable(code="x")]

    data = both(types=[Fruit, Vegetable], fruit=fruit).compiled("{fruit {id ... on Fruit {name}}}")
    assert data["fruit"][0] == {"id": "RnJ1aXQ6MQ==", "name": "fig"}


def test_cast_objects_are_of_the_type_that_they_are_cast_to():
    class Row:
        def __init__(self, name: str) -> None:
            self.name = name

    def things() -> list[Person | Place]:
        return [strawberry.cast(Place, Row("Rome"))]

    ask = both(things=things)
    assert ask.compiled("{things {... on Place {name}}}") == {"things": [{"name": "Rome"}]}


# What stands between a field and its resolver


class Never(BasePermission):
    message = "Not you."

    def has_permission(self, source, info, **kwargs):
        return kwargs.get("n") != 2


class Upper(FieldExtension):
    def resolve(self, next_, source, info, **kwargs):
        return next_(source, info, **kwargs).upper()


def test_permissions_and_field_extensions_stand_before_their_fields():
    @strawberry.type
    class Query:
        @strawberry.field(permission_classes=[Never], extensions=[Upper()])
        def words(self, n: int = 1) -> str | None:
            return "x" * n

    ask = Both(strawberry.Schema(Query))
    assert ask.compiled("{words a: words(n: 3)}") == {"words": "X", "a": "XXX"}
    assert ask.left("{words(n: 2)}").errors[0]["message"] == "Not you."


def test_asynchronous_fields_are_left():
    async def one() -> int:
        return 1

    @strawberry.type
    class Query:
        @strawberry.field
        async def later(self) -> int:
            return 1

        @strawberry.field
        def hidden(self) -> int:
            return one()

        @strawberry.field
        def several(self) -> list[int]:
            return [one()]

    schema = strawberry.Schema(Query)

    async def run(name: str) -> Any:
        built = CompilingExecutor.build(schema._schema, parse(f"{{{name}}}"), plans=Plans())
        answer = await built.execute_operation()
        assert not built.ran_compiled
        return answer.data[name]

    assert asyncio.run(run("later")) == 1
    assert asyncio.run(run("hidden")) == 1
    assert asyncio.run(run("several")) == [1]


@strawberry.type
class Words:
    @strawberry.field
    def words(self) -> str:
        return "x"

    @strawberry.field
    def several(self) -> list[int]:
        return [1, 2]

    @strawberry.field
    def fails(self) -> str | None:
        raise ValueError("Secret.")


def test_mutations_and_introspection_are_left():
    @strawberry.type
    class Mutation:
        @strawberry.mutation
        def change(self) -> int:
            return 1

    ask = Both(strawberry.Schema(Words, Mutation))
    assert ask.left("mutation {change}").data == {"change": 1}
    assert ask.left("{__schema {queryType {name}} words}").data["words"] == "x"
    assert ask.left('{__type(name: "Words") {name}}').data == {"__type": {"name": "Words"}}
    assert ask.compiled("{__typename}") == {"__typename": "Words"}


def test_extensions_of_the_schema_are_called_by_strawberry():
    seen = []

    class Seeing(SchemaExtension):
        def resolve(self, next_, root, info, *args, **kwargs):
            seen.append(info.field_name)
            return next_(root, info, *args, **kwargs)

    schema = Schema(Words, extensions=[Seeing, MaskErrors])
    answer = execute(schema, Request("{words fails}"), None)
    assert answer.body["data"] == {"words": "x", "fails": None}
    assert seen == ["words", "fails"]
    assert "Secret" not in str(answer.body)


def test_a_middleware_is_left():
    def middleware(next_, root, info, **kwargs):
        return next_(root, info, **kwargs).upper()

    schema = strawberry.Schema(Words)
    answer = graphql_execute(
        schema._schema,
        parse("{words}"),
        middleware=[middleware],
        executor_class=CompilingExecutor,
        plans=Plans(),
    )
    assert answer.data == {"words": "X"}


def test_errors_that_a_handler_turns_into_members_of_a_union():
    @strawberry.type
    class Problem:
        message: str

    class Handler(strawberry.ExceptionHandler[ValueError, Problem]):
        def handle(self, exception, *, field, info):
            return Problem(message=str(exception))

    @strawberry.type
    class Query:
        @strawberry.field
        def leaf(self, fails: bool = True) -> Annotated[Leaf | Problem, strawberry.union("Result")]:
            if fails:
                raise ValueError("Not today.")
            return Leaf()

        @sources.call("A source.")
        def source(
            self: Any, session: Any
        ) -> Annotated[Leaf | Problem, strawberry.union("OfSource")]:
            raise ValueError("Nor tomorrow.")

    ask = Both(strawberry.Schema(Query, exception_handlers=[Handler()]))
    assert ask.compiled(
        "{leaf {...P} a: leaf(fails: false) {... on Leaf {label}} source {...P}}"
        " fragment P on Problem {message}"
    ) == {
        "leaf": {"message": "Not today."},
        "a": {"label": "leaf"},
        "source": {"message": "Nor tomorrow."},
    }


def test_a_directive_of_the_schema_is_left_to_strawberry():
    @strawberry.directive(locations=[DirectiveLocation.FIELD])
    def shout(value: DirectiveValue[str]) -> str:
        return value.upper()

    schema = Schema(Words, directives=[shout])
    found = execute(schema, Request("{words @shout}"), None)
    assert found.body == {"data": {"words": "X"}}
    assert Both(schema).left("{words @shout}").why == [
        "An operation is not compiled: The directive @shout is not compiled."
    ]


INCREMENTAL = strawberry.Schema(
    Words, config=StrawberryConfig(enable_experimental_incremental_execution=True)
)


@pytest.mark.parametrize(
    "selection", ["... @defer {words}", "... @defer(if: $f) {words}", "several @stream"]
)
def test_deferred_and_streamed_parts_are_left(selection):
    head = "query($f: Boolean!) " if "$f" in selection else ""
    document = Document(INCREMENTAL, f"{head}{{words {selection}}}")
    assert document.validate() == []
    for flag in (False, True):
        built = CompilingExecutor.build(
            INCREMENTAL._schema,
            document.tree,
            raw_variable_values={"f": flag},
            plans=document.plans,
        )
        assert document.plans.of(built) is None
