"""How the cost of each operation grows with the number of posts, on PostgreSQL.

    python -m bench.scale --sizes 1000 10000 100000

Hearth alone, application and database apart. The servers of all sizes stand at the same time and
are asked in turn, so that what else the machine does hits them alike.
"""

import argparse
from collections.abc import Callable
from datetime import UTC, datetime

from bench import cases, load, report
from bench.measure import Run, measure_many
from bench.places import RESULTS, Place
from bench.server import Setup, stop_with_us
from bench.systems import of_hearth

#: The largest size against the smallest; a search has more to find among more posts.
MOST = 1.15
EXEMPT = {"Q5"}


def main() -> None:
    """Measure all sizes, print the table, and write it into `bench/results`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("queries", nargs="*", default=[])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--system", default="hearth", choices=["hearth", "floor"])
    parser.add_argument("--keep", action=argparse.BooleanOptionalAction, default=True)
    told = parser.parse_args()
    stop_with_us()
    places = [Place("postgres", size) for size in told.sizes]
    for place in places:
        load.ensure(place)
    systems = [
        system for place in places for system in of_hearth(place) if system.name == told.system
    ]
    runs = measure_many(
        [[system] for system in systems],
        Setup(),
        queries=tuple(name.upper() for name in told.queries) or cases.NAMES,
        rounds=told.rounds,
        seconds=told.seconds,
    )
    text = table(runs, told.system)
    print(text)
    if told.keep:
        RESULTS.mkdir(exist_ok=True)
        path = RESULTS / f"{datetime.now(UTC):%Y-%m-%d}-scale.md"
        path.write_text(text)
        print(f"Written: {path}")


def table(runs: list[Run], system: str) -> str:
    """Return the growth as Markdown: a row for each query and part, a column for each size."""
    sizes = " | ".join(f"{run.place.posts:,}" for run in runs)
    lines = [
        f"# How the cost of {report.NAMES[system]} grows, PostgreSQL\n",
        f"{report.when()} CPU in ms for a request; growth is the last size against the first, "
        f"at most {MOST} for application and database together.\n",
        f"| | | {sizes} | growth | |",
        "|---|---|" + "---:|" * (len(runs) + 1) + "---|",
    ]
    parts: list[tuple[str, Callable[[Run, str], float]]] = [
        ("app", lambda run, name: run.figures[name, system].app_ms),
        ("db", lambda run, name: run.figures[name, system].db_ms),
        ("both", lambda run, name: run.figures[name, system].both_ms),
    ]
    for name in runs[0].queries():
        for part, read in parts:
            values = [read(run, name) for run in runs]
            growth = values[-1] / values[0] if values[0] else 0.0
            verdict = ""
            if part == "both" and name not in EXEMPT:
                verdict = "met" if growth <= MOST else "**missed**"
            cells = " | ".join(f"{value:.2f}" for value in values)
            lines.append(f"| {name} | {part} | {cells} | {growth:.2f} | {verdict} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    main()
