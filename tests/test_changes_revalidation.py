"""`mustRevalidateAfter`: how long an app without a connection may show whom to call."""

from datetime import UTC, date, datetime
from unittest.mock import patch

import pytest

from api import ids
from tests import factories

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 10, 12, 30, tzinfo=UTC)
QUERY = """query ($id: ID!) {node(id: $id) {
    ... on Contact {mustRevalidateAfter} ... on CrisisResource {mustRevalidateAfter}
}}"""


@pytest.fixture
def moment(graphql):
    """A callable that returns what is told at noon of a day of a contact or a line."""

    def ask(thing):
        with patch("django.utils.timezone.now", lambda: NOON):
            answer = graphql(QUERY, id=ids.encode(type(thing).__name__, thing.pk))
        return answer["data"]["node"]["mustRevalidateAfter"]

    return ask


def line(verified_on, verify_every):
    return factories.crisis_resource(verified_on=verified_on, verify_every=verify_every)


def test_a_contact_may_be_shown_for_a_week(moment):
    assert moment(factories.contact()) == "2026-03-17T00:00:00+00:00"


def test_for_how_long_is_a_setting(moment, settings):
    settings.HEARTH_REVALIDATE_DAYS = 2
    assert moment(factories.contact()) == "2026-03-12T00:00:00+00:00"


def test_no_day_at_all_is_from_today_on(moment, settings):
    settings.HEARTH_REVALIDATE_DAYS = 0
    assert moment(factories.contact()) == "2026-03-10T00:00:00+00:00"


def test_a_line_that_was_verified_lately_may_be_shown_for_a_week(moment):
    assert moment(line(date(2026, 3, 1), 90)) == "2026-03-17T00:00:00+00:00"


def test_a_line_may_not_be_shown_for_longer_than_it_is_verified(moment):
    assert moment(line(date(2026, 3, 1), 12)) == "2026-03-13T00:00:00+00:00"


def test_a_line_that_is_overdue_may_not_be_shown_unasked(moment):
    assert moment(line(date(2026, 1, 1), 30)) == "2026-03-10T00:00:00+00:00"
