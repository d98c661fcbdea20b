"""WordPress's own markup, written out as HTML: block comments and shortcodes."""

import json
import re
from collections.abc import Callable, Iterator
from html import escape
from typing import Any

from django.utils.translation import gettext as _

from transfer.posts.addresses import plain
from transfer.posts.documents import Document, Kind, Picture, shorten

#: The comment that begins or ends a block, with its attributes.
BLOCK = re.compile(
    r"<!--\s+(?P<end>/)?wp:(?P<name>[a-z][a-z0-9_-]*(?:/[a-z][a-z0-9_-]*)?)\s+"
    r"(?:(?P<attributes>\{.*?\})\s+)?(?P<empty>/)?-->",
    re.DOTALL,
)
SHORTCODE = re.compile(
    r"(?P<before>\[?)\[(?P<name>[a-zA-Z][\w-]*)(?P<attributes>(?:\s[^\[\]]*?)?)(?P<empty>\s*/)?\]"
    r"(?:(?P<content>(?:(?!\[(?P=name)\b).)*?)\[/(?P=name)\])?(?P<after>\]?)",
    re.DOTALL,
)
ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s'"]+))""")
CAPTIONED = re.compile(r"\s*((?:<a\s[^>]+>\s*)?<img\s[^>]+>(?:\s*</a>)?)(.*)", re.DOTALL)
ELEMENT = re.compile(r"\s*<(?P<tag>\w+)[^>]*>(?P<inside>.*)</(?P=tag)>\s*", re.DOTALL)
MORE = re.compile(r"<!--more.*?-->")
PAGES = re.compile(r"<!--nextpage-->")
#: Blocks that show other content of the site; there is nothing of the author's in them.
SILENT = {"spacer", "separator", "more", "nextpage"}
#: A web address on a line of its own, or in the paragraph that an editor made of the line.
ADDRESS = re.compile(
    r"(?P<before>^[ \t]*(?:<p>[ \t]*)?)(?P<url>https?://[^\s<>\"]+)"
    r"(?P<after>[ \t]*(?:</p>[ \t]*)?$)",
    re.MULTILINE,
)
#: How deep reused blocks may stand in each other.
MOST_REUSED = 3
#: How many characters one post, and all posts of an export, may gain from reused blocks.
REUSED_BY_POST, REUSED_BY_ALL = 1_000_000, 100_000_000


