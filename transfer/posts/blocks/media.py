"""Rules for pictures, galleries, players and figures."""

import re
from html import escape
from typing import Any

from django.utils.translation import gettext as _

from transfer.posts import addresses, elements
from transfer.posts.blocks import sections
from transfer.posts.blocks.body import CAPTION, PLAYERS, Body
from transfer.posts.documents import Kind
from transfer.posts.pieces import Text
from transfer.posts.richtext import paragraph

GALLERY = 120
THINGS = {"img", "table", *PLAYERS}
PICTURE_FILE = re.compile(r"\.(?:avif|gif|jpe?g|png|webp|svg|bmp|tiff?)$", re.IGNORECASE)
#: Pictures that WordPress puts in the place of letters.
SMILEYS = {"wp-smiley", "emoji"}


def image(body: Body, element: Any, caption: str = "") -> None:
    """Add a picture. Copies of one that are there to be loaded later are left out."""
    if element in body.ledger.done or _is_copy(body, element):
        return
    if elements.classes(element) & SMILEYS and element.get("alt"):
        body.ledger.done[element] = None
        body.say(element.get("alt"))
        return
    if (value := _picture(body, element, caption)) is not None:
        body.make("image", value)
        if len(caption) > CAPTION:
            body.tell(caption)


def _address_of(element: Any) -> str:
    late = (element.get(name) for name in ("data-src", "data-lazy-src", "src", "data"))
    found = [url.strip() for url in late if url and url.strip()]
    return next((url for url in found if url != "about:blank"), "")


def _is_copy(body: Body, element: Any) -> bool:
    """Tell whether an element repeats, for browsers without scripts, what stands beside it."""
    is_copy = (
        any(one.tag == "noscript" for one in element.iterancestors())
        and _address_of(element) in body.ledger.addresses
    )
    if is_copy:
        body.ledger.done[element] = None
    return is_copy


def _picture(body: Body, element: Any, caption: str) -> dict[str, Any] | None:
    """Return the value of a block; a picture that is not at hand stays as a link."""
    url = _address_of(element)
    body.ledger.done[element] = None
    body.ledger.addresses[url] = None
    _note_link(body, element)
    said = body.places.described(url)
    alt = element.get("alt")
    alt = (alt if alt is not None else said.alt if said else "").strip()
    key = body.places.picture(url) if url else None
    if key is None:
        _missing(body, url, alt, caption)
        return None
    if not alt:
        what = _("A picture has no description. It counts as decorative until it has one.")
        body.note(Kind.CHANGED, what, url)
    body.ledger.added.append(alt)
    chosen = {"image": key, "decorative": not alt, "alt_text": alt}
    return {"image": chosen, "caption": caption if len(caption) <= CAPTION else ""}


def _note_link(body: Body, element: Any) -> None:
    link = next((one for one in element.iterancestors("a") if one.get("href")), None)
    if link is None or elements.words(link) or PICTURE_FILE.search(link.get("href")):
        return
    what = _("A picture was a link. Pictures carry no links here.")
    body.note(Kind.CHANGED, what, link.get("href"))


def _missing(body: Body, url: str, alt: str, caption: str) -> None:
    body.end()
    address = body.places.address(url)
    shown = address.split("?")[0].rsplit("/", 1)[-1]
    label = alt or shown or _("Picture")
    if address and not url.startswith("data:"):
        body.ledger.added.append(label)
        linked = f'<a href="{escape(address)}">{escape(label, quote=False)}</a>'
        body.pieces.append(Text(f"<p>{linked}</p>", is_thing=True))
    elif alt:
        body.ledger.added.append(alt)
        body.tell(alt)
    body.tell(caption)


def gallery(body: Body, element: Any, title: str) -> None:
    """Add a gallery; pictures that are not at hand stay as links, its title as words."""
    values, long = [], []
    for picture in _pictures(element):
        if picture in body.ledger.done or _is_copy(body, picture):
            continue
        caption = _caption_of(picture, element)
        value = _picture(body, picture, caption)
        if value is not None:
            values.append(value)
            long += [caption] if len(caption) > CAPTION else []
    fits = bool(values) and len(title) <= GALLERY
    if values:
        body.make("gallery", {"title": title if fits else "", "images": values})
    for words in [*long, "" if fits else title]:
        body.tell(words)


