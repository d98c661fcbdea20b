"""Attacks by words: script that an editor, an importer or raw SQL puts into a text.

The attacker wants it to run in a reader's browser, in an app that trusts our HTML, or in a
colleague's admin. What they get is their words without the markup, or nothing.
"""

import json
import re
from html import escape, unescape
from random import Random
from urllib.parse import urljoin

import lxml.html
import pytest
from django.db import connection
from django.urls import reverse
from markdown_it import MarkdownIt
from wagtail.contrib.redirects.models import Redirect

from api.links import safe_url
from api.richtext import RichTextValue
from blog.embeds import recognise
from blog.models import PostPage
from tests import factories as make
from tests.attacks.vectors import ADDRESSES, MARKUP
from tests.streams import new_session

pytestmark = pytest.mark.django_db

ADDRESS = r"(?:https?://|mailto:|tel:|sms:|[/#?.]|(?![a-zA-Z][a-zA-Z0-9+.-]*:))[^\"<>]*"
#: All the markup that there may be, letter by letter, so that no parser can see another.
ALLOWED = re.compile(
    r"</?(?:p|ul|ol|li|h[1-6]|blockquote|strong|em|s|u|sup|sub|code|a)>|<(?:br|hr)>"
    rf'|<a href="{ADDRESS}">'
    rf'|<img src="{ADDRESS}"(?: srcset="[^"<>]*" sizes="100vw" width="\d+" height="\d+")?'
    r' alt="[^"<>]*" loading="lazy">'
    r"|&(?:amp|lt|gt|quot|\#x27);|[^<>&]"
)
#: Elements that Markdown makes; none carries script.
RENDERED = {"div", "p", "ul", "ol", "li", "blockquote", "strong", "em", "code", "pre", "br", "hr"}
RENDERED |= {"a", "img", "s", "h1", "h2", "h3", "h4", "h5", "h6"}

#: Where in a text a vector stands; the first keeps it apart from all that the editor writes.
PLACES = ["{}", "<p>a {} b</p>", '<p data-block-key="x1y2z">{}</p>', "<ul><li>{}</li></ul>"]


def leftover(html):
    """What in a piece of HTML is none of the allowed markup."""
    return ALLOWED.sub("", html)


def links(html):
    root = lxml.html.fragment_fromstring(html, create_parent="div")
    return [*root.xpath("//@href"), *root.xpath("//@src")]


def assert_harmless(raw):
    value = RichTextValue(raw, new_session())
    assert leftover(value.html) == ""
    assert all(safe_url(unescape(link)) for link in links(value.html))
    assert_harmless_tree(value.ast)
    rendered = lxml.html.fragment_fromstring(
        # A renderer that passes HTML on, as many do, and refuses no address by itself.
        permissive().render(value.markdown),
        create_parent="div",
    )
    for element in rendered.iter():
        assert element.tag in RENDERED
        assert set(element.attrib) <= {"href", "src", "alt", "start", "title"}
        for name in ("href", "src"):
            assert name not in element.attrib or safe_url(element.attrib[name])


def permissive():
    renderer = MarkdownIt("commonmark", {"html": True})
    renderer.validateLink = lambda url: True
    return renderer


def assert_harmless_tree(node):
    assert set(node) <= {"type", "children", "value", "url", "alt", "depth", "ordered"}
    assert node.get("url") is None or safe_url(node["url"])
    for child in node.get("children", ()):
        assert_harmless_tree(child)


def test_there_are_vectors_enough():
    assert len(set(MARKUP)) + len(set(ADDRESSES)) >= 200


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("vector", MARKUP)
def test_markup_that_runs(vector, place):
    """Wanted: any script, style, handler or frame in any form of a rich text. Got: words."""
    assert_harmless(place.format(vector))


#: What vectors are torn into and mixed with, so that parsers lose their way.
SCRAPS = [
    *("<", ">", "</", "/>", "<!--", "-->", "<![CDATA[", "]]>", "&", "&lt;", "&#60;", "&#x3c", ";"),
    *('"', "'", "`", "=", " ", "\n", "\t", "\x00", "\x0c", "\u2028", "\ufeff", "\ud800", "%3c"),
    *("<p>", "</p>", '<p data-block-key="x1">', "<b>", "</b>", "<ul><li>", "</li></ul>", "<br/>"),
    *('<a href="', '<a href="https://x.example/', '<a linktype="page" id="1"', '">', "</a>"),
    *("onclick=alert(1) ", "javascript:", "style=", "srcdoc=", "<svg>", "<math>", "<style>"),
]


