"""Rules for what stands by itself: headings, tables, text that unfolds, files, columns."""

from html import escape
from typing import Any

from django.utils.translation import gettext as _

from transfer.posts import elements
from transfer.posts.blocks import running
from transfer.posts.blocks.body import Body
from transfer.posts.documents import Kind
from transfer.posts.pieces import Made, Text
from transfer.posts.tables import read_table

#: The most letters that the fields of blocks hold.
HEADING, QUESTION, TITLE, TABLE = 160, 250, 160, 200


def heading(body: Body, element: Any) -> None:
    """Add a heading; one that is too long is a paragraph in bold."""
    text = " ".join(elements.words(element).split("\n"))
    if len(text) > HEADING:
        body.note(Kind.CHANGED, _("A heading was too long. It became bold text."), text)
        running.term(body, element)
        return
    for link in elements.seen(element):
        if link.tag == "a" and link.get("href"):
            what = _("A heading was a link. Headings carry no links here.")
            body.note(Kind.CHANGED, what, f"{text} {link.get('href')}")
    body.rest(element)
    if text:
        body.make("heading", {"text": text, "level": element.tag})


def table(body: Body, element: Any, caption: str = "") -> None:
    """Add a table of plain texts; one with words in no cell loses its form."""
    found = read_table(element)
    if found.has_loose_words:
        body.walk(element)
        body.tell(caption)
        return
    caption = " ".join(part for part in (found.caption, caption) if part)
    if found.links:
        what = _("Links in a table became plain text.")
        body.note(Kind.CHANGED, what, " ".join(found.links))
    if found.rows:
        fits = len(caption) <= TABLE
        body.make("table", {"caption": caption if fits else "", "table": found.value})
        caption = "" if fits else caption
    body.tell(caption)


def details(body: Body, element: Any) -> None:
    """Add text that unfolds as a question with its answer."""
    summary = next((one for one in element if one.tag == "summary"), None)
    question = elements.words(summary).replace("\n", " ") if summary is not None else ""
    if summary is not None:
        body.ledger.moved[summary] = None
    inner = body.inside(element, only_inside=True)
    is_plain = all(isinstance(piece, Text) for piece in inner) and inner
    if not question or len(question) > QUESTION or not is_plain:
        if question:
            body.pieces.append(Text(f"<p><b>{escape(question, quote=False)}</b></p>"))
            body.rest(summary)
        body.pieces += inner
        return
    answer = "".join(piece.html for piece in inner if isinstance(piece, Text))
    item = {"question": question, "answer": answer}
    body.pieces.append(Made("faq", {"title": "", "items": [item]}))
    what = _("Text that unfolds became questions and answers.")
    body.note(Kind.CHANGED, what, question, once="details")


def join_questions(pieces: list[Text | Made]) -> list[Text | Made]:
    """Return the pieces, with questions that follow each other in one block."""
    joined: list[Text | Made] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if _is_faq(piece) and last is not None and _is_faq(last):
            items = [*last.value["items"], *piece.value["items"]]  # type: ignore[union-attr]
            joined[-1] = Made("faq", {"title": "", "items": items})
        else:
            joined.append(piece)
    return joined


def _is_faq(piece: Text | Made) -> bool:
    return isinstance(piece, Made) and piece.kind == "faq"


def file(body: Body, element: Any) -> bool:
    """Add the file of a `wp-block-file`, if it is at hand and nothing else is said."""
    links = [one for one in element.iter("a") if one.get("href") and elements.words(one)]
    document = body.places.document(links[0].get("href")) if links else None
    if document is None:
        return False
    names = [elements.words(one).replace("\n", " ") for one in links]
    title = names[0] if len(names) == 1 else f"{names[0]} ({', '.join(names[1:])})"
    if len(title) > TITLE or len("".join(names)) < len(elements.words(element)) - 2 * len(names):
        return False
    body.make("document", {"title": title, "document": document})
    return True


def columns(body: Body, element: Any) -> bool:
    """Say that columns stand one below the other; what they hold is added as ever."""
    what = _("Columns stand one below the other now.")
    body.note(Kind.CHANGED, what, once="columns")
    return False
