"""Rich text: the same words in every form, links to what can be seen, and nothing that runs."""

import time

import lxml.html
import pytest
from markdown_it import MarkdownIt

from api.richtext import RichTextValue, expect_references, html_to_text, safe_url
from tests import factories as make
from tests.streams import new_session

pytestmark = pytest.mark.django_db


def read(raw):
    return RichTextValue(raw, new_session())


def text(value):
    return {"type": "text", "value": value}


def paragraph(*children):
    return {"type": "paragraph", "children": list(children)}


@pytest.mark.parametrize(
    ("raw", "html", "plain_text", "markdown"),
    [
        ("", "", "", ""),
        ("   \n ", "", "", ""),
        ("<p></p>", "<p></p>", "", ""),
        ("Breathe out.", "Breathe out.", "Breathe out.", "Breathe out."),
        ("<p>a</p>\n<p>b</p>", "<p>a</p><p>b</p>", "a\n\nb", "a\n\nb"),
        ("<h2>a</h2><h4>b</h4>", "<h2>a</h2><h4>b</h4>", "a\n\nb", "## a\n\n#### b"),
        (
            "<p><b>a</b> <i>b</i> <strong>c</strong> <em>d</em></p>",
            "<p><strong>a</strong> <em>b</em> <strong>c</strong> <em>d</em></p>",
            "a b c d",
            "**a** *b* **c** *d*",
        ),
        ("<p><b>a</b>\n<i>b</i></p>", "<p><strong>a</strong>\n<em>b</em></p>", "a b", "**a**\n*b*"),
        ("<p>a<br/>b</p>", "<p>a<br>b</p>", "a\nb", "a  \nb"),
        ("<p>a</p><hr/><p>b</p>", "<p>a</p><hr><p>b</p>", "a\n\nb", "a\n\n---\n\nb"),
        ("<p><code>a*b</code></p>", "<p><code>a*b</code></p>", "a*b", "`a*b`"),
        ("<p>H<sub>2</sub>O</p>", "<p>H<sub>2</sub>O</p>", "H2O", "H2O"),
        (
            "<blockquote>a</blockquote>",
            "<blockquote>a</blockquote>",
            "a",
            "> a",
        ),
        ("<ul><li>a</li><li>b</li></ul>", "<ul><li>a</li><li>b</li></ul>", "a\n\nb", "- a\n- b"),
        ("<ol><li>a</li><li>b</li></ol>", "<ol><li>a</li><li>b</li></ol>", "a\n\nb", "1. a\n2. b"),
        (
            "<ul><li>a<ol><li>b<ul><li>c</li></ul></li></ol></li></ul>",
            "<ul><li>a<ol><li>b<ul><li>c</li></ul></li></ol></li></ul>",
            "a\n\nb\n\nc",
            "- a\n  1. b\n     - c",
        ),
        ("<p>a &amp; b &lt; c&nbsp;d</p>", "<p>a &amp; b &lt; c\xa0d</p>", "a & b < c d", None),
    ],
)
def test_writes_each_form(raw, html, plain_text, markdown):
    value = read(raw)

    assert (value.html, value.plain_text) == (html, plain_text)
    assert markdown is None or value.markdown == markdown


def test_the_tree_names_its_nodes():
    raw = "<h3>a</h3><ul><li><b>b</b></li></ul><p>c<br/><u>d</u><sup>e</sup></p>"

    assert read(raw).ast == {
        "type": "root",
        "children": [
            {"type": "heading", "depth": 3, "children": [text("a")]},
            {
                "type": "list",
                "ordered": False,
                "children": [
                    {
                        "type": "listItem",
                        "children": [{"type": "strong", "children": [text("b")]}],
                    }
                ],
            },
            paragraph(
                text("c"),
                {"type": "break"},
                {"type": "underline", "children": [text("d")]},
                {"type": "superscript", "children": [text("e")]},
            ),
        ],
    }


def link(url, words="here"):
    return {"type": "link", "url": url, "children": [text(words)]}


@pytest.mark.parametrize(
    ("attributes", "url"),
    [
        ('href="https://example.org/a?b=c&amp;d=e"', "https://example.org/a?b=c&d=e"),
        ('href="mailto:a@example.org"', "mailto:a@example.org"),
        ('href="tel:+15035550142"', "tel:+15035550142"),
        ('href="#part"', "#part"),
        ('href="/blog/"', "/blog/"),
    ],
)
def test_keeps_a_link(attributes, url):
    assert read(f"<p><a {attributes}>here</a></p>").ast["children"] == [paragraph(link(url))]


