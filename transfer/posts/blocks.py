"""HTML becomes blocks: each element by its own rule, and no word is lost where there is none."""

import re
from collections import Counter
from collections.abc import Callable
from html import escape
from typing import Any, Protocol

from django.utils.translation import gettext as _

from blog.embeds import EmbedProvider, is_web_address, recognise
from transfer.posts import elements
from transfer.posts.documents import Kind, Note, Picture, shorten
from transfer.posts.pieces import Made, Text
from transfer.posts.richtext import BREAK, FORMATS, UNUSUAL, RichText, paragraph, tidy
from transfer.posts.tables import read_table

#: The most letters that the fields of blocks hold.
HEADING, ATTRIBUTION, QUESTION, CAPTION, LABEL, TITLE = 160, 160, 250, 250, 60, 160
#: Inline elements without a meaning of their own in our texts.
PLAIN = {
    *("span", "font", "mark", "small", "big", "abbr", "acronym", "time", "bdo", "bdi", "data"),
    *("ruby", "rt", "rp", "rb", "wbr", "label", "nobr", "output"),
}
#: What sets blocks apart and says nothing else.
BOXES = {
    *("html", "body", "div", "section", "article", "main", "aside", "header", "footer", "center"),
    *("address", "hgroup", "p", "figcaption", "tbody", "dl", "dd", "li", "summary", "nav"),
}
HEADINGS = {f"h{depth}" for depth in range(1, 7)}
PLAYERS = {"iframe", "embed", "object", "video", "audio"}
#: Posts of other sites, which a script of theirs would show.
POSTS_OF_OTHERS = {"twitter-tweet", "instagram-media", "tiktok-embed"}
URL = re.compile(r"https?://[^\s<>]+")
PICTURE_FILE = re.compile(r"\.(?:avif|gif|jpe?g|png|webp|svg|bmp|tiff?)$", re.IGNORECASE)


class Places(Protocol):
    """Where the things are that a text refers to, by the addresses that it gives."""

    def picture(self, url: str) -> int | None:
        """Return the key of a picture of the library."""

    def described(self, url: str) -> Picture | None:
        """Return what the source says of a picture."""

    def document(self, url: str) -> int | None:
        """Return the key of a document of the library."""

    def page(self, url: str) -> int | None:
        """Return the key of a page."""

    def address(self, url: str) -> str:
        """Return the whole address, or nothing if it may not be linked to."""


