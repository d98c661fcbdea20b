"""HTML of any kind keeps its words, and only safe things become links."""

import re

import pytest
from bs4 import BeautifulSoup, Comment
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.imports.letters import Nowhere, letters, shown, take
from transfer.posts.blocks import RULES, convert
from transfer.posts.documents import Document
from transfer.posts.pieces import Text, join_texts, level_headings
from transfer.posts.wordpress import Markup

TAGS = [
    *("p", "div", "span", "b", "em", "a", "ul", "ol", "li", "h1", "h3", "h6", "blockquote", "cite"),
    *("figure", "figcaption", "table", "tr", "td", "th", "thead", "caption", "details", "summary"),
    *("pre", "code", "dl", "dt", "dd", "section", "video", "button", "label", "select", "option"),
    *("sup", "x-card", "center", "fieldset", "legend", "address", "q", "abbr"),
]
WORDS = st.text("abc äñ&<é\u00a0\n", max_size=12)
ATTRIBUTES = st.sampled_from(
    ["", ' href="https://x.example/"', ' href="javascript:x"', ' class="wp-block-button__link"',
     ' class="wp-block-gallery"', ' class="wp-block-file"', ' class="twitter-tweet"',
     ' class="wp-block-embed"', ' src="https://x.example/v"', ' colspan="3"', ' rowspan="2"',
     ' start="3"', " reversed", ' type="a"', ' value="7"', ' title="c b"', ' lang="es"',
     ' cite="https://x.example/c"', ' class="blocks-gallery-grid"']
)  # fmt: skip
LEAVES = st.one_of(
    WORDS.map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;")),
    st.just('<img src="https://x.example/kept.png" alt="abc">'),
    st.just('<img src="https://x.example/lost.png" alt="cab">'),
    st.just('<iframe src="https://x.example/player"></iframe>'),
    st.just('<input type="checkbox" checked>'),
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
    missing = [one for one in letters(source_letters(html)) if not take(left, one)]

    assert missing == []


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(HTML, max_size=6))
def test_no_picture_and_no_player_is_lost_or_shown_twice(parts):
    html = "".join(parts)
    said = str([piece.html if isinstance(piece, Text) else piece.value
                for piece in convert(html, Nowhere()).pieces])  # fmt: skip

    for source, made in SHOWN.items():
        count = html.count(f'"{source}"')
        assert min(count, 1) <= said.count(made) <= count


#: How pictures and players are found again: a picture by its key, a lost one by its link.
SHOWN = {
    "https://x.example/kept.png": "'image': 1",
    "https://x.example/lost.png": "https://x.example/lost.png",
    "https://x.example/player": "https://x.example/player",
}


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(HTML, max_size=6))
def test_what_follows_keeps_its_structure_whatever_comes_before(parts):
    made = converted("".join(parts) + ENDS + "<h2>Kept</h2><ul><li>one</li></ul>")

    assert made[-2].value == {"text": "Kept", "level": "h2"}
    assert made[-1] == "<ul><li>one</li></ul>"


#: Ends whatever was left open before.
ENDS = "".join(f"</{tag}>" for tag in TAGS for _ in range(4))


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


LOST = '<img src="https://x.example/lost.png" alt="A lost room">'
VIDEO, OTHER_VIDEO = (f"https://player.vimeo.com/video/{number}" for number in (1, 2))


def test_a_gallery_without_its_pictures_keeps_its_captions_and_what_is_around_it():
    inner = f"<figure>{LOST}<figcaption>A chair.</figcaption></figure>" * 2
    made = converted(
        f'<h2>Before</h2><figure class="wp-block-gallery">{inner}'
        "<figcaption>Our rooms</figcaption></figure><h3>After</h3>"
    )

    assert [piece.value["text"] for piece in (made[0], made[-1])] == ["Before", "After"]
    link = '<p><a href="https://x.example/lost.png">A lost room</a></p>'
    assert made[1:-1] == [link, "<p>A chair.</p>"] * 2 + ["<p>Our rooms</p>"]


def test_a_caption_that_is_too_long_for_a_gallery_stands_below_it():
    picture = f'<figure><img src="kept.png" alt="p"><figcaption>{"ab " * 99}</figcaption></figure>'
    made = converted(f"<figure>{picture * 2}</figure>")

    assert made[0].kind == "gallery"
    assert [html.count("ab") for html in made[1:]] == [99, 99]


