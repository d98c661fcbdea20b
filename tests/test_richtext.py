"""Rich text: the same words in every form, links to what can be seen, and nothing that runs."""

import time
from io import StringIO
from random import Random

import lxml.html
import pytest
from django.core.management import call_command
from markdown_it import MarkdownIt

from api.files import DOCUMENTS
from api.images import IMAGES
from api.paths import LINKED_PAGES
from api.richtext import RichTextValue, expect_references, html_to_text, safe_url
from blog.models import Author, PostPage
from home.models import SiteSettings
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
        ("<html>", ""),
        ("<!doctype html><html><frameset><frame src='/a'></frameset></html>", ""),
        ("<", "&lt;"),
        ("<p", ""),
        ("<!doctype html><html><body onload='x()'><p>a</p></body></html>", "<p>a</p>"),
        ("<p>&lt;script&gt;x()&lt;/script&gt;</p>", "<p>&lt;script&gt;x()&lt;/script&gt;</p>"),
        ("<p>a\x00b\x07c\x0bd\x7f\x85</p>", "<p>abcd</p>"),
        ("<p>a&#1;b&#x85;</p>", "<p>ab…</p>"),
        ("<p>a\ud800b\udfff</p>", "<p>ab</p>"),
        ("a&#1;b&#xfffe;c\uffff<p>d\ufffe</p>", "abc<p>d</p>"),
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


@pytest.mark.parametrize(
    ("raw", "loader", "keys"),
    [
        ('<a linktype="page" id="7">a</a>', LINKED_PAGES, {7}),
        ('<a linktype="page" id="7">a</a><a id="8" linktype="page">b</a>', LINKED_PAGES, {7, 8}),
        ('<b>a</b><a class="x" linktype="document" id="7">a</a>', DOCUMENTS, {7}),
        ('<a linktype="document" id="007">a</a>', DOCUMENTS, {7}),
        ('<embed embedtype="image" format="left" id="7" alt="a"/>', IMAGES, {7}),
    ],
)
def test_expects_what_a_text_refers_to(raw, loader, keys):
    assert expected(raw) == {loader: keys}


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "<p>a</p>",
        '<a href="/x">a</a>',
        '<a href="/?linktype=page" id="7">a</a>',
        'linktype="page" id="7"',
        '<p linktype="page" id="7">a</p>',
        '<abbr linktype="page" id="7">a</abbr>',
        '<a linktype="page">a</a>',
        '<a linktype="page" id="x">a</a>',
        '<a linktype="page" id="9999999999999999999">a</a>',
        '<a linktype="gone" id="7">a</a>',
        '<embed embedtype="media" url="https://x.org" id="7"/>',
    ],
)
def test_expects_nothing_else(raw):
    assert expected(raw) == {}


def expected(raw):
    session = new_session()
    expect_references(raw, session)
    return {loader: keys for loader, keys in session._expected.items() if keys}


# What the editor stores is written without a tree, and as the tree would write it.

FORMATS = ("b", "strong", "i", "em", "s", "del", "u", "sup", "sub", "code")
WORDS = (
    *(
        "Breathe out, slowly. ",
        "a",
        " b ",
        "don\u2019t \u2013 stop",
        "\N{GRINNING FACE}",
        "1 &lt; 2",
    ),
    *("A &amp; B", "c\xa0d", "two  spaces", "a\nb", "&amp;lt;", '"quoted"', "it's", " &gt; "),
)
ADDRESSES = (
    *("https://example.org/a?b=c&amp;d=e#f", "http://example.org", "mailto:a@example.org", "#a"),
    *("/blog/", "tel:+15035550142", "HTTPS://X.ORG/", "https://x.org/&quot;x&#x27;", "", " "),
    *("javascript:x()", " JaVaScRiPt:x()", "javascript&amp;colon;x()", "data:text/html,x"),
    *("//x.org", "https://\xe1.org/", "http://[x", "x y", "https://[::1]/", "https://a:b@x:80/"),
)


