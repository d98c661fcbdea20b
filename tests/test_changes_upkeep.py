"""The change log stays whole: its triggers outlive migrations, and what they missed is found."""

from io import StringIO

import pytest
from django.core import checks
from django.core.management import call_command
from django.db import connection

from api.changes import log, triggers
from api.models import Change, LogState, Readable
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
