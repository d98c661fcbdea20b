"""Strawberry types derived from block definitions.

- A struct becomes a type with its children as fields; descriptions come from help texts.
- Any other block in a stream becomes a type with one field, named after what it holds: `text`,
  `content` (rich text), `url`, `image`, `page`, `document`, `table`, `typedTable`, or `intValue`,
  `dateValue` and so on. A list, a stream, a choice and a snippet, which are of another type in
  every block, give the field the name under which the block stands.
- Wagtail's `ImageBlock` becomes three fields: the picture, `alt` and `isDecorative`.
- A block that none of these rules covers becomes a type with its raw `json`.

Stored values may be older than the definitions, or made by programs. What cannot be read is null,
or empty where the type is never null; what a list cannot read is left out of it, and so are
blocks of a kind that no longer exists.

Type names: `Meta.graphql_name`, or the class's own name, or (for Wagtail's stock classes) the
name under which the block stands, with `Block` behind it in a stream. Two different blocks of
one name are told apart by the name of what they stand in. A child's `Meta.graphql_field` renames
its field, for when two blocks would give one name two types (see `conflicts`).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import strawberry
from django.db.models import Model
from django.utils.text import slugify
from strawberry.scalars import JSON
from strawberry.types.base import StrawberryList, StrawberryOptional
from strawberry.utils.str_converters import to_camel_case
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock
from wagtail.coreutils import resolve_model_string
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.models import Page

from api.blocks import kinds
from api.blocks.html import is_stock
from api.blocks.items import Item
from api.enums import described_enum
from api.loading import Loader, Session
from api.richtext import html_to_text
from api.sources import Call, Source, attr, call, sourced


@strawberry.interface(
    description="A block of a body, or a part of one. A client that meets a block type it does not "
    "know can show `html` or `plainText`."
)
class Block:
    """What every block offers."""

    id: strawberry.ID = attr("id", description="Unique among all pages, copies and translations.")

    @call("The block as HTML that any page can show.")
    def html(self: Item, session: Session) -> str:
        """Render the block."""
        return self.kind.html_item(self, session)

    @call("The words of the block, without markup.")
    def plain_text(self: Item, session: Session) -> str:
        """Return the text of the rendered block."""
        return html_to_text(self.kind.html_item(self, session), session)

    @classmethod
    def resolve_type(cls, item: Item, info: Any, abstract_type: Any) -> str:
        """Return the type of a block: its definition knows."""
        return item.kind.name


@strawberry.type(description="Formatted text, in the forms that clients can show.")
class RichText:
    """Rich text."""

    html: str = attr("html", description="Clean HTML; links lead to the front end.")
    plain_text: str = attr("plain_text", description="The words, without markup.")
    markdown: str = attr("markdown", description="CommonMark.")
    ast: JSON = attr(
        "ast",
        description="A tree of mdast nodes (`type`, `children`, `value`, `url`, `alt`, `depth`, "
        "`ordered`), with `underline`, `superscript` and `subscript` added.",
    )


@dataclass(frozen=True)
class RawKey(Source):
    """A key of a raw JSON object, converted by a function that never fails."""

    key: str
    convert: Callable[[Any], Any]
    needs_session = False

    def read(self, source: Any, session: Session) -> Any:
        """Return the value."""
        return self.convert(source.get(self.key))


@strawberry.type(description="A table of texts.")
class Table:
    """A table."""

    caption: str = sourced(
        RawKey("table_caption", kinds.as_text), description="What the table shows."
    )
    has_header_row: bool = sourced(
        RawKey("first_row_is_table_header", bool),
        description="Whether the first row holds headings.",
    )
    has_header_column: bool = sourced(
        RawKey("first_col_is_header", bool),
        description="Whether the first column holds headings.",
    )
    rows: list[list[str]] = sourced(
        Call(lambda raw, session: kinds.table_rows(raw)), description="The cells, row by row."
    )


@strawberry.type(description="A table whose cells are blocks.")
class TypedTable:
    """A table of blocks."""

    caption: str = attr("caption", description="What the table shows.")
    headings: list[str] = attr("headings", description="The headings of the columns.")
    rows: list[list[Block]] = attr("rows", description="The cells, row by row.")


@dataclass(frozen=True)
class Reference:
    """How a model appears in the schema: its type, and the loader of its visible instances."""

    type: Any
    loader: Loader


#: What a block holds that is of another type in every block: there the member's name is better.
VARYING = ("items", "blocks", "choice", "choices", "reference")

#: The fields that every block has; a child of such a name gets `Value` behind it.
COMMON = ("id", "html", "plainText")

Computed = dict[str, tuple[Callable[[Item, Session], Any], Any, str, tuple[Source, ...]]]


class BlockTypes:
    """The types derived for one schema.

    `references` says how models that blocks choose appear; `fallback` makes a `Reference` for
    any other model.
    """

    def __init__(
        self,
        references: Mapping[type[Model], Reference],
        fallback: Callable[[type[Model]], Reference],
    ) -> None:
        self._references = dict(references)
        self._fallback = fallback
        self._computed: dict[type[blocks.Block], Computed] = {}
        self._kinds: dict[str, tuple[Any, kinds.ObjectKind]] = {}
        self._enums: dict[str, tuple[Any, Any]] = {}

    def refer(self, model: type[Model], reference: Reference) -> None:
        """Say how a model appears, before a block that chooses it is derived."""
        self._references[model] = reference

    @property
    def types(self) -> list[Any]:
        """Every derived type: a schema has to be told of those that only `Block` leads to."""
        return [kind.annotation for _signature, kind in self._kinds.values()]

    def computed(
        self, block_class: type[blocks.Block], description: str, *needs: Source
    ) -> Callable[[Any], Any]:
        """Add a field to the type of a block class: a function of (item, session).

        The function's name is the field's, its return annotation the field's type; `needs` is
        what it loads. To be called before the class is derived.
        """

        def add(function: Callable[[Item, Session], Any]) -> Callable[[Item, Session], Any]:
            fields = self._computed.setdefault(block_class, {})
            returned = function.__annotations__["return"]
            fields[function.__name__] = (function, returned, description, needs)
            return function

        return add

    def stream(
        self, block: blocks.BaseStreamBlock | BaseTypedTableBlock, within: str = ""
    ) -> kinds.StreamKind:
        """Derive the types of a stream's members; its value is a list of `Block`."""
        members = {
            name: self._member(name, child, within) for name, child in block.child_blocks.items()
        }
        return kinds.StreamKind(annotation=list[Block], members=members)

    def _member(self, name: str, block: blocks.Block, within: str) -> kinds.ObjectKind:
        return self._object(block, f"{_pascal(name)}Block", within, member=name)

    def object(self, block: blocks.Block, name: str, within: str = "") -> kinds.ObjectKind:
        """Derive the type of a struct that is not a member of a stream."""
        return self._object(block, name, within)

    def _object(
        self, block: blocks.Block, stands_as: str, within: str, *, member: str = ""
    ) -> kinds.ObjectKind:
        name = _type_name(block) or stands_as
        signature = _signature(block)
        for candidate in (name, f"{within}{name}", *(f"{within}{name}{n}" for n in range(2, 100))):
            known = self._kinds.get(candidate)
            if known is None:
                return self._make(candidate, signature, block, member)
            if known[0] == signature:
                return known[1]
        raise ValueError(f"There are too many blocks named {name}.")

    def _make(
        self, name: str, signature: Any, block: blocks.Block, member: str
    ) -> kinds.ObjectKind:
        kind = kinds.ObjectKind(name, _description(block), block)
        self._kinds[name] = (signature, kind)
        if isinstance(block, blocks.StructBlock) and not isinstance(block, ImageBlock):
            for child_name, child in block.child_blocks.items():
                kind.fields.extend(self._fields(child_name, child_name, child, name))
        elif not isinstance(block, blocks.StaticBlock):
            kind.fields.extend(self._fields(None, _field_name(block), block, name, member))
        computed = self._computed_for(block)
        kind.computed = {name: function for name, (function, *_rest) in computed.items()}
        kind.needs = [need for *_rest, needs in computed.values() for need in needs]
        kind.annotation = _strawberry_type(kind, computed)
        return kind

    def _computed_for(self, block: blocks.Block) -> Computed:
        found: Computed = {}
        for block_class in reversed(type(block).__mro__):
            found |= self._computed.get(block_class, {})
        return found

    def _fields(
        self, child: str | None, name: str, block: blocks.Block, within: str, member: str = ""
    ) -> Iterable[kinds.BlockField]:
        description = _description(block, name)
        public = getattr(block.meta, "graphql_field", (name in VARYING and member) or name)
        if to_camel_case(public) in COMMON:
            public = f"{public}_value"
        kind = self._kind(block, name, within)
        yield kinds.BlockField(public, child, kind, description)
        if isinstance(block, ImageBlock):
            prefix = "" if public == "image" else f"{public}_"
            yield kinds.BlockField(
                f"{prefix}alt" if prefix else "alt",
                child,
                kinds.AltKind(kind),
                "What the picture shows, in the words that fit here; empty if it is decorative.",
            )
            yield kinds.BlockField(
                f"{prefix}is_decorative",
                child,
                kinds.Hidden(
                    bool, lambda raw: bool(isinstance(raw, dict) and raw.get("decorative"))
                ),
                "Whether the picture is there for the eye alone.",
            )

    def _kind(self, block: blocks.Block, name: str, within: str) -> kinds.Kind:  # noqa: PLR0911 - one line for each rule
        if isinstance(block, ImageBlock | ImageChooserBlock):
            chooser = block.child_blocks["image"] if isinstance(block, ImageBlock) else block
            reference = self._reference(chooser.target_model)
            to_key = kinds.primary_key(chooser.model_class)
            return kinds.ImageKind(reference.type | None, reference.loader, to_key)
        if isinstance(block, blocks.StreamBlock):
            return self.stream(block, within)
        if isinstance(block, blocks.ListBlock):
            inner = self._kind(block.child_block, name, within)
            return kinds.ListKind(list[_required(inner.annotation)], inner)  # type: ignore[misc]
        if isinstance(block, blocks.StructBlock):
            stands_as = f"{within.removesuffix('Block')}{_pascal(name)}"
            return self._object(block, stands_as, within)
        if isinstance(block, TableBlock):
            return kinds.TableKind(Table)
        if isinstance(block, BaseTypedTableBlock):
            return kinds.TypedTableKind(TypedTable, self.stream(block, within).members)
        if isinstance(block, blocks.RichTextBlock):
            return kinds.RichTextKind(RichText)
        if isinstance(block, blocks.ChooserBlock):
            reference = self._reference(block.target_model)
            to_key = kinds.primary_key(block.model_class)
            return kinds.ReferenceKind(reference.type | None, reference.loader, to_key)
        if isinstance(block, blocks.MultipleChoiceBlock | blocks.ChoiceBlock):
            return self._choice(block, f"{within.removesuffix('Block')}{_pascal(name)}")
        return _scalar(block)

    def _reference(self, named: Any) -> Reference:
        model = resolve_model_string(named)
        if model not in self._references:
            is_page = issubclass(model, Page) and Page in self._references
            self._references[model] = self._references[Page] if is_page else self._fallback(model)
        return self._references[model]

    def _choice(self, block: Any, stands_as: str) -> kinds.Kind:
        several = isinstance(block, blocks.MultipleChoiceBlock)
        stored = _stored_choices(block)
        if not stored:
            if several:
                return kinds.Hidden(list[str], kinds.as_texts)
            return kinds.Hidden(str, kinds.as_text)
        enum = self._enum(getattr(block.meta, "graphql_name", stands_as), stored)
        members = {str(member.value): member for member in enum}
        if several:
            return kinds.ChoiceKind(list[enum], kinds.all_chosen(members))  # type: ignore[valid-type]
        return kinds.ChoiceKind(enum | None, kinds.chosen(members))

    def _enum(self, name: str, stored: dict[str, str]) -> Any:
        for candidate in (name, *(f"{name}{n}" for n in range(2, 100))):
            known = self._enums.get(candidate)
            if known is None:
                enum = _make_enum(candidate, stored)
                self._enums[candidate] = (stored, enum)
                return enum
            if known[0] == stored:
                return known[1]
        raise ValueError(f"There are too many choices named {name}.")


