"""Headers that every page of ours carries, whatever view made it."""

import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from home.models.addresses import framed


class PagePolicyMiddleware(CSPMiddleware):
    """django-csp's, but what is excluded costs nothing: the API is asked far more than any page."""

    def __call__(self, request: HttpRequest) -> Any:
        """Answer; pages with `Content-Security-Policy`."""
        excluded = settings.CONTENT_SECURITY_POLICY["EXCLUDE_URL_PREFIXES"]
        if request.path_info.startswith(tuple(excluded)):
            return self.get_response(request)
        return super().__call__(request)

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """Let the admin show other hosts' previews in its panel, and nothing else of theirs."""
        parts: PolicyParts = super().get_policy_parts(request, response, report_only)
        is_admin = request.path_info.startswith(reverse("wagtailadmin_home"))
        if is_admin and not report_only and (found := origins(framed(request))):
            update = dict(parts.update or {})
            parts.update = {**update, "frame-src": [*update.get("frame-src", []), *found]}
        return parts


#: A host name or an IPv4 address: what can stand in a policy and be nothing else.
HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")


def origins(urls: Iterable[str]) -> list[str]:
    """Return the origins of base URLs as a policy names them, each once."""
    return sorted({origin for url in urls if (origin := _origin(url))})


def _origin(url: str) -> str:
    """Return scheme, host and port of a URL; empty if they cannot stand in a policy."""
    parts = urlsplit(url)
    try:
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except ValueError:
        return ""
    if not HOST.fullmatch(host):
        return ""
    return f"{parts.scheme}://{host}{f':{port}' if port else ''}"


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
