"""Pictures: sizes and signed URLs computed while answering, files made when they are fetched.

Nothing is written and no rendition is looked up while a query is answered. An URL names the
picture, the wanted size and a version that changes with the file and its focal point, so it may
be cached for a year; its signature keeps strangers from asking for sizes without number.
"""

import hashlib
import struct
from dataclasses import dataclass
from enum import Enum
from pathlib import PurePosixPath
from typing import Any, cast

import strawberry
from django.core.signing import Signer
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.html import format_html
from django.utils.safestring import SafeString
from PIL.Image import DecompressionBombError
from wagtail.images import get_image_model
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import Filter, SourceImageIOError

from api import visibility
from api.errors import BadUserInput
from api.loading import ModelLoader, Session

#: The widths that a picture is made in; what is asked is rounded up to the next one.
LADDER = (160, 320, 480, 640, 768, 960, 1280, 1600, 1920, 2560)
MAX_SRCSET = len(LADDER)
YEAR = 31_536_000
#: What a lost, broken or monstrous file makes Wagtail and Pillow raise.
UNREADABLE = (
    SourceImageIOError,
    InvalidFilterSpecError,
    DecompressionBombError,
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    struct.error,
)
DEFAULT_SRCSET = (320, 640, 1280)


@strawberry.enum(description="Width to height of a cropped picture.")
class ImageRatio(Enum):
    """The ratios that pictures are cropped to."""

    WIDE_16_9 = strawberry.enum_value((16, 9), description="16 to 9, for wide headers.")
    CLASSIC_4_3 = strawberry.enum_value((4, 3), description="4 to 3.")
    PHOTO_3_2 = strawberry.enum_value((3, 2), description="3 to 2, as most cameras take it.")
    SQUARE_1_1 = strawberry.enum_value((1, 1), description="Square.")
    PORTRAIT_2_3 = strawberry.enum_value((2, 3), description="2 to 3, upright.")
    PORTRAIT_3_4 = strawberry.enum_value((3, 4), description="3 to 4, upright.")
    TALL_9_16 = strawberry.enum_value((9, 16), description="9 to 16, for a phone's screen.")
    SOCIAL_40_21 = strawberry.enum_value((40, 21), description="40 to 21, for link previews.")


@strawberry.enum(description="The file format of a rendition.")
class ImageFormat(Enum):
    """The formats that pictures are converted to."""

    AVIF = strawberry.enum_value("avif", description="image/avif: the smallest.")
    JPEG = strawberry.enum_value("jpeg", description="image/jpeg: for every client.")
    PNG = strawberry.enum_value("png", description="image/png: lossless.")
    WEBP = strawberry.enum_value("webp", description="image/webp: small, widely known.")


IMAGES = ModelLoader(get_image_model(), visibility.visible)


@dataclass(frozen=True)
class RenditionInfo:
    """A picture in one size: where to fetch it, and its size in pixels."""

    url: str
    width: int
    height: int


def rendition(
    image: Any,
    session: Session,
    width: int,
    ratio: ImageRatio | None = None,
    file_format: ImageFormat | None = None,
) -> RenditionInfo:
    """Return URL and size of a picture, at least `width` wide unless the original is smaller.

    With a ratio it is cropped around its focal point. Raises `BadUserInput` for a width below 1.
    """
    if width < 1:
        raise BadUserInput("width", "The width must be at least 1.")
    spec = _spec(image, width, ratio)
    size = Filter(spec=spec).get_transform(image).size
    if file_format is not None:
        spec += f"|format-{file_format.value}"
    return RenditionInfo(f"{session.base_url}{signed_path(image, spec)}", *map(int, size))


