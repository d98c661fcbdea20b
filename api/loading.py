"""Batches: whatever an answer refers to is fetched once per loader for everything in sight.

A loader turns a set of keys into values with a constant number of queries. A session is the
memory of one request: keys that were met are *expected*, and the first key that is really
needed brings in all that are expected by then. So an answer costs the same for one post and
for twenty, without promises or an event loop, and resolvers stay plain functions.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import cached_property
from math import inf
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Locale

from api import context, languages
from api.caching.dependencies import Dependencies
from api.context import AnyMoment, Context, FrontendUrls, RootInfo, Scope, SiteInfo, Viewer
from api.errors import BadUserInput, Timeout
from api.identity import Identity, identify
from api.limits.values import limit
from api.prepared import (
    AnyOf,
    Column,
    Prepared,
    Values,
    joined_keys,
    prepared,
    row_maker,
    with_columns,
)
from api.rights import Rights, rights

if TYPE_CHECKING:
    from api.stand_ins import StandIn


#: Notes what an answer depends on, of keys and what was found by them.
Note = Callable[[Dependencies, Collection[Any], Mapping[Any, Any]], None]


class Expecting(Protocol):
    """Something that can say what an object refers to."""

    def expect(self, source: Any, session: "Session") -> None:
        """Tell the session which keys `source` refers to."""


class Loader:
    """Loads values by key, many at a time.

    `load` gets the session and the keys and returns a mapping of those it found. `expect_from`
    is called with each value that came in, so that what hangs on it is expected in turn. `note`
    notes what an answer depends on that asked for keys: without it, nobody knows.
    """

    #: Whether its values are keys that another loader will be asked for.
    leads_on = False

    def __init__(
        self,
        load: Callable[["Session", Collection[Any]], Mapping[Any, Any]],
        note: Note | None = None,
    ) -> None:
        self.load = load
        self._note = note
        self.expected_from: list[Expecting] = []

    def note(self, depends: Dependencies, keys: Collection[Any], found: Mapping[Any, Any]) -> None:
        """Note that an answer depends on what keys lead to, found or not."""
        if self._note is None:
            depends.unknown.append(getattr(self.load, "__qualname__", type(self).__name__))
        else:
            self._note(depends, keys, found)

    def expect_from(self, session: "Session", values: Iterable[Any]) -> None:
        """Tell the session what loaded values refer to."""
        for value in values:
            for source in self.expected_from:
                source.expect(value, session)


class KeysLoader(Loader):
    """Loads values that lead to keys of another loader, which are expected there at once.

    `keys` tells the keys that a value leads to; without it, the value is the list of them.
    """

    leads_on = True

    def __init__(
        self,
        load: Callable[["Session", Collection[Any]], Mapping[Any, list[Any]]],
        into: Loader,
        keys: Callable[[Any], Iterable[Hashable]] = list,
        note: Note | None = None,
    ) -> None:
        super().__init__(load, note)
        self.into = into
        self.keys = keys

    def expect_from(self, session: "Session", values: Iterable[Any]) -> None:
        """Expect every key that was found."""
        for value in values:
            session.expect(self.into, self.keys(value))


class RowLoader(Loader):
    """Loads instances of a model, or rows with a few of its columns."""

    model: type[Model]

    #: Whether rows can bring columns of what they refer to.
    joins = True

    def rows(
        self, session: "Session", keys: Collection[Any], columns: Sequence[Column]
    ) -> Mapping[Any, Any]:
        """Return what `load` finds, as rows with the columns alone (see `api.prepared.Row`)."""
        raise NotImplementedError

    def _prepared(self, columns: tuple[Column, ...], scope: Scope) -> Prepared:
        return prepared((self, columns, scope), lambda: self._row_query(columns, scope))

    def _row_query(self, columns: tuple[Column, ...], scope: Scope) -> QuerySet[Any]:
        raise NotImplementedError


class ModelLoader(RowLoader):
    """Loads the visible instances of a model by primary key.

    `visible` narrows a queryset to what the viewer may see. `computed` are expressions that rows
    may have as columns; instances have those that `annotated` names. Of the model's own columns
    instances have all, or those of `columns`, but never those of `without`. `joined` is what
    `visible` says as a condition with a prefix: with it, rows that refer to the model can bring
    what is read of it. `note` notes what answers depend on that ask it, if not on the objects.
    """

    def __init__(
        self,
        model: type[Model],
        visible: Callable[[QuerySet[Any], Any], QuerySet[Any]],
        *,
        computed: Mapping[str, Any] | None = None,
        annotated: Sequence[str] = (),
        columns: Sequence[str] | None = None,
        without: Sequence[str] = (),
        joined: Callable[[type[Model], Any, str], Q] | None = None,
        note: Note | None = None,
    ) -> None:
        self.model = model
        self.visible = visible
        self.joined = joined
        self.computed = dict(computed or {})
        self.annotated = tuple(annotated)
        known = [field.attname for field in model._meta.concrete_fields]
        wanted = set(known if columns is None else columns).difference(without)
        self.columns = tuple(name for name in known if name in wanted)
        self.deferred = tuple(name for name in known if name not in wanted)
        super().__init__(self._load, note)

    def note(self, depends: Dependencies, keys: Collection[Any], found: Mapping[Any, Any]) -> None:
        """Note the objects, if nothing else is to be noted of them."""
        if self._note is not None:
            self._note(depends, keys, found)
        else:
            depends.objects(self.model, keys)

    def queryset(self, viewer: Viewer) -> QuerySet[Any]:
        """Return all that the viewer may see, ready to be filtered and loaded."""
        return self.refine(self.shown(viewer))

    def refine(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return a queryset whose instances have the loader's columns."""
        computed = {name: self.computed[name] for name in self.annotated}
        return queryset.defer(*self.deferred).annotate(**computed)

    def instance(self, values: Sequence[Any]) -> Any:
        """Return the instance of a row with the loader's columns, as Django makes it."""
        width = len(self.columns)
        made = self.model.from_db(self.model._default_manager.db, self.columns, values[:width])
        for name, value in zip(self.annotated, values[width:], strict=True):
            setattr(made, name, value)
        return made

    def shown(self, viewer: Viewer) -> QuerySet[Any]:
        """Return all that the viewer may see, with every column."""
        return self.visible(self.model._default_manager.all(), viewer)

    def listed(
        self, queryset: QuerySet[Any], columns: Sequence[Column], viewer: Viewer
    ) -> QuerySet[Any]:
        """Return a queryset of tuples of columns, computed and joined ones included."""
        return with_columns(queryset, columns, self.computed, viewer)

    def rows(
        self, session: "Session", keys: Collection[Any], columns: Sequence[Column]
    ) -> Mapping[Any, Any]:
        """Return rows by primary key."""
        query = self._prepared(tuple(columns), session.scope)
        make = row_maker(self.model, tuple(columns))
        rows = query.rows(keys=keys, now=session.now)
        session.note_joined(columns, rows, 1)
        return {row[0]: make(row[1:]) for row in rows}

    def _row_query(self, columns: tuple[Column, ...], scope: Scope) -> QuerySet[Any]:
        chosen = AnyOf("pk", Values("keys", self.model._meta.pk))
        shown = self.shown(AnyMoment(scope)).filter(chosen).order_by()
        return self.listed(shown, ("pk", *columns), AnyMoment(scope))

    def _load(self, session: "Session", keys: Collection[Any]) -> Mapping[Any, Any]:
        query = self._prepared((*self.columns, *self.annotated), session.scope)
        rows = query.rows(keys=keys, now=session.now)
        return {row[0]: self.instance(row[1:]) for row in rows}


