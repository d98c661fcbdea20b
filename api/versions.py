"""The version of the content: what was derived from one version holds until there is another.

The version is how far the log of changes has come. The passing of an expiry date makes no new one
before somebody notices; so nothing is kept for more than `KEPT_FOR` seconds.
"""

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from cachetools import TTLCache
from django.db.models import Model

T = TypeVar("T")

KEPT_FOR = 60
MAX_KEPT = 4096

#: Apps whose models no answer is made of.
SILENT_APPS = {
    "admin",
    "api",
    "auth",
    "contenttypes",
    "migrations",
    "sessions",
    "wagtailadmin",
    "wagtailsearch",
    "wagtailusers",
}
#: Models beside the content that Wagtail writes with every change of it, or without one.
SILENT_MODELS = {
    *("apitoken", "comment", "commentreply", "editingsession", "modellogentry", "pagelogentry"),
    *("pagesubscription", "referenceindex", "revision", "task", "taskstate", "workflow"),
    *("uploadedfile", "user", "workflowstate", "workflowtask"),
}

_kept: TTLCache[Hashable, Any] = TTLCache(MAX_KEPT, KEPT_FOR)
_lock = Lock()


def is_content(model: type[Model]) -> bool:
    """Whether answers may be made of a model."""
    meta = model._meta
    return meta.app_label not in SILENT_APPS and meta.model_name not in SILENT_MODELS


def kept(version: tuple[Hashable, ...], key: Hashable, make: Callable[[], T]) -> T:
    """Return what `make` made of the key at a version of the content, or makes now.

    Nothing is kept of an unknown version, which is empty.
    """
    if not version:
        return make()
    place = (version, key)
    with _lock:
        if place in _kept:
            found: T = _kept[place]
            return found
    made = make()
    with _lock:
        _kept[place] = made
    return made
