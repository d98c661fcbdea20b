"""What operations cost: the published model (docs/limits.md), operation by operation."""

import re
from pathlib import Path

import pytest
from graphql import build_schema, get_introspection_query

from api.errors import BadUserInput
from api.execution import Request, execute
from api.execution.documents import Document
from api.limits.values import DEFAULTS
from api.loading import Session
from api.schema import schema, session_for
from tests import factories as make
from tests.test_contract import COPIES

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parent.parent
TIPS = "... on TipsBlock {tips {id}}"
TYPE = "application/graphql-response+json"


def cost(text, /, operation=None, **variables):
    document = Document(schema, text)
    assert document.validate() == []
    return document.cost(operation, variables)


#: The points of each operation that our clients send, with the variables that decide them.
CONTRACT = {
    "blog_list": 282,
    "changes": 7721,
    "node": 1,
    "post": 531,
    "route": 19,
    "search": 42,
    "site": 65,
    "tips": 82,
}


NAMES = sorted(path.stem for path in COPIES.glob("*.graphql"))


@pytest.mark.parametrize("name", NAMES)
def test_an_operation_of_the_contract_costs_what_is_published(name):
    found = cost((COPIES / f"{name}.graphql").read_text())
    assert found == CONTRACT[name]
    # A page of changes is a hundred posts with their bodies.
    assert found < DEFAULTS["HEARTH_MAX_COST"] / (5 if name == "changes" else 20)


def test_the_documentation_has_the_costs_of_the_contract():
    rows = re.findall(
        r"^\| `(\w+)` \| ([\d,]+) \|$", (ROOT / "docs/limits.md").read_text(), re.MULTILINE
    )
    assert {name: int(points.replace(",", "")) for name, points in rows} == CONTRACT


def test_the_worked_example_of_the_documentation_costs_what_it_says():
    text = (ROOT / "docs/limits.md").read_text()
    (query,) = re.findall(r"```graphql\n(.*?)```", text, re.DOTALL)
    (points,) = re.findall(r'"requested": (\d+)', text)
    assert cost(query) == int(points)


@pytest.mark.parametrize(("posts", "share"), [(20, 0.25), (100, 1)])
def test_full_posts_fit(posts, share):
    text = (ROOT / "bench/queries/q3.graphql").read_text().replace("first: 20", f"first: {posts}")
    assert cost(text) < DEFAULTS["HEARTH_MAX_COST"] * share


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("{__typename}", 0),
        ("{site {name}}", 1),
        ("{site {name} again: site {name}}", 2),
        ("{site {name} site {rootUrl disclaimer {html}}}", 3),
        ("{posts {nodes {id}}}", 31),
        ("{posts(first: 5) {nodes {id}}}", 16),
        ("{posts(first: null) {nodes {id}}}", 31),
        ("{posts(last: 5) {edges {cursor}}}", 16),
        ("{posts(last: 5) {edges {node {id}}}}", 21),
        ("{posts(first: 5) {edges {node {id}} nodes {id}}}", 26),
        ("{posts(first: -5) {nodes {id}}}", 11),
        ("{posts(first: 5) {totalCount pageInfo {hasNextPage}}}", 22),
        ('{search(query: "a", first: 5) {nodes {id}}}', 26),
        ("{authors {id}}", 20),
        ("{categories {postCount}}", 20),
        ('{nodes(ids: ["a", "b", "c"]) {id}}', 3),
        ('{nodes(ids: "a") {id}}', 1),
        ('{post(slug: "a") {body {id}}}', 16),
        ('{post(slug: "a") {body {html}}}', 76),
        ('{post(slug: "a") {body {... on TipsBlock {tips {id}} ... on FaqBlock {title}}}}', 91),
        (f'{{post(slug: "a") {{body {{{TIPS} ... on FaqBlock {{items {{id html}}}}}}}}}}', 391),
        ('{post(slug: "a") {heroImage {srcset(widths: [1, 2, 3])}}}', 5),
        ('{post(slug: "a") {heroImage {srcset(widths: 1)}}}', 3),
        ('{node(id: "a") {... on Post {tags {id}} ... on Tag {id}}}', 6),
        ('{node(id: "a") {... on Node {... on Post {tags {id}}} ... on Post {authors {id}}}}', 8),
        ('{post(slug: "a") {...F ...F tags {name}}} fragment F on Post {tags {id}}', 6),
        ("{site @skip(if: true) {name}}", 0),
        ("{... @include(if: false) {site {name}}}", 0),
        ("{site @include(if: true) @skip(if: false) {name}}", 1),
    ],
)  # fmt: skip
def test_an_operation_costs(text, points):
    assert cost(text) == points


