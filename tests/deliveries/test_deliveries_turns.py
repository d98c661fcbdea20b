"""Turns: one sends to a receiver at a time, and nobody starves because of somebody else."""

import itertools
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from api.deliveries import consumers, lanes, running
from api.deliveries.lanes import LeaseLostError, Outcome
from api.deliveries.models import Delivery, Lane, Webhook
from blog.models import PostPage
from tests import factories as make
from tests.deliveries.conftest import deliver, webhook_to

pytestmark = pytest.mark.django_db

ACCEPTED = Outcome(is_accepted=True)
REFUSED = Outcome(is_accepted=False, said="No.")


@pytest.fixture
def waiting(webhook):
    """A lane that is held, and what waits in it."""
    make.post("Sleep well")
    consumers.catch_up()
    return lanes.claim(), Delivery.objects.get()


def test_a_lane_is_held_by_one_alone(waiting):
    assert lanes.claim() is None


def test_a_clock_that_is_fast_ends_no_lease_where_servers_share_a_database(waiting, monkeypatch):
    later = timezone.now() + timedelta(minutes=5)
    monkeypatch.setattr(timezone, "now", lambda: later)
    # SQLite is on one machine, which has one clock.
    assert (lanes.claim() is None) == (connection.vendor == "postgresql")


def test_whoever_is_late_does_not_undo_what_another_has_noted(waiting):
    mine, delivery = waiting
    Lane.objects.update(claim="other")
    Delivery.objects.update(state="delivered")
    with pytest.raises(LeaseLostError):
        lanes.note(mine, delivery, REFUSED)
    assert Delivery.objects.get().state == "delivered"
    assert Lane.objects.get().rest_until is None


def test_a_lease_that_another_has_taken_over_is_not_renewed(waiting):
    mine, _delivery = waiting
    until = timezone.now() + timedelta(seconds=60)
    Lane.objects.update(claim="other", leased_until=until)
    with pytest.raises(LeaseLostError):
        lanes._hold(mine)
    assert Lane.objects.get().leased_until == until


def test_a_delivery_that_was_forgotten_meanwhile_does_not_come_back(waiting):
    mine, delivery = waiting
    Delivery.objects.all().delete()
    lanes.note(mine, delivery, REFUSED)
    assert not Delivery.objects.exists()


def test_lanes_take_turns(receiver, webhook, monkeypatch):
    monkeypatch.setattr(lanes, "TURN", 1)
    webhook_to(receiver, name="Other")
    for number in range(3):
        make.post(f"Post {number}")
    running.run_once()
    tails = [one.id.rpartition("_")[2] for one in receiver.messages]
    assert len(tails) == 6
    assert all(one != other for one, other in itertools.pairwise(tails))


def test_a_turn_of_a_slow_receiver_is_soon_over(waiting, settings):
    mine, _delivery = waiting
    for number in range(3):
        make.post(f"Post {number}")
    consumers.catch_up()
    settings.HEARTH_WEBHOOK_TIMEOUT = 0
    Lane.objects.update(leased_until=timezone.now() + timedelta(seconds=60))
    sent = []
    lanes.work(mine, lambda delivery, _permit: sent.append(delivery) or ACCEPTED)
    assert len(sent) == 1


def test_what_a_receiver_does_not_want_holds_up_nothing_else(receiver, webhook, patient):
    receiver.answers = [422, 204]
    make.post("Sleep well")
    make.post("Eat well")
    running.run_once()
    assert [one.data["slug"] for one in receiver.messages] == ["sleep-well", "eat-well"]


def test_events_that_a_receiver_stumbles_at_do_not_hold_up_all_others(receiver, webhook, patient):
    for number in range(4):
        make.post(f"Bad {number}")
    make.post("Good")
    receiver.answers = [500, 204]
    running.run_once()
    Lane.objects.update(rest_until=None)
    running.run_once()
    assert [one.data["slug"] for one in receiver.messages[:2]] == ["bad-0", "good"]


def test_what_was_tried_waits_behind_what_was_not(receiver, webhook):
    receiver.answers = [422, 204]
    make.post("Bad")
    make.post("Good")
    consumers.catch_up()
    lane = lanes.claim()
    lanes.work(lane, running.carry)
    slugs = [one.data["slug"] for one in receiver.messages]
    assert slugs == ["bad", "good"]


def test_a_bulk_of_changes_is_read_bit_by_bit(receiver, webhook, monkeypatch):
    monkeypatch.setattr(consumers, "CHUNK", 2)
    for number in range(5):
        make.post(f"Post {number}")
    assert consumers.catch_up()
    assert Delivery.objects.count() < 5
    deliver()
    assert len(receiver.messages) == 5


def test_of_one_object_all_goes_in_order_though_the_last_is_tried_first(receiver, webhook):
    receiver.answers = [500, 500]
    post = make.post("Sleep well")
    consumers.catch_up()
    PostPage.objects.filter(pk=post.pk).update(intro="Another.")
    make.post("Eat well")
    for _attempt in range(5):
        deliver()
    told = [one.event["type"] for one in receiver.messages if one.data["slug"] == "sleep-well"]
    assert told[-2:] == ["post.published", "post.updated"]
    assert told == sorted(told)


def test_webhooks_that_are_deleted_leave_nothing(receiver, waiting):
    mine, delivery = waiting
    Webhook.objects.all().delete()
    with pytest.raises(LeaseLostError):
        lanes.note(mine, delivery, ACCEPTED)
    assert not Delivery.objects.exists()
