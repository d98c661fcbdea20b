"""Browsers learn which of the forms that they keep a copy of has been saved."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db.models.signals import post_save
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from wagtail.models import ModelLogEntry, PageLogEntry

#: The field that names a copy, and the cookie that names the copies to throw away.
FIELD = "hearth-kept"
COOKIE = "hearth-saved"
MAX_RECEIPTS = 10
MAX_LENGTH = 36
#: What Wagtail's log calls a form that was saved.
SAVES = {"wagtail.create", "wagtail.edit", "wagtail.revert"}

#: Whether the request that is being answered has saved a form.
_has_saved: ContextVar[bool] = ContextVar("has_saved", default=False)


class ReceiptsMiddleware:
    """Answers a form that was saved with a receipt, which `home/editing/kept.js` reads.

    Wagtail's log tells that it was. Where an answer leads does not: a form that is not saved is
    sent on too, to the log-in, to the second step, or home without the right to save.
    """

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response
        for entries in (PageLogEntry, ModelLogEntry):
            post_save.connect(_note_save, sender=entries, dispatch_uid="home.editing.receipts")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, with a receipt if a form was saved."""
        home = reverse("wagtailadmin_home")
        if request.method != "POST" or not request.path.startswith(home):
            return self.get_response(request)
        outer = _has_saved.set(False)
        try:
            response = self.get_response(request)
            has_saved = _has_saved.get()
        finally:
            _has_saved.reset(outer)
        if has_saved and response.status_code == 302:
            copy = request.POST.get(FIELD, "")
            if 0 < len(copy) <= MAX_LENGTH:
                copies = request.COOKIES.get(COOKIE, "").split(".")
                response.set_cookie(
                    COOKIE,
                    ".".join([*filter(None, copies), copy][-MAX_RECEIPTS:]),
                    path=home,
                    secure=settings.SESSION_COOKIE_SECURE,
                    samesite="Lax",
                )
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Give no receipt for what was broken off, whatever the answer then is."""
        _has_saved.set(False)


def _note_save(sender: Any, instance: Any, **kwargs: Any) -> None:
    if instance.action in SAVES:
        _has_saved.set(True)
