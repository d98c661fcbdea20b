"""The id of a request: in the header of its answer, in its lines of the log, in what goes wrong."""

import logging
import re
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.signals import request_finished
from django.http import HttpRequest
from django.http.response import HttpResponseBase

HEADER = "X-Request-ID"
#: What a proxy may give as an id: nothing that could be taken for a header or a line of a log.
SANE = re.compile(r"[A-Za-z0-9._-]{1,64}")

_current: ContextVar[str] = ContextVar("request_id", default="")


def current() -> str:
    """Return the id of the request that is being answered, or an empty text if there is none."""
    return _current.get()


class RequestIdMiddleware:
    """Gives each request an id: that of the proxy, if one is trusted and it gave one, or a new one.

    It stands first, so that whatever the others log has the id.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        request_finished.connect(_forget, dispatch_uid="request id")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with the id in the header."""
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        is_trusted = getattr(settings, "HEARTH_TRUSTED_PROXIES", 0) > 0
        request_id = given if is_trusted and SANE.fullmatch(given) else uuid4().hex
        _current.set(request_id)
        response = self.get_response(request)
        response[HEADER] = request_id
        return response


def _forget(**_kwargs: Any) -> None:
    # Not at the end of the middleware: Django logs refused requests after it.
    _current.set("")


class RequestIdFilter(logging.Filter):
    """Puts `request_id` into each record of the log; `-` outside of requests."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass."""
        record.request_id = current() or "-"
        return True


class WithoutQueryFilter(logging.Filter):
    """Cuts the query out of the request lines that Django's development server logs.

    A query in a URL holds a client's variables, and those are not for the log.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass."""
        if isinstance(record.args, tuple):
            record.args = tuple(
                re.sub(r"\?\S*", "?…", one) if isinstance(one, str) else one for one in record.args
            )
        return True
