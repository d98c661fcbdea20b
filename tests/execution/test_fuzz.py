"""Random operations over our schema, both ways.

A run takes a few hundred operations. For more, say how many, and where to start:

    HEARTH_FUZZ=5000 HEARTH_FUZZ_SEED=1 python -m pytest -s tests/execution/test_fuzz.py

prints how many operations were compiled, and why the others were not.
"""

import os
import re
from collections import Counter
from contextlib import nullcontext
from typing import Any

import pytest
from django.test import RequestFactory
from graphql import print_schema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import nodes as graphql_nodes
from hypothesis_graphql import strategies as graphql_strategies

from api import ids
from api.connections import encode_cursor
from api.schema import schema, session_for
from tests.execution import content
from tests.execution.both import Both, Outcome, is_valid
from tests.execution.faults import plant
from tests.execution.operations import Writer

pytestmark = pytest.mark.django_db

COUNT = int(os.environ.get("HEARTH_FUZZ", "240"))
SEED = int(os.environ.get("HEARTH_FUZZ_SEED", "0"))


class Tally:
    """What became of operations, and why some were not answered by their plans."""

    def __init__(self, *, is_planted: bool = False) -> None:
        self.is_planted = is_planted
        self.outcomes: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()

    def add(self, outcome: Outcome) -> None:
        if outcome.compiled:
            self.outcomes["compiled"] += 1
            return
        self.outcomes["errors" if outcome.errors else "left"] += 1
        assert outcome.is_excused or self.is_planted, outcome.why
        why = outcome.why[-1] if outcome.why else f"refused: {outcome.errors[0]['message']}"
        self.reasons[re.sub(r"[\"'].*", "...", why.partition("\n")[0])[:90]] += 1

    def __str__(self) -> str:
        lines = [", ".join(f"{name} {count}" for name, count in self.outcomes.most_common())]
        return "\n".join([*lines, *(f"  {n:5} {why}" for why, n in self.reasons.most_common(25))])


def cursors(both: Both) -> list[str]:
    """Return cursors of lists as clients get them."""
    found = []
    for text in ("{posts {edges {cursor}}}", "{tips {edges {cursor}}}"):
        [page] = both(text).data.values()
        found += [edge["cursor"] for edge in page["edges"]]
    return found


@pytest.fixture(scope="module")
def both(shared_content):
    return Both(schema, lambda: session_for(RequestFactory().get("/")))


@pytest.fixture(scope="module")
def writer(shared_content, both):
    values: dict[str, Any] = content.build()
    nodes = [ids.encode(*one) for one in values.pop("nodes")]
    places = [*cursors(both) * 4, encode_cursor([1, 2]), "nonsense"]
    known = {
        "id": [*nodes * 3, "nonsense", ids.encode("Nobody", "1")],
        "ids": nodes,
        "first": [*range(1, 20), *range(1, 20), 0, 100, -1, 101],
        "last": [1, 2, 3, 4, 5, 20, 0, -1],
        "after": places,
        "before": places,
        "width": [1, 100, 320, 5000, -1],
        "widths": [100, 320, 1280],
        "text": ["breathe", "see one"],
        "eq": ["rest", "sleep", "ada-reed", "en"],
        "in": ["rest", "sleep", "en", "es"],
        "DateTime": ["2026-01-01T00:00:00Z", "2030-01-01T00:00:00"],
    }
    return Writer(schema._schema, {**values, **known})


@pytest.fixture(scope="module")
def faults():
    with pytest.MonkeyPatch.context() as patch:
        yield plant(schema, patch)


def run(both: Both, writer: Writer, seeds: range, around: Any = nullcontext) -> Tally:
    tally = Tally(is_planted=around is not nullcontext)
    for seed in seeds:
        operation = writer.operation(seed)
        if not is_valid(schema, operation.text):
            tally.outcomes["not valid"] += 1
            continue
        with around(seed):
            tally.add(both(operation.text, **operation.variables))
            if operation.others:
                both(operation.text, **operation.others)
        both.forget()
    return tally


def test_random_operations_have_the_same_answers_both_ways(both, writer):
    tally = run(both, writer, range(SEED, SEED + COUNT * 2 // 3))
    print(f"\n{tally}")  # noqa: T201 - the report of a run
    assert tally.outcomes["compiled"] > COUNT * 2 // 3 * 0.6


def test_planted_errors_are_the_same_both_ways(both, writer, faults):
    tally = run(both, writer, range(-COUNT // 3 - SEED, -SEED), faults.strike)
    print(f"\n{tally}\nstruck {faults.struck} times")  # noqa: T201 - the report of a run
    assert tally.outcomes["errors"]
    assert faults.struck


OPERATIONS = graphql_strategies.queries(
    print_schema(schema._schema),
    custom_scalars={
        "DateTime": st.just("2026-01-01T00:00:00Z").map(graphql_nodes.String),
    },
)


@settings(
    max_examples=max(COUNT // 12, 1),
    derandomize=SEED == 0,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(text=OPERATIONS)
def test_operations_of_hypothesis_have_the_same_answers_both_ways(both, writer, text):
    both(text)
