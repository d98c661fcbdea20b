"""Signatures of webhooks, as Standard Webhooks has them."""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Iterable
from hashlib import sha256
from secrets import token_bytes

PREFIX = "whsec_"


def new_secret() -> str:
    """Return a secret of 32 random bytes, as it is shown to whoever has to check signatures."""
    return PREFIX + b64encode(token_bytes(32)).decode()


def signature(secret: str, event_id: str, timestamp: int, body: bytes) -> str:
    """Return the signature of a message; `timestamp` is in seconds since 1970."""
    key = b64decode(secret.removeprefix(PREFIX))
    signed = b".".join([event_id.encode(), str(timestamp).encode(), body])
    return "v1," + b64encode(hmac.digest(key, signed, sha256)).decode()


def headers(secrets: Iterable[str], event_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """Return the headers of a message, with a signature for each of the secrets."""
    signatures = [signature(one, event_id, timestamp, body) for one in secrets]
    return {
        "webhook-id": event_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }
