"""Batches: whatever an answer refers to is fetched once per loader for everything in sight.

A loader turns a set of keys into values with a constant number of queries. A session is the
memory of one request: keys that were met are *expected*, and the first key that is really
needed brings in all that are expected by then. So an answer costs the same for one post and
for twenty, without promises or an event loop, and resolvers stay plain functions.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, Protocol

from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header
from wagtail.models import Locale, Page, Site

from api.errors import BadUserInput


class Expecting(Protocol):
    """Something that can say what an object refers to."""

    def expect(self, source: Any, session: "Session") -> None:
        """Tell the session which keys `source` refers to."""


class Loader:
    """Loads values by key, many at a time.

    `load` gets the session and the keys and returns a mapping of those it found. `expect_all`
    is called with each value that came in, so that what hangs on it is expected in turn.
    """

    def __init__(self, load: Callable[["Session", Collection[Any]], Mapping[Any, Any]]) -> None:
        self.load = load
        self.expected_from: list[Expecting] = []

    def expect_from(self, session: "Session", values: Iterable[Any]) -> None:
        """Tell the session what loaded values refer to."""
        for value in values:
            for source in self.expected_from:
                source.expect(value, session)


class KeysLoader(Loader):
    """Loads values that lead to keys of another loader, which are expected there at once.

    `keys` tells the keys that a value leads to; without it, the value is the list of them.
    """

    def __init__(
        self,
        load: Callable[["Session", Collection[Any]], Mapping[Any, list[Any]]],
        into: Loader,
        keys: Callable[[Any], Iterable[Hashable]] = list,
    ) -> None:
        super().__init__(load)
        self.into = into
        self.keys = keys

    def expect_from(self, session: "Session", values: Iterable[Any]) -> None:
        """Expect every key that was found."""
        for value in values:
            session.expect(self.into, self.keys(value))


class ModelLoader(Loader):
    """Loads the visible instances of a model by primary key.

    `visible` narrows a queryset to what the reader may see; `refine` adds `defer` and the like.
    """

    def __init__(
        self,
        model: type[Model],
        visible: Callable[[QuerySet[Any], "Session"], QuerySet[Any]],
        refine: Callable[[QuerySet[Any]], QuerySet[Any]] = lambda queryset: queryset,
    ) -> None:
        self.model = model
        self.visible = visible
        self.refine = refine
        super().__init__(self._load)

    def queryset(self, session: "Session") -> QuerySet[Any]:
        """Return all that the reader may see, ready to be filtered and loaded."""
        return self.refine(self.visible(self.model._default_manager.all(), session))

    def _load(self, session: "Session", keys: Collection[Any]) -> Mapping[Any, Any]:
        return {row.pk: row for row in self.queryset(session).filter(pk__in=keys)}


class Session:
    """One request: who asks, for which site and language, and what is loaded already."""

    def __init__(
        self,
        request: HttpRequest,
        *,
        frontend_url: Callable[["Session"], str] = lambda session: "",
    ) -> None:
        self.request = request
        self._frontend_url = frontend_url
        self._found: defaultdict[Loader, dict[Hashable, Any]] = defaultdict(dict)
        self._expected: defaultdict[Loader, set[Hashable]] = defaultdict(set)
        self.memo: dict[Hashable, Any] = {}

    @cached_property
    def now(self) -> datetime:
        """The moment of the request: one for the whole answer."""
        return timezone.now()

    @cached_property
    def site(self) -> Site:
        """The site that is asked, told by the host of the request."""
        site = Site.find_for_request(self.request)
        assert site is not None, "Every installation has a default site."
        return site

    @cached_property
    def base_url(self) -> str:
        """Scheme and host of this server, for pictures and documents."""
        return f"{self.request.scheme}://{self.request.get_host()}"

    @cached_property
    def frontend_url(self) -> str:
        """Scheme and host of the site that readers see, without a slash at the end."""
        return (self._frontend_url(self) or self.base_url).rstrip("/")

    @cached_property
    def roots(self) -> list[Page]:
        """The root page of the site and its translations with their locales, its own root first."""
        own = self.site.root_page_id
        same = Page.objects.filter(pk=own).values("translation_key")
        found = (
            Page.objects.filter(translation_key__in=same)
            .select_related("locale")
            .only("pk", "path", "url_path", "locale__language_code")
        )
        return sorted(found, key=lambda page: (page.pk != own, page.pk))

    def language_of(self, locale_id: int) -> str:
        """Return the language code of a locale; asks the database only for one without a root."""
        known = {root.locale_id: root.locale.language_code for root in self.roots}
        if locale_id in known:
            return known[locale_id]
        if "locales" not in self.memo:
            self.memo["locales"] = dict(Locale.objects.values_list("pk", "language_code"))
        return self.memo["locales"].get(locale_id, "")

    @cached_property
    def language(self) -> str:
        """The best of our content languages for the request's `Accept-Language`."""
        for wanted, _quality in parse_accept_lang_header(
            self.request.headers.get("Accept-Language", "")
        ):
            try:
                return get_supported_language_variant(wanted)
            except LookupError:
                continue
        return settings.LANGUAGE_CODE

    def locale(self, code: str | None, argument: str = "locale") -> int:
        """Return the key of a locale: of `code` if given, else of the request's language.

        A language in which the site has no root has no content: its key is 0, which nothing has.
        Raises `BadUserInput` for a code that is not one of the content languages.
        """
        if code is not None and code not in dict(settings.WAGTAIL_CONTENT_LANGUAGES):
            raise BadUserInput(argument, "This is not one of the languages of the content.")
        by_code = {root.locale.language_code: root.locale_id for root in reversed(self.roots)}
        if code is not None:
            return by_code.get(code, 0)
        return by_code.get(self.language, self.roots[0].locale_id)

    def load(self, loader: Loader, key: Hashable) -> Any:
        """Return the value of a key, or None; brings in all keys that the loader expects."""
        found = self._found[loader]
        if key not in found:
            keys = self._expected.pop(loader, set()) - found.keys() | {key}
            loaded = loader.load(self, keys)
            found.update(dict.fromkeys(keys))
            found.update(loaded)
            loader.expect_from(self, loaded.values())
        return found[key]

    def load_many(self, loader: Loader, keys: Iterable[Hashable]) -> list[Any]:
        """Return the values of the keys in their order, without those that are missing."""
        keys = list(keys)
        self.expect(loader, keys)
        return [value for key in keys if (value := self.load(loader, key)) is not None]

    def expect(self, loader: Loader, keys: Iterable[Hashable]) -> None:
        """Remember keys that may be needed; nothing is loaded before one of them is."""
        self._expected[loader].update(keys)

    def prime(self, loader: Loader, values: Mapping[Any, Any]) -> None:
        """Hand in values that were loaded in another way, such as the rows of a list."""
        known = self._found[loader]
        new = {key: value for key, value in values.items() if known.get(key) is None}
        known.update(new)
        loader.expect_from(self, new.values())
