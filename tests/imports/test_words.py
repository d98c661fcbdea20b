"""No word is lost: 60 posts of WordPress, compared with what the API answers."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blog.models import PostPage
from tests import factories as make
from tests.imports.classic import CLASSIC
from tests.imports.gutenberg import BLOCKS, FOOTNOTES, REUSED
from tests.imports.letters import Nowhere, letters, shown, take
from tests.imports.parts import CAPTIONS, PICTURES, SITE, UPLOADS, key_of
from tests.imports.wordpress import make_posts, write_export
from transfer.models import ImportedPost
from transfer.posts.blocks import convert
from transfer.posts.documents import Document, Picture
from transfer.posts.files import open_files
from transfer.posts.pieces import Text
from transfer.posts.run import import_posts
from transfer.posts.wordpress import Markup
from transfer.posts.write import Options

#: What the import adds to names of files that are at hand, which none is here.
OURS = str.maketrans("", "", "()")


def convert_markup(html):
    markup = Markup()
    bound = '<!-- wp:paragraph {"metadata":{"name":"Help"}} -->'
    markup.reusable["900"] = f"{bound}<p>{REUSED}</p><!-- /wp:paragraph -->"
    for name, alt in PICTURES.items():
        picture = Picture(f"{SITE}/{UPLOADS}/{name}", alt, CAPTIONS[name])
        markup.attachments[str(key_of(name))] = picture
    document = Document("s", "1", "Title", html)
    markup.write_out(document, "1", FOOTNOTES)
    return convert(document.html, Nowhere(), has_line_breaks=document.has_line_breaks)


def shown_by(piece):
    return shown(piece.html if isinstance(piece, Text) else piece.value)


@pytest.fixture(scope="module")
def report(shared_content, tmp_path_factory):
    folder = write_export(tmp_path_factory.mktemp("export"), make_posts())
    with open_files(folder) as files:
        return import_posts(make.blog(), files, Options())


def said(graphql, number):
    """What the API says of a post: its title, and the words of its body."""
    page = ImportedPost.objects.get(key=str(number)).page
    PostPage.objects.filter(pk=page.pk).update(live=True)
    query = "query($slug: String!) {post(slug: $slug) {title body {__typename plainText}}}"
    post = graphql(query, slug=page.slug)["data"]["post"]
    return post["title"], " ".join(block["plainText"] for block in post["body"])


@pytest.mark.django_db
@pytest.mark.parametrize("post", make_posts(), ids=lambda post: str(post.number))
def test_every_word_of_a_post_is_in_the_answer(report, graphql, post):
    title, text = said(graphql, post.number)

    assert title == post.title
    # A sound stays where it is: the card that links to it names the host.
    assert [word for word in text.split() if word != "old.example"] == post.words


@pytest.mark.parametrize("kinds", [BLOCKS, CLASSIC], ids=["blocks", "classic"])
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_no_word_is_lost_in_whatever_order_the_markup_comes(kinds, data):
    seed = data.draw(st.integers(0, 10_000))
    rng = random.Random(seed)  # noqa: S311 (The same parts every time.)
    makers = data.draw(st.lists(st.sampled_from(kinds), max_size=8, unique=True))
    made = [make(rng) for make in makers]
    between = data.draw(st.sampled_from(["\n\n", "\n", "", "\r\n\r\n"]))
    body = convert_markup(between.join(part.markup for part in made))
    left = letters("".join(map(shown_by, body.pieces)))

    words = "".join(part.words for part in made).translate(OURS).replace("twitter.com", "")
    assert [letter for letter in letters(words) if not take(left, letter)] == []


def test_every_kind_of_markup_occurs():
    text = " ".join(post.content for post in make_posts())
    assert [word for word in MARKUP if word not in text] == []


#: What no export of a real site is without.
MARKUP = [
    *("wp:table", "wp-block-gallery", "figcaption", 'alt="', "wp:footnotes", "wp:details"),
    *("wp:buttons", "wp:columns", "wp:embed", "wp:block", "wp:nextpage", "wp:shortcode"),
    *("&amp;", "&nbsp;", "&eacute;", "]]>", "<!--more", "<!--nextpage-->", "[caption", "[gallery"),
    *("[embed", "[video", "rowspan", "<ol start", "<ol reversed", "<cite>", "\r\n", "<iframe"),
]