class Body:
    """A body in the making: `pieces` in the order of the text, and `notes` on what was changed."""

    def __init__(self, places: Places, *, has_line_breaks: bool = False) -> None:
        self.places = places
        self.has_line_breaks = has_line_breaks
        self.pieces: list[Text | Made] = []
        self.notes: list[Note] = []
        self._text = RichText()
        self._noted: set[str] = set()
        self._rules: dict[str, Callable[[Any], None]] = {
            **dict.fromkeys(HEADINGS, self._heading),
            **dict.fromkeys(FORMATS, self._format),
            **dict.fromkeys(PLAIN, self._walk),
            **dict.fromkeys(BOXES, self._box),
            **dict.fromkeys(PLAYERS, self._player),
            **dict.fromkeys(("ul", "ol", "menu"), self._list),
            "a": self._link,
            "q": self._quotation,
            "br": lambda element: self._text.add_break(),
            "hr": self._line,
            "img": self._image,
            "figure": self._figure,
            "picture": self._walk,
            "blockquote": self._quote,
            "table": self._table,
            "dt": self._term,
            "details": self._details,
            "pre": self._pre,
            "noscript": self._noscript,
        }

    def add(self, root: Any) -> "Body":
        """Add an element with all that is in it."""
        self._box(root)
        return self

    def note(self, kind: Kind, text: str, words: str = "", *, once: str = "") -> None:
        """Add a note; of those with the same `once`, only the first."""
        if once and once in self._noted:
            return
        self._noted.add(once)
        self.notes.append(Note(kind, text, shorten(words)))

    # The walk.

    def _walk(self, element: Any) -> None:
        self._words(element.text)
        for child in element:
            if elements.is_element(child):
                self._element(child)
            self._words(child.tail)

    def _element(self, element: Any) -> None:
        if element.tag in elements.UNSEEN:
            if element.tag in ("script", "style", "template"):
                what = _("<%(tag)s> is not for readers. It was left out.") % {"tag": element.tag}
                self.note(Kind.REFUSED, what, elements.source(element))
            return
        rule = self._rules.get(element.tag)
        if rule is None:
            what = _("<%(tag)s> has no block. Its words were kept.") % {"tag": element.tag}
            self.note(Kind.KEPT, what, elements.source(element), once=f"<{element.tag}>")
            rule = self._box
        rule(element)

    def _words(self, text: str | None) -> None:
        if not text:
            return
        if not self.has_line_breaks:
            self._text.add(text)
            return
        for number, part in enumerate(re.split(r"\n[ \t\xa0]*\n\s*", text)):
            if number:
                self._end()
            for place, line in enumerate(part.split("\n")):
                if place:
                    self._text.add_break()
                self._text.add(line)

    def _end(self) -> None:
        """End the paragraph."""
        text = self._text.take()
        if not text:
            return
        if URL.fullmatch(text) and recognise(text).provider != EmbedProvider.OTHER:
            self.pieces.append(Made("embed", {"url": text, "caption": ""}))
        else:
            self.pieces.append(Text(f"<p>{text}</p>"))

    def _make(self, kind: str, value: Any) -> None:
        self._end()
        self.pieces.append(Made(kind, value))

    def _inside(self, element: Any) -> list[Text | Made]:
        """Return the pieces of an element by itself; its notes are ours."""
        inner = Body(self.places, has_line_breaks=self.has_line_breaks)
        inner._noted = self._noted
        if element.tag in ("blockquote", "details"):
            inner.add(element)
        else:
            inner._element(element)
            inner._end()
        self.notes += inner.notes
        return inner.pieces

    def _box(self, element: Any) -> None:
        kinds = elements.classes(element)
        self._end()
        if "wp-block-file" in kinds and self._file(element):
            return
        if "wp-block-embed__wrapper" in kinds and self._embed(elements.words(element), ""):
            return
        if "wp-block-columns" in kinds:
            what = _("Columns stand one below the other now.")
            self.note(Kind.CHANGED, what, once="columns")
        self._walk(element)
        self._end()

    # Running text.

    def _format(self, element: Any) -> None:
        tag = FORMATS[element.tag]
        if tag in UNUSUAL:
            what = _("Readers see <%(tag)s>, but the editor's buttons do not offer it.")
            self.note(Kind.KEPT, what % {"tag": tag}, elements.words(element), once=f"<{tag}>")
        self._text.open(tag)
        self._walk(element)
        self._text.close()

    def _quotation(self, element: Any) -> None:
        self._text.add("“")
        self._walk(element)
        self._text.add("”")

    def _link(self, element: Any) -> None:
        if "wp-block-button__link" in elements.classes(element) and self._button(element):
            return
        href = (element.get("href") or "").strip()
        attributes = "" if self._text.is_inside("a") else self._target(href)
        if not attributes:
            self._walk(element)
            return
        pictures = [one for one in elements.seen(element) if one.tag == "img"]
        if pictures and not elements.words(element) and not PICTURE_FILE.search(href):
            what = _("A picture was a link. Pictures carry no links here.")
            self.note(Kind.CHANGED, what, href)
        self._text.open("a", attributes)
        self._walk(element)
        self._text.close()

    def _target(self, href: str) -> str:
        if not href:
            return ""
        if (page := self.places.page(href)) is not None:
            return f' linktype="page" id="{page}"'
        if (document := self.places.document(href)) is not None:
            return f' linktype="document" id="{document}"'
        if address := self.places.address(href):
            return f' href="{escape(address)}"'
        self.note(Kind.REFUSED, _("A link leads nowhere safe. Its words were kept."), href)
        return ""

    def _pre(self, element: Any) -> None:
        self._end()
        what = _("Text in fixed columns became a paragraph with lines.")
        self.note(Kind.CHANGED, what, elements.words(element), once="pre")
        before, self.has_line_breaks = self.has_line_breaks, False
        text = RichText()
        for number, line in enumerate("".join(_texts(element)).strip("\n").split("\n")):
            if number:
                text.add_break()
            bare = line.lstrip(" \t")
            text.add("\xa0" * (len(line) - len(bare)) + bare)
        self.has_line_breaks = before
        if html := text.take():
            self.pieces.append(Text(f"<p>{html}</p>"))
        for picture in elements.seen(element):
            if picture.tag == "img":
                self._image(picture)

    def _noscript(self, element: Any) -> None:
        """Keep it, but for the copies of pictures that are there to be loaded later."""
        if elements.words(element):
            self._box(element)
            return
        for picture in elements.seen(element):
            if picture.tag == "img" and picture.get("src") not in self._noted:
                self._image(picture)

    def _line(self, element: Any) -> None:
        self._end()
        self.note(Kind.CHANGED, _("Dividing lines were left out."), once="<hr>")

    def _term(self, element: Any) -> None:
        self._end()
        self._text.open("b")
        self._walk(element)
        self._end()
        self._text.close()

    # Headings, lists, quotes, tables.

    def _heading(self, element: Any) -> None:
        self._end()
        text = " ".join(elements.words(element).split("\n"))
        if len(text) > HEADING:
            self.note(Kind.CHANGED, _("A heading was too long. It became bold text."), text)
            self._term(element)
            return
        for inner in elements.seen(element):
            if inner.tag == "img":
                self._image(inner)
            elif inner.tag == "a" and inner.get("href"):
                self.note(
                    Kind.CHANGED,
                    _("A heading was a link. Headings carry no links here."),
                    f"{text} {inner.get('href')}",
                )
        if text:
            self._make("heading", {"text": text, "level": element.tag})

    def _list(self, element: Any) -> None:
        self._end()
        if "blocks-gallery-grid" in elements.classes(element):
            self._gallery(element, "")
            return
        rest: list[Text | Made] = []
        if html := self._list_html(element, rest):
            self.pieces.append(Text(html))
        self.pieces += rest

    def _list_html(self, element: Any, rest: list[Text | Made]) -> str:
        """Return a list as the editor stores it; what no list can hold goes to `rest`."""
        items: list[str] = []
        loose = RichText()
        loose.add(element.text or "")
        for child in element:
            if not elements.is_element(child):
                pass
            elif child.tag in ("ul", "ol") and items:
                inner = self._list_html(child, rest)
                items[-1] = items[-1].removesuffix("</li>") + inner + "</li>"
            else:
                items += [f"<li>{item}</li>" for item in [self._item(child, rest)] if item]
            loose.add(child.tail or "")
        items += [f"<li>{text}</li>" for text in [loose.take()] if text]
        tag = "ol" if element.tag == "ol" else "ul"
        return f"<{tag}>{''.join(items)}</{tag}>" if items else ""

    def _item(self, element: Any, rest: list[Text | Made]) -> str:
        if element.tag in elements.UNSEEN:
            return ""
        lines, lists = [], []
        inner = self._inside(element)
        for piece in inner:
            html = piece.html if isinstance(piece, Text) else _as_text(piece)
            if html is None:
                rest.append(piece)
            elif html.startswith("<p>"):
                lines.append(html.removeprefix("<p>").removesuffix("</p>"))
            else:
                lists.append(html)
        return BREAK.join(lines) + "".join(lists)

    def _quote(self, element: Any) -> None:
        self._end()
        others = elements.classes(element) & POSTS_OF_OTHERS
        cites = [one for one in elements.seen(element) if one.tag in ("cite", "footer")]
        attribution = elements.words(cites[-1]).replace("\n", " ") if cites else ""
        is_last = attribution and elements.words(element).replace("\n", " ").endswith(attribution)
        if is_last and len(attribution) <= ATTRIBUTION:
            cites[-1].drop_tree()
        else:
            attribution = ""
        self._quote_of(self._inside(element), attribution)
        if others:
            self._post_of_another(element)

    def _quote_of(self, inner: list[Text | Made], attribution: str) -> None:
        texts = []
        rest = []
        for piece in inner:
            html = piece.html if isinstance(piece, Text) else _as_text(piece)
            if html is None:
                rest.append(piece)
                continue
            if "<a " in html:
                what = _("A link in a quote became plain text.")
                self.note(Kind.CHANGED, what, " ".join(re.findall(r'href="([^"]*)"', html)))
            texts.append(Text(html).words)
        if texts:
            words = "\n\n".join(texts)
            self.pieces.append(Made("quote", {"quote": words, "attribution": attribution}))
        elif attribution:
            self.pieces.append(Text(paragraph(attribution)))
        self.pieces += rest

    def _post_of_another(self, element: Any) -> None:
        permalink = element.get("data-instgrm-permalink") or element.get("cite") or ""
        links = [one.get("href") for one in element.iter("a") if one.get("href")]
        self._embed(permalink or (links[-1] if links else ""), "")

    def _table(self, element: Any, caption: str = "") -> None:
        self._end()
        table = read_table(element)
        if table.has_loose_words:
            self._walk(element)
            self._end()
            return
        caption = " ".join(part for part in (table.caption, caption) if part)
        if table.links:
            what = _("Links in a table became plain text.")
            self.note(Kind.CHANGED, what, " ".join(table.links))
        if table.rows:
            fits = len(caption) <= 200
            value = {"caption": caption if fits else "", "table": table.value}
            self.pieces.append(Made("table", value))
            caption = "" if fits else caption
        if caption:
            self.pieces.append(Text(paragraph(caption)))
        for picture in table.pictures:
            self._image(picture)

    def _details(self, element: Any) -> None:
        self._end()
        summary = next((one for one in element if one.tag == "summary"), None)
        question = elements.words(summary).replace("\n", " ") if summary is not None else ""
        if summary is not None:
            summary.drop_tree()
        inner = self._inside(element)
        is_plain = all(isinstance(piece, Text) for piece in inner) and inner
        if not question or len(question) > QUESTION or not is_plain:
            if question:
                self.pieces.append(Text(f"<p><b>{escape(question, quote=False)}</b></p>"))
            self.pieces += inner
            return
        answer = "".join(piece.html for piece in inner if isinstance(piece, Text))
        item = {"question": question, "answer": answer}
        last = self.pieces[-1] if self.pieces else None
        if isinstance(last, Made) and last.kind == "faq":
            last.value["items"].append(item)
        else:
            self.pieces.append(Made("faq", {"title": "", "items": [item]}))
            what = _("Text that unfolds became questions and answers.")
            self.note(Kind.CHANGED, what, question, once="details")

    # Pictures, players, files, buttons.

    def _image(self, element: Any, caption: str = "") -> None:
        if (value := self._picture(element, caption)) is not None:
            self._make("image", value)
            if len(caption) > CAPTION:
                self.pieces.append(Text(paragraph(caption)))

    def _picture(self, element: Any, caption: str) -> dict[str, Any] | None:
        """Return the value of a block; a picture that is not at hand stays as a link."""
        url = (element.get("data-src") or element.get("src") or "").strip()
        self._noted.add(url)
        said = self.places.described(url)
        alt = element.get("alt")
        alt = (alt if alt is not None else said.alt if said else "").strip()
        key = self.places.picture(url) if url else None
        if key is None:
            self._missing(url, alt, caption)
            return None
        if not alt:
            what = _("A picture has no description. It counts as decorative until it has one.")
            self.note(Kind.CHANGED, what, url)
        chosen = {"image": key, "decorative": not alt, "alt_text": alt}
        return {"image": chosen, "caption": caption if len(caption) <= CAPTION else ""}

    def _missing(self, url: str, alt: str, caption: str) -> None:
        self._end()
        address = self.places.address(url)
        shown = address.split("?")[0].rsplit("/", 1)[-1]
        label = escape(alt or shown or _("Picture"), quote=False)
        if address and not url.startswith("data:"):
            self.pieces.append(Text(f'<p><a href="{escape(address)}">{label}</a></p>'))
        elif alt:
            self.pieces.append(Text(paragraph(alt)))
        if caption:
            self.pieces.append(Text(paragraph(caption)))

    def _gallery(self, element: Any, title: str) -> None:
        values = []
        for picture in [one for one in elements.seen(element) if one.tag == "img"]:
            value = self._picture(picture, _caption_of(picture, element))
            values += [value] if value is not None else []
        if values:
            self._make("gallery", {"title": title, "images": values})

    def _figure(self, element: Any) -> None:
        self._end()
        pictures = [one for one in elements.seen(element) if one.tag == "img"]
        captions = [one for one in element if one.tag == "figcaption"]
        caption = " ".join(elements.words(one).replace("\n", " ") for one in captions)
        for one in captions:
            if any(link.get("href") for link in one.iter("a")):
                links = " ".join(link.get("href") or "" for link in one.iter("a"))
                self.note(Kind.CHANGED, _("A link in a caption became plain text."), links)
        tables = [one for one in elements.seen(element) if one.tag == "table"]
        players = [one for one in elements.seen(element) if one.tag in PLAYERS]
        kinds = elements.classes(element)
        if len(pictures) > 1 and not tables:
            self._captioned_gallery(element, caption)
        elif len(pictures) == 1 and not tables and not _words_without(element, "figcaption"):
            self._image(pictures[0], caption)
            if _is_link_elsewhere(pictures[0]):
                what = _("A picture was a link. Pictures carry no links here.")
                self.note(Kind.CHANGED, what, pictures[0].getparent().get("href"))
        elif len(tables) == 1 and not _words_beside(element, tables[0]):
            self._table(tables[0], caption)
        elif players and not _words_without(element, "figcaption"):
            self._player(players[0], caption)
        elif "wp-block-embed" in kinds and self._embed(
            _words_without(element, "figcaption"), caption
        ):
            pass
        else:
            self._box(element)

    def _captioned_gallery(self, element: Any, caption: str) -> None:
        texts = _words_without(element, "figcaption")
        is_title = caption and len(caption) <= 120
        self._gallery(element, caption if is_title else "")
        if caption and not is_title:
            self.pieces.append(Text(paragraph(caption)))
        if texts:
            self.pieces.append(Text(paragraph(texts)))

    def _player(self, element: Any, caption: str = "") -> None:
        sources = [element, *element.iter("source"), *element.iter("embed")]
        found = [
            url for one in sources for url in (one.get("src"), one.get("data")) if url is not None
        ]
        words = _words_without(element, "source")
        if element.tag in ("audio", "video"):
            what = _("Sounds and videos are not imported. A link leads to the old place.")
            self.note(Kind.MISSING, what, " ".join(found[:1]))
        if not any(self._embed(url, caption) for url in found[:1]):
            what = _("A player was not understood. Its words were kept.")
            self.note(Kind.KEPT, what, elements.source(element))
            if caption:
                self.pieces.append(Text(paragraph(caption)))
        if words and element.tag != "iframe":
            self.pieces.append(Text(paragraph(words)))
        for picture in elements.seen(element):
            if picture.tag == "img":
                self._image(picture)

    def _embed(self, url: str, caption: str) -> bool:
        address = self.places.address(url.strip())
        if not is_web_address(address) or len(address) > 2000:
            return False
        fits = len(caption) <= CAPTION
        self._make("embed", {"url": address, "caption": caption if fits else ""})
        if not fits:
            self.pieces.append(Text(paragraph(caption)))
        return True

    def _file(self, element: Any) -> bool:
        links = [one for one in element.iter("a") if one.get("href") and elements.words(one)]
        document = self.places.document(links[0].get("href")) if links else None
        if document is None:
            return False
        names = [elements.words(one).replace("\n", " ") for one in links]
        title = names[0] if len(names) == 1 else f"{names[0]} ({', '.join(names[1:])})"
        if len(title) > TITLE or len("".join(names)) < len(elements.words(element)) - 2 * len(
            names
        ):
            return False
        self._make("document", {"title": title, "document": document})
        return True

    def _button(self, element: Any) -> bool:
        label = elements.words(element).replace("\n", " ")
        href = (element.get("href") or "").strip()
        page = self.places.page(href) if href else None
        address = self.places.address(href)
        value = {"label": label, "page": page, "url": "", "phone": "", "email": ""}
        if page is None:
            if address.startswith("mailto:"):
                value["email"] = address.removeprefix("mailto:").split("?")[0]
            elif address.startswith("tel:"):
                value["phone"] = address.removeprefix("tel:")
            elif is_web_address(address):
                value["url"] = address
            else:
                return False
        if not label or len(label) > LABEL:
            return False
        self._make("call_to_action", value)
        return True


