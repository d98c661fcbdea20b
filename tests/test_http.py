"""GraphQL over HTTP, after the specification at https://graphql.github.io/graphql-over-http/."""

import gzip
import json
from urllib.parse import quote

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.test.client import FakePayload

from api.errors import Code
from api.http.reading import MAX_BODY
from api.http.responses import METHODS
from tests.http import (
    ANSWER,
    BROWSER,
    JSON,
    RESPONSE,
    TYPENAME,
    URL,
    answer,
    get,
    post,
    refusal,
    steady,
    works,
)

pytestmark = pytest.mark.django_db


# Media types.


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (RESPONSE, RESPONSE),
        (JSON, JSON),
        (JSON.upper(), JSON),
        (None, RESPONSE),
        ("", RESPONSE),
        ("*/*", JSON),
        ("application/*", JSON),
        (f"{RESPONSE}, {JSON}", RESPONSE),
        (f"{JSON}, {RESPONSE}", JSON),
        (f"{RESPONSE}; charset=utf-8, {JSON}; charset=utf-8", RESPONSE),
        (f"{JSON}; charset=utf-8", JSON),
        (f"{RESPONSE};q=0.5, {JSON};q=0.9", JSON),
        (f"{JSON};q=0.5, {RESPONSE}", RESPONSE),
        (f"{JSON};q=0, */*", RESPONSE),
        (f"{RESPONSE};q=0, */*", JSON),
        (f"{RESPONSE}, */*", RESPONSE),
        (f"{JSON};q=0.1, */*;q=0.9", RESPONSE),
        (f"text/html, {JSON};q=0.2", JSON),
        (f"{JSON}, text/plain, */*", JSON),
        (f"{JSON};q=nonsense", JSON),
        (f"{RESPONSE};x*=bogus''y, {JSON}", JSON),
        (f"{RESPONSE};q*=idna''%ff, {JSON}", JSON),
        (BROWSER, JSON),
    ],
)
def test_answers_in_the_media_type_that_the_client_prefers(client, accept, media_type):
    response = post(client, {"query": TYPENAME}, accept=accept)
    assert answer(response) == (200, f"{media_type}; charset=utf-8", ANSWER)


@pytest.mark.parametrize(
    "accept",
    ["text/html", "application/xml", "image/*", f"{JSON};q=0", "*/*;q=0", "nonsense", "a/b/c", ";"],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_refuses_a_client_that_takes_neither_media_type(client, method, accept):
    sent = {"get": get, "post": post}[method](client, {"query": TYPENAME}, accept=accept)
    assert answer(sent) == (
        406,
        f"{JSON}; charset=utf-8",
        {
            "errors": [
                {
                    "message": f"This endpoint answers {RESPONSE} or {JSON}.",
                    "extensions": {"code": "BAD_REQUEST"},
                }
            ]
        },
    )


@pytest.mark.parametrize(
    "content_type",
    [JSON, "APPLICATION/JSON", f"{JSON}; charset=utf-8", f'{JSON};charset="UTF-8"', f"{JSON}; a=b"],
)
def test_reads_json(client, content_type):
    response = post(client, {"query": TYPENAME}, content_type=content_type)
    assert answer(response) == (200, f"{RESPONSE}; charset=utf-8", ANSWER)


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "application/graphql",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonp",
        f"{JSON}; charset=utf-16",
        f"{JSON}; charset=latin-1",
        f"{JSON}; charset=unheard-of",
    ],
)
def test_refuses_a_body_that_does_not_say_it_is_json_in_utf_8(client, content_type):
    sent = post(client, {"query": TYPENAME}, content_type=content_type)
    assert refusal(sent) == (415, ["BAD_REQUEST"])


def test_a_body_is_utf_8(client):
    body = {"query": "query($slug: String!) {post(slug: $slug) {id}}", "variables": {"slug": "ñ"}}
    response = post(client, json.dumps(body, ensure_ascii=False).encode())
    assert answer(response) == (200, f"{RESPONSE}; charset=utf-8", {"data": {"post": None}})


# Methods.


@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace"])
def test_refuses_other_methods_and_names_its_own(client, method):
    response = getattr(client, method)(URL)
    assert (response["Allow"], *refusal(response)) == (METHODS, 405, ["BAD_REQUEST"])


def test_options_names_the_methods(client):
    response = client.options(URL)
    assert (response.status_code, response["Allow"], response.content) == (204, METHODS, b"")


