"""Imports in the admin: upload, preview, confirmation, report, and who may do that."""

import csv
import io
import zipfile

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from blog.models import PostPage
from tests import people
from tests.imports.wordpress import make_posts, write_export
from transfer.models import ImportRun

pytestmark = pytest.mark.django_db

UPLOAD = "/admin/import-posts/"
TEXT = "# Three tips\n\n- Rest. It helps.\n- Walk. To the corner.\n\nCall us: (503) 555-0142\n"


@pytest.fixture
def editor(client):
    """Somebody of the Editors, logged in."""
    user = people.member("eve", is_active=True)
    user.groups.add(Group.objects.get(name="Editors"))
    client.force_login(user)
    return user


def upload(client, blog, content=TEXT, name="tips.md", **fields):
    file = SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
    return client.post(UPLOAD, {"file": file, "blog": blog.pk, **fields})


def start(client, blog, *args, **fields):
    upload(client, blog, *args, **fields)
    return ImportRun.objects.latest("pk")


def confirm(client, run, **data):
    client.post(reverse("hearth_import_confirm", args=[run.pk]), data)
    run.refresh_from_db()
    return run


def test_a_preview_changes_nothing(client, editor, blog):
    response = upload(client, blog)
    run = ImportRun.objects.get()

    assert response.url == reverse("hearth_import", args=[run.pk])
    assert run.state == "waiting"
    assert not PostPage.objects.exists()
    assert "Three tips" in client.get(response.url).content.decode()


def test_a_confirmed_import_makes_posts_and_forgets_the_file(client, editor, blog):
    run = start(client, blog)
    storage, name = run.file.storage, run.file.name
    assert storage.exists(name)
    confirm(client, run)

    post = PostPage.objects.get()
    assert (run.state, post.title, post.owner, post.live) == ("done", "Three tips", editor, False)
    assert not storage.exists(name)
    html = client.get(reverse("hearth_import", args=[run.pk])).content.decode()
    assert reverse("wagtailadmin_pages:edit", args=[post.pk]) in html


def test_offers_are_taken_when_they_are_ticked(client, editor, blog):
    run = start(client, blog)
    offers = {offer["kind"]: offer["key"] for offer in run.report["posts"][0]["offers"]}
    confirm(client, run, offer=[offers["tips"], "not-offered"])

    assert set(offers) == {"tips", "contact"}
    assert [block.block_type for block in PostPage.objects.get().body] == ["tips", "paragraph"]


def test_two_confirmations_make_one_import(client, editor, blog):
    run = start(client, blog)
    confirm(client, run)
    confirm(client, run)

    assert PostPage.objects.count() == 1
    assert run.state == "done"


def test_a_whole_export_in_an_archive(client, editor, blog, tmp_path):
    folder = write_export(tmp_path / "export", make_posts(6))
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for path in folder.rglob("*.*"):
            if path.is_file():
                archive.write(path, path.relative_to(folder))
    run = confirm(client, start(client, blog, content.getvalue(), "export.zip"))

    assert run.report["counts"]["created"] == 6
    assert (run.done, run.total, run.percent) == (6, 6, 100)
    assert {post.live for post in PostPage.objects.all() if not post.sensitive_topics} == {True}


def test_the_report_is_a_table_without_formulas(client, editor, blog):
    run = start(client, blog, "---\ntitle: =1+1\ndate: 2024-05-01\nmood: '@calm'\n---\nText.\n")
    response = client.get(reverse("hearth_import_report", args=[run.pk]))
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))

    assert rows[0] == ["Post", "Key", "What happened", "State", "To know", "Excerpt"]
    assert rows[1][:4] == ["'=1+1", "tips.md", "New", "Published"]
    assert rows[1][5] == "'@calm"


def test_a_broken_file_is_told_and_nothing_is_made(client, editor, blog):
    run = start(client, blog, "<rss>http://wordpress.org/export/1.2/", "export.xml")

    assert run.state == "failed"
    html = client.get(reverse("hearth_import", args=[run.pk])).content.decode()
    assert "line 1 cannot be read" in html


@pytest.mark.parametrize("name", ["posts.exe", "posts", "posts.svg"])
def test_other_kinds_of_files_are_refused_at_the_field(client, editor, blog, name):
    response = upload(client, blog, name=name)

    assert "Choose a file of one of these kinds" in response.context["form"].errors["file"][0]
    assert not ImportRun.objects.exists()


def test_a_file_that_is_too_large_is_refused_at_the_field(client, editor, blog, settings):
    settings.HEARTH_IMPORT_BYTES = 10
    response = upload(client, blog)

    assert "This file is too large" in response.context["form"].errors["file"][0]


def test_a_run_can_be_discarded(client, editor, blog):
    run = start(client, blog)
    storage, name = run.file.storage, run.file.name
    client.post(reverse("hearth_import_discard", args=[run.pk]))

    assert not ImportRun.objects.exists()
    assert not storage.exists(name)


def test_what_goes_on_is_shown_and_what_broke_off_is_told(client, editor, blog, settings):
    run = start(client, blog)
    ImportRun.objects.update(state="running", done=3, total=12)
    url = reverse("hearth_import", args=[run.pk])
    html = client.get(url).content.decode()
    assert 'max="100" value="25"' in html
    ImportRun.objects.update(heard_at="2024-05-01T00:00:00Z")

    assert "The import broke off" in client.get(url).content.decode()


def test_nobody_sees_the_imports_of_others(client, editor, blog):
    run = start(client, blog)
    other = people.member("otto")
    other.groups.add(Group.objects.get(name="Editors"))
    client.force_login(other)

    for name in ("hearth_import", "hearth_import_report"):
        assert client.get(reverse(name, args=[run.pk])).status_code == 404
    assert run.name not in client.get(UPLOAD).content.decode()


@pytest.mark.parametrize("permission", ["add_page", "publish_page"])
def test_adding_or_publishing_alone_is_not_enough(client, blog, permission):
    user = people.editor(blog, permission=permission)
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)

    assert upload(client, blog).url == "/admin/"
    assert not ImportRun.objects.exists()


def test_rights_that_are_gone_stop_a_confirmation(client, editor, blog):
    run = start(client, blog)
    editor.groups.clear()
    editor.user_permissions.add(Permission.objects.get(codename="access_admin"))
    confirm(client, run)

    assert run.state == "waiting"
    assert not PostPage.objects.exists()


def test_strangers_are_sent_to_the_login(client, blog):
    assert upload(client, blog).url.startswith("/admin/login/")


def test_the_menu_shows_the_way_to_those_who_may(client, editor, blog):
    assert UPLOAD in client.get("/admin/").content.decode()


def test_pages_have_no_inline_script(client, editor, blog):
    run = start(client, blog)
    for url in (UPLOAD, reverse("hearth_import", args=[run.pk])):
        assert "<script>" not in client.get(url).content.decode()


def test_markup_of_a_source_is_shown_as_text(client, editor, blog):
    run = start(client, blog, "# <img src=x onerror=alert(1)>\n\n<script>alert(2)</script>\n")
    html = client.get(reverse("hearth_import", args=[run.pk])).content.decode()

    assert "<script>alert(2)" not in html
    assert "<img src=x" not in html