class LookupLoader(RowLoader):
    """Loads visible instances by the values of several columns, such as slug and locale.

    If several objects have the same values, the oldest one counts.
    """

    def __init__(self, of: ModelLoader, *by: str) -> None:
        self.model = of.model
        self.of = of
        self.by = by
        super().__init__(self._load)

    def note(self, depends: Dependencies, keys: Collection[Any], found: Mapping[Any, Any]) -> None:
        """Note the slugs; whatever else is looked for by, any object may have."""
        if "slug" in self.by:
            place = self.by.index("slug")
            depends.slugs(self.model, [key[place] for key in keys])
        else:
            depends.any(self.model)

    def rows(
        self, session: "Session", keys: Collection[Any], columns: Sequence[Column]
    ) -> Mapping[Any, Any]:
        """Return rows by the tuple of values."""
        make = row_maker(self.model, tuple(columns))
        return {key: make(values) for key, values in self._found(session, keys, columns)}

    def _found(
        self, session: "Session", keys: Collection[Any], columns: Sequence[Column]
    ) -> list[tuple[Any, Any]]:
        """Return pairs of a key and the values of the columns, those that count last."""
        query = self._prepared(tuple(columns), session.scope)
        width = len(self.by)
        values = dict(zip(self.by, zip(*self._askable(keys), strict=True), strict=False))
        found = query.rows(**values, now=session.now) if values else []
        session.note_joined(columns, found, width)
        return [(row[:width], row[width:]) for row in reversed(found)]

    def _row_query(self, columns: tuple[Column, ...], scope: Scope) -> QuerySet[Any]:
        shown = self.of.shown(AnyMoment(scope)).order_by("pk")
        for name in self.by:
            shown = shown.filter(AnyOf(name, Values(name, self._field(name))))
        return self.of.listed(shown, (*self.by, *columns), AnyMoment(scope))

    def _field(self, name: str) -> Any:
        return next(field for field in self.model._meta.fields if field.attname == name)

    def _load(self, session: "Session", keys: Collection[Any]) -> Mapping[Any, Any]:
        of = self.of
        found = self._found(session, keys, (*of.columns, *of.annotated))
        made = {key: of.instance(values) for key, values in found}
        session.prime(of, {one.pk: one for one in made.values()})
        return made

    @staticmethod
    def _askable(keys: Collection[Any]) -> list[tuple[Any, ...]]:
        """Return the keys without NUL, which PostgreSQL cannot be asked for."""
        return [key for key in keys if not any("\x00" in str(value) for value in key)]