#: What Python's names of the scalars are in GraphQL.
SCALARS = {
    "bool": "Boolean",
    "date": "Date",
    "datetime": "DateTime",
    "float": "Float",
    "int": "Int",
    "str": "String",
    "time": "Time",
}


def conflicts(types: Iterable[Any]) -> dict[str, dict[str, list[str]]]:
    """Return the fields that derived block types give more than one GraphQL type.

    The answer maps field name to (type as written in the schema) to type names. Such fields
    cannot be selected on both types in one query without aliases.
    """
    found: dict[str, dict[str, list[str]]] = {}
    for block_type in types:
        for field in block_type.__strawberry_definition__.fields:
            written = _written(field.type)
            name = to_camel_case(field.graphql_name or field.python_name)
            found.setdefault(name, {}).setdefault(written, []).append(block_type.__name__)
    return {name: written for name, written in found.items() if len(written) > 1}


def _written(annotation: Any) -> str:
    """Return a type as it is written in the schema."""
    if isinstance(annotation, StrawberryOptional):
        return _written(annotation.of_type).removesuffix("!")
    if isinstance(annotation, StrawberryList):
        return f"[{_written(annotation.of_type)}]!"
    definition = getattr(annotation, "__strawberry_definition__", annotation)
    name = getattr(definition, "name", None) or annotation.__name__
    return f"{SCALARS.get(name, name)}!"


