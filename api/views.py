"""GraphQL over HTTP, after the specification at https://graphql.github.io/graphql-over-http/."""

import hashlib
import json
import logging
import re
from collections.abc import Callable
from typing import Any

import orjson
import strawberry
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, InterfaceError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import MediaType
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from api import identity
from api.errors import ApiError, BadRequest, Code, PersistedQueryNotFound, format_error
from api.execution import Answer, Request, execute, refused, unavailable
from api.loading import Session

logger = logging.getLogger(__name__)

RESPONSE_TYPE = "application/graphql-response+json"
JSON_TYPE = "application/json"
MAX_BODY = 1024 * 1024
SHA256 = re.compile(r"[0-9a-f]{64}")
PERSISTED_FOR = 30 * 24 * 3600
METHODS = "GET, HEAD, OPTIONS, POST"
#: The status of what was not executed, where the code alone decides it.
STATUSES = {
    Code.INTERNAL_SERVER_ERROR: 503,
    Code.TIMEOUT: 503,
    Code.RATE_LIMITED: 429,
    Code.UNAUTHENTICATED: 401,
    Code.FORBIDDEN: 403,
}
VARY = ["Accept", "Accept-Encoding", "Accept-Language", *identity.HEADERS]


@method_decorator(csrf_exempt, name="dispatch")
class GraphQLView(View):
    """The endpoint. It reads no cookies, so it needs no CSRF token.

    GraphiQL is the exception, while DEBUG, and sends one: see `api.identity`.
    """

    schema: strawberry.Schema = None  # type: ignore[assignment]
    session_for: Callable[[HttpRequest], Session] = None  # type: ignore[assignment]
    http_method_names = ["get", "head", "options", "post"]

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a query given in the URL."""
        media_type = _accepted(request)
        if media_type is None:
            return _plain(406, f"This endpoint answers {RESPONSE_TYPE} or {JSON_TYPE}.")
        return self._respond(request, media_type, self._from_url, read_only=True)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request given as JSON."""
        media_type = _accepted(request)
        if media_type is None:
            return _plain(406, f"This endpoint answers {RESPONSE_TYPE} or {JSON_TYPE}.")
        if request.content_type != JSON_TYPE:
            return _plain(415, f"Send the request as {JSON_TYPE}.")
        if (request.content_params or {}).get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
            return _plain(415, "Send the request in UTF-8.")
        return self._respond(request, media_type, self._from_body, read_only=False)

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Say which methods there are."""
        response = HttpResponse(status=204, headers={"Allow": METHODS})
        del response["Content-Type"]
        return response

    def http_method_not_allowed(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Refuse any other method, as an API does."""
        return _plain(405, f"Use one of {METHODS}.", {"Allow": METHODS})

    def _respond(
        self,
        request: HttpRequest,
        media_type: str,
        read: Callable[[HttpRequest], Request],
        *,
        read_only: bool,
    ) -> HttpResponseBase:
        try:
            answer = execute(
                self.schema, read(request), self.session_for(request), read_only=read_only
            )
        except ApiError as error:
            answer = refused([error], error.code)
        except (DatabaseError, InterfaceError):
            logger.exception("The database failed before a query was answered")
            answer = unavailable()
        return _response(request, answer, media_type)

    def _from_url(self, request: HttpRequest) -> Request:
        values = {name: request.GET[name] for name in request.GET}
        for name in ("variables", "extensions"):
            if values.get(name):
                values[name] = _json(values[name].encode("utf-8", "replace"), name)
        return self._read(values)

    def _from_body(self, request: HttpRequest) -> Request:
        values = _json(_body(request), "body")
        if isinstance(values, list):
            raise BadRequest("Send one request at a time: batches are not supported.")
        if not isinstance(values, dict):
            raise BadRequest("The request must be a JSON object.")
        return self._read(values)

    def _read(self, values: dict[str, Any]) -> Request:
        query = _typed(values, "query", str)
        variables = _typed(values, "variables", dict)
        name = _typed(values, "operationName", str)
        extensions = _typed(values, "extensions", dict) or {}
        persisted = extensions.get("persistedQuery")
        if isinstance(persisted, dict):
            query = _persisted(persisted, query)
        if not query:
            raise BadRequest("The request has no `query`.")
        return Request(query, variables, name or None)


def graphiql(request: HttpRequest) -> HttpResponse:
    """Serve GraphiQL from local assets, if `HEARTH_GRAPHIQL` is on."""
    if not settings.HEARTH_GRAPHIQL:
        raise Http404
    # While DEBUG, GraphiQL acts for whoever is logged in, which takes a CSRF token.
    token = get_token(request) if settings.DEBUG else ""
    return render(request, "api/graphiql.html", {"endpoint": "/graphql/", "form_token": token})


