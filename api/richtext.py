"""Rich text: parsed once into a tree of documented nodes, from which every form is written.

The tree follows mdast, the syntax tree of Markdown (https://github.com/syntax-tree/mdast), with
`underline`, `superscript` and `subscript` added. What the tree has no node for keeps its text
and loses its markup, so nothing but the elements below can reach a client.
"""

import re
from collections.abc import Callable, Iterable
from functools import cached_property
from html import escape
from typing import Any
from urllib.parse import urlsplit

import lxml.html
from lxml.etree import ParserError, strip_elements, strip_tags
from markdownify import MarkdownConverter
from wagtail.documents import get_document_model

from api import visibility
from api.images import IMAGES, img_tag, rendition
from api.loading import Loader, ModelLoader, Session
from api.paths import LINKED_PAGES, page_url

Node = dict[str, Any]

DOCUMENTS = ModelLoader(get_document_model(), visibility.visible)

SAFE_SCHEMES = {"http", "https", "mailto", "tel", "sms"}
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
REFERENCE = re.compile(r"<(?:a|embed)\b[^<>]*>")
ATTRIBUTE = re.compile(r'\b(linktype|embedtype|id)="([^"]*)"')
LOADERS: dict[str, Loader] = {"page": LINKED_PAGES, "document": DOCUMENTS, "image": IMAGES}

#: Elements that become a node of their own: (type, further fields).
ELEMENTS: dict[str, tuple[str, Node]] = {
    "p": ("paragraph", {}),
    "ul": ("list", {"ordered": False}),
    "ol": ("list", {"ordered": True}),
    "li": ("listItem", {}),
    "blockquote": ("blockquote", {}),
    "b": ("strong", {}),
    "strong": ("strong", {}),
    "i": ("emphasis", {}),
    "em": ("emphasis", {}),
    "s": ("delete", {}),
    "del": ("delete", {}),
    "u": ("underline", {}),
    "sup": ("superscript", {}),
    "sub": ("subscript", {}),
    "code": ("inlineCode", {}),
    "br": ("break", {}),
    "hr": ("thematicBreak", {}),
    **{f"h{depth}": ("heading", {"depth": depth}) for depth in range(1, 7)},
}
DROPPED = {"script", "style", "template", "iframe", "object", "noscript", "textarea", "title"}
TAGS = {
    "paragraph": "p",
    "listItem": "li",
    "blockquote": "blockquote",
    "strong": "strong",
    "emphasis": "em",
    "delete": "s",
    "underline": "u",
    "superscript": "sup",
    "subscript": "sub",
    "inlineCode": "code",
}
#: What would end an address in Markdown, percent-encoded.
ADDRESS_MARKS = {ord(mark): f"%{ord(mark):02X}" for mark in " \t\n\r<>()\\"}
#: How deep elements may stand in each other; below, only their words are kept.
MAX_DEPTH = 50
BLOCKS = {"paragraph", "heading", "list", "listItem", "blockquote", "thematicBreak"}
LINE_ENDS = BLOCKS | {"break"}


def expect_references(raw: str, session: Session) -> None:
    """Expect the pages, documents and pictures that a stored rich text refers to."""
    if "<a" not in raw and "<embed" not in raw:
        return
    for tag in REFERENCE.findall(raw):
        found = dict(ATTRIBUTE.findall(tag))
        loader = LOADERS.get(found.get("linktype") or found.get("embedtype") or "")
        if loader and (key := _key(found.get("id", ""))) is not None:
            session.expect(loader, (key,))