class Markup:
    """The markup of one site: what it reuses, and the pictures that it numbers."""

    def __init__(self) -> None:
        self.reusable: dict[str, str] = {}
        self.attachments: dict[str, Picture] = {}
        self.children: dict[str, list[str]] = {}
        self._reused_by_all = 0
        self._reused_by_post = 0

    def write_out(self, document: Document, post_id: str, footnotes: str = "") -> None:
        """Turn the markup of a document into plain HTML; what is not understood is noted."""
        html = document.html
        self._reused_by_post = 0
        document.has_line_breaks = BLOCK.search(html) is None
        if PAGES.search(html):
            document.note(Kind.CHANGED, _("The post had several pages. They are one now."))
        html = PAGES.sub("\n\n", MORE.sub("\n\n", html))
        html = self._without_comments(html, document, footnotes, 0)
        html = self._without_shortcodes(html, document, post_id)
        document.html = ADDRESS.sub(_escaped_address, html)

    # Blocks.

    def _without_comments(self, html: str, document: Document, footnotes: str, depth: int) -> str:
        pieces, place, level = [], 0, 0
        for found in BLOCK.finditer(html):
            between = html[place : found.start()]
            pieces.append(between if level else _loose(between, document.has_line_breaks))
            place = found.end()
            if found["end"]:
                level = max(0, level - 1)
            elif found["empty"]:
                pieces.append(self._empty_block(found, document, footnotes, depth))
            else:
                level += 1
                self._note_block(found, document, html)
        rest = html[place:]
        pieces.append(rest if level else _loose(rest, document.has_line_breaks))
        return "".join(pieces)

    def _note_block(self, found: re.Match[str], document: Document, html: str) -> None:
        name = found["name"].removeprefix("core/")
        if "/" in name or name == "html":
            words = shorten(html[found.end() : found.end() + 400])
            text = _("The block “%(name)s” has no counterpart. Its words were kept.")
            document.note(Kind.KEPT, text % {"name": name}, words)

    def _empty_block(
        self, found: re.Match[str], document: Document, footnotes: str, depth: int
    ) -> str:
        name = found["name"].removeprefix("core/")
        attributes = _json(found["attributes"])
        if name == "block" and str(attributes.get("ref")) in self.reusable:
            reused = self.reusable[str(attributes["ref"])]
            reused = _overridden(reused, attributes.get("content"), document)
            if not self._may_reuse(reused, document, depth):
                return ""
            return self._without_comments(reused, document, footnotes, depth + 1)
        if name == "footnotes":
            return _footnotes(footnotes)
        if name in SILENT:
            return ""
        text = _("The block “%(name)s” is made by a program. Only its words were kept.")
        document.note(Kind.MISSING, text % {"name": name}, found["attributes"] or "")
        url = plain(str(attributes.get("url") or ""))
        if url:
            label = escape(str(attributes.get("label") or attributes.get("service") or url))
            return f'<p><a href="{escape(url)}">{label}</a></p>'
        return "".join(f"<p>{escape(words)}</p>" for words in _texts(attributes))

    def _may_reuse(self, reused: str, document: Document, depth: int) -> bool:
        """Tell whether a reused block still fits; one that does not is noted, once for a post."""
        if depth >= MOST_REUSED:
            text = _("Reused blocks stand in each other too deeply. The innermost were left out.")
        elif (
            self._reused_by_post + len(reused) > REUSED_BY_POST
            or self._reused_by_all + len(reused) > REUSED_BY_ALL
        ):
            text = _("Reused blocks unfold to more than anybody reads. The rest was left out.")
        else:
            self._reused_by_post += len(reused)
            self._reused_by_all += len(reused)
            return True
        if not any(note.text == text for note in document.notes):
            document.note(Kind.REFUSED, text, reused)
        return False

    # Shortcodes.

    def _without_shortcodes(self, html: str, document: Document, post_id: str) -> str:
        rules: dict[str, Callable[[dict[str, str], str], str | None]] = {
            "caption": self._caption,
            "wp_caption": self._caption,
            "embed": lambda given, inner: _embed(inner or given.get("src", "")),
            "audio": lambda given, inner: _player("audio", given, inner),
            "video": lambda given, inner: _player("video", given, inner),
            "gallery": lambda given, inner: self._gallery(given, post_id),
        }

        def replace(found: re.Match[str]) -> str:
            if found["before"] and found["after"]:
                return found[0][1:-1]
            rule = rules.get(found["name"].lower())
            given = _attributes(found["attributes"])
            made = rule(given, found["content"] or "") if rule else None
            if made is not None:
                return found["before"] + made + found["after"]
            if given or found["content"] is not None or rule:
                text = _("The shortcode “%(name)s” was not understood. It stays as it is.")
                document.note(Kind.KEPT, text % {"name": found["name"]}, found[0])
            if found["content"] is not None and "[" in found["content"]:
                begin, end = found.start("content") - found.start(), found.end("content")
                inner = SHORTCODE.sub(replace, found["content"])
                return found[0][:begin] + inner + found[0][end - found.start() :]
            return found[0]

        return SHORTCODE.sub(replace, html)

    def _caption(self, given: dict[str, str], inner: str) -> str | None:
        found = CAPTIONED.fullmatch(inner)
        if found is None:
            return None
        caption = " ".join((given.get("caption", "") + found[2]).split())
        return f"<figure>{found[1].strip()}<figcaption>{caption}</figcaption></figure>"

    def _gallery(self, given: dict[str, str], post_id: str) -> str | None:
        listed = given.get("ids") or given.get("include") or ""
        keys = [key.strip() for key in listed.split(",") if key.strip()]
        keys = keys or self.children.get(given.get("id", post_id), [])
        if not keys or any(key not in self.attachments for key in keys):
            return None
        figures = "".join(_figure(self.attachments[key]) for key in keys)
        return f'<figure class="wp-block-gallery">{figures}</figure>'


