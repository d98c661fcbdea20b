"""No word is lost: 60 posts of WordPress, compared with what the API answers."""

import pytest

from blog.models import PostPage
from tests import factories as make
from tests.imports.wordpress import make_posts, write_export
from transfer.models import ImportedPost
from transfer.posts.files import open_files
from transfer.posts.run import import_posts
from transfer.posts.write import Options


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
