"""Blocks as HTML: their own templates, fed with raw values and loaded references.

The same templates show blocks in the admin, where Wagtail feeds them; here a value is read only
when a template asks for it, and no rendition is made.
"""

import logging
from functools import lru_cache
from typing import Any

from django.db.models import Model, URLField
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from wagtail.blocks import Block
from wagtail.documents.models import AbstractDocument
from wagtail.models import Page

from api.blocks.items import Item
from api.files import document_url
from api.links import safe_url
from api.loading import Session
from api.paths import page_url

logger = logging.getLogger(__name__)


@lru_cache
def _link_columns(model: Any) -> set[str]:
    """Return the names of a model's columns of URLs."""
    return {column.name for column in model._meta.fields if isinstance(column, URLField)}


class TemplateTarget:
    """A chosen object in a template, with the address at which a reader finds it."""

    def __init__(self, target: Any, session: Session) -> None:
        self._target = target
        self._session = session

    def __str__(self) -> str:
        return str(self._target)

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._target, name)
        return safe_url(value) if name in _link_columns(self._target.__class__) else value

    @property
    def url(self) -> str:
        """The front-end address of a page, this server's address of a document, or nothing."""
        if isinstance(self._target, Page):
            return page_url(self._target, self._session)
        if isinstance(self._target, AbstractDocument):
            return document_url(self._target, self._session)
        return ""


def _in_template(value: Any, session: Session) -> Any:
    """Return a computed value as templates see it."""
    if isinstance(value, list):
        return [_in_template(one, session) for one in value]
    return TemplateTarget(value, session) if isinstance(value, Model) else value


class TemplateValue:
    """A struct in a template: children by name, computed fields, and `bound_blocks` as HTML.

    A computed field goes before a child of the same name, as it does in the schema.
    """

    def __init__(self, item: Item, session: Session) -> None:
        self._item = item
        self._session = session
        self._fields = {field.child: field for field in reversed(item.kind.fields)}

    def __getitem__(self, name: str) -> Any:
        item, session = self._item, self._session
        if (source := item.kind.computed.get(name)) is not None:
            return _in_template(source.read(item, session), session)
        if (field := self._fields.get(name)) is not None:
            return field.kind.view(item.raw(name), item, name, session)
        raise KeyError(name)

    @property
    def bound_blocks(self) -> "BoundBlocks":
        """The children as HTML."""
        return BoundBlocks(self._item, self._session)

    def get(self, name: str, default: Any = None) -> Any:
        """Return a child, or the default."""
        try:
            return self[name]
        except KeyError:
            return default


class BoundBlock(SafeString):
    """A child as HTML, which templates print, or ask to `render`."""

    def render(self, context: Any = None) -> SafeString:
        """Return the HTML."""
        return self


class BoundBlocks:
    """The children of a struct in a template, each as HTML."""

    def __init__(self, item: Item, session: Session) -> None:
        self._item = item
        self._session = session

    def __getitem__(self, name: str) -> BoundBlock:
        for field in self._item.kind.fields:
            if field.child == name:
                raw = self._item.raw(name)
                return BoundBlock(field.kind.html(raw, self._item, name, self._session))
        raise KeyError(name)


def is_stock(block: Block) -> bool:
    """Tell whether a block is of one of the classes that come with Wagtail."""
    module = type(block).__module__
    return module.startswith("wagtail.") and not module.startswith("wagtail.test.")


def own_template(block: Block) -> str | None:
    """Return the template that a project gave a block; those of Wagtail expect its own values."""
    template: str | None = getattr(block.meta, "template", None)
    default = getattr(type(block)._meta_class, "template", None) if is_stock(block) else None
    return None if template == default else template


def render(item: Item, session: Session) -> SafeString:
    """Return a block as HTML: by its own template, or field by field."""
    block = item.kind.block
    if template := own_template(block):
        try:
            value = item.kind.view_item(item, session)
            context = {**block.get_context(value, parent_context={}), "value": value}
            return mark_safe(render_to_string(template, context).strip())
        except Exception:
            logger.warning("The template %s of a block failed", template, exc_info=True)
    parts = [
        part
        for field in item.kind.fields
        if (part := field.kind.html(item.raw(field.child), item, field.child, session))
    ]
    return (
        format_html("<div>{}</div>", mark_safe("".join(parts)))
        if len(parts) > 1
        else mark_safe("".join(parts))
    )