def test_head_is_get_without_a_body(client):
    headers = {"Accept": RESPONSE}
    head = client.head(URL, {"query": TYPENAME}, headers=headers)
    full = client.get(URL, {"query": TYPENAME}, headers=headers)
    assert head.content == b""
    assert (head.status_code, steady(head)) == (full.status_code, steady(full))


def test_get_answers_a_query_in_the_url(client):
    parameters = {
        "query": "query A {__typename} query B($slug: String!) {post(slug: $slug) {id}}",
        "operationName": "B",
        "variables": '{"slug": "none"}',
        "extensions": "{}",
    }
    assert answer(get(client, parameters)) == (
        200,
        f"{RESPONSE}; charset=utf-8",
        {"data": {"post": None}},
    )


def test_an_empty_parameter_in_the_url_is_none(client):
    parameters = {"query": TYPENAME, "operationName": "", "variables": "", "extensions": ""}
    assert get(client, parameters).json() == ANSWER


@pytest.mark.parametrize("accept", [JSON, RESPONSE])
@pytest.mark.parametrize(
    ("query", "name"),
    [("mutation {x}", ""), ("subscription {x}", ""), ("query Q {__typename} mutation M {x}", "M")],
)
def test_get_changes_nothing(client, query, name, accept):
    response = get(client, {"query": query, "operationName": name}, accept=accept)
    assert (response["Allow"], *answer(response)) == (
        "POST",
        405,
        f"{accept}; charset=utf-8",
        {
            "errors": [
                {
                    "message": "Only queries can be sent by GET.",
                    "extensions": {"code": "BAD_REQUEST"},
                }
            ]
        },
    )


def test_get_reads_beside_a_mutation_that_is_not_chosen(client):
    parameters = {"query": "query Q {__typename} mutation M {x}", "operationName": "Q"}
    assert refusal(get(client, parameters)) == (400, ["GRAPHQL_VALIDATION_FAILED"])


def test_get_without_a_query_is_refused(client):
    assert refusal(get(client, {})) == (400, ["BAD_REQUEST"])


def test_a_browser_that_opens_the_endpoint_gets_no_page(client):
    response = get(client, {}, accept=BROWSER)
    assert response["Content-Type"] == f"{JSON}; charset=utf-8"


@pytest.mark.parametrize(
    ("name", "value"),
    [("variables", "{"), ("variables", "[]"), ("variables", "7"), ("extensions", "nonsense")],
)
def test_get_refuses_what_is_not_an_object_in_json(client, name, value):
    assert refusal(get(client, {"query": TYPENAME, name: value})) == (400, ["BAD_REQUEST"])


@pytest.mark.parametrize("name", ["query", "variables", "operationName", "extensions"])
def test_get_refuses_a_parameter_that_is_given_twice(client, name):
    response = get(client, {"query": TYPENAME, name: ["", ""]})
    assert refusal(response) == (400, ["BAD_REQUEST"])


def test_get_refuses_ten_thousand_parameters(client):
    response = get(client, {"query": TYPENAME, "other": ["x"] * 10_001})
    assert refusal(response) == (400, ["BAD_REQUEST"])
    assert works(client)


def test_get_refuses_a_url_beyond_all_measure(client):
    response = get(client, {"query": TYPENAME, "variables": "x" * MAX_BODY})
    assert refusal(response) == (414, ["BAD_REQUEST"])


@pytest.mark.parametrize("variables", ["[" * 100_000, '{"a":' * 20_000, "9" * 5000])
def test_get_survives_variables_that_are_none(client, variables):
    response = get(client, {"query": TYPENAME, "variables": variables})
    assert refusal(response) == (400, ["BAD_REQUEST"])
    assert works(client)


@pytest.mark.parametrize("raw", ["%ED%A0%80", "%FF", "%00", "%C3"])
def test_get_survives_bytes_that_are_no_text(client, raw):
    response = client.get(f"{URL}?query={raw}", headers={"Accept": RESPONSE})
    assert refusal(response) == (400, ["GRAPHQL_PARSE_FAILED"])
    assert works(client)


@pytest.mark.parametrize("raw", ["%ED%A0%80", "%FF", "%00", '{"a": "%ED%A0%80"}', '"%5Cud800"'])
def test_get_survives_variables_that_are_no_text(client, raw):
    response = client.get(
        f"{URL}?query={quote(TYPENAME)}&variables={raw}", headers={"Accept": RESPONSE}
    )
    assert response.status_code in (200, 400)
    assert works(client)


# Status codes.


