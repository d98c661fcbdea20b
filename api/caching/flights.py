"""One makes an answer, and whoever wants the same meanwhile waits for it, though not for long."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Lock

from cachetools import LRUCache

from api.caching.entries import Entry
from api.caching.store import Shared

#: Seconds after which whoever waits makes the answer, too.
PATIENCE = 2.0
#: Seconds between two looks at what another process does.
LOOK = 0.01
#: How many keys are remembered of which the answers could not be kept.
MAX_HOPELESS = 4096


class Flights:
    """Which answers are being made, in this process; for others, the shared cache knows."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self._lock = Lock()
        self._made: dict[str, Event] = {}
        self._hopeless: LRUCache[str, bool] = LRUCache(MAX_HOPELESS)

    @contextmanager
    def boarded(self, key: str, look: Callable[[], Entry | None]) -> Iterator[Entry | None]:
        """Give what others make, found by `look`; or None to whoever has to make it.

        The answers that nobody can keep are not waited for.
        """
        with self._lock:
            if key in self._hopeless:
                event, is_first = None, False
            else:
                event, is_first = self._made.get(key), key not in self._made
                if is_first:
                    self._made[key] = event = Event()
        if event is None:
            yield None
        elif not is_first:
            event.wait(PATIENCE)
            yield look()
        else:
            try:
                yield from self._first(key, look)
            finally:
                with self._lock:
                    del self._made[key]
                event.set()

    def give_up(self, key: str) -> None:
        """Remember that the answer cannot be kept, so that nobody waits for it again."""
        with self._lock:
            self._hopeless[key] = True

    def take_heart(self, key: str) -> None:
        """Remember that it can be kept."""
        with self._lock:
            self._hopeless.pop(key, None)

    def _first(self, key: str, look: Callable[[], Entry | None]) -> Iterator[Entry | None]:
        """Give what another process makes, or None once the answer is ours to make."""
        seconds = int(PATIENCE) + 1
        end = time.monotonic() + PATIENCE
        found, is_ours = None, self._shared.claim(key, seconds)
        while found is None and not is_ours and time.monotonic() < end:
            time.sleep(LOOK)
            found = look()
            is_ours = found is None and self._shared.claim(key, seconds)
        try:
            yield found
        finally:
            if is_ours:
                self._shared.leave(key)
