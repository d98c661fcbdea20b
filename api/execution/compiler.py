"""From a validated operation to plain functions: one for each selection on each type.

The code of the functions is written as text and compiled by Python. Nothing of a client's enters
the text: names come from counters, strings and everything else enter as constants of the module.
Anything that is not understood here is called as graphql-core would call it, and what cannot be
called that way raises `NotCompiled`: graphql-core then executes the whole operation.
"""

from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from itertools import count
from keyword import iskeyword
from typing import Any

from django.db.models import Model
from graphql import (
    GraphQLBoolean,
    GraphQLID,
    GraphQLInt,
    GraphQLObjectType,
    GraphQLString,
    OperationType,
    Undefined,
    VariableNode,
    Visitor,
    get_argument_values,
    is_abstract_type,
    is_enum_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_scalar_type,
    is_specified_scalar_type,
    visit,
)
from graphql.execution.collect_fields import collect_fields
from graphql.pyutils import Path
from strawberry import relay
from strawberry.relay import to_base64
from strawberry.types.arguments import convert_arguments
from strawberry.types.field import StrawberryField

from api.execution.functions import DEFINITION, Function, Lines, NotCompiled, Place
from api.execution.order import ordered
from api.execution.plans import (
    ODD,
    CallSite,
    LoaderSite,
    Plan,
    Site,
    Unusual,
    field_path,
    kept,
    listed,
    refuse,
)
from api.loading import Loader, RowLoader
from api.prepared import Column, merged
from api.sources import SourcedField

INT_LIMIT = 2**31
#: How many fields, on all types that they are asked of, are compiled: making a plan takes time.
MAX_FIELDS = 2000
#: Modules whose type tests look at neither the path nor the type that the field is of.
BLIND = ("strawberry.", "strawberry_django.", "api.", "graphql.")


