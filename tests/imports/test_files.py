"""Files of other kinds: Markdown, HTML, Word, plain text, folders and archives."""

import zipfile
from datetime import UTC, datetime

import pytest

from home.models import Document, Image
from tests import factories as make
from transfer.models import ImportedPost
from transfer.posts.documents import Refused

pytestmark = pytest.mark.django_db

MARKDOWN = """---
title: Sleep & rest
slug: sleep-rest
date: 2024-05-03
author: Ada Reed
categories: [Sleep, Family]
tags: [night, "self-care"]
description: How to rest.
image: tea.png
aliases: [/old/sleep/]
mood: calm
---
# Before bed

Put it on *paper*, see [the diary](diary.pdf) and [the other](other.md).

| Hour | What |
|------|------|
| 22   | Rest |

> Nobody sleeps on command.

![Tea](tea.png)
"""

WORD = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName='
    '"/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/'
    '2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
    "word/document.xml": '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/'
    '2006/main"><w:body><w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Rest</w:t></w:r>'
    "</w:p><w:p><w:r><w:t>Put it on </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>paper</w:t></w:r>"
    "</w:p></w:body></w:document>",
    "word/styles.xml": '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/'
    'main"><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>'
    "</w:styles>",
    "word/_rels/document.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/'
    'package/2006/relationships"><Relationship Id="r2" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>',
    "docProps/core.xml": '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/'
    '2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<dc:creator>Jonas Weil</dc:creator></cp:coreProperties>",
}


def write_zip(path, files):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def page(key):
    return ImportedPost.objects.get(key=key).page


def body(key):
    return [(block.block_type, block.value) for block in page(key).body]


@pytest.fixture
def folder(tmp_path):
    picture = make.image("Somewhere else")
    with picture.file.open() as file:
        content = file.read()
    picture.delete()
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts/sleep.md").write_text(MARKDOWN)
    (tmp_path / "posts/other.md").write_text("The other one.\n")
    (tmp_path / "posts/diary.pdf").write_bytes(b"%PDF-1.4 Monday")
    (tmp_path / "posts/tea.png").write_bytes(content)
    return tmp_path


def test_markdown_with_front_matter(run, folder):
    run(folder)

    post = page("posts/sleep.md")
    assert (post.title, post.slug, post.live) == ("Sleep & rest", "sleep-rest", True)
    assert post.first_published_at == datetime(2024, 5, 3, tzinfo=UTC)
    assert post.intro == "How to rest."
    assert [one.author.name for one in post.post_authors.all()] == ["Ada Reed"]
    assert post.category.name == "Sleep"
    assert {tag.name for tag in post.tags.all()} == {"night", "self-care", "Family"}
    assert post.hero_image == Image.objects.get()


def test_markdown_becomes_blocks(run, folder):
    run(folder)

    found = body("posts/sleep.md")
    diary = Document.objects.get()
    other = page("posts/other.md")
    assert [kind for kind, _value in found] == ["heading", "paragraph", "table", "quote", "image"]
    assert found[1][1].source == (
        f'<p>Put it on <i>paper</i>, see <a linktype="document" id="{diary.pk}">the diary</a> and '
        f'<a linktype="page" id="{other.pk}">the other</a>.</p>'
    )
    assert found[2][1]["table"]["data"] == [["Hour", "What"], ["22", "Rest"]]


def test_what_the_front_matter_says_beyond_is_listed(run, folder):
    report = run(folder)
    notes = next(post["notes"] for post in report["posts"] if post["key"] == "posts/sleep.md")

    assert {
        "kind": "missing",
        "text": "“mood” of the front matter has no place here.",
        "excerpt": "calm",
    } in notes


def test_front_matter_that_repeats_itself_is_not_unfolded(run, tmp_path):
    (tmp_path / "bomb.md").write_text("---\na: &a [x, x]\nb: [*a, *a]\n---\nText.\n")
    run(tmp_path)

    assert body("bomb.md")[0][1]["text"] == "a: &a [x, x] b: [*a, *a]"


def test_markdown_without_a_date_is_a_draft(run, folder):
    run(folder)

    assert not page("posts/other.md").live


def test_names_of_jekyll_say_the_day(run, tmp_path):
    (tmp_path / "2024-05-03-good-night.md").write_text("# Good night\n\nText.\n")
    run(tmp_path)

    post = page("2024-05-03-good-night.md")
    assert (post.title, post.slug, post.first_published_at.day) == ("Good night", "good-night", 3)


