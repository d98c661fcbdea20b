"""Where answers are kept: in the memory of the process, and in Redis for all processes.

Django's cache in local memory is left alone: it would be the same memory once more.
"""

import logging
import time
from collections.abc import Callable
from secrets import randbits
from threading import Lock
from typing import Any, TypeVar

from cachetools import LRUCache
from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.dummy import DummyCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache

from api.caching.entries import Entry

logger = logging.getLogger(__name__)

T = TypeVar("T")

#: Seconds for which Redis keeps an answer, however long it holds.
KEPT_FOR = 3600
#: Seconds for which a cache that failed is left alone.
PAUSE = 10
#: How many requests are known by their bytes.
MAX_ALIASES = 20_000


#: Deletes a key if it holds a value, in one step.
_DELETE = """
if redis.call("get", KEYS[1]) == ARGV[1] then return redis.call("del", KEYS[1]) end
return 0
"""


def _prefixed(key: str) -> str:
    return f"hearth:answer:{key}"


def _claimed(key: str) -> str:
    return f"{_prefixed(key)}:making"


def _delete(cache: Any, name: str, value: int) -> None:
    """Delete a key that holds a value. Caches other than Redis cannot do that in one step."""
    if isinstance(cache, RedisCache):
        key = cache.make_and_validate_key(name)
        cache._cache.get_client(key, write=True).eval(_DELETE, 1, key, value)
    elif cache.get(name) == value:
        cache.delete(name)


class Shared:
    """Django's cache, if other processes see it too. What fails is as good as not there."""

    def __init__(self) -> None:
        self._until = 0.0

    @property
    def is_there(self) -> bool:
        """Whether there is such a cache, and it did not fail just now."""
        return not isinstance(caches["default"], LocMemCache | DummyCache) and (
            time.monotonic() >= self._until
        )

    def get(self, key: str) -> Entry | None:
        """Return an entry."""
        data = self._try(lambda: caches["default"].get(_prefixed(key)))
        try:
            return None if data is None else Entry.unpacked(data)
        except ValueError:
            return None

    def put(self, key: str, entry: Entry) -> None:
        """Keep an entry while it may hold."""
        seconds = min(KEPT_FOR, entry.until - time.time())
        if seconds > 1:
            data = entry.packed()
            self._try(lambda: caches["default"].set(_prefixed(key), data, int(seconds)))

    def claim(self, key: str, seconds: int) -> int | None:
        """Return a claim on making an answer, or None if somebody else has one.

        Without a cache that others see, there is nobody else.
        """
        claim = randbits(62)
        is_ours = self._try(lambda: caches["default"].add(_claimed(key), claim, seconds))
        return None if is_ours is False else claim

    def leave(self, key: str, claim: int) -> None:
        """Let others make an answer; a claim that took too long may be somebody else's by now."""
        self._try(lambda: _delete(caches["default"], _claimed(key), claim))

    def _try(self, ask: Callable[[], T]) -> T | None:
        if not self.is_there:
            return None
        try:
            return ask()
        except Exception:  # each kind of cache has errors of its own
            self._until = time.monotonic() + PAUSE
            logger.warning("The cache of answers is out of reach", exc_info=True)
            return None


class Store:
    """Entries by key, up to `HEARTH_ANSWER_CACHE_BYTES` in this process; those used last stay."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.shared = Shared()
        self.forget()

    def forget(self) -> None:
        """Forget all that this process keeps."""
        most = getattr(settings, "HEARTH_ANSWER_CACHE_BYTES", 64 * 1024**2)
        with self._lock:
            self._kept: LRUCache[str, Entry] = LRUCache(max(1, most), getsizeof=_size)
            self._aliases: LRUCache[bytes, str] = LRUCache(MAX_ALIASES)

    def aliased(self, request: bytes) -> tuple[str, Entry] | None:
        """Return what was kept for a request of the same bytes, with its key."""
        with self._lock:
            key = self._aliases.get(request)
            entry = None if key is None else self._kept.get(key)
            return None if key is None or entry is None else (key, entry)

    def alias(self, request: bytes, key: str) -> None:
        """Remember what a request of these bytes asks for."""
        with self._lock:
            self._aliases[request] = key

    def get(self, key: str) -> Entry | None:
        """Return what this process keeps."""
        with self._lock:
            found: Entry | None = self._kept.get(key)
            return found

    def put(self, key: str, entry: Entry) -> None:
        """Keep an entry in this process; what is large would drive out too much else."""
        with self._lock:
            if entry.size * 8 <= self._kept.maxsize:
                self._kept[key] = entry

    def drop(self, key: str) -> None:
        """Forget an entry that holds no more."""
        with self._lock:
            self._kept.pop(key, None)

    @property
    def size(self) -> int:
        """How many bytes this process keeps."""
        return int(self._kept.currsize)


def _size(entry: Any) -> int:
    return int(entry.size)
