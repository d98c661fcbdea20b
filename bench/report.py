"""Writes what was measured: Markdown tables, the targets, and a chart."""

import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench import chart
from bench.places import RESULTS, ROOT

if TYPE_CHECKING:
    from bench.measure import Run

WHAT = {
    "Q1": "the newest 20 posts as cards",
    "Q2": "one post with its whole body",
    "Q3": "the newest 20 posts with their whole bodies",
    "Q4": "20 posts of a category, a tag and a span of time, with the total count",
    "Q5": "full-text search for two words",
    "Q6": "20 posts at nine tenths of the list",
}
NAMES = {
    "hearth": "Hearth",
    "floor": "hand-written Django (the floor)",
    "static": "stored bytes",
    "grapple": "wagtail-grapple",
    "grapple-tuned": "wagtail-grapple, tuned",
    "rest": "Wagtail's REST API v2",
}
#: At most: ratio to the floor, SQL statements, and whether the database's time counts too.
TARGETS = {
    "Q1": (1.5, 6, False),
    "Q2": (1.5, 9, False),
    "Q3": (1.4, 10, False),
    "Q4": (1.5, 7, False),
    "Q5": (1.3, 5, True),
    "Q6": (1.5, 6, True),
}


def markdown(run: "Run") -> str:
    """Return the tables of a run."""
    parts = [_head(run)]
    if "hearth" in run.systems() and "floor" in run.systems():
        parts.append(_targets(run))
    parts += [_table(run, name) for name in run.queries()]
    parts.append(_servers(run))
    if run.faults:
        shown = "\n".join(f"- {fault}" for fault in run.faults[:20])
        parts.append(f"## Where the floor's answers differ from Hearth's\n\n{shown}\n")
    return "\n".join(parts)


def _head(run: "Run") -> str:
    database = {"postgres": "PostgreSQL", "sqlite": "SQLite"}[run.place.kind]
    return (
        f"# {database}, {run.place.posts:,} posts\n\n"
        f"{when()}\n"
        f"gunicorn {version('gunicorn')}, {run.setup.name}; {run.rounds} rounds of "
        f"{run.seconds:g} s for each system and query, in turn; 8 connections at once. Nothing is "
        "cached but what each system keeps by itself. CPU is processor time for a request, in the "
        "workers (app) and in PostgreSQL's processes (db); × is the ratio to the floor.\n"
    )


def _targets(run: "Run") -> str:
    lines = [
        "## Hearth against the targets\n",
        "| | × floor | at most | SQL | at most | |",
        "|---|---:|---:|---:|---:|---|",
    ]
    for name in run.queries():
        most, most_sql, with_database = TARGETS[name]
        ours = run.figures[name, "hearth"]
        base = run.figures["Q1" if name == "Q6" and "Q1" in run.queries() else name, "floor"]
        ratio = ours.both_ms / base.both_ms if with_database else ours.app_ms / base.app_ms
        met = ratio <= most and ours.sql <= most_sql
        told = " with db" if with_database else ""
        told += " (of Q1's floor)" if name == "Q6" else ""
        lines.append(
            f"| {name} | {ratio:.2f}{told} | {most} | {ours.sql:.3g} | {most_sql} "
            f"| {'met' if met else '**missed**'} |"
        )
    return "\n".join([*lines, ""])


def _table(run: "Run", name: str) -> str:
    lines = [
        f"## {name}: {WHAT[name]}\n",
        "| system | SQL | req/s | p50 ms | p99 ms | kB | values | CPU app ms | CPU db ms "
        "| × app | × app and db |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    floor = run.figures.get((name, "floor"))
    for system in run.systems():
        one = run.figures[name, system]
        ratios = "| |"
        if floor is not None:
            ratios = f"| {one.app_ms / floor.app_ms:.2f} | {one.both_ms / floor.both_ms:.2f} |"
        lines.append(
            f"| {NAMES.get(system, system)} | {one.sql:.3g} | {_short(one.rate)} "
            f"| {_short(one.percentile(0.5))} | {_short(one.percentile(0.99))} "
            f"| {one.bytes / 1000:.1f} | {one.leaves} | {_short(one.app_ms)} "
            f"| {_short(one.db_ms)} {ratios}"
        )
    return "\n".join([*lines, ""])


def _servers(run: "Run") -> str:
    lines = [
        "## The servers\n",
        "| system | start s | first answer s | RSS of a worker MB | PSS of a worker MB |",
        "|---|---:|---:|---:|---:|",
    ]
    for system in run.systems():
        start, first = run.starts.get(system, (0.0, 0.0))
        rss = max(one[0] for one in run.memory[system])
        pss = max(one[1] for one in run.memory[system])
        lines.append(
            f"| {NAMES.get(system, system)} | {start:.1f} | {first:.2f} | {rss:.0f} | {pss:.0f} |"
        )
    return "\n".join([*lines, ""])


def write(run: "Run", text: str) -> list[Path]:
    """Write the tables and the chart into the folder of results; return the files."""
    RESULTS.mkdir(exist_ok=True)
    stem = f"{datetime.now(UTC):%Y-%m-%d}-{run.place.kind}-{run.place.posts}"
    picture = RESULTS / f"{stem}.svg"
    picture.write_text(chart_of(run))
    table = RESULTS / f"{stem}.md"
    table.write_text(f"{text}\n![CPU of a request]({picture.name})\n")
    return [table, picture]


def chart_of(run: "Run") -> str:
    """Return the chart of a run: processor time of a request, app and database."""
    groups = [
        (
            f"{name}: {WHAT[name]}",
            [
                chart.Bar(
                    NAMES.get(system, system),
                    run.figures[name, system].app_ms,
                    run.figures[name, system].db_ms,
                )
                for system in run.systems()
            ],
        )
        for name in run.queries()
    ]
    database = "PostgreSQL" if run.place.kind == "postgres" else "SQLite"
    return chart.svg(f"CPU of a request in ms, {database}, {run.place.posts:,} posts", groups)


def when() -> str:
    """Return when, of which commit and on what machine something was measured."""
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, commit {_commit()}. {_machine()}"


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _commit() -> str:
    told = subprocess.run(
        ["git", "describe", "--always", "--dirty"],  # noqa: S607 - whichever git there is
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return told.stdout.strip() or "unknown"


def _machine() -> str:
    model = "unknown processor"
    info: Any = Path("/proc/cpuinfo")
    if info.exists():
        names = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        model = names[0].partition(":")[2].strip() if names else model
    return f"Python {platform.python_version()}, {os.cpu_count()} cores of {model}."
