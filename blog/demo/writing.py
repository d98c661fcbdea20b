"""The short forms in which the demo's posts are written: a function for each kind of block."""

from dataclasses import dataclass, field
from typing import Any

from blog.models.posts import Audience, SensitiveTopic

Value = dict[str, Any]


@dataclass(frozen=True)
class Post:
    """A post as its authors handed it in; names stand for what it refers to."""

    slug: str
    title: str
    intro: str
    picture: str
    category: str
    tags: list[str]
    authors: list[str]
    days_ago: int
    body: list[Value]
    sources: list[Value] = field(default_factory=list)
    reviewed_days_ago: int | None = None
    review_every: int | None = None
    audience: Audience = Audience.EVERYONE
    sensitive_topics: list[SensitiveTopic] = field(default_factory=list)


def plain(text: str) -> str:
    """Return a text that was broken over several lines as one line."""
    return " ".join(text.split())


def rich(*parts: str) -> str:
    """Return rich text in which each part is a paragraph, unless it is a list already."""
    lines = (plain(part) for part in parts)
    return "".join(
        part if part.startswith(("<ul>", "<ol>")) else f"<p>{part}</p>" for part in lines
    )


def bullets(*items: str) -> str:
    """Return a list with bullets, for use in `rich`."""
    return f"<ul>{_items(items)}</ul>"


def steps(*items: str) -> str:
    """Return a numbered list, for use in `rich`."""
    return f"<ol>{_items(items)}</ol>"


def heading(text: str, level: int = 2) -> Value:
    """Return a heading."""
    return _block("heading", {"text": text, "level": f"h{level}"})


def paragraph(*parts: str) -> Value:
    """Return running text."""
    return {"type": "paragraph", "value": rich(*parts)}


def image(picture: Value, caption: str = "") -> Value:
    """Return a picture with its caption."""
    return _block("image", {"image": picture, "caption": caption})


def gallery(title: str, *pictures: tuple[Value, str]) -> Value:
    """Return pictures, each with its caption."""
    images = [{"image": picture, "caption": caption} for picture, caption in pictures]
    return _block("gallery", {"title": title, "images": images})


def quote(words: str, attribution: str = "") -> Value:
    """Return somebody's words."""
    return _block("quote", {"quote": plain(words), "attribution": attribution})


def tip(title: str, *parts: str, picture: Value | None = None) -> Value:
    """Return one tip, for use in `tips`."""
    return {"title": title, "content": rich(*parts), "image": picture or NO_PICTURE}


def tips(title: str, *entries: Value) -> Value:
    """Return a list of tips."""
    return _block("tips", {"title": title, "tips": list(entries)})


def callout(tone: str, title: str, *parts: str) -> Value:
    """Return a passage set apart."""
    return _block("callout", {"tone": tone, "title": title, "content": rich(*parts)})


def embed(url: str, caption: str = "") -> Value:
    """Return a video or a link card."""
    return _block("embed", {"url": url, "caption": caption})


def faq(title: str, *entries: tuple[str, str]) -> Value:
    """Return questions, each with its answer."""
    items = [{"question": question, "answer": rich(answer)} for question, answer in entries]
    return _block("faq", {"title": title, "items": items})


def related(title: str, *pages: int) -> Value:
    """Return links to other posts."""
    return _block("related_posts", {"title": title, "posts": list(pages)})


def contact(contact_id: int, title: str = "", note: str = "") -> Value:
    """Return a contact of the practice."""
    return _block("contact", {"contact": contact_id, "title": title, "note": plain(note)})


def crisis(note: str = "") -> Value:
    """Return help in a crisis: all lines of the site, below a sentence."""
    return _block("crisis", {"resources": [], "note": plain(note)})


def button(label: str, **target: str | int) -> Value:
    """Return a call to action that leads to a `page`, `url`, `phone` or `email`."""
    return _block("call_to_action", {"label": label, **target})


def document(document_id: int, title: str = "") -> Value:
    """Return a file to download."""
    return _block("document", {"document": document_id, "title": title})


def table(caption: str, *rows: list[str], row_names: bool = False) -> Value:
    """Return a table whose first row is its header."""
    cells = {
        "data": list(rows),
        "cell": [],
        "mergeCells": [],
        "table_caption": "",
        "table_header_choice": "both" if row_names else "row",
        "first_row_is_table_header": True,
        "first_col_is_header": row_names,
    }
    return _block("table", {"caption": caption, "table": cells})


def source(title: str, url: str, publisher: str, year: int | None = None) -> Value:
    """Return a work that a text relies on."""
    return {"title": title, "url": url, "publisher": publisher, "year": year}


def sources(title: str, *works: Value) -> Value:
    """Return the works that a passage relies on."""
    return _block("sources", {"title": title, "sources": list(works)})


NO_PICTURE: Value = {"image": None, "decorative": False, "alt_text": ""}


def _items(items: tuple[str, ...]) -> str:
    return "".join(f"<li>{plain(item)}</li>" for item in items)


def _block(kind: str, value: Value) -> Value:
    return {"type": kind, "value": value}
