"""What is in the folder of a site, and what is wrong with others: nothing is made by halves."""

import hashlib
import json
import re
import shutil
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import (
    Collection,
    Locale,
    Page,
    PageViewRestriction,
    Site,
)

from blog.models import (
    PostPage,
)
from home.models import HomePage
from tests import factories as make
from tests import people
from tests.transfers import contents, export, load, passing, rights
from transfer.site import text
from transfer.site.folder import Target
from transfer.site.kinds import KINDS, LEFT_OUT, PARTS, children_of, is_left_out, kind_of, links_of
from transfer.site.load import renumber

pytestmark = pytest.mark.django_db


@pytest.fixture
def media(tmp_path):
    with override_settings(MEDIA_ROOT=tmp_path / "media"):
        yield tmp_path / "media"


@pytest.fixture
def folder(tmp_path):
    """The export of a post with what belongs to it; the database is empty again."""
    with passing(), override_settings(MEDIA_ROOT=tmp_path / "old media"):
        post = make.post(hero_image=make.image(), authors=[make.author()], tags=["calm"])
        post.save_revision()
        people.restrict(post, "password", password="open sesame")
        for path in ("/one", "/two-or-more"):
            Redirect.objects.create(old_path=path, redirect_page=post, site=Site.objects.get())
        make.contact()
        export(tmp_path / "export", "--with-passwords")
    return tmp_path / "export"


def one(folder, kind):
    """The largest file of a kind: of pages the post, of redirects the last one."""
    return max((folder / kind).iterdir(), key=lambda path: path.stat().st_size)


def write(folder, path, content):
    """Put other content into a file, with the right checksum."""
    path.write_bytes(content)
    manifest = json.loads((folder / "manifest.json").read_bytes())
    name = str(path.relative_to(folder))
    manifest["sha256"][name] = hashlib.sha256(content).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))


def change(folder, kind, **fields):
    """Put other values into the fields of the last object of a kind."""
    path = one(folder, kind)
    document = json.loads(path.read_bytes())
    document["fields"].update(fields)
    write(folder, path, json.dumps(document).encode())


def change_manifest(folder, **entries):
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_bytes()), **entries}))


def is_untouched():
    return not PostPage.objects.exists() and HomePage.objects.count() == 1


def test_the_small_site_is_imported(folder, media, graphql):
    said = load(folder)
    assert said.startswith("Imported: 1 locales, 1 collections, 1 tags, 1 images, 1 contacts")
    assert graphql('{post(slug: "sleep-well") {title tags {name}}}')["data"] == {"post": None}
    assert contents(media).keys() == {"original_images/room.png"}


def test_a_dry_run_counts_and_changes_nothing(folder, media):
    said = load(folder, "--dry-run")
    assert said.startswith("Nothing is wrong with it, and nothing was changed: 1 locales")
    assert is_untouched()
    assert contents(media) == {}


def test_a_site_with_content_is_not_touched(folder, media):
    make.post("Here before")
    make.author("Somebody")
    with pytest.raises(CommandError, match=r"The site is not empty \(authors: 1, pages: 4\)"):
        load(folder)
    assert PostPage.objects.get().title == "Here before"


def test_a_home_page_that_was_written_on_is_content(folder, media):
    make.home().save_revision()
    with pytest.raises(CommandError, match=r"The site is not empty \(drafts\)"):
        load(folder)


def test_a_second_site_is_content(folder, media):
    Site.objects.create(hostname="second.example", root_page=make.home())
    with pytest.raises(CommandError, match=r"The site is not empty \(sites: 2\)"):
        load(folder)
    assert Site.objects.filter(hostname="second.example").exists()


def broken_json(folder):
    path = one(folder, "authors")
    write(folder, path, path.read_bytes().replace(b'"slug": ', b'"slug" '))


def not_a_number(folder):
    path = one(folder, "authors")
    write(folder, path, re.sub(rb'"pk": \d+', b'"pk": NaN', path.read_bytes()))


def edited(folder):
    path = one(folder, "authors")
    path.write_bytes(path.read_bytes().replace(b"Ada", b"Eva"))


def lost(folder):
    one(folder, "authors").unlink()


def other_picture(folder):
    one(folder, "files/original_images").write_bytes(b"Another picture")


def lost_picture(folder):
    one(folder, "files/original_images").unlink()


def linked(folder):
    path = one(folder, "authors")
    path.rename(folder / "elsewhere.json")
    path.symlink_to(folder / "elsewhere.json")


