"""What a person chose for an import, and what became of each post."""

from dataclasses import dataclass, field
from typing import Any

from transfer.posts.documents import Note
from transfer.posts.pieces import Offer


@dataclass(frozen=True)
class Options:
    """What a person chose; with `is_rehearsal` nothing stays.

    `accepted` and `declined` are keys of offers, `collection` is the key of the one for new files.
    """

    tips: bool = False
    contacts: bool = False
    accepted: frozenset[str] = frozenset()
    declined: frozenset[str] = frozenset()
    overwrite: bool = False
    as_drafts: bool = False
    may_fetch: bool = False
    is_rehearsal: bool = False
    collection: int | None = None

    def accepts(self, offer: Offer, accepted: set[str], declined: set[str]) -> bool:
        """Tell whether an offer is taken: by this choice, or else by those of earlier imports."""
        if offer.key in self.accepted:
            return True
        if offer.key in self.declined or offer.key in declined:
            return False
        of_kind = {"tips": self.tips, "contact": self.contacts}[offer.kind]
        return of_kind or offer.key in accepted


@dataclass
class Outcome:
    """What became of one document: an action, the state of the page, and what to know about it."""

    title: str
    key: str
    action: str
    state: str = ""
    page: int | None = None
    notes: list[Note] = field(default_factory=list)
    offers: list[dict[str, Any]] = field(default_factory=list)
