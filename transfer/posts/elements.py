"""The elements of a text, parsed without trust: any nesting, any marks, nothing fetched."""

import re
from collections.abc import Container, Iterator
from typing import Any

import lxml.html
from lxml import etree

from transfer.posts.richtext import CONTROL

#: Deeper elements lose their tags, not their words.
MOST_DEPTH = 80
#: The parser drops what is deeper.
PARSED_DEPTH = 1500
#: Elements that do not have to be ended.
SHALLOW = {
    *("area", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta"),
    *("option", "p", "source", "td", "th", "tr", "track", "wbr"),
}
#: What no reader sees.
UNSEEN = {"script", "style", "template", "head", "meta", "link", "base", "param", "source", "track"}
#: Elements that part words like an end of a line.
LINES = {
    *("address", "article", "aside", "blockquote", "br", "caption", "center", "dd", "details"),
    *("dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "hgroup", "hr", "label", "legend", "li", "main"),
    *("menu", "nav", "ol", "optgroup", "option", "p", "pre", "search", "section", "select"),
    *("summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "body", "html"),
    *("button", "textarea", "title", "iframe", "video", "audio", "object", "noscript", "xmp"),
}
TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)[^<>]*>")
SPACE = re.compile(r"[ \t\r\n\f]+")


def parse(html: str) -> Any:
    """Return the root of a fragment or a whole page."""
    parser = lxml.html.HTMLParser(huge_tree=True, remove_pis=True, encoding="utf-8")
    text = CONTROL.sub(" ", html.replace("\r\n", "\n"))
    if _depth(text) > PARSED_DEPTH:
        text = TAG.sub(" ", text)
    root = lxml.html.document_fromstring(
        f"<html><body>{text}</body></html>".encode(), parser=parser
    )
    for element in list(_too_deep(root)):
        element.drop_tag()
    return root


def _depth(text: str) -> int:
    depth = deepest = 0
    for tag in TAG.finditer(text):
        if tag[2].lower() in SHALLOW:
            continue
        depth = max(0, depth + (-1 if tag[1] else 1))
        deepest = max(deepest, depth)
    return deepest


def _too_deep(root: Any) -> Iterator[Any]:
    depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if event == "end" and depth > MOST_DEPTH:
            yield element


def is_element(node: Any) -> bool:
    """Tell an element from comments."""
    return isinstance(node.tag, str)


def seen(element: Any) -> Iterator[Any]:
    """Return what is inside an element and not hidden from readers."""
    for child in element:
        if is_element(child) and child.tag not in UNSEEN:
            yield child
            yield from seen(child)


def words(element: Any, *, without: Container[Any] = ()) -> str:
    """Return the words inside an element, in lines, but for those inside some others."""
    pieces: list[str] = []
    _collect(element, pieces, without)
    lines = [SPACE.sub(" ", line).strip(" ") for line in "".join(pieces).split("\0")]
    return "\n".join(line for line in lines if line)


def _collect(element: Any, pieces: list[str], without: Container[Any]) -> None:
    pieces.append(element.text or "")
    for child in element:
        if is_element(child) and child.tag not in UNSEEN and child not in without:
            end = "\0" if child.tag in LINES else ""
            pieces.append(end)
            _collect(child, pieces, without)
            pieces.append(end)
        pieces.append(child.tail or "")


def source(element: Any) -> str:
    """Return an element as it was written, or nearly so."""
    return str(etree.tostring(element, encoding="unicode", method="html", with_tail=False))


def classes(element: Any) -> set[str]:
    """Return the classes of an element."""
    return set((element.get("class") or "").split())
