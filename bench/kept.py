"""What a kept answer costs, in one process: beside a view that sends the same bytes.

    python -m bench.kept --db postgres --posts 1000

Requests go through Django's WSGI handler with all of its middleware, in turn, so that noise hits
all alike. The time is the CPU of this process: of a PostgreSQL server it holds nothing. With
`--served`, gunicorn serves them, and what counts is how many it answers in a second.
"""

import argparse
import hashlib
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import orjson

from bench import cases, driver, load
from bench.cases import Request
from bench.places import Place, enter
from bench.server import Setup, stop_with_us
from bench.systems import System


@dataclass(frozen=True)
class Pair:
    """A way to get a kept answer, and what it is measured by; `known` is what a client has.

    `first` teaches a worker what `ours` asks for, and `size` is that of its answer in bytes.
    """

    name: str
    ours: Request
    base: Request
    first: Request
    size: int
    known: str = ""


def main() -> None:
    """Measure hits of Q1 to Q3 by POST, GET and hash, and what is known already."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--db", choices=["postgres", "sqlite"], default="postgres")
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=3.0, help="for each row")
    parser.add_argument("--served", action="store_true", help="by gunicorn, in answers a second")
    told = parser.parse_args()
    os.environ["HEARTH_ANSWER_CACHE"] = "true"
    os.environ["HEARTH_RATE_POINTS"] = str(10**9)
    stop_with_us()
    place = Place(told.db, told.posts)
    load.ensure(place)
    enter(place)
    asker = InProcess()
    asked = cases.variables(told.posts, lambda request: orjson.loads(asker(request)[2]))
    pairs = [pair for name in ("Q1", "Q2", "Q3") for pair in _pairs(name, asked[name][0], asker)]
    unit = "answers a second" if told.served else "CPU medians in ms"
    print(f"{place.kind}, {place.posts} posts; {unit}; the ratio is of throughput")
    print(f"{'':12}{'kept':>9}{'base':>9}{'ratio':>8}{'bytes':>9}")
    measure = _served(place, told.seconds) if told.served else _in_process(asker, told.seconds)
    for pair in [one for one in pairs if not (told.served and one.known)]:
        kept, base = measure(pair)
        ratio = kept / base if told.served else base / kept
        print(f"{pair.name:12}{kept:9.3f}{base:9.3f}{ratio:8.2f}{pair.size:9}", flush=True)


class InProcess:
    """Asks the WSGI application of this process."""

    def __init__(self) -> None:
        from cms.wsgi import application

        self.application = application

    def __call__(self, request: Request, known: str = "") -> tuple[str, dict[str, str], bytes]:
        """Return status, headers and body; raise unless it is a success or known."""
        path, _mark, question = request.path.partition("?")
        environ = {
            "REQUEST_METHOD": request.method,
            "PATH_INFO": path,
            "QUERY_STRING": question,
            "REMOTE_ADDR": "127.0.0.1",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "127.0.0.1",
            "HTTP_ACCEPT": "application/json",
            "CONTENT_TYPE": "application/json" if request.body else "",
            "CONTENT_LENGTH": str(len(request.body)),
            "wsgi.input": BytesIO(request.body),
            "wsgi.url_scheme": "http",
            "wsgi.errors": None,
        }
        if known:
            environ["HTTP_IF_NONE_MATCH"] = known
        told: list[Any] = []
        response = self.application(environ, lambda code, headers: told.extend([code, headers]))
        body = b"".join(response)
        response.close()
        assert told[0][:3] in ("200", "304"), (told, body[:500])
        return told[0], dict(told[1]), body


def _pairs(name: str, one: cases.Variables, asker: InProcess) -> list[Pair]:
    post = cases.hearth(name, one.graphql)
    query = cases.query(name)
    variables = orjson.dumps(one.graphql).decode()
    get = Request("GET", "/graphql/?" + urlencode({"query": query, "variables": variables}))
    digest = hashlib.sha256(query.encode()).hexdigest()
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": digest}}
    whole = {"query": query, "variables": one.graphql, "extensions": extensions}
    first = Request("POST", "/graphql/", orjson.dumps(whole))
    asker(first)
    hashed = urlencode({"variables": variables, "extensions": orjson.dumps(extensions).decode()})
    by_hash = Request("GET", f"/graphql/?{hashed}")
    known = asker(by_hash)[1]["ETag"]
    body = asker(post)[2]
    folder = Path(os.environ["BENCH_ANSWERS"])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name.lower()}.json").write_bytes(body)
    base = cases.stored(name.lower())
    return [
        Pair(f"{name} POST", post, base, first, len(body)),
        Pair(f"{name} GET", get, base, first, len(body)),
        Pair(f"{name} hash", by_hash, base, first, len(body)),
        Pair(f"{name} 304", by_hash, Request("GET", "/select-1"), first, len(body), known),
    ]


def _in_process(asker: InProcess, seconds: float) -> Callable[[Pair], tuple[float, float]]:
    def measure(pair: Pair) -> tuple[float, float]:
        times: tuple[list[float], list[float]] = ([], [])
        end = time.monotonic() + seconds
        while time.monotonic() < end or len(times[0]) < 50:
            for side, request in enumerate((pair.ours, pair.base)):
                started = time.process_time()
                asker(request, pair.known)
                times[side].append(time.process_time() - started)
        kept, base = (statistics.median(side) * 1000 for side in times)
        return kept, base

    return measure


def _served(place: Place, seconds: float) -> Callable[[Pair], tuple[float, float]]:
    system = System("hearth", place, lambda name, one: cases.stored(name), "/ready")
    more = {name: os.environ[name] for name in ("HEARTH_ANSWER_CACHE", "HEARTH_RATE_POINTS")}

    def measure(pair: Pair) -> tuple[float, float]:
        server = system.server(Setup(), **more)
        server.start(system.ready)
        try:
            # Each worker learns the document, makes the answer once, and learns what its code is.
            driver.drive(server.port, [pair.first], 1.0)
            driver.drive(server.port, [pair.ours, pair.base], 3.0)
            rates: tuple[list[float], list[float]] = ([], [])
            for _round in range(3):
                for side, request in enumerate((pair.ours, pair.base)):
                    driven = driver.drive(server.port, [request], seconds / 3)
                    assert driven.bytes == pair.size * len(driven.latencies), "Another answer."
                    rates[side].append(len(driven.latencies) / driven.elapsed)
            kept, base = (statistics.median(side) for side in rates)
            return kept, base
        finally:
            server.stop()

    return measure


if __name__ == "__main__":
    main()
