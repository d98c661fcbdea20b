"""Addresses of the old site: which of them are pages here, and what redirects call them."""

import re
from urllib.parse import parse_qsl, unquote, urlencode, urljoin, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

SCHEMES = {"http", "https", "mailto", "tel", "sms"}
#: What only says where a reader came from.
CAMPAIGN = ("utm_", "fbclid", "gclid")
#: How an ampersand is written in markup; what is left of it in an address was written twice.
AMPERSAND = re.compile(r"&(?:amp|#0*38|#x0*26);", re.IGNORECASE)
_check = URLValidator(schemes=["http", "https"])


def plain(url: str) -> str:
    """Return an address as a browser asks for it, however often its ampersands were escaped."""
    before = None
    while before != url:
        before, url = url, AMPERSAND.sub("&", url)
    return url


def join(base: str, url: str) -> str:
    """Return a whole address; an address that nobody can read is an empty text."""
    try:
        return urljoin(base, url.strip())
    except ValueError:
        return ""


def known_as(url: str) -> str:
    """Return what all spellings of an address have in common."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    host = parts.netloc.lower().removeprefix("www.")
    query = urlencode(
        sorted(pair for pair in parse_qsl(parts.query) if not pair[0].startswith(CAMPAIGN))
    )
    return f"{host}{unquote(parts.path).rstrip('/')}" + (f"?{query}" if query else "")


def linkable(base: str, url: str) -> str:
    """Return a whole address that may be linked to, or an empty text."""
    if url.startswith("#"):
        return url
    whole = join(base, url)
    try:
        scheme = urlsplit(whole).scheme.lower()
    except ValueError:
        return ""
    if any(ord(letter) < 33 for letter in whole):
        whole = whole.replace(" ", "%20")
    return whole if scheme in SCHEMES else ""


def is_valid(url: str) -> bool:
    """Tell whether a block's field for addresses takes it."""
    try:
        _check(url)
    except ValidationError:
        return False
    return True


def old_path(url: str) -> str:
    """Return the path and the query of an address, as a redirect is asked for."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme not in ("", "http", "https"):
        return ""
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
