"""From a request to an answer: parse, choose the operation, validate, execute."""

import logging
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

from api.errors import ApiError, Code, OnlyByPost, OperationNotResolved, Unavailable, format_error
from api.execution import documents
from api.execution.documents import Document
from api.execution.executor import CompilingExecutor
from api.loading import Session

logger = logging.getLogger(__name__)


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
    points that the operation costs by the published model, if that was found out.
    """

    body: dict[str, Any]
    executed: bool
    only_by_post: bool = False
    cost: int | None = None

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
) -> Answer:
    """Answer a request. Never raises: what goes wrong is in the answer, internals in the log.

    `read_only` refuses anything but queries, as GET requests must; `compiled` says whether plans
    are used, otherwise the setting `HEARTH_COMPILED_EXECUTION` does.
    """
    if compiled is None:
        compiled = getattr(settings, "HEARTH_COMPILED_EXECUTION", True)
    try:
        found = documents.document(schema, request.query)
        _choose(found.tree, request.operation_name, read_only=read_only)
    except GraphQLSyntaxError as error:
        return refused([error], Code.GRAPHQL_PARSE_FAILED)
    except RecursionError:
        too_deep = GraphQLError("The document is nested too deeply.")
        return refused([too_deep], Code.GRAPHQL_PARSE_FAILED)
    except OnlyByPost as error:
        return replace(refused([error], error.code), only_by_post=True)
    except ApiError as error:
        return refused([error], error.code)
    if errors := found.validate():
        return refused(errors, Code.GRAPHQL_VALIDATION_FAILED)
    result = _executed(schema, found, request, session, compiled=compiled)
    return unavailable() if _is_outage(result.errors) else _answer(result, session)


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
        plans=found.plans if compiled else None,
    )
    assert isinstance(result, ExecutionResult), "Nothing here is awaited."
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


def unavailable() -> Answer:
    """Return the one clean error of a server that cannot reach what it needs."""
    error = Unavailable("The service is not available at the moment. Try again later.")
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
