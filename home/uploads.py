"""What may be uploaded: files whose content is what their name says, and nothing that unfolds.

Archives are looked into by their directory alone; Hearth never unpacks one.
"""

import re
import warnings
import zipfile
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import IO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image as Pillow

#: What a lost, broken or monstrous picture makes Pillow raise.
UNREADABLE = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    ArithmeticError,
    LookupError,
    TypeError,
    Pillow.DecompressionBombError,
    Pillow.DecompressionBombWarning,
)
DAMAGED = _("This picture is damaged or incomplete. Save it anew and try again.")
TOO_LARGE = _(
    "This picture has too many pixels, all frames together. At most %(most)s are allowed."
)
#: How many files an archive may list, and how many times its size they may unfold to.
ARCHIVE_ENTRIES = 10_000
ARCHIVE_RATIO = 100
ARCHIVE_BYTES = 1024**3
#: The part that makes an archive a document of its kind.
ARCHIVE_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.text"
#: How text begins that a browser, were it to guess, would take for a page, a picture or a feed.
MARKUP = re.compile(
    rb"\s*<(?:!--|(?:!doctype|\?xml|html|head|body|script|iframe|svg|math|title|style|object|embed"
    rb"|table|div|font|img|link|meta|base|form|h1|br|p|a|b)\b)",
    re.IGNORECASE,
)
BYTE_ORDER_MARK, WIDE_MARKS = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")
#: How other files begin that may do without a zero byte for long.
BINARY = (b"%PDF-", b"%!PS", b"PK\x03\x04", b"GIF8", b"{\\rtf")
HEAD = 4096


def check_picture(file: IO[bytes]) -> None:
    """Raise `ValidationError` for a picture that cannot be decoded to its end.

    Nothing is decoded of one that has too many pixels, all frames together.
    """
    most = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
    try:
        file.seek(0)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Pillow.open(file) as picture:
                frames = getattr(picture, "n_frames", 1)
                if picture.width * picture.height * frames > most:
                    raise ValidationError(TOO_LARGE, "file_too_many_pixels", {"most": most})
                # A JPEG is read whole but decoded to an eighth of its size.
                picture.draft("RGB", (64, 64))
                for frame in range(frames):
                    picture.seek(frame)
                    picture.load()
    except UNREADABLE:
        raise ValidationError(DAMAGED, code="damaged_image") from None
    finally:
        file.seek(0)


def check_document(file: IO[bytes], name: str) -> None:
    """Raise `ValidationError` if a file is not what the extension of its name says."""
    extension = PurePosixPath(name).suffix.lower().removeprefix(".")
    is_content = CONTENTS.get(extension)
    if is_content is None:
        # Wagtail refuses the extension, with the list of those that are allowed.
        return
    file.seek(0)
    try:
        fits = is_content(file, extension)
    finally:
        file.seek(0)
    if not fits:
        raise ValidationError(
            _("This is not a .%(extension)s file, whatever its name says."),
            code="wrong_content",
            params={"extension": extension},
        )


def _is_pdf(file: IO[bytes], extension: str) -> bool:
    return file.read(5) == b"%PDF-"


def _is_text(file: IO[bytes], extension: str) -> bool:
    head = file.read(HEAD)
    is_wide = head.startswith(WIDE_MARKS)
    for mark in (BYTE_ORDER_MARK, *WIDE_MARKS):
        head = head.removeprefix(mark)
    if MARKUP.match(head.replace(b"\0", b"")) or head.startswith(BINARY):
        return False
    return is_wide or b"\0" not in head


def _is_archive(file: IO[bytes], extension: str) -> bool:
    if file.read(2) != b"PK":
        return False
    try:
        with zipfile.ZipFile(file) as archive:
            _check_archive(archive, getattr(file, "size", 0))
            if extension == "odt":
                first = archive.infolist()[:1]
                return bool(first) and first[0].filename == "mimetype" and _says_odt(file)
            part = ARCHIVE_PARTS.get(extension)
            return part is None or part in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        return False


def _says_odt(file: IO[bytes]) -> bool:
    """Tell whether the first part, which is stored as it is, names the format."""
    file.seek(0)
    return OPEN_DOCUMENT in file.read(HEAD)


def _check_archive(archive: zipfile.ZipFile, size: int) -> None:
    entries = archive.infolist()
    unfolded = sum(entry.file_size for entry in entries)
    if (
        len(entries) > ARCHIVE_ENTRIES
        or unfolded > ARCHIVE_BYTES
        or unfolded > ARCHIVE_RATIO * max(size, 1) + ARCHIVE_BYTES // 64
    ):
        raise ValidationError(
            _("This archive unfolds to far more than it seems to hold. It cannot be accepted."),
            code="archive_bomb",
        )


CONTENTS: dict[str, Callable[[IO[bytes], str], bool]] = {
    "csv": _is_text,
    "docx": _is_archive,
    "odt": _is_archive,
    "pdf": _is_pdf,
    "txt": _is_text,
    "xlsx": _is_archive,
    "zip": _is_archive,
}