def linked_picture(folder):
    path = one(folder, "files/original_images")
    path.rename(folder / "elsewhere.png")
    path.symlink_to(folder / "elsewhere.png")


def change_key(folder, key):
    path = one(folder, "contacts")
    document = {**json.loads(path.read_bytes()), "pk": key}
    write(folder, path, json.dumps(document).encode())


def linked_folder(folder):
    (folder / "authors").rename(folder / "elsewhere")
    (folder / "authors").symlink_to(folder / "elsewhere")


def from_outside(folder):
    (folder.parent / "outside.json").write_bytes(one(folder, "authors").read_bytes())
    manifest = json.loads((folder / "manifest.json").read_bytes())
    sums = {**manifest["sha256"], "authors/../../outside.json": "0"}
    change_manifest(folder, sha256=sums, counts={**manifest["counts"], "authors": 2})


def twice(folder):
    path = one(folder, "authors")
    manifest = json.loads((folder / "manifest.json").read_bytes())
    change_manifest(folder, counts={**manifest["counts"], "authors": 2})
    write(folder, path.with_name("again.json"), path.read_bytes())


def same_key(folder):
    path = one(folder, "pages")
    document = json.loads(path.read_bytes())
    write(folder, path, json.dumps({**document, "pk": 1}).encode())


def other_model(folder):
    path = one(folder, "authors")
    write(folder, path, path.read_bytes().replace(b"blog.Author", b"home.User"))


