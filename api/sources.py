"""Where the value of a field comes from, as data that every way of executing can read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from strawberry.extensions import FieldExtension
from strawberry.types.field import StrawberryField
from strawberry.types.fields.resolver import StrawberryResolver

from api.loading import Expecting, Loader, Session


class Source:
    """A rule that reads a value from the object that a field belongs to."""

    needs_session = True

    def read(self, source: Any, session: Session) -> Any:
        """Return the value."""
        raise NotImplementedError

    def expect(self, source: Any, session: Session) -> None:
        """Tell the session which keys the value will be loaded by, if any."""


@dataclass(frozen=True)
class Attr(Source):
    """An attribute of the object."""

    name: str
    needs_session = False

    def read(self, source: Any, session: Session) -> Any:
        """Return the attribute."""
        return getattr(source, self.name)


@dataclass(frozen=True)
class Itself(Source):
    """The object itself, seen through another type: a group of its fields under one name."""

    needs_session = False

    def read(self, source: Any, session: Session) -> Any:
        """Return the object."""
        return source


@dataclass(frozen=True)
class Ref(Source):
    """What a loader finds by a key of the object: one value, or null."""

    loader: Loader
    key: Source

    def read(self, source: Any, session: Session) -> Any:
        """Return the value, or None if the key is empty or nothing visible has it."""
        key = self.key.read(source, session)
        return None if key is None else session.load(self.loader, key)

    def expect(self, source: Any, session: Session) -> None:
        """Expect the key."""
        if (key := self.key.read(source, session)) is not None:
            session.expect(self.loader, (key,))


@dataclass(frozen=True)
class Refs(Source):
    """What a loader finds by several keys of the object, in their order; missing ones left out."""

    loader: Loader
    keys: Source

    def read(self, source: Any, session: Session) -> Any:
        """Return the list of values."""
        return session.load_many(self.loader, self.keys.read(source, session) or ())

    def expect(self, source: Any, session: Session) -> None:
        """Expect the keys, or what the keys themselves are loaded by."""
        self.keys.expect(source, session)


@dataclass(frozen=True)
class Call(Source):
    """What a plain function of the object and the session returns."""

    function: Callable[[Any, Session], Any]
    needs: tuple[Source, ...] = ()

    def read(self, source: Any, session: Session) -> Any:
        """Call the function."""
        return self.function(source, session)

    def expect(self, source: Any, session: Session) -> None:
        """Expect what the function is declared to need."""
        for need in self.needs:
            need.expect(source, session)


def _read_by_source(root: Any) -> None:
    """Stand where Strawberry looks for a resolver; `SourcedField` never calls it."""


class SourcedField(StrawberryField):
    """A field whose value a `Source` reads."""

    source: Source

    def __copy__(self) -> "SourcedField":
        copied = super().__copy__()
        copied.source = self.source
        return copied

    @property
    def is_basic_field(self) -> bool:
        """Whether the field can be read without the request: Strawberry then skips its `Info`."""
        return not self.source.needs_session and not self.extensions

    def get_result(self, source: Any, info: Any, args: list[Any], kwargs: Any) -> Any:
        """Read the value."""
        return self.source.read(source, cast("Session", info.context if info else None))


def sourced(
    source: Source,
    *,
    description: str,
    name: str | None = None,
    extensions: list[FieldExtension] | None = None,
) -> Any:
    """Declare a field with a source; its GraphQL type is the annotation it is assigned to."""
    field = SourcedField(
        python_name=None,
        graphql_name=name,
        type_annotation=None,
        description=description,
        base_resolver=StrawberryResolver(_read_by_source),
        extensions=extensions or [],
    )
    field.source = source
    return field


def attr(name: str, *, description: str) -> Any:
    """Declare a field that is an attribute of its object."""
    return sourced(Attr(name), description=description)


def call(description: str, *needs: Source) -> Callable[[Callable[[Any, Session], Any]], Any]:
    """Declare a field by a function of (object, session); its type is the return annotation."""

    def declare(function: Callable[[Any, Session], Any]) -> Any:
        field = sourced(Call(function, needs), description=description)
        field.base_resolver = StrawberryResolver(_read_by_source)
        field.type = function.__annotations__["return"]
        return field

    return declare


def expected_from(strawberry_type: Any) -> list[Expecting]:
    """Return the sources of a type that refer to something, those of its groups included."""
    found: list[Expecting] = []
    for field in strawberry_type.__strawberry_definition__.fields:
        if not isinstance(field, SourcedField):
            continue
        if isinstance(field.source, Itself):
            inner = getattr(field.type, "of_type", field.type)
            found.extend(expected_from(inner))
        elif type(field.source).expect is not Source.expect:
            found.append(field.source)
    return found
