"""Where the time of one operation goes: `python -m bench.profile Q3 --db postgres --posts 1000`.

The operation runs in this process under cProfile. Each function's own time counts for the part
of the house, or the library, that it belongs to; what is built into Python counts for its caller.
cProfile makes small Python functions look dearer than they are: read shares, not milliseconds.
"""

import argparse
import cProfile
import pstats
import sysconfig
import time
from collections import defaultdict
from pathlib import Path

from bench import cases, load
from bench.places import ROOT, Place, enter

Key = tuple[str, int, str]
PACKAGES = Path(sysconfig.get_paths()["purelib"]).resolve()
STANDARD = Path(sysconfig.get_paths()["stdlib"]).resolve()
#: Parts that are told apart within a package, the longest name first.
PARTS = (
    "django/db/models/sql",
    "django/db/models",
    "django/db/backends",
    "django/db",
    "django/middleware",
    "django/utils",
    "django/core",
    "django/http",
    "graphql/execution",
    "graphql/language",
    "graphql/validation",
    "graphql/utilities",
)


def part_of(name: str) -> str:
    """Return the part that a file belongs to: a module of ours, or a package."""
    if name.startswith("<"):
        return f"compiled: {name}" if "frozen" not in name else "Python"
    path = Path(name)
    if not path.is_absolute():
        path = ROOT / path
    path = path.resolve()
    if path.is_relative_to(PACKAGES):
        told = path.relative_to(PACKAGES).as_posix()
        known = [part for part in PARTS if told.startswith(part + "/") or told == f"{part}.py"]
        return known[0] if known else told.split("/")[0].removesuffix(".py")
    if path.is_relative_to(ROOT):
        return path.relative_to(ROOT).as_posix()
    return "Python" if path.is_relative_to(STANDARD) else path.name


def main() -> None:
    """Profile one query on Hearth, or on the floor with `--floor`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("query", nargs="?", default="Q3")
    parser.add_argument("--db", choices=["postgres", "sqlite"], default="postgres")
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--times", type=int, default=30)
    parser.add_argument("--floor", action="store_true", help="the hand-written view instead")
    parser.add_argument("--functions", type=int, default=25, help="how many to list")
    told = parser.parse_args()
    name = told.query.upper()
    place = Place(told.db, told.posts)
    load.ensure(place)
    enter(place)
    from bench.quick import InProcess

    asker = InProcess()
    asked = cases.variables(told.posts, asker.json)[name]
    requests = [
        cases.floor(name, one.floor) if told.floor else cases.hearth(name, one.graphql)
        for one in asked
    ]
    for request in requests[:5] * 2:
        asker(request)
    started = time.process_time()
    for turn in range(told.times):
        asker(requests[turn % len(requests)])
    plain = (time.process_time() - started) / told.times * 1000
    profile = cProfile.Profile(time.process_time)
    profile.enable()
    for turn in range(told.times):
        asker(requests[turn % len(requests)])
    profile.disable()
    system = "the floor" if told.floor else "Hearth"
    print(f"{name} on {system}, {place.kind}, {place.posts} posts: {plain:.2f} ms CPU a request\n")
    _print(pstats.Stats(profile), told.functions)


def _print(stats: pstats.Stats, functions: int) -> None:
    table: dict[Key, tuple[int, int, float, float, dict[Key, tuple[int, int, float, float]]]]
    table = stats.stats  # type: ignore[attr-defined]
    own: defaultdict[str, float] = defaultdict(float)
    for (file, _line, _name), (_cc, _calls, spent, _all, callers) in table.items():
        if file != "~":
            own[part_of(file)] += spent
        else:
            for (caller, _at, _called), (_c, _n, share, _a) in callers.items():
                own[part_of(caller) if caller != "~" else "Python"] += share
    total = sum(own.values())
    print("Own time by part (what is built into Python counts for its caller)")
    for part, spent in sorted(own.items(), key=lambda pair: -pair[1])[:30]:
        print(f"  {spent / total:6.1%}  {part}")
    print(f"\nThe {functions} functions with most time of their own")
    ranked = sorted(table.items(), key=lambda pair: -pair[1][2])[:functions]
    for (file, line, name), (_cc, calls, spent, _all, _callers) in ranked:
        place = f"{part_of(file)}:{line} " if file != "~" else ""
        print(f"  {spent / total:6.1%}  {calls:>8} calls  {place}{name}")


if __name__ == "__main__":
    main()
