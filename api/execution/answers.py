"""From a request to an answer: parse, choose the operation, validate, execute."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import strawberry
from django.conf import settings
from django.db import DatabaseError, InterfaceError
from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    get_operation_ast,
)
from graphql import execute as graphql_execute
from strawberry.execution import optimized_is_awaitable

from api.errors import (
    ApiError,
    Code,
    OnlyByPost,
    OperationNotResolved,
    Timeout,
    TooComplex,
    Unavailable,
    format_error,
)
from api.execution import documents
from api.execution.documents import Document, hides_suggestions
from api.execution.executor import CompilingExecutor
from api.limits import trusted, variables
from api.limits.values import limit
from api.loading import Session

logger = logging.getLogger(__name__)

#: The request header by which a client asks for the cost of its operation.
COST_HEADER = "GraphQL-Cost"


class Schema(strawberry.Schema):
    """A schema that leaves the log to `execute`, which tells our failures from a client's."""

    def process_errors(self, errors: list[GraphQLError], execution_context: Any = None) -> None:
        """Log nothing."""


@dataclass(frozen=True)
class Request:
    """A GraphQL request, whatever way it came."""

    query: str
    variables: dict[str, Any] | None = None
    operation_name: str | None = None


@dataclass(frozen=True)
class Answer:
    """The body of a response, and whether anything was executed.

    `only_by_post` says that the request was refused for its HTTP method alone; `cost` are the
    points that the operation costs by the published model, if that was found out; `is_query` says
    that it was one, and no mutation.
    """

    body: dict[str, Any]
    executed: bool
    only_by_post: bool = False
    cost: int | None = None
    is_query: bool = False

    @property
    def codes(self) -> set[str]:
        """The codes of all errors."""
        return {error["extensions"]["code"] for error in self.body.get("errors", ())}


def execute(
    schema: strawberry.Schema,
    request: Request,
    session: Session,
    *,
    read_only: bool = False,
    compiled: bool | None = None,
    admit: Callable[[int], None] | None = None,
    is_ours: bool = False,
) -> Answer:
    """Answer a request. Never raises: what goes wrong is in the answer, internals in the log.

    `is_ours` tells an operation of this server, which no manifest of clients' operations names.
    `read_only` refuses anything but queries, as GET requests must; `compiled` says whether plans
    are used, otherwise the setting `HEARTH_COMPILED_EXECUTION` does. `admit` is called with the
    operation's cost once all limits hold and before anything is executed; an `ApiError` that it
    raises refuses the request.
    """
    if compiled is None:
        compiled = getattr(settings, "HEARTH_COMPILED_EXECUTION", True)
    cost: int | None = None
    try:
        if not is_ours:
            trusted.check(request.query)
        found = _found(schema, request, read_only=read_only)
        if errors := found.validate():
            return refused(errors, Code.GRAPHQL_VALIDATION_FAILED)
        cost = found.cost(request.operation_name, request.variables)
        _hold_cost(cost)
        if admit is not None:
            admit(cost)
        result = _executed(schema, found, request, session, compiled=compiled)
        answer = unavailable() if _is_outage(result.errors) else _answer(result, session)
        if answer.executed and found.is_query(request.operation_name):
            answer = replace(answer, is_query=True)
    except GraphQLSyntaxError as error:
        return refused([error], Code.GRAPHQL_PARSE_FAILED)
    except OnlyByPost as error:
        return replace(refused([error], error.code), only_by_post=True)
    except ApiError as error:
        answer = refused([error], error.code)
    return answer if cost is None else _with_cost(answer, cost, session)


def _found(schema: strawberry.Schema, request: Request, *, read_only: bool) -> Document:
    """Return the document of a request that keeps all limits but that on its cost."""
    variables.check(request.variables)
    found = documents.document(schema, request.query)
    _choose(found.tree, request.operation_name, read_only=read_only)
    found.check()
    return found


