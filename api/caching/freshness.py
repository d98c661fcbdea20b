"""Whether what was valid at one number of the log is valid at a later one."""

from collections.abc import Iterable
from threading import Lock

from api.changes import log
from api.changes.log import Position

#: How many changes are read at most to find out whether an answer holds; it is made anew instead.
MAX_CHANGES = 5_000
#: How many tags are remembered.
MAX_TAGS = 100_000


class Freshness:
    """What one process knows of the log: at which number each tag was changed last.

    Changes after `start`, up to `end`, are known. Whatever is asked of others is read, once.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._reset("", 0)

    def forget(self) -> None:
        """Forget everything."""
        with self._lock:
            self._reset("", 0)

    def holds(self, tags: Iterable[str], number: int, position: Position) -> bool:
        """Whether no change after `number`, up to a position, has one of the tags."""
        if number >= position.number:
            return True
        with self._lock:
            if not self._covers(number, position):
                return False
            last = self._last
            return all(last.get(tag, 0) <= number for tag in tags)

    def _reset(self, epoch: str, number: int) -> None:
        self._epoch = epoch
        self._start = self._end = number
        self._last: dict[str, int] = {}

    def _covers(self, number: int, position: Position) -> bool:
        """Read what is missing between a number and a position; return whether that could be."""
        is_gap = self._end < position.forgotten or position.number - self._end > MAX_CHANGES
        if position.epoch != self._epoch or is_gap or len(self._last) > MAX_TAGS:
            self._reset(position.epoch, position.number)
        if position.number > self._end:
            for found, tags in self._read(self._end, position.number):
                self._last.update(dict.fromkeys(tags, found))
            self._end = position.number
        if number >= self._start:
            return True
        if number < position.forgotten or self._start - number > MAX_CHANGES:
            return False
        for found, tags in self._read(number, self._start):
            for tag in tags:
                self._last[tag] = max(found, self._last.get(tag, 0))
        self._start = number
        return True

    def _read(self, after: int, last: int) -> Iterable[tuple[int, list[str]]]:
        rows = log.after(after).filter(number__lte=last).values_list("number", "tags")
        return [(number, tags.split()) for number, tags in rows]


freshness = Freshness()