def _as_text(piece: Made) -> str | None:
    """Return a block as running text where it cannot stand by itself, or None for a thing."""
    if piece.kind == "heading":
        return f"<p><b>{escape(piece.value['text'], quote=False)}</b></p>"
    if piece.kind == "quote":
        lines = [piece.value["quote"].replace("\n\n", "\n"), piece.value["attribution"]]
        text = "\n".join(line for line in lines if line)
        return f"<p>{tidy(escape(text, quote=False).replace(chr(10), BREAK))}</p>"
    return None


def _texts(element: Any) -> list[str]:
    texts = [element.text or ""]
    for child in element:
        if elements.is_element(child) and child.tag not in elements.UNSEEN:
            texts += ["\n"] if child.tag == "br" else []
            texts += _texts(child)
        texts.append(child.tail or "")
    return texts


def _is_link_elsewhere(picture: Any) -> bool:
    parent = picture.getparent()
    href = parent.get("href") if parent is not None and parent.tag == "a" else None
    return bool(href and not PICTURE_FILE.search(href))


def _caption_of(picture: Any, gallery: Any) -> str:
    parent = picture.getparent()
    while parent is not None and parent is not gallery:
        captions = [one for one in parent if one.tag == "figcaption"]
        if captions:
            return " ".join(elements.words(one).replace("\n", " ") for one in captions)
        parent = parent.getparent()
    return ""


