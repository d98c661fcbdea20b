"""Limits on what a request may ask for: what is over one is refused, and says by how much."""

import pytest
from graphql import get_introspection_query, parse

from api.errors import ApiError
from api.limits import text, values, variables
from api.limits.shape import Shape
from tests.test_contract import COPIES

pytestmark = pytest.mark.django_db

ON = "@include(if: true)"
ROOTS = "HEARTH_MAX_ROOT_FIELDS"
FRAGMENT = "fragment F on Query"
TYPE = "application/graphql-response+json"


@pytest.fixture
def refused(graphql):
    """Post a query that is refused; return its status and its one error without the message."""

    def run(query, **variables):
        response = graphql.response(query, variables, {"Accept": TYPE})
        (error,) = response.json()["errors"]
        assert list(response.json()) == ["errors"]
        assert len(error.pop("message")) <= 300
        return response.status_code, error

    return run


def over(limit, requested=None):
    found = {"code": "LIMIT_EXCEEDED", "limit": limit}
    if requested is not None:
        found["requested"] = requested
    return 400, {"extensions": found}


def test_a_document_may_have_so_many_bytes_and_no_more(graphql, refused, settings):
    settings.HEARTH_MAX_DOCUMENT_BYTES = 100
    fits = "{__typename}".ljust(100)
    assert graphql(fits) == {"data": {"__typename": "Query"}}
    assert refused(fits + " ") == over(100, 101)


def test_bytes_are_counted_not_characters(refused, settings):
    settings.HEARTH_MAX_DOCUMENT_BYTES = 100
    assert refused("{__typename} #" + "ü" * 50) == over(100, 114)


def test_a_document_may_have_so_many_tokens_and_no_more(graphql, refused, settings):
    settings.HEARTH_MAX_TOKENS = 5
    assert "data" in graphql("{a: __typename}")
    assert refused("{ab: __typename __typename}") == over(5)


def test_a_limit_that_is_lowered_holds_for_documents_that_are_known(graphql, refused, settings):
    query = "{known: __typename}"
    assert "data" in graphql(query)
    settings.HEARTH_MAX_TOKENS = 4
    assert refused(query) == over(4, 5)


def test_the_default_of_tokens_is_ample_for_what_tools_and_clients_send():
    longest = get_introspection_query(
        descriptions=True,
        specified_by_url=True,
        directive_is_repeatable=True,
        schema_description=True,
        input_value_deprecation=True,
    )
    sent = [longest, *[path.read_text() for path in COPIES.glob("*.graphql")]]
    assert (
        max(text.measured(one).tokens for one in sent) * 4 <= values.DEFAULTS["HEARTH_MAX_TOKENS"]
    )


@pytest.mark.parametrize("brackets", ["{a", "[", "("])
def test_brackets_may_be_nested_so_deeply_and_no_more(refused, brackets):
    assert refused(brackets * 101) == over(100, 101)


def test_brackets_in_texts_and_comments_are_not_counted(graphql):
    query = f'{{post(slug: "{"{" * 200}") {{id}}}} # {"[" * 200}'
    assert graphql(query) == {"data": {"post": None}}


def test_half_a_character_is_no_text():
    with pytest.raises(Exception, match="A surrogate stands alone"):
        text.measured('{post(slug: "\ud800") {id}}')


def test_fields_may_be_nested_so_deeply_and_no_more(graphql, refused, settings):
    query = "{site {...S}} fragment S on Site {mainMenu {children {title}}}"
    settings.HEARTH_MAX_DEPTH = 4
    assert "data" in graphql(query)
    settings.HEARTH_MAX_DEPTH = 3
    assert refused(query) == (
        400,
        {"extensions": {"code": "QUERY_TOO_DEEP", "limit": 3, "requested": 4}},
    )


def test_introspection_is_not_counted_among_the_nested_fields(graphql, settings):
    settings.HEARTH_MAX_DEPTH = 3
    assert "data" in graphql(get_introspection_query())