@pytest.mark.parametrize("seed", range(20))
def test_mixtures_of_markup_that_runs(seed):
    """Wanted: a gap between the fast way of writing HTML and the slow one. Got: none in 4,000
    mixtures of torn vectors."""
    random = Random(seed)  # noqa: S311
    session = new_session()
    for _number in range(200):
        parts = []
        for _part in range(random.randint(1, 8)):
            vector = random.choice(MARKUP)
            cut = random.randrange(len(vector))
            parts += [random.choice(SCRAPS), random.choice([vector, vector[:cut], vector[cut:]])]
        raw = "".join(parts)
        html = RichTextValue(raw, session).html
        assert leftover(html) == "", raw
        assert [link for link in links(html) if not safe_url(unescape(link))] == [], raw


@pytest.mark.parametrize("vector", ADDRESSES)
@pytest.mark.parametrize("spelling", ["text", "decimal", "hex", "quoted"])
def test_links_that_run(vector, spelling):
    """Wanted: a link whose address runs, spelled in some odd way. Got: its words alone."""
    written = {
        "text": escape(vector),
        "decimal": "".join(f"&#{ord(mark)};" for mark in vector),
        "hex": "".join(f"&#x{ord(mark):X};" for mark in vector),
        "quoted": vector.replace("&", "&amp;").replace('"', "&quot;"),
    }[spelling]
    for raw in (f'<p><a href="{written}">words</a></p>', f'<p><img src="{written}" alt="a"></p>'):
        assert_harmless(raw)
        # A parser makes other characters of &#0; and &#x85;, so that what is left is a path.
        found = links(RichTextValue(raw, new_session()).html)
        assert [urljoin("https://r.example/", link)[:18] for link in found] in (
            [],
            ["https://r.example/"],
        )
        assert found == [] or vector[:1] in ("\x00", "\x85") or "\x00" in vector


@pytest.mark.parametrize("vector", ADDRESSES)
def test_embeds_that_run(vector):
    """Wanted: a frame or a card whose address runs. Got: nothing."""
    assert not re.search("iframe|script", recognise(vector).html, re.IGNORECASE)
    assert (
        vector.startswith("ftp") or recognise(vector).html == "" or "href" in recognise(vector).html
    )


@pytest.mark.parametrize("words", [*MARKUP, *ADDRESSES])
def test_words_that_markdown_could_take_for_markup(words):
    """Wanted: raw HTML or a link in Markdown, from words that are only words. Got: the words."""
    raw = f"<p>{escape(words)}</p>"
    assert_harmless(raw)
    rendered = permissive().render(RichTextValue(raw, new_session()).markdown)
    assert links(rendered) == []


SCRIPT = "<img src=x onerror=alert(1)><script>alert(1)</script>"
RUNS = "javascript:alert(1)"


def raw_blocks(contact):
    """Every block, with script in each of its texts, as an importer might write it."""
    return [
        ("heading", {"text": SCRIPT, "level": "h2"}),
        ("heading", {"text": "a", "level": '"><script>'}),
        ("paragraph", SCRIPT),
        ("quote", {"quote": SCRIPT, "attribution": SCRIPT}),
        ("tips", {"title": SCRIPT, "tips": [{"title": SCRIPT, "content": SCRIPT}]}),
        ("callout", {"tone": '"><script>', "title": SCRIPT, "content": SCRIPT}),
        ("faq", {"title": SCRIPT, "items": [{"question": SCRIPT, "answer": SCRIPT}]}),
        ("embed", {"url": RUNS, "caption": SCRIPT}),
        ("embed", {"url": f"https://www.youtube.com/embed/{SCRIPT}", "caption": SCRIPT}),
        ("embed", {"url": 'https://x.example/"><script>alert(1)</script>', "caption": ""}),
        ("call_to_action", {"label": SCRIPT, "url": RUNS}),
        ("call_to_action", {"label": SCRIPT, "phone": '"><script>alert(1)</script>'}),
        ("call_to_action", {"label": SCRIPT, "email": '"><script>alert(1)</script>'}),
        ("sources", {"title": SCRIPT, "sources": [{"title": SCRIPT, "url": RUNS}]}),
        ("contact", {"title": SCRIPT, "contact": contact.pk, "note": SCRIPT}),
        ("table", {"caption": SCRIPT, "table": {"data": [[SCRIPT], [SCRIPT]]}}),
        ("table", {"caption": "", "table": {"data": [[SCRIPT]], "table_caption": SCRIPT}}),
        ("gallery", {"title": SCRIPT, "images": []}),
        ("related_posts", {"title": SCRIPT, "posts": []}),
        ("document", {"title": SCRIPT, "document": make.document(SCRIPT).pk}),
    ]