class Editor:
    """Writes rich texts as the editor stores them, of random elements."""

    def __init__(self, seed):
        self.random = Random(seed)  # noqa: S311 - texts, no secrets

    def text(self):
        return "".join(self.block() for _ in range(self.random.randrange(4)))

    def key(self):
        return self.random.choice(("", ' data-block-key="a1b2c"'))

    def block(self):
        name = self.random.choice(("p", "p", "p", "h2", "h3", "h6", "blockquote", "ul", "ol", "hr"))
        if name == "hr":
            return "<hr/>"
        if name in ("ul", "ol"):
            return self.items(name, 0)
        return f"<{name}{self.key()}>{self.inline()}</{name}>"

    def items(self, name, depth):
        items = "".join(
            f"<li{self.key()}>{self.inline()}{self.sublist(depth)}</li>"
            for _ in range(self.random.randrange(1, 4))
        )
        return f"<{name}>{items}</{name}>"

    def sublist(self, depth):
        if depth > 3 or self.random.random() < 0.8:
            return ""
        return self.items(self.random.choice(("ul", "ol")), depth + 1)

    def inline(self, depth=0, *, linked=False):
        return "".join(self.phrase(depth, linked) for _ in range(self.random.randrange(5)))

    def phrase(self, depth, linked):
        kind = self.random.randrange(10)
        if kind == 0:
            return "<br/>"
        if kind == 1 and not linked:
            return f"<a {self.target()}>{self.inline(depth + 1, linked=True)}</a>"
        if kind < 4 and depth < 4:
            name = self.random.choice(FORMATS)
            return f"<{name}>{self.inline(depth + 1, linked=linked)}</{name}>"
        return self.random.choice(WORDS)

    def target(self):
        if self.random.random() < 0.5:
            return f'href="{self.random.choice(ADDRESSES)}"'
        kind = self.random.choice(("page", "document"))
        return f'linktype="{kind}" id="{self.random.randrange(9)}"'

    def broken(self, text):
        """The text with splinters in it, pieces taken out or doubled."""
        for _ in range(self.random.choice((1, 1, 1, 2, 3))):
            start = self.random.randrange(len(text) + 1)
            end = min(len(text), start + self.random.choice((0, 0, 0, 1, 3, 9, 30)))
            splinter = self.random.choice((*SPLINTERS, "", text[start:end] * 2))
            text = text[:start] + splinter + text[end:]
        return text


SPLINTERS = (
    *("<", ">", "&", '"', "'", "=", "/", " ", "  ", "\n", "\n\n", "\t", "\r", "\xa0", "\u2028"),
    *("\x00", "\x0c", "\x1f", "\x7f", "\x85", "\ud800", "\ufdd0", "\ufeff", "\ufffe", "\uffff"),
    *("<b>", "</b>", "<p>", "</p>", "<p", "<a>", "</a>", '<a href="', "<br>", "</br>", "<hr>"),
    *("<li>", "</li>", "<ul>", "</ul>", "<b/>", "<P>", "<B>", "</B>", "< b>", "<b >", "</b >"),
    *("<!-- a -->", "<!--", "-->", "<![CDATA[a]]>", "<?a?>", "<!doctype html>", "<html>", "<body>"),
    *("<script>x()</script>", "<style>", "<div>", "</div>", "<td>", "<title>", "<plaintext>"),
    *("&nbsp;", "&quot;", "&#x27;", "&#39;", "&lt", "&amp", "&#10;", "&#0;", "&#x3c;", "&colon;"),
    *(" onclick=x()", " href=", ' href="javascript:x()"', "javascript:", ' id="1"', ' class="a"'),
    *(' linktype="page"', " data-block-key", ' data-block-key="a"', '<img src="/a">', "<svg>"),
    *('<embed embedtype="media" url="https://x.org"/>', '<embed embedtype="image" id="999"/>'),
    *('<a href="https://x.org">', '<a linktype="page" id="1">', '<a id="1" linktype="page">'),
    *("<a href=https://x.org>", "<a href='https://x.org'>", '<a href="java\nscript:x()">'),
    *('<a href="java\tscript:x()">', '<a href="&#106;avascript:x()">'),
    '<a href="https://x.org" href="javascript:x()">',
)


@pytest.fixture
def session():
    """A session in which some pages and documents are there and others are not."""
    session = new_session()
    post, document = make.post("Sleep"), make.document("Diary")
    session.prime(LINKED_PAGES, {**dict.fromkeys(range(9)), 1: post, 2: post})
    session.prime(DOCUMENTS, {**dict.fromkeys(range(9)), 2: document, 3: document})
    return session


@pytest.fixture
def forms(session, monkeypatch):
    """A callable that gives HTML and plain text as the tree writes them, and as they are given.

    The latter are None if the tree was needed for them.
    """

    def run(raw):
        with monkeypatch.context() as patched:
            patched.setattr("api.richtext._scan", lambda raw, session: None)
            value = RichTextValue(raw, session)
            by_the_tree = (value.html, value.plain_text)
        value = RichTextValue(raw, session)
        given = (value.html, value.plain_text)
        return by_the_tree, given, "tree" not in vars(value)

    return run


