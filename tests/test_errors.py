"""Errors: what a client is told when something is wrong, and what only the log is told."""

import logging
import re
from base64 import b64encode

import pytest
from django.db import InterfaceError, OperationalError, connection
from graphql import build_client_schema, get_introspection_query

from api import images
from api.errors import MAX_MESSAGE, ApiError, Code
from blog.models import PostPage
from tests import factories

pytestmark = pytest.mark.django_db

LONG = "x" * 10_000
IMPLEMENTATION = re.compile(
    r"django|python|strawberry|wagtail|sql|traceback|exception|NoneType|queryset|"
    r"__|0x[0-9a-f]{4}|\.py\b|\bdict\b|\bstr\b|\bint\b",
    re.IGNORECASE,
)


def ask(client, query, **variables):
    """The answer and its status, in the media type that tells refusals by status."""
    body = {"query": query, "variables": variables}
    headers = {"Accept": "application/graphql-response+json"}
    response = client.post("/graphql/", body, content_type="application/json", headers=headers)
    answer = response.json()
    for error in answer.get("errors", ()):
        # Another one each time: see test_request_ids.py.
        error["extensions"].pop("requestId", None)
    return response.status_code, answer


def only_error(client, query, **variables):
    _status, body = ask(client, query, **variables)
    (error,) = body["errors"]
    return error


def global_id(text):
    return b64encode(text.encode()).decode()


# What is absent.


@pytest.mark.parametrize(
    "field",
    [
        'post(slug: "none") {id}',
        'post(slug: "") {id}',
        'author(slug: "none") {id}',
        'category(slug: "none") {id}',
        'page(path: "/none/") {id}',
        'route(path: "/none/") {__typename}',
        f'node(id: "{global_id("Post:987654")}") {{id}}',
        f'node(id: "{global_id("Post:9" + "0" * 40)}") {{id}}',
        f'node(id: "{global_id("Post:-1")}") {{id}}',
        f'node(id: "{global_id("Post:abc")}") {{id}}',
        f'node(id: "{global_id("Post:²")}") {{id}}',
        f'node(id: "{global_id("Nothing:1")}") {{id}}',
    ],
)
def test_what_is_absent_is_null(client, field):
    name = field.partition("(")[0]
    assert ask(client, f"{{{field}}}") == (200, {"data": {name: None}})


def test_an_unknown_id_is_null_at_its_place(client):
    post = global_id(f"Post:{factories.post().pk}")
    ids = [global_id("Post:987654"), post, global_id("Image:1"), post]
    assert ask(client, "query($ids: [ID!]!) {nodes(ids: $ids) {id}}", ids=ids) == (
        200,
        {"data": {"nodes": [None, {"id": post}, None, {"id": post}]}},
    )


# What the client did wrong.


PICTURE = "query {{node(id: {id}) {{... on Image {{{field}}}}}}}"


def mistakes():
    """(query, culprit) for each argument that can have a value it cannot have."""
    for bad in (
        "nonsense",
        "",
        "====",
        "UG9zdA==",
        global_id("Post:"),
        global_id(":1"),
        "é",
        "\\n",
    ):
        yield f'{{node(id: "{bad}") {{id}}}}', "id"
    yield '{nodes(ids: ["nonsense"]) {id}}', "ids"
    yield f"{{nodes(ids: [{'1 ' * 101}]) {{id}}}}", "ids"
    lists = ("posts(", "tips(", 'search(query: "sleep", ')
    for start in lists:
        for argument in ("first", "last"):
            for size in (101, 1000, 2_147_483_647, -1):
                yield f"{{{start}{argument}: {size}) {{totalCount}}}}", argument
        yield f"{{{start}first: 1, last: 1) {{totalCount}}}}", "last"
        for argument in ("after", "before"):
            for cursor in ("nonsense", "", "e30", "bnVsbA", "WzEsMiwzLDQsNV0", "é"):
                yield f'{{{start}{argument}: "{cursor}") {{nodes {{id}}}}}}', argument
        yield f'{{{start}locale: "xx") {{totalCount}}}}', "locale"
    for field in ('post(slug: "a", ', 'author(slug: "a", ', 'category(slug: "a", '):
        yield f'{{{field}locale: "EN") {{id}}}}', "locale"
    for field in ("authors", "categories", "tags"):
        yield f'{{{field}(locale: "") {{id}}}}', "locale"
    yield '{posts(filter: {locale: {eq: "xx"}}) {totalCount}}', "filter.locale"
    yield '{posts(filter: {locale: {in: ["en", "xx"]}}) {totalCount}}', "filter.locale"
    yield f'{{search(query: "{"x" * 201}") {{totalCount}}}}', "query"


