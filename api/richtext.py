"""Rich text: parsed once into a tree of documented nodes, from which every form is written.

The tree follows mdast, the syntax tree of Markdown (https://github.com/syntax-tree/mdast), with
`underline`, `superscript` and `subscript` added. What the tree has no node for keeps its text
and loses its markup, so nothing but the elements below can reach a client.

HTML and plain text of what the editor stores are written without a tree, by `_scan`, which knows
the editor's spelling of these elements and leaves every other text to the tree.
"""

import re
from collections.abc import Callable, Iterable
from html import escape, unescape
from typing import Any

import lxml.html
from django.utils.functional import cached_property
from lxml.etree import ParserError, strip_elements, strip_tags
from markdownify import MarkdownConverter
from wagtail.documents import get_document_model

from api import visibility
from api.images import IMAGES, img_tag, rendition
from api.links import CONTROL, PLAIN_URL, safe_url
from api.loading import Loader, ModelLoader, Session
from api.paths import LINKED_PAGES, page_url

Node = dict[str, Any]

DOCUMENTS = ModelLoader(get_document_model(), visibility.visible)

#: A tag that refers to something; first the editor's spelling of links.
REFERENCE = re.compile(
    r'<(?:a linktype="(page|document)" id="([0-9]{1,18})">|(?:a|embed)\b([^<>]*)>)'
)
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
EMPTY = {"break": "<br>", "thematicBreak": "<hr>"}
#: What would end an address in Markdown, percent-encoded.
ADDRESS_MARKS = {ord(mark): f"%{ord(mark):02X}" for mark in " \t\n\r<>()\\"}
#: How deep elements may stand in each other; below, only their words are kept.
MAX_DEPTH = 50
#: Words parted by line ends and spaces, the only white space among them.
NARROW = re.compile(r"[!-~ \n\xa1-\u167f\u2010-\u2027\u2030-\u205e]*+")
BLOCKS = {"paragraph", "heading", "list", "listItem", "blockquote", "thematicBreak"}
LINE_ENDS = BLOCKS | {"break"}


def expect_references(raw: str, session: Session) -> None:
    """Expect the pages, documents and pictures that a stored rich text refers to."""
    if 'type="' not in raw:
        return
    for kind, written, attributes in REFERENCE.findall(raw):
        if kind:
            session.expect(LOADERS[kind], (int(written),))
        elif 'type="' in attributes:
            found = dict(ATTRIBUTE.findall(attributes))
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
        written = _scan(self.raw, self.session)
        return _html(self.tree, self.session) if written is None else written

    @cached_property
    def plain_text(self) -> str:
        """The words, with an empty line between blocks and one line for each list item."""
        written = _scan(self.raw, None)
        return plain_text(self.tree) if written is None else _tidy(unescape(written))

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


def _parse(raw: str, session: Session) -> list[Node]:
    text = CONTROL.sub("", raw)
    if not text.strip():
        return []
    try:
        parts = lxml.html.fragments_fromstring(text)
    except (ParserError, AssertionError, IndexError):
        # Nothing in it, or a whole document without a body.
        return []
    root = lxml.html.Element("div")
    if parts and isinstance(parts[0], str):
        # Character references may have made what lxml refuses to take back.
        root.text = CONTROL.sub("", parts.pop(0))
    root.extend(parts)
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
    return _address(kind, _key(element.get("id", "")), session)


def _address(kind: str, key: int | None, session: Session) -> str:
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
    if kind in EMPTY:
        return EMPTY[kind]
    if kind == "image":
        if "image" in node:
            return img_tag(node["image"], session, node["alt"])
        return f'<img src="{escape(node["url"])}" alt="{escape(node["alt"])}" loading="lazy">'
    inner = _html(node["children"], session)
    if kind == "link":
        return f'<a href="{escape(node["url"])}">{inner}</a>'
    tag = _tag(node)
    return f"<{tag}>{inner}</{tag}>"


def _tag(node: Node) -> str:
    kind = node["type"]
    return TAGS.get(kind) or (
        f"h{node['depth']}" if kind == "heading" else "ol" if node["ordered"] else "ul"
    )


def plain_text(nodes: Iterable[Node]) -> str:
    """Return the words of nodes."""
    lines: list[str] = [""]
    _write_text(nodes, lines)
    return _tidy("\n".join(lines))


def _tidy(text: str) -> str:
    lines = text.split("\n")
    if "  " in text or not NARROW.fullmatch(text):
        lines = [" ".join(line.split()) for line in lines]
    text = "\n".join([line.strip() for line in lines]).strip()
    return re.sub(r"\n{3,}", "\n\n", text) if "\n\n\n" in text else text


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


class _Content(dict[str, "_Element"]):
    """What may stand in an element: other elements, by their tags as the editor writes them."""

    def __init__(self, *, has_words: bool = True) -> None:
        self.has_words = has_words


#: The end tag (empty for an empty element), what is written for both tags, and what may stand
#: in between, words among it or not.
_Element = tuple[str, str, str, _Content, bool]