WRONG = {
    "a file that is not JSON": (
        broken_json,
        r"authors/.*\.json: line \d+: Expecting ':' delimiter",
    ),
    "a number that is none": (not_a_number, r"authors/.*: NaN is not a number"),
    "a file that was edited": (
        edited,
        r"authors/.* is not what was exported: ",
    ),
    "a file that is missing": (lost, r"authors/.* is missing"),
    "another picture": (other_picture, r"files/.*room\.png is not what was exported"),
    "a picture that is missing": (lost_picture, r"files/.*room\.png is missing"),
    "a link": (linked, r"authors/.* is a link\. Links are not followed"),
    "a linked folder": (linked_folder, r"authors/.* is a link\. Links are not followed"),
    "a path out of the folder": (from_outside, r"is not a path inside the folder"),
    "an object twice": (twice, r"again\.json: another file is blog\.Author .* already"),
    "a key twice": (same_key, r"wagtailcore\.Page 1 is in another place already"),
    "another kind of model": (other_model, r"home\.User does not belong here"),
    "an unknown model": (
        lambda folder: write(
            folder, one(folder, "authors"), b'{"model": "a.B", "pk": 1, "fields": {}}'
        ),
        r"authors/.*\.json: ",
    ),
    "a list": (lambda folder: write(folder, one(folder, "authors"), b"[]"), r"authors/.*\.json: "),
    "an unknown field": (
        lambda folder: change(folder, "authors", surname="Reed"),
        r"authors/.*: blog\.Author has no surname",
    ),
    "a date that is none": (
        lambda folder: change(folder, "authors", licence_expires_on="soon"),
        r"authors/.*: ValidationError: .*soon",
    ),
    "a reference to nothing": (
        lambda folder: change(folder, "pages", category="nobody.en"),
        r"pages/.*: category: there is no blog\.Category nobody\.en",
    ),
    "a picture that is not there": (
        lambda folder: change(folder, "pages", hero_image=4711),
        r"pages/.*: hero_image: there is no home\.Image 4711",
    ),
    "a page without a parent": (
        lambda folder: change(folder, "pages", path="000100990001"),
        r"There is no page at the place 00010099",
    ),
    "a language that is not in the settings": (
        lambda folder: change(folder, "locales", language_code="xx"),
        r"locales/en\.json: this language is not one of LANGUAGES",
    ),
    "a path of a file": (
        lambda folder: change(folder, "images", file="../../outside.png"),
        r"images/.*: .*is not a path inside the folder",
    ),
    "what the database refuses": (
        lambda folder: change(folder, "redirects", old_path="/one"),
        r"redirects/.*: IntegrityError: ",
    ),
    "a later format": (
        lambda folder: change_manifest(folder, format=2),
        r"is not of format 1, the only one that this Hearth reads",
    ),
    "a later Hearth": (
        lambda folder: change_manifest(folder, hearth="99.1"),
        r"was written by Hearth 99\.1, and this is Hearth .* Update this one first",
    ),
    "a manifest that is cut off": (
        lambda folder: (folder / "manifest.json").write_text('{"format": 1,'),
        r"manifest\.json: line 1: ",
    ),
    "a key beyond all numbers": (
        lambda folder: change_manifest(folder, last_keys={"home.Image": 10**30}),
        r"is not complete",
    ),
    "an object with such a key": (
        lambda folder: change_key(folder, 10**30),
        r"contacts/.*: (?:OverflowError|DataError): ",
    ),
    "passwords of another shape": (
        lambda folder: (folder / "passwords.json").write_text('["open sesame"]'),
        r"passwords\.json is not what was exported",
    ),
    "a linked picture": (linked_picture, r"room\.png is a link\. Links are not followed"),
    "a broken export": (
        lambda folder: (folder / "manifest.json").rename(folder / ".hearth-partial"),
        r"it broke off\. Export to the same folder again",
    ),
    "half a manifest": (lambda folder: change_manifest(folder, counts=None), r"is not complete"),
    "other counts": (lambda folder: change_manifest(folder, counts={}), r"counts other objects"),
    "no manifest": (
        lambda folder: (folder / "manifest.json").unlink(),
        r"is not an export: it has no manifest\.json",
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_nothing_is_imported_with(wrong, folder, media):
    spoil, message = WRONG[wrong]
    pages = list(Page.objects.order_by("pk").values())
    spoil(folder)
    with pytest.raises(CommandError, match=message):
        load(folder)
    assert list(Page.objects.order_by("pk").values()) == pages
    assert contents(media) == {}


def test_another_file_of_the_same_name_is_not_overwritten(folder, media):
    (media / "original_images").mkdir(parents=True)
    (media / "original_images" / "room.png").write_bytes(b"Another picture")
    with pytest.raises(CommandError, match="The storage has another file"):
        load(folder)
    assert contents(media) == {"original_images/room.png": b"Another picture"}


def test_the_same_file_may_be_there_already(folder, media):
    shutil.copytree(folder / "files", media)
    load(folder)
    assert contents(media).keys() == {"original_images/room.png"}


def test_passwords_are_only_written_when_asked_for(folder, media, tmp_path):
    load(folder)
    said = export(tmp_path / "again")
    assert "1 shared passwords are not exported" in said
    assert b"open sesame" not in b"".join(contents(tmp_path / "again").values())
    assert (folder / "passwords.json").stat().st_mode & 0o777 == 0o600


def test_passwords_of_an_earlier_export_are_removed_with_it(folder, media):
    load(folder)
    export(folder)
    assert b"open sesame" not in b"".join(contents(folder).values())


def test_a_page_whose_password_is_not_known_stays_closed(folder, media):
    (folder / "passwords.json").unlink()
    said = load(folder)
    password = PageViewRestriction.objects.get().password
    assert len(password) > 16
    assert "has no password for it. Its new one is unknown: set your own." in said


def test_rights_and_languages_of_another_number_are_adopted(folder, media):
    known = rights()
    renumber(Locale, Locale.objects.get().pk, 77)
    renumber(Page, Page.get_first_root_node().pk, 78)
    renumber(Collection, Collection.get_first_root_node().pk, 79)
    load(folder)
    assert rights() == known
    assert (Locale.objects.get().pk, Collection.objects.get().pk) == (1, 1)


def test_the_key_of_what_is_gone_is_not_given_again(tmp_path, media):
    with passing():
        leaving = make.author("Somebody Who Left")
        gone = leaving.pk
        leaving.delete()
        export(tmp_path / "export")
    load(tmp_path / "export")
    assert make.author("Newcomer").pk > gone


def test_a_lost_file_is_told_at_both_ends(tmp_path, media):
    with passing():
        picture = make.image()
        picture.file.storage.delete(picture.file.name)
        said = export(tmp_path / "export")
    assert "The file original_images/room.png is lost, and not exported." in said
    assert "The file original_images/room.png was lost" in load(tmp_path / "export")


def test_an_export_over_an_earlier_one_drops_what_is_gone(tmp_path, media):
    make.author("Ada Reed")
    leaving = make.author("Somebody Who Leaves")
    export(tmp_path / "export")
    (tmp_path / "export" / ".git").mkdir()
    (tmp_path / "export" / ".git" / "HEAD").write_text("ref: refs/heads/main")
    before = contents(tmp_path / "export")
    leaving.delete()
    export(tmp_path / "export")
    gone = before.keys() - contents(tmp_path / "export").keys()
    assert gone == {f"authors/{leaving.translation_key}.en.json"}


class BrokeOff(BaseException):
    """The server goes down."""


def break_off(monkeypatch, after, method):
    """Let the server go down when something is done for the last time of so many."""
    left, real = [after], getattr(*method)

    def stop(*args, **kwargs):
        left[0] -= 1
        if left[0] < 0:
            raise BrokeOff
        return real(*args, **kwargs)

    monkeypatch.setattr(*method, stop)


def test_a_first_export_that_broke_off_is_made_anew(tmp_path, media, monkeypatch):
    make.author()
    with monkeypatch.context() as until:
        break_off(until, 3, (Target, "put"))
        # A server that goes down tidies nothing up.
        until.setattr(Target, "abandon", lambda self: None)
        with pytest.raises(BrokeOff):
            export(tmp_path / "export")
    with pytest.raises(CommandError, match="it broke off"):
        load(tmp_path / "export")
    export(tmp_path / "export")
    export(tmp_path / "other")
    assert contents(tmp_path / "export") == contents(tmp_path / "other")


def test_an_export_that_fails_leaves_the_earlier_one_as_it_was(tmp_path, media, monkeypatch):
    make.author("Ada Reed")
    export(tmp_path / "export", "--with-passwords")
    before = contents(tmp_path / "export")
    make.author("Newcomer")
    with monkeypatch.context() as until:
        break_off(until, 5, (Target, "put"))
        with pytest.raises(BrokeOff):
            export(tmp_path / "export")
    assert contents(tmp_path / "export") == before


@pytest.mark.parametrize("after", [0, 1, 3, 6])
def test_an_export_that_broke_off_while_it_took_its_place_is_made_anew(
    after, tmp_path, media, monkeypatch
):
    make.post(hero_image=make.image())
    leaving = make.author("Somebody Who Leaves")
    export(tmp_path / "export")
    (tmp_path / "export" / "notes.txt").write_text("Kept")
    leaving.delete()
    with monkeypatch.context() as until:
        # The first one is the list of what is ours, from which the next export goes on.
        break_off(until, after + 1, (Path, "replace"))
        with pytest.raises(BrokeOff):
            export(tmp_path / "export")
    with pytest.raises(CommandError, match="it broke off"):
        load(tmp_path / "export")
    export(tmp_path / "export")
    export(tmp_path / "other")
    found = contents(tmp_path / "export")
    assert found.pop("notes.txt") == b"Kept"
    assert found == contents(tmp_path / "other")


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path, media, monkeypatch):
    def refuse(self, *args):
        raise OSError(28, "No space left on device", "/backups/site")

    monkeypatch.setattr(Target, "put", refuse)
    with pytest.raises(CommandError, match=r"cannot be written\. /backups/site: No space left"):
        export(tmp_path / "export")


def test_a_folder_of_somebody_else_is_not_written_to(tmp_path):
    (tmp_path / "letter.txt").write_text("Dear Ada")
    with pytest.raises(CommandError, match="is neither empty nor an earlier export"):
        export(tmp_path)
    assert contents(tmp_path).keys() == {"letter.txt"}


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inside: st.lists(inside) | st.dictionaries(st.text() | st.just(text.LINES), inside),
)
MARKUP = st.lists(st.sampled_from(["<p>", "</p>", "\n", "a", "<ul>", "<li>", "</li>", "ü", "\x00"]))


