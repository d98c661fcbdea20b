"""Imports in the admin: upload, preview, confirmation, report, and who may do that."""

import csv
import io
import re
import zipfile

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import GroupPagePermission

from blog.models import PostPage
from home.models import Image
from tests import factories as make
from tests import people
from tests.imports.wordpress import make_posts, write_export
from transfer import tasks
from transfer.access import RIGHTS
from transfer.models import ImportRun
from transfer.posts.files import OneFile
from transfer.posts.options import Options
from transfer.posts.run import import_posts

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


def test_all_offers_of_a_kind_are_taken_at_once(client, editor, blog):
    confirm(client, start(client, blog), all_tips="on")

    assert [block.block_type for block in PostPage.objects.get().body] == ["tips", "paragraph"]


def test_an_offer_is_ticked_again_until_it_is_unticked(client, editor, blog):
    confirm(client, start(client, blog), all_tips="on")
    again = start(client, blog)
    offers = {offer["kind"]: offer["taken"] for offer in again.report["posts"][0]["offers"]}
    assert offers == {"tips": True, "contact": False}
    confirm(client, again)

    draft = PostPage.objects.get().get_latest_revision_as_object()
    assert [block.block_type for block in draft.body] == ["paragraph"]


def test_ten_thousand_posts_can_be_confirmed(client, editor, blog):
    run = start(client, blog)
    offers = [
        {"key": f"{n:020}", "kind": "tips", "label": "", "taken": True} for n in range(10_000)
    ]
    run.report["posts"] = [{**run.report["posts"][0], "offers": [offer]} for offer in offers]
    run.save()
    html = client.get(reverse("hearth_import", args=[run.pk])).content.decode()
    ticked = re.findall('name="offer" value="(.*?)"', html)
    response = client.post(reverse("hearth_import_confirm", args=[run.pk]), {"offer": ticked})

    assert response.status_code == 302
    run.refresh_from_db()
    assert (len(run.options["accepted"]), run.options["declined"]) == (9_000, [])


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


def test_rights_that_went_before_a_worker_came_stop_an_import(client, editor, blog):
    run = start(client, blog)
    ImportRun.objects.update(state="running")
    editor.groups.clear()
    tasks.carry_out.call(run.pk)

    run.refresh_from_db()
    assert run.report == {"error": "You may not import posts into this blog any more."}
    assert not PostPage.objects.exists()


def test_a_preview_says_what_would_be_replaced(client, editor, blog):
    confirm(client, start(client, blog))
    post = PostPage.objects.get()
    post.save_revision()
    run = start(client, blog, TEXT + "\nMore.\n", overwrite="on")
    html = client.get(reverse("hearth_import", args=[run.pk])).content.decode()

    assert run.state == "waiting"
    assert "Replaced, though edited here: 1" in html
    assert reverse("wagtailadmin_pages:edit", args=[post.pk]) in html


@pytest.fixture
def limited(client, blog):
    """Somebody who may import into one blog, with files in one collection."""
    user = people.editor(blog, permission="add_page")
    group, rights = user.groups.get(), Permission.objects
    for name in ("publish_page", "change_page"):
        permission = rights.get(codename=name, content_type__app_label="wagtailcore")
        GroupPagePermission.objects.create(group=group, page=blog, permission=permission)
    for name in RIGHTS:
        app, _dot, codename = name.partition(".")
        group.permissions.add(rights.get(codename=codename, content_type__app_label=app))
    group.permissions.add(rights.get(codename="access_admin"))
    collection = make.collection("Theirs")
    for name in ("add_image", "choose_image", "add_document", "choose_document"):
        permission = rights.exclude(content_type__app_label="home").get(codename=name)
        group.collection_permissions.create(collection=collection, permission=permission)
    client.force_login(user)
    return user


def test_posts_of_another_blog_are_not_touched(client, limited, blog):
    other = make.blog("Other")
    import_posts(other, OneFile(io.BytesIO(TEXT.encode()), "tips.md"), Options())
    confirm(client, start(client, blog, "# Mine\n\nText.\n"))

    titles = {post.title: post.get_parent().pk for post in PostPage.objects.all()}
    assert titles == {"Three tips": other.pk, "Mine": blog.pk}


