"""What the clients' operations cost, and how long a first synchronisation takes: as documented."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings as defaults

from api.execution.documents import Document
from api.limits.values import DEFAULTS
from api.schema import schema

ROOT = Path(__file__).resolve().parents[2]
SYNC_PAGE = (ROOT / "docs/sync.md").read_text()
PAGES_CODE = (ROOT / "clients/typescript/src/pages.ts").read_text()
MANIFEST = json.loads((ROOT / "clients/operations/manifest.json").read_text())
#: What docs/sync.md asks for, with the bodies of posts as it says.
DOCUMENTED = re.search(r"```graphql\n(.*?)```", SYNC_PAGE, re.DOTALL).group(1)
WITH_BODIES = DOCUMENTED.replace("title slug }", "title slug body { __typename id html } }")
PAGE, POLL = (int(re.search(rf"const {name} = (\d+)", PAGES_CODE)[1]) for name in ("PAGE", "POLL"))
QUOTA, TOKEN = 100_000, 1_000_000


def operation(name):
    return next(text for text in MANIFEST.values() if text.startswith(f"query {name}("))


def cost(text, /, **variables):
    document = Document(schema, text)
    assert document.validate() == []
    return document.cost(None, variables)


def pages(text, size, objects, **variables):
    """Return how many whole pages are asked for, and what each costs."""
    return -(-objects // size), cost(text, first=size, **variables)


def minutes(text, size, objects, quota, **variables):
    """Return after how many minutes the last page comes, if each minute has so many points."""
    count, points = pages(text, size, objects, **variables)
    return (count - 1) // (quota // points)


def documented(pattern):
    """Return the numbers in a sentence of docs/sync.md."""
    found = re.search(pattern, " ".join(SYNC_PAGE.split()))
    assert found, f"docs/sync.md has no {pattern!r}"
    return [int(number.replace(",", "")) for number in found.groups()]


def test_the_quotas_are_those_by_default():
    assert (DEFAULTS["HEARTH_MAX_COST"], defaults.HEARTH_RATE_TOKEN_POINTS) == (40_000, TOKEN)


def test_what_a_page_a_poll_and_a_checksum_cost_is_documented():
    sync = operation("Sync")
    row = r"\| A page \| ([\d,]+) \(`first: (\d+)`\) \| ([\d,]+) \(`first: (\d+)`\) \|"
    assert documented(row) == [
        *(cost(WITH_BODIES, first=100), 100),
        *(cost(sync, first=PAGE), PAGE),
    ]
    assert documented(r"\| A poll, `first: (\d+)` \| ([\d,]+) \| ([\d,]+) \|") == [
        POLL,
        cost(WITH_BODIES, first=POLL),
        cost(sync, first=POLL),
    ]
    assert documented(r"\| The same with `checksum` \| ([\d,]+) \| ([\d,]+) \|") == [
        cost(WITH_BODIES, first=POLL, verify=True),
        cost(sync, first=POLL, verify=True),
    ]


def test_how_many_pages_a_minute_has_is_documented():
    words = r"(\d+) pages of the operation above, or (\d+) of `Sync`"
    assert documented(words) == [
        QUOTA // cost(WITH_BODIES, first=100),
        QUOTA // cost(operation("Sync"), first=PAGE),
    ]


@pytest.mark.parametrize("objects", [1_000, 10_000])
def test_the_minutes_of_a_first_synchronisation_are_documented(objects):
    told = documented(rf"\| {objects:,} \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|")
    asked = [(WITH_BODIES, 100), (operation("Sync"), PAGE)]
    assert told == [
        minutes(text, size, objects, quota) for text, size in asked for quota in (QUOTA, TOKEN)
    ]


def test_stores_in_other_languages_are_told_the_same_sizes():
    told = re.search(r"first: poll \? (\d+) : (\d+)", (ROOT / "clients/STORE.md").read_text())
    assert told
    assert [int(size) for size in told.groups()] == [POLL, PAGE]


def test_no_other_size_of_pages_would_bring_much_more_in_a_minute():
    sync = operation("Sync")
    most = max(size * (QUOTA // cost(sync, first=size)) for size in range(20, 98))
    assert (QUOTA // cost(sync, first=PAGE)) * PAGE > 0.97 * most


def test_a_page_is_within_what_one_operation_may_cost_with_its_checksum_too():
    assert cost(operation("Sync"), first=PAGE, verify=True) < DEFAULTS["HEARTH_MAX_COST"]


def test_contacts_are_asked_for_anew_for_a_point_each():
    assert cost(operation("Revalidate"), ids=["x"] * 100) == 100


@pytest.fixture
def spent(client, settings, db):
    """A callable that asks for an operation, and returns the points that its address is charged."""
    settings.HEARTH_ANSWER_CACHE = True
    settings.HEARTH_RATE_POINTS = QUOTA
    left = {}

    def ask(text, address="192.0.2.1", **variables):
        body = {"query": text, "variables": variables}
        answer = client.post("/graphql/", body, "application/json", REMOTE_ADDR=address)
        assert "errors" not in answer.json()
        now = int(re.search(r"r=(\d+)", answer["RateLimit"])[1])
        points = left.get(address, QUOTA) - now
        left[address] = now
        return points, answer.json()["data"]

    return ask


def test_a_client_is_charged_what_is_documented(spent):
    sync = operation("Sync")
    assert spent(sync, first=PAGE)[0] == 19_605
    assert spent(sync, first=POLL, verify=True)[0] == 7_101


def test_what_somebody_else_has_been_answered_costs_ten_points(spent):
    sync = operation("Sync")
    _points, data = spent(sync, first=PAGE)
    since = data["changes"]["cursor"]
    assert spent(sync, first=POLL, since=since)[0] == 4_101
    assert spent(sync, "192.0.2.2", first=POLL, since=since)[0] == 10
    assert spent(sync, "192.0.2.2", first=PAGE)[0] == 10
