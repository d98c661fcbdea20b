"""The pictures of the demo: calm landscapes, rooms and things."""

import math
from collections.abc import Callable

from blog.demo.canvas import Canvas
from blog.demo.things import (
    CREAM,
    DARK_LEAF,
    DARK_WOOD,
    INK,
    WOOD,
    draw_armchair,
    draw_bench,
    draw_books,
    draw_cottage,
    draw_desk_lamp,
    draw_floor_lamp,
    draw_mug_from_above,
    draw_pine,
    draw_plant,
    draw_round_tree,
    draw_window,
)


def hills() -> Canvas:
    """Hills in the morning."""
    canvas = Canvas("#f3c9a5", "#f9e3c6", "#f4efdf")
    canvas.glow((1080, 430), 560, "#fff6dc", 0.95)
    canvas.disc((1080, 430), 92, "#fff4d2")
    canvas.ridge(560, 70, "#c9d6cf", 0.4)
    canvas.ridge(660, 80, "#a3bfb1", 2.1)
    canvas.ridge(770, 70, "#7ea491", 3.6)
    for x, y, size in ((240, 800, 1.0), (330, 815, 0.7), (1340, 830, 0.9)):
        draw_round_tree(canvas, x, y, size)
    canvas.ridge(900, 55, "#5a8571", 5.2)
    draw_cottage(canvas, 620, 812)
    canvas.ridge(985, 35, "#47705f", 1.2)
    return canvas


def room() -> Canvas:
    """Two chairs, a lamp and a plant."""
    canvas = Canvas("#e9ddca", "#e4d3ba", "#dcc6a8")
    canvas.box((0, 820, 1600, 1067), "#b99873")
    canvas.box((0, 808, 1600, 824), "#f2e8d6")
    draw_window(canvas, (590, 130, 1010, 560), "#bcd8df", "#dfecea")
    canvas.oval((280, 850, 1320, 1040), "#d9b48f")
    canvas.oval((340, 868, 1260, 1022), "#e3c5a4")
    canvas.glow((1420, 380), 380, "#fff3cf", 0.8)
    draw_floor_lamp(canvas, 1420, 900)
    draw_armchair(canvas, 330, 900, "#7d9aa8", "#6a8796")
    draw_armchair(canvas, 930, 900, "#c98d75", "#b57a63")
    canvas.box((742, 800, 858, 816), DARK_WOOD, 8)
    canvas.box((792, 812, 808, 940), DARK_WOOD)
    canvas.oval((752, 926, 848, 950), DARK_WOOD)
    canvas.box((776, 762, 824, 802), CREAM, 8)
    draw_plant(canvas, 140, 900, 1.25)
    return canvas


def night() -> Canvas:
    """A window at night, with the moon between curtains."""
    canvas = Canvas("#2e3553", "#333b5c", "#3a4165")
    canvas.box((470, 90, 1130, 800), "#4a5279", 14)
    canvas.box((500, 120, 1100, 770), "#1e2747", 6)
    for step in range(34):
        x, y = 520 + step * 397 % 560, 140 + step * 211 % 420
        canvas.disc((x, y), 2.2 + step % 3, "#f6edcf", 0.85)
    canvas.glow((890, 300), 250, "#dfe3f2", 0.65)
    canvas.disc((890, 300), 78, "#f7efd6")
    canvas.disc((922, 280), 66, "#1e2747")
    canvas.shape(
        [(500, 700), (640, 610), (800, 690), (960, 600), (1100, 690), (1100, 770), (500, 770)],
        "#2a3558",
    )
    canvas.box((790, 120, 810, 770), "#4a5279")
    canvas.box((500, 430, 1100, 448), "#4a5279")
    for left, right in ((330, 520), (1080, 1270)):
        canvas.box((left, 60, right, 880), "#5b5f8a", 30)
        for fold in range(left + 30, right - 10, 42):
            canvas.box((fold, 80, fold + 12, 868), "#6a6e99", 6)
    canvas.box((300, 44, 1300, 66), "#7a6a68", 10)
    canvas.box((430, 800, 1170, 836), "#565d85", 8)
    draw_plant(canvas, 620, 800, 0.6)
    canvas.box((0, 930, 1600, 1067), "#46507a")
    canvas.ridge(950, 22, "#5b6796", 0.8)
    canvas.ridge(1000, 18, "#6b78a8", 2.8)
    return canvas


