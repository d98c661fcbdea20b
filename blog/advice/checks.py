"""What is looked at in a post. Each check yields findings; none stops anybody."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.images.blocks import ImageBlock

from blog.advice.readability import APOSTROPHE, WORD, sentences_of
from blog.advice.texts import Passage, Writing, anchor
from blog.models.advice import AdviceWord, WordKind

#: More words than this in one sentence are hard to hold in mind.
LONG_SENTENCE = 28
LONG_ALT_TEXT = 200
MAX_LONG_SENTENCES = 5
FILE_NAME = re.compile(
    r"\.(avif|gif|jpe?g|png|svg|webp)$|^(img|dsc|image)?[\s_-]*\d+$", re.IGNORECASE
)
ADDRESS = re.compile(r"^(https?://|www\.)\S+$", re.IGNORECASE)


@dataclass(frozen=True)
class Finding:
    """Something that could be better, and where."""

    message: str
    place: str
    anchor: str
    quote: str = ""


def headings(writing: Writing) -> Iterator[Finding]:
    """Find headings that skip a level, and sections without a text."""
    allowed = 2
    last: tuple[int, Finding] | None = None
    for block in writing.body:
        if block.block_type != "heading":
            last = None
            continue
        text, level = block.value["text"] or "", int((block.value["level"] or "h2")[1:])
        place, target = str(block.block.label), anchor(block.id)
        if last and level <= last[0]:
            yield last[1]
        if level > allowed:
            yield Finding(_("This heading skips a level."), place, target, text)
        allowed = level + 1
        last = level, Finding(_("There is no text below this heading."), place, target, text)
    if last:
        yield last[1]


def pictures(writing: Writing) -> Iterator[Finding]:
    """Find pictures that readers who do not see them get nothing from."""
    if writing.hero_image is not None and not writing.hero_image.description:
        message = _("The hero image has no description. Write one where the image is edited.")
        yield Finding(message, _("Hero image"), "#id_hero_image", writing.hero_image.title)
    for leaf in writing.leaves:
        if not isinstance(leaf.block, ImageBlock) or leaf.value.get("decorative"):
            continue
        if not leaf.value.get("image"):
            continue
        alt = (leaf.value.get("alt_text") or "").strip()
        if message := _about_alt_text(alt):
            yield Finding(message, leaf.place, anchor(leaf.block_id), alt)


def _about_alt_text(alt: str) -> str:
    if not alt:
        return _("Say what the picture shows, or mark it as decorative.")
    if FILE_NAME.search(alt):
        return _("This is the name of a file. Say what the picture shows.")
    if len(alt) > LONG_ALT_TEXT:
        return _("This description is long. A sentence or two will do; put the rest in the text.")
    return ""


def link_texts(writing: Writing, words: list[AdviceWord]) -> Iterator[Finding]:
    """Find links whose words do not say where they lead."""
    vague = [_pattern(word.phrase) for word in words if word.kind == WordKind.LINK_TEXT]
    for passage in writing.passages:
        for link in passage.soup.find_all("a"):
            text = " ".join(link.get_text().split())
            if not text:
                message = _("This link has no words.")
            elif ADDRESS.match(text):
                message = _("Say in words where the link leads instead of its address.")
            elif any(pattern.fullmatch(_plain(text)) for pattern in vague):
                message = _("Say where the link leads: its words are often read on their own.")
            else:
                continue
            yield Finding(message, passage.place, passage.anchor, text)


def wording(writing: Writing, words: list[AdviceWord]) -> Iterator[Finding]:
    """Find the phrases of the practice's own list."""
    looked_for = [
        (word, _pattern(word.phrase))
        for word in words
        if word.kind != WordKind.LINK_TEXT and (writing.is_sensitive or not word.only_sensitive)
    ]
    for passage in writing.passages:
        for paragraph in passage.paragraphs:
            for word, pattern in looked_for:
                for match in pattern.finditer(_plain(paragraph)):
                    quote = _around(paragraph, *match.span())
                    yield Finding(_about_word(word), passage.place, passage.anchor, quote)


def long_sentences(writing: Writing) -> Iterator[Finding]:
    """Find the longest sentences of those that are too long."""
    lengths = [
        (len(WORD.findall(sentence)), passage, sentence)
        for passage in writing.passages
        if passage.is_prose
        for paragraph in passage.paragraphs
        for sentence in sentences_of(paragraph)
    ]
    too_long = [entry for entry in lengths if entry[0] > LONG_SENTENCE]
    for length, passage, sentence in sorted(too_long, key=_length, reverse=True)[
        :MAX_LONG_SENTENCES
    ]:
        message = ngettext(
            "A sentence of %(count)d word.", "A sentence of %(count)d words.", length
        ) % {"count": length}
        yield Finding(message, passage.place, passage.anchor, _shorten(sentence))


def _length(entry: tuple[int, Passage, str]) -> int:
    return entry[0]


def _about_word(word: AdviceWord) -> str:
    why = {
        WordKind.ABSOLUTE: _("An absolute claim: nothing helps everybody, always."),
        WordKind.DIAGNOSING: _("This sounds like a diagnosis of the reader."),
        WordKind.HURTFUL: _("These words may hurt."),
    }
    return f"{why[WordKind(word.kind)]} {word.suggestion}".strip()


def _pattern(phrase: str) -> re.Pattern[str]:
    """Return what finds a phrase as whole words, in any case and over line breaks."""
    words = [re.escape(word).replace(r"\*", r"\w*") for word in _plain(phrase).split()]
    return re.compile(r"(?<!\w)" + r"\s+".join(words) + r"(?!\w)", re.IGNORECASE)


def _plain(text: str) -> str:
    """Return the text with one kind of apostrophe and of space; no letter moves."""
    return text.replace(APOSTROPHE, "'").replace("\N{NO-BREAK SPACE}", " ")


def _around(text: str, start: int, end: int) -> str:
    """Return a match with some of the words around it."""
    first, last = max(0, start - 40), min(len(text), end + 40)
    quote = text[first:last]
    if first:
        quote = "…" + quote.partition(" ")[2] if start > first + quote.find(" ") else "…" + quote
    if last < len(text):
        quote = quote.rpartition(" ")[0] + "…" if " " in text[end:last] else quote + "…"
    return quote


def _shorten(text: str) -> str:
    return text if len(text) <= 100 else text[:100].rpartition(" ")[0] + "…"
