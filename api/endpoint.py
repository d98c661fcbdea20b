"""What stands around the endpoint does not show: neither its pages for errors, nor its cookies.

A host that is not allowed, for one, is refused before any view is asked, by a page in HTML; while
`DEBUG` that page shows the settings.
"""

import re
from collections.abc import Callable

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from api.errors import MASKED, BadRequest, Unavailable, format_error
from api.http.negotiation import JSON_TYPE
from api.http.responses import VARY


class EndpointMiddleware:
    """Answers errors of other middleware in JSON, where a request was for the endpoint.

    It stands below the middleware for CORS, so that browsers can read these answers too, and above
    all others that can refuse a request.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, whatever the others made of it."""
        if not _is_for_endpoint(request):
            return self.get_response(request)
        # No cache would know what came of them: another language, or a session that is ended. While
        # `DEBUG`, GraphiQL may bring a session.
        if not settings.DEBUG:
            request.COOKIES = {}
        response = self.get_response(request)
        is_ours = response.status_code < 400 or _is_json(response)
        return response if is_ours else _error(response.status_code)


def _is_for_endpoint(request: HttpRequest) -> bool:
    """Tell by the path alone: the errors in question come before it is resolved."""
    return re.match(settings.CORS_URLS_REGEX, request.path_info) is not None


def _is_json(response: HttpResponseBase) -> bool:
    return response.headers.get("Content-Type", "").partition(";")[0].endswith("json")


def _error(status: int) -> HttpResponse:
    error = (
        BadRequest("The request cannot be served as it was sent.")
        if status < 500
        else Unavailable(MASKED)
    )
    body = orjson.dumps({"errors": [format_error(error, error.code)]})
    response = HttpResponse(body, status=status, content_type=f"{JSON_TYPE}; charset=utf-8")
    patch_vary_headers(response, VARY)
    response["Cache-Control"] = "no-store"
    return response
