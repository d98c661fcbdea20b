"""What a run leaves behind: nothing that the next one, another thread or the log would notice."""

import gc
import logging
import sys
import weakref
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import product
from typing import Any, Optional

import pytest
import strawberry
from django.conf import settings
from django.test import RequestFactory
from django.utils import timezone
from graphql import execute, parse

from api.execution import Request
from api.execution import execute as answer
from api.execution import executor as executing
from api.execution.compiler import MAX_FIELDS
from api.execution.documents import Document
from api.execution.executor import CompilingExecutor, Plans
from api.loading import Loader
from api.schema import schema, session_for
from api.sources import Attr, Ref, Related, attr, call, sourced
from blog.models import PostPage
from tests import factories as make
from tests.execution.both import Both
from tests.streams import new_session

FULL = """query($first: Int) {posts(first: $first) {nodes {
    title publishedAt category {name postCount} authors {name photo {alt}} tags {name}
    heroImage {rendition(width: 320) {url}} parent {title} translations {title}
    review {reviewer {name}} breadcrumbs {title} seo {canonicalUrl jsonLd}
    body {html ... on ImageBlock {image {title}} ... on RelatedPostsBlock {posts {title}}}
}}}"""


#: The error comes last, where it takes nothing else away.
WITH_ERROR = FULL.replace("publishedAt", "").removesuffix("}") + ' node(id: "none") {id}}'


@pytest.fixture
def both():
    return Both(schema, lambda: session_for(RequestFactory().get("/")))


def posts(count):
    """Posts of which the newest has no date, which is an error wherever it is asked for."""
    linked = make.post("Linked")
    for n in range(count):
        picture = make.image(f"Room {n}").pk
        make.post(
            f"Post {n}",
            category=make.category(f"Category {n}"),
            authors=[make.author(f"Author {n}", photo_id=picture)],
            tags=[f"tag {n}"],
            hero_image_id=picture,
            reviewer=make.author(f"Reviewer {n}"),
            reviewed_on=timezone.now().date(),
            first_published_at=timezone.now() - timedelta(days=n),
            body=[
                ("image", {"image": {"image": picture}}),
                ("related_posts", {"posts": [linked.pk]}),
                ("paragraph", f'<p><a linktype="page" id="{linked.pk}">here</a></p>'),
            ],
        )
    PostPage.objects.filter(slug="post-0").update(first_published_at=None)


# What happens twice


@pytest.mark.django_db
@pytest.mark.parametrize("query", [WITH_ERROR, WITH_ERROR.replace("seo {canonicalUrl jsonLd}", "")])
def test_falling_back_costs_what_two_answers_cost_however_long_a_list_is(
    both, count_sql, settings, query
):
    def statements(first, *, compiled):
        settings.HEARTH_COMPILED_EXECUTION = compiled
        request = Request(query, {"first": first})
        return len(count_sql(lambda: answer(schema, request, both.context())))

    posts(12)
    assert both.left(query, first=12).errors
    without = statements(12, compiled=False)
    few, many = [statements(first, compiled=True) for first in (6, 12)]
    assert few == many
    assert many <= 2 * without


@pytest.mark.django_db
def test_an_error_is_logged_once(both, caplog, settings):
    posts(2)
    messages = []
    for compiled in (False, True):
        settings.HEARTH_COMPILED_EXECUTION = compiled
        caplog.clear()
        with caplog.at_level(logging.INFO):
            answer(schema, Request(FULL, {"first": 100}), both.context())
        messages.append([record.getMessage() for record in caplog.records])

    assert messages[0] == messages[1]
    assert len(messages[0]) == 1


@pytest.mark.django_db
def test_a_list_that_is_met_twice_has_the_columns_that_each_place_asks_for(both):
    make.post("Sleep well")
    data = both.compiled(
        '{page(path: "/blog/") {... on BlogIndex {'
        " a: posts {nodes {title}} b: posts {edges {node {slug id}} nodes {id}}"
        " c: posts {totalCount nodes {seo {title}}}}}}"
    )
    assert data["page"]["a"] == {"nodes": [{"title": "Sleep well"}]}
    assert data["page"]["b"]["edges"][0]["node"]["slug"] == "sleep-well"
    assert data["page"]["c"]["totalCount"] == 1


