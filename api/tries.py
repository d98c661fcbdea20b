"""Counts tries at a secret in Django's cache, and refuses more than a few in a while."""

import hashlib

from django.core.cache import cache
from django.utils import timezone

from api.errors import RateLimited

#: How long tries are remembered after the first one, in seconds.
WINDOW = 600


class Tries:
    """The tries of one kind that have something in common, such as the address they come from."""

    def __init__(self, kind: str, of: str, limit: int) -> None:
        self.limit = limit
        digest = hashlib.sha256(of.encode(errors="replace")).hexdigest()[:32]
        self._count = f"hearth:tries:{kind}:{digest}"
        self._end = f"{self._count}:end"

    def begin(self) -> None:
        """Count a try before it is made; raise `RateLimited` if there have been too many."""
        now = int(timezone.now().timestamp())
        cache.add(self._end, now + WINDOW, WINDOW)
        cache.add(self._count, 0, WINDOW)
        if self._add(1) > self.limit:
            wait = max(1, min(WINDOW, cache.get(self._end, now + WINDOW) - now))
            raise RateLimited("There were too many tries. Wait before the next one.", wait)

    def forget(self) -> None:
        """Take back a try that was right."""
        self._add(-1)

    def _add(self, number: int) -> int:
        try:
            return int(cache.incr(self._count, number))
        except ValueError:  # The window has just ended.
            cache.set(self._count, max(0, number), WINDOW)
            return number
