"""What all checks of requests cost together: the contract's operations before and after.

    python -m bench.checks --base REVISION    # against another revision of this repository
    python -m bench.checks                    # against ourselves with what can be switched off

Each side is a process that holds one WSGI application with all of its middleware. Every request
goes to both in turn, so noise hits both alike, and both are started anew for each round. The time
is that of the application alone, from the request to the last byte.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench import corpus, load
from bench.places import ROOT, Place

CONTRACT = ROOT / "tests" / "contract"
WARM = 30
#: Settings that switch checks off; the others are part of parsing and validating, which is kept.
OFF = {"HEARTH_RATE_POINTS": "0"}

CHILD = """
import io, json, sys, time
from cms.wsgi import application

for line in sys.stdin:
    told = json.loads(line)
    body = told["body"].encode()
    environ = {
        "REQUEST_METHOD": "POST", "PATH_INFO": "/graphql/", "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "127.0.0.1", "HTTP_ACCEPT": "application/json",
        "CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body), "wsgi.url_scheme": "http", "wsgi.errors": sys.stderr,
    }
    status = []
    started = time.perf_counter()
    response = application(environ, lambda code, headers: status.append(code))
    answer = b"".join(response)
    response.close()
    took = time.perf_counter() - started
    assert status[0].startswith("200"), (status, answer[:500])
    print(json.dumps([took, answer.decode() if told["wanted"] else ""]), flush=True)
"""


class Side:
    """One application in a process of its own."""

    def __init__(self, name: str, tree: Path, environment: dict[str, str]) -> None:
        self.name = name
        self.tree = tree
        self.environment = environment
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start the process; it loads Django at the first request."""
        self.process = subprocess.Popen(  # noqa: S603 - our own code
            [sys.executable, "-c", CHILD],
            cwd=self.tree,
            env={
                **os.environ,
                "PYTHONHASHSEED": "0",
                "PYTHONPATH": str(self.tree),
                **self.environment,
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(
        self, query: str, variables: dict[str, Any], *, wanted: bool = False
    ) -> tuple[float, Any]:
        """Return the seconds that an answer took, and the answer if it is wanted."""
        assert self.process
        assert self.process.stdin
        assert self.process.stdout
        body = json.dumps({"query": query, "variables": variables})
        self.process.stdin.write(json.dumps({"body": body, "wanted": wanted}) + "\n")
        self.process.stdin.flush()
        took, answer = json.loads(self.process.stdout.readline())
        if not wanted:
            return took, None
        found = json.loads(answer)
        assert "errors" not in found, found["errors"]
        return took, found["data"]

    def stop(self) -> None:
        """End the process."""
        if self.process and self.process.stdin:
            self.process.stdin.close()
            self.process.wait(20)


def main() -> None:
    """Measure the contract's operations on both sides; print the medians and the rise."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--base", help="a revision to compare with")
    parser.add_argument("--db", choices=["postgres", "sqlite"], default="postgres")
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=300, help="for each operation and round")
    parser.add_argument("--cache", default="locmemcache://", help="CACHE_URL of both sides")
    told = parser.parse_args()
    place = Place(told.db, told.posts)
    load.ensure(place)
    plain = {
        **place.environment(),
        "CACHE_URL": told.cache,
        # The settings of the measurements add nothing, and a base may not know them.
        "DJANGO_SETTINGS_MODULE": "cms.settings",
        # A client that measures asks more than any that is served.
        "HEARTH_RATE_POINTS": str(10**12),
    }
    with _base(told.base) as tree:
        before = Side("before", tree, plain if told.base else {**plain, **OFF})
        sides = (before, Side("after", ROOT, plain))
        times: dict[str, tuple[list[float], list[float]]] = {}
        for _round in range(told.rounds):
            _measure(sides, told.requests, times)
    print(f"{place.kind}, {place.posts} posts; medians of {told.rounds} rounds in ms")
    print(f"{'':12}{'before':>9}{'after':>9}{'rise':>8}")
    rises = []
    for name, (one, other) in times.items():
        old, new = statistics.median(one) * 1000, statistics.median(other) * 1000
        rises.append(new / old - 1)
        print(f"{name:12}{old:9.3f}{new:9.3f}{rises[-1]:8.1%}")
    print(f"{'mean':12}{'':18}{statistics.mean(rises):8.1%}")


def _measure(
    sides: tuple[Side, Side], count: int, times: dict[str, tuple[list[float], list[float]]]
) -> None:
    for side in sides:
        side.start()
    try:
        for name, text, asked in _operations(sides[1]):
            taken: tuple[list[float], list[float]] = ([], [])
            for turn in range(WARM + count):
                variables = asked[turn % len(asked)]
                for index in (0, 1) if turn % 2 else (1, 0):
                    took, _answer = sides[index].ask(text, variables)
                    if turn >= WARM:
                        taken[index].append(took)
            kept = times.setdefault(name, ([], []))
            for index in (0, 1):
                kept[index].append(statistics.median(taken[index]))
    finally:
        for side in sides:
            side.stop()


def _operations(side: Side) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    """Each operation of the contract with what it is asked with, in turn."""
    find = "{posts(first: 20) {nodes {id slug path}}}"
    posts = side.ask(find, {}, wanted=True)[1]["posts"]["nodes"]
    given: dict[str, list[dict[str, Any]]] = {
        "blog_list": [{"first": 20}],
        "post": [{"slug": post["slug"]} for post in posts],
        "route": [{"path": post["path"]} for post in posts],
        "node": [{"id": post["id"]} for post in posts],
        "site": [{}],
        "tips": [{"first": 20}],
        "search": [{"query": words} for words in corpus.SEARCHES],
    }
    for name, asked in given.items():
        text = (CONTRACT / f"{name}.graphql").read_text()
        side.ask(text, asked[0], wanted=True)
        yield name, text, asked


@contextmanager
def _base(revision: str | None) -> Iterator[Path]:
    """Check another revision out beside us, for as long as it is measured."""
    if not revision:
        yield ROOT
        return
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "base"
        git = ["git", "-C", str(ROOT), "worktree"]
        subprocess.run([*git, "add", "--detach", "--quiet", str(tree), revision], check=True)  # noqa: S603
        try:
            yield tree
        finally:
            subprocess.run([*git, "remove", "--force", str(tree)], check=True)  # noqa: S603


if __name__ == "__main__":
    main()
