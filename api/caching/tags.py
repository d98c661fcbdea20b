"""The headers that name tags: by these a CDN knows what to purge."""

from collections.abc import Collection

from django.conf import settings
from django.db.models import Model
from django.http.response import HttpResponseBase

from api.caching.dependencies import types_of
from api.caching.entries import Entry, coarse
from api.changes.settling import object_tag
from api.identity import PRIVATE

#: The most bytes that the names of tags take in all headers together.
MAX_TAGS = 4_000
#: The headers that name tags, with what stands between these.
SEPARATORS = {"Surrogate-Key": " ", "Cache-Tag": ","}


def tag_headers(entry: Entry) -> dict[str, str]:
    """Return the headers by which a CDN knows what to purge when something has changed."""
    names = _tag_names()
    if names and not entry.told:
        entry.told = _told(entry.tags, names)
    return _tag_headers(entry.told, names)


def tell_caches(
    response: HttpResponseBase, told: str, model: type[Model], key: object
) -> HttpResponseBase:
    """Return the response of one object alone, such as its file, after telling caches of it.

    `told` is its `Cache-Control`. Unless that is `PRIVATE`, the response also has the headers by
    which a CDN knows what to purge when the object has changed.
    """
    response["Cache-Control"] = told
    if told != PRIVATE:
        names = _tag_names()
        tags = [object_tag(name, key) for name in types_of(model)]
        for name, text in _tag_headers(_told(tags, names), names).items():
            response[name] = text
    return response


def _tag_names() -> list[str]:
    return [name for name in getattr(settings, "HEARTH_HTTP_TAGS", ()) if name in SEPARATORS]


def _told(tags: Collection[str], names: Collection[str]) -> str:
    """Return tags as one text, between blanks, that is short enough for headers of these names."""
    return coarse(tags, MAX_TAGS // len(names) - 20, " ") if names else ""


def _tag_headers(told: str, names: Collection[str]) -> dict[str, str]:
    return {name: told.replace(" ", SEPARATORS[name]) for name in names if told}
