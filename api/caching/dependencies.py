"""What an answer depends on, noted while it is made."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db.models import Model
from wagtail.models import Page

from api.changes.settling import (
    FRAME,
    LOG,
    any_tag,
    link_tag,
    list_tag,
    object_tag,
    parts_tag,
    path_tag,
    renewed_tag,
    slug_tag,
    translations_tag,
)
from api.changes.tracking import tracked


@cache
def types_of(model: type[Model]) -> tuple[str, ...]:
    """Return the names that tags of a model's objects begin with; none if nothing follows it.

    An object that is met as one of a base model may be of any of the models that inherit from it.
    """
    known = tracked()
    if model in known:
        return (known[model].type_name,)
    return tuple(one.type_name for other, one in known.items() if issubclass(other, model))


class Dependencies:
    """The tags of one answer. Every answer depends on what is the same for the whole site.

    `heads` are the types that were asked for, also if there was nothing to be noted of them.
    `is_searched` says that the search index was asked, which may be written after what it is of.
    `unknown` names what was read without anybody knowing what it depends on.
    """

    def __init__(self) -> None:
        self.tags: set[str] = {FRAME}
        self.heads: set[str] = set()
        self.is_searched = False
        self.unknown: list[str] = []

    def objects(self, model: type[Model], keys: Iterable[object]) -> None:
        """Note objects that were asked for by their keys, found or not."""
        for name in self._names(model):
            self.tags.update([object_tag(name, key) for key in keys])

    def slugs(self, model: type[Model], slugs: Iterable[str]) -> None:
        """Note slugs that objects were asked for by, found or not."""
        for name in self._names(model):
            self.tags.update([slug_tag(name, slug) for slug in slugs])

    def any(self, model: type[Model]) -> None:
        """Note that whatever any object of a model says may count."""
        self.tags.update([any_tag(name) for name in self._names(model)])

    def listed(self, model: type[Model], columns: Iterable[str] = ()) -> None:
        """Note a list of a model's objects in the order of columns."""
        self.tags.update([list_tag(name) for name in self._names(model)])
        one = tracked().get(model)
        if one is not None and not set(one.renewed).isdisjoint(columns):
            self.tags.add(renewed_tag(one.type_name))

    def linked(self, keys: Iterable[object]) -> None:
        """Note pages of which the title and the address were asked for, found or not."""
        self.heads.update(self._names(Page))
        self.tags.update([link_tag(key) for key in keys])

    def parts(self, model: type[Model]) -> None:
        """Note a list of the parts of a model's objects."""
        self.listed(model)
        self.tags.update([parts_tag(name) for name in self._names(model)])

    def paths(self, paths: Iterable[str]) -> None:
        """Note paths (`url_path`) that pages were looked for at, found or not."""
        self.tags.update([path_tag(path) for path in paths])

    def translations(self, keys: Iterable[Any]) -> None:
        """Note translation keys of which the translations were looked for."""
        self.tags.update([translations_tag(key) for key in keys])

    def log(self) -> None:
        """Note that any change whatever counts, which covers all that is read."""
        self.tags.add(LOG)

    def searched(self, model: type[Model]) -> None:
        """Note that the search index was asked for objects of a model."""
        self.is_searched = True
        self.any(model)

    def _names(self, model: type[Model]) -> tuple[str, ...]:
        names = types_of(model)
        self.heads.update(names)
        if not names:
            self.unknown.append(model._meta.label)
        return names
