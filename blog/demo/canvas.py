"""A surface for soft, flat pictures: gradients, glows, hills and smooth-edged shapes."""

import math
from collections.abc import Iterator, Sequence
from io import BytesIO

from PIL import Image as Pillow
from PIL import ImageDraw, ImageOps

Point = tuple[float, float]
Box = tuple[float, float, float, float]

# Shapes are drawn at twice the size and reduced at the end, which smooths their edges.
OVERSAMPLING = 2


class Canvas:
    """A picture in the making, in coordinates of its final size."""

    def __init__(self, *sky: str, size: tuple[int, int] = (1600, 1067)) -> None:
        self.width, self.height = size
        column = Pillow.new("RGB", (1, len(sky)))
        for row, color in enumerate(sky):
            column.putpixel((0, row), _rgb(color))
        large = (self.width * OVERSAMPLING, self.height * OVERSAMPLING)
        self._picture = column.resize(large, Pillow.Resampling.BICUBIC)
        self._draw = ImageDraw.Draw(self._picture, "RGBA")

    def box(self, box: Box, color: str, radius: float = 0, opacity: float = 1) -> None:
        """Draw a rectangle with round corners."""
        self._draw.rounded_rectangle(_scaled(*box), radius * OVERSAMPLING, _rgba(color, opacity))

    def oval(self, box: Box, color: str, opacity: float = 1) -> None:
        """Draw an oval that fills `box`."""
        self._draw.ellipse(_scaled(*box), _rgba(color, opacity))

    def disc(self, center: Point, radius: float, color: str, opacity: float = 1) -> None:
        """Draw a disc."""
        x, y = center
        self.oval((x - radius, y - radius, x + radius, y + radius), color, opacity)

    def shape(self, points: Sequence[Point], color: str, opacity: float = 1) -> None:
        """Draw a polygon."""
        corners = [_scaled(*point) for point in points]
        self._draw.polygon([(x, y) for x, y in corners], _rgba(color, opacity))

    def stroke(self, points: Sequence[Point], width: float, color: str, opacity: float = 1) -> None:
        """Draw a line through the points, with round ends."""
        corners = [_scaled(*point) for point in points]
        fill = _rgba(color, opacity)
        self._draw.line([(x, y) for x, y in corners], fill, int(width * OVERSAMPLING), "curve")
        if opacity == 1:
            for end in (points[0], points[-1]):
                self.disc(end, width / 2, color)

    def arc(self, box: Box, angles: tuple[float, float], width: float, color: str) -> None:
        """Draw a part of an oval's outline, from one angle to another."""
        self._draw.arc(_scaled(*box), *angles, _rgba(color, 1), int(width * OVERSAMPLING))

    def glow(self, center: Point, radius: float, color: str, strength: float = 0.6) -> None:
        """Let light, or with a dark colour a shadow, fade out from a point."""
        x, y = center
        self.soft_oval((x - radius, y - radius, x + radius, y + radius), color, strength)

    def soft_oval(self, box: Box, color: str, strength: float = 0.4) -> None:
        """Let a colour fade out from the middle of `box` to its edge."""
        left, top, right, bottom = (int(edge) for edge in _scaled(*box))
        fading = ImageOps.invert(Pillow.radial_gradient("L"))
        mask = fading.point(lambda value: int(max(0, value - 75) / 180 * 255 * strength))
        self._picture.paste(_rgb(color), (left, top), mask.resize((right - left, bottom - top)))

    def ridge(self, height: float, swing: float, color: str, phase: float = 0) -> None:
        """Draw a line of hills that fills everything below it."""
        line = list(self.wave(height, swing, phase))
        self.shape([(0, self.height), *line, (self.width, self.height)], color)

    def wave(self, height: float, swing: float, phase: float = 0) -> Iterator[Point]:
        """Yield points along a calm wave from the left edge to the right."""
        for x in range(0, self.width + 20, 20):
            turn = x / self.width * math.tau
            rise = math.sin(turn * 1.1 + phase) + 0.45 * math.sin(turn * 2.3 + phase * 1.7)
            yield x, height - swing * rise

    def save(self, kind: str) -> bytes:
        """Return the finished picture as the bytes of a JPEG or PNG file."""
        file = BytesIO()
        options = {"quality": 86} if kind == "JPEG" else {"compress_level": 6}
        self._picture.reduce(OVERSAMPLING).save(file, kind, **options)
        return file.getvalue()


def _scaled(*numbers: float) -> tuple[float, ...]:
    return tuple(number * OVERSAMPLING for number in numbers)


def _rgb(color: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(color.removeprefix("#"))
    return red, green, blue


def _rgba(color: str, opacity: float) -> tuple[int, int, int, int]:
    return (*_rgb(color), round(opacity * 255))