def _pictures(element: Any) -> list[Any]:
    return [one for one in elements.seen(element) if one.tag == "img"]


def figure(body: Body, element: Any) -> None:
    """Add what a figure shows with its caption; where it shows several things, each by itself."""
    captions = [one for one in element if one.tag == "figcaption"]
    caption = " ".join(elements.words(one).replace("\n", " ") for one in captions)
    for one in captions:
        if any(link.get("href") for link in one.iter("a")):
            links = " ".join(link.get("href") or "" for link in one.iter("a"))
            body.note(Kind.CHANGED, _("A link in a caption became plain text."), links)
    things = _things(element, captions)
    kinds = [one.tag for one in things]
    only = things[0] if len(things) == 1 else None
    if kinds.count("img") == len(kinds) > 1:
        gallery(body, element, caption)
        body.tell(_words_without(element, "figcaption"))
    elif only is not None and not _words_beside(element, only):
        if only.tag == "table":
            sections.table(body, only, caption)
        else:
            (image if only.tag == "img" else player)(body, only, caption)
    elif not (
        "wp-block-embed" in elements.classes(element)
        and not things
        and _embed_words(body, element, caption)
    ):
        body.box(element)


def _embed_words(body: Body, element: Any, caption: str) -> bool:
    words = _words_without(element, "figcaption")
    is_embed = body.embed(words, caption)
    body.ledger.spoken += [words] if is_embed else []
    return is_embed


def _things(element: Any, captions: list[Any]) -> list[Any]:
    """Return the outermost pictures, tables and players, without those of captions and copies."""
    found = []
    for child in element:
        if not elements.is_element(child) or child.tag in elements.UNSEEN or child in captions:
            continue
        if child.tag in THINGS:
            found.append(child)
        else:
            found += _things(child, captions)
    seen = {_address_of(one) for one in found if one.getparent().tag != "noscript"}
    return [
        one for one in found if one.getparent().tag != "noscript" or _address_of(one) not in seen
    ]


def player(body: Body, element: Any, caption: str = "") -> None:
    """Add what other sites play; sounds and videos of the old site become links to them."""
    if element in body.ledger.done or _is_copy(body, element):
        return
    body.end()
    players = [element, *(one for one in elements.seen(element) if one.tag in PLAYERS)]
    found = dict.fromkeys(addresses.plain(url) for one in players if (url := _played(one)))
    for one in players:
        body.ledger.done[one] = None
        body.ledger.addresses[_address_of(one)] = None
    if element.tag in ("audio", "video"):
        what = _("Sounds and videos are not imported. A link leads to the old place.")
        named = [*found, element.get("poster") or ""]
        body.note(Kind.MISSING, what, " ".join(named).strip())
    has_caption = False
    for url in found:
        has_caption = body.embed(url, "" if has_caption else caption) or has_caption
    if not has_caption:
        what = _("A player was not understood. Its words were kept.")
        body.note(Kind.KEPT, what, elements.source(element))
        body.tell(caption)
    if words := elements.words(element):
        body.pieces.append(Text(paragraph(" ".join(words.split("\n")))))


def _played(element: Any) -> str:
    """Return the address of what a player plays; of several forms of it, the first."""
    sources = [_address_of(element)]
    for child in element:
        if child.tag == "source":
            sources.append((child.get("src") or "").strip())
        elif child.tag == "param" and (child.get("name") or "").lower() in ("movie", "src"):
            sources.append((child.get("value") or "").strip())
    return next(filter(None, sources), "")


def noscript(body: Body, element: Any) -> None:
    """Add what stands there for browsers without scripts, but for copies of what was added."""
    if elements.words(element):
        body.box(element)


def embed_wrapper(body: Body, element: Any) -> bool:
    """Add the address inside a `wp-block-embed__wrapper`, if it is one."""
    words = elements.words(element)
    is_embed = body.embed(words)
    body.ledger.spoken += [words] if is_embed else []
    return is_embed


def _caption_of(picture: Any, whole: Any) -> str:
    parent = picture.getparent()
    while parent is not None and parent is not whole:
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
