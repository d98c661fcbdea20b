"""Word documents: their text by mammoth, and what their properties say."""

import zipfile
from io import BytesIO
from typing import Any

import mammoth
from django.utils.translation import gettext as _
from lxml import etree

from transfer.posts.dates import moments
from transfer.posts.documents import Document, Kind, Name, Refused, shorten
from transfer.posts.files import Archive
from transfer.posts.markdown import take_title

STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
u => u
"""
PROPERTIES = "docProps/core.xml"


def read_docx(document: Document, content: bytes) -> None:
    """Fill a document from a Word file; the author and the dates are in its properties."""
    Archive(BytesIO(content), len(content))
    try:
        said = _properties(content)
        result: Any = mammoth.convert_to_html(BytesIO(content), style_map=STYLES)
    except Refused:
        raise
    except Exception as error:
        raise Refused(_("This Word document is damaged.")) from error
    document.html = result.value
    for message in result.messages:
        text = _("Word: %(message)s") % {"message": shorten(message.message)}
        if text not in [note.text for note in document.notes]:
            document.note(Kind.CHANGED, text)
    take_title(document)
    document.title = document.title or said.get("title", "")
    document.authors = [Name(said["creator"])] if said.get("creator") else []
    document.tags = [tag.strip() for tag in said.get("keywords", "").split(",") if tag.strip()]
    document.excerpt = said.get("description", "")
    document.modified_at = next(iter(moments(document, said, ("modified",))), None)


def _properties(content: bytes) -> dict[str, str]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                with archive.open(name) as part:
                    if b"<!DOCTYPE" in part.read(4096):
                        raise Refused(_("This Word document declares a document type."))
        if PROPERTIES not in archive.namelist():
            return {}
        root = etree.fromstring(archive.read(PROPERTIES), parser)
    return {etree.QName(child).localname: (child.text or "").strip() for child in root}