@pytest.mark.parametrize(
    "html",
    [
        '<figure><iframe src="{}"></iframe><iframe src="{}"></iframe></figure>',
        '<object data="{}"><iframe src="{}"></iframe></object>',
        (
            '<blockquote><iframe src="{}"></iframe><cite>a<iframe src="{}"></iframe></cite>'
            "</blockquote>"
        ),
        '<table><tr><td>a<iframe src="{}"></iframe><iframe src="{}"></iframe></td></tr></table>',
        '<h2>a <iframe src="{}"></iframe><iframe src="{}"></iframe></h2>',
        (
            '<details><summary>a<iframe src="{}"></iframe></summary><iframe src="{}"></iframe>'
            "</details>"
        ),
        '<noscript><iframe src="{}"></iframe><iframe src="{}"></iframe></noscript>',
        '<pre>a <iframe src="{}"></iframe><iframe src="{}"></iframe></pre>',
    ],
)
def test_every_player_is_shown(html):
    made = converted(html.format(VIDEO, OTHER_VIDEO))

    found = [one.value["url"] for one in made if not isinstance(one, str) and one.kind == "embed"]
    assert found == [VIDEO, OTHER_VIDEO]


@pytest.mark.parametrize(
    "html",
    [
        "<details><summary>Why?{}</summary><p>So.</p></details>",
        "<blockquote>So.<cite>{}Ada</cite></blockquote>",
        '<a class="wp-block-button__link" href="https://x.example/">Go{}</a>',
        '<figure><iframe src="https://player.vimeo.com/video/1"></iframe>{}</figure>',
        "<figure><table><tr><td>So</td></tr></table>{}</figure>",
        "<figure><img src='lost.png' alt='b'><figcaption>So {}</figcaption></figure>",
    ],
)
def test_a_picture_is_shown_wherever_it_stands(html):
    made = converted(html.format('<img src="kept.png" alt="p">'))

    assert [one.kind for one in made if not isinstance(one, str)].count("image") == 1


def test_what_loses_words_in_its_block_is_told_and_stands_by_itself():
    html = f'<h2>A</h2><ul class="blocks-gallery-grid"><li>{LOST}</li><li>words</li></ul><h2>B</h2>'
    body = convert(html, Nowhere())

    assert [piece.kind for piece in (body.pieces[0], body.pieces[-1])] == ["heading", "heading"]
    assert body.pieces[-2].words == "words"
    assert "<ul> was too unusual for its block." in body.notes[-1].text


def test_a_rule_that_loses_words_costs_nothing_but_the_form_of_its_element(monkeypatch):
    monkeypatch.setitem(RULES, "table", lambda body, element: None)
    made = converted("<h2>A</h2><table><tr><td>words</td></tr></table><h2>B</h2>")

    assert [one if isinstance(one, str) else one.kind for one in made] == [
        *("heading", "<p>words</p>", "heading")
    ]


def test_smileys_are_letters():
    html = '<p>Hi <img class="wp-smiley" src="https://s.w.org/1f600.png" alt="😀"> there</p>'

    assert converted(html) == ["<p>Hi 😀 there</p>"]


@pytest.mark.parametrize("ampersand", ["&", "&amp;", "&amp;amp;", "&#038;", "&amp;#038;"])
@pytest.mark.parametrize(
    "html",
    [
        "<p>https://www.youtube.com/watch?v=aqz-KE-bpKQ{}copy=1</p>",
        "https://www.youtube.com/watch?v=aqz-KE-bpKQ{}copy=1",
        "[embed]https://www.youtube.com/watch?v=aqz-KE-bpKQ{}copy=1[/embed]",
        '[video src="https://www.youtube.com/watch?v=aqz-KE-bpKQ{}copy=1"]',
        (
            '<figure class="wp-block-embed"><div class="wp-block-embed__wrapper">\n'
            "https://www.youtube.com/watch?v=aqz-KE-bpKQ{}copy=1\n</div></figure>"
        ),
        '<iframe src="https://www.youtube.com/watch?v=aqz-KE-bpKQ{}copy=1"></iframe>',
    ],
)
def test_the_address_of_a_video_is_as_a_browser_asks_for_it(html, ampersand):
    document = written_out(html.format(ampersand))
    made = converted(document.html, has_line_breaks=True)

    found = [one.value["url"] for one in made if not isinstance(one, str)]
    assert found == ["https://www.youtube.com/watch?v=aqz-KE-bpKQ&copy=1"]


