"""A body in the making: the walk through the elements, each by its own rule."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from django.utils.translation import gettext as _

from blog.embeds import EmbedProvider, is_web_address, recognise
from transfer.posts import addresses, elements
from transfer.posts.blocks.ledger import Ledger
from transfer.posts.documents import Kind, Note, Picture, shorten
from transfer.posts.pieces import Made, Text
from transfer.posts.richtext import RichText, paragraph

#: The most letters that a caption holds.
CAPTION = 250
PLAYERS = {"iframe", "embed", "object", "video", "audio"}
HEADINGS = {f"h{depth}" for depth in range(1, 7)}
#: Elements whose rules arrange their words anew; a rule that would lose any is not used.
GUARDED = {
    *HEADINGS,
    *PLAYERS,
    *("blockquote", "details", "figure", "menu", "noscript", "ol", "pre", "table", "ul"),
}
#: What sets blocks apart and says nothing else.
BOXES = {
    *("html", "body", "div", "section", "article", "main", "aside", "header", "footer", "center"),
    *("address", "hgroup", "p", "figcaption", "tbody", "dl", "dd", "li", "summary", "nav"),
}
URL = re.compile(r"https?://[^\s<>]+")
EMPTY_LINE = re.compile(r"\n[ \t\xa0]*\n\s*")


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

    def __init__(
        self,
        places: Places,
        rules: "Mapping[str, Rule]",
        *,
        has_line_breaks: bool = False,
        ledger: Ledger | None = None,
    ) -> None:
        self.places = places
        self.rules = rules
        self.has_line_breaks = has_line_breaks
        self.ledger = ledger or Ledger()
        self.pieces: list[Text | Made] = []
        self.notes: list[Note] = []
        self.text = RichText()

    def add(self, root: Any) -> None:
        """Add an element with all that is in it."""
        self.box(root)
        self.rest(root)

    def inside(self, element: Any, *, only_inside: bool = False) -> list[Text | Made]:
        """Return the pieces of an element by itself, or of its inside; its notes are ours."""
        inner = Body(
            self.places, self.rules, has_line_breaks=self.has_line_breaks, ledger=self.ledger
        )
        if only_inside:
            inner.walk(element)
        else:
            inner.element(element)
        inner.end()
        self.notes += inner.notes
        return inner.pieces

    def note(self, kind: Kind, text: str, words: str = "", *, once: str = "") -> None:
        """Add a note; of those with the same `once`, only the first."""
        if once and once in self.ledger.noted:
            return
        self.ledger.noted[once] = None
        self.notes.append(Note(kind, text, shorten(words)))

    # The walk.

    def walk(self, element: Any) -> None:
        """Add the words of an element, and what is inside it."""
        self.words(element.text)
        for child in element:
            if elements.is_element(child):
                self.element(child)
            self.words(child.tail)

    def element(self, element: Any) -> None:
        """Add an element by its rule; one without a rule loses its tag and keeps its words."""
        if element in self.ledger.moved:
            return
        if element.tag in elements.UNSEEN:
            if element.tag in ("script", "style", "template"):
                what = _("<%(tag)s> is not for readers. It was left out.") % {"tag": element.tag}
                self.note(Kind.REFUSED, what, elements.source(element))
            return
        self._note_language(element)
        rule = self.rules.get(element.tag)
        if rule is None and element.tag not in BOXES:
            what = _("<%(tag)s> has no block. Its words were kept.") % {"tag": element.tag}
            self.note(Kind.KEPT, what, elements.source(element), once=f"<{element.tag}>")
        if rule is not None and element.tag in GUARDED:
            self._guarded(rule, element)
        else:
            (rule or Body.box)(self, element)

    def _guarded(self, rule: "Rule", element: Any) -> None:
        """Use a rule, unless words are lost by it: then its element is a mere box."""
        self.end()
        if element not in self.ledger.plain:
            words = elements.words(element, without=self.ledger.moved)
            mark, made, noted = self.ledger.mark(), len(self.pieces), len(self.notes)
            rule(self, element)
            self.end()
            if not self.ledger.lost(words, self.pieces[made:], mark):
                self.rest(element)
                return
            self.ledger.back(mark)
            del self.pieces[made:], self.notes[noted:]
            self.ledger.plain.add(element)
            what = _("<%(tag)s> was too unusual for its block. Its parts stand by themselves.")
            self.note(Kind.KEPT, what % {"tag": element.tag}, words)
        self.walk(element)
        self.end()
        self.rest(element)

    def box(self, element: Any) -> None:
        """Add what is inside an element as paragraphs of their own."""
        self.end()
        kinds = elements.classes(element)
        for name in sorted(kinds & self.rules.keys()):
            if name.startswith("wp-") and self.rules[name](self, element):
                return
        self.walk(element)
        self.end()

    def rest(self, element: Any) -> None:
        """Add the pictures and players inside an element that no rule has found."""
        for one in elements.seen(element):
            if (one.tag == "img" or one.tag in PLAYERS) and one not in self.ledger.done:
                self.rules[one.tag](self, one)

    def words(self, text: str | None) -> None:
        """Add words; where lines mean something, empty ones end the paragraph."""
        if not text:
            return
        if not self.has_line_breaks:
            self.text.add(text)
            return
        for number, part in enumerate(EMPTY_LINE.split(text)):
            if number:
                self.end()
            for place, line in enumerate(part.split("\n")):
                if place:
                    self.text.add_break()
                self.text.add(line)

    def say(self, words: str) -> None:
        """Add words of ours to the paragraph."""
        self.ledger.added.append(words)
        self.text.add(words)

    def end(self) -> None:
        """End the paragraph; one that is nothing but the address of a video shows it."""
        text = self.text.take()
        if not text:
            return
        url = addresses.plain(text) if URL.fullmatch(text) else ""
        if url and recognise(url).provider != EmbedProvider.OTHER:
            self.ledger.spoken.append(Text(text).words)
            self.pieces.append(Made("embed", {"url": url, "caption": ""}))
        else:
            self.pieces.append(Text(f"<p>{text}</p>"))

    def make(self, kind: str, value: Any) -> None:
        """Add a block."""
        self.end()
        self.pieces.append(Made(kind, value))

    def tell(self, words: str) -> None:
        """Add plain words as a paragraph, if there are any."""
        self.end()
        if words:
            self.pieces.append(Text(paragraph(words)))

    def embed(self, url: str, caption: str = "") -> bool:
        """Add what another site shows; tell whether the address is one of the web."""
        address = self.places.address(addresses.plain(url.strip()))
        if not is_web_address(address) or len(address) > 2000:
            return False
        fits = len(caption) <= CAPTION
        self.make("embed", {"url": address, "caption": caption if fits else ""})
        if not fits:
            self.tell(caption)
        return True

    def _note_language(self, element: Any) -> None:
        said = element.get("lang") or element.get("dir")
        if said and element.tag not in ("html", "body"):
            what = _("A passage says its language or its direction. Texts have no place for that.")
            self.note(Kind.MISSING, what, f"{said}: {elements.words(element)}", once="lang")


#: Adds an element to a body. Those for classes tell whether they could.
Rule = Callable[[Body, Any], Any]
