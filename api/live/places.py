"""How many may listen at a time, in this process: all together, and from one address."""

from collections import Counter
from threading import Lock

from django.conf import settings


class Places:
    """The places of listeners, of which one address never has more than half."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._taken: Counter[str] = Counter()

    def is_free(self, address: str) -> bool:
        """Whether one more from an address could listen now."""
        most = settings.HEARTH_LIVE_STREAMS
        own = min(settings.HEARTH_LIVE_STREAMS_PER_ADDRESS, max(1, most // 2))
        return self._taken.total() < most and self._taken[address] < own

    def take(self, address: str) -> bool:
        """Take a place if one is free; return whether it was."""
        with self._lock:
            is_free = self.is_free(address)
            if is_free:
                self._taken[address] += 1
            return is_free

    def give_back(self, address: str) -> None:
        """Leave a place to others."""
        with self._lock:
            self._taken[address] -= 1
            if self._taken[address] <= 0:
                del self._taken[address]
