"""Requests whose `Content-Type` Django itself cannot read."""

import asyncio

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import RequestFactory

from cms.content_types import guard_asgi, guard_wsgi
from tests.http import JSON, TYPENAME

pytestmark = pytest.mark.django_db
UNREADABLE = [
    *(f"{JSON}; charset={name}" for name in ("hex", "rot13", "idna", "punycode", "undefined")),
    *(f"{JSON}; charset=\0", f"{JSON}; x*=bogus''y", f"{JSON}; charset*=bogus''y"),
]


@pytest.fixture(scope="module")
def serve():
    """A callable that returns the status that a server sends for a request."""
    application = guard_wsgi(WSGIHandler())
    # As Django's own test client: else the connection ends with the request, and its transaction.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)

    def status(request, content_type):
        told = []
        environ = {**request.environ, "CONTENT_TYPE": content_type}
        application(environ, lambda line, _headers: told.append(int(line.split()[0]))).close()
        return told[0]

    yield status
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("content_type", UNREADABLE)
@pytest.mark.parametrize("path", ["/graphql/", "/documents/1/leaflet.pdf"])
def test_no_content_type_breaks_a_request_without_a_body(serve, path, content_type):
    request = RequestFactory().get(path, {"query": TYPENAME})
    assert serve(request, content_type) == serve(request, "") < 500


@pytest.mark.parametrize("content_type", UNREADABLE)
def test_a_body_of_which_nobody_can_tell_what_it_is_is_refused(serve, content_type):
    assert serve(RequestFactory().post("/graphql/", b"{}", content_type=JSON), content_type) == 415


@pytest.mark.parametrize("encoding", ["utf-8", "UTF8", "iso-8859-1", "windows-1252"])
def test_a_form_may_come_in_an_encoding_of_the_web(encoding):
    told = {"CONTENT_TYPE": f"application/x-www-form-urlencoded; charset={encoding}"}
    assert guard_wsgi(lambda environ, _start: [environ["CONTENT_TYPE"]])({**told}, None) == [
        told["CONTENT_TYPE"]
    ]


@pytest.mark.parametrize("content_type", UNREADABLE)
def test_the_same_counts_where_hosts_serve_by_asgi(content_type):
    seen = []

    async def application(scope, _receive, _send):
        seen.append(scope["headers"])

    headers = [(b"host", b"testserver"), (b"Content-Type", content_type.encode())]
    asyncio.run(guard_asgi(application)({"type": "http", "headers": headers}, None, None))
    assert seen == [[(b"host", b"testserver"), (b"Content-Type", b"")]]
