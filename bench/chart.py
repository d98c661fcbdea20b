"""Draws bars as SVG: groups of them, on one logarithmic scale, since they differ a thousandfold."""

import math
from dataclasses import dataclass
from html import escape

LEFT, WIDTH, ROW, GAP, TOP = 230, 520, 20, 34, 60
COLORS = ("#2f6f8f", "#d08c3f")


@dataclass(frozen=True)
class Bar:
    """A bar: its name, milliseconds in the application, milliseconds in the database."""

    name: str
    app: float
    database: float


def svg(title: str, groups: list[tuple[str, list[Bar]]]) -> str:
    """Return a chart of the groups, each a title with its bars."""
    totals = [bar.app + bar.database for _title, bars in groups for bar in bars]
    low = 10 ** math.floor(math.log10(max(min(totals), 0.01)))
    high = 10 ** math.ceil(math.log10(max(totals)))

    def x(value: float) -> float:
        share = math.log10(max(value, low) / low) / math.log10(high / low)
        return LEFT + WIDTH * share

    parts: list[str] = []
    y = TOP
    for name, bars in groups:
        parts.append(f'<text x="8" y="{y + 14}" class="group">{escape(name)}</text>')
        y += GAP - 8
        for bar in bars:
            parts += _bar(bar, y, x, low)
            y += ROW
        y += GAP // 2
    height = y + 30
    steps = round(math.log10(high / low))
    marks = [low * 10**step for step in range(steps + 1)]
    grid = [
        f'<line x1="{x(mark):.1f}" x2="{x(mark):.1f}" y1="{TOP}" y2="{y}" class="grid"/>'
        f'<text x="{x(mark):.1f}" y="{y + 16}" class="mark">{mark:g} ms</text>'
        for mark in marks
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + 90} {height}"'
            f' role="img" aria-label="{escape(title)}">',
            "<style>text{font:12px system-ui,sans-serif;fill:#222}.group{font-weight:600}"
            ".title{font-size:15px;font-weight:600}.mark{text-anchor:middle;fill:#666}"
            ".name{text-anchor:end}.grid{stroke:#ddd}</style>",
            '<rect width="100%" height="100%" fill="#fff"/>',
            f'<text x="8" y="22" class="title">{escape(title)}</text>',
            *_legend(),
            *grid,
            *parts,
            "</svg>",
            "",
        ]
    )


def _bar(bar: Bar, y: float, x: "object", low: float) -> list[str]:
    start, middle, end = (x(value) for value in (low, bar.app, bar.app + bar.database))  # type: ignore[operator]
    total = bar.app + bar.database
    return [
        f'<text x="{LEFT - 8}" y="{y + 12}" class="name">{escape(bar.name)}</text>',
        f'<rect x="{start:.1f}" y="{y}" width="{middle - start:.1f}" height="14"'
        f' fill="{COLORS[0]}"/>',
        f'<rect x="{middle:.1f}" y="{y}" width="{end - middle:.1f}" height="14"'
        f' fill="{COLORS[1]}"/>',
        f'<text x="{end + 5:.1f}" y="{y + 12}">{total:.3g}</text>',
    ]


def _legend() -> list[str]:
    return [
        f'<rect x="8" y="34" width="12" height="12" fill="{COLORS[0]}"/>',
        '<text x="25" y="44">application</text>',
        f'<rect x="108" y="34" width="12" height="12" fill="{COLORS[1]}"/>',
        '<text x="125" y="44">and database (logarithmic scale)</text>',
    ]