def test_a_page_of_html(run, tmp_path):
    (tmp_path / "rest.html").write_text(
        "<!doctype html><html><head><title>Rest | Practice</title>"
        '<meta name="author" content="Ada Reed"><meta name="description" content="How to rest.">'
        '<meta property="article:published_time" content="2024-05-03T10:00:00Z">'
        '<link rel="canonical" href="https://old.example/rest/"></head><body><nav>Menu</nav>'
        "<main><h1>Rest</h1><p>Breathe <b>out</b>.</p></main><footer>Imprint</footer></body></html>"
    )
    report = run(tmp_path)

    post = page("rest.html")
    assert (post.title, post.seo_title, post.intro) == ("Rest", "Rest | Practice", "How to rest.")
    assert post.live
    assert [value.source for _kind, value in body("rest.html")] == ["<p>Breathe <b>out</b>.</p>"]
    assert report["posts"][0]["notes"][0]["excerpt"] == "Menu Imprint"


def test_a_document_of_word(run, tmp_path):
    write_zip(tmp_path / "rest.docx", WORD)
    run(tmp_path)

    post = page("rest.docx")
    assert post.title == "Rest"
    assert [one.author.name for one in post.post_authors.all()] == ["Jonas Weil"]
    assert [value.source for _kind, value in body("rest.docx")] == ["<p>Put it on <b>paper</b></p>"]


def test_a_document_of_word_with_a_document_type_is_refused(run, tmp_path):
    bomb = '<!DOCTYPE w [<!ENTITY a "aaaa">]>' + WORD["word/document.xml"]
    path = write_zip(tmp_path / "rest.docx", {**WORD, "word/document.xml": bomb})

    with pytest.raises(Refused):
        run(path)


def test_plain_text(run, tmp_path):
    lines = ["Rest", "", "Breathe out.", "See https://example.org/rest.", "", "- one", "- café"]
    (tmp_path / "rest.txt").write_bytes("\r\n".join(lines).encode("cp1252"))
    run(tmp_path)

    assert page("rest.txt").title == "Rest"
    html = (
        '<p>Breathe out.<br/>See <a href="https://example.org/rest">https://example.org/rest</a>.'
        "</p><ul><li>one</li><li>café</li></ul>"
    )
    assert [value.source for _kind, value in body("rest.txt")] == [html]


def test_an_archive_of_files(run, tmp_path, folder):
    path = write_zip(
        tmp_path / "all.zip",
        {
            str(file.relative_to(folder)): file.read_bytes()
            for file in folder.rglob("*")
            if file.is_file()
        },
    )
    report = run(path)

    assert [post["key"] for post in report["posts"]] == [*("posts/other.md", "posts/sleep.md")]
    assert page("posts/sleep.md").hero_image is not None


def test_an_archive_reaches_for_nothing_outside(run, tmp_path):
    (tmp_path / "secret.md").write_text("# Secret\n")
    path = write_zip(
        tmp_path / "all.zip", {"../secret.md": "# Outside", "/etc/x.md": "# Root", "in.md": "# In"}
    )
    report = run(path)

    assert [post["title"] for post in report["posts"]] == ["In"]


def test_an_archive_that_unfolds_too_far_is_refused(run, tmp_path):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("post.md", b"a" * 40_000_000)

    with pytest.raises(Refused):
        run(path)


def test_a_folder_follows_no_link_out_of_it(run, tmp_path):
    (tmp_path / "secret.md").write_text("# Secret\n")
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "in.md").write_text("# In\n")
    (inside / "out.md").symlink_to(tmp_path / "secret.md")

    assert [post["title"] for post in run(inside)["posts"]] == ["In"]


BOMB = """<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">
<!ENTITY c SYSTEM "file:///etc/passwd">]>
<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>&b;&c;</title></channel></rss>"""


@pytest.mark.parametrize(
    "content", [BOMB, "<rss>http://wordpress.org/export/1.2/<channel>", "<a/>", ""]
)
def test_hostile_and_broken_xml_is_refused(run, tmp_path, content):
    (tmp_path / "export.xml").write_text(content)

    with pytest.raises(Refused):
        run(tmp_path / "export.xml")


def test_two_broken_files_stop_no_whole_one(run, tmp_path):
    (tmp_path / "a.xml").write_text("<a/>")
    (tmp_path / "b.docx").write_text("no archive")
    (tmp_path / "c.md").write_text("# Whole\n\nText.\n")
    report = run(tmp_path)

    assert [post["title"] for post in report["posts"]] == ["Whole"]
    assert [entry["title"] for entry in report["left_out"]] == ["a.xml", "b.docx"]
