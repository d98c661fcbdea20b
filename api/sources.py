"""Where the value of a field comes from, as data that every way of executing can read.

Strawberry's ordinary path calls `read`. The compiler (`api.execution`) looks at a source instead:
it writes an attribute's name into the code that it makes, puts the keys of references into one
queue for each loader, and calls what is a function. So a source says what it reads:

- `reads`: the columns of the model that it looks at. Rows then hold these alone. A function that
  does not say gets whole instances.
- `needs`: the references that a function loads, so that they are loaded for all objects at once.

Reading has no effects that anybody could see: after an error a function may be called again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from strawberry.extensions import FieldExtension
from strawberry.types.field import StrawberryField
from strawberry.types.fields.resolver import ReservedName, StrawberryResolver

from api.loading import Expecting, Loader, Session


class Source:
    """A rule that reads a value from the object that a field belongs to."""

    needs_session = True

    #: The columns that are read of the object; None if that is not known.
    reads: Sequence[str] | None = None

    #: The loaders whose objects are read, for a source that expects keys; None if not known.
    loads: Sequence[Loader] | None = None

    def read(self, source: Any, session: Session, **arguments: Any) -> Any:
        """Return the value."""
        raise NotImplementedError

    def expect(self, source: Any, session: Session) -> None:
        """Tell the session which keys the value will be loaded by, if any."""


@dataclass(frozen=True)
class Attr(Source):
    """An attribute of the object; a property says which columns it is made of."""

    name: str
    reads: Sequence[str] | None = None
    needs_session = False

    def read(self, source: Any, session: Session, **arguments: Any) -> Any:
        """Return the attribute."""
        return getattr(source, self.name)


@dataclass(frozen=True)
class Itself(Source):
    """The object itself, seen through another type: a group of its fields under one name.

    If `when` is given, it tells of an object whether it has the group, by the columns it `reads`.
    """

    when: Callable[[Any], object] | None = None
    reads: Sequence[str] | None = ()
    needs_session = False

    def read(self, source: Any, session: Session, **arguments: Any) -> Any:
        """Return the object, or None if it has no such group."""
        return source if self.when is None or self.when(source) else None


@dataclass(frozen=True)
class Ref(Source):
    """What a loader finds by a key of the object: one value, or null."""

    loader: Loader
    key: Source

    @property
    def loads(self) -> Sequence[Loader]:  # type: ignore[override]
        """The loader."""
        return (self.loader,)

    def read(self, source: Any, session: Session, **arguments: Any) -> Any:
        """Return the value, or None if the key is empty or nothing visible has it."""
        key = self.key.read(source, session, **arguments)
        return None if key is None else session.load(self.loader, key)

    def expect(self, source: Any, session: Session) -> None:
        """Expect the key."""
        if (key := self.key.read(source, session)) is not None:
            session.expect(self.loader, (key,))


@dataclass(frozen=True)
class Related(Ref):
    """The list that a loader finds by a key of the object; empty if it finds none."""

    def read(self, source: Any, session: Session, **arguments: Any) -> Any:
        """Return the list."""
        return super().read(source, session, **arguments) or []


@dataclass(frozen=True)
class Call(Source):
    """What a plain function of the object, the session and the field's arguments returns.

    `needs` are the references that it loads; None says that they are not known.
    """

    function: Callable[..., Any]
    needs: tuple[Source, ...] | None = ()
    reads: Sequence[str] | None = None

    @property
    def loads(self) -> Sequence[Loader] | None:  # type: ignore[override]
        """The loaders of what is needed."""
        if self.needs is None or any(need.loads is None for need in self.needs):
            return None
        return [loader for need in self.needs for loader in need.loads or ()]

    def read(self, source: Any, session: Session, **arguments: Any) -> Any:
        """Call the function."""
        return self.function(source, session, **arguments)

    def expect(self, source: Any, session: Session) -> None:
        """Expect what the function is declared to need."""
        for need in self.needs or ():
            need.expect(source, session)


def _read_by_source(self: Any) -> None:
    """Stand where Strawberry looks for a resolver; `SourcedField` never calls it."""


class SourceResolver(StrawberryResolver[Any]):
    """The signature of a source's function: all but the object and the session are arguments."""

    RESERVED_PARAMSPEC = (*StrawberryResolver.RESERVED_PARAMSPEC, ReservedName("session"))


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
        return self.source.read(source, cast("Session", info.context if info else None), **kwargs)


def sourced(
    source: Source,
    *,
    description: str,
    name: str | None = None,
    extensions: list[FieldExtension] | None = None,
    directives: Sequence[object] = (),
) -> Any:
    """Declare a field with a source; its GraphQL type is the annotation it is assigned to.

    `directives` tell what the field costs, see `api.limits.directives`.
    """
    field = SourcedField(
        python_name=None,
        graphql_name=name,
        type_annotation=None,
        description=description,
        base_resolver=StrawberryResolver(_read_by_source),
        extensions=extensions or [],
        directives=directives,
    )
    field.source = source
    return field


def attr(
    name: str,
    *,
    description: str,
    reads: Sequence[str] | None = None,
    directives: Sequence[object] = (),
) -> Any:
    """Declare a field that is an attribute of its object; `reads` names a property's columns."""
    return sourced(Attr(name, reads), description=description, directives=directives)


def call(
    description: str,
    *needs: Source,
    reads: Sequence[str] | None = None,
    directives: Sequence[object] = (),
) -> Callable[[Callable[..., Any]], Any]:
    """Declare a field by a function of (object, session, arguments).

    The field has the function's return annotation as its type, and its further parameters as
    arguments. `needs` are the references that it loads, `reads` the columns that it looks at.
    """
    return _declared(lambda function: Call(function, needs, reads), description, directives)


def ref(
    loader: Loader, description: str, *, reads: Sequence[str] | None = None
) -> Callable[[Callable[..., Any]], Any]:
    """Declare a field whose value a loader finds by the key that the function returns."""
    return _declared(lambda function: Ref(loader, Call(function, (), reads)), description, ())


def listed(
    loader: Loader, description: str, *, directives: Sequence[object] = ()
) -> Callable[[Callable[..., Any]], Any]:
    """Declare a field whose list a loader finds by the key that the function returns."""
    return _declared(lambda function: Related(loader, Call(function)), description, directives)


def _declared(
    make: Callable[[Callable[..., Any]], Source],
    description: str,
    directives: Sequence[object],
) -> Callable[[Callable[..., Any]], Any]:
    def declare(function: Callable[..., Any]) -> Any:
        field = sourced(make(function), description=description, directives=directives)
        field.base_resolver = SourceResolver(function)
        field.type = function.__annotations__["return"]
        return field

    return declare


def expected_from(strawberry_type: Any) -> list[Expecting]:
    """Return the sources of a type that refer to something, those of its groups included."""
    found: list[Expecting] = []
    for field in strawberry_type.__strawberry_definition__.fields:
        if not isinstance(field, SourcedField) or field.arguments:
            continue
        if isinstance(field.source, Itself):
            inner = getattr(field.type, "of_type", field.type)
            found.extend(expected_from(inner))
        elif type(field.source).expect is not Source.expect:
            found.append(field.source)
    return found
