"""Somebody on this machine who is told of events, and caches that are asked to forget."""

import json
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import sleep

from wagtail.contrib.frontend_cache.backends import BaseBackend


@dataclass
class Message:
    """What came."""

    method: str
    path: str
    headers: dict
    body: bytes

    @property
    def event(self):
        return json.loads(self.body)

    @property
    def data(self):
        return self.event["data"]

    @property
    def id(self):
        return self.headers["webhook-id"]


class Server(ThreadingHTTPServer):
    """A server that says nothing of those who hang up."""

    daemon_threads = True

    def handle_error(self, *_args):
        pass


class Receiver:
    """A server that writes down what comes, and answers as it is told.

    `answers` are what it says next, each a status or a function of the handler; then 204.
    """

    def __init__(self):
        self.messages = []
        self.answers = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                length = int(self.headers.get("Content-Length") or 0)
                headers = {name.lower(): value for name, value in self.headers.items()}
                receiver.messages.append(
                    Message(self.command, self.path, headers, self.rfile.read(length))
                )
                answer = receiver.answers.pop(0) if receiver.answers else 204
                if callable(answer):
                    answer(self)
                    return
                self.send_response(answer)
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_POST = do_PURGE = do_GET = answer  # noqa: N815 - the names that the library wants

            def log_message(self, *_args):
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=[0.05], daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    @property
    def events(self):
        return [one.event["type"] for one in self.messages]


def saying(status=200, body=b"", **headers):
    """An answer with a body and headers."""

    def answer(handler):
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def dripping(seconds):
    """An answer that never ends, a byte at a time, for so long."""

    def answer(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        for _ in range(int(seconds * 20)):
            try:
                handler.wfile.write(b".")
            except OSError:
                return
            sleep(0.05)

    return answer


class Cache(BaseBackend):
    """A cache that remembers what it was told to forget, and fails as it is told."""

    urls: list = []
    tags: list = []
    failures: list = []

    def purge_batch(self, urls):
        self.forget(self.urls, urls)

    def purge_tags(self, tags):
        self.forget(self.tags, tags)

    def forget(self, kind, names):
        if self.failures:
            self.failures.pop(0)()
        kind.extend(names)
