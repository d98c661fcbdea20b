"""The engine's own fields: sources, loaders and lists, both ways."""

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest
import strawberry
from graphql import parse
from strawberry.extensions import FieldExtension
from strawberry.permission import BasePermission

from api.execution.executor import CompilingExecutor, Plans
from api.loading import Loader
from api.sources import Attr, Call, Itself, Ref, Related, attr, call, ref, sourced
from tests.execution.both import Both
from tests.streams import new_session

WORDS = {1: "one", 2: "two", 3: None, 4: ValueError("Broken.")}


def found(session, keys):
    return {key: WORDS[key] for key in keys if key in WORDS}


NAMES = Loader(found)
SQUARES = Loader(lambda session, keys: {key: [key, key * key] for key in keys if key > 1})


class OtherRef(Ref):
    def read(self, source, session, **arguments):
        return "read otherwise"


class OtherCall(Call):
    def read(self, source, session, **arguments):
        return "called otherwise"


class OtherAttr(Attr):
    def read(self, source, session, **arguments):
        return f"{super().read(source, session)}!"


class OtherItself(Itself):
    def read(self, source, session, **arguments):
        return Thing(9)


class No(BasePermission):
    message = "No."

    def has_permission(self, source, info, **kwargs):
        return kwargs["some_words"] != "no"


class Shout(FieldExtension):
    def resolve(self, next_, source, info, **kwargs):
        return next_(source, info, **kwargs).upper()


@strawberry.type
class Group:
    number: int = attr("number", description="A number.")
    name: str | None = sourced(Ref(NAMES, Attr("number")), description="By a loader.")


@dataclass
class Thing:
    number: int

    @property
    def label(self) -> str:
        return f"thing {self.number}"


@strawberry.type
class Number:
    number: int = attr("number", description="A number.")
    text: str = attr("number", description="A number, as a text.")
    label: str = attr("label", description="A property.")
    gone: str | None = attr("gone", description="There is no such attribute.")
    name: str | None = sourced(Ref(NAMES, Attr("number")), description="By a loader.")
    must: str = sourced(Ref(NAMES, Attr("number")), description="By a loader, never null.")
    squares: list[int] = sourced(Related(SQUARES, Attr("number")), description="A list.")
    group: Group = sourced(Itself(), description="A group.")
    even: Group | None = sourced(Itself(lambda one: one.number % 2 == 0), description="Or none.")
    other_ref: str = sourced(OtherRef(NAMES, Attr("number")), description="Other.")
    other_call: str = sourced(OtherCall(lambda one, session: "?"), description="Other.")
    other_attr: str = sourced(OtherAttr("label"), description="Other.")
    other_itself: Group = sourced(OtherItself(), description="Other.")

    @call("With arguments, and a reference.", Ref(NAMES, Attr("number")))
    def called(self: Any, session: Any, words: list[str], times: int = 2) -> str:
        words.append("changed")
        return f"{session.load(NAMES, self.number)} {words} {times}"

    @call("Whose references are not known.")
    def loose(self: Any, session: Any, some_words: str = "x") -> str:
        return f"{session.load(NAMES, 2)} {some_words}"

    @ref(NAMES, "By a key that depends on an argument.")
    def by_key(self: Any, session: Any, key: int = 2) -> str | None:
        return key

    @call("Things.")
    def more(self: Any, session: Any, count: int = 2) -> list["Number"]:
        return [Thing(n + 1) for n in range(count)]

    @call("Later, which nobody awaits.")
    def later(self: Any, session: Any) -> int | None:
        return nobody()


async def nobody() -> int:
    return 1


@strawberry.input
class Even:
    number: int

    def __post_init__(self):
        if self.number % 2:
            raise ValueError("This is odd.")


@strawberry.type
class Query:
    @call("With an input that may refuse its values.")
    def half(self: Any, session: Any, of: Even) -> int | None:
        return of.number // 2

    @call("Things.")
    def numbers(self: Any, session: Any, count: int = 3) -> list[Number]:
        return [Thing(n + 1) for n in range(count)]


@pytest.fixture
def ask():
    return Both(strawberry.Schema(Query), new_session)