@settings(max_examples=60)
@given(JSON | MARKUP.map("".join))
def test_what_is_written_is_read_again(data):
    assert text.load(text.dump(data)) == data


def test_a_long_text_is_written_line_by_line():
    lines = ["<p>One.</p>", "<ul>", "<li>Two</li>", "</ul>"]
    assert json.loads(text.dump("".join(lines))) == {"$lines": lines}


def test_every_model_is_exported_or_left_out_for_a_reason():
    models = [model for model in apps.get_models(include_auto_created=True) if is_ours(model)]
    parts = {child for model in models if kind_of(model) for child in children_of(model).values()}
    links = {
        link.remote_field.through for model in models if kind_of(model) for link in links_of(model)
    }
    assert [
        model._meta.label
        for model in models
        if not (kind_of(model) or is_left_out(model) or model in parts | links)
        and model._meta.label not in PARTS
    ] == []


def is_ours(model):
    """Whether a model is a real one, and not the rows behind a relation of what is left out."""
    owners = [field.related_model for field in model._meta.fields if field.related_model]
    return not (model._meta.auto_created and all(map(is_left_out, owners[:1])))


def test_nothing_is_both_exported_and_left_out():
    labels = {label for label in LEFT_OUT if not label.endswith("*")}
    assert labels <= {model._meta.label for model in apps.get_models()}
    assert not labels & {kind.label for kind in KINDS}
