"""Attacks by the way in which a request is sent, on a real server where it matters."""

import json
import re
import socket

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client

from tests.attacks import payloads
from tests.attacks.payloads import TYPENAME, request
from tests.attacks.serving import THREADS, serving

pytestmark = pytest.mark.django_db

URL = "/graphql/"
JSON = "application/json"
ANSWER = {"data": {"__typename": "Query"}}
#: Headers that differ from one answer to the next whatever is asked.
PASSING = {"X-Request-ID", "RateLimit"}


@pytest.fixture(scope="module")
def server(shared_content, tmp_path_factory):
    with serving(tmp_path_factory.mktemp("server")) as found:
        yield found


def post(client, body=TYPENAME, content_type=JSON, **headers):
    return client.generic("POST", URL, body, headers=headers, CONTENT_TYPE=content_type)


def steady(response):
    """All of a response that depends on the request."""
    kept = {name: text for name, text in response.items() if name not in PASSING}
    return response.status_code, kept, response.content


def codes(response):
    return [error["extensions"]["code"] for error in response.json()["errors"]]


# What no parser likes.


@pytest.mark.parametrize("name", payloads.REQUESTS)
def test_a_malformed_request_is_refused_and_the_next_one_served(server, name):
    """Wanted: a crash, a hang or a 5xx. Got: a 4xx, and the server goes on."""
    status, data = payloads.REQUESTS[name]
    assert (server.send(data).status, server.works()) == (status, True)


def test_stalled_bodies_leave_the_other_threads_alone(server):
    """Wanted: every thread waiting for bodies that never come. Got: the others are served."""
    start = request(length=1000)
    stalled = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(THREADS - 1)]
    try:
        for one in stalled:
            one.sendall(start)
        assert server.works()
    finally:
        for one in stalled:
            one.close()
    assert server.works()


def test_idle_connections_hold_no_thread(server):
    """Wanted: every thread waiting for requests that never come. Got: they hold no thread long."""
    idle = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(THREADS)]
    try:
        assert server.works()
    finally:
        for one in idle:
            one.close()


def test_a_request_smuggled_behind_another_is_no_answer_to_it(server):
    """Wanted: a second request hidden in the body. Got: it is read as the body, and is none."""
    inner = request(b'{"query": "{smuggled: __typename}"}')
    response = server.send(request(inner, Content_Length=str(len(inner)), Connection="keep-alive"))
    assert (response.status, b"smuggled" in response.body) == (400, False)


def test_headers_do_not_change_the_path(server):
    """Wanted: another view behind a proxy's rule, by gunicorn's own headers. Got: the same one."""
    for header in ("SCRIPT_NAME", "PATH_INFO"):
        data = request().replace(b"Connection:", f"{header}: /admin\r\nConnection:".encode())
        assert server.send(data).json() == ANSWER


def test_a_scheme_is_not_believed_without_a_proxy(server):
    """Wanted: `https` URLs in an answer that others get from a cache. Got: the real scheme."""
    query = b'{"query": "{site {url}}"}'
    plain = server.send(request(query))
    told = server.send(request(query, X_Forwarded_Proto="https", X_Forwarded_Ssl="on"))
    assert (told.status, told.body) == (plain.status, plain.body)


# Requests that a browser sends without asking.


@pytest.fixture
def logged_in():
    """An administrator's browser that another site makes send requests."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(get_user_model().objects.create_superuser("ada", password="reed"))
    return browser


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/x-www-form-urlencoded", b"query=mutation%7Bx%7D"),
        ("multipart/form-data; boundary=b", b'--b\r\n\r\n{"query": "mutation {x}"}\r\n--b--'),
        ("text/plain", b'{"query": "mutation {x}"}'),
        ("text/plain;application/json", b'{"query": "mutation {x}"}'),
        ("", b'{"query": "mutation {x}"}'),
    ],
)
def test_a_form_of_another_site_is_refused(logged_in, content_type, body):
    """Wanted: a mutation by a form, which needs no preflight. Got: 415."""
    response = post(logged_in, body, content_type, Origin="https://evil.example")
    assert (response.status_code, codes(response)) == (415, ["BAD_REQUEST"])


def test_a_link_of_another_site_changes_nothing(logged_in):
    """Wanted: a mutation by a link or a picture. Got: 405."""
    response = logged_in.get(URL, {"query": "mutation {x}"})
    assert (response.status_code, response["Allow"]) == (405, "POST")


def test_cookies_bring_no_rights(logged_in, client):
    """Wanted: an administrator's rights by their browser's cookies. Got: a stranger's answer."""
    assert steady(post(logged_in)) == steady(post(client))


