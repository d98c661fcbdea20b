"""Who asks: told by the headers of a request, and never by its cookies.

`Authorization: Bearer` holds one of Wagtail's API tokens, `Preview-Token` shows one draft, and
`Page-Grant` opens pages with a password. What is wrong is refused: nobody who shows a token is
silently taken for a stranger. GraphiQL alone acts for whoever is logged in, while DEBUG.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import timezone
from wagtail.models import APIToken

from api import grants, previews
from api.errors import LimitExceeded, Unauthenticated
from api.previews import Preview

#: The headers that tell who asks; an answer to a request with one of them is for nobody else.
HEADERS = ("Authorization", "Preview-Token", "Page-Grant")
#: What such an answer says to caches.
PRIVATE = "private, no-store"
#: What one for everybody says that can change at any moment: keep it, and ask each time.
REVALIDATED = "public, max-age=0, must-revalidate"
_KEYS = tuple(f"HTTP_{name.upper().replace('-', '_')}" for name in HEADERS)
#: A browser sends it only for a page of ours, which knows its value.
GRAPHIQL_HEADER = "HTTP_X_CSRFTOKEN"
MAX_GRANTS = 20


@dataclass(frozen=True)
class Identity:
    """Who asks, by what the request shows.

    `user` is who holds the token; `preview` the one draft that is shown; `grants` are pairs of the
    key of a page restriction and what stands for its password.
    """

    user: Any = None
    preview: Preview | None = None
    grants: frozenset[tuple[int, str]] = frozenset()


ANONYMOUS = Identity()


def has_credentials(request: HttpRequest) -> bool:
    """Whether a request shows anything that could let it see more than others."""
    return any(key in request.META for key in _KEYS)


def shows_who(request: HttpRequest) -> bool:
    """Whether a request may be somebody's: its answer is then never one for all."""
    return has_credentials(request) or (settings.DEBUG and GRAPHIQL_HEADER in request.META)


def identify(request: HttpRequest) -> Identity:
    """Return who asks; raise `Unauthenticated` for whatever is malformed, revoked or expired."""
    user = None
    if settings.DEBUG and GRAPHIQL_HEADER in request.META:
        user = _of_graphiql(request)
    elif not has_credentials(request):
        return ANONYMOUS
    authorization, preview, granted = (request.META.get(key) for key in _KEYS)
    return Identity(
        user if authorization is None else _bearer(authorization),
        None if preview is None else previews.read(preview),
        frozenset() if granted is None else _granted(granted),
    )


def of_session(request: HttpRequest) -> Identity:
    """Return who is logged in by a cookie, for addresses of files that a browser opens."""
    user = getattr(request, "user", None)
    return Identity(user) if user is not None and user.is_authenticated else ANONYMOUS


def _bearer(header: str) -> Any:
    scheme, _space, text = header.strip().partition(" ")
    key = text.strip()
    if scheme.lower() != "bearer" or not APIToken.validate_token_format(key):
        raise Unauthenticated("Send a token of this site as `Authorization: Bearer wagtail_…`.")
    hashes = APIToken.candidate_key_hashes(key)
    tokens = APIToken.objects.select_related("user")
    token = tokens.filter(key_hash__in=hashes, revoked_at=None).first()
    if token is None or not token.user.is_active:
        raise Unauthenticated("This token is unknown or has been revoked.")
    _touch(token)
    return token.user


def _touch(token: APIToken) -> None:
    interval = getattr(settings, "WAGTAILAPI_TOKEN_LAST_USED_INTERVAL", 60)
    now = timezone.now()
    used = token.last_used_at
    if interval is not None and (used is None or (now - used).total_seconds() >= interval):
        APIToken.objects.filter(pk=token.pk).update(last_used_at=now)


def _granted(header: str) -> frozenset[tuple[int, str]]:
    """Return what grants open. One that has expired opens nothing; its page says so itself."""
    texts = [text.strip() for text in header.split(",")]
    if len(texts) > MAX_GRANTS:
        raise LimitExceeded(
            f"Send at most {MAX_GRANTS} grants.", limit=MAX_GRANTS, requested=len(texts)
        )
    opened: set[tuple[int, str]] = set()
    for text in texts:
        try:
            opened.update((pk, secret) for pk, secret in grants.read("page", text))
        except grants.Expired:
            continue
        except grants.Foreign:
            raise Unauthenticated("This is not a grant that this site gave out.") from None
    return frozenset(opened)


class _Checked(CsrfViewMiddleware):
    """Django's check of CSRF tokens, for a view that is exempt from it."""

    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return reason


def _of_graphiql(request: HttpRequest) -> Any:
    check = _Checked(lambda request: None)  # type: ignore[arg-type]
    check.process_request(request)
    if request.method != "POST" or check.process_view(request, HttpResponse, (), {}):
        raise Unauthenticated("The CSRF token is wrong. Load GraphiQL again.")
    return of_session(request).user