def _words_without(element: Any, tag: str) -> str:
    """Return the words inside an element, but for those inside elements of one kind."""
    pieces = [element.text or ""]
    for child in element:
        if elements.is_element(child) and child.tag not in {tag, *elements.UNSEEN}:
            pieces.append(_words_without(child, tag))
        pieces.append(child.tail or "")
    return " ".join(" ".join(pieces).split())


def _words_beside(element: Any, inner: Any) -> bool:
    outside = _words_without(element, "figcaption")
    return len("".join(outside.split())) > len("".join(_words_without(inner, "figcaption").split()))


def convert(html: str, places: Places, *, has_line_breaks: bool = False) -> Body:
    """Return the body that HTML becomes.

    Should a rule ever lose a letter, the whole text is kept as paragraphs, and a note says so.
    """
    body = Body(places, has_line_breaks=has_line_breaks)
    body.add(elements.parse(html))
    root = elements.parse(html)
    if Counter(_letters(elements.words(root))) - Counter(_letters_of(body.pieces)):
        what = _("This text was too unusual for blocks. Its words were kept as paragraphs.")
        body.note(Kind.KEPT, what, elements.words(root))
        body.pieces = [Text(paragraph(line)) for line in elements.words(root).split("\n") if line]
    return body


def _letters(text: str) -> str:
    return "".join(text.split())


def _letters_of(pieces: list[Text | Made]) -> str:
    return "".join(
        _letters(piece.words) if isinstance(piece, Text) else _letters(_said(piece.value))
        for piece in pieces
    )


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return "".join(map(_said, value.values()))
    if isinstance(value, list):
        return "".join(map(_said, value))
    if not isinstance(value, str):
        return ""
    return Text(value).words if value.startswith(("<p>", "<ul>", "<ol>")) else value
