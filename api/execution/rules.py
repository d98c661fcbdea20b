"""How each kind of source is compiled: what code reads it, or what loads it, and when.

A rule returns the expression that the object of the answer holds at first: a variable with the
finished value, or `None` where something is loaded later and put in its place.
"""

from collections.abc import Callable, Sequence
from functools import singledispatch
from typing import Any

from graphql import (
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_non_null_type,
)

from api.blocks.conversions import as_text
from api.blocks.kinds import (
    AltKind,
    BlockField,
    BlockValue,
    Converted,
    Kind,
    ListKind,
    ReferenceKind,
    RichTextKind,
    alt_text,
)
from api.blocks.streams import Stream
from api.connections import Entries, Entry, EntryCall
from api.execution.compiler import Compiler, columns_of
from api.execution.functions import Function, Lines, NotCompiled, Place
from api.execution.plans import MISSING
from api.loading import Loader, ModelLoader
from api.prepared import Joined, Row
from api.richtext import RichTextValue, expect_references
from api.sources import Attr, Call, Itself, Ref, Related, Source


@singledispatch
def source_rule(source: Source, compiler: Compiler, place: Place) -> str:
    """Compile a source of a class without a rule: it is asked itself."""
    return _asked(source, compiler, place)


def _asked(source: Source, compiler: Compiler, place: Place) -> str:
    place.function.read(source.reads)
    if type(source).expect is Source.expect:
        return _now(compiler, place, _call(compiler, place, source.read))
    return _later(compiler, place, source.read, source.expect, source.loads)


def _rule_for(known: type[Source]) -> Callable[[Callable[..., str]], Callable[..., str]]:
    """Register the rule of a class of sources; a subclass that reads otherwise is asked itself."""

    def register(rule: Callable[..., str]) -> Callable[..., str]:
        def chosen(source: Any, compiler: Compiler, place: Place) -> str:
            is_known = type(source).read is known.read
            return (rule if is_known else _asked)(source, compiler, place)

        source_rule.register(known)(chosen)
        return rule

    return register


@_rule_for(Attr)
def _attribute(source: Attr, compiler: Compiler, place: Place) -> str:
    function = place.function
    if source.reads is not None:
        function.read(source.reads)
    else:
        function.read(columns_of(function.model, source.name))
    # What a page of a list holds comes from the loader of its type.
    trusted = isinstance(source, Entries | Entry)
    return _now(compiler, place, compiler.attribute(source.name), trusted=trusted)


@_rule_for(Entries)
def _entries(source: Entries, compiler: Compiler, place: Place) -> str:
    written, made = _attribute_of_objects(source, compiler, place)
    place.function.lists_entries = True
    place.function.entries.extend(made.entries if source.name == "edges" else [made])
    return written


@_rule_for(Entry)
def _entry(source: Entry, compiler: Compiler, place: Place) -> str:
    written, made = _attribute_of_objects(source, compiler, place)
    place.function.entries.append(made)
    return written


@_rule_for(EntryCall)
def _entry_call(source: EntryCall, compiler: Compiler, place: Place) -> str:
    looks_at = Function("", "", source.model)
    looks_at.read(source.reads)
    place.function.entries.append(looks_at)
    return _called(source, compiler, place)


def _attribute_of_objects(source: Attr, compiler: Compiler, place: Place) -> tuple[str, Function]:
    """Return the expression of an attribute, and the function that makes its objects."""
    if not is_composite_type(get_named_type(place.definition.type)):
        raise NotCompiled("The entries of a list have no fields.")
    written = _attribute(source, compiler, place)
    return written, place.function.inlined[-1]


@_rule_for(Itself)
def _itself(source: Itself, compiler: Compiler, place: Place) -> str:
    is_required = is_non_null_type(place.definition.type)
    type_: Any = get_nullable_type(place.definition.type)
    if not isinstance(type_, GraphQLObjectType) or (is_required and source.when):
        raise NotCompiled("A group of fields is of a type that no object has.")
    if type_.is_type_of is not None:
        raise NotCompiled("A group of fields is of a type that tests its objects.")
    function = place.function
    made = compiler.object_function(type_, place.details, function.model)
    function.read(made.columns)
    function.read(source.reads)
    function.inlined.append(made)
    function.wants_path = function.wants_path or made.wants_path
    path = place.path if made.wants_path else "None"
    variable = compiler.name("v")
    test = f" if {compiler.constant('when', source.when)}(s) else None" if source.when else ""
    place.values.append(f"{variable} = {made.name}(s, x, {path}){test}")
    return variable


@_rule_for(Call)
def _called(source: Call, compiler: Compiler, place: Place) -> str:
    place.function.read(source.reads)
    place.is_made = True
    if source.needs:
        return _later(compiler, place, source.function, source.expect, source.loads)
    if source.needs is None:
        compiler.expecting = compiler.all_full = True
    return _now(compiler, place, _call(compiler, place, source.function))