MISTAKES = {
    "GRAPHQL_PARSE_FAILED": {"query": "{"},
    "GRAPHQL_VALIDATION_FAILED": {"query": "{nonsense}"},
    "OPERATION_RESOLUTION_FAILURE": {"query": "query A {__typename}", "operationName": "B"},
    "BAD_USER_INPUT": {"query": "query($id: ID!) {node(id: $id) {id}}", "variables": {"id": {}}},
}


@pytest.mark.parametrize("code", MISTAKES)
def test_a_well_formed_request_is_answered_with_200_in_application_json(client, code):
    assert refusal(post(client, MISTAKES[code], accept=JSON)) == (200, [code])


@pytest.mark.parametrize("code", MISTAKES)
def test_a_request_that_cannot_be_executed_is_refused_with_400(client, code):
    assert refusal(post(client, MISTAKES[code])) == (400, [code])


@pytest.mark.parametrize("accept", [JSON, RESPONSE])
def test_a_field_error_is_answered_with_200(client, accept):
    response = post(client, {"query": '{__typename node(id: "?") {id}}'}, accept=accept)
    assert (response.status_code, response.json()["data"]) == (
        200,
        {"__typename": "Query", "node": None},
    )


@pytest.mark.parametrize("accept", [JSON, RESPONSE])
def test_an_answer_whose_data_is_null_has_status_200(client, accept):
    response = post(client, {"query": "{posts(first: -1) {totalCount}}"}, accept=accept)
    assert (response.status_code, response.json()["data"]) == (200, None)


def test_an_error_in_the_url_is_refused_like_one_in_a_body(client):
    assert refusal(get(client, {"query": "{"})) == (400, ["GRAPHQL_PARSE_FAILED"])
    assert refusal(get(client, {"query": "{"}, accept=JSON)) == (200, ["GRAPHQL_PARSE_FAILED"])


# Bodies.


MALFORMED = {
    "empty": b"",
    "blank": b"  ",
    "nonsense": b"NONSENSE",
    "truncated": b'{"query":',
    "unquoted": b"{query: 1}",
    "null": b"null",
    "text": b'"{__typename}"',
    "number": b"7",
    "array": b'[{"query": "{__typename}"}]',
    "empty array": b"[]",
    "no query": b"{}",
    "a typing error": b'{"qeury": "{__typename}"}',
    "query null": b'{"query": null}',
    "query empty": b'{"query": ""}',
    "query number": b'{"query": 7}',
    "query object": b'{"query": {}}',
    "query array": b'{"query": ["{__typename}"]}',
    "query boolean": b'{"query": true}',
    "variables array": b'{"query": "{__typename}", "variables": [7]}',
    "variables text": b'{"query": "{__typename}", "variables": "{}"}',
    "variables number": b'{"query": "{__typename}", "variables": 0}',
    "variables false": b'{"query": "{__typename}", "variables": false}',
    "operationName number": b'{"query": "{__typename}", "operationName": 7}',
    "operationName object": b'{"query": "{__typename}", "operationName": {}}',
    "extensions array": b'{"query": "{__typename}", "extensions": []}',
    "extensions text": b'{"query": "{__typename}", "extensions": "x"}',
    "bytes that are no UTF-8": b'{"query": "{__typename}\xff\xfe"}',
    "UTF-16": '{"query": "{__typename}"}'.encode("utf-16"),
    "NUL byte": b'{"query": "{__typename}\x00"}',
    "NUL bytes": b"\x00\x00\x00",
    "NaN": b'{"query": "{__typename}", "variables": {"a": NaN}}',
    "lone surrogate in the query": b'{"query": "{__typename} #\\ud800"}',
    "lone surrogate in a variable": b'{"query": "{__typename}", "variables": {"a": "\\udfff"}}',
    "lone surrogate in a key": b'{"query": "{__typename}", "variables": {"\\ud800": 1}}',
    "lone surrogate in a name": b'{"query": "{__typename}", "operationName": "\\ud800"}',
    "encoded surrogate": b'{"query": "{__typename} #\xed\xa0\x80"}',
    "deeply nested array": b"[" * 100_000,
    "deeply nested object": b'{"a":' * 100_000,
    "deeply nested variables": b'{"query": "{__typename}", "variables": {"a": '
    + b"[" * 5_000
    + b"]" * 5_000
    + b"}}",
    "true": b"true",
    "byte order mark": b'\xef\xbb\xbf{"query": "{__typename}"}',
    "UTF-32": '{"query": "{__typename}"}'.encode("utf-32"),
    "Infinity": b'{"query": "{__typename}", "variables": {"a": Infinity}}',
    "two objects": b'{"query": "{__typename}"}{"query": "{__typename}"}',
    "query twice": b'{"query": "{__typename}", "query": "{a: __typename}"}',
    "query twice, once escaped": b'{"query": "{__typename}", "\\u0071uery": "{a: __typename}"}',
    "variables twice": b'{"query": "{__typename}", "variables": {}, "variables": {"a": 1}}',
    "gzip": gzip.compress(b'{"query": "{__typename}"}'),
}