def test_what_the_editor_stores_needs_no_tree(forms):
    editor = Editor(20261122)
    for _ in range(2000):
        raw = editor.text()
        by_the_tree, given, without_tree = forms(raw)
        assert (given, without_tree) == (by_the_tree, True), raw


def test_broken_markup_is_read_as_the_tree_reads_it(forms):
    editor = Editor(20261123)
    needed_no_tree = 0
    for _ in range(4000):
        raw = editor.broken(editor.text())
        by_the_tree, given, without_tree = forms(raw)
        assert given == by_the_tree, raw
        needed_no_tree += without_tree
    assert 100 < needed_no_tree < 1000


def test_every_character_is_read_as_the_tree_reads_it(forms):
    rare = (*range(0x300, 0xD700, 97), *range(0x10000, 0x110000, 9973))
    for code in (*range(0x300), *range(0x2000, 0x2070), *range(0xD7F0, 0xE000, 255), *rare):
        character = chr(code)
        for raw in (
            f'<p>a{character}b <a href="/{character}">{character}</a>\n{character}</p>{character}',
            f'{character}<p><a href="{character}/a">a</a></p>',
        ):
            by_the_tree, given, _without_tree = forms(raw)
            assert given == by_the_tree, raw


@pytest.mark.parametrize(
    "raw",
    [
        "<p>a</p>\n<p>b</p>\n",
        "\n <ul>\n<li>a\n</li>\n</ul>",
        "<ul><li>a<ol><li>b</li></ol>c</li></ul>",
        '<p>a <a href="/b">b</a> <a linktype="page" id="1">c <b>d</b></a></p><hr/>',
        "<p>" + "<b>" * 18 + "a" + "</b>" * 18 + "</p>",
        "<p>a</p>" * 12_000,
    ],
)
def test_needs_no_tree(forms, raw):
    by_the_tree, given, without_tree = forms(raw)
    assert (given, without_tree) == (by_the_tree, True)


@pytest.mark.parametrize(
    "raw",
    [
        "a",
        "<b>a</b>",
        "<p>a</p> <p>b</p>",
        "<p>a</p>b",
        "<p>a",
        "<p>a</b></p>",
        "<p><b>a</p></b>",
        "</p>",
        "<p>a</p></p>",
        "<p><p>a</p></p>",
        "<p><b><p>a</p></b></p>",
        "<ul>a</ul>",
        "<li>a</li>",
        "<ul><ul><li>a</li></ul></ul>",
        '<p><a href="/a">a<a href="/b">b</a></a></p>',
        '<p><a href="/a">a<b><a href="/b">b</a></b></a></p>',
        "<p><b>a</b>\n</p>",
        "<p>a\tb</p>",
        "<p>a > b</p>",
        "<p>&nbsp;a</p>",
        "<p>&quot;a&#x27;</p>",
        "<p>a & b</p>",
        "<p>a<b/>b</p>",
        "<p class='a'>a</p>",
        '<p data-block-key="a" data-block-key="b">a</p>',
        '<p data-block-key="a&quot;">a</p>',
        '<p><a href="/a" target="_blank">a</a></p>',
        '<p><a href="/a\n">a</a></p>',
        '<p><a linktype="page" id="9999999999999999999">a</a></p>',
        "<p>" + "<b>" * 100 + "a" + "</b>" * 100 + "</p>",
        "<p>a</p>" * 13_000,
    ],
)
def test_leaves_everything_else_to_the_tree(forms, raw):
    by_the_tree, given, without_tree = forms(raw)
    assert (given, without_tree) == (by_the_tree, False)


def rich_texts(value):
    """All rich texts in what a stream stores."""
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return [text for one in inner for text in rich_texts(one)]
    return [value] if isinstance(value, str) and value.startswith("<") else []


def test_no_text_of_the_demo_needs_a_tree():
    call_command("load_demo", stdout=StringIO())
    texts = [
        *(text for post in PostPage.objects.all() for text in rich_texts(list(post.body.raw_data))),
        *(author.bio for author in Author.objects.all()),
        *(settings.disclaimer for settings in SiteSettings.objects.all()),
    ]
    session = new_session()
    values = [RichTextValue(text, session) for text in texts]

    written = [(value.html, value.plain_text) for value in values]

    assert len(written) > 100
    assert not [value.raw for value in values if "tree" in vars(value)]


def test_words_are_read_without_looking_at_links(count_sql):
    value = read(f'<p><a linktype="page" id="{make.post().pk}">Sleep</a> well</p>')

    assert count_sql(lambda: value.plain_text) == []
    assert value.plain_text == "Sleep well"