@_rule_for(Ref)
def _reference(source: Ref, compiler: Compiler, place: Place) -> str:
    if relation := _relation(source, place):
        return _joined(source, compiler, place, relation)
    return _load(compiler, place, source.loader, _key(source.key, compiler, place))


def _relation(source: Ref, place: Place) -> str:
    """Return the name of the foreign key that a reference follows, if rows can bring its object."""
    model, loader = place.function.model, source.loader
    if model is None or not isinstance(loader, ModelLoader) or loader.joined is None:
        return ""
    keys = [field for field in model._meta.concrete_fields if field.is_relation]
    found = [field for field in keys if Attr(field.attname) == source.key]
    return found[0].name if found and found[0].related_model is loader.model else ""


def _joined(source: Ref, compiler: Compiler, place: Place, relation: str) -> str:
    """Read an object that the row has brought; load it if there is no row, or it has not."""
    loader = source.loader
    assert isinstance(loader, ModelLoader)
    assert loader.joined is not None
    key = _key(source.key, compiler, place)
    site = compiler.loader_site(place, loader)
    columns = site.columns
    if columns is None or not all(isinstance(one, str) for one in columns):
        place.queues.append(f"x.{site.queue}.append(({key}, d, None, {_path(place, site)}))")
        return "None"
    joined = Joined(relation, loader.model, loader.joined, tuple(sorted(map(str, columns))))
    place.function.read([joined])
    variable, missing = compiler.name("v"), compiler.constant("missing", MISSING)
    name = compiler.constant("name", joined.attribute)
    lines = Lines()
    compiler.complete(place, place.definition.type, variable, lines, trusted=True)
    place.values.append(f"{variable} = getattr(s, {name}, {missing})")
    place.values.block(f"if {variable} is not {missing}:", lines)
    place.queues.block(
        f"if {variable} is {missing}:",
        [
            f"d[{place.key}] = None",
            f"x.{site.queue}.append(({key}, d, None, {_path(place, site)}))",
        ],
    )
    return variable


def _path(place: Place, site: Any) -> str:
    return place.path if site.wants_path else "None"


@_rule_for(Related)
def _related(source: Related, compiler: Compiler, place: Place) -> str:
    loader, key = source.loader, _key(source.key, compiler, place)
    return _load(compiler, place, loader, key, empty=[])


@_rule_for(Stream)
def _stream(source: Stream, compiler: Compiler, place: Place) -> str:
    place.function.read(source.reads)
    site = compiler.loader_site(place, source.loader, empty=[])
    variable = compiler.name("v")
    row = compiler.constant("row", Row)
    stored = compiler.constant("stored", source.loader.stored)
    lines = Lines([f"{variable} = {stored}(s.pk, s.{source.column})"])
    compiler.complete(place, place.definition.type, variable, lines)
    place.values.append(f"{variable} = None")
    place.values.block(f"if isinstance(s, {row}):", lines)
    path = place.path if site.wants_path else "None"
    place.queues.block(
        f"if not isinstance(s, {row}):", [f"x.{site.queue}.append((s.pk, d, None, {path}))"]
    )
    return variable


@_rule_for(BlockValue)
def _block_value(source: BlockValue, compiler: Compiler, place: Place) -> str:
    return kind_rule(source.field.kind, compiler, place, source.field)


@singledispatch
def kind_rule(kind: Kind, compiler: Compiler, place: Place, field: BlockField) -> str:
    """Compile a kind of block value without a rule: it is asked itself."""
    return _asked_kind(kind, compiler, place, field)


def _kind_rule_for(known: type[Kind]) -> Callable[[Callable[..., str]], Callable[..., str]]:
    """Register the rule of a class of kinds; a subclass that reads otherwise is asked itself."""

    def register(rule: Callable[..., str]) -> Callable[..., str]:
        def chosen(kind: Any, compiler: Compiler, place: Place, field: BlockField) -> str:
            is_known = type(kind).read is known.read
            return (rule if is_known else _asked_kind)(kind, compiler, place, field)

        kind_rule.register(known)(chosen)
        return rule

    return register


def _asked_kind(kind: Kind, compiler: Compiler, place: Place, field: BlockField) -> str:
    child = field.child

    def read(item: Any, session: Any) -> Any:
        return kind.read(item.raw(child), item, child, session)

    def expect(item: Any, session: Any) -> None:
        kind.expect(item.raw(child), item, child, session)

    if kind.loads_nothing:
        return _now(compiler, place, _call(compiler, place, read), trusted=True)
    return _later(compiler, place, read, expect, None)


@_kind_rule_for(Converted)
def _converted(kind: Converted, compiler: Compiler, place: Place, field: BlockField) -> str:
    convert = compiler.constant("convert", kind.convert)
    variable = compiler.name("v")
    if kind.convert is as_text:
        place.values.append(f"{variable} = {_raw(compiler, place, field)}")
        place.values.append(
            f"if {variable}.__class__ is not str: {variable} = {convert}({variable})"
        )
    else:
        place.values.append(f"{variable} = {convert}({_raw(compiler, place, field)})")
    compiler.complete(place, place.definition.type, variable, place.values, trusted=True)
    return variable


