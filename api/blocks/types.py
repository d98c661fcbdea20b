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

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import strawberry
from django.db.models import Model
from strawberry.types.base import StrawberryList, StrawberryOptional
from strawberry.utils.str_converters import to_camel_case
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock
from wagtail.coreutils import resolve_model_string
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.models import Page

from api.blocks import conversions, definitions, kinds, tables
from api.blocks.items import Item
from api.blocks.outputs import Block, RichText, Table, TypedTable
from api.loading import Loader, Session
from api.sources import Call, Ref, Source, sourced


@dataclass(frozen=True)
class Reference:
    """How a model appears in the schema: its type, and the loader of its visible instances."""

    type: Any
    loader: Loader


#: What a block holds that is of another type in every block: there the member's name is better.
VARYING = ("items", "blocks", "choice", "choices", "reference")

#: The fields that every block has; a child of such a name gets `Value` behind it.
COMMON = ("id", "html", "plainText")

Computed = dict[str, tuple[Source, Any, str, Sequence[object]]]


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
        self,
        block_class: type[blocks.Block],
        description: str,
        *needs: Source,
        loader: Loader | None = None,
        directives: Sequence[object] = (),
    ) -> Callable[[Any], Any]:
        """Add a field to the type of a block class: a function of (item, session).

        The function's name is the field's, its return annotation the field's type; `needs` is
        what it loads. With a `loader`, the function returns the key by which that finds the
        value. A field of the name of a child stands in its place. To be called before the class
        is derived; `directives` tell what the field costs.
        """

        def add(function: Callable[[Item, Session], Any]) -> Callable[[Item, Session], Any]:
            fields = self._computed.setdefault(block_class, {})
            returned = function.__annotations__["return"]
            source: Source = Call(function, needs)
            source = Ref(loader, source) if loader is not None else source
            fields[function.__name__] = (source, returned, description, directives)
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
        return self._object(block, f"{definitions.pascal(name)}Block", within, member=name)

    def object(self, block: blocks.Block, name: str, within: str = "") -> kinds.ObjectKind:
        """Derive the type of a struct that is not a member of a stream."""
        return self._object(block, name, within)

    def _object(
        self, block: blocks.Block, stands_as: str, within: str, *, member: str = ""
    ) -> kinds.ObjectKind:
        name = definitions.type_name(block) or stands_as
        signature = definitions.signature(block)
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
        kind = kinds.ObjectKind(name, definitions.description(block), block)
        self._kinds[name] = (signature, kind)
        if isinstance(block, blocks.StructBlock) and not isinstance(block, ImageBlock):
            for child_name, child in block.child_blocks.items():
                kind.fields.extend(self._fields(child_name, child_name, child, name))
        elif not isinstance(block, blocks.StaticBlock):
            kind.fields.extend(
                self._fields(None, definitions.field_name(block), block, name, member)
            )
        computed = self._computed_for(block)
        kind.computed = {name: source for name, (source, *_rest) in computed.items()}
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
        description = definitions.description(block, name)
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
            to_key = conversions.primary_key(chooser.model_class)
            return kinds.ImageKind(reference.type | None, reference.loader, to_key)
        if isinstance(block, blocks.StreamBlock):
            return self.stream(block, within)
        if isinstance(block, blocks.ListBlock):
            inner = self._kind(block.child_block, name, within)
            return kinds.ListKind(list[_required(inner.annotation)], inner)  # type: ignore[misc]
        if isinstance(block, blocks.StructBlock):
            stands_as = f"{within.removesuffix('Block')}{definitions.pascal(name)}"
            return self._object(block, stands_as, within)
        if isinstance(block, TableBlock):
            return tables.TableKind(Table)
        if isinstance(block, BaseTypedTableBlock):
            return tables.TypedTableKind(TypedTable, self.stream(block, within).members)
        if isinstance(block, blocks.RichTextBlock):
            return kinds.RichTextKind(RichText)
        if isinstance(block, blocks.ChooserBlock):
            reference = self._reference(block.target_model)
            to_key = conversions.primary_key(block.model_class)
            return kinds.ReferenceKind(reference.type | None, reference.loader, to_key)
        if isinstance(block, blocks.MultipleChoiceBlock | blocks.ChoiceBlock):
            return self._choice(block, f"{within.removesuffix('Block')}{definitions.pascal(name)}")
        return definitions.scalar(block)

    def _reference(self, named: Any) -> Reference:
        model = resolve_model_string(named)
        if model not in self._references:
            is_page = issubclass(model, Page) and Page in self._references
            self._references[model] = self._references[Page] if is_page else self._fallback(model)
        return self._references[model]

    def _choice(self, block: Any, stands_as: str) -> kinds.Kind:
        several = isinstance(block, blocks.MultipleChoiceBlock)
        stored = definitions.stored_choices(block)
        if not stored:
            if several:
                return kinds.Hidden(list[str], conversions.as_texts)
            return kinds.Hidden(str, conversions.as_text)
        enum = self._enum(getattr(block.meta, "graphql_name", stands_as), stored)
        members = {str(member.value): member for member in enum}
        if several:
            return kinds.ChoiceKind(list[enum], conversions.all_chosen(members))  # type: ignore[valid-type]
        return kinds.ChoiceKind(enum | None, conversions.chosen(members))

    def _enum(self, name: str, stored: dict[str, str]) -> Any:
        for candidate in (name, *(f"{name}{n}" for n in range(2, 100))):
            known = self._enums.get(candidate)
            if known is None:
                enum = definitions.make_enum(candidate, stored)
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
        namespace[part.name] = sourced(
            kinds.BlockValue(part),
            description=part.description,
            directives=part.kind.directives if _is_list_of_objects(part.kind) else (),
        )
    for name, (source, annotation, description, directives) in computed.items():
        annotations[name] = annotation
        namespace[name] = sourced(source, description=description, directives=directives)
    namespace["is_type_of"] = classmethod(lambda cls, item, info: True)
    made = type(kind.name, (Block,), namespace)
    return strawberry.type(made, name=kind.name, description=kind.description)


def _is_list_of_objects(kind: kinds.Kind) -> bool:
    """Whether a value is a list whose entries have fields: only those count."""
    leaf = isinstance(kind, kinds.ListKind) and isinstance(kind.inner, kinds.Converted)
    return isinstance(kind, kinds.ListKind | kinds.StreamKind) and not leaf


def _required(annotation: Any) -> Any:
    """Return what an optional annotation holds when it is not empty."""
    arguments = [one for one in getattr(annotation, "__args__", ()) if one is not type(None)]
    is_optional = type(None) in getattr(annotation, "__args__", ())
    return arguments[0] if is_optional else annotation