def phone() -> Canvas:
    """A phone on a table, full of little pictures."""
    canvas = Canvas("#e8d9c9", "#e2cfbb", "#dcc4ab")
    canvas.soft_oval((520, 160, 1180, 1040), "#6d5340", 0.55)
    canvas.box((600, 120, 1000, 950), "#2f3547", 56)
    canvas.box((620, 142, 980, 928), "#f4f1ea", 40)
    cards = ("#e6a68b", "#8fb4a5", "#d8b86a", "#8aa0c4", "#c593b0", "#9fbf7f")
    for index, color in enumerate(cards):
        left, top = 648 + index % 2 * 160, 196 + index // 2 * 222
        canvas.box((left, top, left + 144, top + 200), color, 22)
        canvas.disc((left + 72, top + 84), 32, "#ffffff", 0.55)
        canvas.box((left + 26, top + 150, left + 118, top + 164), "#ffffff", 7, 0.6)
    canvas.box((745, 890, 855, 900), "#c9c2b4", 5)
    for x, y, size, color in (
        (460, 300, 60, "#e6a68b"),
        (1130, 420, 76, "#8fb4a5"),
        (420, 640, 44, "#8aa0c4"),
        (1180, 720, 40, "#d8b86a"),
    ):
        canvas.box((x - size, y - size * 0.7, x + size, y + size * 0.5), color, size * 0.5)
        tail = [(x - size * 0.4, y + size * 0.4), (x, y + size * 0.4), (x - size * 0.45, y + size)]
        canvas.shape(tail, color)
    draw_mug_from_above(canvas, 1370, 220)
    return canvas


def sea() -> Canvas:
    """A calm sea under a low sun."""
    canvas = Canvas("#9fc3d6", "#d4dfdc", "#f8dfc4", "#f6cfae")
    canvas.glow((800, 520), 520, "#fff2d6", 0.9)
    canvas.disc((800, 520), 110, "#fff0cc")
    bands = ("#a9c9cf", "#8fb9c3", "#74a5b4", "#5b90a3", "#487c92")
    for index, color in enumerate(bands):
        canvas.ridge(560 + index * 100, 9 + index * 5, color, index * 1.9)
    for index in range(9):
        half = 150 - index * 14
        y = 585 + index * 44
        offset = 18 * math.sin(index * 1.7)
        canvas.box((800 - half + offset, y, 800 + half + offset, y + 9), "#fff0cc", 5, 0.55)
    canvas.shape([(1180, 470), (1180, 575), (1110, 575)], CREAM)
    canvas.shape([(1190, 440), (1190, 575), (1265, 575)], "#f3e3ca")
    canvas.shape([(1095, 585), (1280, 585), (1250, 618), (1125, 618)], "#8a5f4a")
    return canvas


def desk() -> Canvas:
    """A desk with books, a lamp and an open notebook."""
    canvas = Canvas("#cfdcd8", "#d9e2d9", "#e4e6d8")
    canvas.glow((430, 560), 460, "#fff2c6", 0.85)
    draw_books(canvas, 1040, 790)
    draw_desk_lamp(canvas, 300, 790)
    canvas.box((0, 790, 1600, 1067), WOOD)
    canvas.box((0, 790, 1600, 806), "#cda077")
    canvas.shape([(560, 960), (620, 846), (800, 852), (800, 972)], "#ffffff")
    canvas.shape([(800, 972), (800, 852), (980, 846), (1040, 960)], "#f5f0e6")
    for row in range(5):
        y = 868 + row * 19
        inset = row * 9
        canvas.stroke([(650 - inset, y), (776, y + 3)], 4, "#b9c2c8")
        canvas.stroke([(824, y + 3), (950 + inset, y)], 4, "#c8cdd0")
    canvas.stroke([(1060, 930), (1190, 880)], 13, "#d98b6a")
    for lean, color in ((-26, "#d8b86a"), (4, "#d98b6a"), (30, "#6a8796")):
        canvas.stroke([(1375 + lean / 3, 720), (1375 + lean, 600)], 11, color)
    canvas.box((1330, 700, 1420, 806), "#8fb4a5", 14)
    return canvas


