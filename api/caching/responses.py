"""From a kept answer to an HTTP response, and what caches on the way are told."""

import time

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from api.caching.entries import Entry
from api.caching.tags import tag_headers
from api.http.responses import VARY, conditional
from api.identity import REVALIDATED

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
    found = conditional(request, response)
    # The same answer may depend on something else by now; Django leaves these out of a 304.
    if found is not response:
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
