"""Cursors of the feed: opaque to clients, signed, and bound to what was asked and by whom."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import blake2b

from django.core import signing

from api.errors import BadUserInput

SALT = "api.changes"
MAX_LENGTH = 1000
#: To be raised when nodes that clients keep from before would be wrong, whatever has changed.
SCHEMA_EPOCH = 1


@dataclass(frozen=True)
class Cursor:
    """A place in the feed of one log, one scope and one reader.

    All changes up to `number` are known to the client. While a snapshot is under way, `place` is
    the place of the last object in it: the rank of its type and its key.
    """

    epoch: str
    scope: str
    number: int
    place: tuple[int, int] | None = None

    def at(self, number: int) -> "Cursor":
        """Return the cursor of the same feed after a change."""
        return replace(self, number=number, place=None)

    def in_snapshot(self, rank: int, key: int) -> "Cursor":
        """Return the cursor of the same snapshot after an object."""
        return replace(self, place=(rank, key))

    def encode(self) -> str:
        """Return the text that clients keep."""
        values = [SCHEMA_EPOCH, self.epoch, self.scope, self.number, *(self.place or ())]
        # Without a timestamp: the same place is the same text, and so the same cached answer.
        return signing.Signer(salt=SALT).sign_object(values)

    def continues(self, other: "Cursor") -> bool:
        """Whether this cursor is of the same log, scope and reader as another."""
        return (self.epoch, self.scope) == (other.epoch, other.scope)


def decode(text: str) -> Cursor | None:
    """Return the cursor; None for one of ours that another version of the schema gave out.

    Raises `BadUserInput` for what is no cursor of ours.
    """
    try:
        if len(text) > MAX_LENGTH:
            raise signing.BadSignature
        schema, epoch, scope, number, *place = signing.Signer(salt=SALT).unsign_object(text)
    except (signing.BadSignature, ValueError, TypeError):
        message = "This is not a cursor that this API gave out."
        raise BadUserInput("since", message) from None
    if schema != SCHEMA_EPOCH:
        return None
    return Cursor(epoch, scope, number, (place[0], place[1]) if place else None)


def fingerprint(values: Iterable[object]) -> str:
    """Return a short text that stands for what a cursor is bound to."""
    return blake2b(repr(list(values)).encode(), digest_size=9).hexdigest()
