"""The kinds of values that blocks hold: how each is read, expected, shown and templated.

A kind is data. Strawberry's ordinary path reads through it, and a compiler can look at it
instead of calling it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from api.blocks.conversions import as_list, as_text
from api.blocks.html import TemplateTarget, TemplateValue, render
from api.blocks.items import Item, Owner
from api.images import img_tag
from api.limits.directives import size
from api.loading import Loader, Session
from api.richtext import RichTextValue, expect_references
from api.sources import Source

#: How many entries a list in a block, and a stream, are taken to have.
LISTED, STREAMED = 5, 15

#: Where an item keeps its HTML: no child is called that.
HTML = "<html>"


class Kind:
    """A kind of value; the base reads the raw value as it is."""

    annotation: Any

    #: Whether reading asks no loader.
    loads_nothing = False

    #: What the schema says of the cost of a field of this kind.
    directives: Sequence[object] = ()

    def read(self, raw: Any, item: Item, name: str | None, session: Session) -> Any:
        """Return the value that GraphQL shows."""
        return raw

    def expect(self, raw: Any, item: Item, name: str | None, session: Session) -> None:
        """Tell the session what the value refers to."""

    def view(self, raw: Any, item: Item, name: str | None, session: Session) -> Any:
        """Return the value that a block's template gets."""
        return self.read(raw, item, name, session)

    def html(self, raw: Any, item: Item, name: str | None, session: Session) -> SafeString:
        """Return the value as HTML, for blocks without a template."""
        value = self.read(raw, item, name, session)
        return format_html("<p>{}</p>", value) if value not in (None, "") else SafeString("")


@dataclass(frozen=True, eq=False)
class Converted(Kind):
    """A value that a function makes of the raw one; the function never fails."""

    annotation: Any
    convert: Callable[[Any], Any]
    loads_nothing = True

    def read(self, raw: Any, item: Item, name: str | None, session: Session) -> Any:
        """Return the converted value."""
        return self.convert(raw)


class Hidden(Converted):
    """A converted value that is no text for readers, such as a flag."""

    def html(self, raw: Any, item: Item, name: str | None, session: Session) -> SafeString:
        """Return nothing."""
        return SafeString("")


class ChoiceKind(Hidden):
    """A choice: an enum for GraphQL, the stored value for templates."""

    def view(self, raw: Any, item: Item, name: str | None, session: Session) -> Any:
        """Return the stored value."""
        return raw


class LinkKind(Converted):
    """A URL, empty if it may not be linked to."""

    def html(self, raw: Any, item: Item, name: str | None, session: Session) -> SafeString:
        """Return a link."""
        url = self.convert(raw)
        return format_html('<p><a href="{0}">{0}</a></p>', url) if url else SafeString("")


class MarkupKind(Converted):
    """HTML that an editor wrote: the raw text for GraphQL, a clean form for the block's HTML."""

    def view(self, raw: Any, item: Item, name: str | None, session: Session) -> Any:
        """Return safe HTML."""
        return mark_safe(RichTextValue(self.convert(raw), session).html)

    def html(self, raw: Any, item: Item, name: str | None, session: Session) -> SafeString:
        """Return safe HTML."""
        return SafeString(self.view(raw, item, name, session))


class QuoteKind(Converted):
    """Somebody's words."""

    def html(self, raw: Any, item: Item, name: str | None, session: Session) -> SafeString:
        """Return a quotation."""
        words = super().html(raw, item, name, session)
        return format_html("<blockquote>{}</blockquote>", words) if words else words


@dataclass(frozen=True, eq=False)
class RichTextKind(Kind):
    """Rich text."""

    annotation: Any

    def read(self, raw: Any, item: Item, name: str | None, session: Session) -> Any:
        """Return the text, parsed when a form of it is asked for."""
        return item.children(
            name, lambda: RichTextValue(raw if isinstance(raw, str) else "", session)
        )

    def expect(self, raw: Any, item: Item, name: str | None, session: Session) -> None:
        """Expect the targets of links and embeds."""
        if isinstance(raw, str):
            expect_references(raw, session)

    def view(self, raw: Any, item: Item, name: str | None, session: Session) -> Any:
        """Return safe HTML."""
        return mark_safe(self.read(raw, item, name, session).html)

    def html(self, raw: Any, item: Item, name: str | None, session: Session) -> SafeString:
        """Return safe HTML."""
        return SafeString(self.view(raw, item, name, session))


