"""From a kept answer to an HTTP response, and what caches on the way are told."""

import time

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from api.caching.entries import Entry, coarse
from api.http.responses import REVALIDATED, VARY

#: The most bytes that the names of tags take in all headers together.
MAX_TAGS = 4_000
#: The headers that name tags, with what stands between these.
SEPARATORS = {"Surrogate-Key": " ", "Cache-Tag": ","}
_VARY = ", ".join(VARY)


def respond(request: HttpRequest, entry: Entry) -> HttpResponseBase:
    """Return the response of an entry: nothing is executed, and nothing written anew."""
    headers = {"Content-Type": entry.content_type, "Vary": _VARY}
    if request.method == "POST":
        headers["Cache-Control"] = "no-store"
        return HttpResponse(entry.body, headers=headers)
    headers["ETag"] = entry.etag
    headers["Cache-Control"] = cache_control(entry)
    told = tag_headers(entry)
    response = HttpResponse(entry.body, headers=headers | told)
    if "HTTP_IF_NONE_MATCH" not in request.META:
        return response
    found = get_conditional_response(request, etag=entry.etag, response=response) or response
    # The same answer may depend on something else by now; Django leaves these out of a 304.
    for name, text in told.items():
        found[name] = text
    return found


def cache_control(entry: Entry) -> str:
    """Return what caches may do with an answer while it holds without any change."""
    if entry.indexed is not None:
        # The index is written after what it is of: a cache was purged before, and is not again.
        return REVALIDATED
    left = max(0, int(entry.until - time.time()))
    own, shared = (
        min(left, getattr(settings, f"HEARTH_HTTP_{name}", 0))
        for name in ("MAX_AGE", "SHARED_MAX_AGE")
    )
    # It counts from where these end.
    stale = min(left - max(own, shared), getattr(settings, "HEARTH_HTTP_STALE", 0))
    if not own and not shared and not stale:
        return REVALIDATED
    parts = ["public", f"max-age={own}"]
    parts += [f"s-maxage={shared}"] if shared else []
    parts += [f"stale-while-revalidate={stale}"] if stale else ["must-revalidate"]
    return ", ".join(parts)


def is_replayed(response: HttpResponseBase) -> bool:
    """Whether caches may send a response to others, who must not take it for theirs."""
    told = response.get("Cache-Control", "")
    return told.startswith("public") and told != REVALIDATED


def tag_headers(entry: Entry) -> dict[str, str]:
    """Return the headers by which a CDN knows what to purge when something has changed."""
    names = [name for name in getattr(settings, "HEARTH_HTTP_TAGS", ()) if name in SEPARATORS]
    if not names:
        return {}
    size = MAX_TAGS // len(names) - 20
    if not entry.told:
        entry.told = coarse(entry.tags, size, " ")
    return {name: entry.told.replace(" ", SEPARATORS[name]) for name in names}
