"""Asking for an address elsewhere, without letting it lead into the house.

Editors type addresses and this server asks for them: what is not public on the internet is refused
after the name is resolved, and the very address that was looked at is the one that is connected to.
"""

import socket
import ssl
import time
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from django.conf import settings

TIMEOUT = 10
MAX_REDIRECTS = 5
#: The server is there and does not want to talk to programs, or not now: that says nothing.
SHY = {401, 403, 405, 406, 408, 425, 429, 451, 999}
#: The first kind that an error is of tells what happened.
FAILURES: dict[type[Exception], str] = {
    ssl.SSLError: "The certificate is not valid.",
    TimeoutError: "No answer in time.",
    socket.gaierror: "There is no such host.",
    OSError: "No connection.",
}
#: Where networks without the old internet put its addresses (RFC 6052).
NAT64 = ip_network("64:ff9b::/96")
REDIRECTS = {301, 302, 303, 307, 308}


@dataclass(frozen=True)
class Answer:
    """What a server said: a status, or why there is none."""

    status: int | None = None
    error: str = ""

    @property
    def is_failure(self) -> bool:
        """Whether a reader who follows the link would find nothing."""
        return self.status is None or (self.status >= 400 and self.status not in SHY)


class RefusedError(Exception):
    """An address that must not be asked."""


def ask(url: str) -> Answer:
    """Ask for an address as a reader's browser would, but only for its head if that will do."""
    try:
        answer = _follow("HEAD", url)
        # Many servers answer HEAD wrongly, so that a failure counts only when GET fails too.
        return _follow("GET", url) if answer.is_failure else answer
    except RefusedError as refusal:
        return Answer(error=str(refusal))
    except (OSError, HTTPException, ValueError) as error:
        return Answer(error=describe(error))


def describe(error: Exception) -> str:
    """Say in words why there was no answer."""
    for kind, words in FAILURES.items():
        if isinstance(error, kind):
            return words
    return "Not an address, or no proper answer."


def _follow(method: str, url: str) -> Answer:
    for _hop in range(MAX_REDIRECTS + 1):
        status, location = _request(method, url)
        if status not in REDIRECTS or not location:
            return Answer(status)
        url = urljoin(url, location)
    return Answer(error="Too many redirects.")


def _request(method: str, url: str) -> tuple[int, str | None]:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise RefusedError("Not an address of the web.")
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection: Any = kind(parts.hostname.encode("idna").decode(), parts.port, timeout=TIMEOUT)
    connection._create_connection = connect
    query = f"?{quote(parts.query, safe='%/:=&?~#+!$,;@()*[]')}" if parts.query else ""
    target = quote(parts.path or "/", safe="%/:=&~+!$,;@()*'") + query
    headers = {"User-Agent": user_agent(), "Accept": "*/*"}
    try:
        connection.request(method, target, headers=headers)
        response = connection.getresponse()
        return response.status, response.getheader("Location")
    finally:
        connection.close()


def connect(
    address: tuple[str, int], timeout: float, *args: Any, allow_private: bool | None = None
) -> socket.socket:
    """Connect to a host as `socket.create_connection` does, if it is on the public internet.

    `allow_private` lets hosts of the own network be asked; by default `HEARTH_LINKS_PRIVATE` does.
    """
    host, port = address
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    numbers = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if allow_private is None:
        allow_private = settings.HEARTH_LINKS_PRIVATE
    if not allow_private and not all(map(is_public, numbers)):
        raise RefusedError("Not a public address.")
    failure: OSError = OSError()
    deadline = time.monotonic() + timeout
    for number in numbers:
        # The time is for all addresses together.
        remaining = max(deadline - time.monotonic(), 0.1)
        try:
            connected = socket.create_connection((number, port), remaining)
        except OSError as error:
            failure = error
        else:
            connected.settimeout(timeout)
            return connected
    raise failure


def is_public(number: str) -> bool:
    """Tell whether an IP address is one of the internet's, not of a house, a host or a cloud."""
    address = ip_address(number.partition("%")[0])
    return all(one.is_global and not one.is_multicast for one in [address, *_within(address)])


def _within(address: IPv4Address | IPv6Address) -> list[IPv4Address]:
    """Return the address of the old internet that one of the new stands for, if it does."""
    if isinstance(address, IPv4Address):
        return []
    inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in NAT64:
        inner.append(IPv4Address(int(address) & 0xFFFF_FFFF))
    return [one for one in inner if one]


def user_agent() -> str:
    """Return who asks, with an address for those who want to know why."""
    return f"Hearth link check (+{settings.WAGTAILADMIN_BASE_URL})"
