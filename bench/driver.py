"""Sends requests over a few connections at once, and notes how long each answer took.

One thread on raw sockets. What it costs in CPU is its own: servers are measured by their processes.
"""

import selectors
import socket
import time
from collections import deque
from dataclasses import dataclass, field

from bench.cases import Request

CONCURRENCY = 8
#: A connection is renewed after so many requests, so that both workers get their share.
PER_CONNECTION = 10
#: However slow a system is, it is judged by at least so many answers...
LEAST = 16
#: ... unless they take longer than this, in seconds.
LONGEST = 40.0


@dataclass
class Driven:
    """What a drive found: seconds of each answer, bytes of the bodies, and how long it took."""

    latencies: list[float] = field(default_factory=list)
    bytes: int = 0
    elapsed: float = 0.0


class _Connection:
    """One connection with at most one request under way."""

    def __init__(self, port: int, selector: selectors.BaseSelector) -> None:
        self.port = port
        self.selector = selector
        self.socket: socket.socket | None = None
        self.served = 0

    def send(self, request: bytes) -> None:
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port))
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.selector.register(self.socket, selectors.EVENT_READ, self)
        self.parts: list[bytes] = []
        self.missing: int | None = None
        self.started = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> bytes | None:
        """Return the whole response when its last part is there."""
        assert self.socket is not None
        part = self.socket.recv(1 << 18)
        assert part, "The server hung up in the middle of an answer."
        self.parts.append(part)
        if self.missing is None:
            head = b"".join(self.parts)
            end = head.find(b"\r\n\r\n")
            if end < 0:
                return None
            self.parts = [head]
            self.missing = end + 4 + content_length(head[:end]) - len(head)
        else:
            self.missing -= len(part)
        if self.missing > 0:
            return None
        self.served += 1
        whole = b"".join(self.parts)
        if self.served >= PER_CONNECTION or b"\r\nConnection: close" in whole[:2000]:
            self.close()
        return whole

    def close(self) -> None:
        if self.socket is not None:
            self.selector.unregister(self.socket)
            self.socket.close()
            self.socket = None
            self.served = 0


def drive(
    port: int, requests: list[Request], seconds: float, concurrency: int = CONCURRENCY
) -> Driven:
    """Send the requests in turn, again and again; raise if an answer is not a success."""
    selector = selectors.DefaultSelector()
    found = Driven()
    queue = deque(map(wire, requests))
    connections = [_Connection(port, selector) for _ in range(concurrency)]
    started = time.perf_counter()
    under_way = 0

    def start(connection: _Connection) -> None:
        nonlocal under_way
        connection.send(queue[0])
        queue.rotate(-1)
        under_way += 1

    for connection in connections:
        start(connection)
    while under_way:
        ready = selector.select(LONGEST)
        assert ready, f"No answer within {LONGEST:g} s."
        for key, _events in ready:
            connection = key.data
            whole = connection.receive()
            if whole is None:
                continue
            now = time.perf_counter()
            under_way -= 1
            assert whole.startswith(b"HTTP/1.1 200"), whole[:1000]
            found.latencies.append(now - connection.started)
            found.bytes += len(whole) - whole.find(b"\r\n\r\n") - 4
            gone = now - started
            if (gone < seconds or len(found.latencies) < LEAST) and gone < LONGEST:
                start(connection)
    found.elapsed = time.perf_counter() - started
    for connection in connections:
        connection.close()
    return found


def ask(port: int, request: Request, seconds: float = 60.0) -> tuple[dict[str, str], bytes]:
    """Send one request and return headers and body; raise if it is not a success."""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as connection:
        connection.sendall(wire(request))
        whole = b""
        while (end := whole.find(b"\r\n\r\n")) < 0 or len(whole) < end + 4 + content_length(
            whole[:end]
        ):
            part = connection.recv(1 << 18)
            assert part, whole[:1000]
            whole += part
    assert whole.startswith(b"HTTP/1.1 200"), whole[:2000]
    lines = whole[:end].decode("latin-1").split("\r\n")[1:]
    headers = {
        name.lower(): value for name, _colon, value in (one.partition(": ") for one in lines)
    }
    return headers, whole[end + 4 :]


def wire(request: Request) -> bytes:
    """Return the bytes of a request; every system is asked under the same name."""
    lines = [
        f"{request.method} {request.path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Accept: application/json",
    ]
    if request.body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(request.body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + request.body


def content_length(head: bytes) -> int:
    """Return how long the body is."""
    for line in head.split(b"\r\n"):
        name, _colon, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise AssertionError(head)