@pytest.mark.parametrize(("query", "argument"), list(mistakes()))
def test_an_argument_that_cannot_be_is_named(client, query, argument):
    error = only_error(client, query)
    assert error["extensions"] == {"code": "BAD_USER_INPUT", "argument": argument}
    assert not IMPLEMENTATION.search(error["message"])


@pytest.mark.parametrize(
    ("field", "argument"),
    [
        ("rendition(width: 0) {url}", "width"),
        ("rendition(width: -5) {url}", "width"),
        ("srcset(widths: [0])", "widths"),
        ("srcset(widths: [320, -1])", "widths"),
        (f"srcset(widths: {list(range(1, 12))})", "widths"),
    ],
)
def test_a_width_that_cannot_be_is_named(client, field, argument):
    picture = global_id(f"Image:{factories.image().pk}")
    error = only_error(client, f'{{node(id: "{picture}") {{... on Image {{{field}}}}}}}')
    assert error["extensions"] == {"code": "BAD_USER_INPUT", "argument": argument}
    assert not IMPLEMENTATION.search(error["message"])


def test_an_argument_of_a_nested_list_is_named(client):
    factories.post()
    path = '{page(path: "/blog/") {... on BlogIndex {posts(first: 1000) {totalCount}}}}'
    error = only_error(client, path)
    assert error["extensions"] == {"code": "BAD_USER_INPUT", "argument": "first"}


def test_a_mistake_is_told_where_it_is(client):
    query = '{\n  __typename\n  it: node(id: "?") {id}\n}'
    assert ask(client, query) == (
        200,
        {
            "errors": [
                {
                    "message": "This is not an id that this API gave out.",
                    "locations": [{"line": 3, "column": 3}],
                    "path": ["it"],
                    "extensions": {"code": "BAD_USER_INPUT", "argument": "id"},
                }
            ],
            "data": {"__typename": "Query", "it": None},
        },
    )


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("query($v: Int) {posts(first: $v) {totalCount}}", {"v": "ten"}),
        ("query($v: Int) {posts(first: $v) {totalCount}}", {"v": 1.5}),
        ("query($v: Int) {posts(first: $v) {totalCount}}", {"v": 2**31}),
        ("query($v: Int) {posts(first: $v) {totalCount}}", {"v": True}),
        ("query($v: Int) {posts(first: $v) {totalCount}}", {"v": [1]}),
        ("query($v: String!) {post(slug: $v) {id}}", {}),
        ("query($v: String!) {post(slug: $v) {id}}", {"v": None}),
        ("query($v: String!) {post(slug: $v) {id}}", {"v": 7}),
        ("query($v: String!) {post(slug: $v) {id}}", {"v": {"a": 1}}),
        ("query($v: ID!) {node(id: $v) {id}}", {"v": 1.5}),
        ("query($v: [ID!]!) {nodes(ids: $v) {id}}", {"v": [None]}),
        ("query($v: PostOrder!) {posts(orderBy: $v) {totalCount}}", {"v": "SIDEWAYS"}),
        ("query($v: PostOrder!) {posts(orderBy: $v) {totalCount}}", {"v": 1}),
        ("query($v: PostFilter) {posts(filter: $v) {totalCount}}", {"v": {"unknown": 1}}),
        ("query($v: PostFilter) {posts(filter: $v) {totalCount}}", {"v": {"tag": "sleep"}}),
        (
            "query($v: PostFilter) {posts(filter: $v) {totalCount}}",
            {"v": {"publishedAt": {"after": "yesterday"}}},
        ),
        (
            "query($v: PostFilter) {posts(filter: $v) {totalCount}}",
            {"v": {"publishedAt": {"after": 1700000000}}},
        ),
    ],
)
def test_a_variable_of_the_wrong_type_is_refused(client, query, variables):
    status, body = ask(client, query, **variables)
    assert (status, [error["extensions"]["code"] for error in body["errors"]]) == (
        400,
        ["BAD_USER_INPUT"],
    )
    assert "$v" in body["errors"][0]["message"]
    assert not IMPLEMENTATION.search(body["errors"][0]["message"].replace("Int cannot", ""))


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
@pytest.mark.parametrize("side", ["after", "before"])
def test_the_ends_of_time_are_no_crash(client, side, moment):
    query = "query($v: DateTime!) {posts(filter: {publishedAt: {SIDE: $v}}) {nodes {id}}}"
    _status, body = ask(client, query.replace("SIDE", side), v=moment)
    codes = {error["extensions"]["code"] for error in body.get("errors", [])}
    assert codes <= {"BAD_USER_INPUT"}


