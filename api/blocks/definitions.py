"""What a block's definition says: its names, its description, its choices, its scalar."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.utils.text import slugify
from strawberry.scalars import JSON
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock
from wagtail.coreutils import resolve_model_string
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock, ImageChooserBlock

from api.blocks import conversions, kinds
from api.blocks.html import is_stock
from api.enums import described_enum


def type_name(block: blocks.Block) -> str:
    """Return the type name that a block asks for; nothing for Wagtail's stock classes."""
    own = vars(type(block).Meta).get("graphql_name") if hasattr(type(block), "Meta") else None
    own = own or getattr(block.meta, "graphql_name", None)
    if own:
        return str(own)
    return "" if is_stock(block) else type(block).__name__


def signature(block: blocks.Block) -> Any:
    """Return what makes two definitions the same type: class, children, choices, targets."""
    parts: list[Any] = [type(block)]
    if isinstance(block, blocks.BaseStructBlock | blocks.BaseStreamBlock | BaseTypedTableBlock):
        parts.append(tuple((n, signature(child)) for n, child in block.child_blocks.items()))
    elif isinstance(block, blocks.ListBlock):
        parts.append(signature(block.child_block))
    elif isinstance(block, blocks.ChooserBlock):
        parts.append(resolve_model_string(block.target_model))
    elif isinstance(block, blocks.ChoiceBlock | blocks.MultipleChoiceBlock):
        parts.append(tuple(stored_choices(block).items()))
    return tuple(parts)


def stored_choices(block: Any) -> dict[str, str]:
    """Return label by stored value; nothing for choices that only running code knows."""
    choices = block._constructor_kwargs.get("choices")
    if choices is None or callable(choices):
        return {}
    found: dict[str, str] = {}
    for value, label in choices:
        if isinstance(label, list | tuple):
            found.update({str(inner): str(text) for inner, text in label})
        elif value not in ("", None):
            found[str(value)] = str(label)
    return found


def make_enum(name: str, stored: dict[str, str]) -> Any:
    """Return an enum of stored choices: values in capitals, described by their labels."""
    names: dict[str, str] = {}
    for value in stored:
        wanted = slugify(value).replace("-", "_").upper() or "VALUE"
        wanted = f"VALUE_{wanted}" if wanted[0].isdigit() else wanted
        while wanted in names or wanted in ("TRUE", "FALSE", "NULL"):
            wanted += "_"
        names[wanted] = value
    return described_enum(name, names, stored, f"The choices of {name}.")


def field_name(block: blocks.Block) -> str:
    """Return the name of what a block holds that is no struct."""
    rules: list[tuple[Any, str]] = [
        (blocks.RichTextBlock, "content"),
        (ImageBlock | ImageChooserBlock, "image"),
        (DocumentChooserBlock, "document"),
        (blocks.PageChooserBlock, "page"),
        (blocks.ChooserBlock, "reference"),
        (blocks.ListBlock, "items"),
        (blocks.StreamBlock, "blocks"),
        (TableBlock, "table"),
        (BaseTypedTableBlock, "typed_table"),
        (blocks.ChoiceBlock, "choice"),
        (blocks.MultipleChoiceBlock, "choices"),
        (blocks.BooleanBlock, "boolean_value"),
        (blocks.IntegerBlock, "int_value"),
        (blocks.FloatBlock, "float_value"),
        (blocks.DecimalBlock, "decimal_value"),
        (blocks.DateTimeBlock, "date_time_value"),
        (blocks.DateBlock, "date_value"),
        (blocks.TimeBlock, "time_value"),
        (blocks.URLBlock, "url"),
    ]
    for block_class, name in rules:
        if isinstance(block, block_class):
            return name
    return "text" if scalar(block).annotation is str else "json"


def scalar(block: blocks.Block) -> kinds.Kind:
    """Return the kind of a block that holds one plain value; raw JSON for an unknown one."""
    rules: list[tuple[Any, kinds.Kind]] = [
        (blocks.BooleanBlock, kinds.Hidden(bool, bool)),
        (blocks.IntegerBlock, kinds.Converted(int | None, conversions.as_int)),
        (blocks.FloatBlock, kinds.Converted(float | None, conversions.as_float)),
        (blocks.DecimalBlock, kinds.Converted(Decimal | None, conversions.as_decimal)),
        (
            blocks.DateTimeBlock,
            kinds.Converted(datetime | None, conversions.parsed(datetime.fromisoformat)),
        ),
        (blocks.DateBlock, kinds.Converted(date | None, conversions.parsed(date.fromisoformat))),
        (blocks.TimeBlock, kinds.Converted(time | None, conversions.parsed(time.fromisoformat))),
        (blocks.URLBlock, kinds.LinkKind(str, conversions.as_link)),
        (blocks.RawHTMLBlock, kinds.MarkupKind(str, conversions.as_text)),
        (blocks.BlockQuoteBlock, kinds.QuoteKind(str, conversions.as_text)),
        (
            blocks.CharBlock | blocks.TextBlock | blocks.EmailBlock | blocks.RegexBlock,
            kinds.Converted(str, conversions.as_text),
        ),
    ]
    for block_class, kind in rules:
        if isinstance(block, block_class):
            return kind
    if _is_embed(block):
        return kinds.LinkKind(str, conversions.as_link)
    return kinds.Hidden(JSON | None, lambda raw: raw)


def _is_embed(block: blocks.Block) -> bool:
    return any(cls.__module__ == "wagtail.embeds.blocks" for cls in type(block).__mro__)


def description(block: blocks.Block, name: str = "") -> str:
    """Return the description of a block's type, or of its field if `name` says which."""
    text = str(block.meta.__dict__.get("help_text") or "") if name else ""
    text = text or str(
        getattr(getattr(block, "field", None), "help_text", "") or "" if name else ""
    )
    text = text or str(getattr(block.meta, "help_text", "") or "")
    if not name:
        text = str(block.get_description()) or text
    return text or (f"The {name.replace('_', ' ')}." if name else f"{type(block).__name__}.")


def pascal(name: str) -> str:
    """Return a name such as `call_to_action` as `CallToAction`."""
    return "".join(part[:1].upper() + part[1:] for part in name.replace("-", "_").split("_"))
