"""What stands before the text of a Markdown file: YAML between dashes, or TOML between pluses."""

import re
import tomllib
from datetime import UTC, date, datetime
from typing import Any

import yaml
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.text import slugify
from django.utils.translation import gettext as _

from transfer.posts.documents import Document, Kind, Name, Picture, Status, shorten

YAML = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
TOML = re.compile(r"\A\+\+\+[ \t]*\n(.*?)\n\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)
MOST_LETTERS = 65_536

TITLES, SLUGS = ("title",), ("slug",)
DATES = ("date", "published", "publishdate", "pubdate", "created")
CHANGES = ("lastmod", "updated", "modified", "last_modified_at")
AUTHORS, CATEGORIES = ("author", "authors", "by"), ("category", "categories")
TAGS = ("tags", "tag", "keywords")
EXCERPTS = ("excerpt", "summary", "intro", "description")
HEROES = ("image", "cover", "featured_image", "hero", "hero_image", "thumbnail")
ADDRESSES = ("permalink", "url", "aliases", "redirect_from")
KNOWN = {
    *(*TITLES, *SLUGS, *DATES, *CHANGES, *AUTHORS, *CATEGORIES, *TAGS, *EXCERPTS, *HEROES),
    *(*ADDRESSES, "draft", "status", "layout", "type", "image_alt", "alt", "seo_title"),
}


def split(text: str) -> tuple[dict[str, Any], str, str]:
    """Return what the front matter says, the text after it, and why it could not be read."""
    for pattern, load in ((YAML, _yaml), (TOML, tomllib.loads)):
        if found := pattern.match(text):
            if len(found[1]) > MOST_LETTERS:
                return {}, text, _("it is too long")
            try:
                said = load(found[1])
            except (yaml.YAMLError, tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
                return {}, text, shorten(str(error))
            if isinstance(said, dict):
                return {str(key).lower(): said[key] for key in said}, text[found.end() :], ""
    return {}, text, ""


def _yaml(text: str) -> Any:
    if re.search(r"(?m)(?:^|[\s\[,:-])[&*]\w", text):
        # Anchors repeat what they name; nobody writes a post with them.
        raise yaml.YAMLError("anchors are not read")
    return yaml.safe_load(text)


def fill(document: Document, said: dict[str, Any]) -> None:
    """Take over what the front matter says of a document."""
    document.title = _text(said, TITLES) or document.title
    document.slug = slugify(_text(said, SLUGS), allow_unicode=True) or document.slug
    document.published_at = _date(said, DATES) or document.published_at
    document.modified_at = _date(said, CHANGES)
    document.authors = [Name(name) for name in _texts(said, AUTHORS)]
    document.categories = [Name(name) for name in _texts(said, CATEGORIES)]
    document.tags = _texts(said, TAGS)
    document.excerpt = _text(said, EXCERPTS)
    document.description = str(said.get("description") or "").strip()
    document.seo_title = str(said.get("seo_title") or "").strip()
    if hero := _text(said, HEROES):
        document.hero = Picture(hero, alt=str(said.get("image_alt") or said.get("alt") or ""))
    document.urls += _texts(said, ADDRESSES)
    document.status = _status(said, document.published_at)
    for name in sorted(set(said) - KNOWN):
        text = _("“%(name)s” of the front matter has no place here.") % {"name": name}
        document.note(Kind.MISSING, text, shorten(str(said[name])[:400]))


def _status(said: dict[str, Any], published_at: datetime | None) -> Status:
    state = str(said.get("status") or "").lower()
    is_draft = said.get("draft") is True or state not in ("", "publish", "published", "live")
    if is_draft or published_at is None:
        return Status.DRAFT
    return Status.SCHEDULED if published_at > timezone.now() else Status.PUBLISHED


def _texts(said: dict[str, Any], names: tuple[str, ...]) -> list[str]:
    found: list[str] = []
    for name in names:
        value = said.get(name)
        if isinstance(value, str):
            found += value.split(",") if name in ("tags", "tag", "keywords") else [value]
        elif isinstance(value, list):
            found += [_name(entry) for entry in value]
        elif isinstance(value, dict):
            found.append(_name(value))
    return list(dict.fromkeys(text.strip() for text in found if text.strip()))


def _name(entry: Any) -> str:
    if isinstance(entry, dict):
        return str(entry.get("name") or entry.get("title") or "")
    return str(entry) if isinstance(entry, str | int | float) else ""


def _text(said: dict[str, Any], names: tuple[str, ...]) -> str:
    for name in names:
        value = said.get(name)
        if isinstance(value, str | int | float) and str(value).strip():
            return str(value).strip()
        if isinstance(value, dict) and isinstance(value.get("url") or value.get("src"), str):
            return str(value.get("url") or value.get("src"))
    return ""


def _date(said: dict[str, Any], names: tuple[str, ...]) -> datetime | None:
    for name in names:
        if (found := moment(said.get(name))) is not None:
            return found
    return None


def moment(value: Any) -> datetime | None:
    """Return a point in time from a date, or from a text as people and programs write them."""
    if isinstance(value, str):
        try:
            value = parse_datetime(value.strip()) or datetime.fromisoformat(value.strip()[:10])
        except ValueError:
            return None
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day, tzinfo=UTC)
    if not isinstance(value, datetime):
        return None
    return timezone.make_aware(value) if timezone.is_naive(value) else value