@pytest.mark.parametrize("moment", ["2026-01-01T00:00:00", "2026-01-01"])
def test_a_moment_without_an_offset_is_no_crash(client, moment):
    query = "query($v: DateTime!) {posts(filter: {publishedAt: {after: $v}}) {totalCount}}"
    assert ask(client, query, v=moment) == (200, {"data": {"posts": {"totalCount": 0}}})


@pytest.mark.parametrize("query", ["{", "}", "", " ", "{a:}", '{post(slug: "a) {id}}', "nonsense"])
def test_a_document_that_cannot_be_read_is_refused(client, query):
    status, body = ask(client, query)
    code = "GRAPHQL_PARSE_FAILED" if query else "BAD_REQUEST"
    assert (status, [error["extensions"]["code"] for error in body["errors"]]) == (400, [code])


@pytest.mark.parametrize(
    "query",
    [
        "{nonsense}",
        "{post {id}}",
        '{post(slug: "a")}',
        "{post(slug: 7) {id}}",
        "{posts(orderBy: SIDEWAYS) {totalCount}}",
        "{__typename {id}}",
        "{...F}",
        "{...F} fragment F on Query {...F}",
        "query($v: Nothing) {__typename}",
        "query($v: Int) {post(slug: $v) {id}}",
        "{__typename @nonsense}",
        "mutation {nonsense}",
        "subscription {nonsense}",
        "{posts {nodes {title: slug title}}}",
    ],
)
def test_a_document_that_does_not_fit_the_schema_is_refused(client, query):
    status, body = ask(client, query)
    codes = {error["extensions"]["code"] for error in body["errors"]}
    assert (status, codes) == (400, {"GRAPHQL_VALIDATION_FAILED"})
    assert all("locations" in error for error in body["errors"])


@pytest.mark.parametrize(
    ("query", "name", "message"),
    [
        ("query A {__typename}", "B", "The document has no operation of this name."),
        ("fragment F on Query {__typename}", None, "The document has no operation."),
        (
            "query A {__typename} query B {__typename}",
            None,
            "The document has several operations: say which one by `operationName`.",
        ),
    ],
)
def test_an_operation_that_is_not_there_is_refused(client, query, name, message):
    body = {"query": query, "operationName": name}
    headers = {"Accept": "application/graphql-response+json"}
    response = client.post("/graphql/", body, content_type="application/json", headers=headers)
    assert (response.status_code, response.json()) == (
        400,
        {"errors": [{"message": message, "extensions": {"code": "OPERATION_RESOLUTION_FAILURE"}}]},
    )