def test_a_foreign_page_cannot_read_an_answer(logged_in):
    """Wanted: to read an answer with a browser's credentials. Got: no header that allows it."""
    response = post(logged_in, Origin="https://evil.example")
    assert [name for name, _ in response.items() if name.startswith("Access-Control")] == []


@pytest.mark.parametrize("origin", ["https://app.example.evil", "https://app.exampl", "null"])
def test_a_look_alike_origin_is_given_nothing(client, settings, origin):
    """Wanted: to pass for a configured origin. Got: no header that allows it."""
    settings.CORS_ALLOWED_ORIGINS = ["https://app.example"]
    assert "Access-Control-Allow-Origin" not in post(client, Origin=origin)


# More than one request.


def test_a_batch_is_refused(client):
    """Wanted: a thousand operations past the limits for one. Got: 400."""
    response = post(client, b"[" + b",".join([TYPENAME] * 1000) + b"]")
    assert (response.status_code, codes(response)) == (400, ["BAD_REQUEST"])


def test_a_parameter_twice_is_refused(client):
    """Wanted: a firewall that checks one query and a server that runs the other. Got: 400."""
    response = client.get(f"{URL}?query={{__typename}}&query={{posts{{totalCount}}}}")
    assert (response.status_code, codes(response)) == (400, ["BAD_REQUEST"])


# Methods.


@pytest.mark.parametrize(
    "header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "_method"]
)
def test_no_header_overrides_the_method(client, header):
    """Wanted: a mutation in a GET that says it is a POST. Got: 405, as without the header."""
    parameters = {"query": "mutation {x}", "_method": "POST"}
    response = client.get(URL, parameters, headers={header: "POST"})
    assert response.status_code == 405


@pytest.mark.parametrize(
    "method", ["TRACE", "CONNECT", "PROPFIND", "PURGE", "DEBUG", "get", "X" * 99]
)
def test_an_unheard_of_method_is_refused(client, method):
    """Wanted: what some servers do for such methods. Got: 405, or GET by its name in capitals."""
    response = client.generic(method, URL)
    assert response.status_code == (400 if method == "get" else 405)
    assert response["Content-Type"].endswith("json; charset=utf-8")


# Hosts and caches.


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver@evil.example", "testserver:80:80", "a" * 5000, "*", ""]
)
@pytest.mark.parametrize("debug", [False, True])
def test_a_host_that_is_not_ours_is_refused(client, settings, host, debug):
    """Wanted: links to a host of the attacker's in answers. Got: 400 in JSON, without a word."""
    settings.DEBUG = debug
    settings.ALLOWED_HOSTS = ["testserver"]
    response = post(client, Host=host)
    assert (response.status_code, response.json()) == (
        400,
        {
            "errors": [
                {
                    "message": "The request cannot be served as it was sent.",
                    "extensions": {"code": "BAD_REQUEST"},
                }
            ]
        },
    )


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Forwarded-Host", "evil.example"),
        ("X-Forwarded-Server", "evil.example"),
        ("X-Host", "evil.example"),
        ("X-Forwarded-Port", "4443"),
        ("X-Forwarded-Proto", "https"),
        ("X-Forwarded-Scheme", "https"),
        ("Forwarded", "for=1.2.3.4;host=evil.example;proto=https"),
        ("X-Original-URL", "/admin/"),
        ("X-Rewrite-URL", "/admin/"),
        ("X-Forwarded-Prefix", "/evil"),
        ("X-HTTP-Method-Override", "POST"),
        ("X-Forwarded-For", "1.2.3.4"),
        ("Referer", "https://evil.example/"),
        ("Cookie", "django_language=es; sessionid=x"),
        ("User-Agent", "<script>"),
        ("Range", "bytes=0-3"),
    ],
)
def test_a_header_that_caches_do_not_know_changes_nothing(client, header, value):
    """Wanted: an answer that poisons a cache for others. Got: the same answer to the byte."""
    query = {"query": "{site {name} __typename}"}
    plain = client.get(URL, query)
    assert steady(client.get(URL, query, headers={header: value})) == steady(plain)


@pytest.mark.parametrize("body", [TYPENAME, b"nonsense", b"[]"])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
def test_every_answer_says_what_it_depends_on(client, method, body):
    """Wanted: an answer kept for somebody who asked for another. Got: a complete `Vary`."""
    response = client.generic(method, f"{URL}?query=%7B__typename%7D", body, CONTENT_TYPE=JSON)
    assert {name.strip().lower() for name in response["Vary"].split(",")} >= {
        *("accept", "accept-encoding", "accept-language", "authorization"),
        *("graphql-cost", "origin", "page-grant", "preview-token"),
    }