@pytest.mark.django_db
def test_a_list_is_whole_for_graphql_core_after_falling_back(both):
    make.post("Sleep well")
    found = both.left(
        '{page(path: "/blog/") {... on BlogIndex {posts {nodes {id title slug}}}}'
        ' node(id: "nonsense") {id}}'
    )
    assert [error["path"] for error in found.errors] == [["node"]]
    assert found.data["page"]["posts"]["nodes"][0]["title"] == "Sleep well"


# Threads


def slowly(session, keys):
    return {key: f"{key}" for key in keys if key != 3}


NAMES = Loader(slowly)
LISTS = Loader(lambda session, keys: {key: [key, key + 1] for key in keys if key % 2})


@strawberry.input
class Wish:
    words: list[str]


@strawberry.type
class Number:
    number: int = attr("number", description="A number.")
    name: str | None = sourced(Ref(NAMES, Attr("number")), description="By a loader.")
    pair: list[int] = sourced(Related(LISTS, Attr("number")), description="By a loader.")

    @call("With references.", Ref(NAMES, Attr("number")))
    def wished(self: Any, session: Any, wish: Wish, words: list[str]) -> str:
        wish.words.append(session.load(NAMES, self.number) or "")
        words.append("")
        return f"{wish.words} {words}"

    @call("More.")
    def more(self: Any, session: Any, count: int) -> list["Number"]:
        return [Value(n) for n in range(count)]


class Value:
    def __init__(self, number):
        self.number = number


@strawberry.type
class Query:
    @call("Numbers.")
    def numbers(self: Any, session: Any, count: int) -> list[Number]:
        return [Value(n) for n in range(count)]


THREADED = strawberry.Schema(Query)
NUMBERS = """query($count: Int!, $words: [String!]!) {numbers(count: $count) {
    number name pair wished(wish: {words: ["a"]}, words: $words)
    more(count: $count) {name pair wished(wish: {words: $words}, words: ["b"])}}}"""


def run(document, variables):
    return execute(
        THREADED._schema,
        document.tree,
        context_value=new_session(),
        variable_values=variables,
        executor_class=CompilingExecutor,
        plans=document.plans,
    ).data


@pytest.fixture
def document():
    made = Document(THREADED, NUMBERS)
    assert made.validate() == []
    return made


def plans_of(document):
    kept = executing._kept(settings.HEARTH_PLAN_CACHE)
    return [plan for key, plan in kept.items() if key[0] is document.plans]


@pytest.fixture
def fast_switching():
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


def test_threads_share_a_plan_and_nothing_else(document, fast_switching):
    asked = [{"count": n % 7, "words": ["w"] * (n % 3)} for n in range(120)]
    ask = Both(THREADED, new_session)
    expected = [ask.compiled(NUMBERS, **variables) for variables in asked]

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda variables: run(document, variables), asked))

    assert found == expected


def containers(value):
    """Return the lists and dicts in a value, itself included."""
    found = [value] if isinstance(value, dict | list) else []
    for inner in value.values() if isinstance(value, dict) else found and value:
        found += containers(inner)
    return found


def test_no_list_or_object_of_an_answer_is_kept(document):
    variables = {"count": 5, "words": []}
    one, two = run(document, variables), run(document, variables)
    [plan] = plans_of(document)
    kept = [inner for value in plan.constants.values() for inner in containers(value)]

    assert {id(each) for each in containers(one)}.isdisjoint(map(id, [*containers(two), *kept]))


def test_a_run_changes_no_constant(document):
    def constants():
        [plan] = plans_of(document)
        return {name: repr(value) for name, value in plan.constants.items()}

    run(document, {"count": 5, "words": ["x"]})
    before = constants()
    run(document, {"count": 3, "words": []})
    assert constants() == before


