"""Faults planted in the compiler: the comparison notices each of them."""

from typing import Any, Optional

import pytest
import strawberry
from graphql.execution import collect_fields

from api.execution import compiler, plans
from api.execution.compiler import Compiler
from api.execution.plans import LoaderSite, Plan, State
from api.loading import Loader
from api.sources import Attr, Ref, Related, attr, call, sourced
from tests.execution.both import Both, Different
from tests.streams import new_session

NAMES = Loader(lambda session, keys: {key: Value(key * 10) for key in keys if key != 2})
LISTS = Loader(lambda session, keys: {key: [Value(key), Value(key + 1)] for key in keys if key % 2})


class Value:
    def __init__(self, number):
        self.number = number

    @property
    def words(self):
        return None if self.number == 3 else f"words {self.number}"


@strawberry.interface
class Thing:
    number: int = attr("number", description="A number.")

    @classmethod
    def resolve_type(cls, value, info, abstract):
        return "Even" if value.number % 2 == 0 else "Odd"


@strawberry.type
class Even(Thing):
    words: str | None = attr("words", description="Words.")

    @classmethod
    def is_type_of(cls, value, info):
        return value.number % 2 == 0


@strawberry.type
class Odd(Thing):
    must: str = attr("words", description="Words.")

    @classmethod
    def is_type_of(cls, value, info):
        return value.number % 2 == 1


@strawberry.type
class Named:
    number: int = attr("number", description="A number.")
    words: str | None = attr("words", description="Words.")
    next: Optional["Named"] = sourced(Ref(NAMES, Attr("number")), description="By a loader.")

    @strawberry.field
    def path(self: Any, info: strawberry.Info) -> str:
        return str(info.path.as_list())


@strawberry.type
class Query:
    number: int = attr("number", description="A number.")
    words: str | None = attr("words", description="Words.")
    named: Named | None = sourced(Ref(NAMES, Attr("number")), description="By a loader.")
    several: list[Named] = sourced(Related(LISTS, Attr("number")), description="By a loader.")

    @call("Things.")
    def things(
        self: Any, session: Any, count: int = 3, more: list[int] | None = None
    ) -> list[Thing]:
        return [Value(n) for n in range(count)]

    @call("Perhaps a list.")
    def maybe(self: Any, session: Any, count: int | None = None) -> list["Query"] | None:
        return None if count is None else [Value(n) for n in range(count)]

    @call("Words that depend on a reference.", Ref(NAMES, Attr("number")))
    def told(self: Any, session: Any, times: int = 1) -> str:
        return str(getattr(session.load(NAMES, self.number), "number", None)) * times


SCHEMA = strawberry.Schema(Query, types=[Even, Odd])
OPERATIONS = [
    ("{number words ... on Query {words maybe {number}} two: maybe(count: 2) {number}}", {}),
    ("{a: maybe(count: 3) {b: number words c: number d: __typename}}", {}),
    ("{maybe(count: 3) {number named {number}} ... {maybe(count: 3) {named {words} words}}}", {}),
    ("{things {__typename number ... on Even {words} ... on Odd {must}}}", {}),
    ("{things(count: 4) {... on Odd {must}}}", {}),
    ("query($f: Boolean!) {number @skip(if: $f) words @include(if: $f)}", {"f": True}),
    ("query($f: Boolean!) {number @skip(if: $f) words @include(if: $f)}", {"f": False}),
    ("{maybe(count: 4) {named {path number} several {path number}}}", {}),
    ("{maybe(count: 2) {maybe(count: 4) {named {number} several {number}}}}", {}),
    ("{maybe(count: 4) {named {next {next {number}}} several {next {number}}}}", {}),
    ("query($n: Int = 2) {told(times: $n) maybe(count: $n) {told(times: $n)}}", {"n": 3}),
    ("query($n: Int = 2) {told(times: $n) maybe(count: $n) {told(times: $n)}}", {}),
    ("query($n: Int = 2) {told(times: $n) maybe(count: $n) {told(times: $n)}}", {"n": 0}),
]


def compare():
    both = Both(SCHEMA, new_session, lambda: Value(1))
    outcomes = [both(text, **variables) for text, variables in OPERATIONS]
    # A fault that only makes plans fail would be seen by the next line, not by the answers.
    assert [one.compiled for one in outcomes].count(False) == 1, "A plan failed."


