"""While triggers are off, changes go unnoticed: nothing that was kept before is shown since."""

import pytest
from django.core import checks
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import F

from api.changes import log, settling, triggers
from api.models import Change, LogState
from blog.models import PostAuthor, PostPage
from home.models import Contact
from tests import factories
from tests.sync.databases import copied

pytestmark = pytest.mark.django_db

ALL = {"query": "{posts(first: 9) {totalCount nodes {title authors {name}}}}"}
POLL = "query ($since: String) {changes(since: $since) {cursor hasMore checksum changes {id}}}"


@pytest.fixture(autouse=True)
def outside(settings):
    """A database of our own, where answers are kept; it has a post with an author."""
    settings.HEARTH_ANSWER_CACHE = True
    with copied():
        factories.post("Sleep well", authors=[factories.author()])
        yield


@pytest.fixture
def interrupted(monkeypatch):
    """A callable: a migration begins and is killed."""

    def begin():
        with monkeypatch.context() as patch:
            patch.setattr(MigrationExecutor, "migrate", killed)
            with pytest.raises(KeyboardInterrupt):
                call_command("migrate", "sessions", "zero", verbosity=0)

    return begin


def killed(*args, **kwargs):
    raise KeyboardInterrupt


def ask(client):
    return client.get("/graphql/", ALL).json()["data"]["posts"]


def title(client):
    return ask(client)["nodes"][0]["title"]


def rename(words="Sleep better"):
    PostPage.objects.filter(slug="sleep-well").update(title=words)


def poll(client, since=None):
    return client.get("/graphql/", {"query": POLL, "variables": f'{{"since": "{since}"}}'})


def page(graphql, since=None):
    return graphql(POLL, since=since)["data"]["changes"]


def found_by_checks():
    return [one.id for one in checks.run_checks(tags=["database"], databases=["default"])]


def test_no_kept_answer_is_shown_after_a_migration_was_killed(client, interrupted):
    ask(client)
    interrupted()
    rename()
    assert title(client) == "Sleep better"


def test_no_answer_is_kept_after_a_migration_was_killed(client, interrupted):
    interrupted()
    ask(client)
    rename()
    assert title(client) == "Sleep better"


def test_no_number_is_kept_after_a_migration_was_killed(client, interrupted):
    interrupted()
    assert ask(client)["totalCount"] == 1
    factories.post("Eat well")
    assert ask(client)["totalCount"] == 2


def test_while_a_migration_goes_on_nothing_is_kept(client):
    ask(client)
    call_command("migrate", "sessions", "zero", verbosity=0)
    rename()
    assert title(client) == "Sleep better"


@pytest.mark.parametrize("command", ["migrate", "reconcile_changes"])
def test_the_next_who_comes_to_the_end_has_all_noted(client, interrupted, command):
    ask(client)
    interrupted()
    rename()
    call_command(command, verbosity=0)
    assert title(client) == "Sleep better"
    assert Change.objects.latest("number").after["slug"] == "sleep-well"
    rename("Sleep best")
    assert title(client) == "Sleep best"
    assert found_by_checks() == []


def test_what_was_kept_before_is_not_shown_after(client, interrupted):
    ask(client)
    number = log.position().number
    interrupted()
    rename()
    call_command("migrate", verbosity=0)
    # As if nothing had been found: what facts do not tell is not compared.
    Change.objects.filter(number__gt=number).delete()
    assert title(client) == "Sleep better"


def test_answers_are_kept_again_when_all_is_noted(client, interrupted, count_sql):
    interrupted()
    call_command("migrate", verbosity=0)
    ask(client)
    assert len(count_sql(lambda: ask(client))) == 1


def test_a_client_is_told_of_what_went_unnoticed(graphql, interrupted):
    cursor = page(graphql)["cursor"]
    interrupted()
    rename()
    assert page(graphql, cursor)["changes"] == []
    call_command("migrate", verbosity=0)
    assert len(page(graphql, cursor)["changes"]) == 1


def test_a_client_is_told_of_children_that_went_unnoticed(graphql, interrupted):
    authors = [factories.author("Max Moss"), factories.author("Kim Lee")]
    post = factories.post("Eat well", authors=authors)
    cursor = page(graphql)["cursor"]
    interrupted()
    PostAuthor.objects.filter(post=post).update(sort_order=-F("sort_order"))
    call_command("migrate", verbosity=0)
    assert len(page(graphql, cursor)["changes"]) == 1


