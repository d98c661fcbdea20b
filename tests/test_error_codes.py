"""The closed list of error codes, and its documentation."""

import re
from pathlib import Path

from api import errors
from api.errors import Code
from api.http.responses import STATUSES

DOCS = Path(__file__).resolve().parent.parent / "docs/errors.md"

CODES = {
    "GRAPHQL_PARSE_FAILED",
    "GRAPHQL_VALIDATION_FAILED",
    "OPERATION_RESOLUTION_FAILURE",
    "PERSISTED_QUERY_NOT_FOUND",
    "BAD_REQUEST",
    "BAD_USER_INPUT",
    "UNAUTHENTICATED",
    "FORBIDDEN",
    "INTERNAL_SERVER_ERROR",
    "QUERY_TOO_COMPLEX",
    "QUERY_TOO_DEEP",
    "LIMIT_EXCEEDED",
    "RATE_LIMITED",
    "TIMEOUT",
    "RESYNC_REQUIRED",
}


def documented():
    """(code, status) of each row of the table."""
    return re.findall(r"^\| `([A-Z_]+)` \| (\d+) \|", DOCS.read_text(), re.MULTILINE)


def test_the_list_is_closed():
    assert {code.value for code in Code} == CODES


def test_the_documentation_lists_each_code_once_in_their_order():
    assert [code for code, _status in documented()] == [code.value for code in Code]


def test_the_documentation_has_the_status_of_each_code():
    statuses = {code: int(status) for code, status in documented()}
    assert statuses == {code.value: STATUSES.get(code, 400) for code in Code}


def test_every_error_of_ours_has_a_code_of_the_list():
    classes = [errors.ApiError]
    for one in classes:
        classes.extend(one.__subclasses__())
    assert {one.code for one in classes} <= set(Code)
