"""Rules for lists and quotes."""

import re
from collections.abc import Iterator
from html import escape
from typing import Any

from django.utils.translation import gettext as _

from transfer.posts import elements
from transfer.posts.blocks import media, numerals
from transfer.posts.blocks.body import Body
from transfer.posts.documents import Kind
from transfer.posts.pieces import Made, Text
from transfer.posts.richtext import BREAK, RichText, paragraph, tidy

ATTRIBUTION = 160
#: Posts of other sites, which a script of theirs would show.
POSTS_OF_OTHERS = {"twitter-tweet", "instagram-media", "tiktok-embed"}


def listed(body: Body, element: Any) -> None:
    """Add a list; one of pictures is a gallery."""
    if "blocks-gallery-grid" in elements.classes(element):
        media.gallery(body, element, "")
        return
    rest: list[Text | Made] = []
    if html := _html(body, element, rest):
        body.pieces.append(Text(html))
    body.pieces += rest


def _html(body: Body, element: Any, rest: list[Text | Made]) -> str:
    """Return a list as the editor stores it; what no list can hold goes to `rest`.

    Lists of the editor count 1, 2, 3. Where others count, the numbers become words.
    """
    marks = numerals.marks(element)
    if marks is not None:
        what = _("A list does not count 1, 2, 3. Its numbers are words now.")
        body.note(Kind.CHANGED, what, elements.words(element))
    items = list(_items(body, element, rest, marks))
    if not items:
        return ""
    if marks is not None:
        return "".join(f"<p>{item}</p>" if item else "" for item in items)
    tag = "ol" if element.tag == "ol" else "ul"
    return f"<{tag}>{''.join(f'<li>{item}</li>' for item in items)}</{tag}>"


def _items(
    body: Body, element: Any, rest: list[Text | Made], marks: dict[Any, str] | None
) -> Iterator[str]:
    """Give the entries of a list, then the words that stand between entries."""
    items: list[str] = []
    loose = RichText()
    loose.add(element.text or "")
    for child in element:
        if elements.is_element(child) and child not in body.ledger.moved:
            if child.tag in ("ul", "ol") and items and marks is None:
                inner = _html(body, child, rest)
                items[-1] += _as_lines(inner) if inner.startswith("<p>") else inner
            else:
                is_plain = marks is not None
                item = _item(body, child, rest, is_plain=is_plain)
                mark = marks.get(child, "") if marks is not None else ""
                if item and mark:
                    body.ledger.added.append(mark)
                    item = f"{mark} {item}"
                items += [item] if item else []
        loose.add(child.tail or "")
    yield from items
    if text := loose.take():
        yield text


def _item(body: Body, element: Any, rest: list[Text | Made], *, is_plain: bool) -> str:
    if element.tag in elements.UNSEEN:
        return ""
    lines, lists = [], []
    for piece in body.inside(element):
        html = _as_text(piece)
        if html is None:
            rest.append(piece)
        elif html.startswith("<p>"):
            lines += re.findall(r"<p>(.*?)</p>", html, re.DOTALL)
        elif is_plain:
            lines += re.findall(r"(?<=<li>)(?:(?!</?(?:ul|ol|li)>).)+", html, re.DOTALL)
        else:
            lists.append(html)
    return BREAK.join(lines) + "".join(lists)


def _as_lines(paragraphs: str) -> str:
    return "".join(BREAK + line for line in re.findall(r"<p>(.*?)</p>", paragraphs, re.DOTALL))


def quote(body: Body, element: Any) -> None:
    """Add somebody's words, with who said them if that stands at the end."""
    others = elements.classes(element) & POSTS_OF_OTHERS
    cites = [one for one in elements.seen(element) if one.tag in ("cite", "footer")]
    attribution = elements.words(cites[-1]).replace("\n", " ") if cites else ""
    is_last = attribution and elements.words(element).replace("\n", " ").endswith(attribution)
    if is_last and len(attribution) <= ATTRIBUTION:
        body.ledger.moved[cites[-1]] = None
    else:
        attribution = ""
    if (source := element.get("cite")) and not others:
        what = _("A quote gives the address of its source. Quotes have no place for that.")
        body.note(Kind.MISSING, what, source)
    _quote_of(body, body.inside(element, only_inside=True), attribution)
    if others:
        _post_of_another(body, element)


def _quote_of(body: Body, inner: list[Text | Made], attribution: str) -> None:
    texts = []
    rest = []
    for piece in inner:
        html = _as_text(piece)
        if html is None:
            rest.append(piece)
            continue
        if "<a " in html:
            what = _("A link in a quote became plain text.")
            body.note(Kind.CHANGED, what, " ".join(re.findall(r'href="([^"]*)"', html)))
        texts.append(Text(html).words)
    if texts:
        words = "\n\n".join(texts)
        body.pieces.append(Made("quote", {"quote": words, "attribution": attribution}))
    elif attribution:
        body.pieces.append(Text(paragraph(attribution)))
    body.pieces += rest


def _post_of_another(body: Body, element: Any) -> None:
    permalink = element.get("data-instgrm-permalink") or element.get("cite") or ""
    links = [one.get("href") for one in element.iter("a") if one.get("href")]
    body.embed(permalink or (links[-1] if links else ""))


def _as_text(piece: Text | Made) -> str | None:
    """Return a piece as running text where it cannot stand by itself, or None for a thing."""
    if isinstance(piece, Text):
        return None if piece.is_thing else piece.html
    if piece.kind == "heading":
        return f"<p><b>{escape(piece.value['text'], quote=False)}</b></p>"
    if piece.kind == "quote":
        lines = [piece.value["quote"].replace("\n\n", "\n"), piece.value["attribution"]]
        text = "\n".join(line for line in lines if line)
        return f"<p>{tidy(escape(text, quote=False).replace(chr(10), BREAK))}</p>"
    return None
