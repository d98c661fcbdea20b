"""The raw JSON of a StreamField, item by item: what the fields of block types are read from."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from api import ids

if TYPE_CHECKING:
    from api.blocks.kinds import ObjectKind


@dataclass(frozen=True, slots=True)
class Owner:
    """The object whose StreamField an item is in."""

    model: str
    pk: Any

    def __str__(self) -> str:
        return f"{self.model}{self.pk}"


class Item:
    """A block with its raw value: nothing is converted that is not asked for.

    `key` is unique among the items of the owner: Wagtail's block id, or the position of a block
    that a program made without one.
    """

    __slots__ = ("_children", "key", "kind", "owner", "siblings", "value")

    def __init__(self, kind: "ObjectKind", key: str, value: Any, owner: Owner) -> None:
        self.kind = kind
        self.key = key
        self.value = value
        self.owner = owner
        self.siblings: list[Item] = [self]
        self._children: dict[str | None, Any] = {}

    @property
    def id(self) -> str:
        """The global id: Wagtail shares block ids among copies of a page, so the owner is in it."""
        return ids.encode(self.kind.name, f"{self.owner}.{self.key}")

    def raw(self, name: str | None) -> Any:
        """Return the raw value of a child, or of the block itself if it has no children."""
        if name is None:
            return self.value
        return self.value.get(name) if isinstance(self.value, dict) else None

    def text(self, name: str | None) -> str:
        """Return the raw value of a child that is a text, or an empty text."""
        raw = self.raw(name)
        return raw if isinstance(raw, str) else ""

    def children(self, name: str | None, make: Any) -> Any:
        """Return what `make` makes of a child; made once, so that items keep their identity."""
        if name not in self._children:
            self._children[name] = make()
        return self._children[name]