def tree() -> Canvas:
    """A tree in autumn that lets its leaves go."""
    canvas = Canvas("#dfe3e4", "#ece4d6", "#f2dfc3")
    canvas.glow((480, 300), 520, "#fff8e6", 0.8)
    canvas.ridge(800, 40, "#cdbf9c", 1.0)
    canvas.ridge(890, 30, "#b7a77f", 3.2)
    canvas.shape([(985, 960), (1015, 560), (1075, 560), (1115, 960)], "#7c5b45")
    for end in ((880, 420), (1040, 380), (1210, 430), (1150, 520)):
        canvas.stroke([(1045, 640), end], 26, "#7c5b45")
    crown = ("#c9743f", "#d98d4a", "#e3a95c", "#b96536", "#dd9b52")
    for index in range(26):
        turn = index * 2.4
        reach = 28 * math.sqrt(index) * 1.6
        center = (1045 + reach * 1.15 * math.cos(turn), 380 + reach * 0.82 * math.sin(turn))
        canvas.disc(center, 92 - index, crown[index % 5], 0.9)
    for index in range(22):
        x, y = 330 + index * 173 % 1080, 560 + index * 97 % 430
        canvas.oval((x, y, x + 26, y + 15), crown[index % 5])
    draw_bench(canvas, 520, 930)
    return canvas


def mug() -> Canvas:
    """A mug of tea that steams on a table."""
    canvas = Canvas("#f0dcc8", "#f3e5d3", "#f6ecdf")
    draw_window(canvas, (980, 90, 1450, 640), "#cfe0dc", "#e9efe4")
    canvas.box((0, 800, 1600, 1067), WOOD)
    canvas.box((0, 800, 1600, 818), "#cda077")
    canvas.soft_oval((400, 850, 1010, 980), "#5f4631", 0.6)
    canvas.oval((440, 850, 940, 950), "#e9dcc8")
    canvas.oval((500, 862, 880, 926), "#dccdb6")
    canvas.arc((780, 590, 980, 810), (-90, 95), 34, "#5f8795")
    canvas.box((500, 520, 860, 900), "#6f97a5", 70)
    canvas.box((500, 520, 860, 640), "#6f97a5")
    canvas.oval((500, 476, 860, 566), "#86abb7")
    canvas.oval((524, 490, 836, 556), "#a86b42")
    canvas.box((500, 690, 860, 716), "#e9dcc8", 0, 0.8)
    for x, lean in ((600, 0.0), (680, 1.3), (760, 2.4)):
        steam = [(x + 24 * math.sin(y / 42 + lean), 470 - y) for y in range(0, 260, 10)]
        canvas.stroke(steam, 14, "#ffffff", 0.55)
    draw_plant(canvas, 1210, 806, 0.8)
    return canvas


def path() -> Canvas:
    """A path that winds into the hills."""
    canvas = Canvas("#bcd7dc", "#dbe7e0", "#f4ecd6")
    canvas.glow((420, 300), 380, "#fffbe9", 0.9)
    canvas.disc((420, 300), 74, "#fff6d6")
    canvas.ridge(480, 70, "#b7cfc6", 4.4)
    canvas.ridge(580, 60, "#98bba6", 2.2)
    canvas.ridge(680, 30, "#7fa889", 0.6)
    left, right = [], []
    for step in range(41):
        depth = step / 40
        middle = 860 + 240 * math.sin(depth * 5.2 + 0.6) * (1 - depth * 0.8)
        half = 150 * (1 - depth) ** 1.5 + 9
        y = 1067 - 420 * depth**0.8
        left.append((middle - half, y))
        right.append((middle + half, y))
    canvas.shape([*left, *reversed(right)], "#f0dfbe")
    for x, y, size in (
        (180, 900, 1.7),
        (330, 800, 1.1),
        (1330, 860, 1.5),
        (1460, 780, 1.0),
        (1180, 730, 0.7),
        (80, 760, 0.9),
    ):
        draw_pine(canvas, x, y, size)
    return canvas


