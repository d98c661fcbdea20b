"""Whatever a `Content-Type` says, Django can begin to read the request."""

import codecs
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from django.utils.http import parse_header_parameters

WSGI = Callable[[dict[str, Any], Any], Iterable[bytes]]
ASGI = Callable[[dict[str, Any], Any, Any], Awaitable[None]]

#: The encodings that forms come in. Python knows many more, of which some are none of text.
ENCODINGS = {"utf-8", "ascii", "iso8859-1", "iso8859-15", "cp1252"}


def readable(content_type: str) -> str:
    """Return a `Content-Type`, or nothing instead of one that Django fails on.

    Its requests parse the header as they are made, where no middleware can answer for an error.
    What is left is a request that does not say what it sends: views that need to know refuse it.
    """
    try:
        _type, parameters = parse_header_parameters(content_type)
        encoding = codecs.lookup(parameters.get("charset", "utf-8")).name
    except (LookupError, ValueError):
        return ""
    return content_type if encoding in ENCODINGS else ""


def guard_wsgi(application: WSGI) -> WSGI:
    """Return a WSGI application of which each request has a readable `Content-Type`."""

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if told := environ.get("CONTENT_TYPE"):
            environ["CONTENT_TYPE"] = readable(told)
        return application(environ, start_response)

    return answer


def guard_asgi(application: ASGI) -> ASGI:
    """Return an ASGI application of which each request has a readable `Content-Type`."""

    async def answer(scope: dict[str, Any], receive: Any, send: Any) -> None:
        headers = [
            (name, readable(text.decode("latin-1")).encode("latin-1"))
            if name.lower() == b"content-type"
            else (name, text)
            for name, text in scope.get("headers", ())
        ]
        await application({**scope, "headers": headers}, receive, send)

    return answer
