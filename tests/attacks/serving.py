"""A real gunicorn on a copy of the tests' content, for what no test client can send."""

import json
import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection, transaction

from tests.attacks.payloads import request

ROOT = Path(__file__).resolve().parents[2]
THREADS = 4
#: Seconds after which a test gives up: far beyond what an answer takes.
PATIENCE = 30


@dataclass
class Response:
    """A response off the wire."""

    status: int
    headers: dict
    body: bytes

    def json(self):
        return json.loads(self.body)


class Server:
    """One worker of gunicorn with a few threads."""

    def __init__(self, port, process, log):
        self.port = port
        self.process = process
        self.log = log

    @contextmanager
    def connected(self, *, patience=PATIENCE):
        with socket.create_connection(("127.0.0.1", self.port), timeout=patience) as opened:
            yield opened

    def send(self, data, *, half_closed=True):
        """Send bytes as they are and return the first response."""
        with self.connected() as opened:
            try:
                opened.sendall(data)
                if half_closed:
                    opened.shutdown(socket.SHUT_WR)
            except OSError:
                pass  # The server has heard enough; it has answered all the same.
            return read(opened)

    def ask(self, query, /, **variables):
        """Answer a query like an honest client's."""
        body = json.dumps({"query": query, "variables": variables}).encode()
        response = self.send(request(body))
        assert response.status == 200, response
        return response.json()

    def works(self):
        return self.ask("{__typename}") == {"data": {"__typename": "Query"}}

    def worker(self):
        """The process id of the worker."""
        pid = self.process.pid
        told = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        assert len(told) == 1
        return int(told[0])

    def peak(self):
        """The most memory that the worker has ever had, in MB."""
        lines = Path(f"/proc/{self.worker()}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def read(opened):
    """Read one response until the server closes; one that breaks off is whatever came."""
    data = b""
    try:
        while chunk := opened.recv(65536):
            data += chunk
            head, end, body = data.partition(b"\r\n\r\n")
            length = next(
                (
                    line
                    for line in head.lower().split(b"\r\n")
                    if line.startswith(b"content-length:")
                ),
                None,
            )
            if end and length and len(body) >= int(length.partition(b":")[2]):
                break
    except ConnectionResetError:
        pass
    head, _end, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    assert first.startswith("HTTP/1."), data[:200]
    return Response(int(first.split()[1]), headers, body)


@contextmanager
def serving(folder, **settings):
    """Serve a copy of the database of the tests, with what is not yet committed."""
    if connection.vendor != "sqlite":
        pytest.skip("Only a database of SQLite can be copied for another process.")
    with transaction.atomic():  # A savepoint: the index for searching is written by then.
        database = folder / "copy.sqlite3"
    database.write_bytes(connection.connection.serialize())
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "CACHE_URL": "locmemcache://",
        "DATABASE_URL": f"sqlite:///{database}",
        "DEBUG": "false",
        "HEARTH_DATA_DIR": str(folder),
        "HEARTH_RATE_POINTS": "0",
        "SECRET_KEY": "not-a-secret-tests-only",
        **settings,
    }
    command = [sys.executable, "-m", "gunicorn", "cms.wsgi", "--bind", f"127.0.0.1:{port}"]
    options = ["--threads", str(THREADS), "--no-control-socket", "--keep-alive", "2"]
    log = folder / "log.txt"
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own server
            [*command, *options], cwd=ROOT, env=environment, stdout=output, stderr=output
        )
    server = Server(port, process, log)
    try:
        _wait(server)
        yield server
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _wait(server):
    deadline = time.monotonic() + 2 * PATIENCE
    while True:
        assert server.process.poll() is None, server.log.read_text()
        try:
            assert server.works()
        except ConnectionRefusedError:
            assert time.monotonic() < deadline, server.log.read_text()
            time.sleep(0.05)
        else:
            return
