"""What browsers on other origins may ask and read."""

import pytest

from api.http.reading import MAX_BODY
from api.http.responses import METHODS
from tests.http import ANSWER, TYPENAME, URL, post

pytestmark = pytest.mark.django_db


# Cross-origin requests.


ORIGIN = "https://app.example"


@pytest.fixture
def allowed_origin(settings):
    settings.CORS_ALLOWED_ORIGINS = [ORIGIN]


def test_lets_a_configured_origin_read(client, allowed_origin):
    response = post(client, {"query": TYPENAME}, Origin=ORIGIN)
    assert response["Access-Control-Allow-Origin"] == ORIGIN
    assert "Access-Control-Allow-Credentials" not in response
    assert set(response["Access-Control-Expose-Headers"].split(", ")) == {
        *("Date", "ETag", "RateLimit", "RateLimit-Policy", "Retry-After"),
        *("WWW-Authenticate", "X-Request-ID"),
    }


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


SENT = [
    *("accept", "accept-language", "authorization", "content-type", "if-none-match"),
    *("graphql-cost", "page-grant", "last-event-id", "preview-token", "x-request-id"),
    *("apollo-require-preflight", "apollographql-client-name", "apollographql-client-version"),
]


@pytest.mark.parametrize("header", SENT)
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


@pytest.mark.parametrize(
    ("status", "given"),
    [
        (400, {"body": b"nonsense"}),
        (400, {"body": b"{}", "Host": "evil.example"}),
        (406, {"body": b"{}", "accept": "text/html"}),
        (413, {"body": b" " * (MAX_BODY + 1)}),
        (415, {"body": b"{}", "content_type": "text/plain"}),
    ],
)
def test_an_error_can_be_read_across_origins(client, allowed_origin, status, given):
    response = post(client, Origin=ORIGIN, **given)
    assert response.status_code == status
    assert response["Access-Control-Allow-Origin"] == ORIGIN
    assert "RateLimit" in response["Access-Control-Expose-Headers"]


def test_a_refusal_for_the_rate_can_be_read_across_origins(client, allowed_origin, settings):
    settings.HEARTH_RATE_POINTS = 1
    response = post(client, {"query": TYPENAME}, Origin=ORIGIN)
    assert response.status_code == 429
    assert response["Access-Control-Allow-Origin"] == ORIGIN


def test_a_failure_can_be_read_across_origins(client, allowed_origin, monkeypatch):
    def broken(*_args, **_kwargs):
        raise RuntimeError

    monkeypatch.setattr("api.views.execute", broken)
    response = post(client, {"query": TYPENAME}, Origin=ORIGIN)
    assert response.status_code >= 500
    assert response["Access-Control-Allow-Origin"] == ORIGIN


def test_the_admin_is_closed_to_other_origins(client, allowed_origin):
    response = client.get("/admin/login/", headers={"Origin": ORIGIN})
    assert "Access-Control-Allow-Origin" not in response
