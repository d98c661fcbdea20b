"""The change log stays whole: its triggers outlive migrations, and what they missed is found."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core import checks
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from api.changes import log, triggers, upkeep
from api.changes.feed import Feed
from api.models import Change, Cursor, LogState, Readable, Webhook
from blog.models import PostAuthor, PostPage
from tests import factories
from tests.sync.databases import copied

pytestmark = pytest.mark.django_db


def unnoticed(action):
    """Do something while no trigger is there."""
    triggers.remove(connection)
    action()


def reconciled():
    out = StringIO()
    call_command("reconcile_changes", stdout=out)
    return out.getvalue()


def test_what_no_trigger_saw_is_found():
    post = factories.post("Sleep well")
    log.position()
    unnoticed(lambda: PostPage.objects.filter(pk=post.pk).update(intro="Another."))
    assert reconciled() == "1 changes found that were not in the log.\n"
    assert Change.objects.latest("number").key == str(post.pk)


def test_an_order_that_no_trigger_saw_is_found():
    post = factories.post("Sleep well", authors=[factories.author("Ada"), factories.author("Bo")])
    log.position()
    last = post.post_authors.last()
    unnoticed(lambda: PostAuthor.objects.filter(pk=last.pk).update(sort_order=-1))
    assert reconciled() == "1 changes found that were not in the log.\n"


def test_an_object_that_went_unnoticed_is_told_as_deleted():
    post = factories.post("Sleep well", tags=["rest"])
    log.position()
    Readable.objects.create(label="wagtailcore.page", key="987", facts={"type": "Post"})
    number = log.position().number
    reconciled()
    found = Change.objects.filter(number__gt=number).exclude(kind="affected")
    assert [(one.label, one.key, one.kind) for one in found] == [
        ("wagtailcore.page", "987", "deleted")
    ]
    assert Readable.objects.filter(key=str(post.pk)).exists()


def test_reconciling_what_is_known_changes_nothing():
    factories.post("Sleep well", tags=["rest"], category=factories.category())
    log.position()
    assert reconciled() == "0 changes found that were not in the log.\n"


def test_reconciling_installs_the_triggers():
    before = triggers.installed(connection)
    triggers.remove(connection)
    reconciled()
    assert triggers.installed(connection) == before


def found_by_checks():
    return [one.id for one in checks.run_checks(tags=["database"], databases=["default"])]


def test_a_check_reports_missing_triggers():
    triggers.remove(connection)
    assert found_by_checks() == ["api.changes.W001"]


def test_a_check_is_content_with_all_triggers():
    assert found_by_checks() == []


def test_migrating_puts_missing_triggers_back():
    with copied():
        before = triggers.installed(connection)
        triggers.remove(connection)
        call_command("migrate", verbosity=0)
        assert triggers.installed(connection) == before


def test_a_log_without_a_state_begins_anew():
    post = factories.post("Sleep well")
    before = log.position()
    LogState.objects.all().delete()
    post.unpublish()
    after = log.position()
    assert after.epoch != before.epoch
    assert (after.forgotten, after.number) == (before.number, before.number + 1)


def test_a_migration_leaves_the_triggers_as_they_were():
    with copied():
        before = triggers.installed(connection)
        call_command("migrate", "wagtailredirects", "0007", verbosity=0)
        call_command("migrate", verbosity=0)
        assert before
        assert triggers.installed(connection) == before


# What is old.


@pytest.fixture
def small(monkeypatch):
    """One transaction is about three changes."""
    monkeypatch.setattr(upkeep, "CHUNK", 3)


def age(**time):
    log.position()
    Change.objects.update(at=timezone.now() - timedelta(**time))


def edited(times):
    """A post that was edited so many times, each time with another slug."""
    post = factories.post("Sleep well")
    log.position()
    for number in range(times):
        PostPage.objects.filter(pk=post.pk).update(slug=f"sleep-{number}")
        log.position()
    return Change.objects.filter(label="wagtailcore.page", key=str(post.pk))


@pytest.mark.usefixtures("small")
def test_very_many_changes_of_an_object_become_one_step_by_step(count_sql):
    changes = edited(10)
    states = [one.before or [None] for one in changes.order_by("number")]
    slugs = [facts and facts["slug"] for [facts] in states]
    last = changes.latest("number").number
    age(days=2)
    read = count_sql(lambda: call_command("compact_changes", verbosity=0))
    assert all("LIMIT 3" in sql for sql in read if sql.startswith("SELECT") and '"before"' in sql)
    one = changes.get()
    assert one.number == last
    assert [facts and facts["slug"] for facts in one.before] == slugs


@pytest.mark.usefixtures("small")
def test_very_many_changes_are_forgotten_step_by_step(count_sql):
    edited(10)
    age(days=31)
    number = log.position().number
    sql = count_sql(lambda: call_command("compact_changes", verbosity=0))
    assert log.position().forgotten == number
    assert not Change.objects.exists()
    assert sum(one.startswith("DELETE") for one in sql) >= number / 3


def test_nothing_is_read_to_be_forgotten(count_sql):
    edited(3)
    age(days=31)
    sql = count_sql(lambda: call_command("compact_changes", verbosity=0))
    assert not any(one.startswith("SELECT") and '"before"' in one for one in sql)


def test_a_cursor_that_is_forgotten_while_a_page_is_made_is_told_so(graphql, monkeypatch):
    poll = "query ($since: String) {changes(since: $since) {cursor changes {id}}}"
    post = factories.post("Sleep well")
    cursor = graphql(poll)["data"]["changes"]["cursor"]
    PostPage.objects.filter(pk=post.pk).update(intro="Another.")
    age(days=31)
    read = Feed._rows

    def late(self, number):
        monkeypatch.setattr(Feed, "_rows", read)
        call_command("compact_changes", verbosity=0)
        return read(self, number)

    monkeypatch.setattr(Feed, "_rows", late)
    [error] = graphql(poll, since=cursor)["errors"]
    assert error["extensions"]["code"] == "RESYNC_REQUIRED"


def test_a_check_warns_of_a_log_that_nobody_keeps_short():
    factories.post("Sleep well")
    age(days=36)
    assert found_by_checks() == []
    age(days=38)
    assert found_by_checks() == ["api.changes.W003"]
    call_command("compact_changes", verbosity=0)
    assert found_by_checks() == []


def test_what_a_receiver_of_another_log_has_yet_to_read_is_kept():
    Webhook.objects.create(name="Site", url="https://example.org/")
    factories.post("Sleep well")
    log.position()
    Cursor.objects.update(epoch="another", number=10**6)
    age(days=31)
    call_command("compact_changes", verbosity=0)
    assert Change.objects.exists()
