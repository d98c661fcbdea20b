"""What has become of a text so far, so that nothing of it is lost and nothing is shown twice."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from transfer.posts.pieces import Made, Text

#: Entries of raw values that readers do not read.
SILENT = {"url", "level", "table_header_choice", "page", "phone", "email"}
#: Entries that hold rich text.
RICH = {"answer", "content"}

#: The lengths of everything that a ledger holds, at one moment.
Mark = tuple[int, ...]


class Ledger:
    """The books of one body, in which only the last entries can be taken back."""

    def __init__(self) -> None:
        #: Pictures and players that have their block.
        self.done: dict[Any, None] = {}
        #: Elements whose words stand elsewhere: the summary of an answer, who said a quote.
        self.moved: dict[Any, None] = {}
        #: Notes of which one is enough.
        self.noted: dict[str, None] = {}
        #: Addresses of pictures and players that have been seen.
        self.addresses: dict[str, None] = {}
        #: Words that no reader of the source saw as text, such as descriptions of pictures.
        self.added: list[str] = []
        #: Words that became something else, such as the address of a video.
        self.spoken: list[str] = []
        #: Elements whose own rule loses words. This is known for good.
        self.plain: set[Any] = set()

    def mark(self) -> Mark:
        """Return the moment that `back` leads to."""
        return tuple(map(len, self._entries()))

    def back(self, mark: Mark) -> None:
        """Forget what was entered since."""
        for entries, length in zip(self._entries(), mark, strict=True):
            while len(entries) > length:
                entries.popitem() if isinstance(entries, dict) else entries.pop()

    def lost(self, before: str, pieces: Iterable[Text | Made], mark: Mark) -> bool:
        """Tell whether letters of the words `before` are missing in pieces made since a moment."""
        added, spoken = mark[-2], mark[-1]
        needed = Counter(letters(before)) + Counter(letters("".join(self.added[added:])))
        found = Counter(letters_of(pieces)) + Counter(letters("".join(self.spoken[spoken:])))
        return bool(needed - found)

    def _entries(self) -> tuple[dict[Any, None] | list[str], ...]:
        return (self.done, self.moved, self.noted, self.addresses, self.added, self.spoken)


def letters(text: str) -> str:
    """Return a text without its white space."""
    return "".join(text.split())


def letters_of(pieces: Iterable[Text | Made]) -> str:
    """Return what readers read in pieces, without white space."""
    return "".join(
        letters(piece.words if isinstance(piece, Text) else _said(piece.value)) for piece in pieces
    )


def _said(value: Any, key: str = "") -> str:
    if isinstance(value, dict):
        return "".join(_said(one, name) for name, one in value.items() if name not in SILENT)
    if isinstance(value, list):
        return "".join(map(_said, value))
    if not isinstance(value, str):
        return ""
    return Text(value).words if key in RICH else value
