"""What a source says of who may read a post: drafts stay drafts, and so does what is not clear."""

from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from blog.models import PostPage
from tests.imports.wordpress import Part, Post, export, make_posts, write_export
from transfer.models import ImportedPost
from transfer.posts import markdown, wxr

pytestmark = pytest.mark.django_db

DAY = "date: 2024-05-03"


@pytest.fixture
def import_file(run, tmp_path):
    """Import a Markdown file with front matter; the report of it."""

    def import_file(*lines, name="post.md", text="Text."):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(["---", "title: Rest", *lines, "---", text, ""]))
        return run(tmp_path / "in")["posts"][0]

    return import_file


def texts(report):
    return " ".join(f"{note['text']} {note['excerpt']}" for note in report["notes"])


@pytest.mark.parametrize(
    "line",
    [
        *("published: true", "published: 2024-05-03", "draft: false", "draft: 'no'", "draft:"),
        *("status: Published", "visibility: public", "private: false", "expiryDate: 2199-01-01"),
    ],
)
def test_what_was_published_is(import_file, line):
    assert import_file(DAY, line)["state"] == "live"


@pytest.mark.parametrize(
    "line",
    [
        *("published: false", "draft: true", "draft: 'true'", "draft: yes", "private: true"),
        *("public: 'no'", "status: draft", "status: in review", "visibility: members"),
        *("hidden: 1", "expiryDate: 2024-06-01", "password: sesame"),
    ],
)
def test_what_was_hidden_is_a_draft(import_file, line):
    assert import_file(DAY, line)["state"] == "draft"


@pytest.mark.parametrize(
    "line", ["draft: perhaps", "published: soon", "status: in review", "expires: someday"]
)
def test_what_is_not_clear_is_a_draft_and_noted(import_file, line):
    report = import_file(DAY, line)

    assert report["state"] == "draft"
    assert line.partition(": ")[2] in texts(report)


def test_a_folder_of_drafts_holds_drafts(import_file):
    assert import_file(DAY, name="_drafts/rest.md")["state"] == "draft"


@pytest.mark.parametrize("name", ["date", "publishDate", "pubDate"])
def test_a_day_that_is_to_come_is_waited_for(import_file, name):
    day = (timezone.now() + timedelta(days=90)).date()
    lines = [f"{name}: {day}"] if name == "date" else [DAY, f"{name}: {day}"]
    report = import_file(*lines)

    assert report["state"] == "scheduled"
    assert PostPage.objects.get().go_live_at.date() == day


def test_a_date_that_cannot_be_read_is_noted_and_keeps_a_draft(import_file):
    report = import_file("date: 31/12/2031")

    assert report["state"] == "draft"
    assert "The date “date” cannot be read. 31/12/2031" in texts(report)


@pytest.mark.parametrize("value", ["2024-05-03", "2024-05-03 00:00:00", "'2024-05-03 00:00'"])
def test_a_date_without_a_zone_is_of_the_sites_own(import_file, settings, value):
    settings.TIME_ZONE = "America/Los_Angeles"
    with timezone.override("Asia/Tokyo"):
        import_file(f"date: {value}")

    assert PostPage.objects.get().first_published_at == datetime(2024, 5, 3, 7, tzinfo=UTC)


def test_a_password_is_not_kept(import_file):
    report = import_file(DAY, "password: sesame", text="password: is a word of the text")

    source = ImportedPost.objects.get().source
    assert "sesame" not in source + texts(report)
    assert "password: is a word of the text" in source


def test_comments_and_passwords_of_wordpress_are_not_kept(run, tmp_path):
    post = Post(7, "Rest", [Part("<p>Text.</p>")], is_blocks=True, comments=2, password="sesame")
    run(write_export(tmp_path / "export", [post]))

    source = ImportedPost.objects.get().source
    assert "<p>Text.</p>" in source
    assert not [word for word in ("comment_author", "@", "sesame") if word in source]


