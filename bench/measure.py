"""Measures the systems side by side: `python -m bench.measure --db postgres --posts 10000`.

All servers stand at the same time and are asked in turn, query by query, round by round, so that
whatever else the machine does hits all of them alike. Figures are medians of the rounds.
"""

import argparse
import json
import statistics
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field

import orjson

from bench import cases, check, counting, driver, load, report
from bench.cases import Variables
from bench.database import DatabaseCpu
from bench.places import Place
from bench.server import Server, Setup, stop_with_us
from bench.systems import System, of_hearth


@dataclass
class Figures:
    """What was measured of one query on one system; a number for each round."""

    sql: float = 0.0
    leaves: int = 0
    bytes: float = 0.0
    rates: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)

    @property
    def app_ms(self) -> float:
        """Milliseconds of the server's processor time for a request."""
        return statistics.median(self.cpu) * 1000

    @property
    def db_ms(self) -> float:
        """Milliseconds of the database's processor time for a request."""
        return statistics.median(self.database) * 1000

    @property
    def both_ms(self) -> float:
        """Milliseconds of processor time for a request, server and database together."""
        pairs = zip(self.cpu, self.database, strict=True)
        return statistics.median(cpu + database for cpu, database in pairs) * 1000

    @property
    def rate(self) -> float:
        """Requests per second."""
        return statistics.median(self.rates)

    def percentile(self, share: float) -> float:
        """Return the milliseconds within which a share of all answers came."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000


@dataclass
class Run:
    """What one run measured."""

    place: Place
    setup: Setup
    rounds: int
    seconds: float
    figures: dict[tuple[str, str], Figures]
    starts: dict[str, tuple[float, float]] = field(default_factory=dict)
    memory: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def systems(self) -> list[str]:
        """Return the names of the systems in the order in which they were measured."""
        return list(dict.fromkeys(system for _name, system in self.figures))

    def queries(self) -> list[str]:
        """Return the names of the queries."""
        return list(dict.fromkeys(name for name, _system in self.figures))


def measure(
    place: Place,
    systems: list[System],
    setup: Setup,
    *,
    queries: tuple[str, ...] = cases.NAMES,
    rounds: int = 3,
    seconds: float = 2.0,
    count: bool = True,
    say: Callable[[str], None] = print,
) -> Run:
    """Start the systems of one place, measure each query on each, and stop them."""
    assert systems[0].place == place
    told = {"rounds": rounds, "seconds": seconds, "count": count, "say": say}
    return measure_many([systems], setup, queries=queries, **told)[0]


def measure_many(
    groups: list[list[System]],
    setup: Setup,
    *,
    queries: tuple[str, ...] = cases.NAMES,
    rounds: int = 3,
    seconds: float = 2.0,
    count: bool = True,
    say: Callable[[str], None] = print,
) -> list[Run]:
    """Measure several places at once, all of their systems in turn: a run for each place.

    Without `count`, neither SQL is counted nor the time that starting takes.

    The first system of each group is Hearth, or answers Hearth's requests.
    """
    runs, asked = [], []
    for systems in groups:
        place = systems[0].place
        place.answers.mkdir(parents=True, exist_ok=True)
        asked.append(_prepare(place, setup, queries))
        runs.append(Run(place, setup, rounds, seconds, defaultdict(Figures)))
    servers = [{system.name: system.server(setup) for system in systems} for systems in groups]
    together = list(zip(runs, groups, servers, asked, strict=True))
    with ExitStack() as stack:
        for run, systems, standing, variables in together:
            for system in systems:
                stack.callback(standing[system.name].stop)
                standing[system.name].start(system.ready)
            _look(run, systems, standing, variables)
        slices = [
            (name, run, system, standing[system.name], variables[name])
            for name in queries
            for run, systems, standing, variables in together
            for system in systems
        ]
        for turn in range(rounds):
            say(f"Round {turn + 1} of {rounds}")
            for one in slices if turn % 2 else slices[::-1]:
                _slice(*one)
        for run, standing in zip(runs, servers, strict=True):
            run.memory = {name: server.memory() for name, server in standing.items()}
    for run, systems, _standing, variables in together if count else ():
        _count(run, systems, setup, variables)
    return runs


def _prepare(place: Place, setup: Setup, queries: tuple[str, ...]) -> dict[str, list[Variables]]:
    """Return what is asked, and store Hearth's answers for the system that only sends bytes."""
    hearth = of_hearth(place)[0]
    server = hearth.server(setup)
    server.start(hearth.ready)
    try:
        asked = cases.variables(
            place.posts, lambda request: orjson.loads(driver.ask(server.port, request)[1])
        )
        for name in queries:
            answer = driver.ask(server.port, hearth.requests(name, asked[name][0]))[1]
            assert b'"errors"' not in answer[:200], answer[:1000]
            (place.answers / f"{name.lower()}.json").write_bytes(answer)
    finally:
        server.stop()
    return {name: asked[name] for name in queries}


