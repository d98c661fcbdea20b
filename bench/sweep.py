"""Which gunicorn set-up serves best: `python -m bench.sweep`.

The same work under each kind of worker and number of threads: processor time of a request,
requests per second, and the latency that one answer in a hundred exceeds.
"""

import argparse
from datetime import UTC, datetime

from bench import load, report
from bench.measure import Run, measure
from bench.places import RESULTS, Place
from bench.server import Setup, stop_with_us
from bench.systems import of_hearth

SETUPS = [Setup("sync"), *(Setup("gthread", threads) for threads in (1, 2, 3, 4))]


def main() -> None:
    """Measure Hearth under each set-up, pass by pass, and write the table."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("queries", nargs="*", default=["Q1", "Q3"])
    parser.add_argument("--db", choices=["postgres", "sqlite"], default="postgres")
    parser.add_argument("--posts", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--passes", type=int, default=2, help="over all set-ups, to and fro")
    parser.add_argument("--keep", action=argparse.BooleanOptionalAction, default=True)
    told = parser.parse_args()
    stop_with_us()
    place = Place(told.db, told.posts)
    load.ensure(place)
    queries = tuple(name.upper() for name in told.queries)
    runs = []
    passes = [SETUPS[:: -1 if turn % 2 else 1] for turn in range(told.passes)]
    for setup in [setup for one in passes for setup in one]:
        print(setup.name, flush=True)
        runs.append(
            measure(
                place,
                of_hearth(place)[:1],
                setup,
                queries=queries,
                rounds=told.rounds,
                seconds=told.seconds,
                count=False,
                say=lambda text: None,
            )
        )
    text = table(runs, queries)
    print(text)
    if told.keep:
        RESULTS.mkdir(exist_ok=True)
        path = RESULTS / f"{datetime.now(UTC):%Y-%m-%d}-gunicorn.md"
        path.write_text(text)
        print(f"Written: {path}")


def table(runs: list[Run], queries: tuple[str, ...]) -> str:
    """Return the set-ups as Markdown; of the passes of each, the mean."""
    lines = [
        "# gunicorn: kinds of workers and threads\n",
        f"{report.when()} {runs[0].place.posts:,} posts; 8 connections; means of the passes.\n",
        "| set-up | query | CPU app ms | req/s | p50 ms | p99 ms |",
        "|---|---|---:|---:|---:|---:|",
    ]
    for setup in SETUPS:
        same = [run for run in runs if run.setup == setup]
        for name in queries:
            figures = [run.figures[name, "hearth"] for run in same]
            cells = [
                sum(values) / len(values)
                for values in (
                    [one.app_ms for one in figures],
                    [one.rate for one in figures],
                    [one.percentile(0.5) for one in figures],
                    [one.percentile(0.99) for one in figures],
                )
            ]
            told = " | ".join(f"{cell:.1f}" for cell in cells)
            lines.append(f"| {setup.name} | {name} | {told} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    main()