# Memory


def test_a_plan_keeps_no_request_alive(document):
    gone = []

    class Watched(CompilingExecutor):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            session = self.context_value
            gone.extend(weakref.ref(one) for one in (self, session, session.request))

    for count in (1, 2):
        execute(
            THREADED._schema,
            document.tree,
            context_value=new_session(),
            variable_values={"count": count, "words": []},
            executor_class=Watched,
            plans=document.plans,
        )
    gc.collect()

    assert [one() for one in gone] == [None] * 6
    assert len(plans_of(document)) == 1


def test_the_code_of_all_plans_is_bounded(settings):
    settings.HEARTH_PLAN_CACHE = 20_000
    small = executing._kept(20_000)
    names = "abcdef"
    head = ", ".join(f"${name}: Boolean!" for name in names)
    parts = " ".join(f"{name}: __typename @skip(if: ${name})" for name in names)
    for start in ("", "y: numbers(count: 1) {name} ", "__schema {description} "):
        document = Document(THREADED, f"query({head}) {{{start} z: __typename {parts}}}")
        assert document.validate() == []
        for flags in product([True, False], repeat=len(names)):
            variables = dict(zip(names, flags, strict=True))
            assert len(run(document, variables)) == 1 + bool(start) + flags.count(False)
            assert plans_of(document)

    assert 10_000 < small.currsize <= 20_000


@pytest.mark.parametrize("depth", [30, 100, 400])
def test_an_operation_of_any_depth_is_answered(depth, settings):
    inner = "more(count: 1) {" * depth + "number" + "}" * depth
    request, told = Request(f"{{numbers(count: 1) {{{inner}}}}}"), []
    for settings.HEARTH_COMPILED_EXECUTION in (False, True):
        body = answer(THREADED, request, new_session()).body
        told.append([error["extensions"]["code"] for error in body.get("errors", ())])
    assert told[0] == told[1]


def test_the_compilers_own_failure_is_logged_and_nobody_elses(monkeypatch, caplog):
    monkeypatch.setattr("api.execution.compiler.ordered", lambda *args: 1 // 0)
    built = CompilingExecutor.build(THREADED._schema, parse("{__typename}"), plans=Plans())
    assert built.execute_operation().data == {"__typename": "Query"}
    assert not built.ran_compiled
    [record] = caplog.records
    assert record.levelno == logging.ERROR


def test_an_operation_of_very_many_fields_is_left(settings):
    settings.HEARTH_MAX_TOKENS = 4 * MAX_FIELDS
    names = [f"n{n}: number" for n in range(MAX_FIELDS)]
    ask = Both(THREADED, new_session)
    assert ask.left(f"{{numbers(count: 1) {{{' '.join(names)}}}}}").errors == []
    assert ask.compiled(f"{{numbers(count: 1) {{{' '.join(names[:-1])}}}}}")


@strawberry.type
class Step:
    number: int = attr("number", description="A number.")
    left: Optional["Step"] = sourced(Ref(NAMES, Attr("number")), description="The one before.")


def test_a_circle_of_loaders_is_gone_round_until_nothing_is_asked_for():
    asked = []

    def load(session, keys):
        asked.append(sorted(keys))
        return {key: Value(key - 1) for key in keys if key}

    before = Loader(load)

    Step.__strawberry_definition__.get_field("left").source = Ref(before, Attr("number"))

    @strawberry.type
    class Steps:
        @call("Steps.")
        def steps(self: Any, session: Any) -> list[Step]:
            return [Value(3), Value(2)]

    text = "{steps {left {left {left {left {number}}}} number}}"
    ask = Both(strawberry.Schema(Steps), new_session)
    assert ask.compiled(text)["steps"][0] == {
        "left": {"left": {"left": {"left": None}}},
        "number": 3,
    }
    # By the plan of one run: what is there already is not asked for again.
    assert asked[-3:] == [[2, 3], [1], [0]]
