"""`GET /graphql/changes`: server-sent events, one for each checkpoint of the log."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import orjson
from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from api.errors import BadRequest, RateLimited, Unavailable, format_error
from api.live.places import Places
from api.live.watching import WATCHER, Watcher
from api.rates import Account, Address, peer

#: Seconds after which a silent stream says something, so that nobody on the way hangs up.
HEARTBEAT = 15.0
#: Milliseconds after which a client that was cut off asks again.
RETRY = 3000
#: What a stream costs of the client's quota.
POINTS = 100
#: How a stream begins; and all that is sent if somebody else took the last place just before.
BEGIN = f"retry: {RETRY}\n\n".encode()
TOO_MANY = f"retry: {10 * RETRY}\n\n".encode()

PLACES = Places()


def stream(request: HttpRequest, address: Address = peer) -> HttpResponseBase:
    """Answer with events until the time of the stream is over; the client then asks again.

    `Last-Event-ID` tells what a client knows, so it hears at once what it has missed. A stream
    holds a thread under WSGI, so there are at most `HEARTH_LIVE_STREAMS` in a process, and for one
    address no more than half of them; further clients get a 503 with `Retry-After`. So does
    everybody where a process answers one request at a time. Without any allowed, there is nothing
    here. Streams are counted like queries, by `address`.
    """
    if settings.HEARTH_LIVE_STREAMS <= 0:
        raise Http404
    if request.method not in ("GET", "HEAD"):
        return _refused(405, BadRequest("Use GET."), {"Allow": "GET, HEAD"})
    if request.method == "HEAD":
        return _as_stream(HttpResponse())
    try:
        account = Account(request, address)
        account.check()
        account.charge(POINTS)
    except RateLimited as error:
        later = {"Retry-After": str(error.extensions["retryAfter"]), **account.headers()}
        return _refused(429, error, later)
    is_async = isinstance(request, ASGIRequest)
    has_threads = is_async or request.META.get("wsgi.multithread", False)
    place = Place(address(request))
    if not has_threads or not PLACES.is_free(place.address):
        full = Unavailable("Too many clients listen. Ask for changes instead.")
        return _refused(503, full, {"Retry-After": "30"})
    known = request.headers.get("Last-Event-ID", "")
    kind = AsyncEvents if is_async else Events
    return _as_stream(StreamingHttpResponse(kind(WATCHER, known, place)))


def _as_stream(response: Any) -> Any:
    response["Content-Type"] = "text/event-stream"
    response["Cache-Control"] = "no-store"
    # nginx would wait for more.
    response["X-Accel-Buffering"] = "no"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _refused(status: int, error: Any, headers: dict[str, str]) -> HttpResponse:
    body = orjson.dumps({"errors": [format_error(error, error.code)]})
    headers = {"Cache-Control": "no-store", **headers}
    kind = "application/json; charset=utf-8"
    return HttpResponse(body, status=status, content_type=kind, headers=headers)


def event(checkpoint: str) -> bytes:
    """Return the event of a checkpoint as it is sent."""
    return f"id: {checkpoint}\ndata: {checkpoint}\n\n".encode()


class Place:
    """The place of one listener, which is taken at the most once."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._is_taken = False

    def take(self) -> bool:
        """Take the place; return whether there was one."""
        self._is_taken = PLACES.take(self.address)
        return self._is_taken

    def leave(self) -> None:
        """Give it back, if it was taken."""
        is_taken, self._is_taken = self._is_taken, False
        if is_taken:
            PLACES.give_back(self.address)


class _Stream:
    """What one client listens to; `known` is the last checkpoint that it has heard of.

    It takes its place when it begins to be read: who hangs up before that has never had one, and
    nobody would close what is not read.
    """

    def __init__(self, watcher: Watcher, known: str, place: Place) -> None:
        self.watcher = watcher
        self.known = known
        self.ends_at = time.monotonic() + settings.HEARTH_LIVE_SECONDS
        self._place = place

    def heard(self, seen: str) -> bytes:
        """Return what to send when a checkpoint was seen, which may be the known one."""
        if seen in ("", self.known):
            return b": still here\n\n"
        self.known = seen
        return event(seen)

    @property
    def patience(self) -> float:
        """The seconds until something has to be sent."""
        return min(HEARTBEAT, self.ends_at - time.monotonic())

    def close(self) -> None:
        """Listen no more; the place is another client's."""
        self.watcher.leave(self.wake)
        self._place.leave()

    def wake(self) -> None:
        """Be told that there is a new checkpoint."""


class Events(_Stream):
    """The stream of a client under WSGI."""

    def __iter__(self) -> Iterator[bytes]:
        if not self._place.take():
            yield TOO_MANY
            return
        try:
            self.watcher.listen(self.wake)
            yield BEGIN
            while (patience := self.patience) > 0:
                yield self.heard(self.watcher.wait(self.known, patience))
        finally:
            self.close()


class AsyncEvents(_Stream):
    """The stream of a client under ASGI."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        if not self._place.take():
            yield TOO_MANY
            return
        self._loop = asyncio.get_running_loop()
        self._woken = asyncio.Event()
        try:
            self.watcher.listen(self.wake)
            yield BEGIN
            while (patience := self.patience) > 0:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._until_new(), patience)
                yield self.heard(self.watcher.seen)
        finally:
            self.close()

    async def _until_new(self) -> None:
        """Wait for a new checkpoint; one that was seen at once may wake it afterwards."""
        while self.watcher.seen in ("", self.known):
            self._woken.clear()
            await self._woken.wait()

    def wake(self) -> None:
        """Wake the stream, from the thread of the watcher."""
        with contextlib.suppress(RuntimeError):  # the server is going down
            self._loop.call_soon_threadsafe(self._woken.set)
