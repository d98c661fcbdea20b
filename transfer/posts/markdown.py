"""Markdown: CommonMark with tables, strike-through, footnotes and definition lists."""

import re
from pathlib import PurePosixPath

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from transfer.posts import elements, frontmatter
from transfer.posts.dates import moment
from transfer.posts.documents import Document, Kind

#: How Jekyll names posts: their day, then their slug.
DATED = re.compile(r"(\d{4}-\d{2}-\d{2})-(.+)")
TITLE = re.compile(r"\A\s*<h1>(.*?)</h1>", re.DOTALL)


def read_markdown(document: Document, text: str) -> None:
    """Fill a document from a Markdown file."""
    said, body, problem = frontmatter.split(text)
    if problem:
        what = _("The front matter could not be read (%(why)s). It stays in the text.")
        document.note(Kind.KEPT, what % {"why": problem}, text[:160])
    if dated := DATED.fullmatch(PurePosixPath(document.key).stem):
        document.published_at, document.slug = moment(dated[1]), dated[2]
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    document.html = reader.use(footnote_plugin).use(deflist_plugin).render(body)
    frontmatter.fill(document, said)
    if not document.title:
        take_title(document)


def take_title(document: Document) -> None:
    """Take the first heading for the title, where a text begins with one."""
    if found := TITLE.match(document.html):
        root = elements.parse(found[1])
        if not any(one.tag == "img" for one in elements.seen(root)):
            document.title = " ".join(elements.words(root).split())
            document.html = document.html[found.end() :]