def test_a_post_that_somebody_may_not_edit_is_left_alone(client, limited, blog):
    import_posts(blog, OneFile(io.BytesIO(TEXT.encode()), "tips.md"), Options())
    limited.groups.get().page_permissions.filter(permission__codename="change_page").delete()
    run = confirm(client, start(client, blog, "# Mine\n\nText.\n", overwrite="on"))

    assert run.report["posts"][0]["action"] == "kept"
    assert "You may not edit this post." in run.report["posts"][0]["notes"][0]["text"]
    assert PostPage.objects.get().title == "Three tips"


def test_redirects_are_left_to_those_who_may_add_them(client, limited, blog):
    text = "---\ntitle: Rest\naliases: [/old/]\n---\nText.\n"
    run = confirm(client, start(client, blog, text))
    assert not Redirect.objects.exists()
    assert "/old" in str(run.report["posts"][0]["notes"])
    import_posts(blog, OneFile(io.BytesIO(text.encode()), "tips.md"), Options())

    assert Redirect.objects.get().old_path == "/old"


def picture_archive():
    picture = make.image("Elsewhere")
    with picture.file.open() as file:
        content = file.read()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("tea.png", content)
        archive.writestr("tea.md", "# Tea\n\n![Tea](tea.png)\n")
    return picture, out.getvalue()


def imported_picture():
    return Image.objects.get(pk=PostPage.objects.get().body[0].value["image"].pk)


def test_new_files_go_where_somebody_may_add_them(client, limited, blog):
    picture, content = picture_archive()
    picture.delete()
    confirm(client, start(client, blog, content, "tea.zip"))

    assert imported_picture().collection.name == "Theirs"


def test_files_that_somebody_may_not_choose_are_not_used(client, limited, blog):
    picture, content = picture_archive()
    confirm(client, start(client, blog, content, "tea.zip"))

    assert imported_picture() != picture


def test_files_that_readers_may_not_see_are_not_used(client, editor, blog):
    picture, content = picture_archive()
    people.restrict(picture, "login")
    confirm(client, start(client, blog, content, "tea.zip"))

    assert imported_picture() != picture
    assert not imported_picture().collection.get_view_restrictions().exists()


def test_files_that_everybody_sees_are_used_again(client, editor, blog):
    picture, content = picture_archive()
    confirm(client, start(client, blog, content, "tea.zip"))

    assert imported_picture() == picture


def test_a_collection_can_be_chosen(client, editor, blog):
    chosen = make.collection("Old site")
    picture, content = picture_archive()
    picture.delete()
    confirm(client, start(client, blog, content, "tea.zip", collection=chosen.pk))

    assert imported_picture().collection == chosen


MARKUP = '# Book\n\n<form action="/book"><label>Your name</label><input name="who"></form>\n'


def test_the_editor_shows_what_was_not_understood(client, editor, blog):
    confirm(client, start(client, blog, MARKUP))
    post = PostPage.objects.get()
    html = client.get(reverse("wagtailadmin_pages:edit", args=[post.pk])).content.decode()

    assert "&lt;form&gt; has no block. Its words were kept." in html
    assert reverse("hearth_import_source", args=[post.pk]) in html
    assert "transfer/imports.css" in html


def test_the_source_of_a_post_is_shown_as_text(client, editor, blog):
    confirm(client, start(client, blog, MARKUP))
    url = reverse("hearth_import_source", args=[PostPage.objects.get().pk])
    html = client.get(url).content.decode()

    assert "&lt;input name=&quot;who&quot;&gt;" in html
    assert "<input name=" + '"who"' not in html


def test_the_source_is_for_those_who_may_edit_the_post(client, editor, blog):
    confirm(client, start(client, blog, MARKUP))
    url = reverse("hearth_import_source", args=[PostPage.objects.get().pk])
    client.force_login(people.member("wanda", groups=["Writers"]))

    assert client.get(url).url == "/admin/"


def test_a_post_that_was_not_imported_has_no_origin(client, editor, blog):
    post = make.post(under=blog)

    html = client.get(reverse("wagtailadmin_pages:edit", args=[post.pk])).content.decode()
    assert "Imported from" not in html


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