class ThroughLoader(RowLoader):
    """Loads the visible objects at the other side of a model between, as lists in its order.

    `through` is the model between; `source` its column with the key that is asked, `target` its
    foreign key to what `of` loads.
    """

    #: Its rows bring nothing that they refer to.
    joins = False

    def __init__(
        self,
        of: ModelLoader,
        through: type[Model],
        source: str,
        target: str,
        order: Sequence[str],
        visible: Callable[[type[Model], Any, str], Q] = lambda model, viewer, prefix: Q(),
    ) -> None:
        self.model = of.model
        self.of = of
        self.through = through
        self.source = source
        self.target = target
        self.order = tuple(order)
        self.visible = visible
        fields: Any = through._meta.fields
        self.owner: type[Model] = next(
            field.related_model for field in fields if field.attname == source
        )
        super().__init__(self._load)

    def note(self, depends: Dependencies, keys: Collection[Any], found: Mapping[Any, Any]) -> None:
        """Note the objects whose lists they are; what is in them is noted as it comes in.

        What is hidden at the other side touches these objects when it appears: they refer to it.
        """
        depends.objects(self.owner, keys)

    def rows(
        self, session: "Session", keys: Collection[Any], columns: Sequence[Column]
    ) -> Mapping[Any, Any]:
        """Return lists of rows by the key of the source."""
        return self._lists(session, keys, columns, row_maker(self.model, tuple(columns)))

    def _lists(
        self,
        session: "Session",
        keys: Collection[Any],
        columns: Sequence[Column],
        make: Callable[[Sequence[Any]], Any],
    ) -> dict[Any, list[Any]]:
        query = self._prepared(tuple(columns), session.scope)
        found: dict[Any, list[Any]] = {}
        targets: list[Any] = []
        for row in query.rows(keys=keys, now=session.now):
            found.setdefault(row[0], []).append(make(row[2:]))
            targets.append(row[1])
        if session.depends is not None:
            session.depends.objects(self.model, targets)
        return found

    def _row_query(self, columns: tuple[Column, ...], scope: Scope) -> QuerySet[Any]:
        fields: Any = self.through._meta.fields
        field = next(one for one in fields if one.attname == self.source)
        chosen = AnyOf(self.source, Values("keys", field.target_field))
        visible = self.visible(self.model, AnyMoment(scope), f"{self.target}__")
        shown = self.through._default_manager.filter(visible).filter(chosen)
        targets = [f"{self.target}__{column}" for column in columns if isinstance(column, str)]
        key = f"{self.target}_id"
        return shown.order_by(*self.order).values_list(self.source, key, *targets)

    def _load(self, session: "Session", keys: Collection[Any]) -> Mapping[Any, Any]:
        found = self._lists(session, keys, self.of.columns, self.of.instance)
        session.prime(self.of, {one.pk: one for several in found.values() for one in several})
        return found

    def expect_from(self, session: "Session", values: Iterable[Any]) -> None:
        """Expect nothing: the objects were handed to the loader of their model."""