class Compiler:
    """Compiles one operation for one set of values of `@skip` and `@include`.

    `rule` writes the code that reads a source, and returns the expression of its value.
    """

    def __init__(self, executor: Any, rule: Callable[[Any, "Compiler", Place], str]) -> None:
        self.executor = executor
        self.rule = rule
        self.schema = executor.schema
        self.constants: dict[str, Any] = {
            "Unusual": Unusual,
            "Path": Path,
            "deepcopy": deepcopy,
            "kept": kept,
            "listed": listed,
            "odd": ODD,
            "refuse": refuse,
            "field_path": field_path,
            "to_base64": to_base64,
        }
        self.code: list[str] = []
        self.queues: list[str] = []
        self.arguments: dict[str, Callable[[Any], dict[str, Any]]] = {}
        self.sites: list[Site] = []
        self.expecting = False
        self.all_full = False
        self.full: set[Loader] = set()
        self._fields = 0
        self._numbers = count(1)
        self._functions: dict[Any, Function] = {}
        self._leaves: dict[Any, Callable[[Any], Any]] = {}
        self._finishes: dict[Site, Function] = {}
        self._constants: dict[Any, str] = {}
        self._entries: list[tuple[str, Function]] = []

    def compile(self) -> Plan:
        """Return the plan; raise `NotCompiled` if there cannot be one."""
        operation = self.executor.operation
        if operation.operation is not OperationType.QUERY:
            raise NotCompiled("Only queries are compiled.")
        for name in _directives([operation, *self.executor.fragment_definitions.values()]):
            if name not in ("skip", "include"):
                raise NotCompiled(f"The directive @{name} is not compiled.")
        if self.executor.middleware_manager is not None:
            raise NotCompiled("There is a middleware.")
        query_type = self.schema.query_type
        collected = collect_fields(
            self.schema,
            self.executor.fragments,
            self.executor.variable_values,
            query_type,
            operation,
            self.executor.hide_suggestions,
        )
        root = self._object(query_type, collected, "root", None, ("root",))
        full = None if self.all_full else self.full
        stages = ordered(self.sites, self._finishes, full)
        for name, function in self._entries:
            self.constants[name] = self._columns_of(function.entries)
        source = "\n\n\n".join(self.code)
        namespace = dict(self.constants)
        exec(compile(source, "<compiled operation>", "exec"), namespace)  # noqa: S102 - our own text
        for site in self.sites:
            site.finish = namespace[site.function]
        return Plan(
            source,
            self.constants,
            namespace[root.name],
            self.queues,
            self.arguments,
            stages,
            frozenset(self.full),
            self.all_full,
            self.expecting,
        )

    # Names

    def name(self, kind: str) -> str:
        """Return a new name."""
        return f"{kind}_{next(self._numbers)}"

    def constant(self, kind: str, value: Any) -> str:
        """Return the name of a constant; the same object has one name."""
        known = value if isinstance(value, str) else id(value)
        if known not in self._constants:
            self._constants[known] = self.name(kind)
            self.constants[self._constants[known]] = value
        return self._constants[known]

    def attribute(self, name: str) -> str:
        """Return the expression of an attribute of the object."""
        if name.isidentifier() and not iskeyword(name):
            return f"s.{name}"
        return f"getattr(s, {self.constant('attribute', name)})"

    # Objects

    def object_function(
        self, type_: GraphQLObjectType, details: Sequence[Any], model: Any = None
    ) -> Function:
        """Return the function that makes an object of a type from the selections of fields.

        `model` is given where the object is a row of another type, seen through this one.
        """
        key = (type_, model, tuple(id(one.node) for one in details))
        if key not in self._functions:
            collected = self.executor.collect_subfields(type_, details)
            self._functions[key] = self._object(
                type_, collected, f"make_{type_.name}", model or _model(type_), key
            )
        return self._functions[key]

    def _object(
        self, type_: GraphQLObjectType, collected: Any, kind: str, model: Any, key: Any
    ) -> Function:
        function = Function(self.name(kind), type_.name, model)
        self._functions[key] = function
        values, queues, parts = Lines(), Lines(), []
        for response_key, details in collected.grouped_field_set.items():
            if any(one.fragment_variable_values for one in details):
                raise NotCompiled("A fragment has variables.")
            parts.append(self._field(function, type_, response_key, details, values, queues))
        body = Lines(self._prologue(function))
        body.extend(values)
        body.append(f"d = {{{', '.join(parts)}}}")
        body.extend(queues)
        body.append("return d")
        self._write(function, "s", body)
        return function

    def _prologue(self, function: Function) -> Iterable[str]:
        if function.lists_entries:
            name = self.name("columns")
            self._entries.append((name, function))
            yield f"s = x.want(s, {name})"
        if function.reads_raw:
            yield "raw = s.value"
            yield "if raw.__class__ is not dict: raw = nothing"
            self.constants["nothing"] = {}

    def _write(self, function: Function, argument: str, body: Iterable[str]) -> None:
        lines = Lines()
        lines.block(f"def {function.name}({argument}, x, p):", body)
        self.code.append("\n".join(lines))

    # Fields

    def _field(
        self,
        function: Function,
        type_: GraphQLObjectType,
        response_key: str,
        details: Sequence[Any],
        values: Lines,
        queues: Lines,
    ) -> str:
        self._fields += 1
        if self._fields > MAX_FIELDS:
            raise NotCompiled("The operation asks for too many fields.")
        key = self.constant("key", response_key)
        node = details[0].node
        if node.name.value == "__typename":
            return f"{key}: {self.constant('type', type_.name)}"
        definition = self.schema.get_field(type_, node.name.value)
        if definition is None or node.name.value.startswith("__"):
            raise NotCompiled("Introspection is not compiled.")
        type_name = self.constant("type", type_.name)
        place = Place(function, type_, definition, details, key, values, queues, type_name)
        declared = place.declared
        is_read = isinstance(declared, SourcedField) and self._is_plain(place)
        if definition.args or node.arguments:
            place.arguments = self._arguments(place, for_source=is_read)
        if is_read:
            return f"{key}: {self.rule(declared.source, self, place)}"
        if self._is_relay_id(place):
            function.read(("pk",))
            name = self.constant("type", type_.name)
            return f"{key}: to_base64({name}, str(s.pk))"
        if isinstance(declared, StrawberryField) and self._is_attribute(place):
            function.read(columns_of(function.model, declared.python_name))
            variable = self.name("v")
            values.append(f"{variable} = {self.attribute(declared.python_name)}")
            self.complete(place, definition.type, variable, values)
            return f"{key}: {variable}"
        return f"{key}: {self._resolved(place)}"

    def _is_plain(self, place: Place) -> bool:
        """Whether nothing stands between a field and its source."""
        declared = place.declared
        converter = declared_converter(self.schema)
        handlers = converter._get_field_exception_handlers(declared) if converter else ()
        return not declared.extensions and not handlers

    def _is_attribute(self, place: Place) -> bool:
        declared = place.declared
        return (
            declared.is_basic_field
            and declared.default_resolver is getattr
            and type(declared).get_result is StrawberryField.get_result
            and getattr(place.definition.resolve, "_is_default", False)
            and not place.definition.args
            and self._is_plain(place)
        )

    def _is_relay_id(self, place: Place) -> bool:
        declared = place.declared
        resolver = getattr(declared, "base_resolver", None)
        wrapped = getattr(getattr(resolver, "wrapped_func", None), "__func__", None)
        if wrapped is not _RELAY_ID or place.function.model is None or declared.extensions:
            return False
        origin = place.parent.extensions[DEFINITION].origin
        return (
            origin.resolve_typename.__func__ is relay.Node.resolve_typename.__func__  # type: ignore[attr-defined]
            and getattr(origin.resolve_id, "__func__", origin.resolve_id).__module__.startswith(
                "strawberry_django."
            )
            and origin.resolve_id_attr() == "pk"
        )

    def _resolved(self, place: Place) -> str:
        """Call the field's resolver as graphql-core does."""
        declared = place.declared
        if getattr(declared, "is_async", False):
            raise NotCompiled("A field is asynchronous.")
        function = place.function
        function.read(None)
        function.wants_path = True
        if place.parent is not self.schema.query_type:
            self.expecting = self.all_full = True
        resolver = self.constant(
            "resolve", place.definition.resolve or self.executor.field_resolver
        )
        variable = self.name("v")
        place.values.append(f"{variable} = {resolver}(s, {self.info(place)}{self.given(place)})")
        place.values.append(f"{variable} = x.resolved({variable})")
        place.is_made = True
        self.complete(place, place.definition.type, variable, place.values)
        return variable

    def info(self, place: Place) -> str:
        """Return the expression of what resolvers are told about the field."""
        site = self.constant("site", (place.definition, place.nodes, place.parent))
        return f"x.info({site}, {place.path})"

    # Arguments

    def _arguments(self, place: Place, *, for_source: bool) -> str:
        """Return the name under which a run has the field's arguments.

        They are named and converted as a source takes them, or else left to Strawberry.
        """
        definition, node = place.definition, place.details[0].node
        declared, config = place.declared, self.schema._strawberry_schema.config
        scalars = self.schema._strawberry_schema.schema_converter.scalar_registry

        def values(executor: Any) -> dict[str, Any]:
            given = get_argument_values(
                definition, node, executor.variable_values, None, executor.hide_suggestions
            )
            if for_source:
                return convert_arguments(given, declared.arguments, scalars, config)
            return given

        name = self.name("arguments")
        if _has_variables(node.arguments):
            self.arguments[name] = values
            return name
        try:
            known = values(self.executor)
        except Exception as error:
            raise NotCompiled("An argument is not valid.") from error
        self.arguments[name] = lambda executor: known
        return name

    def given(self, place: Place) -> str:
        """Return what passes the field's arguments on to a call.

        What a function could change is copied for each call.
        """
        if not place.arguments:
            return ""
        are_safe = all(_is_unchangeable(one.type) for one in place.definition.args.values())
        found = f"x.{place.arguments}"
        return f", **{found}" if are_safe else f", **deepcopy({found})"

    # Completing values

    def complete(
        self,
        place: Place,
        type_: Any,
        variable: str,
        lines: Lines,
        *,
        trusted: bool = False,
        path: str = "",
    ) -> None:
        """Write the lines that turn a variable from a field's value into the answer's.

        `trusted` values are of the field's type for certain, so nobody has to ask.
        """
        if is_non_null_type(type_):
            if not is_leaf_type(type_.of_type):
                lines.append(f"if {variable} is None: raise Unusual")
            self._complete(place, type_.of_type, variable, lines, trusted, path)
            return
        inner = Lines()
        self._complete(place, type_, variable, inner, trusted, path)
        if inner:
            lines.block(f"if {variable} is not None:", inner)

    def _complete(
        self,
        place: Place,
        type_: Any,
        variable: str,
        lines: Lines,
        trusted: bool,
        path: str,
    ) -> None:
        if is_leaf_type(type_):
            lines.append(self._leaf(type_, variable))
        elif is_list_type(type_):
            self._list(place, type_, variable, lines, trusted, path)
        else:
            function = place.function
            made = (
                self._abstract_function(place, type_)
                if is_abstract_type(type_)
                else self.object_function(type_, place.details)
            )
            if not trusted:
                lines.append(f"if isinstance({variable}, odd): refuse({variable})")
            if not trusted and not is_abstract_type(type_) and type_.is_type_of is not None:
                test = self.constant("is_of_type", type_.is_type_of)
                function.wants_path = function.wants_path or not _is_blind(type_.is_type_of)
                lines.append(
                    f"if not x.resolved({test}({variable}, {self.info(place)})): raise Unusual"
                )
            function.inlined.append(made)
            function.wants_path = function.wants_path or made.wants_path
            told = (path or place.path) if made.wants_path else "None"
            lines.append(f"{variable} = {made.name}({variable}, x, {told})")

    def _list(
        self,
        place: Place,
        type_: Any,
        variable: str,
        lines: Lines,
        trusted: bool,
        path: str,
    ) -> None:
        made, item, index = self.name("list"), self.name("v"), self.name("n")
        check = "listed" if place.is_made else "kept"
        lines.append(f"if {variable}.__class__ is not list: {variable} = {check}({variable})")
        inner = Lines()
        item_path = f"Path({path or place.path}, {index}, None)"
        self.complete(place, type_.of_type, item, inner, trusted=trusted, path=item_path)
        inner.append(f"{made}.append({item})")
        lines.append(f"{made} = []")
        lines.block(f"for {index}, {item} in enumerate({variable}):", inner)
        lines.append(f"{variable} = {made}")

    def _leaf(self, type_: Any, variable: str) -> str:
        finish = self.constant("leaf", self._leaf_function(type_))
        tests = {
            GraphQLString: f"{variable}.__class__ is not str",
            GraphQLID: f"{variable}.__class__ is not str",
            GraphQLBoolean: f"{variable} is not True and {variable} is not False",
            GraphQLInt: f"{variable}.__class__ is not int "
            f"or not -{INT_LIMIT} <= {variable} < {INT_LIMIT}",
        }
        test = next((test for known, test in tests.items() if known is type_), None)
        call = f"{variable} = {finish}({variable})"
        return f"if {test}: {call}" if test else call

    def _leaf_function(self, type_: Any) -> Callable[[Any], Any]:
        if type_ not in self._leaves:
            coerce = type_.coerce_output_value

            def finish(value: Any) -> Any:
                if isinstance(value, ODD):
                    refuse(value)
                coerced = None if value is None else coerce(value)
                if coerced is None or coerced is Undefined:
                    raise Unusual
                return coerced

            self._leaves[type_] = finish
        return self._leaves[type_]

    def _abstract_function(self, place: Place, type_: Any) -> Function:
        """Return a function that finds out the type of an object and makes it."""
        resolve_type = type_.resolve_type or self.executor.type_resolver
        knows = getattr(resolve_type, "knows_by_value", False)
        possible = self.schema.get_possible_types(type_)
        tests = [] if knows else [resolve_type, *[one.is_type_of for one in possible]]
        is_blind = all(map(_is_blind, tests))
        nodes = tuple(id(one.node) for one in place.details)
        key = (type_, None if is_blind else place.parent, nodes)
        if key in self._functions:
            return self._functions[key]
        function = Function(self.name(f"make_{type_.name}"), type_.name, columns=None)
        self._functions[key] = function
        function.wants_path = not is_blind
        site = self.constant("site", (place.definition, place.nodes, place.parent))
        told = "None" if knows else f"x.info({site}, field_path(p))"
        find, abstract = self.constant("type_of", resolve_type), self.constant("abstract", type_)
        body = Lines([f"t = x.resolved({find}(s, {told}, {abstract}))"])
        for one in possible:
            made = self.object_function(one, place.details)
            function.inlined.append(made)
            function.wants_path = function.wants_path or made.wants_path
            lines = Lines()
            if one.is_type_of is not None and not knows:
                test = self.constant("is_of_type", one.is_type_of)
                lines.append(f"if not x.resolved({test}(s, {told})): raise Unusual")
            lines.append(f"return {made.name}(s, x, p)")
            body.block(f"if t == {self.constant('type', one.name)}:", lines)
        body.append("raise Unusual")
        self._write(function, "s", body)
        return function

    # References

    def finish_function(self, place: Place, type_: Any, *, trusted: bool) -> Function:
        """Return a function that turns what was loaded later into a value of the answer."""
        function = Function(self.name("finish"), f"{place.parent.name}.{place.key}")
        lines = Lines()
        inner = Place(
            function,
            place.parent,
            place.definition,
            place.details,
            place.key,
            lines,
            lines,
            place.type_name,
            is_finish=True,
            is_made=place.is_made,
        )
        self.complete(inner, type_, "s", lines, trusted=trusted)
        lines.append("return s")
        self._write(function, "s", lines)
        if function.wants_path:
            place.function.wants_path = True
        return function

    def loader_site(
        self,
        place: Place,
        loader: Loader,
        *,
        several: bool = False,
        then: Callable[[Any, Any], Any] | None = None,
        empty: Any = None,
        reads: Sequence[str] = (),
    ) -> LoaderSite:
        """Return a new place that a loader fills.

        `then` makes the value from (extra, what was found), and reads the columns `reads` of it;
        `empty` is the value if nothing was found.
        """
        type_ = place.definition.type
        finish = self.finish_function(place, type_, trusted=_is_trusted(type_, loader))
        site = LoaderSite(
            self.name("queue"),
            self.constants[place.key],
            loader,
            function=finish.name,
            several=several,
            then=then,
            empty=empty,
            wants_path=finish.wants_path,
        )
        if isinstance(loader, RowLoader):
            site.columns = set(reads) if then is not None else self._read_by(finish, loader)
        if site.columns is None:
            self.full.add(loader)
        self._add(place, site, finish)
        return site

    def call_site(
        self,
        place: Place,
        call: Callable[..., Any],
        expect: Callable[[Any, Any], None],
        loads: Sequence[Loader] | None,
    ) -> CallSite:
        """Return a new place that a function fills when what it needs is loaded."""
        finish = self.finish_function(place, place.definition.type, trusted=False)
        site = CallSite(
            self.name("queue"),
            self.constants[place.key],
            call,
            expect,
            loads,
            function=finish.name,
            arguments=place.arguments,
            wants_path=finish.wants_path,
        )
        if loads is None:
            self.all_full = True
        self.full.update(loads or ())
        self._add(place, site, finish)
        return site

    def _add(self, place: Place, site: Site, finish: Function) -> None:
        self.queues.append(site.queue)
        self.sites.append(site)
        place.function.sites.append(site)
        self._finishes[site] = finish

    def _read_by(self, finish: Function, loader: RowLoader) -> set[Column] | None:
        """Return the columns that are read of a loader's objects, if they are all known."""
        columns: set[Column] = set()
        for function in finish.inlined:
            if function.model is None or not issubclass(loader.model, function.model):
                return None
            if function.columns is None:
                return None
            columns |= function.columns
        return columns

    def _columns_of(self, functions: Sequence[Function]) -> tuple[Column, ...] | None:
        """Return the columns that functions read together; None if one does not say."""
        columns: set[Column] = set()
        for function in functions:
            if function.columns is None or function.model is None:
                return None
            columns |= function.columns
        return merged(columns)


