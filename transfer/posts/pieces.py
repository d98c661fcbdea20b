"""The pieces that a body is put together from, and how they become stored blocks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from transfer.posts.richtext import words


@dataclass(frozen=True)
class Text:
    """Running text: paragraphs and lists, which become one block with their neighbours.

    A thing is the link that stands for a picture that is not at hand: no part of what is said.
    """

    html: str
    is_thing: bool = False

    @property
    def words(self) -> str:
        """The words, in lines."""
        return words(self.html)


@dataclass(frozen=True)
class Made:
    """A block of its own, with its raw value."""

    kind: str
    value: Any


@dataclass(frozen=True)
class Offer:
    """Text that could become a block of another kind, if a person says so."""

    key: str
    kind: str
    label: str
    plain: tuple[Text, ...]
    take: Callable[[], Made]


Piece = Text | Made | Offer


def decide(pieces: Iterable[Piece], accept: Callable[[Offer], bool]) -> list[Text | Made]:
    """Return the pieces with each offer taken or left as it is."""
    decided: list[Text | Made] = []
    for piece in pieces:
        if not isinstance(piece, Offer):
            decided.append(piece)
        elif accept(piece):
            decided.append(piece.take())
        else:
            decided.extend(piece.plain)
    return decided


def join_texts(pieces: Iterable[Text | Made]) -> list[Made]:
    """Return blocks: running text that stands together is one of them."""
    blocks: list[Made] = []
    for piece in pieces:
        if isinstance(piece, Made):
            blocks.append(piece)
        elif blocks and blocks[-1].kind == "paragraph":
            blocks[-1] = Made("paragraph", blocks[-1].value + piece.html)
        else:
            blocks.append(Made("paragraph", piece.html))
    return blocks


def level_headings(blocks: Iterable[Made]) -> tuple[list[Made], list[str]]:
    """Return the blocks with headings that skip no level, and the words of those that changed.

    What was deeper stays deeper, down to the third level, and equals stay equal.
    """
    leveled, changed = [], []
    outline: list[int] = []
    for block in blocks:
        if block.kind != "heading":
            leveled.append(block)
            continue
        before = int(block.value["level"][1:])
        while outline and outline[-1] >= before:
            outline.pop()
        outline.append(before)
        level = min(len(outline) + 1, 4)
        if level != before:
            changed.append(block.value["text"])
        leveled.append(Made("heading", {**block.value, "level": f"h{level}"}))
    return leveled, changed


def stored(blocks: Iterable[Made], name: str) -> list[dict[str, Any]]:
    """Return the blocks as a StreamField stores them.

    Ids follow from `name` and the position, so that an import that is run again changes none.
    """
    return [
        {
            "type": block.kind,
            "value": _with_ids(block.value, f"{name}#{index}"),
            "id": _id(f"{name}#{index}"),
        }
        for index, block in enumerate(blocks)
    ]


def _with_ids(value: Any, name: str) -> Any:
    if isinstance(value, dict):
        return {key: _with_ids(inner, f"{name}.{key}") for key, inner in value.items()}
    if isinstance(value, list) and all(isinstance(entry, dict) for entry in value):
        return [
            {
                "type": "item",
                "value": _with_ids(entry, f"{name}.{index}"),
                "id": _id(f"{name}.{index}"),
            }
            for index, entry in enumerate(value)
        ]
    return value


def _id(name: str) -> str:
    return str(uuid5(NAMESPACE_URL, name))
