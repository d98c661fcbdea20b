"""What every reader makes of its files: posts that know nothing of Wagtail, and what came along."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Refused(Exception):
    """A file that cannot be read at all; the message is for the person who chose it."""


class Status(StrEnum):
    """What a post was in the system that it comes from."""

    PUBLISHED = "published"
    SCHEDULED = "scheduled"
    DRAFT = "draft"


class Kind(StrEnum):
    """What a note is about."""

    CHANGED = "changed"
    KEPT = "kept"
    MISSING = "missing"
    REFUSED = "refused"
    OFFERED = "offered"
    MADE = "made"


@dataclass(frozen=True)
class Note:
    """Something that a person should know about one post, with the words that it is about."""

    kind: Kind
    text: str
    excerpt: str = ""


@dataclass(frozen=True)
class Name:
    """Somebody or something known by a name, and by a slug if the source has one."""

    name: str
    slug: str = ""


@dataclass(frozen=True)
class Picture:
    """What the source says of a file: where it is, and the words that go with it."""

    url: str
    alt: str = ""
    caption: str = ""
    title: str = ""


@dataclass
class Document:
    """One post of a source. `key` is what the source knows it by; `source` is its own text."""

    system: str
    key: str
    title: str
    html: str
    source: str = ""
    base: str = ""
    slug: str = ""
    status: Status = Status.DRAFT
    published_at: datetime | None = None
    modified_at: datetime | None = None
    authors: list[Name] = field(default_factory=list)
    categories: list[Name] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    excerpt: str = ""
    hero: Picture | None = None
    seo_title: str = ""
    description: str = ""
    urls: list[str] = field(default_factory=list)
    has_line_breaks: bool = False
    notes: list[Note] = field(default_factory=list)

    def note(self, kind: Kind, text: str, excerpt: str = "") -> None:
        """Add a note for the report."""
        self.notes.append(Note(kind, text, shorten(excerpt)))


@dataclass(frozen=True)
class LeftOut:
    """An entry of a source that is no post."""

    title: str
    what: str
    why: str


@dataclass
class Batch:
    """Everything that was found in a source; `pictures` are known by their addresses."""

    documents: list[Document] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    pictures: dict[str, Picture] = field(default_factory=dict)

    def add(self, other: "Batch") -> None:
        """Take over what was found in another place."""
        self.documents += other.documents
        self.left_out += other.left_out
        self.pictures |= other.pictures


def shorten(text: str, length: int = 160) -> str:
    """Return the beginning of a text, on one line."""
    words = " ".join(text.split())
    return words if len(words) <= length else f"{words[: length - 1]}…"