def _persisted(persisted: dict[str, Any], query: str | None) -> str:
    """Return the query of a hash, or keep it under its hash: Apollo's protocol."""
    digest = persisted.get("sha256Hash")
    is_digest = isinstance(digest, str) and SHA256.fullmatch(digest)
    if persisted.get("version") != 1 or not is_digest:
        raise BadRequest("The persisted query has no valid `sha256Hash` and `version`.")
    key = f"hearth:persisted:{digest}"
    if not query:
        kept: str | None = cache.get(key)
        if kept is None:
            raise PersistedQueryNotFound("PersistedQueryNotFound")
        return kept
    if hashlib.sha256(query.encode("utf-8", "replace")).hexdigest() != digest:
        raise BadRequest("The hash of the persisted query does not match the query.")
    cache.set(key, query, PERSISTED_FOR)
    return query


def _body(request: HttpRequest) -> bytes:
    try:
        body = request.body
    except (RequestDataTooBig, ValueError):
        # Django would refuse a far larger body in HTML, and trips over a length that is no number.
        raise BadRequest(f"Send a body of at most {MAX_BODY} bytes.") from None
    if len(body) > MAX_BODY:
        raise BadRequest(f"Send a body of at most {MAX_BODY} bytes.")
    return body


def _json(text: bytes, name: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise BadRequest(f"The {name} is not valid JSON.") from None


def _typed(values: dict[str, Any], name: str, kind: type) -> Any:
    value = values.get(name)
    if value is not None and not isinstance(value, kind):
        if not (value == "" and kind is dict):
            word = "a string" if kind is str else "an object"
            raise BadRequest(f"`{name}` must be {word}.")
        return None
    return value


def _accepted(request: HttpRequest) -> str | None:
    """Return the media type to answer with, or None if the client takes neither.

    A client that does not say gets the specification's own type; one that takes anything gets
    `application/json`. Parameters such as `charset` count for nothing.
    """
    ranges: dict[str, tuple[float, int]] = {}
    for position, text in enumerate(request.headers.get("Accept", "").split(",")):
        if text.strip():
            accepted = MediaType(text)
            name = f"{accepted.main_type}/{accepted.sub_type}"
            ranges.setdefault(name, (accepted.quality, -position))
    if not ranges:
        return RESPONSE_TYPE

    def rank(offered: str) -> tuple[float, int, int]:
        for breadth, name in enumerate((offered, "application/*", "*/*")):
            if name in ranges:
                quality, place = ranges[name]
                return quality, -breadth, place
        return 0, 0, 0

    best = max((JSON_TYPE, RESPONSE_TYPE), key=rank)
    return best if rank(best)[0] else None


def _plain(status: int, message: str, headers: dict[str, str] | None = None) -> HttpResponse:
    error = BadRequest(message)
    body = orjson.dumps({"errors": [format_error(error, error.code)]})
    response = HttpResponse(
        body, status=status, content_type=f"{JSON_TYPE}; charset=utf-8", headers=headers
    )
    patch_vary_headers(response, VARY)
    response["Cache-Control"] = "no-store"
    return response


def _response(request: HttpRequest, answer: Answer, media_type: str) -> HttpResponseBase:
    body = orjson.dumps(answer.body, default=_fallback, option=orjson.OPT_NON_STR_KEYS)
    status = _status(answer, media_type)
    response = HttpResponse(body, status=status, content_type=f"{media_type}; charset=utf-8")
    patch_vary_headers(response, VARY)
    if status == 405:
        response["Allow"] = "POST"
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    if identity.has_credentials(request):
        response["Cache-Control"] = "private, no-store"
        return response
    if request.method == "POST" or status != 200 or "errors" in answer.body:
        response["Cache-Control"] = "no-store"
        return response
    response["Cache-Control"] = "public, max-age=0, must-revalidate"
    # Weak, because a compressed answer is the same answer in other bytes.
    response["ETag"] = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


def _status(answer: Answer, media_type: str) -> int:
    if answer.executed:
        return STATUSES[Code.RATE_LIMITED] if Code.RATE_LIMITED in answer.codes else 200
    if answer.only_by_post:
        return 405
    for code, status in STATUSES.items():
        if code in answer.codes:
            return status
    if media_type == JSON_TYPE and Code.BAD_REQUEST not in answer.codes:
        return 200
    return 400


def _fallback(value: Any) -> Any:
    """Write what orjson does not know, such as lazy translations, as text."""
    return json.loads(json.dumps(value, default=str))
