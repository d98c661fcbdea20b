"""Asking for an address elsewhere, without letting it lead into the house.

Editors type addresses and this server asks for them: what is not public on the internet is refused
after the name is resolved, and the very address that was looked at is the one that is connected to.
"""

import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Timer
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from django.conf import settings

from home.links.addresses import is_public

#: Seconds for a single word of a server, and for all that is asked because of one address.
TIMEOUT = 10
ALLOWED = 30
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
    """Ask for an address as a reader's browser would, but only for its head if that will do.

    It takes `ALLOWED` seconds at most once the names are resolved, however slowly a server talks.
    """
    until = time.monotonic() + ALLOWED
    try:
        answer = _follow("HEAD", url, until)
        # Many servers answer HEAD wrongly, so that a failure counts only when GET fails too.
        return _follow("GET", url, until) if answer.is_failure else answer
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


def _follow(method: str, url: str, until: float) -> Answer:
    for _hop in range(MAX_REDIRECTS + 1):
        status, location = _request(method, url, until)
        if status not in REDIRECTS or not location:
            return Answer(status)
        url = urljoin(url, location)
    return Answer(error="Too many redirects.")


def _request(method: str, url: str, until: float) -> tuple[int, str | None]:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise RefusedError("Not an address of the web.")
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    wait = min(TIMEOUT, _left(until))
    connection: Any = kind(parts.hostname.encode("idna").decode(), parts.port, timeout=wait)
    connection._create_connection = connect
    query = f"?{quote(parts.query, safe='%/:=&?~#+!$,;@()*[]')}" if parts.query else ""
    target = quote(parts.path or "/", safe="%/:=&~+!$,;@()*'") + query
    headers = {"User-Agent": user_agent(), "Accept": "*/*"}
    try:
        connection.connect()
        with _cut_off(connection.sock, until):
            connection.request(method, target, headers=headers)
            response = connection.getresponse()
        return response.status, response.getheader("Location")
    finally:
        connection.close()


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


@contextmanager
def _cut_off(line: socket.socket, until: float) -> Iterator[None]:
    """End a conversation at a moment: a timeout alone starts anew with every byte that drips."""
    cut = Timer(_left(until), _hang_up, [line])
    cut.daemon = True
    cut.start()
    try:
        yield
    finally:
        cut.cancel()
        cut.join()
        # What was cut off looks like a server that hangs up, or even like a whole answer.
        _left(until)


def _hang_up(line: socket.socket) -> None:
    with suppress(OSError):
        # The plain socket's way: that of an encrypted one is not for other threads.
        socket.socket.shutdown(line, socket.SHUT_RDWR)


def connect(
    address: tuple[str, int], timeout: float, *args: Any, allow_private: bool | None = None
) -> socket.socket:
    """Connect to a host as `socket.create_connection` does, if it is on the public internet.

    The timeout, in seconds, is for all of its addresses together. `allow_private` lets hosts of the
    own network be asked; by default `HEARTH_LINKS_PRIVATE` does.
    """
    host, port = address
    until = time.monotonic() + timeout
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    numbers = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if allow_private is None:
        allow_private = settings.HEARTH_LINKS_PRIVATE
    if not allow_private and not all(map(is_public, numbers)):
        raise RefusedError("Not a public address.")
    failure: OSError = OSError()
    for number in numbers:
        try:
            made = socket.create_connection((number, port), _left(until))
        except OSError as error:
            failure = error
        else:
            made.settimeout(timeout)
            return made
    raise failure


def user_agent() -> str:
    """Return who asks, with an address for those who want to know why."""
    return f"Hearth link check (+{settings.WAGTAILADMIN_BASE_URL})"