def _hold_cost(cost: int) -> None:
    most = limit("HEARTH_MAX_COST")
    if cost > most:
        message = f"This operation costs {cost} points; at most {most} are allowed."
        raise TooComplex(message, requested=cost, limit=most)


def _with_cost(answer: Answer, cost: int, session: Any) -> Answer:
    """Return the answer with its cost, which is told to clients that ask for it."""
    request = getattr(session, "request", None)
    if request is None or request.headers.get(COST_HEADER, "").lower() != "report":
        return replace(answer, cost=cost)
    told = {"cost": {"requested": cost, "limit": limit("HEARTH_MAX_COST")}}
    extensions = {**answer.body.get("extensions", {}), **told}
    return replace(answer, cost=cost, body={**answer.body, "extensions": extensions})


def _executed(
    schema: strawberry.Schema,
    found: Document,
    request: Request,
    session: Session,
    *,
    compiled: bool,
) -> ExecutionResult:
    if schema.get_extensions(sync=True):
        # Extensions may look at every field, and want to be called by Strawberry.
        return schema.execute_sync(  # type: ignore[return-value]
            request.query,
            variable_values=request.variables,
            context_value=session,
            operation_name=request.operation_name,
        )
    result = graphql_execute(
        schema._schema,
        found.tree,
        context_value=session,
        variable_values=request.variables,
        operation_name=request.operation_name,
        executor_class=CompilingExecutor,
        is_awaitable=optimized_is_awaitable,  # type: ignore[arg-type] # a guard without its type
        hide_suggestions=hides_suggestions(),
        plans=found.plans if compiled else None,
    )
    assert isinstance(result, ExecutionResult), "Nothing here is awaited."
    for error in result.errors or ():
        # One error for the whole request, not one for each field that came too late.
        if isinstance(error.original_error, Timeout):
            raise error.original_error
    return result


def _answer(result: Any, session: Session) -> Answer:
    formatted = [_formatted(error) for error in result.errors or ()]
    if formatted and result.data is None and _unstarted(result.errors):
        return Answer({"errors": formatted}, executed=False)
    body: dict[str, Any] = {"errors": formatted} if formatted else {}
    body["data"] = result.data
    if extensions := getattr(session, "extensions", None):
        body["extensions"] = extensions
    return Answer(body, executed=True)


def unavailable(
    message: str = "The service is not available at the moment. Try again later.",
) -> Answer:
    """Return the one clean error of a server that cannot reach what it needs."""
    error = Unavailable(message)
    return refused([error], error.code)


def _choose(document: DocumentNode, name: str | None, *, read_only: bool) -> None:
    operation = get_operation_ast(document, name)
    if operation is None:
        count = sum(isinstance(one, OperationDefinitionNode) for one in document.definitions)
        if not count:
            raise OperationNotResolved("The document has no operation.")
        raise OperationNotResolved(
            "The document has no operation of this name."
            if name
            else "The document has several operations: say which one by `operationName`."
        )
    if read_only and operation.operation.value != "query":
        raise OnlyByPost("Only queries can be sent by GET.")


def refused(errors: list[Any], code: Code) -> Answer:
    """Return the answer to a request of which nothing was executed."""
    return Answer({"errors": [format_error(error, code) for error in errors]}, executed=False)


def _unstarted(errors: list[GraphQLError] | None) -> bool:
    """Tell errors of the variables, which come before anything is executed."""
    return all(error.path is None for error in errors or ())


def _is_outage(errors: list[GraphQLError] | None) -> bool:
    causes = [error.original_error for error in errors or ()]
    outages = [cause for cause in causes if isinstance(cause, DatabaseError | InterfaceError)]
    for cause in outages[:1]:
        logger.error("The database failed while a query was answered", exc_info=cause)
    return bool(outages)


def _formatted(error: GraphQLError) -> dict[str, Any]:
    original = error.original_error
    if original is not None and not isinstance(original, ApiError | GraphQLError):
        logger.error("A field failed: %s", error.path, exc_info=original)
    return format_error(error, Code.BAD_USER_INPUT)