@pytest.fixture
def poisoned():
    """A post in which every text that there is carries script, written past all validation."""
    author = make.author("Ada", job_title=SCRIPT, bio=SCRIPT, licence_number="1", licence_url=RUNS)
    contact = make.contact(SCRIPT, role=SCRIPT, booking_url=RUNS, note=SCRIPT, email=SCRIPT[:200])
    image = make.image("Room", description=f'" onload="alert(1)" {SCRIPT}')
    page = make.post(
        "Sleep",
        intro=SCRIPT,
        hero_image=image,
        authors=[author],
        tags=["<b onclick=x()>tag</b>"],
        body=[*raw_blocks(contact), ("image", {"image": {"image": image.pk}, "caption": SCRIPT})],
        sources=make.stream([("source", {"title": SCRIPT, "url": RUNS})]),
    )
    PostPage.objects.filter(pk=page.pk).update(title=SCRIPT)
    return page


def runs(html):
    """What in HTML would run: elements, handlers and addresses."""
    root = lxml.html.fragment_fromstring(html, create_parent="div")
    for element in root.iter():
        if element.tag in ("script", "style", "object", "svg", "math", "base", "form"):
            yield element.tag
        for name, value in element.attrib.items():
            if name.startswith("on") or name in ("style", "srcdoc"):
                yield name
            if name in ("href", "src", "action") and value and not safe_url(value):
                yield value


EVERYTHING = """
query ($path: String!) {
  route(path: $path) {
    ... on Post {
      title
      intro
      tags { name }
      heroImage { alt rendition(width: 320) { url } }
      authors { name jobTitle bio { html markdown } licence { url } }
      sources { title url }
      body {
        html
        plainText
        ... on EmbedBlock { url }
        ... on CallToActionBlock { href }
        ... on SourcesBlock { sources { url } }
        ... on ContactBlock { contact { bookingUrl } }
      }
    }
  }
}
"""


def ask_all(graphql, path):
    answer = graphql(EVERYTHING, path=path)
    assert "errors" not in answer, answer["errors"]
    return answer["data"]["route"]


def test_stored_script_in_the_html_of_every_block(graphql, poisoned):
    """Wanted: script that runs where a client shows a block's `html`. Got: escaped words."""
    post = ask_all(graphql, "/blog/sleep/")
    found = [block["html"] for block in post["body"]]

    assert len(found) == 21
    assert [list(runs(html)) for html in found] == [[] for _ in found]


def test_stored_script_in_an_authors_bio(graphql, poisoned):
    """Wanted: script in a bio. Got: nothing of it."""
    [author] = ask_all(graphql, "/blog/sleep/")["authors"]

    assert leftover(author["bio"]["html"]) == ""


def test_stored_addresses_that_run(graphql, poisoned):
    """Wanted: a `javascript:` address in a button, a source, a licence, a booking link or an
    embed. Got: an empty address."""
    post = ask_all(graphql, "/blog/sleep/")
    addresses = [
        post["authors"][0]["licence"]["url"],
        post["sources"][0]["url"],
        *(block[key] for block in post["body"] for key in ("url", "href") if key in block),
        *(one["url"] for block in post["body"] for one in block.get("sources", ())),
        *(block["contact"]["bookingUrl"] for block in post["body"] if "contact" in block),
    ]

    assert len(addresses) == 10
    assert [address for address in addresses if address and not safe_url(address)] == []


