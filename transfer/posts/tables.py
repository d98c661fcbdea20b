"""Tables become rows of plain texts."""

from dataclasses import dataclass, field
from typing import Any

from transfer.posts import elements

#: More columns than anybody reads; the words of the others stay, in the last one.
MOST_COLUMNS = 100


@dataclass
class Table:
    """What a table holds: texts, and what texts cannot carry."""

    caption: str = ""
    rows: list[list[str]] = field(default_factory=list)
    has_header_row: bool = False
    has_header_column: bool = False
    links: list[str] = field(default_factory=list)
    pictures: list[Any] = field(default_factory=list)
    has_loose_words: bool = False

    @property
    def value(self) -> dict[str, Any]:
        """The table as the block stores it."""
        choices = {(True, True): "both", (True, False): "row", (False, True): "column"}
        headers = (self.has_header_row, self.has_header_column)
        return {
            "data": self.rows,
            "cell": [],
            "mergeCells": [],
            "table_caption": "",
            "first_row_is_table_header": self.has_header_row,
            "first_col_is_header": self.has_header_column,
            "table_header_choice": choices.get(headers, "neither"),
        }


def read_table(element: Any) -> Table:
    """Read a `table` element; `has_loose_words` says that some of it is in no cell."""
    table = Table()
    rows: list[list[Any]] = []
    _gather(element, table, rows)
    rows = _spread(rows)
    texts = [[elements.words(cell) if cell is not None else "" for cell in row] for row in rows]
    width = max(map(len, texts), default=0)
    if any(any(row) for row in texts):
        table.rows = [row + [""] * (width - len(row)) for row in texts]
        table.has_header_row = _are_headers(rows[0]) or rows[0][0].getparent().getparent() is (
            element.find("thead")
        )
        first = [row[:1] for row in rows[1:] if row[0] is not None]
        table.has_header_column = bool(first) and all(map(_are_headers, first))
    table.links = [link.get("href") for link in element.iter("a") if link.get("href")]
    table.pictures = [one for one in elements.seen(element) if one.tag == "img"]
    found = "".join([table.caption, *(text for row in texts for text in row)])
    table.has_loose_words = len(_letters(found)) != len(_letters(elements.words(element)))
    return table


def _letters(text: str) -> str:
    return "".join(text.split())


def _gather(element: Any, table: Table, rows: list[list[Any]]) -> None:
    """Read rows; whatever stands between them, where nothing may, becomes a row of its own."""
    for child in element:
        if elements.is_element(child) and child.tag not in elements.UNSEEN:
            if child.tag == "caption":
                table.caption = " ".join(elements.words(child).split())
            elif child.tag in ("thead", "tbody", "tfoot"):
                _gather(child, table, rows)
            elif child.tag == "tr":
                rows.extend(row for row in [_cells(child)] if row)
            elif elements.words(child):
                rows.append([child])


def _cells(row: Any) -> list[Any]:
    cells: list[Any] = []
    for cell in row:
        if elements.is_element(cell) and cell.tag not in elements.UNSEEN:
            cells.append(cell)
            span = cell.get("colspan") or ""
            cells += [None] * max(0, min(_number(span) - 1, MOST_COLUMNS - len(cells)))
    return cells


def _number(span: str) -> int:
    return int(span) if span.isascii() and span.isdecimal() and len(span) < 6 else 1


def _spread(rows: list[list[Any]]) -> list[list[Any]]:
    """Return the rows with an empty place below each cell that reaches down to other rows."""
    spread: list[list[Any]] = []
    #: How many more rows the cell of a column reaches down to.
    reach: dict[int, int] = {}
    for row in rows:
        placed: list[Any] = []
        rest = list(row)
        down = 1
        while rest or any(column >= len(placed) for column in reach):
            column = len(placed)
            if reach.get(column):
                reach[column] -= 1
                placed.append(None)
                continue
            cell = rest.pop(0) if rest else None
            placed.append(cell)
            down = _number(cell.get("rowspan") or "") if cell is not None else down
            reach[column] = down - 1
        reach = {column: more for column, more in reach.items() if more > 0}
        spread.append(placed)
    return spread


def _are_headers(cells: list[Any]) -> bool:
    found = [cell for cell in cells if cell is not None]
    return bool(found) and all(cell.tag == "th" for cell in found)
