"""Headers that every page of ours carries, whatever view made it."""

from collections.abc import Callable
from typing import Any

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class PagePolicyMiddleware(CSPMiddleware):
    """django-csp's, but what is excluded costs nothing: the API is asked far more than any page."""

    def __call__(self, request: HttpRequest) -> Any:
        """Answer; pages with `Content-Security-Policy`."""
        excluded = settings.CONTENT_SECURITY_POLICY["EXCLUDE_URL_PREFIXES"]
        if request.path_info.startswith(tuple(excluded)):
            return self.get_response(request)
        return super().__call__(request)


class PageHeadersMiddleware:
    """Tells browsers which of their abilities our pages never use."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer; pages with `Permissions-Policy`."""
        response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        return response
