"""Signed grants: what the holder may see for a while, without a row in a database.

A grant is made for one purpose and is nothing anywhere else. What it says can be read by everybody;
nobody can change it or make one without the secret key of the installation.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.core import signing
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

SALT = "api.grants"
#: The longest grant that is looked at; ours have a few hundred characters.
MAX_LENGTH = 4096


class Foreign(Exception):
    """A text that is no grant of ours for this purpose."""


class Expired(Exception):
    """A grant of ours whose time is over."""


class Grant(NamedTuple):
    """A signed text, and the moment when it ends."""

    text: str
    expires_at: datetime


def sign(purpose: str, values: list[Any], minutes: int) -> Grant:
    """Return a grant that holds values (JSON) for some minutes."""
    expires = (timezone.now() + timedelta(minutes=minutes)).replace(microsecond=0)
    text = signing.dumps([*values, int(expires.timestamp())], salt=f"{SALT}.{purpose}")
    return Grant(text, expires)


def read(purpose: str, text: str) -> list[Any]:
    """Return the values of a grant; raise `Foreign` or `Expired` if it does not count."""
    if len(text) > MAX_LENGTH:
        raise Foreign
    try:
        *values, expires = signing.loads(text, salt=f"{SALT}.{purpose}")
    except (signing.BadSignature, ValueError, TypeError):
        raise Foreign from None
    if timezone.now() >= datetime.fromtimestamp(expires, UTC):
        raise Expired
    return list(values)


def of_password(restriction: int, password: str) -> str:
    """Return what stands for the password of a page restriction in a grant."""
    return salted_hmac(
        f"{SALT}.password", f"{restriction}:{password}", algorithm="sha256"
    ).hexdigest()


def same(one: str, other: str) -> bool:
    """Whether two secrets are equal, told in a time that says nothing about them."""
    return constant_time_compare(one, other)


class FileGrants:
    """Gives the short grants that stand in the addresses of files for members.

    Each is for one file, as long as it stays in its collection. All that one request gives end
    together, so that an address is the same wherever it stands in an answer.
    """

    def __init__(self) -> None:
        self.expires = int(timezone.now().timestamp()) + 60 * settings.HEARTH_GRANT_MINUTES

    def grant(self, kind: str, pk: int, collection: int) -> str:
        """Return the grant for a file."""
        return f"{self.expires:x}.{_signature(kind, pk, collection, self.expires)}"


def opens_file(text: str, kind: str, pk: int, collection: int) -> bool:
    """Whether a grant is for a file that still is in the collection, and has not expired."""
    written, _dot, signature = text.partition(".")
    try:
        expires = int(written, 16) if len(written) <= 16 else 0
    except ValueError:
        return False
    signed = constant_time_compare(signature, _signature(kind, pk, collection, expires))
    return signed and timezone.now().timestamp() < expires and written == f"{expires:x}"


def _signature(kind: str, pk: int, collection: int, expires: int) -> str:
    value = f"{kind}:{pk}:{collection}:{expires}"
    return salted_hmac(f"{SALT}.file", value, algorithm="sha256").hexdigest()