def _strawberry_type(kind: kinds.ObjectKind, computed: Computed) -> Any:
    annotations: dict[str, Any] = {}
    namespace: dict[str, Any] = {"__annotations__": annotations, "__module__": __name__}
    for part in kind.fields:
        annotations[part.name] = part.kind.annotation
        namespace[part.name] = sourced(kinds.BlockValue(part), description=part.description)
    for name, (function, annotation, description, _needs) in computed.items():
        annotations[name] = annotation
        namespace[name] = sourced(Call(function), description=description)
    namespace["is_type_of"] = classmethod(lambda cls, item, info: True)
    made = type(kind.name, (Block,), namespace)
    return strawberry.type(made, name=kind.name, description=kind.description)


def _type_name(block: blocks.Block) -> str:
    own = vars(type(block).Meta).get("graphql_name") if hasattr(type(block), "Meta") else None
    own = own or getattr(block.meta, "graphql_name", None)
    if own:
        return str(own)
    return "" if is_stock(block) else type(block).__name__


def _signature(block: blocks.Block) -> Any:
    """Return what makes two definitions the same type: class, children, choices, targets."""
    parts: list[Any] = [type(block)]
    if isinstance(block, blocks.BaseStructBlock | blocks.BaseStreamBlock | BaseTypedTableBlock):
        parts.append(tuple((n, _signature(child)) for n, child in block.child_blocks.items()))
    elif isinstance(block, blocks.ListBlock):
        parts.append(_signature(block.child_block))
    elif isinstance(block, blocks.ChooserBlock):
        parts.append(resolve_model_string(block.target_model))
    elif isinstance(block, blocks.ChoiceBlock | blocks.MultipleChoiceBlock):
        parts.append(tuple(_stored_choices(block).items()))
    return tuple(parts)


