"""What a page will say: the fields of a post, made of a document."""

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from transfer.models import ImportedPost
from transfer.posts import names
from transfer.posts.blocks import convert
from transfer.posts.documents import Document, Kind, shorten
from transfer.posts.offers import find_offers
from transfer.posts.options import Options
from transfer.posts.pieces import Made, Offer, Text, decide, join_texts, level_headings, stored
from transfer.posts.places import PostPlaces
from transfer.posts.richtext import CONTROL, paragraph
from transfer.posts.topics import find_topics

INTRO, TITLE = 400, 255


@dataclass
class Content:
    """The fields of a page, and what they were made of. `topics` are what the text speaks of."""

    values: dict[str, Any]
    authors: list[Any]
    tags: list[str]
    topics: list[str]
    offers: list[dict[str, Any]]
    pictures: dict[str, int]
    is_early: bool
    digest: str = ""


def compose(
    document: Document,
    places: PostPlaces,
    people: names.Names,
    options: Options,
    record: ImportedPost | None,
) -> Content:
    """Return what a document says as the fields of a page; what it lacks is noted."""
    body = convert(document.html, places, has_line_breaks=document.has_line_breaks)
    document.notes += body.notes
    name = f"{document.system} {document.key}"
    offers = _Offers(document, options, record)
    pieces = find_offers(
        _with_leading_texts(document, body.pieces), name, document.title, people.contact
    )
    blocks, changed = level_headings(join_texts(decide(pieces, offers.accept)))
    if changed:
        text = _("Levels of headings changed, so that none is skipped.")
        document.note(Kind.CHANGED, text, shorten(" / ".join(changed)))
    values = {
        "title": CONTROL.sub("", document.title)[:TITLE],
        "intro": _intro(document, blocks),
        "body": json.dumps(stored(blocks, name)),
        "hero_image_id": places.picture(document.hero.url) if document.hero else None,
        "seo_title": document.seo_title[:TITLE],
        "search_description": document.description,
        "category": people.category(document),
    }
    content = Content(
        values=values,
        authors=people.authors(document),
        tags=names.tags(document),
        topics=_topics(document),
        offers=offers.said,
        pictures=places.pictures,
        is_early=places.is_early,
    )
    content.digest = _digest(document, content)
    return content


class _Offers:
    """The offers of a document, each decided as it was by a person."""

    def __init__(self, document: Document, options: Options, record: ImportedPost | None) -> None:
        self.document = document
        self.options = options
        self.accepted = set(record.accepted if record else ())
        self.declined = set(record.declined if record else ())
        self.said: list[dict[str, Any]] = []

    def accept(self, offer: Offer) -> bool:
        is_taken = self.options.accepts(offer, self.accepted, self.declined)
        said = {"key": offer.key, "kind": offer.kind, "label": offer.label, "taken": is_taken}
        self.said.append(said)
        if not is_taken:
            text = {
                "tips": _("This list could be a Tips block."),
                "contact": _("This paragraph could be a Contact block."),
            }
            self.document.note(Kind.OFFERED, text[offer.kind], offer.label)
        return is_taken


def _topics(document: Document) -> list[str]:
    """Return the sensitive topics of a document, and say which words speak of them."""
    labels = [name.name for name in document.categories]
    texts = (document.title, document.excerpt, document.html, *document.tags, *labels)
    found = find_topics(*texts)
    for topic, words in found.items():
        text = _("It may be about a sensitive topic, which was ticked: %(topic)s. Is it?")
        document.note(Kind.CHANGED, text % {"topic": topic.label}, words)
    return [str(topic) for topic in found]


def _with_leading_texts(document: Document, pieces: list[Text | Made]) -> list[Text | Made]:
    """Return the pieces below what is too long for a field of its own."""
    leading = []
    if not document.title:
        first = next((piece.words for piece in pieces if isinstance(piece, Text)), "")
        document.title = shorten(first, 80) or _("Untitled")
        document.note(Kind.MADE, _("There was no title."), document.title)
    if len(document.title) > TITLE:
        leading.append(Text(paragraph(document.title)))
        document.note(Kind.CHANGED, _("The title was too long. It was cut."), document.title)
    if len(document.excerpt) > INTRO:
        leading.append(Text(paragraph(document.excerpt)))
        text = _("The excerpt was too long. All of it is the first paragraph.")
        document.note(Kind.CHANGED, text, document.excerpt)
    return [*leading, *pieces]


def _intro(document: Document, blocks: list[Made]) -> str:
    given = document.excerpt or document.description
    if not given:
        first = next((block for block in blocks if block.kind == "paragraph"), None)
        given = Text(first.value).words if first else document.title
        text = _("There was no excerpt. The introduction is the beginning of the text.")
        document.note(Kind.MADE, text)
        given = " ".join(given.split())
        return given if len(given) <= INTRO // 2 else _sentences(given, INTRO // 2)
    given = " ".join(CONTROL.sub("", given).split())
    return given if len(given) <= INTRO else _sentences(given, INTRO)


def _digest(document: Document, content: Content) -> str:
    """Return what changes when anything changes that the source decides about the page."""
    values = {**content.values, "category": content.values["category"] is not None}
    values["category"] = document.categories[0].name if document.categories else ""
    people = [name.slug or name.name for name in document.authors]
    said = [
        *(values, people, content.tags, document.urls),
        *(document.status, str(document.published_at), str(document.modified_at)),
    ]
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _sentences(text: str, length: int) -> str:
    """Return the beginning of a text, up to the end of a sentence if there is one."""
    cut = text[: length - 1]
    end = max(cut.rfind(mark) for mark in (". ", "! ", "? "))
    return cut[: end + 1] if end > length // 4 else f"{cut.rpartition(' ')[0] or cut}…"
