"""Pictures: sizes and signed URLs computed while answering, files made when they are fetched.

Nothing is written and no rendition is looked up while a query is answered. An URL names the
picture, the wanted size and a version that changes with the file and its focal point, so it may
be cached for a year; its signature keeps strangers from asking for sizes without number.
"""

import hashlib
import re
import struct
from binascii import b2a_base64
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from html import escape
from pathlib import PurePosixPath
from typing import Any, NamedTuple, cast

import strawberry
from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.encoding import force_bytes
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from PIL.Image import DecompressionBombError
from wagtail.images import get_image_model
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import Filter, SourceImageIOError
from wagtail.images.rect import Rect

from api import files, visibility
from api.caching.tags import tell_caches
from api.errors import ApiError, BadUserInput
from api.identity import ANONYMOUS, PRIVATE, REVALIDATED, of_session
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
#: What this module reads of a picture: any object with these attributes will do, and its `file`
#: may be the name of the file.
RENDITION_COLUMNS = (
    *("pk", "width", "height"),
    *("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height"),
    *("file_hash", "file", "collection_id"),
)
#: A file name that stands in a URL as it is: stem and suffix of the last part of its path.
PLAIN_NAME = re.compile(r"(?:.*/)?([\w~-]+(?:\.[\w~-]+)*?)(\.[\w~-]+)?", re.ASCII)
URLSAFE = bytes.maketrans(b"+/", b"-_")

Ratio = tuple[int, int]
Focus = tuple[int | None, int | None, int | None, int | None]


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


class RenditionInfo(NamedTuple):
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
    shape = None if ratio is None else cast("Ratio", ratio._value_)
    spec, made_width, made_height = _fit(image.width, image.height, width, shape)
    if not made_height:
        made_width, made_height = _cropped(image.width, image.height, _focus(image), spec)
    ending = "" if file_format is None else cast("str", file_format._value_)
    return RenditionInfo(_addresses(session).url(image, spec, ending), made_width, made_height)


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
        return _srcset(rendition(image, session, width, ratio, file_format) for width in widths)
    except BadUserInput:
        raise BadUserInput("widths", "Each width must be at least 1.") from None


def _srcset(renditions: Iterable[RenditionInfo]) -> str:
    sizes = {width: url for url, width, _height in renditions}
    return ", ".join([f"{url} {width}w" for width, url in sorted(sizes.items())])


def img_tag(image: Any, session: Session, alt: str) -> SafeString:
    """Return a lazily loaded `img` element in a few sizes."""
    sizes = [rendition(image, session, width) for width in DEFAULT_SRCSET]
    url, width, height = sizes[-1]
    return SafeString(
        f'<img src="{escape(url)}" srcset="{escape(_srcset(sizes))}" sizes="100vw"'
        f' width="{width}" height="{height}" alt="{conditional_escape(alt)}" loading="lazy">'
    )


def focal_point(image: Any) -> tuple[float, float] | None:
    """Return the focal point as fractions of width and height, or None if there is none."""
    if None in _focus(image) or not image.width or not image.height:
        return None
    return (
        min(1.0, image.focal_point_x / image.width),
        min(1.0, image.focal_point_y / image.height),
    )


