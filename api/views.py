"""GraphQL over HTTP, after the specification at https://graphql.github.io/graphql-over-http/."""

import hashlib
import json
import logging
from collections.abc import Callable
from typing import Any

import orjson
import strawberry
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, InterfaceError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from api.errors import ApiError, BadRequest, Code, PersistedQueryNotFound, format_error
from api.execution import Answer, Request, execute, unavailable
from api.loading import Session

logger = logging.getLogger(__name__)

RESPONSE_TYPE = "application/graphql-response+json"
JSON_TYPE = "application/json"
MAX_BODY = 1024 * 1024
PERSISTED_FOR = 30 * 24 * 3600
METHODS = "GET, HEAD, OPTIONS, POST"


@method_decorator(csrf_exempt, name="dispatch")
class GraphQLView(View):
    """The endpoint. It reads no cookies, so it needs no CSRF token."""

    schema: strawberry.Schema = None  # type: ignore[assignment]
    session_for: Callable[[HttpRequest], Session] = None  # type: ignore[assignment]
    http_method_names = ["get", "head", "options", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Answer a query given in the URL."""
        media_type = _accepted(request)
        if media_type is None:
            return _plain(406, f"This endpoint answers {RESPONSE_TYPE} or {JSON_TYPE}.")
        return self._respond(request, media_type, self._from_url, read_only=True)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Answer a request given as JSON."""
        media_type = _accepted(request)
        if media_type is None:
            return _plain(406, f"This endpoint answers {RESPONSE_TYPE} or {JSON_TYPE}.")
        if request.content_type != JSON_TYPE:
            return _plain(415, f"Send the request as {JSON_TYPE}.")
        if (request.content_params or {}).get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
            return _plain(415, "Send the request in UTF-8.")
        return self._respond(request, media_type, self._from_body, read_only=False)

    def _respond(
        self,
        request: HttpRequest,
        media_type: str,
        read: Callable[[HttpRequest], Request],
        *,
        read_only: bool,
    ) -> HttpResponse:
        try:
            answer = execute(
                self.schema, read(request), self.session_for(request), read_only=read_only
            )
        except ApiError as error:
            answer = Answer({"errors": [format_error(error, error.code)]}, executed=False)
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
        if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY:
            raise BadRequest(f"A request has at most {MAX_BODY} bytes.")
        values = _json(request.body, "body")
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
    return render(request, "api/graphiql.html", {"endpoint": "/graphql/"})


def _persisted(persisted: dict[str, Any], query: str | None) -> str:
    """Return the query of a hash, or keep it under its hash: Apollo's protocol."""
    digest = persisted.get("sha256Hash")
    if persisted.get("version") != 1 or not isinstance(digest, str) or len(digest) != 64:
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

    A client that does not say gets `application/json`, as the specification's legacy rule asks.
    """
    accept = request.headers.get("Accept", "").strip()
    if not accept:
        return JSON_TYPE
    preferred = request.get_preferred_type([RESPONSE_TYPE, JSON_TYPE])
    if preferred == RESPONSE_TYPE and RESPONSE_TYPE not in accept:
        return JSON_TYPE
    return preferred


def _plain(status: int, message: str) -> HttpResponse:
    error = BadRequest(message)
    body = orjson.dumps({"errors": [format_error(error, error.code)]})
    return HttpResponse(body, status=status, content_type=f"{JSON_TYPE}; charset=utf-8")


def _response(request: HttpRequest, answer: Answer, media_type: str) -> HttpResponse:
    body = orjson.dumps(answer.body, default=_fallback, option=orjson.OPT_NON_STR_KEYS)
    status = _status(answer, media_type)
    response = HttpResponse(body, status=status, content_type=f"{media_type}; charset=utf-8")
    patch_vary_headers(response, ["Accept", "Accept-Language", "Authorization", "Preview-Token"])
    if request.method == "POST" or status != 200 or "errors" in answer.body:
        response["Cache-Control"] = "no-store"
        return response
    response["Cache-Control"] = "public, max-age=0, must-revalidate"
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    matches = request.headers.get("If-None-Match", "")
    if etag in [one.strip().removeprefix("W/") for one in matches.split(",")]:
        not_modified = HttpResponse(status=304)
        for name in ("Cache-Control", "Vary"):
            not_modified[name] = response[name]
        response = not_modified
        del response["Content-Type"]
    response["ETag"] = etag
    return response


def _status(answer: Answer, media_type: str) -> int:
    if answer.executed or Code.PERSISTED_QUERY_NOT_FOUND in answer.codes:
        return 200
    if Code.INTERNAL_SERVER_ERROR in answer.codes:
        return 503
    if media_type == JSON_TYPE and Code.BAD_REQUEST not in answer.codes:
        return 200
    return 400


def _fallback(value: Any) -> Any:
    """Write what orjson does not know, such as lazy translations, as text."""
    return json.loads(json.dumps(value, default=str))
