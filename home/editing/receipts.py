"""Browsers learn which of the forms that they keep a copy of has been saved."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

#: The field that names a copy, and the cookie that names the copies to throw away.
FIELD = "hearth-kept"
COOKIE = "hearth-saved"
MAX_RECEIPTS = 10
MAX_LENGTH = 36


class ReceiptsMiddleware:
    """Answers a form that was saved with a receipt, which `home/editing/kept.js` reads.

    A form of the admin that was saved leads elsewhere; one that was not is shown again, or leads
    to the log-in, or, without the right to save, to the home of the admin.
    """

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, with a receipt if a form was saved."""
        response = self.get_response(request)
        home = reverse("wagtailadmin_home")
        if request.method == "POST" and response.status_code == 302 and request.path != home:
            copy = request.POST.get(FIELD, "") if request.path.startswith(home) else ""
            goal = response.headers["Location"].partition("?")[0]
            if 0 < len(copy) <= MAX_LENGTH and goal not in (home, reverse("wagtailadmin_login")):
                copies = request.COOKIES.get(COOKIE, "").split(".")
                response.set_cookie(
                    COOKIE,
                    ".".join([*filter(None, copies), copy][-MAX_RECEIPTS:]),
                    path=home,
                    secure=settings.SESSION_COOKIE_SECURE,
                    samesite="Lax",
                )
        return response
