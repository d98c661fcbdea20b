"""The command: what it says, what it refuses."""

import csv
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from blog.models import PostPage
from home.models import Document
from tests import factories as make
from tests import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def command(tmp_path, blog):
    """Run the command on a folder of two files; what it said, and its progress."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.md").write_text("---\ntitle: One\ndate: 2024-05-01\nmood: calm\n---\nText.\n")
    (tmp_path / "in/b.txt").write_text("Two\n\nText.\n")

    def run(*args, source=tmp_path / "in"):
        out, err = StringIO(), StringIO()
        call_command("import_posts", str(source), *args, stdout=out, stderr=err)
        return out.getvalue(), err.getvalue()

    return run


def test_it_says_what_it_made(command):
    out, err = command()

    assert out.splitlines() == [
        "New, Published: One",
        "  “mood” of the front matter has no place here. calm",
        "  There was no excerpt. The introduction is the beginning of the text.",
        "New, Draft: Two",
        "  There was no excerpt. The introduction is the beginning of the text.",
        "New: 2",
    ]
    assert err.splitlines()[-1] == f"[{'#' * 40}] 2/2"


def test_a_dry_run_changes_nothing(command):
    out, _err = command("--dry-run")

    assert out.splitlines()[-1] == "Nothing was changed. New: 2"
    assert not PostPage.objects.exists()


def test_a_report_is_written(command, tmp_path):
    command("--report", str(tmp_path / "report.csv"))

    rows = list(csv.reader(StringIO((tmp_path / "report.csv").read_text())))
    assert [row[0] for row in rows] == ["Post", "One", "One", "Two"]


def test_drafts(command):
    command("--drafts")

    assert not PostPage.objects.live().exists()


def test_one_of_several_blogs_has_to_be_named(command):
    other = make.blog("Other")
    with pytest.raises(CommandError, match=r"There are: blog \(number .*other"):
        command()
    command("--into", "other")

    assert PostPage.objects.child_of(other).count() == 2


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--into", "nowhere"], "Say which blog"),
        (["--user", "nobody"], "There is no account"),
        (["--collection", "nowhere"], "There is no collection nowhere"),
    ],
)
def test_what_is_not_there_is_told(command, args, message):
    with pytest.raises(CommandError, match=message):
        command(*args)


def test_the_rights_of_an_account_hold(command):
    people.member("wanda", groups=["Writers"])

    with pytest.raises(CommandError, match="wanda may not import posts into Blog"):
        command("--user", "wanda")


def test_new_files_go_to_a_collection(command, tmp_path):
    archive = make.collection("Old site")
    (tmp_path / "in/diary.pdf").write_bytes(b"%PDF-1.4 Monday")
    (tmp_path / "in/c.md").write_text("# Three\n\n[The diary](diary.pdf)\n")
    command("--collection", "Old site")

    assert Document.objects.get().collection == archive


def test_a_file_that_is_not_there_is_told(command, tmp_path):
    with pytest.raises(CommandError, match=r"There is no .*missing"):
        command(source=tmp_path / "missing.xml")


def test_a_file_that_cannot_be_read_is_told(command, tmp_path):
    (tmp_path / "export.xml").write_text("<rss>")
    with pytest.raises(CommandError, match="no export of WordPress"):
        command(source=tmp_path / "export.xml")
