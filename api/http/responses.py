"""From an answer to an HTTP response: status, media type, caching."""

import hashlib
import json
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers

from api import identity
from api.errors import Code
from api.execution import COST_HEADER, Answer
from api.http.negotiation import JSON_TYPE
from api.http.refusals import Refusal

METHODS = "GET, HEAD, OPTIONS, POST"
#: The status of what was not executed, where the code alone decides it.
STATUSES = {
    Code.INTERNAL_SERVER_ERROR: 503,
    Code.TIMEOUT: 503,
    Code.RATE_LIMITED: 429,
    Code.UNAUTHENTICATED: 401,
    Code.FORBIDDEN: 403,
}
#: The headers that make another answer.
VARY = ["Accept", "Accept-Encoding", "Accept-Language", COST_HEADER, *identity.HEADERS]


def respond(
    request: HttpRequest, answer: Answer, media_type: str, refusal: Refusal | None = None
) -> HttpResponseBase:
    """Return the response; `refusal` is why the request was not even read, if it was not."""
    body = written(answer)
    status = refusal.status if refusal else _status(answer, media_type)
    response = HttpResponse(body, status=status, content_type=f"{media_type}; charset=utf-8")
    patch_vary_headers(response, VARY)
    if refusal:
        for name, text in refusal.headers.items():
            response[name] = text
    elif status == 405:
        response["Allow"] = "POST"
    wait = _wait(answer)
    if wait is not None:
        response["Retry-After"] = str(wait)
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    is_private = identity.has_credentials(request)
    if request.method == "POST" or status != 200 or "errors" in answer.body:
        response["Cache-Control"] = identity.PRIVATE if is_private else "no-store"
        return response
    # An app may know what it has by itself, though no cache on the way may keep it.
    response["Cache-Control"] = identity.PRIVATE if is_private else identity.REVALIDATED
    response["ETag"] = etag(body)
    return conditional(request, response)


def conditional(request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
    """Return the response, or that the client has it already (304) or wants another one (412).

    Its `ETag` decides; answers have no date, so that conditions by one count for nothing.
    """
    if "HTTP_IF_NONE_MATCH" not in request.META and "HTTP_IF_MATCH" not in request.META:
        return response
    return get_conditional_response(request, response["ETag"], response=response) or response


def written(answer: Answer) -> bytes:
    """Return the body of an answer as JSON."""
    return orjson.dumps(answer.body, default=_fallback, option=orjson.OPT_NON_STR_KEYS)


def etag(body: bytes) -> str:
    """Return what a body is known by: weak, because a compressed one is the same answer."""
    return f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'


def _status(answer: Answer, media_type: str) -> int:
    is_refused = Code.RATE_LIMITED in answer.codes and answer.body.get("data") is None
    if answer.executed and not is_refused:
        return 200
    if answer.only_by_post:
        return 405
    for code, status in STATUSES.items():
        if code in answer.codes:
            return status
    if media_type == JSON_TYPE and Code.BAD_REQUEST not in answer.codes:
        return 200
    return 400


def _wait(answer: Answer) -> int | None:
    """Return the seconds after which a client may try again, if an error says so."""
    for error in answer.body.get("errors", ()):
        if error["extensions"]["code"] == Code.RATE_LIMITED:
            wait: int = error["extensions"]["retryAfter"]
            return wait
    return None


def _fallback(value: Any) -> Any:
    """Write what orjson does not know, such as lazy translations, as text."""
    return json.loads(json.dumps(value, default=str))
