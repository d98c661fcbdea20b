"""Pictures and documents."""

from typing import Annotated, Any

import strawberry
import strawberry_django
from strawberry.relay import Node

from api import files, images
from api.images import ImageFormat, ImageRatio
from api.limits.directives import weight
from api.loading import Session
from api.sources import attr, call
from home import models

Width = Annotated[
    int,
    strawberry.argument(
        description="The wanted width in pixels, rounded up to one of "
        f"{', '.join(map(str, images.LADDER))}; a picture is never made larger than it is."
    ),
]
Widths = Annotated[
    list[int],
    strawberry.argument(
        description="The wanted widths, each as for `rendition`.", directives=[weight(1)]
    ),
]
Ratio = Annotated[
    ImageRatio | None,
    strawberry.argument(description="Crop to this ratio around the focal point."),
]
Format = Annotated[
    ImageFormat | None,
    strawberry.argument(description="Convert to this format; otherwise that of the original."),
]


@strawberry.type(description="A picture in one size.")
class Rendition:
    """A rendition."""

    url: str = attr(
        "url",
        description="Where to fetch it. Cacheable for a year, but for pictures that are for "
        "members alone: their addresses work for an hour or so.",
    )
    width: int = attr("width", description="In pixels.")
    height: int = attr("height", description="In pixels.")


@strawberry.type(description="The point of a picture that must stay visible when it is cropped.")
class FocalPoint:
    """A focal point."""

    x: float = strawberry.field(description="From the left, as a fraction of the width.")
    y: float = strawberry.field(description="From the top, as a fraction of the height.")


@strawberry_django.type(models.Image, description="A picture.")
class Image(Node):
    """An image."""

    title: str = attr("title", description="The name of the picture in the library.")
    alt: str = attr(
        "default_alt_text",
        reads=("description", "title"),
        description="What the picture shows, when nothing fits its context better.",
    )
    width: int = attr("width", description="Of the original, in pixels.")
    height: int = attr("height", description="Of the original, in pixels.")
    placeholder: str = attr(
        "placeholder", description="A ThumbHash in base64, to show until the picture is there."
    )
    dominant_color: str = attr("dominant_color", description="As #rrggbb.")

    @call(
        "The point that must stay visible when the picture is cropped.",
        reads=images.RENDITION_COLUMNS,
    )
    def focal_point(self: Any, session: Session) -> FocalPoint | None:
        """Return the focal point."""
        point = images.focal_point(self)
        return FocalPoint(x=point[0], y=point[1]) if point else None

    @call(
        "The picture in one size, and cropped if a ratio is given.",
        reads=images.RENDITION_COLUMNS,
        directives=[weight(1)],
    )
    def rendition(
        self: Any,
        session: Session,
        width: Width,
        ratio: Ratio = None,
        format: Format = None,  # noqa: A002 - the word that clients use
    ) -> Rendition:
        """Compute URL and size."""
        return images.rendition(self, session, width, ratio, format)  # type: ignore[return-value]

    @call(
        "Several sizes, as the value of an HTML `srcset` attribute.",
        reads=images.RENDITION_COLUMNS,
    )
    def srcset(
        self: Any,
        session: Session,
        widths: Widths,
        ratio: Ratio = None,
        format: Format = None,  # noqa: A002 - the word that clients use
    ) -> str:
        """Compute URLs."""
        return images.srcset(self, session, widths, ratio, format)


@strawberry_django.type(models.Document, description="A file to download.")
class Document(Node):
    """A document."""

    title: str = attr("title", description="The name of the document.")
    filename: str = attr("filename", description="The name of the file.")

    @call("In bytes; 0 if the file is lost.", reads=["file_size", "file"])
    def size(self: Any, session: Session) -> int:
        """Return the size that is on record; a document that no form has saved has none there."""
        if self.file_size is not None:
            return int(self.file_size)
        try:
            return int(self.file.size)
        except (OSError, ValueError):
            return 0

    @call("Where to download it; the addresses of documents for members end after a while.")
    def url(self: Any, session: Session) -> str:
        """Return the address on this server."""
        return files.document_url(self, session)
