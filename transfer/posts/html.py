"""Pages of HTML: the text of the page, with what its head says."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from transfer.posts import elements
from transfer.posts.dates import moments
from transfer.posts.documents import Document, Kind, Name, Picture, Status

DATES = ("article:published_time", "datepublished", "date", "dc.date")
CHANGES = ("article:modified_time", "datemodified", "last-modified")


def read_html(document: Document, text: str) -> None:
    """Fill a document from a page: its one `main` or `article` is the text, or else all of it."""
    root = elements.parse(text)
    said = _meta(root)
    title = root.find(".//title")
    name = elements.words(title) if title is not None else ""
    if title is not None and title.getparent() is not None:
        title.drop_tree()
    inner = _main(root)
    heading = next((one for one in inner.iter("h1")), None)
    if heading is not None and not any(one.tag == "img" for one in elements.seen(heading)):
        document.title = " ".join(elements.words(heading).split()) or name
        if name not in ("", document.title):
            document.seo_title = name
        heading.drop_tree()
    else:
        document.title = name
    if inner is not root:
        _note_rest(document, root, inner)
    document.html = elements.source(inner)
    document.description = said.get("description") or said.get("og:description", "")
    document.excerpt = document.description
    document.authors = [Name(said["author"])] if said.get("author") else []
    document.tags = [tag.strip() for tag in said.get("keywords", "").split(",") if tag.strip()]
    document.published_at = next(iter(moments(document, said, DATES)), None)
    document.modified_at = next(iter(moments(document, said, CHANGES)), None)
    if said.get("og:image"):
        document.hero = Picture(said["og:image"], alt=said.get("og:image:alt", ""))
    document.urls += [
        link.get("href")
        for link in root.iter("link")
        if link.get("rel") == "canonical" and link.get("href")
    ]
    if document.published_at is not None:
        is_future = document.published_at > timezone.now()
        document.status = Status.SCHEDULED if is_future else Status.PUBLISHED


def _main(root: Any) -> Any:
    for tag in ("main", "article"):
        found = list(root.iter(tag))
        if len(found) == 1:
            return found[0]
    return root


def _note_rest(document: Document, root: Any, inner: Any) -> None:
    inside = elements.words(inner)
    parent, place = inner.getparent(), inner.getparent().index(inner)
    tail, inner.tail = inner.tail, None
    parent.remove(inner)
    rest = elements.words(root)
    parent.insert(place, inner)
    inner.tail = tail
    if rest and inside:
        what = _("What stands outside of the article was left out.")
        document.note(Kind.MISSING, what, rest)


def _meta(root: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in root.iter("meta"):
        name = entry.get("name") or entry.get("property") or entry.get("itemprop")
        if name and entry.get("content"):
            found.setdefault(name.lower(), entry.get("content").strip())
    return found
