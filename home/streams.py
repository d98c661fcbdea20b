"""Walking through the blocks of a StreamField."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from wagtail import blocks


@dataclass(frozen=True)
class Leaf:
    """A block without blocks inside, its raw value, and where it is."""

    block: Any
    value: Any
    place: str
    #: The id of the nearest block that has one, which the editor's anchors are made of.
    block_id: str


def leaves(stream: Any, place: str = "", *, whole: tuple[type, ...] = ()) -> Iterator[Leaf]:
    """Yield what a StreamValue holds and is not empty; blocks of the types `whole` in one piece.

    Raw values name pages, pictures and documents by their keys, so that nothing is fetched. What is
    damaged, such as a list where a block has fields, holds nothing.
    """
    definition = stream.stream_block
    yield from _leaves(Leaf(definition, definition.get_prep_value(stream), place, ""), whole)


def _leaves(leaf: Leaf, whole: tuple[type, ...]) -> Iterator[Leaf]:
    if not leaf.value:
        return
    has_blocks = isinstance(
        leaf.block, blocks.BaseStreamBlock | blocks.BaseStructBlock | blocks.ListBlock
    )
    if not has_blocks or isinstance(leaf.block, whole):
        yield leaf
        return
    for child in _children(leaf):
        yield from _leaves(child, whole)


def _children(leaf: Leaf) -> Iterator[Leaf]:
    block, value = leaf.block, leaf.value
    if isinstance(block, blocks.BaseStructBlock):
        for name, inner in block.child_blocks.items() if isinstance(value, dict) else ():
            yield Leaf(inner, value.get(name), leaf.place, leaf.block_id)
    elif not isinstance(value, list):
        return
    elif isinstance(block, blocks.BaseStreamBlock):
        for child in value:
            if inner := block.child_blocks.get(child["type"]):
                place = f"{leaf.place}: {inner.label}" if leaf.place else str(inner.label)
                yield Leaf(inner, child["value"], place, child.get("id") or leaf.block_id)
    else:
        for item in value:
            # Lists were stored as bare values once, and Wagtail still reads them.
            known = item if block._item_is_in_block_format(item) else {"value": item}
            block_id = known.get("id") or leaf.block_id
            yield Leaf(block.child_block, known["value"], leaf.place, block_id)
