"""HTML of any kind keeps its words, and only safe things become links."""

import re

import pytest
from bs4 import BeautifulSoup, Comment
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from transfer.posts.blocks import convert
from transfer.posts.documents import Document
from transfer.posts.pieces import Text, join_texts, level_headings
from transfer.posts.wordpress import Markup


class Nowhere:
    """A source without any file, on a site of its own."""

    def picture(self, url):
        return 1 if "kept" in url else None

    def described(self, url):
        return None

    def document(self, url):
        return None

    def page(self, url):
        return None

    def address(self, url):
        return url if url.startswith(("https://", "mailto:", "tel:")) else ""


TAGS = [
    *("p", "div", "span", "b", "em", "a", "ul", "ol", "li", "h1", "h3", "h6", "blockquote", "cite"),
    *("figure", "figcaption", "table", "tr", "td", "th", "thead", "caption", "details", "summary"),
    *("pre", "code", "dl", "dt", "dd", "section", "video", "button", "label", "select", "option"),
    *("sup", "x-card", "center", "fieldset", "legend", "address", "q"),
]
WORDS = st.text("abc äñ&<é\u00a0\n", max_size=12)
ATTRIBUTES = st.sampled_from(
    ["", ' href="https://x.example/"', ' href="javascript:x"', ' class="wp-block-button__link"',
     ' class="wp-block-gallery"', ' class="wp-block-file"', ' class="twitter-tweet"',
     ' class="wp-block-embed"', ' src="https://x.example/v"', ' colspan="3"']
)  # fmt: skip
LEAVES = st.one_of(
    WORDS.map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;")),
    st.just('<img src="https://x.example/kept.png" alt="abc">'),
    st.just('<img src="https://x.example/lost.png" alt="cab">'),
    st.just("<br>"),
    st.just("<hr>"),
    st.just("<!-- abc -->"),
    st.just("<script>abc</script>"),
    st.just("\n\n"),
)
HTML = st.recursive(
    LEAVES,
    lambda inner: st.builds(
        lambda tag, given, parts: f"<{tag}{given}>{''.join(parts)}</{tag}>",
        st.sampled_from(TAGS),
        ATTRIBUTES,
        st.lists(inner, max_size=4),
    ),
    max_leaves=25,
)


def letters(text):
    return sorted("".join(text.split()))


def shown(value):
    """All texts of a raw value, without addresses and keys."""
    if isinstance(value, dict):
        return "".join(shown(one) for name, one in value.items() if name not in SILENT)
    if isinstance(value, list):
        return "".join(map(shown, value))
    if not isinstance(value, str):
        return ""
    is_rich = value.startswith(("<p>", "<ul>", "<ol>"))
    return BeautifulSoup(value, "html.parser").get_text() if is_rich else value


SILENT = {"url", "level", "table_header_choice", "page", "phone", "email"}


def source_letters(html):
    """What a reader saw, read by another parser."""
    soup = BeautifulSoup(html, "lxml")
    for hidden in soup(["script"]):
        hidden.decompose()
    texts = [str(one) for one in soup.find_all(string=True) if not isinstance(one, Comment)]
    return "".join(texts) + "".join(image["alt"] for image in soup("img"))


@pytest.mark.parametrize("has_line_breaks", [False, True])
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(HTML, max_size=6))
def test_no_letter_is_lost(has_line_breaks, parts):
    html = "".join(parts)
    body = convert(html, Nowhere(), has_line_breaks=has_line_breaks)
    said = "".join(
        shown(piece.html if isinstance(piece, Text) else piece.value) for piece in body.pieces
    )
    left = letters(said)
    missing = [one for one in letters(source_letters(html)) if not _take(left, one)]

    assert missing == []


def _take(found, letter):
    if letter in found:
        found.remove(letter)
        return True
    return False


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(HTML, max_size=6))
def test_only_what_the_editor_knows_is_written(parts):
    body = convert("".join(parts), Nowhere())
    tags = {
        tag
        for piece in body.pieces
        if isinstance(piece, Text)
        for tag in re.findall(r"</?([\w-]+)", piece.html)
    }

    assert tags <= {"p", "ul", "ol", "li", "b", "i", "a", "br", "code", "s", "u", "sub", "sup"}
    assert "javascript" not in str(body.pieces)


@pytest.mark.parametrize("depth", [70, 500, 5000])
def test_any_depth_keeps_its_words(depth):
    body = convert("<div>" * depth + "deep" + "</div>" * depth, Nowhere())

    assert [piece.words for piece in body.pieces] == ["deep"]


