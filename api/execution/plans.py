"""What a compiled operation is, and how it runs: functions first, then loaders in their order."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy, deepcopy
from dataclasses import dataclass
from types import CoroutineType
from typing import Any, Never

from graphql.pyutils import UndefinedType, is_iterable

from api.loading import Loader, RowLoader, Session
from api.prepared import Column


class Unusual(Exception):
    """Something that is left to graphql-core: an error, or a null where none may be."""


MISSING = object()


class State:
    """One run of a plan: the queues that its functions fill, and the values of its arguments."""

    def __init__(self, plan: "Plan", executor: Any) -> None:
        self.plan = plan
        self.executor = executor
        self.session: Session = executor.context_value
        values = self.__dict__
        for name in plan.queues:
            values[name] = []
        for name, arguments in plan.arguments.items():
            values[name] = arguments(executor)

    def info(self, site: Sequence[Any], path: Any) -> Any:
        """Return what resolvers are told about a field: `site` is (definition, nodes, type)."""
        return self.executor.build_resolve_info(*site, path)

    def resolved(self, value: Any) -> Any:
        """Return what a resolver returned, unless it has to be awaited."""
        if self.executor.is_awaitable(value):
            if hasattr(value, "close"):
                value.close()
            raise Unusual
        return value

    def want(self, entries: Any, columns: Sequence[Column] | None) -> Any:
        """Return a page of a list that holds these columns of its entries, or whole instances.

        It is another object, since whoever else has the page may ask for other columns.
        """
        loader = getattr(entries, "loader", None)
        if columns is None or self.plan.all_full or loader in self.plan.full:
            return entries
        lean = copy(entries)
        lean.columns = columns
        return lean


def field_path(path: Any) -> Any:
    """Return the path of the field that an entry of a list is in."""
    while path is not None and isinstance(path.key, int):
        path = path.prev
    return path


#: What graphql-core does not take for a value wherever it meets it.
ODD = (Exception, UndefinedType, CoroutineType)


def refuse(value: Any) -> Never:
    """Leave an odd value to graphql-core, which will be given another one like it."""
    if isinstance(value, CoroutineType):
        value.close()
    raise Unusual


def listed(value: Any) -> Any:
    """Return a value that is read as a list."""
    if not is_iterable(value) or hasattr(value, "__aiter__"):
        refuse(value)
    return value


def kept(value: Any) -> Any:
    """Return a value that is read as a list, and can be again."""
    if isinstance(value, Iterator):
        raise Unusual
    return listed(value)


@dataclass(eq=False)
class LoaderSite:
    """A place in the answer that a loader fills.

    `finish` makes a value of the answer from what the loader found. The queue has entries of
    (key or list of keys, object of the answer, anything that `then` needs, path).
    """

    queue: str
    response_key: str
    loader: Loader
    finish: Callable[..., Any] = MISSING  # type: ignore[assignment]
    function: str = ""
    several: bool = False
    empty: Any = None
    then: Callable[[Any, Any], Any] | None = None
    wants_path: bool = False
    columns: set[Column] | None = None

    def keys(self, entries: Sequence[Any]) -> set[Any]:
        """Return the keys of queued entries."""
        if self.several:
            return {key for entry in entries for key in entry[0]}
        return {entry[0] for entry in entries} - {None}

    def _of(self, found: Mapping[Any, Any], key: Any) -> Any:
        value = found.get(key)
        return self.empty if value is None else value

    def fill(self, entries: Sequence[Any], found: Mapping[Any, Any], state: State) -> None:
        """Put what was found in its places; the same value of the same key is made once."""
        finish, response_key = self.finish, self.response_key
        if self.several:
            for keys, target, _extra, path in entries:
                values = [one for key in keys if (one := found.get(key)) is not None]
                target[response_key] = finish(values, state, path)
            return
        if self.then is not None:
            for key, target, extra, path in entries:
                target[response_key] = finish(self.then(extra, found.get(key)), state, path)
            return
        if self.wants_path:
            for key, target, _extra, path in entries:
                target[response_key] = finish(self._of(found, key), state, path)
            return
        made: dict[Any, Any] = {}
        for key, target, _extra, _path in entries:
            value = made.get(key, MISSING)
            if value is MISSING:
                value = made[key] = finish(self._of(found, key), state, None)
            target[response_key] = value


@dataclass(eq=False)
class CallSite:
    """A place in the answer that a function fills once the references it needs are loaded.

    `loads` are the loaders it asks; None if that is not known.
    """

    queue: str
    response_key: str
    call: Callable[..., Any]
    expect: Callable[[Any, Session], None]
    loads: Sequence[Loader] | None
    finish: Callable[..., Any] = MISSING  # type: ignore[assignment]
    function: str = ""
    arguments: str = ""
    wants_path: bool = False


Site = LoaderSite | CallSite


class Stage:
    """A step of a run: everything that one loader, or one function, has to do by then.

    `next` is the place of the first stage that may have something to do once this one ran.
    """

    title = ""
    next = 0

    def run(self, state: State) -> bool:
        """Do what is queued; return whether there was anything."""
        raise NotImplementedError


class LoaderStage(Stage):
    """Loads the keys of all places that one loader fills, with one call."""

    def __init__(self, loader: Loader, sites: list[LoaderSite]) -> None:
        self.loader = loader
        self.sites = sites
        self.columns: tuple[Column, ...] | None = None
        self.title = f"load {_name(loader)}"

    def run(self, state: State) -> bool:
        """Load and fill."""
        queued = []
        for site in self.sites:
            if entries := getattr(state, site.queue):
                setattr(state, site.queue, [])
                queued.append((site, entries))
        if not queued:
            return False
        keys = set().union(*[site.keys(entries) for site, entries in queued])
        found = self._found(keys, state)
        for site, entries in queued:
            site.fill(entries, found, state)
        return True

    def _found(self, keys: set[Any], state: State) -> Mapping[Any, Any]:
        if self.columns is None:
            return state.session.fetch(self.loader, keys)
        assert isinstance(self.loader, RowLoader)
        rows: dict[Any, Any] = state.__dict__.setdefault(f"rows_{id(self)}", {})
        missing = keys - rows.keys()
        if missing:
            state.session.check_time()
            rows.update(dict.fromkeys(missing))
            if handed := state.session.handed.get(self.loader):
                rows.update({key: handed[key] for key in missing if key in handed})
                missing = missing - handed.keys()
            if missing:
                found = self.loader.rows(state.session, missing, self.columns)
                rows.update(found)
                if state.session.depends is not None:
                    self.loader.note(state.session.depends, missing, found)
        return rows


class CallStage(Stage):
    """Calls one function for all objects that queued for it."""

    def __init__(self, site: CallSite) -> None:
        self.site = site
        self.title = f"call {getattr(site.call, '__qualname__', site.call)}"

    def run(self, state: State) -> bool:
        """Call and fill."""
        site = self.site
        entries = getattr(state, site.queue)
        if not entries:
            return False
        setattr(state, site.queue, [])
        call, finish, session = site.call, site.finish, state.session
        has_time = isinstance(session, Session)
        for source, target, path in entries:
            if has_time:
                session.check_time()
            given = deepcopy(getattr(state, site.arguments)) if site.arguments else {}
            target[site.response_key] = finish(call(source, session, **given), state, path)
        return True


@dataclass(eq=False)
class Plan:
    """A compiled operation.

    `source` is the Python code of its functions. `full` are the loaders whose objects must be
    whole instances, `all_full` says that all must, `expecting` that some resolver's references
    are unknown, so that what comes in expects all that it refers to.
    """

    source: str
    constants: Mapping[str, Any]
    root: Callable[[Any, State, Any], dict[str, Any]]
    queues: Sequence[str]
    arguments: Mapping[str, Callable[[Any], dict[str, Any]]]
    stages: Sequence[Stage]
    full: frozenset[Loader] = frozenset()
    all_full: bool = False
    expecting: bool = False

    def run(self, executor: Any) -> dict[str, Any]:
        """Return the data of the answer; raise anything if graphql-core has to make it."""
        state = State(self, executor)
        if isinstance(state.session, Session):
            state.session.expecting = self.expecting
        data = self.root(executor.root_value, state, None)
        place = 0
        while place < len(self.stages):
            stage = self.stages[place]
            place = stage.next if stage.run(state) else place + 1
        return data


def _name(loader: Loader) -> str:
    model = getattr(loader, "model", None)
    name = getattr(loader, "__name__", type(loader).__name__)
    return f"{name}({model.__name__})" if model is not None else name