def test_words_stay_words_where_no_html_is_promised(graphql, poisoned):
    """Wanted: markup in a title or an intro. Got: the very words, as text, for the client to
    escape as it escapes all text; nothing is dropped in silence."""
    post = ask_all(graphql, "/blog/sleep/")

    assert (post["title"], post["intro"]) == (SCRIPT, SCRIPT)


def test_stored_script_in_a_disclaimer(graphql):
    """Wanted: script in what is shown on every page. Got: nothing of it."""
    make.site_settings(disclaimer=SCRIPT)

    answer = graphql("{ site { disclaimer { html markdown } } }")

    assert leftover(answer["data"]["site"]["disclaimer"]["html"]) == ""


@pytest.mark.parametrize("address", ADDRESSES)
def test_menu_entries_that_run(graphql, address):
    """Wanted: a menu entry that runs when it is pressed. Got: no such entry."""
    if "\x00" in address and connection.vendor == "postgresql":
        pytest.skip("Only SQLite stores a NUL in JSON; here the attack ends in the database.")
    entry = {"title": "Menu", "url": address, "children": []}
    make.site_settings(main_menu=json.dumps([{"type": "item", "value": entry}]))

    answer = graphql("{ site { mainMenu { title url } } }")

    assert answer["data"]["site"]["mainMenu"] == []


@pytest.mark.parametrize("address", [RUNS, "JAVASCRIPT:alert(1)", "data:text/html,x"])
def test_redirects_that_run(graphql, address):
    """Wanted: a redirect to an address that runs. Got: no redirect."""
    Redirect.objects.create(old_path="/old", redirect_link=address)

    answer = graphql('{ route(path: "/old") { __typename } }')

    assert answer["data"]["route"] is None


@pytest.mark.parametrize("address", [RUNS, "data:text/html,x", "vbscript:x", " javascript:x"])
def test_redirects_that_run_are_refused_in_the_admin(admin_client, address):
    """Wanted: to store such a redirect by the form. Got: a message beside the field."""
    response = admin_client.post(
        reverse("wagtailredirects:add"), {"old_path": "/old", "redirect_link": address}
    )

    assert "Enter a valid URL." in response.content.decode()
    assert not Redirect.objects.exists()


def test_script_in_the_preview_of_a_post(admin_client, poisoned):
    """Wanted: script that runs in a colleague's admin when they preview the post. Got: a page
    whose policy runs no inline script, no handler and no `javascript:` address."""
    response = admin_client.get(
        reverse("wagtailadmin_pages:view_draft", args=[poisoned.pk]), follow=True
    )
    policy = response["Content-Security-Policy"]

    assert response.status_code == 200
    assert "script-src 'self';" in f"{policy};"


NOT_ON_THE_LIST = [
    "http://127.0.0.1:8000/admin/",
    "http://localhost/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://169.254.169.254/latest/meta-data/",
    "http://metadata.google.internal/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://0177.0.0.1/",
    "http://127.1/",
    "http://10.0.0.1/",
    "http://192.168.1.1/",
    "http://0.0.0.0/",
    "http://youtube.com.evil.example/watch?v=dQw4w9WgXcQ",
    "http://evil.example/youtube.com/watch?v=dQw4w9WgXcQ",
    "http://youtube.com@evil.example/watch?v=dQw4w9WgXcQ",
    "http://evil.example#youtube.com",
    "http://notyoutube.com/watch?v=dQw4w9WgXcQ",
    "http://rebind.evil.example/",
    "gopher://127.0.0.1:6379/_FLUSHALL",
    "file:///etc/passwd",
    "dict://127.0.0.1:11211/stats",
]


@pytest.mark.parametrize("address", NOT_ON_THE_LIST)
def test_embeds_that_reach_inside(address, monkeypatch, graphql):
    """Wanted: that the server fetches an address of its own network (SSRF), by an embed. Got:
    a link at most: Hearth asks no other server about an embed, whatever its name resolves to."""

    def refuse(*args, **kwargs):
        raise AssertionError("A connection was opened.")

    monkeypatch.setattr("socket.getaddrinfo", refuse)
    monkeypatch.setattr("socket.create_connection", refuse)
    make.post("Sleep", body=[("embed", {"url": address, "caption": ""})])

    [block] = ask_all(graphql, "/blog/sleep/")["body"]

    assert "iframe" not in block["html"]
    assert list(runs(block["html"])) == []
