"""Running text: what stands in a paragraph, written as the editor stores it."""

import re
from html import escape, unescape

#: What the editor stores for elements of the web.
FORMATS = {
    **dict.fromkeys(("b", "strong"), "b"),
    **dict.fromkeys(("i", "em", "cite", "dfn", "var"), "i"),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), "code"),
    **dict.fromkeys(("s", "strike", "del"), "s"),
    **dict.fromkeys(("u", "ins"), "u"),
    "sub": "sub",
    "sup": "sup",
}
#: What the API shows but the editor's buttons do not offer.
UNUSUAL = {"code", "s", "u", "sub", "sup"}
BREAK = "<br/>"
SPACE = re.compile(r"[ \t\r\n\f]+")
#: What XML, JSON and PostgreSQL cannot hold, and nobody can see.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
EMPTY = re.compile(r"<(b|i|code|s|u|sub|sup|a)(?: [^<>]*)?>((?:\s|<br/>)*)</\1>")
EDGE = re.compile(r"^(?:\s|<br/>)+|(?:\s|<br/>)+$")
TAG = re.compile(r"<(/?)(\w+)[^>]*>")
ENDS = {"p", "li", "br", "ul", "ol"}


class RichText:
    """A paragraph in the making. Formats that are open when it ends go on in the next one."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._open: list[tuple[str, str]] = []

    def add(self, text: str) -> None:
        """Add words; white space between them is one space."""
        if text:
            self._pieces.append(escape(SPACE.sub(" ", text), quote=False))

    def add_break(self) -> None:
        """End the line."""
        self._pieces.append(BREAK)

    def open(self, tag: str, attributes: str = "") -> None:
        """Begin a format or a link."""
        start = f"<{tag}{attributes}>"
        self._open.append((tag, start))
        self._pieces.append(start)

    def close(self) -> None:
        """End what was begun last."""
        self._pieces.append(f"</{self._open.pop()[0]}>")

    def is_inside(self, tag: str) -> bool:
        """Tell whether a format or a link is open."""
        return any(tag == name for name, _start in self._open)

    def take(self) -> str:
        """Return the paragraph without anything empty at its ends, and begin the next one."""
        ends = [f"</{tag}>" for tag, _start in reversed(self._open)]
        text = tidy("".join([*self._pieces, *ends]))
        self._pieces = [start for _tag, start in self._open]
        return text


def tidy(text: str) -> str:
    """Return text without empty formats and without white space at its ends."""
    before = None
    while before != text:
        before, text = text, EMPTY.sub(r"\2", text)
    return EDGE.sub("", text)


def words(html: str) -> str:
    """Return the words of rich text, on lines of their own where it has lines."""
    text = TAG.sub(lambda tag: "\n" if tag[2] in ENDS else "", html)
    lines = [" ".join(line.split(" ")).strip() for line in unescape(text).split("\n")]
    return "\n".join(line for line in lines if line)


def paragraph(text: str) -> str:
    """Return plain words as a paragraph."""
    return f"<p>{escape(text, quote=False)}</p>"