@pytest.mark.parametrize("accept", [JSON, RESPONSE])
@pytest.mark.parametrize("name", MALFORMED)
def test_a_body_that_is_no_request_is_refused_with_400(client, name, accept):
    assert refusal(post(client, MALFORMED[name], accept=accept)) == (400, ["BAD_REQUEST"])
    assert works(client)


@pytest.mark.parametrize("size", [MAX_BODY, 5 * MAX_BODY])
@pytest.mark.parametrize("accept", [JSON, RESPONSE])
def test_a_body_that_is_too_large_is_refused(client, accept, size):
    response = post(client, b'{"query": "' + b"x" * size + b'"}', accept=accept)
    assert refusal(response) == (413, ["BAD_REQUEST"])
    assert works(client)


def test_a_body_that_is_too_large_is_not_even_read(client):
    response = client.generic("POST", URL, b"{", CONTENT_TYPE=JSON, CONTENT_LENGTH=str(10**12))
    assert refusal(response) == (413, ["BAD_REQUEST"])


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "GZIP", "x", "gzip, identity"])
def test_a_compressed_body_is_refused(client, coding):
    response = post(
        client, gzip.compress(b'{"query": "{__typename}"}'), **{"Content-Encoding": coding}
    )
    assert (response["Accept-Encoding"], *refusal(response)) == ("identity", 415, ["BAD_REQUEST"])


def test_a_body_that_is_said_to_be_plain_is_read(client):
    assert post(client, {"query": TYPENAME}, **{"Content-Encoding": "identity"}).json() == ANSWER


def test_a_body_in_chunks_is_refused(client):
    response = post(client, {"query": TYPENAME}, **{"Transfer-Encoding": "chunked"})
    assert refusal(response) == (411, ["BAD_REQUEST"])


def test_a_body_that_breaks_off_is_refused(client):
    class Broken(FakePayload):
        def read(self, *_args):
            raise ConnectionResetError

    more = {"wsgi.input": Broken(), "CONTENT_LENGTH": "10", "CONTENT_TYPE": JSON}
    response = client.generic("POST", URL, b"", **more)
    assert refusal(response) == (400, ["BAD_REQUEST"])


def test_a_name_may_stand_in_the_variables_as_well(client):
    query = "query($query: String!) {post(slug: $query) {id}}"
    variables = {"query": "a", "variables": {"query": "\x01ñ"}}
    assert post(client, {"query": query, "variables": variables}).json() == {"data": {"post": None}}


@pytest.mark.parametrize(
    "number", ["9" * 5000, "1e400", "-1e400", "1" * 400 + ".5", "18446744073709551616"]
)
def test_a_huge_number_is_no_crash(client, number):
    body = '{"query": "query($n: Int) {posts(first: $n) {totalCount}}", "variables": {"n": %s}}'
    response = post(client, (body % number).encode())
    assert response.status_code == 400
    assert refusal(response)[1][0] in ("BAD_REQUEST", "BAD_USER_INPUT")
    assert works(client)


def test_says_that_batches_are_not_supported(client):
    (error,) = post(client, [{"query": TYPENAME}]).json()["errors"]
    assert error["message"] == "Send one request at a time: batches are not supported."


@pytest.mark.parametrize("length", ["", "abc", "-1", "1e9"])
def test_a_length_that_is_no_number_is_no_crash(client, length):
    response = client.generic("POST", URL, CONTENT_TYPE=JSON, CONTENT_LENGTH=length)
    assert refusal(response) == (400, ["BAD_REQUEST"])


def test_the_largest_allowed_body_is_read(client):
    start, end = b'{"query": "{__typename}", "more": {"a": "', b'"}}'
    body = start + b"x" * (MAX_BODY - len(start) - len(end)) + end
    assert post(client, body).json() == ANSWER


