"""An answer that is kept, and what HTTP caches are told of it."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

import orjson

from api.changes.log import Position
from api.changes.settling import FRAME, any_tag
from api.changes.tracking import tracked

#: What a tag takes in memory.
TAG_BYTES = 100
#: What an entry takes besides its body and tags.
ENTRY_BYTES = 800


@dataclass(slots=True)
class Entry:
    """The body of an answer, with all that tells how long it is one.

    It holds at the log's `number` in its `era`, and at later ones as far as `tags` say; if the
    search index was asked, while the log's `indexed` is the same. `until` is the moment, in
    seconds, from which on it is another one without any change: a day begins, or something expires.
    """

    body: bytes
    content_type: str
    etag: str
    tags: tuple[str, ...]
    era: str
    number: int
    indexed: int | None
    until: float
    told: str = ""

    @property
    def size(self) -> int:
        """About how many bytes of memory it takes."""
        return len(self.body) + TAG_BYTES * len(self.tags) + ENTRY_BYTES

    def is_of(self, position: Position) -> bool:
        """Whether it can hold at a position at all, whatever was changed."""
        is_indexed = self.indexed is None or self.indexed >= position.indexed
        return self.era == position.era and is_indexed

    def at(self, number: int) -> "Entry":
        """Return the same, known to hold at a later number."""
        return replace(self, number=number)

    def packed(self) -> bytes:
        """Return the entry as bytes, for a shared cache."""
        head = orjson.dumps(
            [
                *(self.content_type, self.etag, self.tags, self.era, self.number),
                *(self.indexed, self.until, self.told),
            ]
        )
        return b"%d\n%b%b" % (len(head), head, self.body)

    @classmethod
    def unpacked(cls, data: Any) -> "Entry":
        """Return the entry that was packed; raises `ValueError` if it is none."""
        if not isinstance(data, bytes):
            raise ValueError("An entry is bytes.")
        width, _line, rest = data.partition(b"\n")
        size = int(width)
        head: list[Any] = orjson.loads(rest[:size])
        content_type, etag, tags, era, number, indexed, until, told = head
        return cls(
            *(rest[size:], content_type, etag, tuple(tags), era, number, indexed, until, told)
        )


def coarse(tags: Collection[str], size: int, separator: str) -> str:
    """Return tags as a header's text of at most `size` bytes.

    What has too many tags is told by the coarser ones of whole types, the longest lists first.
    """
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for tag in sorted(tags):
        groups[tag.partition(":")[0]].append(tag)
    fine = set(groups)
    while True:
        text = separator.join(dict.fromkeys(one for group in groups.values() for one in group))
        if len(text) <= size or not fine:
            return text
        longest = max(fine, key=lambda name: len(separator.join(groups[name])))
        groups[longest] = _of_all(longest)
        fine.remove(longest)


def _of_all(head: str) -> list[str]:
    """Return tags that change whenever a tag does that begins so.

    A link, a path or a translation may be one of an object of any type.
    """
    if head == FRAME:
        return [FRAME]
    names = [one.type_name for one in tracked().values()]
    return [any_tag(name) for name in ([head] if head in names else names)]