def test_a_client_is_told_of_what_showed_something_that_is_gone(graphql, interrupted):
    contact = factories.contact()
    factories.post("Eat well", body=[("contact", {"contact": contact.pk})])
    cursor = page(graphql)["cursor"]
    interrupted()
    Contact.objects.get().delete()
    call_command("migrate", verbosity=0)
    post = PostPage.objects.get(slug="eat-well")
    told = Change.objects.filter(label="wagtailcore.page", key=str(post.pk)).latest("number")
    assert told.kind == "affected"
    assert len(page(graphql, cursor)["changes"]) >= 2


def test_nobody_can_be_sure_of_a_store_meanwhile(graphql, interrupted):
    assert page(graphql)["checksum"]
    interrupted()
    assert page(graphql)["checksum"] is None


def test_a_check_warns_meanwhile(interrupted):
    interrupted()
    assert found_by_checks() == ["api.changes.W001", "api.changes.W002"]


def test_the_server_says_so_in_its_log(client, interrupted, caplog, monkeypatch):
    monkeypatch.setattr(log, "_warned_at", -log.QUIET)
    interrupted()
    ask(client)
    assert "manage.py reconcile_changes" in caplog.text


def test_a_reconciliation_that_was_killed_leaves_that_to_the_next(client, monkeypatch, interrupted):
    ask(client)
    interrupted()
    rename()
    with monkeypatch.context() as patch:
        patch.setattr(settling.Settlement, "write", killed)
        with pytest.raises(KeyboardInterrupt):
            call_command("migrate", verbosity=0)
    assert title(client) == "Sleep better"
    call_command("migrate", verbosity=0)
    assert found_by_checks() == []
    assert Change.objects.latest("number").after["slug"] == "sleep-well"


def test_a_migration_that_begins_meanwhile_is_not_forgotten(monkeypatch, interrupted):
    affected = settling.Settlement.write

    def beaten(*args):
        interrupted()
        monkeypatch.setattr(settling.Settlement, "write", affected)

    monkeypatch.setattr(settling.Settlement, "write", beaten)
    call_command("reconcile_changes", verbosity=0)
    assert log.position().is_suspended


def test_triggers_that_were_missing_are_not_just_put_back(client):
    log.position()
    triggers.remove(connection)
    rename()
    call_command("migrate", verbosity=0)
    assert Change.objects.latest("number").after["slug"] == "sleep-well"


def test_a_new_log_has_compared_nothing_yet():
    LogState.objects.all().delete()
    assert log.position().is_suspended
    assert found_by_checks() == ["api.changes.W002"]


def test_triggers_of_a_new_release_are_made_before_the_old_ones_go(monkeypatch, count_sql):
    monkeypatch.setattr(triggers, "VERSION", triggers.VERSION + 1)
    told = count_sql(lambda: triggers.install(connection))
    made = [place for place, sql in enumerate(told) if sql.startswith("CREATE TRIGGER")]
    gone = [place for place, sql in enumerate(told) if sql.startswith("DROP TRIGGER")]
    assert max(made) < min(gone)
    assert triggers.installed(connection) == triggers.wanted(connection)


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="PostgreSQL alone switches triggers off"
)
def test_a_trigger_that_is_switched_off_is_missing():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE blog_postpage DISABLE TRIGGER ALL")
    assert found_by_checks() == ["api.changes.W001"]
    call_command("reconcile_changes", verbosity=0)
    assert found_by_checks() == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL alone empties tables")
def test_a_table_that_was_emptied_is_noticed(client):
    factories.post("Eat well")
    ask(client)
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE blog_postauthor")
    assert ask(client)["nodes"][0]["authors"] == []
    assert found_by_checks() == ["api.changes.W002"]


def test_what_cannot_be_settled_now_is_made_anew(client, monkeypatch, graphql):
    ask(client)
    rename()
    monkeypatch.setattr(settling.touches, "take", fail)
    assert title(client) == "Sleep better"


def fail():
    raise DatabaseError("canceling statement due to lock timeout")
