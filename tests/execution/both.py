"""Executes a document both ways, as a compiled plan and on graphql-core, and compares.

`Both(schema)(text)` returns the answer if the two agree in everything that can be told apart:
data with the order of its keys and the classes of its leaves, errors with their messages, places,
paths and causes. `compiled` says whether the plan gave the answer; a test that means to prove
something about the compiler insists on it.
"""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLError, execute, parse, validate
from strawberry.execution import optimized_is_awaitable

from api.execution import executor as executing
from api.execution.documents import Document
from api.execution.executor import CompilingExecutor, Plans


class Different(AssertionError):
    """The two ways gave different answers."""


@dataclass(frozen=True)
class Outcome:
    """What one execution gave; `why` tells why the plan's answer was not used."""

    data: Any
    errors: list[dict[str, Any]]
    compiled: bool = False
    why: list[str] = field(default_factory=list)

    @property
    def is_excused(self) -> bool:
        """Whether there was a reason for graphql-core: an error, also one that no object met.

        A null for a directive is an error only where its fragment meets an object.
        """
        refused = any("An operation cannot be executed" in why for why in self.why)
        return self.compiled or bool(self.errors) or refused

    @property
    def written(self) -> str:
        """All that two outcomes are compared by."""
        return json.dumps([self.data, self.errors], default=_marked, indent=1)


def _marked(value: Any) -> str:
    return f"{type(value).__qualname__}: {value!r}"


class Both:
    """A schema whose documents are executed both ways.

    `context` makes a fresh context for each execution, `root` a fresh root value.
    """

    def __init__(self, schema: Any, context: Any = lambda: None, root: Any = lambda: None) -> None:
        self.schema = schema
        self.context = context
        self.root = root
        self._documents: dict[str, Document] = {}

    def __call__(self, text: str, /, *, operation: str | None = None, **variables: Any) -> Outcome:
        """Return the answer of the plan; raise `Different` if graphql-core gives another.

        The plan runs twice, so that what one run leaves behind would be seen. A document that
        comes again, with other variables, has its plans still.
        """
        document = self._documents.setdefault(text, Document(self.schema, text))
        assert document.validate() == [], document.errors
        expected = self.run(document, None, variables, operation)
        runs = [self.run(document, document.plans, variables, operation) for _time in range(2)]
        assert not any("The compiler failed" in why for why in runs[0].why), (text, runs[0].why)
        for found in runs:
            if found.written != expected.written or found.compiled != runs[0].compiled:
                raise Different(_difference(text, variables, expected, found))
        return runs[0]

    def forget(self) -> None:
        """Forget all documents and their plans."""
        self._documents.clear()

    def compiled(self, text: str, /, **variables: Any) -> Any:
        """Return the data of an operation whose answer the plan must give."""
        found = self(text, **variables)
        assert found.compiled, (text, found.why, found.errors)
        assert found.errors == []
        return found.data

    def left(self, text: str, /, **variables: Any) -> Outcome:
        """Return the answer of an operation that must be left to graphql-core."""
        found = self(text, **variables)
        assert not found.compiled, text
        return found

    def run(
        self,
        document: Document,
        plans: Plans | None,
        variables: dict[str, Any],
        operation: str | None = None,
    ) -> Outcome:
        """Execute a document once, by its plans if there are any."""
        executors: list[CompilingExecutor] = []

        class Watched(CompilingExecutor):
            def __init__(self, *args: Any, **kwargs: Any) -> None:
                super().__init__(*args, **kwargs)
                executors.append(self)

        with reasons() as why:
            result: Any = execute(
                self.schema._schema,
                document.tree,
                root_value=self.root(),
                context_value=self.context(),
                variable_values=variables,
                operation_name=operation,
                executor_class=Watched,
                is_awaitable=optimized_is_awaitable,
                plans=plans,
            )
        errors = [_told(error) for error in result.errors or ()]
        compiled = any(one.ran_compiled for one in executors)
        return Outcome(result.data, errors, compiled, why)


def _told(error: GraphQLError) -> dict[str, Any]:
    cause = error.original_error
    return {**error.formatted, "cause": f"{type(cause).__name__}: {cause}" if cause else None}


def _difference(text: str, variables: dict[str, Any], expected: Outcome, found: Outcome) -> str:
    one, other = expected.written.splitlines(), found.written.splitlines()
    pairs = zip([*one, "(end)"], [*other, "(end)"], strict=False)
    line = next((n for n, (a, b) in enumerate(pairs) if a != b), 0)
    around = slice(max(line - 6, 0), line + 4)
    return "\n".join(
        [
            text,
            f"variables: {variables}",
            "--- graphql-core",
            *one[around],
            *map(str, expected.errors[:3]),
            f"--- compiled: {found.compiled} {found.why}",
            *other[around],
            *map(str, found.errors[:3]),
        ]
    )


@contextmanager
def reasons() -> Iterator[list[str]]:
    """Collect what the executor writes to the log: why something was not compiled, or fell back."""
    found: list[str] = []

    class Collecting(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            cause = record.exc_info[1] if record.exc_info else None
            found.append(f"{record.getMessage()} {cause!r}" if cause else record.getMessage())

    handler, logger = Collecting(), executing.logger
    before = logger.level, logger.propagate
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    try:
        yield found
    finally:
        logger.level, logger.propagate = before
        logger.removeHandler(handler)


def is_valid(schema: Any, text: str) -> bool:
    """Whether a document may be executed."""
    return not validate(schema._schema, parse(text))
