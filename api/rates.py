"""How much a client may ask in a while, counted in the points that operations cost.

The counters are in Django's cache, one for each client and window of time, so processes that share
a Redis share them. A normal request is one round trip there. If the cache is out of reach, requests
are served uncounted.
"""

import hashlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from threading import Lock
from typing import Any
from zlib import crc32

from cachetools import LRUCache
from django.conf import settings
from django.core import checks
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from django.http import HttpRequest

from api.errors import RateLimited

logger = logging.getLogger(__name__)

#: What a request costs at least, also one that is refused before its operation has a cost.
LEAST = 10
#: Seconds for which a cache that failed is left alone, and between two complaints about it.
PAUSE = 10
SILENCE = 60
#: How many clients without points are remembered, so that refusing them costs nothing.
MAX_SPENT = 10_000

Address = Callable[[HttpRequest], str]


def peer(request: HttpRequest) -> str:
    """Return the address that a request came from, whoever it came for."""
    address: str = request.META.get("REMOTE_ADDR", "")
    return address


@dataclass(frozen=True)
class Window:
    """One client's present window of time: its quota, its counter, and when it ends."""

    policy: str
    quota: int
    seconds: int
    counter: str
    ends_in: float


class Account:
    """What one request spends of its client's quota, and what it tells the client of that."""

    def __init__(self, request: HttpRequest, address: Address) -> None:
        self._request = request
        self._address = address
        self._window: Window | None = None
        self._left: int | None = None
        #: Whether the request was counted, or is not to be.
        self.is_settled = _points() <= 0

    def check(self) -> None:
        """Raise if the client is known to have no points left: before any work, and for free."""
        if self.is_settled:
            return
        # A token that was never good has spent nothing, so its sender is not spared by `charge`.
        self._window = window(self._request, self._address, by_token=_authorization(self._request))
        if _is_spent(self._window):
            self._refuse(self._window)

    def charge(self, points: int, session: Any = None) -> None:
        """Count what a request costs; raise if that is more than the client has left."""
        if self.is_settled:
            return
        authorization = _authorization(self._request)
        by_token = authorization if authorization and _is_known(session) else ""
        found = self._window
        if found is None or authorization:
            found = window(self._request, self._address, by_token=by_token)
        self._window = found
        self.is_settled = True
        spent = _count(found, max(points, LEAST))
        if spent is None:
            return
        self._left = max(0, found.quota - spent)
        if spent > found.quota:
            _remember_spent(found)
            self._refuse(found)

    def headers(self) -> dict[str, str]:
        """Return the headers of the IETF's draft: the policy, and where the client stands."""
        found = self._window
        if found is None:
            return {}
        headers = {"RateLimit-Policy": f'"{found.policy}";q={found.quota};w={found.seconds}'}
        if self._left is not None:
            headers["RateLimit"] = f'"{found.policy}";r={self._left};t={ceil(found.ends_in)}'
        return headers

    def _refuse(self, found: Window) -> None:
        self.is_settled = True
        self._left = 0
        wait = max(1, ceil(found.ends_in))
        raise RateLimited(f"You have asked too much. Try again in {wait} seconds.", wait)


def window(request: HttpRequest, address: Address, *, by_token: str) -> Window:
    """Return the present window of whoever sends a request: of a token, or else of an address."""
    if by_token:
        name, client = "token", hashlib.sha256(by_token.encode()).hexdigest()
        quota = getattr(settings, "HEARTH_RATE_TOKEN_POINTS", 0) or _points()
    else:
        name, client, quota = "address", address(request), _points()
    seconds = max(1, getattr(settings, "HEARTH_RATE_WINDOW", 60))
    # Windows do not end for all clients at once, or all would come back at once.
    number, gone = divmod(time.time() + crc32(client.encode()) % seconds, seconds)
    counter = f"hearth:rate:{name}:{client}:{int(number)}"
    return Window(name, quota, seconds, counter, seconds - gone)


def check_settings(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Warn if one operation may cost more than a client ever has."""
    if not 0 < _points() < getattr(settings, "HEARTH_MAX_COST", 0):
        return []
    words = "HEARTH_RATE_POINTS is less than HEARTH_MAX_COST: operations in between never run."
    return [checks.Warning(words, id="api.rates.W001")]


def _points() -> int:
    points: int = getattr(settings, "HEARTH_RATE_POINTS", 0)
    return points


def _is_known(session: Any) -> bool:
    """Whether a session has found out whose token it was sent with."""
    user = getattr(session, "user", None)
    return user is not None and user.is_authenticated


def _authorization(request: HttpRequest) -> str:
    text: str = request.META.get("HTTP_AUTHORIZATION", "")
    return text


_spent: LRUCache[str, None] = LRUCache(MAX_SPENT)
_lock = Lock()


def _is_spent(found: Window) -> bool:
    with _lock:
        return bool(_spent) and caches["default"].make_key(found.counter) in _spent


def _remember_spent(found: Window) -> None:
    with _lock:
        _spent[caches["default"].make_key(found.counter)] = None


class _Outage:
    """Until when a cache that failed is left alone, and when it was complained about."""

    until = 0.0
    logged = float("-inf")


def _count(found: Window, points: int) -> int | None:
    """Add points to a counter; return what it holds now, or None if it cannot be reached."""
    now = time.monotonic()
    if now < _Outage.until:
        return None
    try:
        return _add(found.counter, points, found.seconds)
    except Exception:  # each kind of cache has errors of its own
        _Outage.until = now + PAUSE
        if now - _Outage.logged >= SILENCE:
            _Outage.logged = now
            logger.warning("The cache is out of reach: requests are not counted", exc_info=True)
        return None


def _add(counter: str, points: int, seconds: int) -> int:
    backend = caches["default"]
    if isinstance(backend, RedisCache):
        # Django's own `incr` asks twice, and cannot make a counter that expires.
        key = backend.make_and_validate_key(counter)
        pipe = backend._cache.get_client(key, write=True).pipeline(transaction=False)
        pipe.incrby(key, points)
        pipe.expire(key, seconds)
        total: int = pipe.execute()[0]
        return total
    try:
        return backend.incr(counter, points)
    except ValueError:
        backend.add(counter, 0, seconds)
        return backend.incr(counter, points)