def test_attributes_properties_and_references(ask):
    data = ask.compiled("{numbers {number label name squares group {number name} even {name}}}")
    assert data["numbers"][:2] == [
        {
            "number": 1,
            "label": "thing 1",
            "name": "one",
            "squares": [],
            "group": {"number": 1, "name": "one"},
            "even": None,
        },
        {
            "number": 2,
            "label": "thing 2",
            "name": "two",
            "squares": [2, 4],
            "group": {"number": 2, "name": "two"},
            "even": {"name": "two"},
        },
    ]


def test_sources_of_a_subclass_are_read_in_its_own_way(ask):
    data = ask.compiled("{numbers(count: 1) {otherRef otherCall otherAttr otherItself {number}}}")
    assert data["numbers"] == [
        {
            "otherRef": "read otherwise",
            "otherCall": "called otherwise",
            "otherAttr": "thing 1!",
            "otherItself": {"number": 9},
        }
    ]


@pytest.mark.parametrize("given", ['words: ["a"]', 'words: ["a"], times: 1'])
def test_a_function_with_arguments_and_references_is_called_when_they_are_loaded(ask, given):
    """Each call has arguments of its own, which it may change."""
    data = ask.compiled(f"{{numbers(count: 2) {{called({given})}}}}")
    times = 1 if "times" in given else 2
    assert data["numbers"] == [
        {"called": f"one ['a', 'changed'] {times}"},
        {"called": f"two ['a', 'changed'] {times}"},
    ]


def test_arguments_from_variables(ask):
    text = "query($w: [String!]!, $k: Int) {numbers(count: 2) {called(words: $w) byKey(key: $k)}}"
    ask.compiled(text, w=["a"], k=1)
    ask.compiled(text, w=["a"])
    ask.left(text, w=["a"], k=None)


def test_arguments_that_are_refused_when_they_are_converted(ask):
    for text in ("{half(of: {number: 3})}", "query($n: Int = 3) {half(of: {number: $n})}"):
        assert ask.left(text).errors[0]["message"] == "This is odd."
    assert ask.compiled("{half(of: {number: 4})}") == {"half": 2}


def test_a_null_or_an_error_of_a_loader(ask):
    assert ask.left("{numbers {must}}").data is None
    assert ask.compiled("{numbers(count: 3) {name}}")["numbers"][2] == {"name": None}
    assert ask.left("{numbers(count: 4) {name}}").data["numbers"][3] == {"name": None}


@pytest.mark.parametrize("field", ["gone", "text"])
def test_what_fails_at_a_field_is_an_error_there(ask, field):
    ask(f"{{numbers {{number {field}}}}}")


def test_what_a_resolver_of_plain_python_returns_is_compiled(ask):
    data = ask.compiled('{numbers(count: 1) {loose a: loose(someWords: "y") more {name}}}')
    assert data["numbers"] == [
        {"loose": "two x", "a": "two y", "more": [{"name": "one"}, {"name": "two"}]}
    ]


def test_an_awaitable_of_a_source_is_left(ask):
    async def run():
        built = CompilingExecutor.build(
            ask.schema._schema,
            parse("{numbers(count: 1) {later}}"),
            context_value=new_session(),
            plans=Plans(),
        )
        answer = await built.execute_operation()
        assert not built.ran_compiled
        return answer.data

    assert asyncio.run(run()) == {"numbers": [{"later": 1}]}


def test_an_extension_of_a_source_field_gets_the_arguments_that_clients_gave():
    @strawberry.type
    class Guarded:
        @call("With an argument.")
        def told(self: Any, session: Any, some_words: str = "x") -> str | None:
            return f"told {some_words}"

    [field] = Guarded.__strawberry_definition__.fields
    guarded = strawberry.field(permission_classes=[No], extensions=[Shout()])
    field.extensions = guarded.extensions
    field.permission_classes = guarded.permission_classes

    guarded_query = Both(strawberry.Schema(Guarded), new_session)
    assert guarded_query.compiled('{told a: told(someWords: "yes")}') == {
        "told": "TOLD X",
        "a": "TOLD YES",
    }
