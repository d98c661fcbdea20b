"""Webhooks with a query of their own: whose eyes it sees with, and what if it does not run."""

import pytest
from django.core import checks
from django.core.management import call_command

from api.deliveries import consumers, queries
from api.deliveries.models import Delivery, Lane, Webhook
from tests import factories as make
from tests.deliveries.conftest import deliver, webhook_to

pytestmark = pytest.mark.django_db

QUERY = "query($id: ID!) {node(id: $id) {... on Post {title intro}}}"


@pytest.fixture
def webhook(receiver):
    make.blog()
    return webhook_to(receiver, types=["Post"], query=QUERY)


def test_the_result_is_sent_along(receiver, webhook):
    make.post("Sleep well", intro="How to.")
    deliver()
    assert receiver.messages[0].data["result"] == {
        "node": {"title": "Sleep well", "intro": "How to."}
    }


def test_the_result_holds_nothing_of_a_draft(receiver, webhook):
    post = make.post("Sleep well")
    post.title = "Secret"
    post.save_revision()
    deliver()
    assert b"Secret" not in receiver.messages[0].body


def test_what_is_gone_meanwhile_is_not_in_the_result(receiver, webhook):
    post = make.post("Secret")
    consumers.catch_up()
    post.unpublish()
    deliver()
    assert receiver.messages[0].data["result"] == {"node": None}


@pytest.fixture
def broken(webhook):
    """A webhook whose query asks for what the schema no longer has."""
    Webhook.objects.update(query="query($id: ID!) {node(id: $id) {... on Post {subtitle}}}")
    return webhook


def test_events_wait_while_the_query_does_not_fit_the_schema(receiver, broken):
    make.post("Sleep well")
    deliver()
    assert receiver.messages == []
    assert "subtitle" in Lane.objects.get().reason
    assert Delivery.objects.get().state == "waiting"


def test_the_check_reports_a_query_that_does_not_fit_the_schema(broken):
    (found,) = [
        one for one in checks.run_checks(databases=["default"]) if one.id == "api.deliveries.W001"
    ]
    assert "subtitle" in found.msg


def test_the_check_asks_no_database_that_it_may_not(broken, count_sql):
    assert count_sql(lambda: call_command("check", verbosity=0)) == []


def test_the_check_reports_all_webhooks_active_or_not(broken, receiver):
    webhook_to(receiver, name="Other", query=QUERY.replace("intro", "summary"), is_active=False)
    found = [one.msg for one in queries.check_stored(["default"])]
    assert ["subtitle" in one for one in found].count(True) == 1
    assert ["summary" in one for one in found].count(True) == 1


def test_the_check_looks_at_a_query_of_many_webhooks_once(receiver, webhook, monkeypatch):
    for number in range(5):
        webhook_to(receiver, name=f"{number}", query=QUERY)
    looked = []
    monkeypatch.setattr(queries, "problems_of", lambda *_args: looked.append(True) or [])
    queries._problems.cache_clear()
    queries.check_stored(["default"])
    queries._problems.cache_clear()
    assert len(looked) == 1


def test_the_check_asks_for_no_column_that_a_migration_is_yet_to_make(broken, count_sql):
    (asked,) = [one for one in count_sql(lambda: list(queries.broken())) if "webhook" in one]
    assert "since" not in asked


def test_the_admin_tells_of_a_query_that_cannot_run_before_anything_waits(broken, admin_client):
    home = admin_client.get("/admin/").content.decode()
    assert "its query cannot run any more" in home
    assert "subtitle" in home
    assert "Query cannot run" in admin_client.get("/admin/webhooks/").content.decode()
