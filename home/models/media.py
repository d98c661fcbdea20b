"""Pictures and documents: Wagtail's, with what a reader needs before the file arrives."""

import struct
from base64 import b64encode
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models
from django.utils.translation import gettext_lazy as _
from PIL import ExifTags, ImageOps
from PIL import Image as Pillow
from taggit.managers import TaggableManager
from thash import rgba_to_thumb_hash
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.images.image_operations import FilterOperation
from wagtail.images.models import AbstractImage, AbstractRendition, Filter
from wagtail.images.models import Image as WagtailImage

from home.uploads import check_document

PLACEHOLDER_SIZE = (32, 32)
#: What a lost, broken or monstrous file makes Pillow raise.
UNREADABLE = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    struct.error,
    Pillow.DecompressionBombError,
)
#: What a rendition keeps of the data around the pixels: how to show them, and nothing else.
KEPT_DATA = {"background", "disposal", "duration", "icc_profile", "loop", "transparency"}


class StripMetadata(FilterOperation):
    """Drops where, when, by whom and with what a picture was taken."""

    def construct(self) -> None:
        """Take no arguments."""

    def run(self, willow: Any, image: Any, env: dict[str, Any]) -> Any:
        """Return the picture without EXIF, XMP, comments and texts."""
        if isinstance(willow.image, Pillow.Image):
            info = willow.image.info
            willow.image.info = {key: info[key] for key in KEPT_DATA & info.keys()}
        return willow


class PrivateFilter(Filter):
    """Any filter, of whose results nothing tells about the photographer."""

    @property
    def filter_operations(self) -> list[Any]:
        """The filter's own operations, on a picture that is stripped."""
        return [StripMetadata("strip"), *super().filter_operations]

    def run(self, image: Any, output: Any, source: Any = None) -> Any:
        """Write the result to `output`, which is closed if the picture cannot be made."""
        try:
            return super().run(image, output, source)
        except BaseException:
            output.close()
            raise


class Image(AbstractImage):
    """A picture with its placeholder and its dominant colour, renewed when the file changes."""

    placeholder = models.CharField(
        _("placeholder"),
        max_length=64,
        blank=True,
        editable=False,
        help_text=_("ThumbHash of the picture, in base64."),
    )
    dominant_color = models.CharField(
        _("dominant colour"), max_length=7, blank=True, editable=False, help_text=_("As #rrggbb.")
    )
    placeholder_of = models.CharField(max_length=40, blank=True, editable=False)

    # Restated because Wagtail's own Image, installed beside ours, takes the default names.
    tags = TaggableManager(
        verbose_name=_("tags"), blank=True, help_text=None, related_name="hearth_images"
    )
    uploaded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by user"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    admin_form_fields = WagtailImage.admin_form_fields

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        permissions = [("choose_image", "Can choose image")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the picture; a new file gets its hash, placeholder and colour first."""
        renewed = self._describe_file()
        if renewed and (only := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*only, *renewed}
        super().save(*args, **kwargs)
        if renewed:
            # Wagtail's admin drops the pictures of the old file, its other ways do not.
            self.renditions.all().delete()

    def generate_rendition_file(self, filter: Any, *, source: Any = None) -> Any:  # noqa: A002
        """Return the file of a rendition, which carries no metadata such as where it was taken.

        It is in memory. Wagtail's is a temporary file that nobody closes.
        """
        spec = PrivateFilter(spec=filter.spec)
        with super().generate_rendition_file(spec, source=source) as made:
            made.seek(0)
            return ContentFile(made.read(), made.name)

    def _describe_file(self) -> list[str]:
        if not self.file or (self.file._committed and self.placeholder_of == self.file_hash != ""):
            return []
        try:
            self._set_image_file_metadata()
            with self.open_file() as file, Pillow.open(file) as picture:
                is_turned = picture.getexif().get(ExifTags.Base.Orientation, 1) > 4
                self.placeholder, self.dominant_color = _describe(picture)
            self.file.seek(0)
            if is_turned:
                self._measure_upright()
        except UNREADABLE:
            # A lost or unreadable file costs its placeholder, never the editor's other changes.
            return []
        finally:
            if self.file and self.file._committed:
                self.file.close()
        self.placeholder_of = self.file_hash
        return [
            *("file_size", "file_hash", "width", "height"),
            *("placeholder", "dominant_color", "placeholder_of"),
        ]

    def _measure_upright(self) -> None:
        """Take the size that the picture has once it stands upright, as it will be served."""
        if not self.file._committed:
            # Storing the file measures it as it lies, so that comes first.
            self.file.save(self.file.name, self.file.file, save=False)
        with self.get_willow_image() as picture:
            self.width, self.height = picture.auto_orient().get_size()


class Rendition(AbstractRendition):
    """A picture in one of the sizes that clients asked for."""

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = [("image", "filter_spec", "focal_point_key")]


class Document(AbstractDocument):
    """A file that readers can download."""

    # Restated for the same reason as in `Image`.
    tags = TaggableManager(
        verbose_name=_("tags"), blank=True, help_text=None, related_name="hearth_documents"
    )
    uploaded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by user"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    admin_form_fields = WagtailDocument.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        permissions = [("choose_document", "Can choose document")]

    def clean(self) -> None:
        """Refuse a new file that is not what its name says, at the field of the file."""
        super().clean()
        if self.file and not self.file._committed:
            try:
                check_document(self.file.file, self.file.name)
            except ValidationError as error:
                raise ValidationError({"file": error}) from None


def _describe(picture: Pillow.Image) -> tuple[str, str]:
    """Return the ThumbHash in base64 and the most frequent colour as #rrggbb."""
    picture.draft("RGB", (256, 256))
    # Made smaller before it is converted, which takes four bytes for each pixel.
    picture.thumbnail((256, 256))
    small = (ImageOps.exif_transpose(picture) or picture).convert("RGBA")
    small.thumbnail(PLACEHOLDER_SIZE)
    width, height = small.size
    placeholder = b64encode(
        bytes(rgba_to_thumb_hash(width, height, list(small.tobytes())))
    ).decode()
    palette = small.convert("RGB").quantize(8)
    colors = palette.getcolors() or [(1, 0)]
    _count, index = max(colors)
    assert isinstance(index, int)
    red, green, blue = (palette.getpalette() or [0, 0, 0])[index * 3 : index * 3 + 3]
    return placeholder, f"#{red:02x}{green:02x}{blue:02x}"
