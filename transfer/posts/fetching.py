"""Pictures over the network, only when asked for: from public addresses, within limits."""

import http.client
import ipaddress
import socket
import ssl
from time import monotonic
from urllib.parse import urljoin, urlsplit

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
    address = public_address(host, port)
    connection = http.client.HTTPConnection(host, port, timeout=PATIENCE)
    try:
        plain = socket.create_connection((address, port), timeout=PATIENCE)
        connection.sock = (
            ssl.create_default_context().wrap_socket(plain, server_hostname=host)
            if scheme == "https"
            else plain
        )
    except OSError as error:
        raise Unreachable(type(error).__name__) from error
    return connection


def public_address(host: str, port: int) -> str:
    """Return an address of a host, all of whose addresses are public."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable("no such host") from error
    addresses = [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    if not addresses or not all(_is_public(address) for address in addresses):
        raise Unreachable("not a public address")
    return str(addresses[0])


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is not None or (address.teredo is not None):
            return False
        if address in ipaddress.ip_network("64:ff9b::/96"):
            return False
    return address.is_global and not address.is_multicast
