"""GraphQL types from StreamField definitions: one declaration of a block serves everything."""

from api.blocks.items import Item, Owner
from api.blocks.outputs import Block, RichText
from api.blocks.streams import Stream, StreamLoader, parse
from api.blocks.types import BlockTypes, Reference, conflicts

__all__ = [
    "Block",
    "BlockTypes",
    "Item",
    "Owner",
    "Reference",
    "RichText",
    "Stream",
    "StreamLoader",
    "conflicts",
    "parse",
]