def srcset(
    image: Any,
    session: Session,
    widths: list[int],
    ratio: ImageRatio | None = None,
    file_format: ImageFormat | None = None,
) -> str:
    """Return the value of an `srcset` attribute, each width once, from small to large."""
    if len(widths) > MAX_SRCSET:
        raise BadUserInput("widths", f"At most {MAX_SRCSET} widths can be asked at once.")
    try:
        sizes = {
            found.width: found
            for width in widths
            for found in (rendition(image, session, width, ratio, file_format),)
        }
    except BadUserInput:
        raise BadUserInput("widths", "Each width must be at least 1.") from None
    return ", ".join(f"{found.url} {width}w" for width, found in sorted(sizes.items()))


def img_tag(image: Any, session: Session, alt: str) -> SafeString:
    """Return a lazily loaded `img` element in a few sizes."""
    main = rendition(image, session, DEFAULT_SRCSET[-1])
    return format_html(
        '<img src="{}" srcset="{}" sizes="100vw" width="{}" height="{}" alt="{}" loading="lazy">',
        main.url,
        srcset(image, session, list(DEFAULT_SRCSET)),
        main.width,
        main.height,
        alt,
    )


def focal_point(image: Any) -> tuple[float, float] | None:
    """Return the focal point as fractions of width and height, or None if there is none."""
    if not image.has_focal_point() or not image.width or not image.height:
        return None
    return (
        min(1.0, image.focal_point_x / image.width),
        min(1.0, image.focal_point_y / image.height),
    )


def _spec(image: Any, width: int, ratio: ImageRatio | None) -> str:
    step = next((step for step in LADDER if step >= min(width, image.width)), LADDER[-1])
    if ratio is None:
        return f"width-{step}"
    across, down = cast("tuple[int, int]", ratio.value)
    widest = min(image.width, image.height * across // down)
    step = max(1, min(step, widest))
    return f"fill-{step}x{max(1, round(step * down / across))}"


def signed_path(image: Any, spec: str) -> str:
    """Return the path under which the picture is served in the size of a filter spec."""
    version = _version(image)
    signature = _sign(image.pk, spec, version)
    return reverse("image", args=(signature, image.pk, version, spec, _name(image, spec)))


def _version(image: Any) -> str:
    focus = (
        image.focal_point_x,
        image.focal_point_y,
        image.focal_point_width,
        image.focal_point_height,
    )
    told = f"{image.file_hash or image.file.name} {focus}"
    return hashlib.sha256(told.encode()).hexdigest()[:10]


def _name(image: Any, spec: str) -> str:
    _spec, found, file_format = spec.partition("|format-")
    path = PurePosixPath(image.file.name)
    return f"{path.stem[:60]}.{file_format}" if found else f"{path.stem[:60]}{path.suffix.lower()}"


def _sign(pk: int, spec: str, version: str) -> str:
    return Signer(salt="api.images").signature(f"{pk}:{spec}:{version}")


def _file(image: Any, spec: str) -> Any:
    """Return the open file of a rendition, made anew if the storage has lost it."""
    made = image.get_rendition(spec)
    try:
        return made.file.open("rb")
    except OSError:
        made.purge_from_cache()
        made.delete()
    return image.get_rendition(spec).file.open("rb")


def serve(
    request: HttpRequest, signature: str, pk: int, version: str, spec: str, name: str
) -> HttpResponseBase:
    """Make and send the picture of a signed URL; 404 if it is unsigned, hidden or gone.

    A URL of an earlier version of the file, or with another name in it, leads to the present one.
    """
    if not constant_time_compare(signature, _sign(pk, spec, version)):
        raise Http404
    image = Session(request).load(IMAGES, pk)
    if image is None:
        raise Http404
    if (version, name) != (_version(image), _name(image, spec)):
        return HttpResponseRedirect(signed_path(image, spec))
    try:
        file = _file(image, spec)
    except UNREADABLE:
        raise Http404 from None
    # Not every system knows the newer formats by their names.
    extension = PurePosixPath(file.name).suffix.removeprefix(".").lower()
    response = FileResponse(file, content_type=f"image/{extension.replace('jpg', 'jpeg')}")
    response["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    response["Content-Security-Policy"] = "default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Access-Control-Allow-Origin"] = "*"
    return response
