"""What a draft lacks: fields that it must have to be published, and that are empty still.

Bodies are read as they are stored, so that nothing that they refer to is loaded.
"""

from typing import Any

from django.utils.html import strip_tags
from strawberry.utils.str_converters import to_camel_case
from wagtail import blocks
from wagtail.fields import StreamField


def fields(draft: Any) -> list[str]:
    """Return the names of fields that are empty and may not be, as the schema writes them.

    A body is named if something in it is missing, such as the text of a quote.
    """
    return [
        to_camel_case(field.name)
        for field in draft._meta.concrete_fields
        if field.editable and _is_lacking(field, getattr(draft, field.attname))
    ]


def _is_lacking(field: Any, value: Any) -> bool:
    if isinstance(field, StreamField):
        return not (field.blank or len(value)) or _lacks(field.stream_block, list(value.raw_data))
    return not (field.blank or field.null) and value in (None, "")


def _lacks(block: Any, value: Any) -> bool:
    """Whether a block, or one inside it, is empty and may not be."""
    if isinstance(block, blocks.BaseStructBlock):
        known = value if isinstance(value, dict) else {}
        return any(_lacks(child, known.get(name)) for name, child in block.child_blocks.items())
    if isinstance(block, blocks.BaseStreamBlock):
        children = [one for one in value or [] if one["type"] in block.child_blocks]
        return any(_lacks(block.child_blocks[one["type"]], one["value"]) for one in children)
    if isinstance(block, blocks.ListBlock):
        items = [one["value"] if _is_item(one) else one for one in value or []]
        return any(_lacks(block.child_block, one) for one in items)
    if isinstance(block, blocks.RichTextBlock) and "<embed" not in (value or ""):
        value = strip_tags(value or "").strip()
    return bool(block.required) and value in (None, "")


def _is_item(value: Any) -> bool:
    """Whether an entry of a list is stored with its id, as it has been for years."""
    return isinstance(value, dict) and value.get("type") == "item"
