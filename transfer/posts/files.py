"""The files of a source: one file, a folder, or an archive that is never unpacked to the disk."""

import re
import zipfile
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import IO

from django.utils.translation import gettext as _

from home.uploads import ARCHIVE_BYTES, ARCHIVE_ENTRIES, ARCHIVE_RATIO
from transfer.posts.documents import Refused

#: The most bytes of one file that are read.
MOST_BYTES = 256 * 1024**2
#: What WordPress adds to the names of smaller copies.
COPY = re.compile(r"-(?:\d{1,5}x\d{1,5}|scaled|rotated)(?=\.\w+$)")
#: What systems put beside the files of people.
HIDDEN = ("__MACOSX", ".")


class Files(ABC):
    """Files by their names, which are paths with slashes, relative to the source."""

    @cached_property
    def names(self) -> list[str]:
        """The names of all files, in order, without what systems hide."""
        return sorted(
            name
            for name in self._list()
            if not any(part.startswith(HIDDEN) for part in PurePosixPath(name).parts)
        )

    @abstractmethod
    def _list(self) -> Iterable[str]:
        """Return all names."""

    @abstractmethod
    def _read(self, name: str) -> bytes:
        """Return the content, cut one byte beyond `MOST_BYTES`."""

    def read(self, name: str) -> bytes:
        """Return the content of a file; raise `Refused` if it is larger than anybody writes."""
        content = self._read(name)
        if len(content) > MOST_BYTES:
            raise Refused(_("%(name)s is too large to be read.") % {"name": name})
        return content


class Folder(Files):
    """A folder of the disk. Links that lead out of it are not followed."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()

    def _list(self) -> Iterable[str]:
        for path in self.root.rglob("*"):
            if path.is_file() and path.resolve().is_relative_to(self.root):
                yield path.relative_to(self.root).as_posix()

    def _read(self, name: str) -> bytes:
        with (self.root / name).open("rb") as file:
            return file.read(MOST_BYTES + 1)


class OneFile(Files):
    """A single file, with nothing beside it."""

    def __init__(self, file: IO[bytes], name: str) -> None:
        self.file = file
        self.name = PurePosixPath(name).name

    def _list(self) -> Iterable[str]:
        return [self.name]

    def _read(self, name: str) -> bytes:
        self.file.seek(0)
        return self.file.read(MOST_BYTES + 1)


class Archive(Files):
    """A ZIP archive, looked into without unpacking it."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        try:
            self.archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
            raise Refused(_("This archive is damaged. Pack it anew and try again.")) from None
        entries = self.archive.infolist()
        unfolded = sum(entry.file_size for entry in entries)
        if (
            len(entries) > ARCHIVE_ENTRIES
            or unfolded > ARCHIVE_BYTES
            or unfolded > ARCHIVE_RATIO * max(size, 1) + ARCHIVE_BYTES // 64
        ):
            raise Refused(_("This archive unfolds to far more than it seems to hold."))

    def _list(self) -> Iterable[str]:
        for entry in self.archive.infolist():
            path = PurePosixPath(entry.filename)
            if not entry.is_dir() and not path.is_absolute() and ".." not in path.parts:
                yield entry.filename

    def _read(self, name: str) -> bytes:
        try:
            with self.archive.open(name) as file:
                return file.read(MOST_BYTES + 1)
        except (zipfile.BadZipFile, RuntimeError, OSError, NotImplementedError, EOFError):
            message = _("%(name)s cannot be read: it is damaged or has a password.")
            raise Refused(message % {"name": name}) from None


@contextmanager
def open_files(path: Path) -> Iterator[Files]:
    """Open a folder, an archive or a single file of the disk."""
    if path.is_dir():
        yield Folder(path)
        return
    with path.open("rb") as file:
        yield from_upload(file, path.name, path.stat().st_size)


def from_upload(file: IO[bytes], name: str, size: int) -> Files:
    """Return the files of an upload: an archive's own, or the upload by itself."""
    if PurePosixPath(name).suffix.lower() == ".zip":
        return Archive(file, size)
    return OneFile(file, name)
