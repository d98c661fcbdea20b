"""One makes an answer, and whoever wants the same meanwhile waits for it, though not for long."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition, Lock

from cachetools import LRUCache

from api.caching.entries import Entry
from api.caching.store import Shared

#: Seconds after which whoever waits for one who makes the answer makes it, too.
PATIENCE = 2.0
#: How many times that anybody waits, if one after the other makes it in vain.
TIMES = 2
#: Seconds between two looks at what another process does.
LOOK = 0.01
#: How many keys are remembered of which the answers could not be kept.
MAX_HOPELESS = 4096


class _Flight:
    """An answer that some want: how many, whether one of them leads, and since when it is made."""

    def __init__(self, lock: Lock) -> None:
        self.landed = Condition(lock)
        self.wanted = 0
        self.is_led = False
        self.began = 0.0


class Flights:
    """Which answers are being made, in this process; for others, the shared cache knows."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self._lock = Lock()
        self._made: dict[str, _Flight] = {}
        self._hopeless: LRUCache[str, bool] = LRUCache(MAX_HOPELESS)

    @contextmanager
    def boarded(self, key: str, look: Callable[[], Entry | None]) -> Iterator[Entry | None]:
        """Give what others make, found by `look`; or None to whoever has to make it.

        If one of them makes it in vain, the next one does, and the others wait for that one.
        The answers that nobody can keep are not waited for.
        """
        with self._lock:
            flight = self._made.setdefault(key, _Flight(self._lock))
            flight.wanted += 1
        try:
            found, leads = self._awaited(key, flight, look)
            if leads:
                yield from self._led(key, flight, look)
            else:
                yield found
        finally:
            with self._lock:
                flight.wanted -= 1
                if not flight.wanted:
                    del self._made[key]

    def give_up(self, key: str) -> None:
        """Remember that the answer cannot be kept, so that nobody waits for it again."""
        with self._lock:
            self._hopeless[key] = True

    def take_heart(self, key: str) -> None:
        """Remember that it can be kept."""
        with self._lock:
            self._hopeless.pop(key, None)

    def _awaited(
        self, key: str, flight: _Flight, look: Callable[[], Entry | None]
    ) -> tuple[Entry | None, bool]:
        """Return what others have made, and whether the caller leads from now on."""
        came = time.monotonic()
        found = None
        while found is None:
            with self._lock:
                if key in self._hopeless:
                    return None, False
                if not flight.is_led:
                    flight.is_led, flight.began = True, 0.0
                    return None, True
                is_over = not self._waited(flight, came)
            found = look()
            if is_over:
                break
        return found, False

    def _waited(self, flight: _Flight, came: float) -> bool:
        """Wait until nobody leads; return whether that came in time.

        Whoever leads may wait for another process first: patience begins with the making.
        """
        while flight.is_led:
            end = came + PATIENCE * TIMES
            if flight.began:
                end = min(end, max(came, flight.began) + PATIENCE)
            left = end - time.monotonic()
            if left <= 0:
                return False
            flight.landed.wait(left)
        return True

    def _led(
        self, key: str, flight: _Flight, look: Callable[[], Entry | None]
    ) -> Iterator[Entry | None]:
        """Give what another process makes, or None once the answer is ours to make."""
        claim = None
        try:
            found, claim = self._claimed(key, look)
            with self._lock:
                flight.began = time.monotonic()
                flight.landed.notify_all()
            yield found
        finally:
            if claim is not None:
                self._shared.leave(key, claim)
            with self._lock:
                flight.is_led = False
                flight.landed.notify_all()

    def _claimed(
        self, key: str, look: Callable[[], Entry | None]
    ) -> tuple[Entry | None, int | None]:
        """Return what another process makes, or a claim of ours; neither if it takes too long."""
        seconds = int(PATIENCE) + 1
        end = time.monotonic() + PATIENCE
        claim = self._shared.claim(key, seconds)
        while claim is None and time.monotonic() < end:
            time.sleep(LOOK)
            if (found := look()) is not None:
                return found, None
            claim = self._shared.claim(key, seconds)
        return None, claim