#: Bytes that neither part a text nor are dropped or replaced by the parser.
ORDINARY = bytes({*range(0x20, 0x7F), *range(0x80, 0x100)} - set(b"<>&"))
#: The characters of `CONTROL` beyond ASCII; in UTF-8 they begin with one of three bytes.
UNUSUAL = re.compile(r"[\x80-\x9f\ud800-\udfff\ufffe\uffff]")
#: An ampersand that is not the beginning of what the editor writes for a character.
AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|#x27);)")
QUOTE = re.compile("&(?:quot|#x27);")
#: A tag with attributes: a block with its key, or a link.
TAG = re.compile(
    r'(p|h[1-6]|li|blockquote) data-block-key="[A-Za-z0-9_-]*"'
    rf'|a href="(?:({PLAIN_URL.pattern})|([^"\n]*))"'
    r'|a linktype="(page|document)" id="([0-9]{1,18})"'
)
#: Beyond this length and depth the tree decides, which has bounds of its own.
SCANNED_LENGTH = 100_000
SCANNED_DEPTH = 20


def _grammar(write: Callable[[Node], tuple[str, str]]) -> _Content:
    """Return what the editor stores, given what is written around a node."""
    top, items = _Content(has_words=False), _Content(has_words=False)
    item, inline, linked = _Content(), _Content(), _Content()

    def allow(names: str, content: _Content, *parents: _Content) -> None:
        for name in names.split():
            kind, fields = ELEMENTS[name]
            before, after = write({"type": kind, **fields})
            for parent in parents:
                parent[name] = (f"/{name}", before, after, content, content.has_words)

    def allow_empty(name: str, *parents: _Content) -> None:
        written = "".join(write({"type": ELEMENTS[name][0]}))
        for parent in parents:
            parent[name] = parent[f"{name}/"] = ("", written, "", parent, parent.has_words)

    allow("p h1 h2 h3 h4 h5 h6 blockquote", inline, top)
    allow_empty("hr", top)
    allow("ul ol", items, top, item)
    allow("li", item, items)
    formats = "b strong i em s del u sup sub code"
    allow(formats, inline, inline, item)
    allow(formats, linked, linked)
    allow_empty("br", inline, item, linked)
    inline["a"] = item["a"] = ("/a", "", "", linked, True)
    return top


def _tags_around(node: Node) -> tuple[str, str]:
    if node["type"] in EMPTY:
        return EMPTY[node["type"]], ""
    tag = _tag(node)
    return f"<{tag}>", f"</{tag}>"


def _lines_around(node: Node) -> tuple[str, str]:
    kind = node["type"]
    if kind == "break":
        return "\n", ""
    lines = "" if kind not in BLOCKS else "\n" if kind == "listItem" else "\n\n"
    return lines, lines


AS_HTML = _grammar(_tags_around)
AS_TEXT = _grammar(_lines_around)


def _scan(raw: str, session: Session | None) -> str | None:
    """Return a text that is spelled as the editor spells it as HTML, else None.

    Without a session return its words, which `_tidy` lays out, with characters still escaped.
    """
    pieces = _pieces(raw)
    if pieces is None:
        return None
    tags, words = pieces[1::2], pieces[2::2]
    has_more = "\n" in raw or "&" in raw
    inside: _Element = ("<", "", "", AS_TEXT if session is None else AS_HTML, False)
    around: list[_Element] = []
    for place, tag in enumerate(tags):
        if tag == inside[0]:
            tags[place] = inside[2]
            inside = around.pop()
        else:
            element = inside[3].get(tag) or _with_attributes(tag, inside[3], session)
            if element is None or len(around) == SCANNED_DEPTH:
                return None
            tags[place] = element[1]
            if element[0]:
                around.append(inside)
                inside = element
        if has_more or not inside[4]:
            kept = _words(words[place], inside[4], session)
            if kept is None:
                return None
            words[place] = kept
    if around:
        return None
    pieces[0] = ""
    pieces[1::2], pieces[2::2] = tags, words
    return "".join(pieces)


def _pieces(raw: str) -> list[str] | None:
    """Return what stands between the marks of tags, or None if the parser would change a piece."""
    encoded = raw.encode("utf-8", "surrogatepass")
    marks = encoded.translate(None, ORDINARY)
    if marks != b"<>" * (len(marks) >> 1) and (
        marks.translate(None, b"&\n") != b"<>" * marks.count(b"<") or AMPERSAND.search(raw)
    ):
        return None
    if (b"\xc2" in encoded or b"\xed" in encoded or b"\xef" in encoded) and UNUSUAL.search(raw):
        return None
    pieces = raw.replace(">", "<").split("<")
    return None if pieces[0].strip() or len(raw) > SCANNED_LENGTH else pieces


def _words(words: str, may_stand: bool, session: Session | None) -> str | None:
    """Return what is written of words, or None if they are not as the editor writes them."""
    if "\n" in words and not words.strip():
        return None if may_stand else ""
    if words and (not may_stand or QUOTE.search(words)):
        return None
    return words.replace("\n", " ") if session is None else words


def _with_attributes(tag: str, content: _Content, session: Session | None) -> _Element | None:
    found = TAG.fullmatch(tag)
    if found is None:
        return None
    block, plain_url, url, kind, key = found.groups()
    element = content.get(block or "a")
    if block or element is None or session is None:
        return element
    if plain_url is None:
        target = _address(kind, int(key), session) if kind else safe_url(unescape(url))
        if not target:
            return element
        plain_url = escape(target)
    return ("/a", f'<a href="{plain_url}">', "</a>", element[3], True)
