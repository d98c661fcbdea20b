"""Tables: Wagtail's `table_block` of texts, and its `typed_table_block` of blocks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from api.blocks.conversions import as_list, as_text, table_rows
from api.blocks.items import Item
from api.blocks.kinds import Kind, ObjectKind
from api.loading import Session


@dataclass(frozen=True, eq=False)
class TableKind(Kind):
    """A table of Wagtail's `table_block`: rows of texts."""

    annotation: Any
    loads_nothing = True

    def read(self, raw: Any, item: Item, name: str | None, session: Session) -> Any:
        """Return the raw table; the fields of its type read it."""
        return raw if isinstance(raw, dict) else {}

    def html(self, raw: Any, item: Item, name: str | None, session: Session) -> SafeString:
        """Return a `table` element with its header cells."""
        table = self.read(raw, item, name, session)
        first_row = table.get("first_row_is_table_header")
        first_column = table.get("first_col_is_header")
        rows = [
            format_html_join(
                "",
                "<{0}>{1}</{0}>",
                (
                    ("th" if (first_row and not y) or (first_column and not x) else "td", cell)
                    for x, cell in enumerate(row)
                ),
            )
            for y, row in enumerate(table_rows(table))
        ]
        caption = as_text(table.get("table_caption"))
        return format_html(
            "<table>{}{}</table>",
            format_html("<caption>{}</caption>", caption) if caption else "",
            format_html_join("", "<tr>{}</tr>", ((row,) for row in rows)),
        )


@dataclass(frozen=True)
class TypedTableRows:
    """A table whose cells are blocks."""

    caption: str
    headings: list[str]
    rows: list[list[Item]]


@dataclass(frozen=True, eq=False)
class TypedTableKind(Kind):
    """A table of Wagtail's `typed_table_block`: each column has cells of one kind of block."""

    annotation: Any
    members: Mapping[str, "ObjectKind"]
    loads_nothing = True

    def read(self, raw: Any, item: Item, name: str | None, session: Session) -> Any:
        """Return the table, without columns whose kind no longer exists."""
        table = raw if isinstance(raw, dict) else {}
        return item.children(
            name, lambda: self._table(table, item, f"{item.key}.{name or 'cells'}")
        )

    def _table(self, raw: dict[str, Any], item: Item, key: str) -> TypedTableRows:
        columns = [one if isinstance(one, dict) else {} for one in as_list(raw.get("columns"))]
        members = [self.members.get(as_text(column.get("type"))) for column in columns]
        rows = [row.get("values") for row in as_list(raw.get("rows")) if isinstance(row, dict)]
        return TypedTableRows(
            as_text(raw.get("caption")),
            [
                as_text(column.get("heading"))
                for column, member in zip(columns, members, strict=True)
                if member is not None
            ],
            [
                [
                    Item(member, f"{key}.{y}.{x}", value, item.owner)
                    for x, (member, value) in enumerate(zip(members, as_list(row), strict=False))
                    if member is not None
                ]
                for y, row in enumerate(rows)
            ],
        )

    def expect(self, raw: Any, item: Item, name: str | None, session: Session) -> None:
        """Expect what the cells refer to."""
        for row in self.read(raw, item, name, session).rows:
            for cell in row:
                cell.kind.expect_item(cell, session)

    def html(self, raw: Any, item: Item, name: str | None, session: Session) -> SafeString:
        """Return a `table` element with its headings."""
        table = self.read(raw, item, name, session)
        headings = format_html_join("", "<th>{}</th>", ((one,) for one in table.headings))
        rows = [
            format_html_join(
                "", "<td>{}</td>", ((cell.kind.html_item(cell, session),) for cell in row)
            )
            for row in table.rows
        ]
        return format_html(
            "<table>{}<tr>{}</tr>{}</table>",
            format_html("<caption>{}</caption>", table.caption) if table.caption else "",
            headings,
            format_html_join("", "<tr>{}</tr>", ((row,) for row in rows)),
        )
