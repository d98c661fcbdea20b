"""What stands in the pictures of the demo: furniture, plants and lamps, in one set of colours."""

import math

from blog.demo.canvas import Canvas, Point

INK = "#3b4252"
CREAM = "#fbf3e4"
WOOD = "#b98a5e"
DARK_WOOD = "#8f6744"
LEAF = "#6f9a7c"
DARK_LEAF = "#4f7a62"


def draw_round_tree(canvas: Canvas, x: float, y: float, size: float) -> None:
    """Draw a tree with a round crown; `y` is where it meets the ground."""
    canvas.box((x - 7 * size, y - 60 * size, x + 7 * size, y + 60), "#6f5a48")
    canvas.disc((x, y - 100 * size), 66 * size, DARK_LEAF)
    canvas.disc((x - 18 * size, y - 118 * size), 44 * size, LEAF)


def draw_pine(canvas: Canvas, x: float, y: float, size: float) -> None:
    """Draw a pine."""
    canvas.box((x - 8 * size, y - 20, x + 8 * size, y + 30 * size), "#6f5a48")
    for tier in range(3):
        half, base = (70 - tier * 16) * size, y - tier * 58 * size
        canvas.shape(
            [(x - half, base), (x + half, base), (x, base - 120 * size)],
            (DARK_LEAF, "#588a6c", LEAF)[tier],
        )


def draw_cottage(canvas: Canvas, x: float, y: float) -> None:
    """Draw a small house from its upper left corner."""
    canvas.box((x, y, x + 130, y + 90), CREAM)
    canvas.shape([(x - 18, y + 4), (x + 65, y - 60), (x + 148, y + 4)], "#b5654a")
    canvas.box((x + 52, y + 34, x + 82, y + 90), DARK_WOOD)
    canvas.box((x + 18, y + 30, x + 42, y + 54), "#f5c96a")
    canvas.box((x + 94, y + 30, x + 118, y + 54), "#f5c96a")


def draw_window(canvas: Canvas, box: tuple[int, int, int, int], sky: str, land: str) -> None:
    """Draw a window with a view of a hill."""
    left, top, right, bottom = box
    middle, half = (left + right) / 2, (top + bottom) / 2
    canvas.box((left - 18, top - 18, right + 18, bottom + 18), CREAM, 10)
    canvas.box((left, top, right, bottom), sky)
    canvas.box((left, half + 60, right, bottom), land)
    mound = [
        (left + step * (right - left) / 20, bottom - 110 * math.sin(step * math.pi / 20))
        for step in range(21)
    ]
    canvas.shape(mound, "#a9c4b0")
    canvas.box((middle - 8, top, middle + 8, bottom), CREAM)
    canvas.box((left, half - 8, right, half + 8), CREAM)
    canvas.box((left - 34, bottom + 10, right + 34, bottom + 34), "#efe4cf", 6)


def draw_armchair(
    canvas: Canvas, x: float, y: float, color: str, shade: str, size: float = 1
) -> None:
    """Draw an armchair from its lower left corner."""

    def part(
        left: float, top: float, right: float, bottom: float, fill: str, round_by: float
    ) -> None:
        box = (x + left * size, y + top * size, x + right * size, y + bottom * size)
        canvas.box(box, fill, round_by * size)

    part(50, 20, 70, 70, DARK_WOOD, 4)
    part(270, 20, 290, 70, DARK_WOOD, 4)
    part(40, -330, 300, 0, shade, 70)
    part(66, -300, 274, -60, color, 50)
    part(60, -110, 280, -10, color, 28)
    part(0, -190, 74, 30, color, 34)
    part(266, -190, 340, 30, color, 34)
    part(50, -30, 290, 34, shade, 16)


def draw_floor_lamp(canvas: Canvas, x: float, y: float) -> None:
    """Draw a lamp that stands on the floor."""
    canvas.box((x - 6, y - 500, x + 6, y), INK, 5)
    canvas.oval((x - 70, y - 14, x + 70, y + 18), INK)
    canvas.shape(
        [(x - 110, y - 470), (x - 66, y - 640), (x + 66, y - 640), (x + 110, y - 470)], "#f6d994"
    )


def draw_desk_lamp(canvas: Canvas, x: float, y: float) -> None:
    """Draw a lamp for a desk."""
    canvas.box((x - 80, y - 20, x + 80, y + 4), INK, 10)
    canvas.stroke([(x, y - 12), (x - 60, y - 230), (x + 70, y - 400)], 14, INK)
    canvas.shape(
        [(x + 40, y - 420), (x + 110, y - 440), (x + 210, y - 300), (x + 30, y - 300)], "#d98b6a"
    )
    canvas.oval((x + 30, y - 312, x + 210, y - 286), "#fff3cf")


def draw_books(canvas: Canvas, x: float, y: float) -> None:
    """Draw a pile of books, from the lowest up."""
    pile = (
        (0, 260, 52, "#6a8796"),
        (18, 240, 44, "#d98b6a"),
        (-8, 230, 50, "#8fb4a5"),
        (24, 200, 40, "#d8b86a"),
    )
    for shift, width, height, color in pile:
        canvas.box((x + shift, y - height, x + shift + width, y), color, 8)
        canvas.box((x + shift + width - 34, y - height + 8, x + shift + width, y - 8), CREAM, 4)
        y -= height


def draw_plant(canvas: Canvas, x: float, y: float, size: float) -> None:
    """Draw a plant in a pot."""
    for lean, reach in ((-120, 230), (-60, 310), (0, 350), (64, 300), (118, 220)):
        color = LEAF if lean % 20 else DARK_LEAF
        _leaf(canvas, (x, y - 90 * size), (x + lean * size, y - (60 + reach) * size), color)
    canvas.shape(
        [
            (x - 62 * size, y - 110 * size),
            (x + 62 * size, y - 110 * size),
            (x + 44 * size, y),
            (x - 44 * size, y),
        ],
        "#cf8763",
    )
    canvas.box((x - 70 * size, y - 128 * size, x + 70 * size, y - 98 * size), "#bd7653", 6 * size)


def _leaf(canvas: Canvas, root: Point, tip: Point, color: str) -> None:
    sides: tuple[list[Point], list[Point]] = ([], [])
    for step in range(21):
        part = step / 20
        x, y = (start + (end - start) * part for start, end in zip(root, tip, strict=True))
        half = (root[1] - tip[1]) * 0.1 * math.sin(math.pi * part**0.8)
        sides[0].append((x - half, y))
        sides[1].append((x + half, y))
    canvas.shape([*sides[0], *reversed(sides[1])], color)


def draw_mug_from_above(canvas: Canvas, x: float, y: float) -> None:
    """Draw a mug of coffee as one looks down on it."""
    canvas.glow((x + 10, y + 20), 210, "#6d5340", 0.5)
    canvas.box((x - 24, y + 80, x + 24, y + 170), "#6f97a5", 20)
    canvas.disc((x, y), 112, "#6f97a5")
    canvas.disc((x, y), 92, "#86abb7")
    canvas.disc((x, y), 80, "#8a5a3a")
    canvas.arc((x - 50, y - 50, x + 50, y + 50), (190, 260), 8, "#b98a5e")


def draw_bench(canvas: Canvas, x: float, y: float) -> None:
    """Draw a bench in a park."""
    for left in (x - 150, x + 130):
        canvas.box((left, y - 120, left + 16, y + 20), INK, 4)
    for top in (-150, -116):
        canvas.box((x - 180, y + top, x + 180, y + top + 22), DARK_WOOD, 6)
    canvas.box((x - 190, y - 66, x + 190, y - 40), WOOD, 6)
