"""Pictures and documents of a source, brought into the library once each."""

import binascii
import mimetypes
from base64 import b64decode
from collections.abc import Callable
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.utils.translation import gettext as _
from wagtail.models import Collection
from wagtail.utils.file import hash_filelike

from home.forms import PictureField
from home.models import Document as LibraryDocument
from home.models import Image
from home.uploads import check_document
from transfer.posts.documents import Kind, Note, Picture, Refused
from transfer.posts.fetching import Unreachable, fetch
from transfer.posts.files import COPY, Files
from transfer.posts.finding import Finder
from transfer.posts.rights import Rights

LETTERS = 255


class Library:
    """Looks files up by the addresses that a text gives; equal files are one picture.

    `stored` are the files that were written since the last `begin`; they have to be removed by
    `undo` if the database forgets about them.
    """

    def __init__(
        self,
        files: Files,
        pictures: dict[str, Picture],
        *,
        rights: Rights,
        may_fetch: bool,
        is_rehearsal: bool,
    ) -> None:
        self.files = files
        self.finder = Finder(files, {*pictures, *(COPY.sub("", url) for url in pictures)})
        self.said = {**{COPY.sub("", url): one for url, one in pictures.items()}, **pictures}
        self.rights = rights
        self.may_fetch = may_fetch
        self.is_rehearsal = is_rehearsal
        self.notes: list[Note] = []
        self.known: dict[str, int] = {}
        self.seen: dict[str, int] = {}
        self._stored: list[Callable[[], None]] = []

    def begin(self, known: dict[str, int]) -> None:
        """Begin a post, of which pictures were imported before under these addresses."""
        self.known = {
            url: key for url, key in known.items() if Image.objects.filter(pk=key).exists()
        }
        self.notes = []
        self.seen = {}
        self._stored = []

    def undo(self) -> None:
        """Remove the files of a post that was not imported after all."""
        for remove in self._stored:
            remove()
        self._stored = []

    def described(self, url: str) -> Picture | None:
        """Return what the source says of a picture, also of its smaller copies."""
        return self.said.get(url) or self.said.get(COPY.sub("", url))

    def picture(self, url: str, *, is_ours: bool = True) -> int | None:
        """Return the key of a picture, added to the library if it is new; None without a file."""
        if url not in self.seen:
            content, name = self._content(url, is_ours=is_ours)
            key = self.known.get(url) if content is None else self._picture(url, content, name)
            if key is None:
                return None
            self.seen[url] = key
        return self.seen[url]

    def document(self, url: str) -> int | None:
        """Return the key of a document whose file is at hand."""
        name = PurePosixPath(unquote(urlsplit(url).path)).name
        extension = PurePosixPath(name).suffix.lower().removeprefix(".")
        if extension not in settings.WAGTAILDOCS_EXTENSIONS:
            return None
        found = self._find(url, is_ours=True)
        if found is None:
            self._note(Kind.MISSING, _("A document is not among the files. Its link stays."), url)
            return None
        return self._document(url, self.files.read(found), name)

    def _note(self, kind: Kind, text: str, excerpt: str) -> None:
        note = Note(kind, text, excerpt[:200])
        if note not in self.notes:
            self.notes.append(note)

    def _find(self, url: str, *, is_ours: bool) -> str | None:
        found = self.finder.find(url, is_ours=is_ours)
        if found.note:
            self._note(Kind.CHANGED if found.name else Kind.MISSING, found.note, url)
        return found.name

    def _content(self, url: str, *, is_ours: bool) -> tuple[bytes | None, str]:
        """Return the bytes of a picture, and a name for them."""
        if url.startswith("data:"):
            return _inline(url)
        name = PurePosixPath(unquote(urlsplit(url).path)).name
        if (found := self._find(url, is_ours=is_ours)) is not None:
            return self._read(found, url), PurePosixPath(found).name
        if self.may_fetch and url.startswith(("http://", "https://")):
            try:
                return fetch(url), name
            except Unreachable as reason:
                text = _("A picture could not be fetched: %(why)s.") % {"why": reason}
                self._note(Kind.MISSING, text, url)
        elif url not in self.known:
            self._note(Kind.MISSING, _("A picture is not among the files. A link stays."), url)
        return None, name

    def _read(self, name: str, url: str) -> bytes | None:
        try:
            return self.files.read(name)
        except Refused as refused:
            self._note(Kind.REFUSED, str(refused), url)
            return None

    def _picture(self, url: str, content: bytes, name: str) -> int | None:
        digest = hash_filelike(BytesIO(content))
        existing = self.rights.reusable(Image).filter(file_hash=digest).first()
        if existing is not None:
            return int(existing.pk)
        try:
            upload: Any = ImageFile(BytesIO(content), name=name)
            upload = PictureField().clean(upload)
        except ValidationError as error:
            text = _("A picture was refused: %(why)s") % {"why": " ".join(error.messages)}
            self._note(Kind.REFUSED, text, url)
            return None
        said = self.described(url)
        title = (said.title if said else "") or PurePosixPath(name).stem.replace("-", " ")
        words = {"title": title[:LETTERS], "description": (said.alt if said else "")[:LETTERS]}
        if (collection := self._collection(Image, url)) is None:
            return None
        if self.is_rehearsal:
            return _row_only(words | {"collection": collection}, content, name, digest)
        image = Image(**words, uploaded_by_user=self.rights.user, collection=collection)
        image.file.save(name, ImageFile(BytesIO(content), name=name), save=False)
        self._stored.append(lambda: image.file.storage.delete(image.file.name))
        image.save()
        return int(image.pk)

    def _collection(self, model: Any, url: str) -> Collection | None:
        """Return where a new file goes; without a place for it, say so."""
        collection = self.rights.collection(model)
        if collection is None:
            self._note(Kind.REFUSED, _("You may not add this file to any collection."), url)
        return collection

    def _document(self, url: str, content: bytes, name: str) -> int | None:
        digest = hash_filelike(BytesIO(content))
        existing = self.rights.reusable(LibraryDocument).filter(file_hash=digest).first()
        if existing is not None:
            return int(existing.pk)
        if (collection := self._collection(LibraryDocument, url)) is None:
            return None
        document = LibraryDocument(
            title=PurePosixPath(name).stem.replace("-", " ")[:LETTERS] or name,
            uploaded_by_user=self.rights.user,
            collection=collection,
        )
        try:
            if len(content) > settings.WAGTAILDOCS_MAX_UPLOAD_SIZE:
                raise ValidationError(_("It is too large."))
            check_document(BytesIO(content), name)
        except ValidationError as error:
            text = _("A document was refused: %(why)s") % {"why": " ".join(error.messages)}
            self._note(Kind.REFUSED, text, url)
            return None
        document.file_hash, document.file_size = digest, len(content)
        if self.is_rehearsal:
            document.file = f"documents/{name}"
        else:
            document.file.save(name, ContentFile(content), save=False)
            self._stored.append(lambda: document.file.storage.delete(document.file.name))
        document.save()
        return int(document.pk)


def _row_only(words: dict[str, Any], content: bytes, name: str, digest: str) -> int:
    """Add a picture for a rehearsal: its row alone, which is rolled back soon."""
    image = Image(
        **words,
        file=f"original_images/{name}",
        width=1,
        height=1,
        file_size=len(content),
        file_hash=digest,
    )
    return int(Image.objects.bulk_create([image])[0].pk)


def _inline(url: str) -> tuple[bytes | None, str]:
    """Return the picture that an address holds by itself."""
    head, comma, data = url.partition(",")
    kind = head.removeprefix("data:").split(";")[0]
    extension = mimetypes.guess_extension(kind) or ""
    if not comma or not kind.startswith("image/"):
        return None, ""
    try:
        is_coded = head.endswith(";base64")
        content = b64decode(data, validate=False) if is_coded else unquote_to_bytes(data)
    except (binascii.Error, ValueError):
        return None, ""
    return content, f"picture{extension}"
