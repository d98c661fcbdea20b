"""Rules for running text: formats, links, lines."""

from html import escape
from typing import Any

from django.utils.translation import gettext as _

from blog.embeds import is_web_address
from transfer.posts import elements
from transfer.posts.blocks.body import GUARDED, Body
from transfer.posts.documents import Kind
from transfer.posts.pieces import Text
from transfer.posts.richtext import FORMATS, UNUSUAL, RichText

LABEL = 60


def formatted(body: Body, element: Any) -> None:
    """Add text in bold, italics and the like."""
    tag = FORMATS[element.tag]
    if tag in UNUSUAL:
        what = _("Readers see <%(tag)s>, but the editor's buttons do not offer it.")
        body.note(Kind.KEPT, what % {"tag": tag}, elements.words(element), once=f"<{tag}>")
    body.text.open(tag)
    body.walk(element)
    body.text.close()
    if element.tag == "dfn":
        _explain(body, element)


def abbreviation(body: Body, element: Any) -> None:
    """Add an abbreviation, the first time with what it stands for."""
    body.walk(element)
    _explain(body, element)


def _explain(body: Body, element: Any) -> None:
    meaning = " ".join((element.get("title") or "").split())
    mark = f"title {meaning}"
    if not meaning or mark in body.ledger.noted:
        return
    what = _("What an abbreviation stands for is in brackets behind it now.")
    body.note(Kind.CHANGED, what, meaning, once=mark)
    body.say(f" ({meaning})")


def quotation(body: Body, element: Any) -> None:
    """Add a quotation with its marks."""
    body.say("“")
    body.walk(element)
    body.say("”")


def line_break(body: Body, element: Any) -> None:
    """End the line."""
    body.text.add_break()


def field(body: Body, element: Any) -> None:
    """Add what a reader sees of a field of a form: a tick, or the words on a button."""
    kind = (element.get("type") or "").lower()
    if kind in ("checkbox", "radio"):
        body.say("☑ " if element.get("checked") is not None else "☐ ")
    elif kind in ("submit", "button", "reset") and element.get("value"):
        body.say(element.get("value"))
    elif kind != "hidden":
        what = _("A field of a form has no block.")
        body.note(Kind.MISSING, what, elements.source(element))


def link(body: Body, element: Any) -> None:
    """Add a link; one that leads nowhere safe keeps its words."""
    if "wp-block-button__link" in elements.classes(element) and _button(body, element):
        body.rest(element)
        return
    href = (element.get("href") or "").strip()
    attributes = "" if body.text.is_inside("a") else _target(body, href)
    if not attributes:
        body.walk(element)
        return
    if any(one.tag in GUARDED for one in elements.seen(element)):
        what = _("A link around several blocks is a link on its paragraphs only.")
        body.note(Kind.CHANGED, what, href)
    body.text.open("a", attributes)
    body.walk(element)
    body.text.close()


def _target(body: Body, href: str) -> str:
    if not href:
        return ""
    if href.startswith("#") and len(href) > 1:
        what = _("A link leads to a place in the post. Places have other names here.")
        body.note(Kind.CHANGED, what, href, once="#")
    if (page := body.places.page(href)) is not None:
        return f' linktype="page" id="{page}"'
    if (document := body.places.document(href)) is not None:
        return f' linktype="document" id="{document}"'
    if address := body.places.address(href):
        return f' href="{escape(address)}"'
    body.note(Kind.REFUSED, _("A link leads nowhere safe. Its words were kept."), href)
    return ""


def _button(body: Body, element: Any) -> bool:
    label = elements.words(element).replace("\n", " ")
    href = (element.get("href") or "").strip()
    page = body.places.page(href) if href else None
    address = body.places.address(href)
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
    body.make("call_to_action", value)
    return True


def preformatted(body: Body, element: Any) -> None:
    """Add lines as they stand, in one paragraph."""
    what = _("Text in fixed columns became a paragraph with lines.")
    body.note(Kind.CHANGED, what, elements.words(element), once="pre")
    text = RichText()
    for number, line in enumerate("".join(_texts(element)).strip("\n").split("\n")):
        if number:
            text.add_break()
        bare = line.lstrip(" \t")
        text.add("\xa0" * (len(line) - len(bare)) + bare)
    if html := text.take():
        body.pieces.append(Text(f"<p>{html}</p>"))


def _texts(element: Any) -> list[str]:
    texts = [element.text or ""]
    for child in element:
        if elements.is_element(child) and child.tag not in elements.UNSEEN:
            texts += ["\n"] if child.tag == "br" else []
            texts += _texts(child)
        texts.append(child.tail or "")
    return texts


def dividing_line(body: Body, element: Any) -> None:
    """Leave out a line; it ends the paragraph."""
    body.end()
    body.note(Kind.CHANGED, _("Dividing lines were left out."), once="<hr>")


def term(body: Body, element: Any) -> None:
    """Add a paragraph in bold: a term that is explained, or a heading that is none."""
    body.end()
    body.text.open("b")
    body.walk(element)
    body.end()
    body.text.close()