def _model(type_: GraphQLObjectType) -> type[Model] | None:
    """Return the Django model of a type's objects, if it is declared with one."""
    definition = type_.extensions.get(DEFINITION)
    origin = getattr(definition, "origin", None)
    django = getattr(origin, "__strawberry_django_definition__", None)
    return getattr(django, "model", None)


def columns_of(model: type[Model] | None, name: str) -> set[str] | None:
    """Return the columns that an attribute of a model's instances is made of, if it is one."""
    if model is None:
        return set()
    if name == "pk" or any(one.attname == name for one in model._meta.concrete_fields):
        return {name}
    return None


def _is_trusted(type_: Any, loader: Loader) -> bool:
    """Whether a loader's objects are certainly of a GraphQL type."""
    while hasattr(type_, "of_type"):
        type_ = type_.of_type
    model = getattr(loader, "model", None)
    own = _model(type_) if isinstance(type_, GraphQLObjectType) else None
    return model is not None and own is not None and issubclass(model, own)


def _is_blind(function: Any) -> bool:
    """Whether a type test cannot tell one place in the answer from another."""
    module = getattr(function, "__module__", "") or ""
    return function is None or module.startswith(BLIND)


def _is_unchangeable(type_: Any) -> bool:
    """Whether nobody can change a value of an input type."""
    while is_non_null_type(type_):
        type_ = type_.of_type
    return is_enum_type(type_) or (is_scalar_type(type_) and is_specified_scalar_type(type_))


def _has_variables(nodes: Any) -> bool:
    waiting = list(nodes or ())
    while waiting:
        node = waiting.pop()
        if isinstance(node, VariableNode):
            return True
        for key in node.keys:
            child = getattr(node, key, None)
            if isinstance(child, list | tuple):
                waiting.extend(child)
            elif hasattr(child, "keys") and not isinstance(child, str):
                waiting.append(child)
    return False


class _Directives(Visitor):
    """Collects the names of directives."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_directive(self, node: Any, *_rest: Any) -> None:
        """Collect the name."""
        self.names.add(node.name.value)


def _directives(nodes: Iterable[Any]) -> set[str]:
    visitor = _Directives()
    for node in nodes:
        visit(node, visitor)
    return visitor.names


def declared_converter(schema: Any) -> Any:
    """Return the converter that made a schema from Strawberry's types."""
    return getattr(getattr(schema, "_strawberry_schema", None), "schema_converter", None)


_RELAY_ID = next(
    field.base_resolver.wrapped_func.__func__
    for field in relay.Node.__strawberry_definition__.fields  # type: ignore[attr-defined]
    if field.python_name == "_id"
)
