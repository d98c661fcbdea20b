"""Whether workers stay small: mixed load for some minutes, and their memory over time.

python -m bench.memory --minutes 10
"""

import argparse
import random
import time
from datetime import UTC, datetime

import orjson

from bench import cases, corpus, driver, load, report
from bench.places import RESULTS, Place
from bench.server import Setup, stop_with_us
from bench.systems import of_hearth

MOST_MB = 250
#: Growth over the second half of the time that still counts as flat, in MB.
FLAT_MB = 5.0


def main() -> None:
    """Load Hearth with all queries at once, in random order; print RSS of each worker."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--db", choices=["postgres", "sqlite"], default="postgres")
    parser.add_argument("--posts", type=int, default=10_000)
    parser.add_argument("--keep", action=argparse.BooleanOptionalAction, default=True)
    told = parser.parse_args()
    stop_with_us()
    place = Place(told.db, told.posts)
    load.ensure(place)
    hearth = of_hearth(place)[0]
    server = hearth.server(Setup())
    lines = [
        f"# Memory of Hearth's workers under mixed load, {place.kind}, {place.posts:,} posts\n",
        f"{report.when()} Q1 to Q6 in random order, 8 connections, {told.minutes:g} minutes.\n",
        "| minute | requests | RSS MB | PSS MB |",
        "|---:|---:|---|---|",
    ]
    seen: list[float] = []
    try:
        server.start(hearth.ready)
        asked = cases.variables(
            place.posts, lambda request: orjson.loads(driver.ask(server.port, request)[1])
        )
        requests = [hearth.requests(name, one) for name in asked for one in asked[name]]
        random.Random(corpus.SEED).shuffle(requests)
        started = time.monotonic()
        total = 0
        while True:
            minute = (time.monotonic() - started) / 60
            memory = server.memory()
            seen.append(max(rss for rss, _pss in memory))
            rss = ", ".join(f"{one[0]:.1f}" for one in memory)
            pss = ", ".join(f"{one[1]:.1f}" for one in memory)
            lines.append(f"| {minute:.1f} | {total:,} | {rss} | {pss} |")
            print(lines[-1], flush=True)
            if minute >= told.minutes:
                break
            driven = driver.drive(server.port, requests, min(30.0, told.minutes * 60 / 10))
            requests = requests[len(driven.latencies) % len(requests) :] + requests
            requests = requests[: len(requests) - len(driven.latencies) % len(requests)]
            total += len(driven.latencies)
    finally:
        server.stop()
    half = seen[len(seen) // 2 :]
    grown = half[-1] - half[0]
    lines.append(
        f"\nThe largest worker has {seen[-1]:.0f} MB (at most {MOST_MB}: "
        f"{'met' if seen[-1] <= MOST_MB else '**missed**'}) and grew by {grown:.1f} MB in the "
        f"second half ({'flat' if grown <= FLAT_MB else '**not flat**'}).\n"
    )
    print(lines[-1])
    if told.keep:
        RESULTS.mkdir(exist_ok=True)
        path = RESULTS / f"{datetime.now(UTC):%Y-%m-%d}-memory.md"
        path.write_text("\n".join(lines))
        print(f"Written: {path}")


if __name__ == "__main__":
    main()
