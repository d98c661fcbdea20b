"""Posting a message to an address that somebody typed, within limits."""

import ssl
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from queue import Empty, Queue
from socket import SHUT_RDWR, socket
from threading import Event, Thread, Timer
from time import monotonic
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
#: What a receiver says that is well and takes other events: it has read this one.
PICKY = {400, 409, 413, 415, 422}


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
    longer than `HEARTH_WEBHOOK_TIMEOUT` seconds: to look up the host's name, to connect, to agree
    on a cipher, and to ask, however slowly the other side says what it says. Redirects are not
    followed.
    """
    started = monotonic()
    until = started + settings.HEARTH_WEBHOOK_TIMEOUT
    network = means().network
    try:
        check(url)
        with closing(_connected(url, until)) as connection:
            permit()
            status, wait, text = _ask(connection, url, body, headers, until)
    except (RefusedError, network.RefusedError) as refusal:
        return Outcome(is_accepted=False, said=str(refusal))
    except (OSError, HTTPException, ValueError) as error:
        said = network.describe(TimeoutError() if monotonic() >= until else error)
        return Outcome(is_accepted=False, milliseconds=_since(started), said=said)
    return _outcome(status, wait, text, _since(started))


def _connected(url: str, until: float) -> HTTPConnection:
    """Return a connection to the host of an address, encrypted if that begins with https://."""
    parts = urlsplit(url)
    host = (parts.hostname or "").encode("idna").decode()
    context = ssl.create_default_context() if parts.scheme == "https" else None
    found = (
        HTTPSConnection(host, parts.port, context=context)
        if context
        else HTTPConnection(host, parts.port)
    )
    line = _line((host, found.port), until)
    try:
        if context is not None:
            # This timeout is for all of the handshake together.
            line.settimeout(_left(until))
            line = context.wrap_socket(line, server_hostname=host)
        line.settimeout(_left(until))
    except BaseException:
        line.close()
        raise
    found.sock = line
    return found


def _line(address: tuple[str, int], until: float) -> socket:
    """Connect to an address that may be asked; nobody can stop looking up a name, but wait less."""
    made: Queue[socket | Exception] = Queue()
    connect = partial(means().network.connect, allow_private=settings.HEARTH_WEBHOOK_PRIVATE)
    is_late = Event()

    def run() -> None:
        try:
            found = connect(address, _left(until))
        except Exception as error:  # noqa: BLE001 - it is raised where somebody waits for it
            made.put(error)
            return
        made.put(found)
        if is_late.is_set():
            found.close()

    Thread(target=run, daemon=True).start()
    try:
        found = made.get(timeout=_left(until))
    except Empty:
        is_late.set()
        with suppress(Empty):
            if isinstance(late := made.get_nowait(), socket):
                late.close()
        raise TimeoutError from None
    if isinstance(found, Exception):
        raise found
    return found


def _ask(
    connection: HTTPConnection, url: str, body: bytes, headers: Mapping[str, str], until: float
) -> tuple[int, str, str]:
    """Return the status of a response, what it says about trying again, and its text."""
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    # A timeout alone would begin anew with every byte.
    cut = Timer(_left(until), _hang_up, [connection.sock])
    cut.daemon = True
    cut.start()
    try:
        connection.request("POST", quote(target, safe=SAFE), body, dict(headers))
        response = connection.getresponse()
        text = response.read(MAX_READ).decode(errors="replace")
    finally:
        cut.cancel()
    # What was cut off may look like a whole answer.
    _left(until)
    return response.status, response.getheader("Retry-After") or "", text


def _left(until: float) -> float:
    """Return how many seconds are left; raise `TimeoutError` if none are."""
    left = until - monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _hang_up(line: socket) -> None:
    with suppress(OSError):
        # The plain socket's way: that of an encrypted one is not for other threads.
        socket.shutdown(line, SHUT_RDWR)


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
        is_picky=status in PICKY,
        wait=min(int(wait), MAX_WAIT) if wait.isdecimal() and wait.isascii() else 0,
    )


def _since(started: float) -> int:
    return round((monotonic() - started) * 1000)
