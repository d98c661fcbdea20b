"""A session that has not passed the second step of its account is nobody's."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import LazyObject, SimpleLazyObject

from home.accounts import two_factor

#: What somebody without a second step may still reach while one is required.
OPEN_VIEWS = {
    "hearth_two_factor",
    "wagtailadmin_login",
    "wagtailadmin_logout",
    "wagtailadmin_sprite",
    "wagtailadmin_javascript_catalog",
}


class SecondStepMiddleware:
    """Comes after `OTPMiddleware`. Reads nothing unless somebody asks who the user is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with `request.user` as those see it who must not trust half a log-in."""
        user = request.user
        request.user = SimpleLazyObject(lambda: _trusted(user))  # type: ignore[assignment]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Lead whoever has to set up the second step to where that is done."""
        if (
            not settings.HEARTH_REQUIRE_2FA
            or settings.SESSION_COOKIE_NAME not in request.COOKIES
            or not request.path.startswith((reverse("wagtailadmin_home"), settings.MEDIA_URL))
            or (request.resolver_match and request.resolver_match.url_name in OPEN_VIEWS)
            or not request.user.is_authenticated
            or request.user.is_verified()  # type: ignore[attr-defined]
        ):
            return None
        if request.headers.get("X-Requested-With") == "XMLHttpRequest":
            return HttpResponse(status=403)
        return redirect("hearth_two_factor")


def _trusted(user: Any) -> Any:
    if user.is_authenticated and not user.is_verified() and two_factor.has_device(user):
        nobody: Any = AnonymousUser()
        nobody.otp_device = None
        nobody.is_verified = lambda: False
        return nobody
    # Wagtail's log looks through one layer of laziness, not through several.
    while isinstance(user, LazyObject):
        user = user._wrapped
    return user