def first_selection_only(patch):
    """Fields that several fragments select lose all selections but the first."""
    original = Compiler._field

    def field(self, function, type_, key, details, values, queues):
        return original(self, function, type_, key, details[:1], values, queues)

    patch.setattr(Compiler, "_field", field)


def other_order_of_keys(patch):
    """Objects have their keys the other way round."""
    original = Compiler._object

    def made(self, type_, collected, *rest):
        fields = dict(reversed(collected.grouped_field_set.items()))
        return original(self, type_, collected._replace(grouped_field_set=fields), *rest)

    patch.setattr(Compiler, "_object", made)


def null_lists_are_empty(patch):
    """A null where a list may be null is an empty list."""
    original = Compiler.complete

    def complete(self, place, type_, variable, lines, **rest):
        if compiler.is_list_type(type_):
            lines.append(f"if {variable} is None: {variable} = ()")
        original(self, place, type_, variable, lines, **rest)

    patch.setattr(Compiler, "complete", complete)


def nulls_pass_everywhere(patch):
    """Nobody asks whether a value may be null."""
    original = Compiler.complete

    def complete(self, place, type_, variable, lines, **rest):
        nullable = type_.of_type if compiler.is_non_null_type(type_) else type_
        original(self, place, nullable, variable, lines, **rest)

    patch.setattr(Compiler, "complete", complete)


def objects_of_other_places_come_again(patch):
    """What a key led to is made once, although it is told its path."""
    original = LoaderSite.fill

    def fill(self, entries, found, state):
        self.wants_path = False
        original(self, entries, found, state)

    patch.setattr(LoaderSite, "fill", fill)


def one_plan_for_all_cases(patch):
    """The variables of @skip and @include are not part of a plan's key."""
    original = Both.run

    def run(self, document, plans_, variables, operation=None):
        if plans_ is not None and "f" in variables:
            plans_.deciding = ()
            original(self, document, plans_, {"f": not variables["f"]}, operation)
        return original(self, document, plans_, variables, operation)

    patch.setattr(Both, "run", run)


def directives_are_not_seen(patch):
    """@skip and @include are ignored while a plan is made."""
    original = Compiler.compile

    def compiled(self):
        with pytest.MonkeyPatch.context() as inner:
            inner.setattr(collect_fields, "should_include_node", lambda *args: True)
            return original(self)

    patch.setattr(Compiler, "compile", compiled)


def arguments_of_the_first_run(patch):
    """The values of variables are those of the first run."""
    original = State.__init__

    def init(self, plan, executor):
        original(self, plan, executor)
        kept = plan.__dict__.setdefault("kept", {})
        for name in plan.arguments:
            self.__dict__[name] = kept.setdefault(name, self.__dict__[name])

    patch.setattr(State, "__init__", init)


def lists_lose_their_last_entry(patch):
    """Loops stop too early."""
    original = plans.LoaderStage._found

    def found(self, keys, state):
        return {
            key: value[:-1] if isinstance(value, list) else value
            for key, value in original(self, keys, state).items()
        }

    patch.setattr(plans.LoaderStage, "_found", found)


def one_round_of_loaders(patch):
    """What loaders queue for others is never loaded."""

    def run(self, executor):
        state = State(self, executor)
        data = self.root(executor.root_value, state, None)
        for stage in reversed(self.stages):
            stage.run(state)
        return data

    patch.setattr(Plan, "run", run)


def keys_are_taken_for_others(patch):
    """A reference is filled with what another key led to."""
    original = LoaderSite._of

    def of(self, found, key):
        return original(self, found, next(iter(found), key))

    patch.setattr(LoaderSite, "_of", of)


FAULTS = [
    first_selection_only,
    other_order_of_keys,
    null_lists_are_empty,
    nulls_pass_everywhere,
    objects_of_other_places_come_again,
    one_plan_for_all_cases,
    directives_are_not_seen,
    arguments_of_the_first_run,
    lists_lose_their_last_entry,
    one_round_of_loaders,
    keys_are_taken_for_others,
]


def test_without_a_fault_the_two_ways_agree():
    compare()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_a_fault_in_the_compiler_is_noticed(fault, monkeypatch):
    fault(monkeypatch)
    with pytest.raises(Different):
        compare()
