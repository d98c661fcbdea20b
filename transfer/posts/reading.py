"""All documents of a source, each by the reader for its kind of file."""

import logging
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from transfer.posts.documents import Batch, Document, Kind, LeftOut, Refused
from transfer.posts.docx import read_docx
from transfer.posts.files import Files
from transfer.posts.frontmatter import without_secrets
from transfer.posts.html import read_html
from transfer.posts.markdown import read_markdown
from transfer.posts.text import decode, read_text
from transfer.posts.wxr import is_wxr, read_wxr

logger = logging.getLogger(__name__)

#: What is called by the name of its file.
SYSTEM = "files"
TEXTS = {
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".txt": read_text,
}
POSTS = {*TEXTS, ".docx", ".xml", ".wxr"}


def read(files: Files) -> Batch:
    """Return all documents of a source; what cannot be read is listed, with the reason.

    Beside an export of WordPress other files are its uploads, not posts.
    """
    batch = Batch()
    exports = [name for name in files.names if _suffix(name) in (".xml", ".wxr")]
    for name in exports:
        _try(batch, files, name)
    if not batch.documents:
        for name in files.names:
            if _suffix(name) in POSTS and name not in exports:
                _try(batch, files, name)
    if not batch.documents and not batch.left_out:
        raise Refused(_("There is nothing in it that can be imported."))
    return batch


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def _try(batch: Batch, files: Files, name: str) -> None:
    try:
        content = files.read(name)
        if _suffix(name) in (".xml", ".wxr"):
            if not is_wxr(content):
                raise Refused(_("This file is XML, but no export of WordPress."))
            batch.add(read_wxr(content))
        else:
            batch.documents.append(_document(name, content))
    except Refused as refused:
        if len(files.names) == 1:
            raise
        batch.left_out.append(LeftOut(name, _suffix(name), str(refused)))
    except Exception as error:
        logger.exception("The file %s broke its reader", name)
        why = _("This file cannot be read.")
        if len(files.names) == 1:
            raise Refused(why) from error
        batch.left_out.append(LeftOut(name, _suffix(name), why))


def _document(name: str, content: bytes) -> Document:
    path = PurePosixPath(name)
    base = f"file:///{name}"
    document = Document(SYSTEM, name, "", "", base=base, slug=path.stem, urls=[base])
    if path.suffix.lower() == ".docx":
        read_docx(document, content)
        document.source = document.html
    else:
        text = decode(content)
        document.source = without_secrets(text)
        TEXTS[path.suffix.lower()](document, text)
    if not document.title:
        document.title = path.stem.replace("-", " ").replace("_", " ").strip().capitalize()
        document.note(Kind.MADE, _("There was no title. The name of the file is the title."))
    return document