@dataclass(frozen=True, eq=False)
class ReferenceKind(Kind):
    """A chosen object, loaded by its primary key."""

    annotation: Any
    loader: Loader
    to_key: Callable[[Any], Any]

    def key(self, raw: Any) -> Any:
        """Return the primary key, or None."""
        return self.to_key(raw)

    def read(self, raw: Any, item: Item, name: str | None, session: Session) -> Any:
        """Return the object, or None if it is gone or hidden."""
        key = self.key(raw)
        return None if key is None else session.load(self.loader, key)

    def expect(self, raw: Any, item: Item, name: str | None, session: Session) -> None:
        """Expect the primary key."""
        if (key := self.key(raw)) is not None:
            session.expect(self.loader, (key,))

    def view(self, raw: Any, item: Item, name: str | None, session: Session) -> Any:
        """Return the object; pages with the address that a reader can open."""
        value = self.read(raw, item, name, session)
        return TemplateTarget(value, session) if value is not None else None

    def html(self, raw: Any, item: Item, name: str | None, session: Session) -> SafeString:
        """Return the name of the object, linked if it has an address."""
        target = self.view(raw, item, name, session)
        if target is None:
            return SafeString("")
        if target.url:
            return format_html('<p><a href="{}">{}</a></p>', target.url, target)
        return format_html("<p>{}</p>", target)


class ImageKind(ReferenceKind):
    """A picture: chosen alone, or with words that the editor gave in context (`ImageBlock`)."""

    def key(self, raw: Any) -> Any:
        """Return the primary key from either form in which it is stored."""
        return self.to_key(raw.get("image") if isinstance(raw, dict) else raw)

    def html(self, raw: Any, item: Item, name: str | None, session: Session) -> SafeString:
        """Return an `img` element."""
        image = self.read(raw, item, name, session)
        alt = alt_text(raw, image)
        return img_tag(image, session, alt) if image is not None else SafeString("")


@dataclass(frozen=True, eq=False)
class AltKind(Kind):
    """The alternative text of a picture in its context: empty if it is decorative."""

    image: Kind
    annotation: Any = str

    def read(self, raw: Any, item: Item, name: str | None, session: Session) -> Any:
        """Return the editor's words here, or else the picture's own."""
        if isinstance(raw, dict) and (raw.get("decorative") or as_text(raw.get("alt_text"))):
            return alt_text(raw, None)
        return alt_text(raw, self.image.read(raw, item, name, session))

    def html(self, raw: Any, item: Item, name: str | None, session: Session) -> SafeString:
        """Return nothing: the picture shows it."""
        return SafeString("")


def alt_text(raw: Any, image: Any) -> str:
    """Return the alternative text for the raw value of a picture."""
    if isinstance(raw, dict) and raw.get("decorative"):
        return ""
    in_context = as_text(raw.get("alt_text")) if isinstance(raw, dict) else ""
    return in_context or (image.default_alt_text if image is not None else "")


@dataclass(frozen=True, eq=False)
class ListKind(Kind):
    """A list of values of one kind."""

    annotation: Any
    inner: Kind
    directives = (size(LISTED),)

    @property
    def loads_nothing(self) -> bool:  # type: ignore[override]
        """As for one value."""
        return self.inner.loads_nothing

    def values(self, raw: Any) -> list[tuple[str | None, Any]]:
        """Return id and raw value of each entry, from either format in which lists are stored."""
        return [
            (entry.get("id"), entry.get("value"))
            if isinstance(entry, dict) and entry.get("type") == "item" and "value" in entry
            else (None, entry)
            for entry in as_list(raw)
        ]

    def _entries(self, raw: Any, item: Item, name: str | None) -> list[Any]:
        inner = self.inner
        if isinstance(inner, ObjectKind):
            return item.children(
                name,
                lambda: inner.items(
                    [
                        (key or f"{item.key}.{name or 'items'}.{index}", value)
                        for index, (key, value) in enumerate(self.values(raw))
                    ],
                    item,
                ),
            )
        return [
            (value, f"{name or ''}.{index}") for index, (_key, value) in enumerate(self.values(raw))
        ]

    def _each(
        self, method: str, raw: Any, item: Item, name: str | None, session: Session
    ) -> list[Any]:
        if isinstance(self.inner, ObjectKind):
            return [
                getattr(entry.kind, f"{method}_item")(entry, session)
                for entry in self._entries(raw, item, name)
            ]
        return [
            getattr(self.inner, method)(value, item, key, session)
            for value, key in self._entries(raw, item, name)
        ]

    def read(self, raw: Any, item: Item, name: str | None, session: Session) -> Any:
        """Return the entries; references to what is gone or hidden are left out."""
        if isinstance(self.inner, ObjectKind):
            return self._entries(raw, item, name)
        return [
            value for value in self._each("read", raw, item, name, session) if value is not None
        ]

    def expect(self, raw: Any, item: Item, name: str | None, session: Session) -> None:
        """Expect what the entries refer to."""
        self._each("expect", raw, item, name, session)

    def view(self, raw: Any, item: Item, name: str | None, session: Session) -> Any:
        """Return the entries as templates see them."""
        return [
            value for value in self._each("view", raw, item, name, session) if value is not None
        ]

    def html(self, raw: Any, item: Item, name: str | None, session: Session) -> SafeString:
        """Return a list element."""
        parts = [part for part in self._each("html", raw, item, name, session) if part]
        return (
            format_html(
                "<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((part,) for part in parts))
            )
            if parts
            else SafeString("")
        )


