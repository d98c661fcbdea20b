"""What is offered: lists of advice as Tips, paragraphs with a phone number as Contact blocks."""

import re
from collections.abc import Callable, Iterator
from hashlib import sha256

import phonenumbers
from django.conf import settings
from django.utils.translation import gettext as _

from transfer.posts.documents import shorten
from transfer.posts.pieces import Made, Offer, Piece, Text
from transfer.posts.richtext import tidy, words

TITLE = 160
#: Words of a heading under which a list is advice, in the languages of our sites.
ADVICE = re.compile(
    r"\b(?:tips?|ways?|steps?|ideas?|things to (?:do|try)|what (?:helps|to do|you can do)|advice"
    r"|strategies|suggestions|consejos?|maneras|formas|pasos|ideas|qué (?:ayuda|hacer))\b",
    re.IGNORECASE,
)
ITEM = re.compile(r"<li>(.*?)</li>", re.DOTALL)
LEAD = re.compile(r"<b>(?P<title>[^<]+)</b>(?P<rest>.*)", re.DOTALL)
SENTENCE = re.compile(
    r"(?P<title>[^<>]+?[.:!?]|[^<>]+? [\u2013-](?= ))\s+(?P<rest>\S.*)", re.DOTALL
)
#: A longer paragraph says more than whom to call.
MOST_WORDS = 60


def find_offers(
    pieces: list[Text | Made], name: str, title: str, contact: Callable[[str, str], int]
) -> Iterator[Piece]:
    """Return the pieces, with offers in the places of those that may be more than text.

    The title of the post is the first heading. `contact` returns the key of the contact with a
    phone number, made under a name if need be.
    """
    heading = title
    for piece in pieces:
        offer = None
        if isinstance(piece, Text):
            offer = _tips(piece, heading, name) or _contact(piece, name, contact)
            heading = piece.words if piece.words.endswith(":") else ""
        elif piece.kind == "heading":
            heading = piece.value["text"]
        else:
            heading = ""
        yield offer or piece


def _key(name: str, text: str) -> str:
    return sha256(f"{name}\n{text}".encode()).hexdigest()[:20]


def _tips(piece: Text, heading: str, name: str) -> Offer | None:
    if not piece.html.startswith(("<ul>", "<ol>")) or "<ul>" in piece.html[4:]:
        return None
    items = [tidy(item) for item in ITEM.findall(piece.html)]
    has_leads = len(items) > 1 and all(LEAD.match(item) for item in items)
    if len(items) < 2 or not (has_leads or ADVICE.search(heading)) or "<ol>" in piece.html[4:]:
        return None
    tips = [_tip(item) for item in items]
    if any(tip is None for tip in tips):
        return None
    return Offer(
        _key(name, piece.html),
        "tips",
        shorten(f"{heading} {piece.words}"),
        (piece,),
        lambda: Made("tips", {"title": "", "tips": tips}),
    )


def _tip(item: str) -> dict[str, object] | None:
    found = LEAD.fullmatch(item) or SENTENCE.fullmatch(item)
    if found is None:
        return None
    title, rest = words(found["title"]).strip(), tidy(found["rest"])
    if not title or not words(rest) or len(title) > TITLE:
        return None
    return {"title": title, "content": f"<p>{rest}</p>", "image": None}


def _contact(piece: Text, name: str, contact: Callable[[str, str], int]) -> Offer | None:
    text = piece.words
    if not piece.html.startswith("<p>") or len(text.split()) > MOST_WORDS:
        return None
    region = settings.HEARTH_PHONE_REGION
    match = next(iter(phonenumbers.PhoneNumberMatcher(text, region)), None)
    if match is None:
        return None
    phone = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
    label = _name_before(text[: match.start]) or _("Contact %(phone)s") % {"phone": phone}
    return Offer(
        _key(name, piece.html),
        "contact",
        shorten(text),
        (piece,),
        lambda: Made("contact", {"title": "", "contact": contact(phone, label), "note": text}),
    )


def _name_before(text: str) -> str:
    """Return what stands before a number, if it can be a name: "Front desk: (503) 555-0142"."""
    last = re.split(r"[.!?\n]\s*", text)[-1].strip(" :,\u2013-(")
    return last if 0 < len(last) <= 60 and text.rstrip(" (").endswith((":", "\u2013", "-")) else ""