def test_a_state_that_nobody_knows_is_a_draft(run, tmp_path):
    post = Post(7, "Rest", [Part("<p>Text.</p>")], is_blocks=True, status="pitch")
    report = run(write_export(tmp_path / "export", [post]))["posts"][0]

    assert report["state"] == "draft"
    assert "Its state “pitch” has no counterpart. It is a draft now." in texts(report)


def test_a_published_post_of_wordpress_without_a_day_is_a_draft(run, tmp_path):
    folder = write_export(tmp_path / "export", [])
    post = Post(7, "Rest", [Part("<p>Text.</p>")], is_blocks=True, slug="rest")
    broken = export([post]).replace("2024-05-08 ", "someday ")
    (folder / "export.xml").write_text(broken)
    report = run(folder)["posts"][0]

    assert report["state"] == "draft"
    assert "The date “post_date” cannot be read. someday 08:30:00" in texts(report)


def test_a_file_that_breaks_its_reader_stops_no_other(run, tmp_path, monkeypatch):
    (tmp_path / "a.md").write_text("# Broken\n")
    (tmp_path / "b.txt").write_text("Whole\n\nText.\n")

    def fail(*args):
        raise ZeroDivisionError

    monkeypatch.setattr(markdown, "take_title", fail)
    report = run(tmp_path)

    assert [post["title"] for post in report["posts"]] == ["Whole"]
    left_out = [(one["title"], one["why"]) for one in report["left_out"]]
    assert left_out == [("a.md", "This file cannot be read.")]


def test_a_post_that_breaks_its_reader_stops_no_other(run, tmp_path, monkeypatch):
    posts = make_posts(3)
    note = wxr._Export._note_rest

    def fail(self, item, document, *args):
        if document.title == posts[1].title:
            raise ZeroDivisionError
        note(self, item, document, *args)

    monkeypatch.setattr(wxr._Export, "_note_rest", fail)
    report = run(write_export(tmp_path / "export", posts))

    assert [post["title"] for post in report["posts"]] == [posts[0].title, posts[2].title]
    assert report["left_out"][0]["title"] == posts[1].title


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Some think of **suicide**.", "suicide"),
        ("About self\N{NON-BREAKING HYPHEN}harm.", "self_harm"),
        ("An eating\ndisorder.", "eating_disorders"),
        ("What abuse is.", "abuse"),
        ("Too much alcohol.", "substance_use"),
        ("Grief keeps its own calendar.", "grief"),
    ],
)
def test_a_sensitive_topic_waits_for_a_review(import_file, text, topic):
    report = import_file(DAY, text=text)

    assert report["state"] == "draft"
    assert "A post on a sensitive topic needs a clinical review." in texts(report)
    assert PostPage.objects.get().get_latest_revision_as_object().sensitive_topics == [topic]


def test_a_sensitive_topic_is_not_scheduled_either(import_file):
    assert import_file("date: 2199-05-03", text="About suicide.")["state"] == "draft"


def test_new_text_on_a_sensitive_topic_changes_nothing_that_readers_see(import_file):
    import_file(DAY)
    report = import_file(DAY, text="Some think of suicide.")

    post = PostPage.objects.get()
    assert (report["action"], report["state"]) == ("updated", "live")
    assert post.body[0].value.source == "<p>Text.</p>"
    assert post.has_unpublished_changes


def test_what_earlier_imports_kept_of_others_is_cleaned(run, tmp_path):
    post = Post(7, "Rest", [Part("<p>Text.</p>")], is_blocks=True, slug="rest")
    run(write_export(tmp_path / "export", [post]))
    secrets = (
        "<wp:post_password>sesame</wp:post_password><wp:comment><wp:comment_author_email>"
        "a@example.org</wp:comment_author_email></wp:comment></item>"
    )
    record = ImportedPost.objects.get()
    source = record.source.replace("</item>", secrets)
    ImportedPost.objects.update(source=source, state="")
    import_module("transfer.migrations.0002_imports_by_blog").fill(apps, None)

    record.refresh_from_db()
    assert "Text." in record.source
    assert not [word for word in ("sesame", "a@example.org") if word in record.source]
    assert (record.state, record.blog.slug) == ("live", "blog")