@pytest.mark.parametrize(
    ("text", "variables", "points"),
    [
        ("query($n: Int) {posts(first: $n) {nodes {id}}}", {}, 31),
        ("query($n: Int) {posts(first: $n) {nodes {id}}}", {"n": None}, 31),
        ("query($n: Int) {posts(first: $n) {nodes {id}}}", {"n": 3}, 14),
        ("query($n: Int) {posts(first: $n) {nodes {id}}}", {"n": 3.0}, 14),
        ("query($n: Int = 7) {posts(first: $n) {nodes {id}}}", {}, 18),
        ("query($n: Int = 7) {posts(first: $n) {nodes {id}}}", {"n": 9}, 20),
        ("query($n: Int = 7) {posts(first: $n) {nodes {id}}}", {"n": None}, 31),
        ("query($ids: [ID!]!) {nodes(ids: $ids) {id}}", {"ids": ["a", "b"]}, 2),
        ("query($ids: [ID!]!) {nodes(ids: $ids) {id}}", {"ids": "a"}, 1),
        ("query($a: ID!) {nodes(ids: [$a, $a]) {id}}", {"a": "b"}, 2),
        ('query($w: [Int!]!) {post(slug: "a") {heroImage {srcset(widths: $w)}}}', {"w": [1, 2]}, 4),
        ("query($on: Boolean!) {site @include(if: $on) {name}}", {"on": True}, 1),
        ("query($on: Boolean!) {site @include(if: $on) {name}}", {"on": False}, 0),
        ("query($on: Boolean = true) {site @skip(if: $on) {name}}", {}, 0),
    ],
)  # fmt: skip
def test_a_cost_depends_on_variables(text, variables, points):
    assert cost(text, **variables) == points


def test_each_operation_of_a_document_has_its_cost():
    text = "query A {site {name}} query B {authors {id}}"
    assert (cost(text, operation="A"), cost(text, operation="B")) == (1, 20)


def test_a_cost_is_found_once_for_the_values_that_decide_it(monkeypatch):
    document = Document(
        schema, "query($n: Int, $a: String) {posts(first: $n, after: $a) {nodes {id}}}"
    )
    assert document.validate() == []
    assert [document.cost(None, {"n": n, "a": str(n)}) for n in (3, 4)] == [14, 15]
    monkeypatch.setattr(document, "_cost", None)
    assert [document.cost(None, {"n": n, "a": "other"}) for n in (3, 4)] == [14, 15]


def test_costs_that_are_kept_do_not_fill_the_memory():
    document = Document(schema, "query($n: Int) {posts(first: $n) {nodes {id}}}")
    assert document.validate() == []
    assert all(document.cost(None, {"n": n}) == n + 11 for n in range(1000))
    assert len(document._costs) <= 64


def test_no_cost_is_larger_than_a_number_of_the_answer():
    turn = "translations {"
    text = f"{{posts(first: 2147483647) {{nodes {{{turn * 8}id{'}' * 8}}}}}}}"
    assert cost(text) == 2**31 - 1