@pytest.mark.parametrize(
    ("attributes", "numbers"),
    [
        ('start="4"', ["4.", "5."]),
        ("reversed", ["2.", "1."]),
        ('type="a"', ["a.", "b."]),
        ('type="I" start="9"', ["IX.", "X."]),
        ('start="-1"', ["-1.", "0."]),
    ],
)
def test_a_list_that_does_not_count_from_one_keeps_its_numbers_as_words(attributes, numbers):
    body = convert(f"<ol {attributes}><li>one</li><li>two</li></ol>", Nowhere())

    assert body.pieces[0].html == f"<p>{numbers[0]} one</p><p>{numbers[1]} two</p>"
    assert [note.text for note in body.notes] == [
        "A list does not count 1, 2, 3. Its numbers are words now."
    ]


@pytest.mark.parametrize("attributes", ["", 'start="1"', 'type="1"', 'start="x"'])
def test_a_list_that_counts_from_one_stays_a_list(attributes):
    assert converted(f"<ol {attributes}><li>one</li></ol>") == ["<ol><li>one</li></ol>"]


def test_the_numbers_of_a_list_inside_a_list_are_lines_of_its_entry():
    html = '<ul><li>one<ol start="3"><li>two</li><li>three</li></ol></li></ul>'

    assert converted(html) == ["<ul><li>one<br/>3. two<br/>4. three</li></ul>"]


def test_what_an_abbreviation_stands_for_is_said_once():
    short = '<abbr title="Cognitive therapy">CT</abbr>'

    assert converted(f"<p>{short} is {short}</p>") == ["<p>CT (Cognitive therapy) is CT</p>"]


@pytest.mark.parametrize(
    ("html", "excerpt"),
    [
        ('<p lang="es">Hola</p>', "es: Hola"),
        ('<blockquote cite="https://x.example/c">a</blockquote>', "https://x.example/c"),
        ('<p><a href="#notes">a</a></p>', "#notes"),
        ('<p><a href="https://x.example/"><img src="kept.png" alt="p"></a></p>',
         "https://x.example/"),
    ],
)  # fmt: skip
def test_an_attribute_that_has_no_place_is_told(html, excerpt):
    assert excerpt in [note.excerpt for note in convert(html, Nowhere()).notes]


def test_ticks_are_letters():
    made = converted('<ul><li><input type="checkbox" checked>Rest</li></ul>')

    assert made == ["<ul><li>☑ Rest</li></ul>"]


def test_a_cell_that_reaches_down_leaves_the_others_in_their_columns():
    made = converted(
        '<table><tr><th>Day</th><th>Hour</th></tr><tr><td rowspan="2">Mon</td><td>9</td></tr>'
        "<tr><td>10</td></tr><tr><td>Tue</td><td>11</td></tr></table>"
    )

    assert made[0].value["table"]["data"] == [
        ["Day", "Hour"], ["Mon", "9"], ["", "10"], ["Tue", "11"],
    ]  # fmt: skip


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


def test_blocks_that_refer_to_one_another_end_with_a_note():
    every = '<!-- wp:block {"ref":9} /-->'
    document = written_out(every * 400, reusable={"9": f"<p>x</p>{every * 400}"})

    assert document.html.count("x") < 100
    assert [note.text for note in document.notes if note.kind == "refused"][-1].startswith(
        "Reused blocks unfold to more than anybody reads."
    )


def test_a_block_that_many_posts_reuse_is_in_each_of_them():
    markup = Markup()
    markup.reusable["9"] = f"<p>{'x' * 100_000}</p>"
    for _ in range(20):
        document = Document("s", "1", "Title", '<!-- wp:block {"ref":9} /-->')
        markup.write_out(document, "1")
        assert (len(document.html), document.notes) == (100_007, [])


def test_what_is_not_understood_is_noted():
    document = written_out('[form id="1"]')

    assert [(note.kind, note.excerpt) for note in document.notes] == [("kept", '[form id="1"]')]
