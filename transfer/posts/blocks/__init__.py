"""HTML becomes blocks: each element by its own rule, and no word is lost where there is none."""

from typing import Any

from django.utils.translation import gettext as _

from transfer.posts import elements
from transfer.posts.blocks import lists, media, running, sections
from transfer.posts.blocks.body import HEADINGS, PLAYERS, Body, Places, Rule
from transfer.posts.blocks.ledger import letters, letters_of
from transfer.posts.documents import Kind
from transfer.posts.pieces import Text
from transfer.posts.richtext import FORMATS, paragraph

#: Inline elements without a meaning of their own in our texts.
PLAIN = {
    *("span", "font", "mark", "small", "big", "time", "bdo", "bdi", "data", "picture"),
    *("ruby", "rt", "rp", "rb", "wbr", "label", "nobr", "output"),
}
#: Rules by the tag of an element, or by a class that WordPress gives.
RULES: dict[str, Rule] = {
    **dict.fromkeys(PLAIN, Body.walk),
    **dict.fromkeys(FORMATS, running.formatted),
    **dict.fromkeys(HEADINGS, sections.heading),
    **dict.fromkeys(PLAYERS, media.player),
    **dict.fromkeys(("ul", "ol", "menu"), lists.listed),
    **dict.fromkeys(("abbr", "acronym"), running.abbreviation),
    "a": running.link,
    "blockquote": lists.quote,
    "br": running.line_break,
    "details": sections.details,
    "dt": running.term,
    "figure": media.figure,
    "hr": running.dividing_line,
    "img": media.image,
    "input": running.field,
    "noscript": media.noscript,
    "pre": running.preformatted,
    "q": running.quotation,
    "table": sections.table,
    "wp-block-columns": sections.columns,
    "wp-block-embed__wrapper": media.embed_wrapper,
    "wp-block-file": sections.file,
}


def convert(html: str, places: Places, *, has_line_breaks: bool = False) -> Body:
    """Return the body that HTML becomes.

    A rule that would lose a letter is not used for its element. Should one be lost all the same,
    the lines that it may be in stand at the end as well, and a note says so.
    """
    root: Any = elements.parse(html)
    body = Body(places, RULES, has_line_breaks=has_line_breaks)
    mark, words = body.ledger.mark(), elements.words(root)
    body.add(root)
    if body.ledger.lost(words, body.pieces, mark):
        said = letters_of(body.pieces)
        lines = [line for line in words.split("\n") if letters(line) not in said]
        body.pieces += [Text(paragraph(line)) for line in lines or words.split("\n")]
        what = _("Some words had no place in the text. Their lines stand at its end.")
        body.note(Kind.KEPT, what, " ".join(lines))
    body.pieces = sections.join_questions(body.pieces)
    return body
