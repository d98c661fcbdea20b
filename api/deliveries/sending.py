"""Posting a message to an address that somebody typed, within limits."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from socket import SHUT_RDWR
from threading import Timer
from time import monotonic
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings

from api.deliveries.lanes import Outcome
from api.deliveries.means import means

#: How many bytes of a response are read, and how many characters of it are kept.
MAX_READ, MAX_KEPT = 65_536, 2_000
#: How many seconds a receiver can ask to be left alone.
MAX_WAIT = 3600
#: What stays as it is in a path and a query; all else is percent-encoded.
SAFE = "%/:=&?~+!$,;@()*'"
ACCEPTED, REDIRECTS = range(200, 300), range(300, 400)
GONE = 410


class RefusedError(Exception):
    """An address that nothing may be sent to."""


def check(url: str) -> None:
    """Raise `RefusedError` with a reason unless something may be sent to an address like this."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises for what is no number
        host = (parts.hostname or "").encode("idna").decode()
    except (ValueError, UnicodeError):
        raise RefusedError("This is not an address of the web.") from None
    if not host or parts.scheme not in {"http", "https"} or not url.isprintable() or " " in url:
        raise RefusedError("This is not an address of the web.")
    if parts.scheme != "https" and not settings.DEBUG:
        raise RefusedError("The address must begin with https://")
    if parts.username is not None or parts.password is not None:
        raise RefusedError("An address may hold no user name and no password.")


def may_be_reached(host: str) -> bool:
    """Whether a host may be asked, as far as one can tell without looking up its name."""
    if settings.HEARTH_WEBHOOK_PRIVATE:
        return True
    try:
        return bool(means().network.is_public(host))
    except ValueError:  # a name, which is looked up when something is sent
        return host != "localhost"


def post(url: str, body: bytes, headers: Mapping[str, str], permit: Callable[[], None]) -> Outcome:
    """Post a body; return what came of it. Never raises but what `permit` raises.

    `permit` is called once there is a connection, before anything is sent. All together takes no
    longer than `HEARTH_WEBHOOK_TIMEOUT` seconds, besides looking up the host's name. Redirects are
    not followed.
    """
    started = monotonic()
    network = means().network
    try:
        check(url)
        connection = _connection(url)
        late = _Late(connection, settings.HEARTH_WEBHOOK_TIMEOUT)
        try:
            connection.connect()
            permit()
            status, wait, text = _ask(connection, url, body, headers, late)
        finally:
            late.cancel()
            connection.close()
    except (RefusedError, network.RefusedError) as refusal:
        return Outcome(is_accepted=False, said=str(refusal))
    except (OSError, HTTPException, ValueError) as error:
        said = network.describe(TimeoutError() if late.is_over else error)
        return Outcome(is_accepted=False, milliseconds=_since(started), said=said)
    return _outcome(status, wait, text, _since(started))


def _connection(url: str) -> Any:
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    host = (parts.hostname or "").encode("idna").decode()
    connection: Any = kind(host, parts.port, timeout=settings.HEARTH_WEBHOOK_TIMEOUT)
    allow_private = settings.HEARTH_WEBHOOK_PRIVATE
    connection._create_connection = partial(means().network.connect, allow_private=allow_private)
    return connection


def _ask(
    connection: Any, url: str, body: bytes, headers: Mapping[str, str], late: "_Late"
) -> tuple[int, str, str]:
    """Return the status of a response, what it says about trying again, and its text."""
    late.sock = connection.sock
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection.request("POST", quote(target, safe=SAFE), body, dict(headers))
    response = connection.getresponse()
    text = response.read(MAX_READ).decode(errors="replace")
    if late.is_over:
        raise TimeoutError
    return response.status, response.getheader("Retry-After", ""), text


class _Late:
    """Ends a connection at its deadline, however slowly the other side keeps it alive."""

    def __init__(self, connection: Any, seconds: float) -> None:
        self.is_over = False
        self.connection = connection
        #: The connection forgets its socket once the head of a response is read.
        self.sock: Any = None
        self.timer = Timer(seconds, self._end)
        self.timer.daemon = True
        self.timer.start()

    def _end(self) -> None:
        self.is_over = True
        sock = self.sock or self.connection.sock
        with suppress(OSError):
            if sock is not None:
                sock.shutdown(SHUT_RDWR)

    def cancel(self) -> None:
        """Let the connection be."""
        self.timer.cancel()


def _outcome(status: int, wait: str, text: str, milliseconds: int) -> Outcome:
    said = "".join(one if one.isprintable() or one == "\n" else " " for one in text[:MAX_KEPT])
    if status in REDIRECTS:
        said = "Redirects are not followed."
    is_accepted = status in ACCEPTED
    # Of what failed, the status says more than a page of HTML.
    first = "" if is_accepted else f"HTTP {status}: "
    return Outcome(
        is_accepted=is_accepted,
        status=status,
        milliseconds=milliseconds,
        said=first + said.strip() if said.strip() else f"HTTP {status}",
        parks="The receiver is gone (410)." if status == GONE else "",
        wait=min(int(wait), MAX_WAIT) if wait.isdecimal() and wait.isascii() else 0,
    )


def _since(started: float) -> int:
    return round((monotonic() - started) * 1000)
