"""The promises of the request id: in each answer, in each line of the log, in what went wrong."""

import io
import logging
import logging.config
import re
from copy import deepcopy

import pytest
from django.conf import settings as django_settings
from django.db import OperationalError

pytestmark = pytest.mark.django_db

URL = "/graphql/"
JSON = "application/json"
QUERY = {"query": "{__typename}"}
MADE = re.compile(r"[0-9a-f]{32}")


def ask(client, body=QUERY, **headers):
    return client.post(URL, body, content_type=JSON, headers=headers)


@pytest.fixture
def log():
    """What the handler of the settings writes."""
    told = deepcopy(django_settings.LOGGING)
    text = io.StringIO()
    made = logging.config.DictConfigurator(told)
    for kind in ("filters", "formatters"):
        for name, one in told[kind].items():
            made.config[kind][name] = getattr(made, f"configure_{kind[:-1]}")(one)
    handler = made.configure_handler({**told["handlers"]["console"], "stream": text})
    loggers = [logging.getLogger(name) for name in ("", "django.server")]
    for logger in loggers:
        logger.addHandler(handler)
    yield text
    for logger in loggers:
        logger.removeHandler(handler)


@pytest.mark.parametrize("path", [URL, "/admin/login/", "/nothing/", "/graphiql/"])
def test_each_answer_has_an_id_of_its_own(client, path):
    ids = {client.get(path)["X-Request-ID"] for _ in range(3)}
    assert len(ids) == 3
    assert all(MADE.fullmatch(one) for one in ids)


@pytest.mark.parametrize("given", ["7", "a-b_c.D", "0a1b" * 16])
def test_the_id_of_a_trusted_proxy_is_kept(client, settings, given):
    settings.HEARTH_TRUSTED_PROXIES = 1
    assert ask(client, **{"X-Request-ID": given})["X-Request-ID"] == given


def test_the_id_of_anybody_else_is_not(client):
    assert MADE.fullmatch(ask(client, **{"X-Request-ID": "mine"})["X-Request-ID"])


@pytest.mark.parametrize(
    "response",
    [
        lambda client: client.put(URL),
        lambda client: client.options(URL),
        lambda client: client.post(URL, "x", content_type="text/plain"),
        lambda client: ask(client, Host="evil.example"),
        lambda client: ask(client, {"query": "{"}),
    ],
)
def test_refusals_have_an_id_too(client, response):
    assert MADE.fullmatch(response(client)["X-Request-ID"])


def fail(monkeypatch, error):
    def failing(*_args, **_kwargs):
        raise error

    monkeypatch.setattr("api.schema.ids.decode", failing)


def test_what_went_wrong_is_found_in_the_log_by_its_id(client, monkeypatch, log):
    fail(monkeypatch, RuntimeError("the cause"))
    response = ask(client, {"query": '{node(id: "x") {id}}'})
    (error,) = response.json()["errors"]
    assert error["extensions"] == {
        "code": "INTERNAL_SERVER_ERROR",
        "requestId": response["X-Request-ID"],
    }
    line = next(line for line in log.getvalue().splitlines() if "A field failed" in line)
    assert f"[{response['X-Request-ID']}]" in line
    assert "the cause" in log.getvalue()


def test_an_outage_is_found_in_the_log_by_its_id(client, monkeypatch, log):
    fail(monkeypatch, OperationalError("gone"))
    response = ask(client, {"query": '{node(id: "x") {id}}'})
    assert response.status_code == 503
    assert response.json()["errors"][0]["extensions"]["requestId"] == response["X-Request-ID"]
    assert f"[{response['X-Request-ID']}] api.execution.answers" in log.getvalue()


def test_a_mistake_of_the_client_has_no_id_in_its_error(client):
    (error,) = ask(client, {"query": "{"}).json()["errors"]
    assert "requestId" not in error["extensions"]


def test_every_line_of_a_request_has_its_id(client, log):
    response = client.put(URL)
    lines = log.getvalue().splitlines()
    assert lines
    assert all(f"[{response['X-Request-ID']}]" in line for line in lines)


def test_a_line_outside_of_requests_has_none(client, log):
    ask(client)
    logging.getLogger("hearth").warning("Between requests")
    assert "[-] hearth: Between requests" in log.getvalue()


SECRET = "hunter2-very-secret"  # noqa: S105 - nobody's


@pytest.mark.parametrize(
    "query",
    [
        "query($id: ID!) {node(id: $id) {id}}",
        "query($id: ID!) {nonsense(id: $id)}",
        "query($id: Int!) {node(id: $id) {id}}",
        "{",
        "query($id: ID!) {post(slug: $id) {id}}",
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_clients_send_is_not_for_the_log(client, monkeypatch, log, method, query):
    fail(monkeypatch, RuntimeError("the cause"))
    headers = {"Authorization": f"Bearer {SECRET}", "Cookie": f"sessionid={SECRET}"}
    if method == "get":
        client.get(URL, {"query": query, "variables": f'{{"id": "{SECRET}"}}'}, headers=headers)
    else:
        ask(client, {"query": query, "variables": {"id": SECRET}}, **headers)
    assert SECRET not in log.getvalue()


def test_the_development_server_logs_no_query(log):
    logging.getLogger("django.server").info(
        '"%s" %s %s', f"GET {URL}?query={SECRET} HTTP/1.1", "200", "27"
    )
    assert f'"GET {URL}?… HTTP/1.1" 200 27' in log.getvalue()


# What nobody foresaw.


def uncaught(extensions=None):
    return {
        "errors": [
            {
                "message": "Something went wrong on our side.",
                "extensions": {"code": "INTERNAL_SERVER_ERROR", **(extensions or {})},
            }
        ]
    }


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize(
    "place",
    [
        "api.views.accepted",
        "api.views.execute",
        "api.views.reading.from_body",
        "django.middleware.locale.LocaleMiddleware.process_request",
        "django.middleware.common.CommonMiddleware.process_response",
        "api.views.respond",
    ],
)
def test_an_exception_anywhere_is_masked(client, settings, monkeypatch, place, debug):
    settings.DEBUG = debug
    client.raise_request_exception = False

    def broken(*_args, **_kwargs):
        raise RuntimeError("the cause")

    monkeypatch.setattr(place, broken)
    response = ask(client)
    assert response.status_code in (500, 503)
    assert response["Content-Type"].endswith("json; charset=utf-8")
    assert response.json() == uncaught({"requestId": response["X-Request-ID"]})


def test_an_exception_in_the_admin_is_still_a_page(client, monkeypatch):
    client.raise_request_exception = False

    def broken(*_args, **_kwargs):
        raise RuntimeError("the cause")

    monkeypatch.setattr("django.middleware.locale.LocaleMiddleware.process_request", broken)
    response = client.get("/admin/login/")
    assert (response.status_code, response["Content-Type"]) == (500, "text/html; charset=utf-8")
