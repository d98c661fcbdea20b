"""Caches before the front end that can forget answers by their tags.

Each is one of Wagtail's backends, or is set in `WAGTAILFRONTENDCACHE` like one. Unlike Wagtail's
own they raise what goes wrong, so that it is tried again, and wait for no cache without end.
"""

import json
from collections.abc import Collection, Iterator, Sequence
from typing import Any, ClassVar
from urllib.parse import urlsplit, urlunsplit

import requests
from django.core.exceptions import ImproperlyConfigured
from urllib3.exceptions import HTTPError
from wagtail.contrib.frontend_cache import backends
from wagtail.contrib.frontend_cache.backends.base import BaseBackend

#: Seconds that a cache has to answer.
TIMEOUT = 10
#: How many bytes of an answer are read.
MAX_READ = 65_536
#: What a cache says that is asked by the method PURGE and does not have it: there is no more to do.
ABSENT = {404, 410, 412}


class PurgeError(Exception):
    """A cache that did not do what it was asked to."""


class _TaggedBackend(BaseBackend):
    """A cache that forgets URLs and tags, so many at once."""

    chunk: ClassVar[int]
    #: How many addresses one request names.
    urls_at_once: ClassVar[int] = 1

    def purge(self, url: str) -> None:
        """Forget an address."""
        self.purge_batch([url])

    def purge_batch(self, urls: Sequence[str]) -> None:
        """Forget addresses."""
        for some in _chunks(urls, self.chunk):
            self._forget("urls", some)

    def purge_tags(self, tags: Sequence[str]) -> None:
        """Forget all answers that have one of the tags."""
        for some in _chunks(tags, self.chunk):
            self._forget("tags", some)

    def _forget(self, kind: str, names: Sequence[str]) -> None:
        raise NotImplementedError


class CloudflareBackend(backends.CloudflareBackend, _TaggedBackend):
    """Cloudflare, with the settings of Wagtail's backend: by URL and by `Cache-Tag`."""

    chunk = 30
    urls_at_once = 30

    purge = _TaggedBackend.purge
    purge_batch = _TaggedBackend.purge_batch

    def _forget(self, kind: str, names: Sequence[str]) -> None:
        if self.cloudflare_token:
            headers = {"Authorization": f"Bearer {self.cloudflare_token}"}
        else:
            headers = {
                "X-Auth-Email": self.cloudflare_email,
                "X-Auth-Key": self.cloudflare_api_key,
            }
        found = _sent(
            "POST",
            self.cloudflare_purge_endpoint_url,
            json={"files" if kind == "urls" else "tags": list(names)},
            headers=headers,
        )
        try:
            answer = json.loads(found)
        except ValueError:
            raise PurgeError("Cloudflare: no proper answer") from None
        if not answer.get("success"):
            raise PurgeError(f"Cloudflare: {answer.get('errors')}"[:300])


class FastlyBackend(_TaggedBackend):
    """Fastly, by URL and by `Surrogate-Key`; needs `SERVICE_ID` and `API_TOKEN`."""

    chunk = 200
    api = "https://api.fastly.com"

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__(params)
        try:
            self.service, self.token = params.pop("SERVICE_ID"), params.pop("API_TOKEN")
        except KeyError as missing:
            raise ImproperlyConfigured(f"Fastly needs the setting {missing}.") from None

    def _forget(self, kind: str, names: Sequence[str]) -> None:
        headers = {"Fastly-Key": self.token, "Accept": "application/json"}
        if kind == "tags":
            headers["Surrogate-Key"] = " ".join(names)
            _sent("POST", f"{self.api}/service/{self.service}/purge", headers=headers)
            return
        for url in names:
            parts = urlsplit(url)
            target = f"{parts.netloc}{parts.path}" + (f"?{parts.query}" if parts.query else "")
            _sent("POST", f"{self.api}/purge/{target}", headers=headers)


class VarnishBackend(_TaggedBackend):
    """Varnish, or another cache at `LOCATION` that is asked by the method PURGE.

    Tags are in the header `xkey-purge`, between blanks, as the VCL of the module xkey reads them.
    """

    chunk = 100

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.location = params.pop("LOCATION").rstrip("/")

    def _forget(self, kind: str, names: Sequence[str]) -> None:
        if kind == "tags":
            headers = {"xkey-purge": " ".join(names)}
            _sent("PURGE", f"{self.location}/", done=ABSENT, headers=headers)
            return
        start = urlsplit(self.location)
        for url in names:
            parts = urlsplit(url)
            target = urlunsplit([start.scheme, start.netloc, parts.path, parts.query, ""])
            _sent("PURGE", target, done=ABSENT, headers={"Host": parts.netloc})


def _chunks(names: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(names), size):
        yield names[start : start + size]


def _sent(method: str, url: str, done: Collection[int] = (), **options: Any) -> bytes:
    """Ask a cache; return what it says. The statuses `done` say that there was nothing to do."""
    options |= {"allow_redirects": False, "stream": True}
    try:
        with requests.request(method, url, timeout=TIMEOUT, **options) as found:
            said: bytes = found.raw.read(MAX_READ, decode_content=True)
    except (requests.RequestException, HTTPError) as error:
        raise PurgeError(f"{type(error).__name__}: {error}"[:300]) from error
    if found.status_code not in done and (not found.ok or found.is_redirect):
        raise PurgeError(f"HTTP {found.status_code}: {said[:200].decode(errors='replace')}")
    return said