@dataclass(frozen=True, eq=False)
class StreamKind(Kind):
    """A stream: blocks of several kinds, told apart by their `type`."""

    annotation: Any
    members: Mapping[str, "ObjectKind"]
    loads_nothing = True
    directives = (size(STREAMED),)

    def items(self, raw: Any, owner: Owner, key: str = "") -> list[Item]:
        """Return the blocks; those whose kind no longer exists are left out."""
        found = [
            Item(
                self.members[entry["type"]],
                entry.get("id") or f"{key}.{index}" if key else entry.get("id") or f"{index}",
                entry.get("value"),
                owner,
            )
            for index, entry in enumerate(as_list(raw))
            if isinstance(entry, dict) and as_text(entry.get("type")) in self.members
        ]
        for item in found:
            item.siblings = found
        return found

    def _items(self, raw: Any, item: Item, name: str | None) -> list[Item]:
        return item.children(
            name, lambda: self.items(raw, item.owner, f"{item.key}.{name or 'blocks'}")
        )

    def read(self, raw: Any, item: Item, name: str | None, session: Session) -> Any:
        """Return the blocks."""
        return self._items(raw, item, name)

    def expect(self, raw: Any, item: Item, name: str | None, session: Session) -> None:
        """Expect what the blocks refer to."""
        for child in self._items(raw, item, name):
            child.kind.expect_item(child, session)

    def view(self, raw: Any, item: Item, name: str | None, session: Session) -> Any:
        """Return the HTML of the blocks, each as an entry."""
        return [child.kind.html_item(child, session) for child in self._items(raw, item, name)]

    def html(self, raw: Any, item: Item, name: str | None, session: Session) -> SafeString:
        """Return the HTML of the blocks."""
        return mark_safe("".join(self.view(raw, item, name, session)))


@dataclass(frozen=True)
class BlockField:
    """A field of a block type: its Python name, the child it reads, and the kind of value."""

    name: str
    child: str | None
    kind: Kind
    description: str


@dataclass(frozen=True)
class BlockValue(Source):
    """A value of a block, as a field's source."""

    field: BlockField

    def read(self, source: Item, session: Session, **arguments: Any) -> Any:
        """Return the value."""
        field = self.field
        return field.kind.read(source.raw(field.child), source, field.child, session)


@dataclass(eq=False)
class ObjectKind(Kind):
    """A block with fields of its own: a struct, or any block that is a member of a stream."""

    name: str
    description: str
    block: Any
    fields: list[BlockField] = field(default_factory=list)
    computed: dict[str, Source] = field(default_factory=dict)
    annotation: Any = None
    loads_nothing = True

    def items(self, values: list[tuple[str, Any]], parent: Item) -> list[Item]:
        """Return an item for each (key, raw value)."""
        found = [Item(self, key, value, parent.owner) for key, value in values]
        for item in found:
            item.siblings = found
        return found

    def item(self, raw: Any, parent: Item, name: str | None) -> Item:
        """Return the struct below a child name of `parent`."""
        return parent.children(
            name, lambda: Item(self, f"{parent.key}.{name}", raw or {}, parent.owner)
        )

    def read(self, raw: Any, item: Item, name: str | None, session: Session) -> Any:
        """Return the struct as an item."""
        return self.item(raw, item, name)

    def expect(self, raw: Any, item: Item, name: str | None, session: Session) -> None:
        """Expect what the struct refers to."""
        self.expect_item(self.item(raw, item, name), session)

    def view(self, raw: Any, item: Item, name: str | None, session: Session) -> Any:
        """Return the struct as templates see it."""
        return self.view_item(self.item(raw, item, name), session)

    def html(self, raw: Any, item: Item, name: str | None, session: Session) -> SafeString:
        """Return the struct as HTML."""
        return self.html_item(self.item(raw, item, name), session)

    def child(self, name: str) -> Kind:
        """Return the kind of a child, which a computed field may stand in the place of."""
        return next(part.kind for part in self.fields if part.child == name)

    def expect_item(self, item: Item, session: Session) -> None:
        """Expect what the item's fields and computed fields refer to."""
        for part in self.fields:
            part.kind.expect(item.raw(part.child), item, part.child, session)
        for source in self.computed.values():
            source.expect(item, session)

    def view_item(self, item: Item, session: Session) -> Any:
        """Return the item as templates see it."""
        if self.fields and self.fields[0].child is None:
            return self.fields[0].kind.view(item.value, item, None, session)
        return TemplateValue(item, session)

    def html_item(self, item: Item, session: Session) -> SafeString:
        """Return the item as HTML, by its template if it has one; made once."""
        html: SafeString = item.children(HTML, lambda: render(item, session))
        return html
