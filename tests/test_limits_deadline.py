"""The time of a request: once it is over, nothing more is loaded, and one error says so."""

import itertools

import pytest

from api import loading
from tests import factories as make

pytestmark = pytest.mark.django_db

QUERY = "{posts {nodes {title authors {name} tags {name}}} site {name}}"
TIMEOUT = {
    "errors": [
        {
            "message": "This took too long. Ask for less at once, or try again later.",
            "extensions": {"code": "TIMEOUT"},
        }
    ]
}


@pytest.fixture(params=[True, False], ids=["compiled", "graphql-core"])
def compiled(request, settings):
    settings.HEARTH_COMPILED_EXECUTION = request.param


@pytest.fixture
def clock(monkeypatch):
    """A clock that goes on by a second whenever somebody looks at it; returns the times."""
    times = itertools.count()
    monkeypatch.setattr(loading, "monotonic", lambda: next(times))
    return times


def test_a_request_that_takes_too_long_ends_in_one_error(graphql, settings, clock, compiled):
    make.post(authors=[make.author()])
    settings.HEARTH_TIME_LIMIT = 2
    response = graphql.response(QUERY, headers={"Accept": "application/graphql-response+json"})
    assert (response.status_code, response.json()) == (503, TIMEOUT)


def test_what_has_time_left_is_answered(graphql, settings, clock, compiled):
    make.post(authors=[make.author()])
    settings.HEARTH_TIME_LIMIT = 1000
    assert "errors" not in graphql(QUERY)


def test_a_request_that_is_late_is_not_executed_again(graphql, settings, clock, count_sql):
    make.post(authors=[make.author()])
    settings.HEARTH_TIME_LIMIT = 1
    settings.HEARTH_COMPILED_EXECUTION = True
    asked = []
    late = count_sql(lambda: asked.append(graphql(QUERY)))
    assert asked == [TIMEOUT]
    settings.HEARTH_TIME_LIMIT = 1000
    assert len(late) < len(count_sql(lambda: graphql(QUERY)))


def test_zero_sets_no_time_limit(graphql, settings, clock, compiled):
    settings.HEARTH_TIME_LIMIT = 0
    assert "errors" not in graphql(QUERY)