# Long input.


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        (f"{{{LONG}}}", {}),
        (f'{{posts(first: "{LONG}") {{totalCount}}}}', {}),
        (f"{{posts(first: {'9' * 10_000}) {{totalCount}}}}", {}),
        (f"{{posts(orderBy: {LONG}) {{totalCount}}}}", {}),
        (f"{{posts({LONG}: 1) {{totalCount}}}}", {}),
        (f"{{__typename @{LONG}}}", {}),
        (f"{{...{LONG}}}", {}),
        (f"{{... on {LONG} {{id}}}}", {}),
        (f"query(${LONG}: Int!) {{__typename}}", {}),
        (f"query($v: {LONG}) {{__typename}}", {}),
        (f"{{{LONG} {LONG}}}", {}),
        (f'{{"{LONG}"', {}),
        (f'"""{LONG}"""', {}),
        (f'{{node(id: "{LONG}") {{id}}}}', {}),
        (f'{{posts(after: "{LONG}") {{nodes {{id}}}}}}', {}),
        (f'{{posts(locale: "{LONG}") {{totalCount}}}}', {}),
        (f'{{search(query: "{LONG}") {{totalCount}}}}', {}),
        (f'{{posts(filter: {{publishedAt: {{after: "{LONG}"}}}}) {{totalCount}}}}', {}),
        ("query($v: Int) {posts(first: $v) {totalCount}}", {"v": LONG}),
        ("query($v: Int) {posts(first: $v) {totalCount}}", {"v": [LONG] * 10}),
        ("query($v: PostFilter) {posts(filter: $v) {totalCount}}", {"v": {LONG: LONG}}),
        ("query($v: PostOrder!) {posts(orderBy: $v) {totalCount}}", {"v": LONG}),
        (
            "query($v: DateTime) {posts(filter: {publishedAt: {after: $v}}) {totalCount}}",
            {"v": LONG},
        ),
        ("query($v: ID!) {node(id: $v) {id}}", {"v": LONG}),
    ],
    ids=range(24),
)
def test_a_long_input_is_not_echoed(client, query, variables):
    _status, body = ask(client, query, **variables)
    assert body["errors"]
    assert all(len(error["message"]) <= MAX_MESSAGE == 300 for error in body["errors"])
    assert len(str(body)) < 2000


# What went wrong on our side.


class Broken(Exception):
    """Something that nobody thought of."""


def breaks(*args, **kwargs):
    raise Broken("a secret of ours")


def logged(caplog):
    """The exceptions that were logged with their tracebacks as errors."""
    records = [record for record in caplog.records if record.levelno >= logging.ERROR]
    return [record.exc_info[1] for record in records if record.exc_info]


MASKED = {
    "message": "Something went wrong on our side.",
    "extensions": {"code": "INTERNAL_SERVER_ERROR"},
}


def test_a_field_that_fails_is_null_and_the_rest_is_answered(client, monkeypatch):
    monkeypatch.setattr(images, "focal_point", breaks)
    picture = global_id(f"Image:{factories.image(title='Room').pk}")
    query = f'{{node(id: "{picture}") {{... on Image {{title focalPoint {{x}}}}}}}}'
    place = {"locations": [{"line": 1, "column": query.index("focal") + 1}]}
    assert ask(client, query) == (
        200,
        {
            "errors": [{**MASKED, **place, "path": ["node", "focalPoint"]}],
            "data": {"node": {"title": "Room", "focalPoint": None}},
        },
    )


def test_a_failing_field_that_is_never_null_takes_its_object_along(client, monkeypatch):
    monkeypatch.setattr(PostPage, "reading_minutes", property(breaks))
    factories.post("Sleep well")
    status, body = ask(client, '{__typename post(slug: "sleep-well") {title readingMinutes}}')
    assert (status, body["data"]) == (200, {"__typename": "Query", "post": None})
    assert body["errors"][0].items() >= {**MASKED, "path": ["post", "readingMinutes"]}.items()


def test_a_failing_entry_takes_its_list_along(client, monkeypatch):
    monkeypatch.setattr(PostPage, "reading_minutes", property(breaks))
    factories.post()
    status, body = ask(client, "{posts {nodes {readingMinutes}}}")
    assert (status, body["data"]) == (200, None)
    assert body["errors"][0]["path"] == ["posts", "nodes", 0, "readingMinutes"]


def test_a_failure_is_logged_once_with_its_traceback(client, monkeypatch, caplog):
    monkeypatch.setattr(images, "focal_point", breaks)
    picture = global_id(f"Image:{factories.image().pk}")
    ask(client, f'{{node(id: "{picture}") {{... on Image {{focalPoint {{x}}}}}}}}')
    assert [str(error) for error in logged(caplog)] == ["a secret of ours"]


