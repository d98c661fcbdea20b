"""A backup was restored: nothing that was told since then is taken for what comes next."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from api.changes import log
from api.deliveries import consumers
from api.deliveries.models import Delivery, Webhook
from api.live.watching import checkpoint
from blog.models import PostPage
from tests import factories
from tests.sync import databases

pytestmark = pytest.mark.django_db

ALL = {"query": "{posts(first: 9) {totalCount nodes {title}}}"}
POLL = "query ($since: String) {changes(since: $since) {cursor changes {id}}}"


@pytest.fixture(autouse=True)
def backup(settings, monkeypatch):
    """A database with a post, and a copy of it; the process keeps what it has in memory."""
    settings.HEARTH_ANSWER_CACHE = True
    with databases.copied() as copy:
        monkeypatch.setattr(databases, "forget", lambda: None)
        factories.post("Sleep well")
        posts()
        copy.keep()
        yield copy


def restore(copy):
    copy.restore()
    call_command("reconcile_changes", "--restored", verbosity=0)


def posts():
    return Client().get("/graphql/", ALL).json()["data"]["posts"]


def title():
    return posts()["nodes"][0]["title"]


def rename(words):
    PostPage.objects.filter(slug="sleep-well").update(title=words)


def test_an_answer_that_was_kept_since_the_backup_is_not_shown(backup):
    rename("Sleep better")
    assert title() == "Sleep better"
    restore(backup)
    assert title() == "Sleep well"
    rename("Sleep best")
    assert title() == "Sleep best"


def test_a_number_that_was_kept_since_the_backup_is_not_shown(backup):
    factories.post("Eat well")
    assert posts()["totalCount"] == 2
    restore(backup)
    rename("Sleep better")
    assert posts()["totalCount"] == 1


def test_a_cursor_that_was_given_out_since_the_backup_cannot_be_continued(backup, graphql):
    rename("Sleep better")
    cursor = graphql(POLL)["data"]["changes"]["cursor"]
    restore(backup)
    rename("Sleep best")
    [error] = graphql(POLL, since=cursor)["errors"]
    assert error["extensions"]["code"] == "RESYNC_REQUIRED"


def test_whoever_listens_is_told(backup):
    rename("Sleep better")
    known = checkpoint()
    restore(backup)
    rename("Sleep best")
    assert checkpoint() != known


def events():
    consumers.catch_up()
    return set(Delivery.objects.values_list("event_id", flat=True))


def test_a_receiver_is_told_of_what_comes_next_under_ids_of_its_own(backup):
    Webhook.objects.create(name="Site", url="https://example.org/")
    events()
    keep_again(backup)
    rename("Sleep better")
    before = events()
    restore(backup)
    assert events() == set()
    rename("Sleep best")
    after = events()
    assert len(before) == len(after) == 1
    assert before.isdisjoint(after)


def test_a_receiver_is_told_of_what_nobody_had_read_when_the_backup_was_made(backup):
    Webhook.objects.create(name="Site", url="https://example.org/")
    events()
    rename("Sleep better")
    log.position()
    keep_again(backup)
    restore(backup)
    assert len(events()) == 1


def keep_again(copy):
    """Make another backup."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA kept CASCADE")
    copy.keep()
