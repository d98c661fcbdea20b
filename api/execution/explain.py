"""A compiled operation in words: its steps and functions, the SQL that they run, their cost."""

import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
import strawberry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from graphql import GraphQLError
from strawberry.execution import optimized_is_awaitable

from api.errors import ApiError
from api.execution.answers import Request, execute
from api.execution.compiler import Compiler
from api.execution.documents import document, hides_suggestions
from api.execution.executor import CompilingExecutor
from api.execution.functions import NotCompiled
from api.execution.plans import CallStage, LoaderStage, Plan, Stage
from api.execution.rules import source_rule
from api.limits.values import limit
from api.loading import Session

CONSTANT = re.compile(r"\b[A-Za-z_]+_\d+\b")
ROUNDS = 5


@dataclass(frozen=True)
class Explanation:
    """What is known of an operation; `reason` says why there is no plan, if there is none."""

    plan: Plan | None
    reason: str
    statements: list[str]
    milliseconds: float
    interpreted: float
    size: int
    points: int

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        if self.plan is None:
            yield f"Left to graphql-core: {self.reason}"
        else:
            yield "Steps"
            yield "  make what the root field functions can, and queue the rest"
            yield from (f"  {_step(stage)}" for stage in self.plan.stages)
            yield ""
            yield "Functions"
            yield from (f"  {line}" for line in readable(self.plan).splitlines())
        yield ""
        yield f"SQL: {len(self.statements)} statements"
        for number, statement in enumerate(self.statements, 1):
            yield f"  {number}. {statement}"
        yield ""
        yield "Cost"
        yield f"  {self.points} points of {limit('HEARTH_MAX_COST')} that a request may cost"
        yield f"  {self.size} bytes, {len(self.statements)} SQL statements"
        yield f"  {self.milliseconds:.1f} ms of CPU as it is executed"
        yield f"  {self.interpreted:.1f} ms of CPU on graphql-core alone"


def explain(
    schema: strawberry.Schema,
    request: Request,
    new_session: Callable[[], Session],
) -> Explanation:
    """Return the explanation of a request, which is executed a few times; it must be a query.

    Raises `ValueError` with the errors of a request that is not valid.
    """
    try:
        found = document(schema, request.query)
        found.check()
    except GraphQLError as error:
        raise ValueError(error.message) from None
    except ApiError as error:
        raise ValueError(str(error)) from None
    if errors := found.validate():
        raise ValueError("; ".join(error.message for error in errors))
    executor = CompilingExecutor.build(
        schema._schema,
        found.tree,
        None,
        new_session(),
        request.variables,
        request.operation_name,
        is_awaitable=optimized_is_awaitable,  # type: ignore[arg-type] # a guard without its type
        hide_suggestions=hides_suggestions(),
    )
    if isinstance(executor, list):
        raise ValueError("; ".join(error.message for error in executor))
    points = found.cost(request.operation_name, request.variables)
    plan, reason = None, ""
    try:
        plan = Compiler(executor, source_rule).compile()
    except NotCompiled as found_reason:
        reason = str(found_reason)
    with CaptureQueriesContext(connection) as captured:
        answer = execute(schema, request, new_session(), read_only=True)
    return Explanation(
        plan,
        reason,
        [query["sql"] for query in captured.captured_queries],
        _milliseconds(lambda: execute(schema, request, new_session(), read_only=True)),
        _milliseconds(
            lambda: execute(schema, request, new_session(), read_only=True, compiled=False)
        ),
        len(orjson.dumps(answer.body, default=str)),
        points,
    )


def readable(plan: Plan) -> str:
    """Return the code of a plan with its constants written out where that is shorter."""

    def written(found: re.Match[str]) -> str:
        value = plan.constants.get(found[0])
        return repr(value) if isinstance(value, str) else found[0]

    names = {
        name: _named(value)
        for name, value in plan.constants.items()
        if CONSTANT.fullmatch(name) and not isinstance(value, str)
    }
    table = "\n".join(f"{name} = {text}" for name, text in names.items())
    return f"{CONSTANT.sub(written, plan.source)}\n\n\n{table}"


def _named(value: Any) -> str:
    name = getattr(value, "__qualname__", None)
    if name is not None:
        return f"{value.__module__}.{name}"
    if isinstance(value, Mapping | tuple | list | int):
        return repr(value)[:100]
    return str(value)[:100]


def _step(stage: Stage) -> str:
    if isinstance(stage, LoaderStage):
        fields = ", ".join(dict.fromkeys(site.response_key for site in stage.sites))
        names = [
            column if isinstance(column, str) else column.name for column in stage.columns or ()
        ]
        what = "whole instances" if stage.columns is None else f"columns {', '.join(names)}"
        return f"{stage.title} for {fields}: {what}"
    assert isinstance(stage, CallStage)
    return f"{stage.title} for {stage.site.response_key}"


def _milliseconds(action: Callable[[], Any]) -> float:
    times = []
    for _round in range(ROUNDS):
        start = time.process_time()
        action()
        times.append(time.process_time() - start)
    return sorted(times)[ROUNDS // 2] * 1000