def test_links_to_a_page_at_its_address():
    post = make.post("Sleep")

    assert read(f'<a linktype="page" id="{post.pk}">here</a>').ast["children"] == [
        link("http://testserver/blog/sleep/")
    ]


def test_links_to_a_document():
    document = make.document("Diary")

    assert read(f'<a linktype="document" id="{document.pk}">here</a>').ast["children"] == [
        link(f"http://testserver{document.url}")
    ]


def hidden_page():
    post = make.post("Sleep")
    post.unpublish()
    return f'linktype="page" id="{post.pk}"'


@pytest.mark.parametrize(
    "attributes",
    [
        hidden_page,
        'linktype="page" id="999"',
        'linktype="page" id="99999999999999999999"',
        'linktype="page" id="x"',
        'linktype="page"',
        'linktype="document" id="999"',
        'linktype="image" id="999"',
        'linktype="gone" id="1"',
        'href="javascript:x()"',
        'href=" JaVaScRiPt:x()"',
        'href="java\tscript:x()"',
        'href="java\nscript:x()"',
        'href="\x01javascript:x()"',
        'href="&#106;avascript:x()"',
        'href="data:text/html,x"',
        'href="vbscript:x"',
        'href="http://[x"',
        'href=""',
        "",
    ],
)
def test_a_link_that_leads_nowhere_becomes_its_words(attributes):
    written = attributes() if callable(attributes) else attributes
    value = read(f"<p>Go <a {written}>here</a>.</p>")

    assert value.html == "<p>Go here.</p>"
    assert value.markdown == "Go here."


def test_shows_a_picture():
    picture = make.image("Room")
    raw = f'<embed embedtype="image" id="{picture.pk}" format="left" alt="A &quot;room&quot;"/>'
    [node] = read(raw).ast["children"]

    assert {**node, "url": ""} == {"type": "image", "url": "", "alt": 'A "room"'}
    assert node["url"].startswith("http://testserver/images/")


def test_a_picture_has_its_words_in_every_form():
    raw = f'<embed embedtype="image" id="{make.image("Room").pk}" alt="A [room]"/>'
    value = read(raw)

    assert ' alt="A [room]" loading="lazy">' in value.html
    assert value.plain_text == "A [room]"
    assert value.markdown.startswith(r"![A \[room\]](http://testserver/images/")


@pytest.mark.parametrize("key", ["999", "99999999999999999999", "x", ""])
def test_leaves_out_a_picture_that_is_gone(key):
    assert read(f'<p>a</p><embed embedtype="image" id="{key}" alt="b"/>').html == "<p>a</p>"


def test_shows_a_video_as_a_link():
    url = "https://www.youtube.com/watch?v=x"

    assert read(f'<embed embedtype="media" url="{url}"/>').ast["children"] == [
        paragraph(link(url, url))
    ]


@pytest.mark.parametrize("raw", ['<embed embedtype="media" url="javascript:x()"/>', "<embed/>"])
def test_leaves_out_what_cannot_be_shown(raw):
    assert read(raw).html == ""


@pytest.mark.parametrize(
    ("raw", "html"),
    [
        ("<p onclick='x()' style='a'>a</p>", "<p>a</p>"),
        ("<p>a<script>x()</script>b</p>", "<p>ab</p>"),
        ("<p>a<style>p {}</style>b</p>", "<p>ab</p>"),
        ("<p>a</p><iframe src='https://x.org'>b</iframe>", "<p>a</p>"),
        ("<p>a<!-- b --></p>", "<p>a</p>"),
        ("<!-- b -->", ""),
        ("<svg onload='x()'><title>a</title></svg>", ""),
        ("<img src='javascript:x()' onerror='x()'>", ""),
        ("<img src='/a\"b.png' onerror='x()'>", '<img src="/a&quot;b.png" alt="" loading="lazy">'),
        ("<div>a</div><section>b</section>", "<p>a</p><p>b</p>"),
        ("<p>a<b>b", "<p>a<strong>b</strong></p>"),
        ("a</b></p><p>", "a<p></p>"),
        ("<", "&lt;"),
        ("<p", ""),
        ("<!doctype html><html><body onload='x()'><p>a</p></body></html>", "<p>a</p>"),
        ("<p>&lt;script&gt;x()&lt;/script&gt;</p>", "<p>&lt;script&gt;x()&lt;/script&gt;</p>"),
        ("<p>a\x00b\x07c\x0bd\x7f\x85</p>", "<p>abcd</p>"),
        ("<p>a&#1;b&#x85;</p>", "<p>ab…</p>"),
        ("<p>a\ud800b\udfff</p>", "<p>ab</p>"),
        ("<p>\N{GRINNING FACE}</p>", "<p>\N{GRINNING FACE}</p>"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "<p>a b</p><p>c</p>"),
    ],
)
def test_keeps_words_and_drops_what_it_does_not_know(raw, html):
    assert read(raw).html == html


