"""Pictures over the network, only when asked for: from public addresses, within limits."""

import http.client
import socket
from functools import partial
from time import monotonic
from typing import Any
from urllib.parse import urljoin, urlsplit

from home.links.asking import RefusedError, connect

MOST_BYTES = 20 * 1024**2
MOST_SECONDS = 30.0
MOST_REDIRECTS = 3
PATIENCE = 10.0
PORTS = {"http": 80, "https": 443}


class Unreachable(Exception):
    """Why something was not fetched."""


def fetch(url: str) -> bytes:
    """Return what is at a public address of the web; raise `Unreachable` otherwise.

    Names are resolved once and the connection goes to the address that was checked, so that a
    name cannot change its mind. Each redirect is checked like the first address.
    """
    deadline = monotonic() + MOST_SECONDS
    for _hop in range(MOST_REDIRECTS + 1):
        answer = _get(url, deadline)
        if isinstance(answer, bytes):
            return answer
        url = urljoin(url, answer)
    raise Unreachable("too many redirects")


def _get(url: str, deadline: float) -> bytes | str:
    """Return the content, or the address that a redirect leads to."""
    parts = urlsplit(url)
    try:
        port = parts.port or PORTS.get(parts.scheme)
    except ValueError:
        port = None
    if parts.scheme not in PORTS or not parts.hostname or port != PORTS[parts.scheme]:
        raise Unreachable("not an ordinary address of the web")
    connection = _connect(parts.scheme, parts.hostname, port)
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {"User-Agent": "Hearth import", "Accept": "image/*", "Connection": "close"}
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        if response.status in (301, 302, 303, 307, 308):
            return response.getheader("Location") or ""
        if response.status != 200:
            raise Unreachable(f"status {response.status}")
        return _read(response, deadline)
    except (OSError, http.client.HTTPException, UnicodeError, ValueError) as error:
        raise Unreachable(type(error).__name__) from error
    finally:
        connection.close()


def _read(response: http.client.HTTPResponse, deadline: float) -> bytes:
    content = bytearray()
    while piece := response.read1(65_536):
        content += piece
        if len(content) > MOST_BYTES:
            raise Unreachable("too large")
        if monotonic() > deadline:
            raise Unreachable("too slow")
    return bytes(content)


def _connect(scheme: str, host: str, port: int) -> http.client.HTTPConnection:
    kind = http.client.HTTPSConnection if scheme == "https" else http.client.HTTPConnection
    try:
        connection: Any = kind(host.encode("idna").decode(), port, timeout=PATIENCE)
        connection._create_connection = partial(connect, allow_private=False)
        connection.connect()
    except RefusedError as refusal:
        raise Unreachable("not a public address") from refusal
    except socket.gaierror as error:
        raise Unreachable("no such host") from error
    except (OSError, UnicodeError) as error:
        raise Unreachable(type(error).__name__) from error
    ready: http.client.HTTPConnection = connection
    return ready