@pytest.mark.parametrize("descriptions", [True, False])
def test_the_usual_introspection_fits_twice(descriptions):
    found = cost(get_introspection_query(descriptions=descriptions))
    limit = DEFAULTS["HEARTH_MAX_COST"]
    assert limit / 4 < found < limit / 2


def test_the_schema_carries_the_model_for_other_tools():
    text = (ROOT / "api/schema.graphql").read_text()
    directives = {one.name for one in build_schema(text).directives}
    assert {"cost", "listSize"} <= directives
    paged = (
        '@listSize(assumedSize: 20, slicingArguments: ["first", "last"], '
        'sizedFields: ["edges", "nodes"], requireOneSlicingArgument: false)'
    )
    assert f"): PostConnection! {paged}" in text
    assert 'html: String! @cost(weight: "4")' in text
    assert 'widths: [Int!]! @cost(weight: "1")' in text


# What a client is told.


QUERY = "{posts(first: 5) {nodes {title}}}"


def test_an_operation_over_the_limit_is_refused(graphql, settings):
    settings.HEARTH_MAX_COST = 15
    response = graphql.response(QUERY, headers={"Accept": TYPE})
    assert (response.status_code, response.json()) == (
        400,
        {
            "errors": [
                {
                    "message": "This operation costs 16 points; at most 15 are allowed.",
                    "extensions": {"code": "QUERY_TOO_COMPLEX", "requested": 16, "limit": 15},
                }
            ]
        },
    )


def test_an_operation_at_the_limit_is_answered(graphql, settings):
    settings.HEARTH_MAX_COST = 16
    make.post(title="One")
    assert graphql(QUERY) == {"data": {"posts": {"nodes": [{"title": "One"}]}}}


def test_a_client_that_asks_is_told_the_cost(graphql):
    answer = graphql.response(QUERY, headers={"GraphQL-Cost": "report"}).json()
    assert answer == {
        "data": {"posts": {"nodes": []}},
        "extensions": {"cost": {"requested": 16, "limit": 40_000}},
    }


def test_a_client_that_asks_is_told_the_cost_with_a_refusal(graphql, settings):
    settings.HEARTH_MAX_COST = 15
    answer = graphql.response(QUERY, headers={"GraphQL-Cost": "report"}).json()
    assert answer["extensions"] == {"cost": {"requested": 16, "limit": 15}}
    assert "data" not in answer


def test_a_client_that_asks_is_told_the_cost_with_an_error_of_a_variable(graphql):
    query = "query($n: Int!) {posts(first: $n) {nodes {id}}}"
    answer = graphql.response(query, {"n": "x"}, {"GraphQL-Cost": "report"}).json()
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert answer["extensions"] == {"cost": {"requested": 12, "limit": 40_000}}


def test_nobody_else_is_told(graphql):
    assert list(graphql.response(QUERY, headers={"GraphQL-Cost": "no"}).json()) == ["data"]


# What the rates are told.


def run(rf, query, admit, **options):
    return execute(schema, Request(query), session_for(rf.get("/")), admit=admit, **options)


def test_who_admits_is_told_the_cost_once_before_anything_is_executed(rf, count_sql):
    told = []

    def admit(points):
        told.append(points)
        raise BadUserInput("x", "No.")

    answers = []
    assert count_sql(lambda: answers.append(run(rf, QUERY, admit))) == []
    assert told == [16]
    assert (answers[0].cost, answers[0].executed) == (16, False)
    assert answers[0].codes == {"BAD_USER_INPUT"}


def test_an_answer_that_is_admitted_has_its_cost(rf):
    answer = run(rf, QUERY, lambda points: None)
    assert (answer.cost, answer.executed) == (16, True)


@pytest.mark.parametrize("query", ["{", "{nothing}", "{posts(first: 2147483647) {nodes {id}}}"])
def test_nobody_admits_what_is_refused_anyway(rf, query):
    told = []
    run(rf, query, told.append)
    assert told == []


def test_an_ordinary_session_has_a_deadline(rf):
    assert Session(rf.get("/")).deadline > 0
