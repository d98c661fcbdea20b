"""What a second import leaves alone: other blogs, what was changed here, and names given here."""

from datetime import UTC, datetime

import pytest
from wagtail.models import Workflow

from blog.models import Author, Category, PostPage
from home.models import Image
from tests import factories as make
from tests.imports.wordpress import SITE, Part, Post, export, write_export
from transfer.posts.files import open_files
from transfer.posts.options import Options
from transfer.posts.run import import_posts

pytestmark = pytest.mark.django_db


@pytest.fixture
def import_post(blog, tmp_path):
    """Import one post of WordPress into a blog; the report of it."""
    folder = write_export(tmp_path / "export", [])

    def import_post(text="<p>Text.</p>", *, into=blog, user=None, options=None, **fields):
        values = {"slug": "sleep-well", "is_blocks": True, **fields}
        posts = [Post(7, values.pop("title", "Sleep well"), [Part(text)], **values)]
        (folder / "export.xml").write_text(export(posts), encoding="utf-8")
        with open_files(folder) as files:
            return import_posts(into, files, Options(**(options or {})), user)["posts"][0]

    return import_post


def texts(report):
    return " ".join(f"{note['text']} {note['excerpt']}" for note in report["notes"])


def page():
    return PostPage.objects.get()


def source(post):
    return post.body[0].value.source


def answer(graphql, path="/blog/sleep-well/"):
    found = graphql("query($path: String!) {page(path: $path) {... on Post {title}}}", path=path)
    return found["data"]["page"]


def test_the_same_export_in_another_blog_makes_posts_of_its_own(import_post, blog):
    other = make.blog("Other")
    import_post("<p>First.</p>")
    report = import_post("<p>Second.</p>", into=other)

    assert report["action"] == "created"
    assert source(PostPage.objects.child_of(blog).get()) == "<p>First.</p>"
    assert source(PostPage.objects.child_of(other).get()) == "<p>Second.</p>"


def test_a_post_that_was_moved_to_another_blog_is_left_alone(import_post):
    import_post("<p>First.</p>")
    page().move(make.blog("Other"), pos="last-child")
    report = import_post("<p>Second.</p>")

    assert report["action"] == "kept"
    assert "The post was moved to another blog here." in texts(report)
    assert source(page()) == "<p>First.</p>"


def test_a_post_that_was_unpublished_here_does_not_come_back(import_post, graphql):
    import_post("<p>First.</p>")
    page().unpublish()
    report = import_post("<p>Second.</p>")

    assert (report["action"], report["state"]) == ("kept", "draft")
    assert "The post was unpublished here." in texts(report)
    assert answer(graphql) is None


def test_a_post_that_was_unpublished_here_is_only_overwritten_as_a_draft(import_post, graphql):
    import_post("<p>First.</p>")
    page().unpublish()
    report = import_post("<p>Second.</p>", options={"overwrite": True})

    assert (report["action"], report["state"]) == ("updated", "draft")
    assert source(page().get_latest_revision_as_object()) == "<p>Second.</p>"
    assert answer(graphql) is None


def test_a_post_in_review_is_left_alone_even_when_asked(import_post):
    import_post("<p>First.</p>", status="draft")
    Workflow.objects.get(name="Clinical review").start(page(), None)
    report = import_post("<p>Second.</p>", options={"overwrite": True})

    assert report["action"] == "kept"
    assert "The post is being reviewed." in texts(report)
    assert source(page().get_latest_revision_as_object()) == "<p>First.</p>"


def test_a_post_that_is_scheduled_no_more_forgets_its_day(import_post, graphql):
    import_post(status="future")
    assert page().go_live_at == datetime(2031, 1, 1, 8, 30, tzinfo=UTC)
    report = import_post("<p>Out now.</p>")

    assert report["state"] == "live"
    assert (page().go_live_at, page().approved_schedule) == (None, False)
    assert answer(graphql) == {"title": "Sleep well"}


def test_a_scheduled_post_that_became_a_draft_is_scheduled_no_more(import_post):
    import_post(status="future")
    report = import_post(status="draft")

    assert (report["action"], report["state"]) == ("updated", "draft")
    assert (page().go_live_at, page().approved_schedule) == (None, False)


def test_names_that_were_changed_here_are_found_again(import_post):
    import_post("<p>First.</p>", categories=[("sleep", "Sleep")])
    Author.objects.update(name="Dr Ada Reed-Okafor", slug="dr-ada")
    Category.objects.update(name="Nights", slug="nights")
    report = import_post("<p>Second.</p>", categories=[("sleep", "Sleep")])

    assert report["action"] == "updated"
    assert [entry.author.name for entry in page().post_authors.all()] == ["Dr Ada Reed-Okafor"]
    assert page().category.name == "Nights"
    assert (Author.objects.count(), Category.objects.count()) == (1, 1)


def test_a_renamed_author_changes_no_post(import_post):
    import_post()
    Author.objects.update(name="Dr Ada Reed-Okafor", slug="dr-ada")

    assert import_post()["action"] == "unchanged"
    assert Author.objects.count() == 1


def test_a_post_that_is_left_alone_leaves_nothing_behind(import_post, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    import_post("<p>First.</p>")
    mine = page()
    mine.save_revision()
    image = f'<img src="{SITE}/wp-content/uploads/2024/05/tea.png" alt="Tea"/>'
    report = import_post(image, categories=[("new", "New")], authors=["kim"])

    assert report["action"] == "kept"
    assert not Category.objects.exists()
    assert Author.objects.count() == 1
    assert not Image.objects.exists()
    assert not list(settings.MEDIA_ROOT.rglob("*.*"))
    assert "was made" not in texts(report)


TIPS = "<h2>Three tips</h2><ul><li>Rest. It helps.</li><li><b>Walk</b> to the corner.</li></ul>"


def test_an_offer_that_was_taken_back_stays_text(import_post):
    report = import_post(TIPS, options={"tips": True})
    key = report["offers"][0]["key"]
    import_post(TIPS, options={"declined": frozenset([key])})
    assert [block.block_type for block in page().body] == ["heading", "paragraph"]
    again = import_post(TIPS, options={"tips": True})

    assert again["action"] == "unchanged"
    assert [block.block_type for block in page().body] == ["heading", "paragraph"]
