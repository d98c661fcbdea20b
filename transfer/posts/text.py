"""Plain text: paragraphs between empty lines, under a first line that is the title."""

import re
from html import escape

from transfer.posts.documents import Document

URL = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]]")
BULLET = re.compile(r"[ \t]*(?:[-*\u2022\u2013]|(\d+)[.)])[ \t]+(.+)")
TITLE = 150


def decode(content: bytes) -> str:
    """Return text in any of the encodings that people's programs write."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def read_text(document: Document, text: str) -> None:
    """Fill a document from plain text."""
    parts = [part.strip("\n") for part in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n"))]
    parts = [part for part in parts if part.strip()]
    if parts and "\n" not in parts[0].strip() and len(parts[0].strip()) <= TITLE:
        document.title = " ".join(parts.pop(0).split())
    document.html = "\n".join(map(_part, parts))


def _part(part: str) -> str:
    lines = part.split("\n")
    found = [BULLET.fullmatch(line) for line in lines]
    if len(lines) > 1 and all(found):
        # The numbers of a list are written again by whoever shows it, if they are 1, 2, 3.
        numbers = [line[1] for line in found if line]
        is_numbered = numbers == [str(number) for number in range(1, len(lines) + 1)]
        if is_numbered or not any(numbers):
            tag = "ol" if is_numbered else "ul"
            items = "".join(f"<li>{_linked(line[2])}</li>" for line in found if line)
            return f"<{tag}>{items}</{tag}>"
    return f"<p>{'<br>'.join(map(_linked, lines))}</p>"


def _linked(text: str) -> str:
    pieces, place = [], 0
    for found in URL.finditer(text):
        link = f'<a href="{escape(found[0])}">{escape(found[0])}</a>'
        pieces += [escape(text[place : found.start()]), link]
        place = found.end()
    return "".join([*pieces, escape(text[place:])])
