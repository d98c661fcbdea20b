"""`GET /graphql/changes`: server-sent events, one for each checkpoint of the log."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Iterator
from threading import BoundedSemaphore
from typing import Any

import orjson
from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from api.errors import BadRequest, Unavailable, format_error
from api.live.watching import WATCHER, Watcher

#: Seconds after which a silent stream says something, so that nobody on the way hangs up.
HEARTBEAT = 15.0
#: Milliseconds after which a client that was cut off asks again.
RETRY = 3000


def stream(request: HttpRequest) -> HttpResponseBase:
    """Answer with events until the time of the stream is over; the client then asks again.

    `Last-Event-ID` tells what a client knows, so it hears at once what it has missed. A stream
    holds a thread under WSGI, so there are at most `HEARTH_LIVE_STREAMS` in a process; further
    clients get a 503 with `Retry-After`. Without any allowed, there is nothing here.
    """
    most = settings.HEARTH_LIVE_STREAMS
    if most <= 0:
        raise Http404
    if request.method not in ("GET", "HEAD"):
        response = _refused(405, BadRequest("Use GET."))
        response["Allow"] = "GET, HEAD"
        return response
    if request.method == "HEAD":
        return _as_stream(HttpResponse())
    slots = _slots(most)
    if not slots.acquire(blocking=False):
        response = _refused(503, Unavailable("Too many clients listen. Ask for changes instead."))
        response["Retry-After"] = "30"
        return response
    known = request.headers.get("Last-Event-ID", "")
    kind = AsyncEvents if isinstance(request, ASGIRequest) else Events
    return _as_stream(StreamingHttpResponse(kind(WATCHER, known, slots)))


def _as_stream(response: Any) -> Any:
    response["Content-Type"] = "text/event-stream"
    response["Cache-Control"] = "no-store"
    # nginx would wait for more.
    response["X-Accel-Buffering"] = "no"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _refused(status: int, error: Any) -> HttpResponse:
    body = orjson.dumps({"errors": [format_error(error, error.code)]})
    response = HttpResponse(body, status=status, content_type="application/json; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response


_limits: dict[int, BoundedSemaphore] = {}


def _slots(most: int) -> BoundedSemaphore:
    return _limits.setdefault(most, BoundedSemaphore(most))


def event(checkpoint: str) -> bytes:
    """Return the event of a checkpoint as it is sent."""
    return f"id: {checkpoint}\ndata: {checkpoint}\n\n".encode()


class _Stream:
    """What one client listens to; `known` is the last checkpoint that it has heard of."""

    def __init__(self, watcher: Watcher, known: str, slots: BoundedSemaphore) -> None:
        self.watcher = watcher
        self.known = known
        self.ends_at = time.monotonic() + settings.HEARTH_LIVE_SECONDS
        self._slots: BoundedSemaphore | None = slots

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
        slots, self._slots = self._slots, None
        if slots is not None:
            slots.release()

    def wake(self) -> None:
        """Be told that there is a new checkpoint."""


class Events(_Stream):
    """The stream of a client under WSGI."""

    def __iter__(self) -> Iterator[bytes]:
        self.watcher.listen(self.wake)
        yield f"retry: {RETRY}\n\n".encode()
        while (patience := self.patience) > 0:
            yield self.heard(self.watcher.wait(self.known, patience))


class AsyncEvents(_Stream):
    """The stream of a client under ASGI."""

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._events()

    async def _events(self) -> AsyncIterator[bytes]:
        self._loop = asyncio.get_running_loop()
        self._woken = asyncio.Event()
        self.watcher.listen(self.wake)
        yield f"retry: {RETRY}\n\n".encode()
        while (patience := self.patience) > 0:
            if self.watcher.seen in ("", self.known):
                self._woken.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._woken.wait(), patience)
            yield self.heard(self.watcher.seen)

    def wake(self) -> None:
        """Wake the stream, from the thread of the watcher."""
        self._loop.call_soon_threadsafe(self._woken.set)