def notes() -> Canvas:
    """A notebook with questions beside a box for the days of the week."""
    canvas = Canvas("#d5e0df", "#cfdcda", "#c6d5d3")
    canvas.soft_oval((300, 150, 960, 1040), "#52686b", 0.6)
    canvas.box((380, 160, 880, 950), "#ffffff", 18)
    canvas.box((380, 160, 440, 950), "#e6a68b", 18)
    for row in range(7):
        y = 270 + row * 94
        canvas.box((490, y, 524, y + 34), "#8fb4a5", 8)
        if row < 3:
            canvas.stroke([(498, y + 16), (506, y + 26), (530, y - 4)], 7, INK)
        canvas.box(
            (552, y + 8, 552 + (270, 210, 250, 180, 240, 200, 150)[row], y + 24), "#c9d1d6", 8
        )
    canvas.stroke([(960, 900), (1130, 560)], 24, "#d8b86a")
    canvas.shape([(946, 892), (974, 906), (944, 944)], INK)
    canvas.soft_oval((1040, 180, 1560, 470), "#52686b", 0.5)
    canvas.box((1090, 220, 1510, 400), "#8aa0c4", 22)
    for day in range(7):
        x = 1106 + day * 57
        canvas.box((x, 240, x + 48, 380), "#b9c8e0", 12)
        if day < 5:
            canvas.oval((x + 12, 300, x + 36, 324), CREAM)
            canvas.box((x + 14, 336, x + 34, 350), "#e6a68b", 7)
    return canvas


def candle() -> Canvas:
    """A candle beside a few flowers."""
    canvas = Canvas("#4b4a5e", "#5a5266", "#6b5a66")
    canvas.glow((700, 400), 560, "#f6c98a", 0.75)
    canvas.box((0, 840, 1600, 1067), "#4a3d48")
    canvas.box((0, 840, 1600, 852), "#6a5560")
    canvas.oval((560, 852, 840, 912), "#8b7480")
    canvas.box((620, 500, 780, 880), "#f2e4cf", 22)
    canvas.oval((620, 478, 780, 532), "#fbf1df")
    canvas.stroke([(700, 506), (700, 462)], 6, INK)
    canvas.glow((700, 410), 130, "#fff1c4", 0.9)
    canvas.oval((674, 372, 726, 472), "#f9c86a")
    canvas.shape([(678, 402), (700, 318), (722, 402)], "#f9c86a")
    canvas.oval((686, 412, 714, 468), "#fff3d0")
    canvas.shape([(1010, 640), (1190, 640), (1160, 890), (1040, 890)], "#8c9fb0")
    for x, y, color in (
        (1000, 440, "#e3b7a8"),
        (1100, 360, "#f0d3b8"),
        (1200, 450, "#d59a96"),
        (1060, 520, "#f3e1cf"),
        (1150, 540, "#e3b7a8"),
    ):
        canvas.stroke([(1100, 660), (x, y)], 9, DARK_LEAF)
        for petal in range(6):
            turn = petal * math.tau / 6
            canvas.disc((x + 30 * math.cos(turn), y + 30 * math.sin(turn)), 24, color)
        canvas.disc((x, y), 18, "#f3c765")
    return canvas