@lru_cache(maxsize=8192)
def _fit(width: int, height: int, wanted: int, ratio: Ratio | None) -> tuple[str, int, int]:
    """Return the filter spec for a picture of this size, and the size that Wagtail makes of it.

    The size is 0 x 0 where it takes Wagtail's own rounding of the crop to tell.
    """
    step = next((step for step in LADDER if step >= min(wanted, width)), LADDER[-1])
    if ratio is None:
        spec = f"width-{step}"
        if width < 1 or height < 1:
            return spec, 0, 0
        if width <= step:
            return spec, width, height
        return spec, step, max(1, int(height * (step / width)))
    across, down = ratio
    step = max(1, min(step, width, height * across // down))
    depth = max(1, round(step * down / across))
    spec = f"fill-{step}x{depth}"
    # Wagtail rounds the crop up to whole pixels and scales down what is wider than asked.
    is_scaled = min(width, height * (step / depth)) > step + 0.001
    return (spec, step, depth) if is_scaled and height > 0 else (spec, 0, 0)


@dataclass(frozen=True)
class _Outline:
    """As much of a picture as Wagtail needs to tell the size of a rendition."""

    width: int
    height: int
    focus: Focus

    def is_svg(self) -> bool:
        return False

    def get_focal_point(self) -> Rect | None:
        return None if None in self.focus else Rect.from_point(*self.focus)


@lru_cache(maxsize=8192)
def _cropped(width: int, height: int, focus: Focus, spec: str) -> tuple[int, int]:
    made = Filter(spec=spec).get_transform(_Outline(width, height, focus)).size
    return int(made[0]), int(made[1])


def _focus(image: Any) -> Focus:
    return (
        image.focal_point_x,
        image.focal_point_y,
        image.focal_point_width,
        image.focal_point_height,
    )


class _Addresses:
    """Makes the signed URLs of one request, with all that many of them share at hand."""

    def __init__(self, session: Session) -> None:
        self.base_url = base_url = session.base_url
        path, end = _reverse("s", 0, "v", "p", "n"), "s/0/v/p/n"
        self.is_usual = path.endswith(end)
        self.start = base_url + path.removesuffix(end)
        self.signer = _Signer()
        self.session = session
        self.members_only = files.members_only(session)
        self.versions: dict[str, str] = {}
        self.names: dict[str, tuple[str, str] | None] = {}

    def url(self, image: Any, spec: str, file_format: str = "") -> str:
        """Return the URL of a picture in the size of a filter spec.

        A picture that not everybody may see has a grant in it.
        """
        url = self._public_url(image, spec, file_format)
        if self.members_only and image.collection_id in self.members_only:
            return f"{url}{files.query(self.session, 'image', image.pk, image.collection_id)}"
        return url

    def _public_url(self, image: Any, spec: str, file_format: str) -> str:
        told = _told(image)
        version = self.versions.get(told)
        if version is None:
            version = self.versions[told] = _digest(told)
        file = _file_name(image)
        if file not in self.names:
            self.names[file] = self._plain_name(file)
        name = self.names[file]
        whole = f"{spec}|format-{file_format}" if file_format else spec
        signature = self.signer.signature(f"{image.pk}:{whole}:{version}")
        if name is None:
            path = _reverse(signature, image.pk, version, whole, _name(image, whole))
            return f"{self.base_url}{path}"
        stem, suffix = name
        if file_format:
            spec, suffix = f"{spec}%7Cformat-{file_format}", f".{file_format}"
        return f"{self.start}{signature}/{image.pk}/{version}/{spec}/{stem}{suffix}"

    def _plain_name(self, file: str) -> tuple[str, str] | None:
        found = PLAIN_NAME.fullmatch(file) if self.is_usual else None
        return (found[1][:60], (found[2] or "").lower()) if found else None


def _addresses(session: Session) -> _Addresses:
    found: _Addresses | None = session.memo.get(_Addresses)
    if found is None:
        found = session.memo[_Addresses] = _Addresses(session)
    return found


def signed_path(image: Any, spec: str) -> str:
    """Return the path under which the picture is served in the size of a filter spec."""
    version = _digest(_told(image))
    signature = _Signer().signature(f"{image.pk}:{spec}:{version}")
    return _reverse(signature, image.pk, version, spec, _name(image, spec))


def _reverse(signature: str, pk: int, version: str, spec: str, name: str) -> str:
    return reverse("image", args=(signature, pk, version, spec, name))


def _told(image: Any) -> str:
    """Return what the version of a picture tells apart."""
    x, y, width, height = _focus(image)
    return f"{image.file_hash or _file_name(image)} ({x!r}, {y!r}, {width!r}, {height!r})"


def _digest(told: str) -> str:
    return hashlib.sha256(told.encode()).hexdigest()[:10]


def _file_name(image: Any) -> Any:
    file = image.file
    return file if isinstance(file, str) else file.name


def _name(image: Any, spec: str) -> str:
    _spec, found, file_format = spec.partition("|format-")
    path = PurePosixPath(_file_name(image))
    return f"{path.stem[:60]}.{file_format}" if found else f"{path.stem[:60]}{path.suffix.lower()}"


class _Signer:
    """Gives the signatures of Django's `Signer(salt="api.images")`, with the key derived once."""

    def __init__(self) -> None:
        key = hashlib.sha256(b"api.imagessigner" + force_bytes(settings.SECRET_KEY)).digest()
        block = key.ljust(64, b"\0")
        self._inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block))
        self._outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in block))

    def signature(self, value: str) -> str:
        """Return the HMAC of a value (RFC 2104, SHA-256) in base64 without padding."""
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(value.encode())
        outer.update(inner.digest())
        return b2a_base64(outer.digest(), newline=False)[:43].translate(URLSAFE).decode()


def _file(image: Any, spec: str) -> Any:
    """Return the open file of a rendition, made anew if the storage has lost it."""
    made = image.get_rendition(spec)
    try:
        return made.file.open("rb")
    except OSError:
        made.purge_from_cache()
        made.delete()
    return image.get_rendition(spec).file.open("rb")


def _for_holder(request: HttpRequest, pk: int) -> Any:
    """Return a restricted picture if the request comes from somebody who may see it."""
    found = files.for_holder(request, IMAGES, "image", pk)
    if found is None and (identity := of_session(request)).user is not None:
        return Session(request, identity=identity).load(IMAGES, pk)
    return found


def serve(
    request: HttpRequest, signature: str, pk: int, version: str, spec: str, name: str
) -> HttpResponseBase:
    """Make and send the picture of a signed URL; 404 if it is unsigned, hidden or gone.

    A picture that not everybody may see is sent to whoever shows a token, a session or the grant
    that the API put into the URL, and is never cached. A URL of an earlier version of the file, or
    with another name in it, leads to the present one.
    """
    if not constant_time_compare(signature, _Signer().signature(f"{pk}:{spec}:{version}")):
        raise Http404
    image = Session(request, identity=ANONYMOUS).load(IMAGES, pk)
    is_public = image is not None
    if image is None:
        try:
            image = _for_holder(request, pk)
        except ApiError as error:
            return files.refusal(error)
    if image is None:
        raise Http404
    if (version, name) != (_digest(_told(image)), _name(image, spec)):
        query = "" if is_public else request.META.get("QUERY_STRING", "")
        path = signed_path(image, spec)
        moved = HttpResponseRedirect(f"{path}?{query}" if query else path)
        return tell_caches(moved, REVALIDATED if is_public else PRIVATE, IMAGES.model, pk)
    try:
        file = _file(image, spec)
    except UNREADABLE:
        raise Http404 from None
    # Not every system knows the newer formats by their names.
    extension = PurePosixPath(file.name).suffix.removeprefix(".").lower()
    response = FileResponse(file, content_type=f"image/{extension.replace('jpg', 'jpeg')}")
    public = f"public, max-age={YEAR}, immutable"
    response["Content-Security-Policy"] = "default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Access-Control-Allow-Origin"] = "*"
    return tell_caches(response, public if is_public else PRIVATE, IMAGES.model, pk)