@pytest.mark.parametrize(
    ("setting", "query", "count"),
    [
        ("HEARTH_MAX_ALIASES", "{a: __typename b: __typename}", 2),
        ("HEARTH_MAX_ALIASES", "{...F ...F} fragment F on Query {a: __typename}", 2),
        ("HEARTH_MAX_DIRECTIVES", "{a: __typename @skip(if: false) @include(if: true)}", 2),
        ("HEARTH_MAX_DIRECTIVES", f"{{... {ON} {{...F {ON}}}}} {FRAGMENT} {{__typename}}", 2),
        (ROOTS, "{a: __typename b: __typename a: __typename}", 2),
        (ROOTS, f"{{... {{a: __typename}} ...F}} {FRAGMENT} {{b: __typename}}", 2),
    ],
)  # fmt: skip
def test_there_may_be_so_many_and_no_more(graphql, refused, settings, setting, query, count):
    setattr(settings, setting, count)
    assert "data" in graphql(query)
    setattr(settings, setting, count - 1)
    assert refused(query) == over(count - 1, count)


def test_an_operation_may_declare_so_many_variables_and_no_more(refused):
    def query(count):
        declared = " ".join(f"$v{one}: ID!" for one in range(count))
        used = " ".join(f"$v{one}" for one in range(count))
        return f"query({declared}) {{nodes(ids: [{used}]) {{id}}}}"

    assert refused(query(101)) == over(100, 101)


def test_variables_may_have_so_many_bytes_and_no_more(graphql, refused, settings):
    query = "query($slug: String!) {post(slug: $slug) {id}}"
    settings.HEARTH_MAX_VARIABLES_BYTES = len('{"slug":""}') + 10
    assert graphql(query, slug="x" * 10) == {"data": {"post": None}}
    assert refused(query, slug="x" * 11) == over(21, 22)


def test_variables_may_be_nested_so_deeply_and_no_more(refused):
    deep = []
    for _one in range(100):
        deep = [deep]
    query = "query($ids: [ID!]!) {nodes(ids: $ids) {id}}"
    assert refused(query, ids=deep) == over(100, 101)
    for _one in range(700):
        deep = [deep]
    assert refused(query, ids=deep) == over(100, 101)


@pytest.mark.parametrize("bad", [{"a": {1, 2}}, {"a": 10**30}])
def test_variables_that_no_json_can_hold_are_refused(bad):
    with pytest.raises(ApiError, match="what JSON cannot"):
        variables.check(bad)


def test_fragments_that_spread_each_other_in_a_circle_are_told_as_such(graphql):
    query = "{...A} fragment A on Query {...B} fragment B on Query {...A __typename}"
    (error,) = graphql(query)["errors"]
    assert error["message"] == "Cannot spread fragment 'A' within itself via 'B'."
    assert error["extensions"] == {"code": "GRAPHQL_VALIDATION_FAILED"}


def test_a_limit_holds_for_every_operation_of_a_document(refused, settings):
    settings.HEARTH_MAX_ALIASES = 1
    query = "query A {__typename} query B {a: __typename b: __typename}"
    assert refused(query)[1]["extensions"]["code"] == "OPERATION_RESOLUTION_FAILURE"
    shape = Shape(parse(query))
    assert shape.aliases == 2


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("{sites {name}}", {}),
        ('{post(slugg: "a", slug: "a") {id}}', {}),
        ("{posts(orderBy: NEWES) {totalCount}}", {}),
        ("query($o: PostOrde!) {posts(orderBy: $o) {totalCount}}", {}),
        ("query($o: PostOrder!) {posts(orderBy: $o) {totalCount}}", {"o": "NEWES"}),
        ("query($f: PostFilter) {posts(filter: $f) {totalCount}}", {"f": {"categori": None}}),
    ],
)
def test_names_that_are_like_the_clients_are_told_only_while_debugging(
    graphql, settings, query, variables
):
    hidden = graphql(f"{query} # hidden", **variables)["errors"][0]["message"]
    settings.DEBUG = True
    told = graphql(f"{query} # told", **variables)["errors"][0]["message"]
    assert "Did you mean" not in hidden
    assert "Did you mean" in told


def test_of_many_errors_some_are_told(graphql):
    errors = graphql("{site {" + " ".join(f"no{one}" for one in range(500)) + "}}")["errors"]
    assert len(errors) == values.MAX_ERRORS + 1
    assert errors[-1]["message"].startswith("Too many validation errors")