def _look(
    run: Run,
    systems: list[System],
    servers: dict[str, Server],
    asked: dict[str, list[Variables]],
) -> None:
    """Ask everything a few times: to warm up, to count leaves, to compare floor and Hearth."""
    for name, variables in asked.items():
        answers = {}
        for system in systems:
            port = servers[system.name].port
            requests = [system.requests(name, one) for one in variables]
            bodies = [driver.ask(port, request)[1] for request in requests[:3]]
            driver.drive(port, requests, 0.0)
            answers[system.name] = [orjson.loads(body) for body in bodies]
            run.figures[name, system.name].leaves = check.leaves(answers[system.name][0])
        pairs = zip(answers.get("hearth", ()), answers.get("floor", ()), strict=False)
        for ours, theirs in pairs:
            run.faults += [f"{name}: {one}" for one in check.compare(name, ours, theirs)]


def _slice(name: str, run: Run, system: System, server: Server, variables: list[Variables]) -> None:
    requests = [system.requests(name, one) for one in variables]
    database = DatabaseCpu(system.place)
    workers = server.workers()
    database.begin()
    before = server.cpu()
    driven = driver.drive(server.port, requests, run.seconds)
    used, spent = server.cpu() - before, database.spent()
    assert server.workers() == workers, f"A worker of {system.name} died under {name}."
    count = len(driven.latencies)
    figures = run.figures[name, system.name]
    figures.rates.append(count / driven.elapsed)
    figures.cpu.append(used / count)
    figures.database.append(spent / count)
    figures.latencies += driven.latencies
    figures.bytes = driven.bytes / count


def _count(
    run: Run, systems: list[System], setup: Setup, asked: dict[str, list[Variables]]
) -> None:
    """Count SQL in servers of their own, one worker each; note how long starting took."""
    alone = Setup(setup.worker, 1, 1)
    for system in systems:
        server = system.server(alone, BENCH_COUNT_SQL="1")
        try:
            start = server.start(system.ready)
            first = (
                driver.drive(
                    server.port, [system.requests("Q1", asked["Q1"][0])], 0.0, concurrency=1
                ).latencies[0]
                if "Q1" in asked
                else 0.0
            )
            run.starts[system.name] = (start, first)
            for name, variables in asked.items():
                counts = []
                for one in [variables[0], *variables[:5]]:
                    headers, _body = driver.ask(server.port, system.requests(name, one))
                    counts.append(int(headers[counting.HEADER.lower()]))
                run.figures[name, system.name].sql = statistics.mean(counts[1:])
        finally:
            server.stop()


def main() -> None:
    """Measure, print the tables, and write them with a chart into `bench/results`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("queries", nargs="*", default=[])
    parser.add_argument("--db", choices=["postgres", "sqlite"], default="postgres")
    parser.add_argument("--posts", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0, help="for each system and query")
    parser.add_argument("--peers", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--worker", choices=["sync", "gthread"], default=Setup.worker)
    parser.add_argument("--threads", type=int, default=Setup.threads)
    parser.add_argument("--keep", action=argparse.BooleanOptionalAction, default=True)
    told = parser.parse_args()
    stop_with_us()
    place = Place(told.db, told.posts)
    load.ensure(place)
    systems = of_hearth(place)
    if told.peers:
        from bench import peering

        systems += peering.systems(told.db, told.posts)
    run = measure(
        place,
        systems,
        Setup(told.worker, told.threads),
        queries=tuple(name.upper() for name in told.queries) or cases.NAMES,
        rounds=told.rounds,
        seconds=told.seconds,
    )
    text = report.markdown(run)
    print(text)
    if told.keep:
        for path in report.write(run, text):
            print(f"Written: {path}")


def as_json(run: Run) -> str:
    """Return the figures of a run for other programs."""
    rows = {
        f"{name} {system}": {
            "sql": one.sql,
            "bytes": round(one.bytes),
            "rate": one.rate,
            "app_ms": one.app_ms,
            "db_ms": one.db_ms,
            "p50_ms": one.percentile(0.5),
            "p99_ms": one.percentile(0.99),
        }
        for (name, system), one in run.figures.items()
    }
    return json.dumps(rows, indent=1)


if __name__ == "__main__":
    main()
