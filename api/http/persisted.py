"""Automatic persisted queries after Apollo's protocol: a query is sent once, then only its hash."""

import hashlib
import logging
import re
from typing import Any

from django.core.cache import cache

from api.errors import BadRequest, PersistedQueryNotFound

logger = logging.getLogger(__name__)

SHA256 = re.compile(r"[0-9a-f]{64}")
KEPT_FOR = 30 * 24 * 3600
#: Longer documents are answered, but not kept: strangers fill this memory.
MAX_KEPT = 64 * 1024


def digest_of(extensions: dict[str, Any]) -> str | None:
    """Return the hash that a request is sent with, if it is; raise if it is none."""
    persisted = extensions.get("persistedQuery")
    if not isinstance(persisted, dict):
        return None
    digest = persisted.get("sha256Hash")
    is_digest = isinstance(digest, str) and SHA256.fullmatch(digest)
    if persisted.get("version") != 1 or not is_digest:
        raise BadRequest("The persisted query has no valid `sha256Hash` and `version`.")
    return digest


def find(digest: str) -> str:
    """Return the query of a hash; raise `PersistedQueryNotFound` if it is not kept."""
    try:
        kept: str | None = cache.get(_key(digest))
    except Exception:  # each kind of cache has errors of its own
        logger.warning("The cache of persisted queries cannot be read", exc_info=True)
        kept = None
    if kept is None:
        raise PersistedQueryNotFound("PersistedQueryNotFound")
    return kept


def check(digest: str, query: str) -> None:
    """Raise if a query has another hash."""
    if hashlib.sha256(query.encode("utf-8", "replace")).hexdigest() != digest:
        raise BadRequest("The hash of the persisted query does not match the query.")


def keep(digest: str, query: str) -> None:
    """Keep a query under its hash, which must have been checked."""
    if len(query.encode("utf-8", "replace")) > MAX_KEPT:
        return
    try:
        cache.set(_key(digest), query, KEPT_FOR)
    except Exception:  # each kind of cache has errors of its own
        logger.warning("The cache of persisted queries cannot be written", exc_info=True)


def _key(digest: str) -> str:
    return f"hearth:persisted:{digest}"