class Session:
    """One request: who asks, for which site and language, and what is loaded already.

    Who asks is told by the request's headers, which raises `Unauthenticated` for what is wrong,
    unless an `identity` is given.
    """

    def __init__(
        self,
        request: HttpRequest,
        *,
        frontend_urls: FrontendUrls | None = None,
        identity: Identity | None = None,
    ) -> None:
        self.request = request
        self.identity = identify(request) if identity is None else identity
        self._frontend_urls = frontend_urls
        self._found: defaultdict[Loader, dict[Hashable, Any]] = defaultdict(dict)
        self._expected: defaultdict[Loader, set[Hashable]] = defaultdict(set)
        self.memo: dict[Hashable, Any] = {}
        #: What was handed in under keys that no table has; see `hand_in`.
        self.handed: defaultdict[Loader, dict[Hashable, Any]] = defaultdict(dict)
        #: The previewed snippet that stands in for the published one; see `api.stand_ins`.
        self.stand_in: StandIn | None = None
        #: Where what the answer depends on is noted, if anybody wants to know; and the number
        #: that the log had before (see `api.changes`).
        self.depends: Dependencies | None = None
        self.log_number: int | None = None
        #: How far the log was when a page of objects was made (see `api.changes.feed`), if one was.
        self.told: tuple[Any, ...] | None = None
        #: What the answer says besides its data.
        self.extensions: dict[str, Any] = {}
        #: Whether what came in expects all that it refers to. A compiled operation knows better.
        self.expecting = True
        seconds = limit("HEARTH_TIME_LIMIT")
        self.deadline = monotonic() + seconds if seconds else inf

    def anew(self, session_for: Callable[[HttpRequest], "Session"]) -> "Session":
        """Return another session for the same answer, which has not read anything yet."""
        other = session_for(self.request)
        other.depends, other.log_number = self.depends, self.log_number
        other.deadline = self.deadline
        return other

    def check_time(self) -> None:
        """Raise `Timeout` if the time of the request is over; to be called before each query."""
        if monotonic() > self.deadline:
            raise Timeout("This took too long. Ask for less at once, or try again later.")

    @cached_property
    def now(self) -> datetime:
        """The moment of the request: one for the whole answer."""
        return timezone.now()

    @cached_property
    def context(self) -> Context:
        """The sites, roots and restrictions, read with one query."""
        return context.read(self.request, self._frontend_urls)

    def see_from(self, number: int) -> None:
        """Forget whatever may be older than a change: the next one who asks reads it anew.

        The context is the first thing that is read, so that nothing is older than that.
        """
        context = self.__dict__.get("context")
        if context is None or context.version[:3] != (number, 0, 0):
            for name in ("context", "rights", "scope"):
                self.__dict__.pop(name, None)
            self._found.clear()
            self.memo.clear()

    @property
    def user(self) -> Any:
        """Who asks, if somebody has said so; else None."""
        return self.identity.user

    @cached_property
    def rights(self) -> Rights:
        """The view restrictions that hide something from whoever asks."""
        return rights(self.identity, self.context)

    @cached_property
    def scope(self) -> Scope:
        """What visibility depends on."""
        hidden = self.rights
        return Scope(
            tuple(root.path for root in self.context.roots),
            tuple(one.path for one in hidden.pages),
            tuple(one.path for one in hidden.collections),
            None if self.stand_in is None else self.stand_in.shown,
        )

    @property
    def site(self) -> SiteInfo:
        """The site that is asked, told by the host of the request."""
        return self.context.site

    @property
    def roots(self) -> list[RootInfo]:
        """The root page of the site and its translations, its own root first."""
        return self.context.roots

    @cached_property
    def base_url(self) -> str:
        """Scheme and host of this server, for pictures and documents."""
        return f"{self.request.scheme}://{self.request.get_host()}"

    @cached_property
    def frontend_url(self) -> str:
        """Scheme and host of the site that readers see, without a slash at the end."""
        own = self.context.frontend_urls.get(self.site.pk, "")
        return (own or self.base_url).rstrip("/")

    def language_of(self, locale_id: int) -> str:
        """Return the language code of a locale; asks the database only for one without a root."""
        known = {root.locale_id: root.language_code for root in self.roots}
        if locale_id in known:
            return known[locale_id]
        if "locales" not in self.memo:
            self.memo["locales"] = dict(Locale.objects.values_list("pk", "language_code"))
        return self.memo["locales"].get(locale_id, "")

    @cached_property
    def language(self) -> str:
        """The best of our content languages for the request's `Accept-Language`."""
        return languages.best(self.request.META.get("HTTP_ACCEPT_LANGUAGE", ""))

    def locale(self, code: str | None, argument: str = "locale") -> int:
        """Return the key of a locale: of `code` if given, else of the request's language.

        A language in which the site has no root has no content: its key is 0, which nothing has.
        Raises `BadUserInput` for a code that is not one of the content languages.
        """
        if code is not None and code not in dict(settings.WAGTAIL_CONTENT_LANGUAGES):
            raise BadUserInput(argument, "This is not one of the languages of the content.")
        by_code = {root.language_code: root.locale_id for root in reversed(self.roots)}
        if code is not None:
            return by_code.get(code, 0)
        return by_code.get(self.language, self.roots[0].locale_id)

    def load(self, loader: Loader, key: Hashable) -> Any:
        """Return the value of a key, or None; brings in all keys that the loader expects."""
        found = self._found[loader]
        return found[key] if key in found else self.fetch(loader, (key,)).get(key)

    def fetch(self, loader: Loader, keys: Iterable[Hashable]) -> Mapping[Any, Any]:
        """Bring in keys, and all that the loader expects; return everything it has found."""
        found = self._found[loader]
        missing = self._expected.pop(loader, set()).union(keys) - found.keys()
        if missing:
            self.check_time()
            loaded = loader.load(self, missing)
            if self.stand_in is not None:
                loaded = self.stand_in.among(loaded, loader, missing, self)
            found.update(dict.fromkeys(missing))
            found.update(loaded)
            if self.depends is not None:
                loader.note(self.depends, missing, loaded)
            if self.expecting or loader.leads_on:
                loader.expect_from(self, loaded.values())
        return found

    def load_many(self, loader: Loader, keys: Iterable[Hashable]) -> list[Any]:
        """Return the values of the keys in their order, without those that are missing."""
        keys = list(keys)
        self.expect(loader, keys)
        return [value for key in keys if (value := self.load(loader, key)) is not None]

    def expect(self, loader: Loader, keys: Iterable[Hashable]) -> None:
        """Remember keys that may be needed; nothing is loaded before one of them is."""
        self._expected[loader].update(keys)

    def expect_again(self) -> None:
        """Expect whatever refers to something, also all that came in while nothing was expected."""
        self.expecting = True
        for loader, found in list(self._found.items()):
            with suppress(Exception):  # It fails again where somebody needs it.
                loader.expect_from(self, [value for value in found.values() if value is not None])

    def prime(self, loader: Loader, values: Mapping[Any, Any]) -> None:
        """Hand in values that were loaded in another way, such as the rows of a list."""
        known = self._found[loader]
        new = {
            key: self.as_previewed(value) for key, value in values.items() if known.get(key) is None
        }
        known.update(new)
        if self.depends is not None:
            loader.note(self.depends, new.keys(), new)
        if self.expecting:
            loader.expect_from(self, new.values())

    def note_joined(
        self, columns: Sequence[Column], rows: Sequence[Sequence[Any]], start: int
    ) -> None:
        """Note the objects that rows have brought columns of; their columns begin at `start`."""
        if self.depends is not None:
            for model, place in joined_keys(tuple(columns)):
                keys = {row[start + place] for row in rows} - {None}
                self.depends.objects(model, keys)

    def as_previewed(self, value: Any) -> Any:
        """Return a value that was loaded in another way, with a previewed snippet in its place."""
        return value if self.stand_in is None else self.stand_in.instead(value, self)

    def hand_in(self, loader: Loader, values: Mapping[Any, Any]) -> None:
        """Hand in values under keys that are in no table, such as those of drafts."""
        self.handed[loader].update(values)
        self.prime(loader, values)
