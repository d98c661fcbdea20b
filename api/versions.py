"""The version of the content: what was derived from one version holds until there is another.

Changes that send no signal, such as `QuerySet.update()`, and the passing of an expiry date make no
new version; so nothing is kept for more than `KEPT_FOR` seconds.
"""

import secrets
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from cachetools import TTLCache
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save
from wagtail.signals import post_page_move

from api.models import ContentVersion

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


def renew(sender: type[Model], **kwargs: Any) -> None:
    """Give the content a new version, if the sender of a signal is content."""
    # Models of the past, in migrations, are saved before the table exists.
    if not is_content(sender) or sender.__module__ == "__fake__":
        return
    # Any other number will do. A counter would give two transactions that are rolled back the
    # same one, and what was kept of the first would be taken for the second.
    number = secrets.randbits(62)
    if not ContentVersion.objects.filter(pk=1).update(number=number):
        ContentVersion.objects.update_or_create(pk=1, defaults={"number": number})


def kept(version: int, key: Hashable, make: Callable[[], T]) -> T:
    """Return what `make` made of the key at a version of the content, or makes now."""
    place = (version, key)
    with _lock:
        if place in _kept:
            found: T = _kept[place]
            return found
    made = make()
    with _lock:
        _kept[place] = made
    return made


def watch() -> None:
    """Follow the changes of all content."""
    for signal in (post_save, post_delete, m2m_changed, post_page_move):
        signal.connect(renew, dispatch_uid=f"content version {id(signal)}")
