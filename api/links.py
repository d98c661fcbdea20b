"""Addresses that readers may be sent to: nothing that runs, wherever it comes from."""

import re
from typing import Any
from urllib.parse import urlsplit

from api.sources import Call, sourced

SAFE_SCHEMES = {"http", "https", "mailto", "tel", "sms"}
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
#: An address in which there is nothing to drop, to doubt or to escape.
PLAIN_URL = re.compile(r"https?://[A-Za-z0-9.-]++(?:[/?#][!#-%(-;=?-Z_a-z~]*+)?")


def safe_url(url: str) -> str:
    """Return a URL that may be linked to, or an empty text."""
    if PLAIN_URL.fullmatch(url):
        return url
    url = CONTROL.sub("", url).strip()
    try:
        scheme = urlsplit(url).scheme.lower()
    except ValueError:
        return ""
    return url if not scheme or scheme in SAFE_SCHEMES else ""


def link(name: str, *, description: str) -> Any:
    """Declare a field that is a column of URLs, of which only safe ones are given out."""

    def read(source: Any, session: Any) -> str:
        return safe_url(getattr(source, name))

    return sourced(Call(read, (), (name,)), description=description)
