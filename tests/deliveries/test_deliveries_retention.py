"""Retention: what is old goes, but nothing that somebody has yet to be told."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from api.changes import log, upkeep
from api.deliveries import consumers, retention
from api.deliveries.models import Delivery
from api.models import Change, ChangeKind
from blog.models import PostPage
from tests import factories as make
from tests.deliveries.conftest import deliver

pytestmark = pytest.mark.django_db


def age(**time):
    """Let all that has happened so far be as old as this."""
    log.position()
    Change.objects.update(at=timezone.now() - timedelta(**time))


def test_old_changes_are_forgotten():
    make.post("Sleep well")
    age(days=31)
    last = log.position().number
    make.post("Eat well")
    log.position()
    call_command("compact_changes", verbosity=0)
    assert log.position().forgotten == last
    assert {one.after["slug"] for one in Change.objects.filter(label="wagtailcore.page")} == {
        "eat-well"
    }


def test_the_days_are_set(settings):
    settings.HEARTH_CHANGES_DAYS = 60
    make.post("Sleep well")
    age(days=31)
    assert retention.keep_house()["forgotten"] == 0


def test_what_somebody_has_yet_to_read_is_kept(webhook, receiver):
    make.post("Sleep well")
    age(days=31)
    upkeep.forget(timezone.now(), consumers.needed())
    Change.objects.update(at=timezone.now() + timedelta(seconds=1))
    deliver()
    assert "post.published" in receiver.events


def test_a_parked_receiver_does_not_keep_the_log(webhook, receiver):
    receiver.answers = [500]
    make.post("Sleep well")
    deliver()
    age(days=31)
    upkeep.forget(timezone.now(), consumers.needed())
    assert not Change.objects.exists()
    deliver()
    assert receiver.events == ["post.published"] * 2


def changed_three_times():
    """The changes of a post that was moved and hidden, a day and more ago."""
    post = make.post("Sleep well")
    log.position()
    page = PostPage.objects.get(pk=post.pk)
    page.slug = "sleep-better"
    page.save()
    log.position()
    page.unpublish()
    age(days=2)
    return Change.objects.filter(label="wagtailcore.page", key=post.pk)


def test_several_changes_of_an_object_become_one():
    changes = changed_three_times()
    last = changes.latest("number").number
    retention.keep_house()
    (one,) = changes
    assert (one.number, one.kind, one.after) == (last, ChangeKind.UNPUBLISHED, None)
    slugs = [facts and facts["slug"] for facts in one.before]
    assert slugs == [None, "sleep-well", "sleep-better"]


def test_it_names_all_that_they_named():
    changes = changed_three_times()
    tags = {tag for one in changes for tag in one.tags.split()}
    retention.keep_house()
    assert set(changes.get().tags.split()) == tags


def test_an_update_and_what_was_affected_later_are_an_update():
    contact = make.contact()
    post = make.post("Sleep well", body=[("contact", {"contact": contact.pk})])
    log.position()
    Change.objects.all().delete()
    PostPage.objects.filter(pk=post.pk).update(intro="Another.")
    log.position()
    contact.name = "Reception"
    contact.save()
    age(days=2)
    changes = Change.objects.filter(label="wagtailcore.page", key=post.pk)
    assert [one.kind for one in changes.order_by("number")] == ["updated", "affected"]
    retention.keep_house()
    assert changes.get().kind == "updated"


def test_changes_of_today_stay_as_they_are():
    changes = changed_three_times()
    Change.objects.update(at=timezone.now() - timedelta(hours=23))
    retention.keep_house()
    assert changes.count() == 3


def test_what_somebody_has_yet_to_read_is_not_made_one(webhook):
    changes = changed_three_times()
    retention.keep_house()
    assert changes.count() == 3
    consumers.catch_up()
    retention.keep_house()
    assert changes.count() == 1


def test_old_deliveries_are_forgotten(webhook, receiver):
    make.post("Sleep well")
    deliver()
    Delivery.objects.update(created_at=timezone.now() - timedelta(days=31))
    assert retention.keep_house()["deliveries"] == 1
