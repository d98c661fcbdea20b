"""Abstract portraits of the demo's authors: shapes and colours, no real face."""

from dataclasses import dataclass

from blog.demo.canvas import Canvas


@dataclass(frozen=True)
class Look:
    """What one portrait is made of."""

    background: tuple[str, str]
    skin: str
    hair: str
    clothes: str
    cut: str
    glasses: bool = False


LOOKS = {
    "maren-holloway": Look(("#dfe9e0", "#a9c8b5"), "#e8bf9f", "#6b4a36", "#4f7a72", "long"),
    "tomas-rivera": Look(("#f6e2c6", "#e3b488"), "#c68f66", "#33292a", "#54698c", "short", True),
    "adaeze-nwosu": Look(("#e9dcec", "#bfa3c8"), "#8a5a3f", "#2b2225", "#d2895f", "curls"),
    "joon-park": Look(("#d7e5ee", "#98b8cc"), "#efc9a4", "#2a2b33", "#8d6f9c", "bun", True),
    "elin-sandberg": Look(("#f3e6d7", "#d8bfa3"), "#f0cfb4", "#b9b4ae", "#39596b", "bob"),
}


def portrait(look: Look) -> Canvas:
    """Return the portrait of somebody who looks like that."""
    canvas = Canvas(*look.background, size=(800, 800))
    canvas.disc((400, 400), 330, "#ffffff", 0.28)
    _hair_behind(canvas, look)
    canvas.box((130, 610, 670, 1100), look.clothes, 190)
    canvas.box((345, 500, 455, 660), look.skin, 50)
    canvas.oval((330, 590, 470, 690), look.skin)
    canvas.oval((340, 520, 460, 600), "#000000", 0.08)
    canvas.oval((275, 230, 525, 560), look.skin)
    _hair_in_front(canvas, look)
    _face(canvas, look)
    return canvas


def _hair_behind(canvas: Canvas, look: Look) -> None:
    if look.cut == "long":
        canvas.box((235, 180, 565, 690), look.hair, 160)
    elif look.cut == "bob":
        canvas.box((240, 185, 560, 530), look.hair, 150)
    elif look.cut == "bun":
        canvas.disc((400, 160), 74, look.hair)
    elif look.cut == "curls":
        for x, y in (
            (270, 300),
            (255, 390),
            (290, 220),
            (360, 165),
            (440, 165),
            (510, 220),
            (530, 300),
            (545, 390),
            (270, 470),
            (530, 470),
        ):
            canvas.disc((x, y), 82, look.hair)


def _hair_in_front(canvas: Canvas, look: Look) -> None:
    if look.cut in ("long", "bob"):
        canvas.shape([(400, 205), (300, 240), (268, 400), (330, 330), (430, 250)], look.hair)
        canvas.shape([(390, 205), (500, 240), (532, 400), (480, 330), (410, 250)], look.hair)
        canvas.oval((270, 180, 530, 310), look.hair)
    elif look.cut == "curls":
        for x in (310, 355, 400, 445, 490):
            canvas.disc((x, 245 - 20 * (x == 400)), 46, look.hair)
    else:
        canvas.oval((268, 190, 532, 330), look.hair)
        canvas.box((268, 255, 300, 390), look.hair, 14)
        canvas.box((500, 255, 532, 390), look.hair, 14)


def _face(canvas: Canvas, look: Look) -> None:
    for x in (345, 455):
        canvas.arc((x - 24, 385, x + 24, 420), (200, 340), 6, "#4a3b36")
        if look.glasses:
            canvas.arc((x - 44, 358, x + 44, 438), (0, 360), 7, "#3b4252")
    if look.glasses:
        canvas.stroke([(389, 396), (411, 396)], 7, "#3b4252")
    canvas.arc((355, 430, 445, 500), (25, 155), 7, "#9c5b4c")
