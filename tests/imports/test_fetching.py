"""What is fetched when asked: only from public addresses, within limits."""

import http.server
import socket
import threading

import pytest

from transfer.posts import fetching
from transfer.posts.fetching import Unreachable, fetch


def resolves_to(monkeypatch, *addresses):
    entries = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 80)) for one in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: entries)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.0.0.1", "192.168.1.1", "169.254.169.254", "0.1.2.3", "100.64.0.1"),
        *("::1", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"),
        "224.0.0.1",
    ],
)
def test_private_addresses_are_refused(monkeypatch, address):
    resolves_to(monkeypatch, address)

    with pytest.raises(Unreachable, match="not a public address"):
        fetch("http://old.example/pic")


def test_a_host_with_one_private_address_is_refused(monkeypatch):
    resolves_to(monkeypatch, "93.184.216.34", "127.0.0.1")

    with pytest.raises(Unreachable, match="not a public address"):
        fetch("http://old.example/pic")


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://x.example/a", "https://x.example:8443/a", "http://x.example:x/"],
)
def test_other_schemes_and_ports_are_refused(url):
    with pytest.raises(Unreachable):
        fetch(url)


class Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "http://inside.example/secret")
        else:
            self.send_response(200)
        self.end_headers()
        self.wfile.write(b"picture" if self.path == "/pic" else b"x" * 1000)

    def log_message(self, *args):
        pass


@pytest.fixture
def public_host(monkeypatch):
    """A server that stands for a public address; `inside.example` is a private one."""
    server = http.server.HTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()

    def resolve(host, *args, **kwargs):
        address = "10.0.0.1" if host == "inside.example" else "93.184.216.34"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80))]

    def connect(address, *args):
        assert address[0] == "93.184.216.34"
        connection = socket.socket()
        connection.connect(server.server_address)
        return connection

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect)
    yield
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_public_address_answers(public_host):
    assert fetch("http://old.example/pic") == b"picture"


def test_a_redirect_to_a_private_address_is_refused(public_host):
    with pytest.raises(Unreachable, match="not a public address"):
        fetch("http://old.example/away")


def test_an_answer_that_is_too_large_is_refused(public_host, monkeypatch):
    monkeypatch.setattr(fetching, "MOST_BYTES", 100)

    with pytest.raises(Unreachable, match="too large"):
        fetch("http://old.example/long")
