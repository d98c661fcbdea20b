"""Every error that a client can get, with its code from one closed list."""

from enum import StrEnum
from typing import Any

from graphql import GraphQLError

from api import request_ids

MAX_MESSAGE = 300
#: What a client is told of a failure that is ours.
MASKED = "Something went wrong on our side."


class Code(StrEnum):
    """The values of `extensions.code`. Apollo's names come first, then ours."""

    GRAPHQL_PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
    GRAPHQL_VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
    OPERATION_RESOLUTION_FAILURE = "OPERATION_RESOLUTION_FAILURE"
    PERSISTED_QUERY_NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"
    BAD_REQUEST = "BAD_REQUEST"
    BAD_USER_INPUT = "BAD_USER_INPUT"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    INTERNAL_SERVER_ERROR = "INTERNAL_SERVER_ERROR"
    QUERY_TOO_COMPLEX = "QUERY_TOO_COMPLEX"
    QUERY_TOO_DEEP = "QUERY_TOO_DEEP"
    LIMIT_EXCEEDED = "LIMIT_EXCEEDED"
    RATE_LIMITED = "RATE_LIMITED"
    TIMEOUT = "TIMEOUT"
    RESYNC_REQUIRED = "RESYNC_REQUIRED"


class ApiError(Exception):
    """What a client did wrong, said in words that it may see."""

    code = Code.BAD_REQUEST

    def __init__(self, message: str, **extensions: Any) -> None:
        super().__init__(message)
        self.extensions = extensions


class BadUserInput(ApiError):
    """An argument has a value that it cannot have; `argument` names it."""

    code = Code.BAD_USER_INPUT

    def __init__(self, argument: str, message: str) -> None:
        super().__init__(message, argument=argument)


class BadRequest(ApiError):
    """The HTTP request is not a GraphQL request."""


class OperationNotResolved(ApiError):
    """The document has no operation of the given name, or several and no name."""

    code = Code.OPERATION_RESOLUTION_FAILURE


class OnlyByPost(ApiError):
    """A mutation came by a method that may change nothing."""


class PersistedQueryNotFound(ApiError):
    """The hash of a persisted query is not known here; send the query with it."""

    code = Code.PERSISTED_QUERY_NOT_FOUND


class Unauthenticated(ApiError):
    """The credentials of the request are wrong, expired or revoked."""

    code = Code.UNAUTHENTICATED


class Forbidden(ApiError):
    """Whoever asks is known, but may not do this."""

    code = Code.FORBIDDEN


class TooComplex(ApiError):
    """The operation costs more points than a request may."""

    code = Code.QUERY_TOO_COMPLEX


class TooDeep(ApiError):
    """The operation's fields are nested more deeply than a request's may be."""

    code = Code.QUERY_TOO_DEEP


class LimitExceeded(ApiError):
    """The request has more of something than it may; `limit` and `requested` say how much."""

    code = Code.LIMIT_EXCEEDED


class RateLimited(ApiError):
    """The client has asked too much lately; `retryAfter` says how many seconds it has to wait."""

    code = Code.RATE_LIMITED

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message, retryAfter=retry_after)


class ResyncRequired(ApiError):
    """A cursor of changes that cannot be continued: the client has to start with `since: null`."""

    code = Code.RESYNC_REQUIRED


class Timeout(ApiError):
    """The time that a request may take is over."""

    code = Code.TIMEOUT


class Unavailable(ApiError):
    """Something that every answer needs, such as the database, is out of reach."""

    code = Code.INTERNAL_SERVER_ERROR


def shorten(message: str) -> str:
    """Cut a message at the length that clients are promised."""
    return message if len(message) <= MAX_MESSAGE else f"{message[: MAX_MESSAGE - 1]}…"


def format_error(error: GraphQLError | ApiError, code: Code) -> dict[str, Any]:
    """Return the error as the specification writes it, with its code.

    `code` is for errors of graphql-core itself. An `ApiError` below a `GraphQLError` brings
    its own; any other exception is masked, since its words are for the log alone: `requestId`
    leads there.
    """
    original = error.original_error if isinstance(error, GraphQLError) else error
    words = error.message if isinstance(error, GraphQLError) else str(error)
    answer: dict[str, Any] = {"message": shorten(words)}
    extensions: dict[str, Any] = {"code": code}
    if isinstance(original, ApiError):
        extensions = {"code": original.code, **original.extensions}
    elif original is not None and not isinstance(original, GraphQLError):
        answer["message"] = MASKED
        extensions = {"code": Code.INTERNAL_SERVER_ERROR}
    if extensions["code"] == Code.INTERNAL_SERVER_ERROR and request_ids.current():
        extensions["requestId"] = request_ids.current()
    if isinstance(error, GraphQLError):
        if error.locations:
            answer["locations"] = [location.formatted for location in error.locations]
        if error.path is not None:
            answer["path"] = error.path
    return {**answer, "extensions": extensions}
