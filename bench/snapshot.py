"""What the first synchronisation of an app costs: all pages of `changes`, one after the other.

python -m bench.snapshot --posts 10000
"""

import argparse
import gzip
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import orjson

from bench import driver, load, report
from bench.cases import Request
from bench.places import RESULTS, ROOT, Place
from bench.server import Server, Setup, stop_with_us
from bench.systems import of_hearth

#: The most memory that the server may have used at any time, in MB.
MOST_MB = 300
POLLS = 200
OPERATION = ROOT / "tests" / "contract" / "changes.graphql"


@dataclass
class Snapshot:
    """What was seen while all pages were pulled; bytes are those of the bodies."""

    pages: int = 0
    objects: int = 0
    raw: int = 0
    zipped: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    peak_mb: float = 0.0
    poll_ms: float = 0.0


def main() -> None:
    """Pull a snapshot from a production server; print bytes, time and the server's memory."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--db", choices=["postgres", "sqlite"], default="postgres")
    parser.add_argument("--posts", type=int, default=10_000)
    parser.add_argument("--keep", action=argparse.BooleanOptionalAction, default=True)
    told = parser.parse_args()
    stop_with_us()
    place = Place(told.db, told.posts)
    load.ensure(place)
    hearth = of_hearth(place)[0]
    server = hearth.server(Setup(workers=1), HEARTH_RATE_POINTS="0")
    try:
        server.start(hearth.ready)
        found = pull(server)
    finally:
        server.stop()
    text = table(place, found)
    print(text)
    if told.keep:
        RESULTS.mkdir(exist_ok=True)
        path = RESULTS / f"{datetime.now(UTC):%Y-%m-%d}-snapshot.md"
        path.write_text(text)
        print(f"Written: {path}")


def pull(server: Server) -> Snapshot:
    """Pull all pages, and then poll for nothing new."""
    found = Snapshot()
    started, cpu = time.monotonic(), server.cpu()
    page = ask(server, None, found)
    while page["hasMore"]:
        page = ask(server, page["cursor"], found)
    found.seconds = time.monotonic() - started
    found.cpu = server.cpu() - cpu
    (pid,) = server.workers()
    found.peak_mb = peak_of(pid)
    cpu = server.cpu()
    for _poll in range(POLLS):
        ask(server, page["cursor"], Snapshot())
    found.poll_ms = (server.cpu() - cpu) / POLLS * 1000
    return found


def ask(server: Server, since: str | None, found: Snapshot) -> dict:
    """Return a page, and count it."""
    body = {"query": OPERATION.read_text(), "variables": {"since": since}}
    request = Request("POST", "/graphql/", orjson.dumps(body))
    _headers, answer = driver.ask(server.port, request)
    page = orjson.loads(answer)["data"]["changes"]
    found.pages += 1
    found.objects += len(page["changes"])
    found.raw += len(answer)
    found.zipped += len(gzip.compress(answer, 6))
    return page


def peak_of(pid: int) -> float:
    """Return the most memory that a process has ever had, in MB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    told = {line.split(":")[0]: line.split() for line in lines}
    return int(told["VmHWM"][1]) / 1024


def table(place: Place, found: Snapshot) -> str:
    """Return what was seen as Markdown."""
    verdict = "met" if found.peak_mb <= MOST_MB else "**missed**"
    return "\n".join(
        [
            f"# The first synchronisation of an app, {place.kind}, {place.posts:,} posts\n",
            f"{report.when()} The contract's `changes`, 100 objects a page, one worker.\n",
            "| what | figure |",
            "|---|---:|",
            f"| pages | {found.pages:,} |",
            f"| objects | {found.objects:,} |",
            f"| bytes, raw | {found.raw / 1e6:,.1f} MB |",
            f"| bytes, gzip | {found.zipped / 1e6:,.1f} MB |",
            f"| time | {found.seconds:,.1f} s |",
            f"| processor time of the server | {found.cpu:,.1f} s |",
            f"| processor time of a page | {found.cpu / found.pages * 1000:,.0f} ms |",
            f"| peak memory of the worker (at most {MOST_MB} MB: {verdict}) "
            f"| {found.peak_mb:,.0f} MB |",
            f"| processor time of a poll with nothing new | {found.poll_ms:,.1f} ms |",
            "",
        ]
    )


if __name__ == "__main__":
    main()
