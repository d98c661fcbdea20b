"""Places in the log: nobody else moves or deletes them, and ids tell events apart for ever."""

from datetime import timedelta

import pytest
from django.utils import timezone

from api.changes import log
from api.deliveries import consumers, lanes, retention, running, webhooks
from api.deliveries.models import Cursor, Delivery, Lane, Webhook
from api.models import Change, LogState
from tests import factories as make
from tests.deliveries.conftest import deliver, webhook_to
from tests.deliveries.receivers import Cache

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(settings):
    """A process whose settings know no cache does something."""

    def run(action=running.run_once):
        known, settings.WAGTAILFRONTENDCACHE = settings.WAGTAILFRONTENDCACHE, {}
        action()
        settings.WAGTAILFRONTENDCACHE = known

    return run


def test_a_process_that_knows_no_cache_leaves_its_place_alone(cache, other):
    make.post("Sleep well")
    other()
    deliver()
    assert "http://localhost:8000/blog/sleep-well/" in cache.urls


def test_a_process_that_knows_one_cache_reads_for_no_other(cache, settings):
    both = dict.fromkeys(("near", "far"), settings.WAGTAILFRONTENDCACHE["near"])
    settings.WAGTAILFRONTENDCACHE = both
    deliver()
    make.post("Sleep well")
    settings.WAGTAILFRONTENDCACHE = {"near": both["near"]}
    deliver()
    settings.WAGTAILFRONTENDCACHE = both
    deliver()
    assert cache.urls.count("http://localhost:8000/blog/sleep-well/") == 2


def test_a_process_that_knows_no_cache_neither_purges_nor_parks_it(cache, other):
    make.post("Sleep well")
    consumers.catch_up()
    other()
    assert not Lane.objects.exclude(parked_at=None).exists()
    deliver()
    assert cache.urls
    assert not Delivery.objects.exclude(state="delivered").exists()


def test_the_log_is_kept_for_a_cache_that_only_others_know(cache, other):
    make.post("Sleep well")
    log.position()
    Change.objects.update(at=timezone.now() - timedelta(days=31))
    other(retention.keep_house)
    deliver()
    assert "http://localhost:8000/blog/sleep-well/" in cache.urls


def test_a_cache_that_nobody_has_known_for_a_month_keeps_the_log_no_more(cache, other):
    make.post("Sleep well")
    log.position()
    Change.objects.update(at=timezone.now() - timedelta(days=31))
    Cursor.objects.update(seen_at=timezone.now() - timedelta(days=31))
    other(retention.keep_house)
    assert not Change.objects.exists()


def test_whoever_knows_a_cache_keeps_its_place_however_long_nobody_has_read(cache):
    make.post("Sleep well")
    log.position()
    Change.objects.update(at=timezone.now() - timedelta(days=31))
    Cursor.objects.update(seen_at=timezone.now() - timedelta(days=31))
    retention.keep_house()
    deliver()
    assert "http://localhost:8000/blog/sleep-well/" in cache.urls


def test_whoever_reads_is_seen(cache):
    Cursor.objects.update(seen_at=timezone.now() - timedelta(days=31))
    deliver()
    assert Cursor.objects.get().seen_at > timezone.now() - timedelta(minutes=1)


def test_while_no_webhook_is_active_the_log_is_not_kept_for_any(webhook):
    deliver()
    Webhook.objects.update(is_active=False)
    make.post("Sleep well")
    log.position()
    Change.objects.update(at=timezone.now() - timedelta(days=31))
    retention.keep_house()
    assert not Change.objects.exists()


def test_a_webhook_hears_all_since_it_was_made_though_no_other_was_active(receiver, webhook):
    deliver()
    Webhook.objects.update(is_active=False)
    deliver()
    webhook_to(receiver, name="New")
    make.post("Sleep well")
    deliver()
    assert receiver.events == ["post.published"]


def test_what_happened_while_a_receiver_was_gone_is_not_told_after_it_is_back(receiver, webhook):
    webhook_to(receiver, name="Other", types=["Contact"])
    deliver()
    Webhook.objects.filter(pk=webhook.pk).update(is_active=False)
    make.post("Sleep well")
    webhook.refresh_from_db()
    webhooks.reopen(webhook)
    make.post("Eat well")
    deliver()
    assert [one.data["slug"] for one in receiver.messages] == ["eat-well"]


def restored(number):
    """What a backup of the log holds: nothing after a number."""
    Change.objects.filter(number__gt=number).delete()
    Delivery.objects.filter(number__gt=number).delete()
    LogState.objects.update(number=number)
    Cursor.objects.update(number=number)


def test_another_event_has_another_id_after_a_backup_was_restored(receiver, webhook):
    deliver()
    number = log.position().number
    post = make.post("Sleep well")
    deliver()
    restored(number)
    post.unpublish()
    deliver()
    first, second = receiver.messages
    assert first.data["number"] == second.data["number"]
    assert first.id != second.id


def test_what_waits_goes_before_what_comes_after_a_log_was_begun_anew(receiver, webhook):
    receiver.answers = [500]
    post = make.post("Sleep well")
    deliver()
    Change.objects.all().delete()
    LogState.objects.all().delete()
    log.position()
    consumers.catch_up()
    post.unpublish()
    deliver()
    deliver()
    assert receiver.events == ["post.published"] * 2 + ["post.unpublished"]
    assert receiver.messages[2].data["number"] < receiver.messages[1].data["number"]


def test_a_place_behind_the_end_of_the_log_is_put_right(receiver, webhook):
    deliver()
    Cursor.objects.update(number=10**6)
    deliver()
    make.post("Sleep well")
    deliver()
    assert receiver.events == ["post.published"]


def test_caches_of_others_are_not_claimed(cache, other):
    make.post("Sleep well")
    consumers.catch_up()
    found = []
    other(lambda: found.append(lanes.claim()))
    assert found == [None]
    assert Cache.urls == []
