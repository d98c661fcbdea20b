"""Who sees what, and wants it: told by facts alone, those of today and those of long ago."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from wagtail.models import BaseViewRestriction

from api.changes.cursors import fingerprint
from api.changes.facts import Facts, digest
from api.loading import Session

#: Whether something holds; None if nobody can tell any more.
Perhaps = bool | None


@dataclass(frozen=True)
class Scope:
    """What a client wants to hold: objects of some types, with some values, in a language.

    `values` are allowed values by the names of scopes (see `Tracked`); they concern only objects
    that have such a scope, and `locale` only those that have a language. None is any.
    """

    types: tuple[str, ...] | None = None
    locale: int | None = None
    values: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)

    def includes(self, facts: Facts, types: Collection[str]) -> bool:
        """Whether an object with these facts is asked for; `types` are those of all nodes."""
        if facts["type"] not in types:
            return False
        if self.locale is not None and facts.get("locale", self.locale) != self.locale:
            return False
        scopes = facts.get("scopes", {})
        return all(
            name not in scopes or scopes[name] in allowed for name, allowed in self.values.items()
        )


class Reader:
    """Who asks, for which site."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.user = session.user
        self._roots = tuple(root.path for root in session.roots)

    def bound_to(self) -> list[Any]:
        """Return all that decides what the reader sees, besides the facts.

        The addresses that nodes hold begin with those of this server and of the front end, and with
        the code of a language.
        """
        session = self.session
        who = [["member", self.user.is_superuser, *sorted(self._groups)]] if self.user else []
        grants = fingerprint(sorted(session.identity.grants))
        roots = sorted((root.path, root.language_code) for root in session.roots)
        return [roots, session.base_url, session.frontend_url, who, grants]

    def sees(self, facts: Facts) -> Perhaps:
        """Whether the reader can see, or could see then, an object with these facts."""
        if "places" in facts:
            return _any(self._sees_page(path, hidden) for path, *hidden in facts["places"])
        if "path" in facts:
            return self._sees_page(facts["path"], facts["hidden"])
        return _all(self._passes(one, is_page=False) for one in facts.get("hidden", ()))

    def places(self, facts: Facts) -> list[list[str]]:
        """Return those of the places of an object that the reader may see, or might have seen."""
        return [one for one in facts["places"] if self._sees_page(one[0], one[1:]) is not False]

    def reaches(self, facts: Facts) -> bool:
        """Whether an object is part of the site, though the reader may not see it there."""
        paths = [path for path, *_hidden in facts.get("places", ())]
        paths += [facts["path"]] if "path" in facts else []
        return not paths or any(path.startswith(self._roots) for path in paths)

    def _sees_page(self, path: str, hidden: Iterable[str]) -> Perhaps:
        is_here = path.startswith(self._roots)
        return is_here and _all(self._passes(one, is_page=True) for one in hidden)

    def _passes(self, restriction: str, *, is_page: bool) -> Perhaps:
        """Whether a restriction lets the reader see what is below it; see `api.rights`."""
        key, kind, asked = restriction.split(":")
        if self.user is not None and self.user.is_superuser:
            return True
        if kind == BaseViewRestriction.LOGIN:
            return self.user is not None
        if kind == BaseViewRestriction.GROUPS:
            return any(int(one) in self._groups for one in asked.split(",") if one)
        if not is_page or int(key) not in {pk for pk, _ in self.session.identity.grants}:
            return False
        # Whether a grant was for a password can be told only while this is the password.
        if self._passwords.get(int(key)) != asked:
            return None
        return int(key) not in {one.pk for one in self.session.rights.pages}

    @cached_property
    def _groups(self) -> frozenset[int]:
        if self.user is None:
            return frozenset()
        return frozenset(self.user.groups.order_by().values_list("pk", flat=True))

    @cached_property
    def _passwords(self) -> dict[int, str]:
        """Return what stands for the passwords of today in facts, by the restriction's key."""
        found = self.session.context.page_restrictions
        return {one.pk: digest(one.password) for one in found}


def is_same(states: Iterable[Facts], places: Callable[[Facts], object]) -> bool:
    """Whether states of an object are the same to somebody who knows some of its places only.

    `places` returns these, of one state.
    """
    first, *others = [{**facts, "places": places(facts)} for facts in states]
    return all(one == first for one in others)


def is_hidden(facts: Facts) -> bool:
    """Whether strangers cannot see an object with these facts."""
    places = facts.get("places", [["", *facts.get("hidden", ())]])
    return all(hidden for _path, *hidden in places)


def _all(several: Iterable[Perhaps]) -> Perhaps:
    found = list(several)
    return False if False in found else None if None in found else True


def _any(several: Iterable[Perhaps]) -> Perhaps:
    found = list(several)
    return True if True in found else None if None in found else False
