"""Finding the links in a page, a snippet or a setting."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.text import capfirst
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.rich_text.rewriters import FIND_A_TAG, extract_attrs

from home.streams import leaves

SCHEMES = ("http://", "https://")


@dataclass(frozen=True)
class Link:
    """A link and its place; exactly one of `url`, `page` and `document` is set."""

    place: str
    block_id: str = ""
    url: str | None = None
    page: int | None = None
    document: int | None = None


def holds_links(model: type[models.Model]) -> bool:
    """Tell whether objects of `model` can have links at all."""
    return any(map(_is_linking, model._meta.get_fields()))


def links_of(source: models.Model) -> Iterator[Link]:
    """Yield the links in all fields of `source`, as often as they occur."""
    for field in filter(_is_linking, source._meta.get_fields()):
        assert isinstance(field, models.Field)
        place = capfirst(str(field.verbose_name))
        value = getattr(source, field.name)
        if isinstance(field, StreamField):
            yield from _in_stream(value, place)
        elif isinstance(field, RichTextField):
            yield from _in_rich_text(value, place, "")
        elif value.startswith(SCHEMES):
            yield Link(place, url=value)


def _is_linking(field: Any) -> bool:
    return isinstance(field, StreamField | RichTextField | models.URLField)


def _in_stream(stream: Any, place: str) -> Iterator[Link]:
    for leaf in leaves(stream, place):
        block, value = leaf.block, leaf.value
        if isinstance(value, str):
            if isinstance(block, blocks.RichTextBlock):
                yield from _in_rich_text(value, leaf.place, leaf.block_id)
            elif value.startswith(SCHEMES):
                yield Link(leaf.place, leaf.block_id, url=value)
        elif isinstance(value, int) and isinstance(block, blocks.PageChooserBlock):
            yield Link(leaf.place, leaf.block_id, page=value)
        elif isinstance(value, int) and isinstance(block, DocumentChooserBlock):
            yield Link(leaf.place, leaf.block_id, document=value)


def _in_rich_text(html: str, place: str, block_id: str) -> Iterator[Link]:
    for tag in FIND_A_TAG.finditer(html):
        attributes = extract_attrs(tag.group(1))
        key, href = attributes.get("id", ""), attributes.get("href", "")
        if attributes.get("linktype") == "page" and key.isdecimal():
            yield Link(place, block_id, page=int(key))
        elif attributes.get("linktype") == "document" and key.isdecimal():
            yield Link(place, block_id, document=int(key))
        elif href.startswith(SCHEMES):
            yield Link(place, block_id, url=href)