@pytest.mark.parametrize(
    "query", ['{node(id: "?") {id}}', "{posts(first: 1000) {totalCount}}", "{", "{nonsense}"]
)
def test_what_a_client_did_wrong_is_no_error_in_the_log(client, caplog, query):
    ask(client, query)
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


EVERYTHING = """
{
  site { name crisisResources { name } }
  posts { totalCount nodes { title authors { name } category { name } tags { name }
    heroImage { title } body { id html } translations { id } } }
  tips { nodes { id } }
  search(query: "sleep") { nodes { id } }
  route(path: "/blog/") { __typename }
}
"""
UNAVAILABLE = {
    "errors": [
        {
            "message": "The service is not available at the moment. Try again later.",
            "extensions": {"code": "INTERNAL_SERVER_ERROR"},
        }
    ]
}


@pytest.fixture
def content():
    return factories.post(
        "Sleep well",
        authors=[factories.author()],
        category=factories.category(),
        tags=["night"],
        hero_image=factories.image(),
    )


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
@pytest.mark.parametrize("after", [0, 1, 5, 10])
def test_a_lost_database_is_one_clean_error(client, content, caplog, error, after):
    left = iter(range(after))

    def fail(execute, sql, params, many, context):
        if next(left, None) is None:
            raise error("could not connect to 10.0.0.1, user secret")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(fail):
        answer = ask(client, EVERYTHING)
    assert answer == (503, UNAVAILABLE)
    assert [type(one) for one in logged(caplog)] == [error]


def test_a_database_that_is_back_is_asked_again(client, content):
    with connection.execute_wrapper(breaks_connection):
        ask(client, EVERYTHING)
    status, body = ask(client, EVERYTHING)
    assert (status, "errors" in body) == (200, False)


def breaks_connection(execute, sql, params, many, context):
    raise OperationalError("gone")


def test_what_needs_no_database_is_answered_without_one(client):
    with connection.execute_wrapper(breaks_connection):
        assert ask(client, "{__typename}") == (200, {"data": {"__typename": "Query"}})


def test_a_missing_file_costs_only_its_picture(client, content):
    image = content.hero_image
    image.file.storage.delete(image.file.name)
    query = '{post(slug: "sleep-well") {title heroImage {width rendition(width: 320) {url}}}}'
    status, body = ask(client, query)
    url = body["data"]["post"]["heroImage"]["rendition"].pop("url")
    assert (status, body) == (
        200,
        {"data": {"post": {"title": "Sleep well", "heroImage": {"width": 40, "rendition": {}}}}},
    )
    assert client.get(url.removeprefix("http://testserver")).status_code == 404


def test_a_query_nested_without_end_is_no_crash(client):
    factories.post()
    deep = "parent {" * 400 + "id" + "}" * 400
    status, body = ask(client, f'{{post(slug: "sleep-well") {{{deep}}}}}')
    assert (status, set(body) <= {"errors", "data"}) in [(200, True), (400, True)]


# The list.


def test_the_schema_can_be_asked_for(client):
    status, body = ask(client, get_introspection_query(descriptions=True))
    assert (status, list(body)) == (200, ["data"])
    assert build_client_schema(body["data"]).query_type.name == "Query"


def test_the_list_of_codes_is_closed():
    assert list(Code) == [
        "GRAPHQL_PARSE_FAILED",
        "GRAPHQL_VALIDATION_FAILED",
        "OPERATION_RESOLUTION_FAILURE",
        "PERSISTED_QUERY_NOT_FOUND",
        "BAD_REQUEST",
        "BAD_USER_INPUT",
        "UNAUTHENTICATED",
        "FORBIDDEN",
        "INTERNAL_SERVER_ERROR",
        "QUERY_TOO_COMPLEX",
        "QUERY_TOO_DEEP",
        "LIMIT_EXCEEDED",
        "RATE_LIMITED",
        "TIMEOUT",
        "RESYNC_REQUIRED",
    ]


def test_every_error_has_a_code_of_the_list():
    kinds = [ApiError]
    for kind in kinds:
        kinds += kind.__subclasses__()
    assert {kind.code for kind in kinds} <= set(Code)
