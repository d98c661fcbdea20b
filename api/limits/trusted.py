"""Trusted documents: with `HEARTH_TRUSTED_DOCUMENTS`, nothing but registered operations is served.

The setting is the path of a JSON manifest, as GraphQL Code Generator and Relay write it
(`{hash: document}`) or as Apollo does (`{"format": "apollo-persisted-query-manifest", …}`).
"""

import logging
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings

from api.errors import Forbidden, PersistedQueryNotFound, Unavailable

logger = logging.getLogger(__name__)

APOLLO = "apollo-persisted-query-manifest"
#: Under which names clients send the id of a document: the specification's own, then Relay's.
NAMES = ("documentId", "id", "doc_id")
#: What the specification on persisted documents writes before a hash.
PREFIX = "sha256:"


class BrokenManifest(Exception):
    """The manifest is not there, or it is none; the message says what is wrong."""


class Manifest:
    """The registered documents, by their ids."""

    def __init__(self, documents: Mapping[str, str]) -> None:
        self.documents = documents
        self.texts = frozenset(documents.values())


def read(path: Path) -> Manifest:
    """Return the manifest of a file; raise `BrokenManifest` if there is none in it."""
    try:
        found = orjson.loads(path.read_bytes())
    except OSError as error:
        raise BrokenManifest(f"{path} cannot be read: {error.strerror}.") from None
    except orjson.JSONDecodeError:
        raise BrokenManifest(f"{path} is not JSON.") from None
    if isinstance(found, dict) and found.get("format") == APOLLO:
        operations = found.get("operations")
        entries = operations if isinstance(operations, list) else [None]
        found = {one.get("id"): one.get("body") for one in entries if isinstance(one, dict)}
        if len(found) != len(entries):
            raise BrokenManifest(f"{path} has operations without an id of their own.")
    if not isinstance(found, dict):
        raise BrokenManifest(f"{path} is not an object of ids and documents.")
    for key, text in found.items():
        if not isinstance(key, str) or not isinstance(text, str):
            raise BrokenManifest(f"{path} has an entry that is not an id with a document.")
    return Manifest(found)


@lru_cache(maxsize=1)
def _kept(path: str) -> Manifest:
    return read(Path(path))


def manifest() -> Manifest | None:
    """Return the manifest, read once in each process; None if any document is served.

    A manifest that is broken raises `Unavailable`: then nothing is served at all.
    """
    path = getattr(settings, "HEARTH_TRUSTED_DOCUMENTS", "")
    if not path:
        return None
    try:
        return _kept(str(path))
    except BrokenManifest as error:
        logger.error("The manifest of trusted documents is broken: %s", error)
        raise Unavailable("The service is not available at the moment.") from None


def document_of(values: Mapping[str, Any]) -> str | None:
    """Return the document that the body of a request names by an id, or has as its `query`.

    Only for a server of trusted documents. Raises `PersistedQueryNotFound` for an unknown id that
    comes without a document.
    """
    trusted = manifest()
    assert trusted is not None, "This server trusts any document."
    key = next((values[name] for name in NAMES if values.get(name)), None) or _hash(values)
    if key is None:
        return values.get("query")
    found = None
    if isinstance(key, str):
        found = trusted.documents.get(key) or trusted.documents.get(key.removeprefix(PREFIX))
    if found is None and values.get("query"):
        return str(values["query"])
    if found is None:
        raise PersistedQueryNotFound("PersistedQueryNotFound")
    return found


def _hash(values: Mapping[str, Any]) -> Any:
    extensions = values.get("extensions")
    persisted = extensions.get("persistedQuery") if isinstance(extensions, dict) else None
    return persisted.get("sha256Hash") if isinstance(persisted, dict) else None


def check(text: str) -> None:
    """Raise `Forbidden` for a document that is not registered, where that is needed."""
    trusted = manifest()
    if trusted is not None and text not in trusted.texts:
        raise Forbidden("This server answers registered operations only.")