def test_plain_text_of_any_html_keeps_cells_and_lines_apart():
    html = "<table><tr><td>a</td>\n<td>b</td></tr></table><address>c<br>d</address>"

    assert html_to_text(html, new_session()) == "a b\n\nc\nd"


DANGEROUS_WORDS = [
    "[a](javascript:x())",
    "![a](https://x.org/a)",
    "<script>x()</script>",
    "<b onclick=x()>a</b>",
    "&lt;",
    "**a** *b* __c__ _d_ ~~e~~ `f`",
    "a\\*b",
    "# a",
    "1. a",
    "1) a",
    "- a",
    "+ a",
    "> a",
    "a | b",
    "===",
    "---",
    "***",
    "```",
    "~~~",
    "[a]: https://x.org",
    "<https://x.org>",
]


@pytest.mark.parametrize("words", DANGEROUS_WORDS)
@pytest.mark.parametrize(
    "around", ["<p>{}</p>", "<ul><li>{}</li></ul>", "<blockquote>{}</blockquote>"]
)
def test_markdown_takes_no_word_for_markup(words, around):
    raw = around.format(words.replace("&", "&amp;").replace("<", "&lt;"))
    written = MarkdownIt().enable("strikethrough").render(read(raw).markdown)
    element = lxml.html.fragment_fromstring(written, create_parent="div")

    assert "".join(element.itertext()).strip() == words
    assert {found.tag for found in element.iter()} <= {"div", "p", "ul", "li", "blockquote"}


@pytest.mark.parametrize(
    "url",
    [
        "https://x.org/a(b)",
        "https://x.org/a)b(c",
        "https://x.org/a b",
        "https://x.org/<a>",
        "https://x.org/a_b*c*d",
        "/a\\b",
    ],
)
def test_markdown_keeps_addresses_whole(url):
    written = url.replace("&", "&amp;").replace("<", "&lt;")
    rendered = MarkdownIt().render(read(f'<p><a href="{written}">a ] b</a></p>').markdown)
    [link] = lxml.html.fragment_fromstring(rendered).iter("a")

    assert (unquoted(link.get("href")), link.text) == (url, "a ] b")


def unquoted(url):
    for code, mark in (
        ("20", " "),
        ("28", "("),
        ("29", ")"),
        ("3C", "<"),
        ("3E", ">"),
        ("5C", "\\"),
    ):
        url = url.replace(f"%{code}", mark)
    return url


LONG = [
    "<p>Breathe out, <b>slowly</b>. </p>" * 6000,
    "Breathe out. " * 16000,
    "<b>" * 66000 + "a",
    "<ul><li>" * 25000 + "a",
    "<a " * 66000,
    "<a linktype=" * 16000,
    "<" * 200000,
    "&" * 200000,
    "<p>" * 66000,
    "[" * 100000 + "](" * 50000,
    "*_`" * 66000,
    "\n" * 200000,
    "a\n" * 100000,
    "</p>" * 50000,
    "<br>" * 50000,
]


@pytest.mark.parametrize("raw", LONG, ids=[raw[:14].strip() for raw in LONG])
def test_reads_a_long_text_in_bounded_time(raw):
    value = read(raw)
    started = time.process_time()

    _forms = (value.html, value.plain_text, value.markdown, value.ast)

    assert time.process_time() - started < 20


@pytest.mark.parametrize("raw", ["<a " * 66000, "<a linktype=" * 16000])
def test_looks_for_references_in_bounded_time(raw):
    started = time.process_time()

    expect_references(raw, new_session())

    assert time.process_time() - started < 1


def test_deep_markup_keeps_its_words_and_loses_its_scripts():
    value = read("<b>" * 100 + "a<script>x()</script><i>b</i>" + "</b>" * 100)

    assert value.plain_text == "ab"


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://x.org", "https://x.org"),
        (" https://x.org ", "https://x.org"),
        ("sms:988", "sms:988"),
        ("//x.org", "//x.org"),
        ("JAVASCRIPT:x()", ""),
        ("file:///etc", ""),
        ("http://[", ""),
    ],
)
def test_links_only_where_it_is_safe(url, safe):
    assert safe_url(url) == safe
