"""A receiver has its seconds, for all that it does together: nobody is kept busy by a slow one."""

import socket
import ssl
import subprocess
import threading
from contextlib import suppress
from time import monotonic, sleep

import pytest

from api.deliveries import sending
from api.deliveries.means import means
from tests.deliveries.receivers import dripping

SECONDS = 0.6


@pytest.fixture(autouse=True)
def limit(settings):
    settings.HEARTH_WEBHOOK_TIMEOUT = SECONDS


@pytest.fixture
def line():
    """A port at which somebody talks as a function of the connection says."""
    server = socket.create_server(("127.0.0.1", 0))
    talk = []

    def serve():
        while True:
            try:
                connection, _address = server.accept()
            except OSError:
                return
            with connection:
                talk[0](connection)

    threading.Thread(target=serve, daemon=True).start()
    yield server.getsockname()[1], talk
    server.close()


def post(url, permit=lambda: None):
    """Post something; return what came of it and how long that took."""
    start = monotonic()
    outcome = sending.post(url, b"{}", {}, permit)
    return outcome, monotonic() - start


def drip(data, seconds=4):
    """Talk a byte at a time, and listen to nothing."""

    def talk(connection):
        for place in range(int(seconds * 20)):
            try:
                connection.sendall(data[place : place + 1] or b"\0")
            except OSError:
                return
            sleep(0.05)

    return talk


def test_a_handshake_that_drips_is_no_answer(line):
    port, talk = line
    # The head of a long record of TLS, of which the rest comes slowly.
    talk.append(drip(b"\x16\x03\x03\x3f\xff\x02"))
    permits = []
    outcome, took = post(f"https://127.0.0.1:{port}/", lambda: permits.append(True))
    assert outcome.said == "No answer in time."
    assert took < SECONDS + 0.5
    assert permits == []


def test_a_head_that_drips_is_no_answer(line):
    port, talk = line
    talk.append(drip(b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 1000))
    outcome, took = post(f"http://127.0.0.1:{port}/")
    assert outcome.said == "No answer in time."
    assert took < SECONDS + 0.5


def test_a_name_that_nobody_finds_out_is_no_answer(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_options: sleep(3) or [])
    outcome, took = post("http://slow.example/")
    assert outcome.said == "No answer in time."
    assert took < SECONDS + 0.5


def test_what_it_takes_to_connect_is_not_given_to_the_answer(receiver, monkeypatch):
    connect = means().network.connect

    def slowly(*args, **options):
        sleep(SECONDS * 0.7)
        return connect(*args, **options)

    monkeypatch.setattr(means().network, "connect", slowly)
    receiver.answers = [dripping(3)]
    outcome, took = post(receiver.url)
    assert outcome.said == "No answer in time."
    assert took < SECONDS + 0.4


def test_a_connection_that_is_made_too_late_is_closed(receiver, monkeypatch):
    made = []
    connect = means().network.connect

    def late(*args, **options):
        made.append(connect(*args, **options))
        sleep(SECONDS + 0.3)
        return made[0]

    monkeypatch.setattr(means().network, "connect", late)
    post(receiver.url)
    sleep(0.6)
    assert made[0].fileno() == -1


def test_nothing_is_sent_when_permission_comes_too_late(receiver):
    outcome, _took = post(receiver.url, lambda: sleep(SECONDS + 0.1))
    assert outcome.said == "No answer in time."
    assert receiver.messages == []


def test_a_certificate_that_nobody_vouches_for_is_refused(line, tmp_path):
    port, talk = line
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    options = ["-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=127.0.0.1"]
    options += ["-addext", "subjectAltName=IP:127.0.0.1"]
    options += ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(["openssl", "req", *options], check=True, capture_output=True)  # noqa: S603, S607
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    read = []

    def talk_tls(connection):
        with suppress(OSError), context.wrap_socket(connection, server_side=True) as secure:
            read.append(secure.recv(100))

    talk.append(talk_tls)
    outcome, _took = post(f"https://127.0.0.1:{port}/")
    assert outcome.said == "The certificate is not valid."
    assert b"".join(read) == b""
