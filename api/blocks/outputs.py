"""The types that every schema with blocks has: `Block`, rich text and tables."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import strawberry
from strawberry.scalars import JSON

from api.blocks import conversions
from api.blocks.items import Item
from api.limits.directives import size, weight
from api.loading import Session
from api.richtext import html_to_text
from api.sources import Call, Source, attr, call, sourced


class EveryReference(Source):
    """Whatever a block refers to, at any depth."""

    def expect(self, source: Item, session: Session) -> None:
        """Expect all of it."""
        source.kind.expect_item(source, session)


@strawberry.interface(
    description="A block of a body, or a part of one. A client that meets a block type it does not "
    "know can show `html` or `plainText`."
)
class Block:
    """What every block offers."""

    id: strawberry.ID = attr("id", description="Unique among all pages, copies and translations.")

    @call("The block as HTML that any page can show.", EveryReference(), directives=[weight(4)])
    def html(self: Item, session: Session) -> str:
        """Render the block."""
        return self.kind.html_item(self, session)

    @call("The words of the block, without markup.", EveryReference(), directives=[weight(6)])
    def plain_text(self: Item, session: Session) -> str:
        """Return the text of the rendered block."""
        return html_to_text(self.kind.html_item(self, session), session)

    @classmethod
    def resolve_type(cls, item: Item, info: Any, abstract_type: Any) -> str:
        """Return the type of a block: its definition knows."""
        return item.kind.name


Block.resolve_type.__func__.knows_by_value = True  # type: ignore[attr-defined]


@strawberry.type(description="Formatted text, in the forms that clients can show.")
class RichText:
    """Rich text."""

    html: str = attr(
        "html", description="Clean HTML; links lead to the front end.", directives=[weight(1)]
    )
    plain_text: str = attr(
        "plain_text", description="The words, without markup.", directives=[weight(1)]
    )
    markdown: str = attr("markdown", description="CommonMark.", directives=[weight(5)])
    ast: JSON = attr(
        "ast",
        description="A tree of mdast nodes (`type`, `children`, `value`, `url`, `alt`, `depth`, "
        "`ordered`), with `underline`, `superscript` and `subscript` added.",
        directives=[weight(1)],
    )


@dataclass(frozen=True)
class RawKey(Source):
    """A key of a raw JSON object, converted by a function that never fails."""

    key: str
    convert: Callable[[Any], Any]
    needs_session = False

    def read(self, source: Any, session: Session, **arguments: Any) -> Any:
        """Return the value."""
        return self.convert(source.get(self.key))


@strawberry.type(description="A table of texts.")
class Table:
    """A table."""

    caption: str = sourced(
        RawKey("table_caption", conversions.as_text), description="What the table shows."
    )
    has_header_row: bool = sourced(
        RawKey("first_row_is_table_header", bool),
        description="Whether the first row holds headings.",
    )
    has_header_column: bool = sourced(
        RawKey("first_col_is_header", bool),
        description="Whether the first column holds headings.",
    )
    rows: list[list[str]] = sourced(
        Call(lambda raw, session: conversions.table_rows(raw)), description="The cells, row by row."
    )


@strawberry.type(description="A table whose cells are blocks.")
class TypedTable:
    """A table of blocks."""

    caption: str = attr("caption", description="What the table shows.")
    headings: list[str] = attr("headings", description="The headings of the columns.")
    rows: list[list[Block]] = attr(
        "rows", description="The cells, row by row.", directives=[size(20)]
    )