def test_a_persisted_query_cannot_be_replaced(client):
    """Wanted: another query under a hash that others send. Got: 400, and nothing is kept."""
    digest = "0" * 64
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": digest}}
    body = json.dumps({"query": "{__typename}", "extensions": extensions}).encode()
    assert post(client, body).status_code == 400
    assert codes(post(client, json.dumps({"extensions": extensions}).encode())) == [
        "PERSISTED_QUERY_NOT_FOUND"
    ]


def test_persisted_queries_that_are_none_are_not_kept(client, monkeypatch):
    """Wanted: the cache full of megabytes under their hashes. Got: only what was executed is."""
    kept = []
    monkeypatch.setattr(cache, "set", lambda *args, **kwargs: kept.append(args))
    import hashlib  # noqa: PLC0415

    for query in ("{", "{nonsense}", "#" * 100_000 + "\n{__typename}"):
        digest = hashlib.sha256(query.encode()).hexdigest()
        extensions = {"persistedQuery": {"version": 1, "sha256Hash": digest}}
        post(client, json.dumps({"query": query, "extensions": extensions}).encode())
    assert kept == []


# Ids of requests.


@pytest.mark.parametrize(
    "given", ["a\r\nSet-Cookie: x=1", "a\nb", "a b", "<script>", "x" * 65, "é", "{}", "a;b", ""]
)
def test_a_request_id_injects_nothing(client, settings, given):
    """Wanted: a header or a line in the log. Got: an id of ours instead."""
    settings.HEARTH_TRUSTED_PROXIES = 1
    response = client.get(URL, {"query": "{__typename}"}, HTTP_X_REQUEST_ID=given)
    assert re.fullmatch(r"[0-9a-f]{32}", response["X-Request-ID"])


# Dodging the rate.


@pytest.fixture
def poor(settings):
    """Points for three requests."""
    settings.HEARTH_RATE_POINTS = 30


def statuses(client, *given):
    return [post(client, **headers).status_code for headers in given]


def test_a_spoofed_address_does_not_dodge_the_rate(client, poor):
    """Wanted: an address for each request, by `X-Forwarded-For`. Got: the header is ignored."""
    given = [{"X-Forwarded-For": f"1.2.3.{n}"} for n in range(4)]
    assert statuses(client, *given) == [200, 200, 200, 429]


def test_a_spoofed_address_behind_a_proxy_does_not_dodge_the_rate(client, poor, settings):
    """Wanted: an address for each request, left of the one that the proxy adds. Got: it counts."""
    settings.HEARTH_TRUSTED_PROXIES = 1
    given = [{"X-Forwarded-For": f"1.2.3.{n}, 9.9.9.9"} for n in range(4)]
    assert statuses(client, *given) == [200, 200, 200, 429]


def test_the_addresses_of_one_network_share_their_points(client, poor):
    """Wanted: 2^64 addresses of IPv6 for one client. Got: its network is counted."""
    sent = [
        client.post(URL, {"query": "{__typename}"}, JSON, REMOTE_ADDR=f"2001:db8:1:2::{n}")
        for n in range(4)
    ]
    assert [response.status_code for response in sent] == [200, 200, 200, 429]


@pytest.mark.parametrize(
    "authorization", ["Bearer {}", "Basic {}", "{}", "Bearer wagtail_{}", "\x00{}"]
)
def test_an_invented_token_does_not_dodge_the_rate(client, poor, authorization):
    """Wanted: a quota for each token that one makes up. Got: the address is counted."""
    given = [{"Authorization": authorization.format(n)} for n in range(4)]
    assert statuses(client, *given)[3] == 429


def test_garbage_is_not_free(client, poor):
    """Wanted: to keep the server busy with what it refuses. Got: it counts, too."""
    sent = [post(client, body) for body in (b"nonsense", b"[]", b'{"query": "{"}', TYPENAME)]
    assert [response.status_code for response in sent] == [400, 400, 400, 429]


def test_a_preflight_is_free_and_does_nothing(client, poor, settings):
    """Wanted: work by preflights, which are not counted. Got: nothing is executed or counted."""
    settings.CORS_ALLOWED_ORIGINS = ["https://app.example"]
    asking = {"Origin": "https://app.example", "Access-Control-Request-Method": "POST"}
    answers = [client.options(URL, TYPENAME, headers=asking) for _ in range(5)]
    assert {(response.status_code, response.content) for response in answers} == {(200, b"")}
    assert post(client).status_code == 200
