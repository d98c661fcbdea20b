"""By what a kept answer is found again: whatever could make it another one, but the content."""

import sys
from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.core.signals import setting_changed
from django.http import HttpRequest

from api import languages
from api.execution import COST_HEADER, Request

_ROOT = Path(__file__).resolve().parents[2]
#: Longer bodies are always parsed.
MAX_BODY = 64 * 1024
_COST_KEY = f"HTTP_{COST_HEADER.upper().replace('-', '_')}"
#: Whatever of a request decides whether it is refused, and in which media type it is answered.
_SAID = (
    *("CONTENT_TYPE", "CONTENT_LENGTH", "HTTP_CONTENT_ENCODING", "HTTP_TRANSFER_ENCODING"),
    *("HTTP_ACCEPT", "HTTP_ACCEPT_LANGUAGE", _COST_KEY, "QUERY_STRING"),
)
#: Libraries that have a say in answers.
_LIBRARIES = ("Django", "wagtail", "strawberry-graphql", "graphql-core", "orjson")
#: Settings that answers depend on, besides all of ours.
_SETTINGS = (
    *("LANGUAGE_CODE", "LANGUAGES", "MEDIA_URL", "SECRET_KEY", "TIME_ZONE", "DEBUG"),
    *("WAGTAIL_I18N_ENABLED", "WAGTAIL_CONTENT_LANGUAGES", "DEFAULT_FROM_EMAIL"),
    *("STATIC_URL", "STORAGES"),
)


def of_bytes(request: HttpRequest) -> bytes | None:
    """Return a key of a request as it came, so that it need not be read again; None for long ones.

    Requests with one key mean the same; most that mean the same have one.
    """
    meta = request.META
    told = [request.method or "", *_place(request), *[str(meta.get(name, "")) for name in _SAID]]
    text = "\n".join(told).encode("utf-8", "surrogateescape")
    if request.method == "POST":
        length = meta.get("CONTENT_LENGTH") or ""
        if not (length.isascii() and length.isdigit() and len(length) < 6):
            return None
        if int(length) > MAX_BODY or len(request.body) < int(length):
            return None
        text += b"\n" + request.body
    return blake2b(text, digest_size=16, key=release()).digest()


def of(asked: Request, request: HttpRequest, media_type: str) -> str:
    """Return the key of what is asked."""
    meta = request.META
    told = [
        *(asked.query, asked.operation_name, asked.variables or {}, media_type),
        *(languages.best(meta.get("HTTP_ACCEPT_LANGUAGE", "")), *_place(request)),
        meta.get(_COST_KEY, "").lower() == "report",
    ]
    text = orjson.dumps(told, option=orjson.OPT_SORT_KEYS)
    return blake2b(text, digest_size=20, key=release()).hexdigest()


def _place(request: HttpRequest) -> tuple[str, str, str]:
    """Return what decides about the site, and about addresses of this server."""
    host: str = request._get_raw_host()  # type: ignore[attr-defined]
    return request.scheme or "", host, str(request.get_port())


@cache
def release() -> bytes:
    """Return what is another one for other code or other settings.

    Servers of two releases that share a Redis for a while do not read each other's answers.
    """
    digest = blake2b(digest_size=32)
    digest.update(sys.version.encode())
    for name in _LIBRARIES:
        digest.update(metadata.version(name).encode())
    for name in sorted({*_SETTINGS, *(one for one in dir(settings) if one.startswith("HEARTH_"))}):
        digest.update(f"{name}={getattr(settings, name, None)!r}\n".encode())
    digest.update(_code())
    return digest.digest()


@cache
def _code() -> bytes:
    """Return what is another one for other files of the project."""
    digest = blake2b(digest_size=32)
    for path in _files():
        content = path.read_bytes()
        digest.update(f"{path.relative_to(_ROOT)} {len(content)}\n".encode())
        digest.update(content)
    return digest.digest()


def _files() -> Iterator[Path]:
    """Return what the project is made of: all files of its own apps, and what it installs.

    Templates, translations and data make other answers as code does.
    """
    requirements = _ROOT / "requirements.txt"
    if requirements.exists():
        yield requirements
    apps = [*settings.INSTALLED_APPS, settings.ROOT_URLCONF]
    for name in sorted({app.partition(".")[0] for app in apps}):
        spec = find_spec(name)
        folder = Path(spec.origin).parent if spec and spec.origin else None
        if folder is not None and folder.parent == _ROOT:
            paths = (path for path in folder.rglob("*") if path.is_file())
            yield from sorted(path for path in paths if "__pycache__" not in path.parts)


def _forget(**_kwargs: Any) -> None:
    release.cache_clear()


setting_changed.connect(_forget, dispatch_uid="api.caching.keys")