def door() -> Canvas:
    """The practice's open door, with light inside."""
    canvas = Canvas("#a9bfc3", "#b7c9c8", "#c8d3cb")
    canvas.box((0, 0, 1600, 900), "#c2aa94", 0, 0.55)
    for row in range(15):
        canvas.box((0, row * 60, 1600, row * 60 + 3), "#a58f7c", 0, 0.35)
    canvas.box((0, 900, 1600, 1067), "#a79e93")
    canvas.box((560, 170, 1040, 910), "#6d5646", 12)
    canvas.box((592, 202, 1008, 910), "#fde7b8")
    canvas.glow((800, 500), 205, "#fff9e6", 0.9)
    canvas.box((592, 790, 1008, 910), "#d9b48f")
    canvas.shape([(592, 910), (1008, 910), (1180, 1067), (420, 1067)], "#f8dfae", 0.55)
    canvas.shape([(592, 202), (592, 910), (440, 960), (440, 150)], "#4f7a72")
    canvas.shape([(566, 260), (566, 520), (468, 510), (468, 232)], "#5f8c83")
    canvas.shape([(566, 580), (566, 850), (468, 880), (468, 580)], "#5f8c83")
    canvas.disc((454, 556), 10, "#e8c46e")
    canvas.box((660, 950, 940, 1000), "#8f6744", 12)
    draw_armchair(canvas, 690, 845, "#7d9aa8", "#6a8796", 0.62)
    draw_plant(canvas, 1220, 930, 1.05)
    canvas.box((1120, 230, 1330, 350), CREAM, 14)
    canvas.box((1150, 266, 1300, 280), "#8c7a66", 7)
    canvas.box((1175, 300, 1275, 312), "#b9a994", 6)
    return canvas


def table() -> Canvas:
    """A kitchen table with two cups and a bowl, between two chairs."""
    canvas = Canvas("#dfe6d8", "#e6e8d8", "#eee9d8")
    canvas.glow((800, 330), 480, "#fff6d8", 0.85)
    canvas.stroke([(800, 0), (800, 190)], 7, INK)
    canvas.shape([(690, 300), (740, 190), (860, 190), (910, 300)], "#d98b6a")
    canvas.oval((690, 282, 910, 318), "#fff3cf")
    canvas.box((0, 880, 1600, 1067), "#c3ab8a")
    for left in (190, 1230):
        canvas.box((left, 420, left + 180, 700), "#8f6744", 26)
        canvas.box((left + 26, 450, left + 154, 640), "#a87c56", 16)
        canvas.box((left + 10, 690, left + 40, 980), "#7d5a3c", 8)
        canvas.box((left + 140, 690, left + 170, 980), "#7d5a3c", 8)
    canvas.box((300, 660, 1300, 706), WOOD, 18)
    canvas.box((390, 700, 430, 1000), DARK_WOOD, 8)
    canvas.box((1170, 700, 1210, 1000), DARK_WOOD, 8)
    for x, color in ((500, "#6f97a5"), (1040, "#c98d75")):
        canvas.arc((x + 60, 580, x + 120, 640), (-90, 90), 13, color)
        canvas.box((x, 560, x + 90, 662), color, 20)
        canvas.oval((x, 550, x + 90, 576), CREAM)
    for x, y, color in ((750, 600, "#d98b4a"), (810, 590, "#e3a95c"), (860, 606, "#b9c46a")):
        canvas.disc((x, y), 38, color)
    canvas.shape([(680, 612), (930, 612), (880, 664), (730, 664)], "#8fb4a5")
    return canvas


SCENES: dict[str, tuple[Callable[[], Canvas], str]] = {
    "hills": (hills, "Soft green hills under a morning sun, with a small cottage"),
    "room": (room, "A bright room with two armchairs, a lamp and a plant"),
    "night": (night, "A window at night with the moon and stars between curtains"),
    "phone": (phone, "A phone on a table, its screen full of coloured cards"),
    "sea": (sea, "A small sailing boat on a calm sea under a low sun"),
    "desk": (desk, "A desk with a lamp, a pile of books and an open notebook"),
    "tree": (tree, "An autumn tree losing its leaves beside an empty bench"),
    "mug": (mug, "A steaming mug of tea on a wooden table by a window"),
    "path": (path, "A pale path that winds between pine trees into the hills"),
    "notes": (notes, "A notebook with a list, three lines ticked, beside a pill organiser"),
    "candle": (candle, "A lit candle and a vase of flowers in a dim room"),
    "door": (door, "An open door with warm light and an armchair inside"),
    "table": (table, "Two cups on a kitchen table under a hanging lamp"),
}
