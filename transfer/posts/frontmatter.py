"""What stands before the text of a Markdown file: YAML between dashes, or TOML between pluses."""

import re
import tomllib
from typing import Any

import yaml
from django.utils.text import slugify
from django.utils.translation import gettext as _

from transfer.posts import visibility
from transfer.posts.dates import moments
from transfer.posts.documents import Document, Kind, Name, Picture, shorten

YAML = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
TOML = re.compile(r"\A\+\+\+[ \t]*\n(.*?)\n\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)
#: A password, on its line and on those that belong to it.
SECRET = re.compile(r"(?im)^(?P<name>[\"']?password[\"']?[ \t]*[:=]).*(?:\n[ \t]+.*)*")
MOST_LETTERS = 65_536

TITLES, SLUGS = ("title",), ("slug",)
CHANGES = ("lastmod", "updated", "modified", "last_modified_at")
AUTHORS, CATEGORIES = ("author", "authors", "by"), ("category", "categories")
TAGS = ("tags", "tag", "keywords")
EXCERPTS = ("excerpt", "summary", "intro", "description")
HEROES = ("image", "cover", "featured_image", "hero", "hero_image", "thumbnail")
ADDRESSES = ("permalink", "url", "aliases", "redirect_from")
KNOWN = {
    *(*TITLES, *SLUGS, *CHANGES, *AUTHORS, *CATEGORIES, *TAGS, *EXCERPTS, *HEROES),
    *(*ADDRESSES, "layout", "type", "image_alt", "alt", "seo_title"),
    *visibility.NAMES,
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


def without_secrets(text: str) -> str:
    """Return the text of a file as it is kept: without the password that its front matter names."""
    found = YAML.match(text) or TOML.match(text)
    end = found.end() if found else 0
    return SECRET.sub(r"\g<name>", text[:end]) + text[end:]


def _yaml(text: str) -> Any:
    if re.search(r"(?m)(?:^|[\s\[,:-])[&*]\w", text):
        # Anchors repeat what they name; nobody writes a post with them.
        raise yaml.YAMLError("anchors are not read")
    return yaml.safe_load(text)


def fill(document: Document, said: dict[str, Any]) -> None:
    """Take over what the front matter says of a document."""
    document.title = _text(said, TITLES) or document.title
    document.slug = slugify(_text(said, SLUGS), allow_unicode=True) or document.slug
    document.modified_at = next(iter(moments(document, said, CHANGES)), None)
    document.authors = [Name(name) for name in _texts(said, AUTHORS)]
    document.categories = [Name(name) for name in _texts(said, CATEGORIES)]
    document.tags = _texts(said, TAGS)
    document.excerpt = _text(said, EXCERPTS)
    document.description = str(said.get("description") or "").strip()
    document.seo_title = str(said.get("seo_title") or "").strip()
    if hero := _text(said, HEROES):
        document.hero = Picture(hero, alt=str(said.get("image_alt") or said.get("alt") or ""))
    document.urls += _texts(said, ADDRESSES)
    visibility.decide(document, said)
    for name in sorted(set(said) - KNOWN):
        text = _("“%(name)s” of the front matter has no place here.") % {"name": name}
        document.note(Kind.MISSING, text, shorten(str(said[name])[:400]))


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