def _key(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None


class RichTextValue:
    """A stored rich text, read for one session."""

    def __init__(self, raw: str, session: Session) -> None:
        self.raw = raw
        self.session = session

    @cached_property
    def tree(self) -> list[Node]:
        """The nodes, with links resolved and everything unknown reduced to its text."""
        return _parse(self.raw, self.session)

    @cached_property
    def ast(self) -> Node:
        """The tree as JSON, under one root."""
        return {"type": "root", "children": [_as_json(node) for node in self.tree]}

    @cached_property
    def html(self) -> str:
        """HTML of the elements named in this module and no others."""
        return _html(self.tree, self.session)

    @cached_property
    def plain_text(self) -> str:
        """The words, with an empty line between blocks and one line for each list item."""
        return plain_text(self.tree)

    @cached_property
    def markdown(self) -> str:
        """CommonMark."""
        if not self.raw:
            return ""
        written: str = Markdown(heading_style="ATX", bullets="-", escape_misc=True).convert(
            self.html
        )
        return re.sub(r"\n{3,}", "\n\n", written).strip()


class Markdown(MarkdownConverter):
    """Writes CommonMark in which no word or address is taken for markup."""

    def convert_a(self, el: Any, text: str, parent_tags: set[str]) -> str:
        """Return a link."""
        el["href"] = el["href"].translate(ADDRESS_MARKS)
        written: str = super().convert_a(el, text, parent_tags)  # type: ignore[misc]
        return written

    def convert_img(self, el: Any, text: str, parent_tags: set[str]) -> str:
        """Return a picture."""
        el["src"] = el["src"].translate(ADDRESS_MARKS)
        el["alt"] = self.escape(el["alt"], parent_tags)  # type: ignore[attr-defined]
        written: str = super().convert_img(el, text, parent_tags)  # type: ignore[misc]
        return written


def html_to_text(html: str, session: Session) -> str:
    """Return the words of any HTML, laid out as `RichTextValue.plain_text` does."""
    return plain_text(_parse(html, session))


def _as_json(node: Node) -> Node:
    public = {key: value for key, value in node.items() if key not in ("image", "children")}
    if "children" in node:
        public["children"] = [_as_json(child) for child in node["children"]]
    return public


def safe_url(url: str) -> str:
    """Return a URL that may be linked to, or an empty text."""
    url = CONTROL.sub("", url).strip()
    try:
        scheme = urlsplit(url).scheme.lower()
    except ValueError:
        return ""
    return url if not scheme or scheme in SAFE_SCHEMES else ""


def _parse(raw: str, session: Session) -> list[Node]:
    text = CONTROL.sub("", raw)
    if not text.strip():
        return []
    try:
        root = lxml.html.fragment_fromstring(text, create_parent="div")
    except ParserError:
        return []
    _flatten(root)
    return _children(root, session)


def _flatten(root: Any) -> None:
    level = [root]
    for _depth in range(MAX_DEPTH):
        level = [child for element in level for child in element]
    for element in level:
        strip_elements(element, *DROPPED, with_tail=False)
        strip_tags(element, "*")


def _children(element: Any, session: Session) -> list[Node]:
    nodes: list[Node] = []
    _add_text(nodes, element.text)
    for child in element:
        if isinstance(child.tag, str) and child.tag not in DROPPED:
            nodes.extend(_nodes(child, session))
        _add_text(nodes, child.tail)
    return _without_layout(nodes)


def _add_text(nodes: list[Node], text: str | None) -> None:
    if text and (clean := CONTROL.sub("", text)):
        nodes.append({"type": "text", "value": clean})


def _without_layout(nodes: list[Node]) -> list[Node]:
    """Drop line ends that only set blocks apart in the source; between words they are spaces."""
    ends: list[Node] = [{"type": "paragraph"}]
    around = zip(ends + nodes, nodes, nodes[1:] + ends, strict=False)
    return [
        node
        for before, node, after in around
        if node["type"] != "text"
        or node["value"].strip()
        or "\n" not in node["value"]
        or not LINE_ENDS.intersection((before["type"], after["type"]))
    ]


def _nodes(element: Any, session: Session) -> list[Node]:
    special: dict[str, Callable[[Any, Session], list[Node]]] = {
        "a": _link,
        "embed": _embed,
        "img": _img,
    }
    if element.tag in special:
        return special[element.tag](element, session)
    if element.tag not in ELEMENTS:
        inner = _children(element, session)
        if element.tag in ("td", "th") and element.getprevious() is not None:
            return [{"type": "text", "value": " "}, *inner]
        wraps_inline = inner and not any(node["type"] in BLOCKS for node in inner)
        is_block = element.tag in (
            "div",
            "section",
            "figure",
            "figcaption",
            "aside",
            "tr",
            "address",
            "summary",
            "details",
            "caption",
            "nav",
            "dd",
            "dt",
        )
        return [{"type": "paragraph", "children": inner}] if wraps_inline and is_block else inner
    kind, fields = ELEMENTS[element.tag]
    if kind in ("break", "thematicBreak"):
        return [{"type": kind}]
    return [{"type": kind, **fields, "children": _children(element, session)}]


def _link(element: Any, session: Session) -> list[Node]:
    children = _children(element, session)
    url = _target(element, session)
    return [{"type": "link", "url": url, "children": children}] if url else children


def _target(element: Any, session: Session) -> str:
    kind = element.get("linktype")
    if not kind:
        return safe_url(element.get("href", ""))
    key = _key(element.get("id", ""))
    target = session.load(LOADERS[kind], key) if kind in LOADERS and key is not None else None
    if target is None:
        return ""
    if kind == "page":
        return page_url(target, session)
    return f"{session.base_url}{target.url}" if kind == "document" else ""


def _embed(element: Any, session: Session) -> list[Node]:
    if element.get("embedtype") == "media":
        url = safe_url(element.get("url", ""))
        text: Node = {"type": "text", "value": url}
        link: Node = {"type": "link", "url": url, "children": [text]}
        return [{"type": "paragraph", "children": [link]}] if url else []
    key = _key(element.get("id", "")) if element.get("embedtype") == "image" else None
    image = session.load(IMAGES, key) if key is not None else None
    if image is None:
        return []
    url = rendition(image, session, 1280).url
    return [{"type": "image", "url": url, "alt": element.get("alt", ""), "image": image}]


def _img(element: Any, session: Session) -> list[Node]:
    url = safe_url(element.get("src", ""))
    return [{"type": "image", "url": url, "alt": element.get("alt", "")}] if url else []


def _html(nodes: Iterable[Node], session: Session) -> str:
    return "".join(_element(node, session) for node in nodes)


def _element(node: Node, session: Session) -> str:
    kind = node["type"]
    if kind == "text":
        return escape(node["value"], quote=False)
    if kind in ("break", "thematicBreak"):
        return "<br>" if kind == "break" else "<hr>"
    if kind == "image":
        if "image" in node:
            return img_tag(node["image"], session, node["alt"])
        return f'<img src="{escape(node["url"])}" alt="{escape(node["alt"])}" loading="lazy">'
    inner = _html(node["children"], session)
    if kind == "link":
        return f'<a href="{escape(node["url"])}">{inner}</a>'
    tag = TAGS.get(kind) or (
        f"h{node['depth']}" if kind == "heading" else "ol" if node["ordered"] else "ul"
    )
    return f"<{tag}>{inner}</{tag}>"


def plain_text(nodes: Iterable[Node]) -> str:
    """Return the words of nodes."""
    lines: list[str] = [""]
    _write_text(nodes, lines)
    text = "\n".join(re.sub(r"[^\S\n]+", " ", line).strip() for line in lines)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _write_text(nodes: Iterable[Node], lines: list[str]) -> None:
    for node in nodes:
        kind = node["type"]
        if kind == "text":
            lines[-1] += node["value"].replace("\n", " ")
        elif kind == "break":
            lines.append("")
        elif kind == "image":
            lines[-1] += node["alt"]
        elif kind in BLOCKS:
            lines.extend([""] if kind == "listItem" else ["", ""])
            _write_text(node.get("children", ()), lines)
            lines.extend([""] if kind == "listItem" else ["", ""])
        else:
            _write_text(node["children"], lines)
