"""Reading a GraphQL request from the URL or the body of an HTTP request."""

import json
import re
from typing import Any

import orjson
from django.core.exceptions import SuspiciousOperation
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, QueryDict
from django.http.request import UnreadablePostError

from api.errors import BadRequest
from api.http.negotiation import JSON_TYPE
from api.http.refusals import Refusal
from api.limits import trusted

MAX_BODY = 1024 * 1024
#: The parameters of a request; others are ignored, as the specification says.
NAMES = ("query", "variables", "operationName", "extensions", *trusted.NAMES)
#: A key that is written in a way that a plain search for its name does not find.
ESCAPE = re.compile(rb"\\u00")


def from_url(request: HttpRequest) -> dict[str, Any]:
    """Return the parameters of a request in a URL, with objects decoded."""
    text = request.META.get("QUERY_STRING", "")
    if len(text) > MAX_BODY:
        raise Refusal(414, f"Send a URL of at most {MAX_BODY} bytes.")
    is_wsgi = isinstance(request, WSGIRequest)  # of which text stands for bytes
    try:
        # Not `request.GET`, of which a `Content-Type` says the encoding: caches on the way know an
        # answer by its URL alone.
        given = QueryDict(text.encode("latin-1") if is_wsgi else text, encoding="utf-8")
    except SuspiciousOperation:
        raise BadRequest("The URL has too many parameters.") from None
    values: dict[str, Any] = {}
    for name in NAMES:
        texts = given.getlist(name)
        if len(texts) > 1:
            raise BadRequest(f"`{name}` is given several times.")
        if texts:
            values[name] = texts[0]
    for name in ("variables", "extensions"):
        if values.get(name):
            values[name] = _json(values[name].encode("utf-8", "replace"), name)
    return values


def from_body(request: HttpRequest) -> dict[str, Any]:
    """Return the parameters of a request in a body, which must be one JSON object in UTF-8."""
    _check_headers(request)
    body = _body(request)
    values = _json(body, "body")
    if isinstance(values, list):
        raise BadRequest("Send one request at a time: batches are not supported.")
    if not isinstance(values, dict):
        raise BadRequest("The request must be a JSON object.")
    if ESCAPE.search(body) or any(body.count(b'"%b"' % name.encode()) > 1 for name in NAMES):
        _check_keys(body)
    return values


def typed(values: dict[str, Any], name: str, kind: type) -> Any:
    """Return a parameter, or None; raise if it is neither of its kind nor empty."""
    value = values.get(name)
    if value is not None and not isinstance(value, kind):
        if not (value == "" and kind is dict):
            word = "a string" if kind is str else "an object"
            raise BadRequest(f"`{name}` must be {word}.")
        return None
    return value


def _check_headers(request: HttpRequest) -> None:
    """Refuse a body of which the headers say already that it is none of ours."""
    if request.content_type != JSON_TYPE:
        raise Refusal(415, f"Send the request as {JSON_TYPE}.", {"Accept-Post": JSON_TYPE})
    charset = (request.content_params or {}).get("charset", "utf-8")
    if charset.lower() not in ("utf-8", "utf8"):
        raise Refusal(415, "Send the request in UTF-8.", {"Accept-Post": JSON_TYPE})
    # Nothing is unpacked: a megabyte could become a gigabyte.
    if request.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
        raise Refusal(
            415,
            "Send the request uncompressed: bodies are not unpacked.",
            {"Accept-Encoding": "identity"},
        )
    if "Transfer-Encoding" in request.headers:
        raise Refusal(411, "Send the request with its `Content-Length`, not in chunks.")


def _body(request: HttpRequest) -> bytes:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdigit()):
        raise BadRequest("The `Content-Length` is no number.")
    if len(length) > 12 or int(length) > MAX_BODY:
        raise Refusal(413, f"Send a body of at most {MAX_BODY} bytes.")
    try:
        body = request.body
    except SuspiciousOperation:  # Django has a limit of its own
        raise Refusal(413, f"Send a body of at most {MAX_BODY} bytes.") from None
    except (UnreadablePostError, OSError):
        raise BadRequest("The body did not come in full.") from None
    if len(body) < int(length):
        raise BadRequest("The body did not come in full.")
    return body


def _json(text: bytes, name: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise BadRequest(f"The {name} is not valid JSON.") from None


def _check_keys(body: bytes) -> None:
    """Refuse a body that names a parameter twice: whoever stands before us may read the other."""
    # Numbers stay text: one of many thousand digits is none that Python converts.
    try:
        pairs = json.loads(body, object_pairs_hook=list, parse_int=str, parse_float=str)
    except RecursionError:
        raise BadRequest("The body is nested too deeply.") from None
    keys = [key for key, _value in pairs]
    for name in NAMES:
        if keys.count(name) > 1:
            raise BadRequest(f"`{name}` is given several times.")