def converted(html, **options):
    body = convert(html, Nowhere(), **options)
    return [piece.html if isinstance(piece, Text) else piece for piece in body.pieces]


@pytest.mark.parametrize(
    ("html", "stored"),
    [
        ("one\ntwo\n\nthree", ["<p>one<br/>two</p>", "<p>three</p>"]),
        ("<b>one\n\ntwo</b>", ["<p><b>one</b></p>", "<p><b>two</b></p>"]),
        ("<ul>\n<li>one</li>\n</ul>\nafter", ["<ul><li>one</li></ul>", "<p>after</p>"]),
        ("<p>one</p>\n\n<p>two</p>", ["<p>one</p>", "<p>two</p>"]),
    ],
)
def test_lines_of_classic_markup(html, stored):
    assert converted(html, has_line_breaks=True) == stored


def test_an_address_of_a_video_on_a_line_of_its_own_is_shown():
    made = converted("before\n\nhttps://youtu.be/aqz-KE-bpKQ\n\nafter", has_line_breaks=True)

    assert made[1].value == {"url": "https://youtu.be/aqz-KE-bpKQ", "caption": ""}


def test_a_picture_that_is_loaded_late_is_one_picture():
    late = '<img src="data:x" data-src="https://x.example/kept.png" alt="p">'
    copy = '<noscript><img src="https://x.example/kept.png" alt="p"></noscript>'

    assert [piece.kind for piece in converted(late + copy)] == ["image"]
    assert [piece.kind for piece in converted(copy)] == ["image"]


def test_a_block_in_the_middle_of_a_link_keeps_the_link_on_both_sides():
    made = converted('<p><a href="https://x.example/">a <img src="kept.png" alt="p"> b</a></p>')

    assert made[0] == '<p><a href="https://x.example/">a </a></p>'
    assert made[1].kind == "image"
    assert made[2] == '<p><a href="https://x.example/"> b</a></p>'


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "vbscript:x"])
def test_an_unsafe_link_loses_its_target_and_keeps_its_words(url):
    body = convert(f'<p><a href="{url}">words</a></p>', Nowhere())

    assert [piece.html for piece in body.pieces] == ["<p>words</p>"]
    assert [note.excerpt for note in body.notes] == [url]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["h1", "h2", "h3"], ["h2", "h3", "h4"]),
        (["h3", "h3", "h4"], ["h2", "h2", "h3"]),
        (["h2", "h6", "h2"], ["h2", "h3", "h2"]),
        (["h2", "h3", "h4", "h5", "h6"], ["h2", "h3", "h4", "h4", "h4"]),
    ],
)
def test_levels_of_headings(before, after):
    body = convert("".join(f"<{level}>x</{level}>" for level in before), Nowhere())
    blocks, _changed = level_headings(join_texts(body.pieces))

    assert [block.value["level"] for block in blocks] == after


def written_out(html, **site):
    document = Document("s", "1", "Title", html)
    markup = Markup()
    for name, value in site.items():
        setattr(markup, name, value)
    markup.write_out(document, "1", '[{"content": "A note", "id": "x"}]')
    return document


@pytest.mark.parametrize(
    ("html", "plain"),
    [
        ('<!-- wp:block {"ref":9} /-->', "<p>Reused</p>"),
        ('<!-- wp:block {"ref":8} /-->', ""),
        ("<!-- wp:footnotes /-->", "<ol><li>A note</li></ol>"),
        ('<!-- wp:acf/x {"data":{"text":"Two words","id":"one"}} /-->', "<p>Two words</p>"),
        ("[[gallery]]", "[gallery]"),
        ("[sic] and [1]", "[sic] and [1]"),
        ('[form id="1"]', '[form id="1"]'),
        ("[caption]no picture[/caption]", "[caption]no picture[/caption]"),
    ],
)
def test_markup_of_wordpress(html, plain):
    assert written_out(html, reusable={"9": "<p>Reused</p>"}).html == plain


def test_a_block_that_holds_itself_ends():
    itself = '<!-- wp:block {"ref":9} /-->'
    document = written_out(itself, reusable={"9": f"<p>x</p>{itself}"})

    assert document.html == "<p>x</p>" * 3


def test_what_is_not_understood_is_noted():
    document = written_out('[form id="1"]')

    assert [(note.kind, note.excerpt) for note in document.notes] == [("kept", '[form id="1"]')]