def _overridden(reused: str, content: Any, document: Document) -> str:
    """Return a reused block with what this post says otherwise, by the names of its parts.

    Words that have no part to stand in stand at its end.
    """
    for name, values in content.items() if isinstance(content, dict) else ():
        words = values.get("content") or values.get("text") if isinstance(values, dict) else None
        part = _part(reused, name) if isinstance(words, str) else None
        if part is not None:
            reused = f"{reused[: part[0]]}{words}{reused[part[1] :]}"
            continue
        rest = list(_texts(values))
        text = _("A part of a reused block is another one in this post. It stands at its end.")
        document.note(Kind.CHANGED, text, f"{name}: {' '.join(rest)}")
        reused += "".join(f"<p>{one}</p>" for one in rest)
    return reused


def _part(html: str, name: str) -> tuple[int, int] | None:
    """Return where the inside of the element stands that a block of this name consists of."""
    for begin in BLOCK.finditer(html):
        metadata = _json(begin["attributes"]).get("metadata")
        if begin["empty"] or not isinstance(metadata, dict) or metadata.get("name") != name:
            continue
        end = html.find("<!-- /wp:", begin.end())
        element = ELEMENT.fullmatch(html, begin.end(), end if end > 0 else len(html))
        return element.span("inside") if element else None
    return None


def _figure(picture: Picture) -> str:
    caption = f"<figcaption>{escape(picture.caption)}</figcaption>" if picture.caption else ""
    alt = escape(picture.alt)
    return f'<figure><img src="{escape(picture.url)}" alt="{alt}">{caption}</figure>'


def _embed(url: str) -> str | None:
    url = plain(url.strip())
    if not url.startswith("http") or set(url) & set("<> \n"):
        return None
    inner = f'<div class="wp-block-embed__wrapper">{escape(url)}</div>'
    return f'<figure class="wp-block-embed">{inner}</figure>'


def _player(tag: str, given: dict[str, str], inner: str) -> str | None:
    names = ("src", "mp4", "m4v", "webm", "ogv", "mp3", "m4a", "ogg", "wav", "flac")
    url = next((given[name] for name in names if given.get(name)), "")
    return f'<{tag} src="{escape(plain(url))}">{inner}</{tag}>' if url else None


def _escaped_address(found: re.Match[str]) -> str:
    """Return the line of an address so that no part of it is read as a letter: `&copy=1`."""
    return found["before"] + escape(plain(found["url"])) + found["after"]


def _loose(html: str, has_line_breaks: bool) -> str:
    """Return what stands outside of blocks with its paragraphs, which WordPress adds when shown."""
    if has_line_breaks or not html.strip() or "<p" in html:
        return html
    return "".join(f"<p>{part}</p>" for part in re.split(r"\n\s*\n", html) if part.strip())


def _footnotes(raw: str) -> str:
    notes = _json(f'{{"notes": {raw}}}' if raw else "").get("notes")
    texts = [
        str(note.get("content", ""))
        for note in (notes if isinstance(notes, list) else [])
        if isinstance(note, dict)
    ]
    return "<ol>" + "".join(f"<li>{text}</li>" for text in texts) + "</ol>" if texts else ""


def _json(text: str | None) -> dict[str, Any]:
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _texts(value: Any) -> Iterator[str]:
    """Return what may be somebody's words in the attributes of a block: at least two of them."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, str) and len(value.split()) > 1:
        yield value


def _attributes(text: str) -> dict[str, str]:
    return {name.lower(): a or b or c for name, a, b, c in ATTRIBUTE.findall(text)}
