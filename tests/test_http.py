"""GraphQL over HTTP, after the specification at https://graphql.github.io/graphql-over-http/."""

import gzip
import hashlib
import json
from urllib.parse import quote

import brotli
import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from api.errors import Code
from api.views import MAX_BODY, METHODS

pytestmark = pytest.mark.django_db

URL = "/graphql/"
JSON = "application/json"
RESPONSE = "application/graphql-response+json"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8"
FIREFOX_ASKING_FOR_A_PAGE = "text/html,application/xhtml+xml;q=0.9"
TYPENAME = "{__typename}"
ANSWER = {"data": {"__typename": "Query"}}


def post(client, body, *, accept=RESPONSE, content_type=JSON, **headers):
    """Post a body, as JSON unless it is bytes."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    given = {**headers, **({"Accept": accept} if accept is not None else {})}
    return client.generic("POST", URL, data, headers=given, CONTENT_TYPE=content_type)


def get(client, parameters, *, accept=RESPONSE, **headers):
    given = {**headers, **({"Accept": accept} if accept is not None else {})}
    return client.get(URL, parameters, headers=given)


def answer(response):
    """Status, media type without parameters, and body."""
    return response.status_code, response["Content-Type"], response.json()


def refusal(response):
    """Status and the codes of the errors of an answer that has no data."""
    body = response.json()
    assert list(body) == ["errors"]
    return response.status_code, [error["extensions"]["code"] for error in body["errors"]]


def works(client):
    return answer(post(client, {"query": TYPENAME})) == (200, f"{RESPONSE}; charset=utf-8", ANSWER)


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
    assert (head.status_code, dict(head.headers)) == (full.status_code, dict(full.headers))


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
    "too large": b'{"query": "{__typename}", "variables": {"a": "' + b"x" * MAX_BODY + b'"}}',
    "far too large": b'{"query": "' + b"x" * 5 * MAX_BODY + b'"}',
}


@pytest.mark.parametrize("accept", [JSON, RESPONSE])
@pytest.mark.parametrize("name", MALFORMED)
def test_a_body_that_is_no_request_is_refused_with_400(client, name, accept):
    assert refusal(post(client, MALFORMED[name], accept=accept)) == (400, ["BAD_REQUEST"])
    assert works(client)


def test_says_that_batches_are_not_supported(client):
    (error,) = post(client, [{"query": TYPENAME}]).json()["errors"]
    assert error["message"] == "Send one request at a time: batches are not supported."


@pytest.mark.parametrize("length", ["", "abc", "-1", "1e9"])
def test_a_length_that_is_no_number_is_no_crash(client, length):
    response = client.generic("POST", URL, CONTENT_TYPE=JSON, CONTENT_LENGTH=length)
    assert refusal(response) == (400, ["BAD_REQUEST"])


def test_the_largest_allowed_body_is_read(client):
    start, end = b'{"query": "{__typename}", "variables": {"a": "', b'"}}'
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
    assert set(codes) <= {"GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED"}
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


@pytest.mark.parametrize("text", [NUL, "\u0000", "\U0010ffff", "\uffff", "'\"\\%_", "x" * 100_000])
@pytest.mark.parametrize("place", PLACES)
def test_a_strange_text_is_refused_or_matches_nothing(client, place, text):
    kind = "ID" if place.startswith("node") else "String"
    query = f"query($text: {kind}!) {{{place}}}"
    response = post(client, {"query": query, "variables": {"text": text}})
    errors = response.json().get("errors", [])
    assert response.status_code == 200
    assert {error["extensions"]["code"] for error in errors} <= {"BAD_USER_INPUT"}


# Caching.


def test_a_query_in_the_url_can_be_cached_and_checked(client):
    response = get(client, {"query": TYPENAME})
    assert response["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert response["ETag"].startswith('W/"')


@pytest.mark.parametrize("known", ["{}", 'W/"other", {}', "*"])
def test_an_answer_that_the_client_has_is_not_sent_again(client, known):
    first = get(client, {"query": TYPENAME})
    again = get(client, {"query": TYPENAME}, **{"If-None-Match": known.format(first["ETag"])})
    names = ("ETag", "Cache-Control", "Vary")
    assert (again.status_code, again.content) == (304, b"")
    assert {name: again[name] for name in names} == {name: first[name] for name in names}
    assert "Content-Type" not in again


@pytest.mark.parametrize("known", ['"other"', "nonsense", ""])
def test_an_answer_that_the_client_has_not_is_sent(client, known):
    assert get(client, {"query": TYPENAME}, **{"If-None-Match": known}).json() == ANSWER


def test_different_answers_have_different_tags(client):
    one, other = (get(client, {"query": query})["ETag"] for query in (TYPENAME, "{a: __typename}"))
    assert one != other


@pytest.mark.parametrize("accept", [JSON, RESPONSE])
def test_a_post_is_not_cached(client, accept):
    response = post(client, {"query": TYPENAME}, accept=accept)
    assert (response["Cache-Control"], "ETag" in response) == ("no-store", False)


@pytest.mark.parametrize(
    ("query", "accept"),
    [("{", JSON), ("{", RESPONSE), ('{node(id: "?") {id}}', JSON), (TYPENAME, "text/html")],
)
def test_an_error_is_not_cached(client, query, accept):
    response = get(client, {"query": query}, accept=accept)
    assert (response["Cache-Control"], "ETag" in response) == ("no-store", False)


@pytest.mark.parametrize("query", [TYPENAME, "{"])
def test_says_what_an_answer_depends_on(client, query):
    response = get(client, {"query": query}, **{"Accept-Encoding": "br"})
    assert {name.strip().lower() for name in response["Vary"].split(",")} == {
        "accept",
        "accept-encoding",
        "accept-language",
        "authorization",
        "origin",
        "page-grant",
        "preview-token",
    }


# Compression.


LONG = {"query": "{__schema {types {name description}}}"}


@pytest.mark.parametrize(
    ("coding", "decompress"), [("gzip", gzip.decompress), ("br", brotli.decompress)]
)
@pytest.mark.parametrize("accept", [JSON, RESPONSE])
def test_compresses_as_the_client_can_read(client, accept, coding, decompress):
    plain = post(client, LONG, accept=accept)
    packed = post(client, LONG, accept=accept, **{"Accept-Encoding": coding})
    assert (packed["Content-Encoding"], packed["Content-Length"]) == (
        coding,
        str(len(packed.content)),
    )
    assert len(packed.content) < len(plain.content) / 2
    assert decompress(packed.content) == plain.content


def test_prefers_brotli_to_gzip(client):
    response = post(client, LONG, **{"Accept-Encoding": "gzip, deflate, br"})
    assert response["Content-Encoding"] == "br"


@pytest.mark.parametrize("accepted", [None, "", "identity", "gzip;q=0", "nonsense"])
def test_does_not_compress_unasked(client, accepted):
    headers = {} if accepted is None else {"Accept-Encoding": accepted}
    assert "Content-Encoding" not in post(client, LONG, **headers)


def test_does_not_compress_what_is_small(client):
    packed = post(client, {"query": "{__typename}"}, **{"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in packed


def test_a_compressed_answer_is_known_by_the_same_tag(client):
    plain = get(client, LONG)
    packed = get(client, LONG, **{"Accept-Encoding": "br"})
    again = get(client, LONG, **{"Accept-Encoding": "br", "If-None-Match": packed["ETag"]})
    assert (packed["ETag"], again.status_code) == (plain["ETag"], 304)


def test_compresses_nothing_but_the_api(client, settings):
    settings.HEARTH_GRAPHIQL = True
    for path in ("/admin/login/", "/graphiql/"):
        response = client.get(path, headers={"Accept-Encoding": "gzip, br"})
        assert (response.status_code, "Content-Encoding" in response) == (200, False)


def test_compresses_no_answer_of_the_admin(admin_client):
    response = admin_client.get("/admin/images/chooser/", headers={"Accept-Encoding": "gzip, br"})
    assert (response["Content-Type"], "Content-Encoding" in response) == (JSON, False)


# Cross-origin requests.


ORIGIN = "https://app.example"


@pytest.fixture
def allowed_origin(settings):
    settings.CORS_ALLOWED_ORIGINS = [ORIGIN]


def test_lets_a_configured_origin_read(client, allowed_origin):
    response = post(client, {"query": TYPENAME}, Origin=ORIGIN)
    assert response["Access-Control-Allow-Origin"] == ORIGIN
    assert "Access-Control-Allow-Credentials" not in response
    assert response["Access-Control-Expose-Headers"] == "ETag"


@pytest.mark.parametrize("origin", ["https://evil.example", "http://app.example", "null", "["])
def test_lets_no_other_origin_read(client, allowed_origin, origin):
    response = post(client, {"query": TYPENAME}, Origin=origin)
    assert (response.json(), "Access-Control-Allow-Origin" in response) == (ANSWER, False)


def test_lets_no_origin_read_unless_configured(client):
    response = post(client, {"query": TYPENAME}, Origin=ORIGIN)
    assert "Access-Control-Allow-Origin" not in response


def test_can_let_every_origin_read(client, settings):
    settings.CORS_ALLOW_ALL_ORIGINS = True
    response = post(client, {"query": TYPENAME}, Origin="https://any.example")
    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "header", ["accept", "authorization", "content-type", "if-none-match", "preview-token"]
)
def test_a_preflight_allows_the_headers_that_clients_send(client, allowed_origin, header):
    response = client.options(
        URL,
        headers={
            "Origin": ORIGIN,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": header,
        },
    )
    assert response.status_code == 200
    assert response["Access-Control-Allow-Origin"] == ORIGIN
    assert response["Access-Control-Allow-Methods"] == METHODS
    assert header in response["Access-Control-Allow-Headers"].split(", ")
    assert response["Access-Control-Max-Age"] == "86400"


def test_a_preflight_of_another_origin_is_given_nothing(client, allowed_origin):
    headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    assert "Access-Control-Allow-Origin" not in client.options(URL, headers=headers)


def test_an_error_can_be_read_across_origins(client, allowed_origin):
    response = post(client, b"nonsense", Origin=ORIGIN)
    assert response["Access-Control-Allow-Origin"] == ORIGIN


def test_the_admin_is_closed_to_other_origins(client, allowed_origin):
    response = client.get("/admin/login/", headers={"Origin": ORIGIN})
    assert "Access-Control-Allow-Origin" not in response


# Automatic persisted queries.


def persisted(query=TYPENAME, **more):
    digest = hashlib.sha256(query.encode()).hexdigest()
    return {"persistedQuery": {"version": 1, "sha256Hash": digest, **more}}


@pytest.mark.parametrize(("accept", "status"), [(JSON, 200), (RESPONSE, 400)])
@pytest.mark.parametrize("method", ["get", "post"])
def test_asks_for_a_query_that_it_does_not_know(client, method, accept, status):
    extensions = persisted()
    response = (
        get(client, {"extensions": json.dumps(extensions)}, accept=accept)
        if method == "get"
        else post(client, {"extensions": extensions}, accept=accept)
    )
    assert (response["Cache-Control"], *answer(response)) == (
        "no-store",
        status,
        f"{accept}; charset=utf-8",
        {
            "errors": [
                {
                    "message": "PersistedQueryNotFound",
                    "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"},
                }
            ]
        },
    )


def test_answers_the_query_that_it_is_to_keep(client):
    assert post(client, {"query": TYPENAME, "extensions": persisted()}).json() == ANSWER


@pytest.mark.parametrize("registered_by", ["get", "post"])
def test_answers_a_kept_query_by_its_hash(client, registered_by):
    extensions = json.dumps(persisted())
    if registered_by == "get":
        get(client, {"query": TYPENAME, "extensions": extensions})
    else:
        post(client, {"query": TYPENAME, "extensions": persisted()})
    assert get(client, {"extensions": extensions}).json() == ANSWER
    assert post(client, {"extensions": persisted()}).json() == ANSWER


def test_a_kept_query_takes_variables(client):
    query = "query($slug: String!) {post(slug: $slug) {id}}"
    post(client, {"query": query, "extensions": persisted(query), "variables": {"slug": "a"}})
    again = {"extensions": persisted(query), "variables": {"slug": "b"}}
    assert post(client, again).json() == {"data": {"post": None}}


def test_a_kept_mutation_is_not_for_get(client):
    post(client, {"query": "mutation {x}", "extensions": persisted("mutation {x}")})
    response = get(client, {"extensions": json.dumps(persisted("mutation {x}"))})
    assert (response.status_code, response["Allow"]) == (405, "POST")


def test_keeps_nothing_under_another_hash(client):
    extensions = persisted("{other: __typename}")
    assert refusal(post(client, {"query": TYPENAME, "extensions": extensions})) == (
        400,
        ["BAD_REQUEST"],
    )
    assert refusal(post(client, {"extensions": extensions})) == (
        400,
        ["PERSISTED_QUERY_NOT_FOUND"],
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"version": 2},
        {"version": None},
        {"version": "1"},
        {"sha256Hash": None},
        {"sha256Hash": 7},
        {"sha256Hash": ""},
        {"sha256Hash": "x" * 63},
        {"sha256Hash": "x" * 10_000},
        {"sha256Hash": " \u0000" * 32},
    ],
    ids=str,
)
def test_refuses_what_is_no_hash(client, wrong):
    response = post(client, {"query": TYPENAME, "extensions": persisted(**wrong)})
    assert refusal(response) == (400, ["BAD_REQUEST"])


def test_a_hash_of_a_query_that_does_not_exist_is_no_crash(client):
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": " \u0000" * 32}}
    status, codes = refusal(post(client, {"extensions": extensions}))
    assert (status, codes) == (400, ["BAD_REQUEST"])


@pytest.mark.parametrize("junk", [None, 7, "x", [], {"unknown": {}}, {"persistedQuery": None}])
def test_other_extensions_are_nobodys_business(client, junk):
    extensions = junk if isinstance(junk, dict | None) else {"persistedQuery": junk}
    assert post(client, {"query": TYPENAME, "extensions": extensions}).json() == ANSWER


# Who asks.


def test_a_session_makes_no_difference(client, admin_client):
    known = post(admin_client, {"query": TYPENAME}, accept=JSON)
    unknown = post(client, {"query": TYPENAME}, accept=JSON)
    assert (dict(known.headers), known.content) == (dict(unknown.headers), unknown.content)


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