@_kind_rule_for(RichTextKind)
def _rich_text(kind: RichTextKind, compiler: Compiler, place: Place, field: BlockField) -> str:
    # Pictures inside of rich text are so rare that they need not hold up all others: no loaders.
    return _later(
        compiler, place, RichTextValue, expect_references, (), _raw_text(compiler, place, field)
    )


@_kind_rule_for(ReferenceKind)
def _chosen(kind: ReferenceKind, compiler: Compiler, place: Place, field: BlockField) -> str:
    key = f"{compiler.constant('key_of', kind.key)}({_raw(compiler, place, field)})"
    return _load(compiler, place, kind.loader, key)


@_kind_rule_for(AltKind)
def _alternative(kind: AltKind, compiler: Compiler, place: Place, field: BlockField) -> str:
    if not isinstance(kind.image, ReferenceKind):
        return _asked_kind(kind, compiler, place, field)
    raw = compiler.name("v")
    place.values.append(f"{raw} = {_raw(compiler, place, field)}")
    key = f"{compiler.constant('key_of', kind.image.key)}({raw})"
    return _load(
        compiler, place, kind.image.loader, key, then=alt_text, extra=raw, reads=ALT_COLUMNS
    )


@_kind_rule_for(ListKind)
def _list(kind: ListKind, compiler: Compiler, place: Place, field: BlockField) -> str:
    inner = kind.inner
    if not isinstance(inner, ReferenceKind) or type(inner).read is not ReferenceKind.read:
        return _asked_kind(kind, compiler, place, field)

    def keys(raw: Any) -> list[Any]:
        found = [inner.key(value) for _id, value in kind.values(raw)]
        return [key for key in found if key is not None]

    several = f"{compiler.constant('keys_of', keys)}({_raw(compiler, place, field)})"
    return _load(compiler, place, inner.loader, several, several=True)


#: What the alternative text of a picture is made of.
ALT_COLUMNS = ("description", "title")


def _raw(compiler: Compiler, place: Place, field: BlockField) -> str:
    """Return the expression of a child's raw value."""
    if field.child is None:
        return "s.value"
    place.function.reads_raw = True
    return f"raw.get({compiler.constant('child', field.child)})"


def _raw_text(compiler: Compiler, place: Place, field: BlockField) -> str:
    variable = compiler.name("v")
    place.values.append(f"{variable} = {_raw(compiler, place, field)}")
    place.values.append(f'if {variable}.__class__ is not str: {variable} = ""')
    return variable


def _key(key: Source, compiler: Compiler, place: Place) -> str:
    """Return the expression of a reference's key."""
    if isinstance(key, Attr) and type(key).read is Attr.read:
        model = place.function.model
        place.function.read(key.reads if key.reads is not None else columns_of(model, key.name))
        return compiler.attribute(key.name)
    place.function.read(key.reads)
    return _call(compiler, place, key.function if isinstance(key, Call) else key.read)


def _call(compiler: Compiler, place: Place, function: Callable[..., Any]) -> str:
    """Return the expression of a call with the object, the session and the arguments."""
    return f"{compiler.constant('call', function)}(s, x.session{compiler.given(place)})"


def _now(compiler: Compiler, place: Place, expression: str, *, trusted: bool = False) -> str:
    """Read a value where the object is made."""
    variable = compiler.name("v")
    place.values.append(f"{variable} = {expression}")
    compiler.complete(place, place.definition.type, variable, place.values, trusted=trusted)
    return variable


def _later(
    compiler: Compiler,
    place: Place,
    call: Callable[..., Any],
    expect: Callable[[Any, Any], None],
    loads: Sequence[Loader] | None,
    argument: str = "s",
) -> str:
    """Call a function once what it needs is loaded."""
    site = compiler.call_site(place, call, expect, loads)
    expecting = compiler.constant("expect", expect)
    path = place.path if site.wants_path else "None"
    place.queues.append(f"{expecting}({argument}, x.session)")
    place.queues.append(f"x.{site.queue}.append(({argument}, d, {path}))")
    return "None"


def _load(  # noqa: PLR0913 - what a place can say of a reference
    compiler: Compiler,
    place: Place,
    loader: Loader,
    key: str,
    *,
    several: bool = False,
    empty: Any = None,
    then: Callable[[Any, Any], Any] | None = None,
    extra: str = "None",
    reads: Sequence[str] = (),
) -> str:
    """Queue a key, or a list of keys, for a loader."""
    site = compiler.loader_site(place, loader, several=several, then=then, empty=empty, reads=reads)
    variable = compiler.name("k")
    path = place.path if site.wants_path else "None"
    place.values.append(f"{variable} = {key}")
    queue = f"x.{site.queue}.append(({variable}, d, {extra}, {path}))"
    if several or then is not None or is_non_null_type(place.definition.type):
        place.queues.append(queue)
    else:
        place.queues.append(f"if {variable} is not None: {queue}")
    return "None"