def _stored_choices(block: Any) -> dict[str, str]:
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


def _make_enum(name: str, stored: dict[str, str]) -> Any:
    names: dict[str, str] = {}
    for value in stored:
        wanted = slugify(value).replace("-", "_").upper() or "VALUE"
        wanted = f"VALUE_{wanted}" if wanted[0].isdigit() else wanted
        while wanted in names or wanted in ("TRUE", "FALSE", "NULL"):
            wanted += "_"
        names[wanted] = value
    return described_enum(name, names, stored, f"The choices of {name}.")


def _field_name(block: blocks.Block) -> str:
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
    return "text" if _scalar(block).annotation is str else "json"


def _scalar(block: blocks.Block) -> kinds.Kind:
    rules: list[tuple[Any, kinds.Kind]] = [
        (blocks.BooleanBlock, kinds.Hidden(bool, bool)),
        (blocks.IntegerBlock, kinds.Converted(int | None, kinds.as_int)),
        (blocks.FloatBlock, kinds.Converted(float | None, kinds.as_float)),
        (blocks.DecimalBlock, kinds.Converted(Decimal | None, kinds.as_decimal)),
        (
            blocks.DateTimeBlock,
            kinds.Converted(datetime | None, kinds.parsed(datetime.fromisoformat)),
        ),
        (blocks.DateBlock, kinds.Converted(date | None, kinds.parsed(date.fromisoformat))),
        (blocks.TimeBlock, kinds.Converted(time | None, kinds.parsed(time.fromisoformat))),
        (blocks.URLBlock, kinds.LinkKind(str, kinds.as_text)),
        (blocks.RawHTMLBlock, kinds.MarkupKind(str, kinds.as_text)),
        (blocks.BlockQuoteBlock, kinds.QuoteKind(str, kinds.as_text)),
        (
            blocks.CharBlock | blocks.TextBlock | blocks.EmailBlock | blocks.RegexBlock,
            kinds.Converted(str, kinds.as_text),
        ),
    ]
    for block_class, kind in rules:
        if isinstance(block, block_class):
            return kind
    if _is_embed(block):
        return kinds.LinkKind(str, kinds.as_text)
    return kinds.Hidden(JSON | None, lambda raw: raw)


def _is_embed(block: blocks.Block) -> bool:
    return any(cls.__module__ == "wagtail.embeds.blocks" for cls in type(block).__mro__)


def _description(block: blocks.Block, name: str = "") -> str:
    text = str(block.meta.__dict__.get("help_text") or "") if name else ""
    text = text or str(
        getattr(getattr(block, "field", None), "help_text", "") or "" if name else ""
    )
    text = text or str(getattr(block.meta, "help_text", "") or "")
    if not name:
        text = str(block.get_description()) or text
    return text or (f"The {name.replace('_', ' ')}." if name else f"{type(block).__name__}.")


def _pascal(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in name.replace("-", "_").split("_"))


def _required(annotation: Any) -> Any:
    """Return what an optional annotation holds when it is not empty."""
    arguments = [one for one in getattr(annotation, "__args__", ()) if one is not type(None)]
    is_optional = type(None) in getattr(annotation, "__args__", ())
    return arguments[0] if is_optional else annotation
