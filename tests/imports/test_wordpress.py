"""What becomes of an export of WordPress: states, names, addresses, pictures, a second run."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from wagtail.contrib.redirects.models import Redirect

from blog.models import Author, Category, PostPage
from home.models import Contact, Image
from tests import factories as make
from tests.imports.wordpress import SITE, Part, Post, export, make_posts, write_export
from transfer.models import ImportedPost

pytestmark = pytest.mark.django_db


@pytest.fixture
def import_post(run, tmp_path):
    """Import one post of blocks, or of classic markup; the report of it."""

    def import_post(*markup, options=None, number=7, **fields):
        values = {"slug": f"post-{number}", "is_blocks": True, **fields}
        one = Post(
            number, values.pop("title", "Sleep well"), [Part(text) for text in markup], **values
        )
        folder = tmp_path / "export"
        if not folder.exists():
            write_export(folder, [])
        (folder / "export.xml").write_text(export([one]), encoding="utf-8")
        return run(folder, **(options or {}))["posts"][0]

    return import_post


def page(number=7):
    return ImportedPost.objects.get(key=str(number)).page


def body(number=7):
    return [(block.block_type, block.value) for block in page(number).body]


def texts(report):
    return [note["text"] for note in report["notes"]]


def test_a_published_post_is_published_on_its_day(import_post):
    report = import_post("<p>Breathe out.</p>", title="Sleep &amp; rest", excerpt="How to.")

    post = page()
    assert (report["action"], report["state"]) == ("created", "live")
    assert (post.title, post.slug, post.intro) == ("Sleep & rest", "post-7", "How to.")
    assert post.first_published_at == datetime(2024, 5, 8, 8, 30, tzinfo=UTC)
    assert post.last_published_at == datetime(2024, 5, 8, 8, 30, tzinfo=UTC)
    assert [str(author) for author in (one.author for one in post.post_authors.all())] == [
        "Ada Reed"
    ]


@pytest.mark.parametrize("status", ["draft", "pending", "private"])
def test_a_draft_stays_a_draft(import_post, status):
    assert import_post("<p>Text.</p>", status=status)["state"] == "draft"
    assert not page().live


def test_a_post_with_a_password_becomes_a_draft(import_post):
    report = import_post("<p>Text.</p>", password="let me in")

    assert report["state"] == "draft"
    assert "The post had a password. It is a draft now; restrict it before publishing." in texts(
        report
    )


def test_a_post_of_the_future_is_scheduled(import_post):
    report = import_post("<p>Text.</p>", status="future")

    assert report["state"] == "scheduled"
    assert page().go_live_at == datetime(2031, 1, 1, 8, 30, tzinfo=UTC)


def test_what_is_in_the_bin_or_no_post_is_listed(run, tmp_path):
    posts = [
        Post(1, "Old", [Part("<p>Old.</p>")], is_blocks=True, status="trash"),
        Post(2, "About us", [Part("<p>We.</p>")], is_blocks=True, kind="page"),
        Post(3, "New", [Part("<p>New.</p>")], is_blocks=True),
    ]
    report = run(write_export(tmp_path / "export", posts))

    assert [post["title"] for post in report["posts"]] == ["New"]
    assert [(one["title"], one["what"]) for one in report["left_out"]] == [
        ("Old", "post (trash)"),
        ("About us", "page"),
    ]


def test_a_rule_that_stops_publishing_makes_a_draft(import_post, monkeypatch):
    def refuse(self):
        raise ValidationError({"sensitive_topics": "A review is missing."})

    monkeypatch.setattr(PostPage, "clean", refuse)
    report = import_post("<p>Text.</p>")

    assert report["state"] == "draft"
    assert report["notes"][-1]["excerpt"] == "sensitive_topics: A review is missing."


def test_names_that_are_known_are_not_made_again(import_post):
    author = make.author("Ada Reed", credentials="PhD")
    sleep = make.category("Sleep")
    import_post("<p>Text.</p>", categories=[("sleep", "Sleep")], tags=[("night", "Night")])

    assert list(Author.objects.all()) == [author]
    assert list(Category.objects.all()) == [sleep]
    assert page().category == sleep
    assert [tag.name for tag in page().tags.all()] == ["Night"]


def test_the_deepest_category_is_the_category_and_the_others_are_tags(import_post):
    import_post("<p>Text.</p>", categories=[("sleep", "Sleep"), ("insomnia", "Insomnia")])

    assert page().category.name == "Insomnia"
    assert [tag.name for tag in page().tags.all()] == ["Sleep"]


def test_old_addresses_lead_to_the_post(import_post, graphql):
    import_post("<p>Text.</p>", meta={"_wp_old_slug": "sleep-tight"})

    found = dict(Redirect.objects.values_list("old_path", "redirect_page"))
    assert set(found) == {"/2024/05/post-7", "/2024/05/sleep-tight", "/?p=7"}
    route = '{route(path: "/2024/05/sleep-tight/") {__typename ... on Redirect {to}}}'
    assert graphql(route)["data"]["route"] == {"__typename": "Redirect", "to": "/blog/post-7/"}


def test_a_redirect_of_somebody_else_is_left_alone(import_post):
    Redirect.add_redirect("/2024/05/post-7", "https://elsewhere.example/")
    report = import_post("<p>Text.</p>")

    assert Redirect.objects.get(old_path="/2024/05/post-7").redirect_page is None
    assert "An old address leads elsewhere already. That redirect was left alone." in texts(report)


def test_links_between_posts_lead_to_pages_in_both_directions(run, tmp_path):
    posts = [
        Post(n, f"Post {n}", [Part(f'<p><a href="{SITE}/2024/05/post-{3 - n}/">Read</a></p>')],
             is_blocks=True, slug=f"post-{n}")
        for n in (1, 2)
    ]  # fmt: skip
    report = run(write_export(tmp_path / "export", posts))

    assert [post["action"] for post in report["posts"]] == ["created", "created"]
    for n in (1, 2):
        html = body(n)[0][1].source
        assert html == f'<p><a linktype="page" id="{page(3 - n).pk}">Read</a></p>'


def test_a_picture_is_in_the_library_once(import_post):
    image = (
        f'<figure><img src="{SITE}/wp-content/uploads/2024/05/tea-300x200.png" alt="Tea"/></figure>'
    )
    import_post(image, image, meta={"_thumbnail_id": "103"})

    picture = Image.objects.get()
    assert (picture.title, picture.description) == ("tea", "A cup of tea beside a notebook")
    assert page().hero_image == picture
    assert [value["image"].contextual_alt_text for _kind, value in body()] == ["Tea", "Tea"]


def test_a_picture_that_is_known_is_used(import_post, run, tmp_path):
    import_post(f'<img src="{SITE}/wp-content/uploads/2024/05/tea.png" alt="Tea"/>')
    import_post(f'<img src="{SITE}/wp-content/uploads/2024/05/tea.png" alt="Tea"/>', number=8)

    assert Image.objects.count() == 1


def test_a_picture_that_is_missing_stays_as_a_link(import_post):
    url = f"{SITE}/wp-content/uploads/lost.jpg"
    report = import_post(f'<p>Before <img src="{url}" alt="A lost thing"> after</p>')

    html = "".join(value.source for _kind, value in body())
    assert html == f'<p>Before</p><p><a href="{url}">A lost thing</a></p><p>after</p>'
    assert {"kind": "missing", "text": "A picture is not among the files. A link stays.",
            "excerpt": url} in report["notes"]  # fmt: skip


def test_a_file_that_is_no_picture_is_refused(import_post, tmp_path):
    import_post("<p>Text.</p>")
    (tmp_path / "export/wp-content/uploads/2024/05/tea.png").write_text("<script>")
    report = import_post(f'<img src="{SITE}/wp-content/uploads/2024/05/tea.png" alt="Tea"/>')

    assert not Image.objects.exists()
    assert any(note["kind"] == "refused" for note in report["notes"])
    assert body()[0][1].source.endswith('/tea.png">Tea</a></p>')


def test_headings_skip_no_level(import_post):
    report = import_post("<h3>A</h3><p>a</p><h5>B</h5><h3>C</h3><h1>D</h1>")

    levels = [value["level"] for kind, value in body() if kind == "heading"]
    assert levels == ["h2", "h3", "h2", "h2"]
    assert report["state"] == "live"
    assert "Levels of headings changed, so that none is skipped." in texts(report)


TIPS = "<h2>Three tips</h2><ul><li>Rest. It helps.</li><li><b>Walk</b> to the corner.</li></ul>"


def test_tips_are_offered_and_left_as_they_are(import_post):
    report = import_post(TIPS)

    assert [kind for kind, _value in body()] == ["heading", "paragraph"]
    assert [(offer["kind"], offer["taken"]) for offer in report["offers"]] == [("tips", False)]


def test_tips_that_are_taken_become_a_block_and_stay_one(import_post):
    import_post(TIPS, options={"tips": True})
    again = import_post(TIPS)

    tips = body()[1][1]["tips"]
    assert [(tip["title"], tip["content"].source) for tip in tips] == [
        ("Rest.", "<p>It helps.</p>"),
        ("Walk", "<p>to the corner.</p>"),
    ]
    assert again["action"] == "unchanged"


def test_an_offer_is_taken_by_its_key(import_post):
    key = import_post(TIPS, options={"is_rehearsal": True})["offers"][0]["key"]
    import_post(TIPS, options={"accepted": frozenset([key])})

    assert [kind for kind, _value in body()] == ["heading", "tips"]


CALL = "<p>Front desk: (503) 555-0142, Monday to Friday.</p>"


def test_a_paragraph_with_a_phone_becomes_a_contact_block_of_a_known_contact(import_post):
    contact = make.contact("Reception", phone="+15035550142")
    import_post(CALL, options={"contacts": True})

    kind, value = body()[0]
    assert (kind, value["contact"]) == ("contact", contact)
    assert value["note"] == "Front desk: (503) 555-0142, Monday to Friday."


def test_a_contact_that_is_new_is_a_draft(import_post):
    import_post(CALL, options={"contacts": True})

    contact = Contact.objects.get()
    assert (contact.name, contact.phone, contact.live) == ("Front desk", "+15035550142", False)


def test_a_phone_number_stays_text_unless_it_is_taken(import_post):
    report = import_post(CALL)

    assert [kind for kind, _value in body()] == ["paragraph"]
    assert report["offers"][0]["kind"] == "contact"
    assert not Contact.objects.exists()


def test_the_same_again_changes_nothing(import_post):
    import_post("<h2>A</h2><p>Text.</p>")
    revision = page().latest_revision_id
    report = import_post("<h2>A</h2><p>Text.</p>")

    assert report["action"] == "unchanged"
    assert (PostPage.objects.count(), page().latest_revision_id) == (1, revision)


def test_a_change_of_the_source_updates_the_post(import_post):
    import_post("<p>Text.</p>")
    before = page().pk
    report = import_post("<p>New text.</p>")

    assert (report["action"], report["state"], page().pk) == ("updated", "live", before)
    assert body()[0][1].source == "<p>New text.</p>"
    assert page().first_published_at == datetime(2024, 5, 8, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(("overwrite", "text"), [(False, "Mine."), (True, "New text.")])
def test_a_post_that_was_edited_here_is_only_overwritten_when_asked(import_post, overwrite, text):
    import_post("<p>Text.</p>")
    mine = page()
    mine.body = make.stream([("paragraph", "<p>Mine.</p>")])
    mine.save_revision().publish()
    report = import_post("<p>New text.</p>", options={"overwrite": overwrite})

    assert report["action"] == ("replaced" if overwrite else "kept")
    assert body()[0][1].source == f"<p>{text}</p>"
    assert "Mine." in mine.get_latest_revision().content["body"] or overwrite


def test_a_rehearsal_leaves_no_trace(run, tmp_path, settings):
    folder = write_export(tmp_path / "export", make_posts(12))
    settings.MEDIA_ROOT = tmp_path / "media"
    report = run(folder, is_rehearsal=True)

    assert report["counts"]["created"] == 12
    assert not PostPage.objects.exists()
    assert not Image.objects.exists()
    assert not Author.objects.exists()
    assert not Redirect.objects.exists()
    assert not list((tmp_path / "media").rglob("*.*"))


def test_a_broken_post_stops_no_other(run, tmp_path, monkeypatch):
    broken = make_posts(3)[1].title
    save = PostPage.save

    def fail(self, *args, **kwargs):
        if self.title == broken:
            raise ZeroDivisionError
        save(self, *args, **kwargs)

    monkeypatch.setattr(PostPage, "save", fail)
    report = run(write_export(tmp_path / "export", make_posts(3)))

    assert [post["action"] for post in report["posts"]] == ["created", "failed", "created"]
    assert report["posts"][1]["notes"][-1]["text"] == "Something in it broke the import."


def test_the_source_of_a_post_is_kept(import_post):
    import_post("<!-- wp:acme/card -->\n<p>Words</p>\n<!-- /wp:acme/card -->")

    assert "wp:acme/card" in ImportedPost.objects.get().source


def test_drafts_only(import_post):
    assert import_post("<p>Text.</p>", options={"as_drafts": True})["state"] == "draft"


def test_buttons_become_calls_to_action(import_post):
    import_post(
        '<div class="wp-block-button"><a class="wp-block-button__link" href="tel:+15035550142">Call'
        ' us</a></div><div class="wp-block-button"><a class="wp-block-button__link" '
        'href="/book/">Book</a></div>'
    )

    assert [(value["label"], value["phone"], value["url"]) for _kind, value in body()] == [
        ("Call us", "+15035550142", ""),
        ("Book", "", "https://old.example/book/"),
    ]