@pytest.mark.parametrize(
    "extra",
    [
        {"variables": None, "operationName": None, "extensions": None},
        {"variables": {}, "operationName": "", "extensions": {}},
        {"variables": {"unknown": 1}, "more": True},
    ],
)
def test_optional_parameters_may_be_null_empty_or_unknown(client, extra):
    assert post(client, {"query": TYPENAME, **extra}).json() == ANSWER


@pytest.mark.parametrize(
    "query",
    [
        "{__typename}\u0000",
        '{post(slug: "\\uD800") {id}}',
        "{" * 50_000,
        "{a" * 50_000 + "}" * 50_000,
        "{post(slug: " + "[" * 20_000 + "]" * 20_000 + ") {id}}",
        "query(" + "$a: " + "[" * 20_000 + "Int" + "]" * 20_000 + ") {__typename}",
        "\ufeff",
        "#",
        "x" * 500_000,
        "{" + "a " * 5_000 + "}",
    ],
    ids=range(10),
)
def test_a_document_that_is_none_is_refused(client, query):
    status, codes = refusal(post(client, {"query": query}))
    assert status == 400
    known = {"GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "LIMIT_EXCEEDED"}
    assert set(codes) <= known
    assert works(client)


NUL = "a\u0000b"
PLACES = [
    "post(slug: $text) {id}",
    "author(slug: $text) {id}",
    "category(slug: $text) {id}",
    "categories(locale: $text) {id}",
    "route(path: $text) {__typename}",
    "page(path: $text) {id}",
    "search(query: $text) {totalCount}",
    "node(id: $text) {id}",
    "nodes(ids: [$text]) {id}",
    "posts(after: $text) {nodes {id}}",
    "posts(filter: {tag: {eq: $text}}) {nodes {id}}",
    "posts(filter: {tag: {in: [$text]}}) {nodes {id}}",
    "posts(filter: {author: {eq: $text}}) {nodes {id}}",
    "posts(filter: {category: {eq: $text}}) {totalCount}",
    "posts(filter: {locale: {eq: $text}}) {nodes {id}}",
    "tips(filter: {tag: {eq: $text}}) {nodes {id}}",
    "tips(filter: {text: $text}) {nodes {id}}",
]


@pytest.mark.parametrize("text", [NUL, "\u0000", "\U0010ffff", "\uffff", "'\"\\%_", "x" * 60_000])
@pytest.mark.parametrize("place", PLACES)
def test_a_strange_text_is_refused_or_matches_nothing(client, place, text):
    kind = "ID" if place.startswith("node") else "String"
    query = f"query($text: {kind}!) {{{place}}}"
    response = post(client, {"query": query, "variables": {"text": text}})
    errors = response.json().get("errors", [])
    assert response.status_code == 200
    assert {error["extensions"]["code"] for error in errors} <= {"BAD_USER_INPUT"}


# Who asks.


def test_a_session_makes_no_difference(client, admin_client):
    known = post(admin_client, {"query": TYPENAME}, accept=JSON)
    unknown = post(client, {"query": TYPENAME}, accept=JSON)
    assert (steady(known), known.content) == (steady(unknown), unknown.content)


def test_a_session_is_not_even_looked_up(admin_client, django_assert_num_queries):
    with django_assert_num_queries(0):
        post(admin_client, {"query": TYPENAME})


@pytest.mark.parametrize("cookie", ["nonsense", "\x00", "a" * 4000])
def test_a_broken_session_is_no_obstacle(client, cookie):
    client.cookies["sessionid"] = client.cookies["csrftoken"] = cookie
    assert post(client, {"query": TYPENAME}).json() == ANSWER


def test_sets_no_cookie(client):
    assert not post(client, {"query": TYPENAME}).cookies


def test_needs_no_csrf_token(django_user_model):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(get_user_model().objects.create_superuser("ada", password="reed"))
    assert post(strict, {"query": TYPENAME}, Origin="https://evil.example").json() == ANSWER


# GraphiQL.


def test_graphiql_is_a_page_while_it_is_on(client, settings):
    settings.HEARTH_GRAPHIQL = True
    response = client.get("/graphiql/")
    assert (response.status_code, response["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert 'data-endpoint="/graphql/"' in response.text


def test_graphiql_names_no_other_host(client, settings):
    settings.HEARTH_GRAPHIQL = True
    assert "//" not in client.get("/graphiql/").text.replace("<!--", "")


def test_there_is_no_graphiql_while_it_is_off(client, settings):
    settings.HEARTH_GRAPHIQL = False
    assert client.get("/graphiql/").status_code == 404


def test_every_code_in_this_file_is_on_the_list():
    assert set(MISTAKES) <= set(Code)
