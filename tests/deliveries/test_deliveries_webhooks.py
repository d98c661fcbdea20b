"""Webhooks: how events are sent, in which order, and what comes of it."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from api.deliveries import consumers, lanes, running, signing, webhooks
from api.deliveries.models import Delivery, Lane, Webhook
from tests import factories as make
from tests.deliveries.conftest import deliver
from tests.deliveries.receivers import dripping, saying

pytestmark = pytest.mark.django_db


def test_a_message_is_signed(receiver, webhook):
    make.post("Sleep well")
    deliver()
    message = receiver.messages[0]
    timestamp = int(message.headers["webhook-timestamp"])
    expected = signing.signature(webhook.secret, message.id, timestamp, message.body)
    assert message.headers["webhook-signature"] == expected
    assert abs(timestamp - timezone.now().timestamp()) < 10


def test_a_signature_is_that_of_standard_webhooks():
    # An example of the specification's own libraries.
    found = signing.signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        b'{"test": 2432232314}',
    )
    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def signers(receiver, secrets):
    """Which of the secrets have signed the next message, in their order; all that signed are."""
    make.post("Sleep well")
    deliver()
    message = receiver.messages[0]
    timestamp = int(message.headers["webhook-timestamp"])
    made = {signing.signature(one, message.id, timestamp, message.body): one for one in secrets}
    return [made[one] for one in message.headers["webhook-signature"].split()]


def rotated(webhook):
    """Make a new secret, as somebody does who opened the page just now; return it."""
    webhooks.rotate(Webhook.objects.get(pk=webhook.pk))
    return Webhook.objects.get(pk=webhook.pk).secret


def age(webhook, hours):
    """Let hours go by for the old secrets."""
    for old in webhook.old_secrets:
        old["until"] = str(datetime.fromisoformat(old["until"]) - timedelta(hours=hours))
    webhook.save()


def test_both_secrets_sign_for_a_day_after_a_rotation(receiver, webhook):
    old = webhook.secret
    webhooks.rotate(webhook)
    age(webhook, 23)
    assert signers(receiver, [old, webhook.secret]) == [webhook.secret, old]


def test_the_old_secret_signs_no_more_after_a_day(receiver, webhook):
    webhooks.rotate(webhook)
    age(webhook, 24)
    assert signers(receiver, [webhook.secret]) == [webhook.secret]


def test_all_old_secrets_sign_along_after_two_rotations(receiver, webhook):
    first, second, third = webhook.secret, rotated(webhook), rotated(webhook)
    assert signers(receiver, [first, second, third]) == [third, second, first]


def test_a_rotation_by_a_page_that_is_behind_loses_no_secret(receiver, webhook):
    stale = Webhook.objects.get()
    first, second = webhook.secret, rotated(webhook)
    webhooks.rotate(stale)
    assert signers(receiver, [first, second, stale.secret]) == [stale.secret, second, first]


def test_a_rotation_forgets_the_secrets_whose_day_has_ended(webhook):
    webhooks.rotate(webhook)
    age(webhook, 24)
    second = webhook.secret
    rotated(webhook)
    assert [one["secret"] for one in Webhook.objects.get().old_secrets] == [second]


def test_what_is_refused_is_sent_again_with_the_same_id(receiver, webhook):
    receiver.answers = [500]
    make.post("Sleep well")
    deliver()
    deliver()
    first, second = receiver.messages
    assert first.id == second.id
    assert Delivery.objects.get().state == "delivered"


def test_what_was_accepted_is_not_sent_again(receiver, webhook):
    make.post("Sleep well")
    deliver()
    deliver()
    assert len(receiver.messages) == 1


def test_a_later_event_of_an_object_waits_for_the_earlier_one(receiver, webhook, patient):
    receiver.answers = [500]
    post = make.post("Sleep well")
    running.run_once()
    post.unpublish()
    Lane.objects.update(rest_until=None)
    running.run_once()
    assert receiver.events == ["post.published"]
    deliver()
    deliver()
    assert receiver.events == ["post.published", "post.published", "post.unpublished"]


def test_another_object_does_not_wait(receiver, webhook, patient):
    receiver.answers = [500]
    make.post("Sleep well")
    running.run_once()
    make.post("Eat well")
    Lane.objects.update(rest_until=None)
    running.run_once()
    assert [one.data["slug"] for one in receiver.messages] == ["sleep-well", "eat-well"]


def test_what_waits_for_an_earlier_event_keeps_nobody_busy(receiver, webhook, patient):
    receiver.answers = [500]
    post = make.post("Sleep well")
    running.run_once()
    post.unpublish()
    Lane.objects.update(rest_until=None)
    consumers.catch_up()
    assert lanes.claim() is None


def test_what_fails_in_this_server_is_tried_again_and_tells_nobody_why(
    receiver, webhook, monkeypatch
):
    def fail(*_args):
        raise RuntimeError("secret")

    monkeypatch.setattr(webhooks, "message", fail)
    make.post("Sleep well")
    deliver()
    assert "secret" not in Delivery.objects.get().said
    monkeypatch.undo()
    deliver()
    assert receiver.events == ["post.published"]


def test_a_consumer_that_stumbles_holds_up_no_other(receiver, webhook, settings):
    settings.WAGTAILFRONTENDCACHE = {"near": {"BACKEND": "no.such.Backend"}}
    deliver()
    make.post("Sleep well")
    deliver()
    assert receiver.events == ["post.published"]


def test_attempts_come_ever_later():
    waits = [lanes.delay(attempts) for attempts in range(1, 6)]
    assert waits == sorted(waits)
    assert 4 <= waits[0] <= 6
    assert lanes.delay(100) <= 1.2 * lanes.LONGEST_DELAY


def test_a_receiver_that_fails_for_a_day_is_parked_and_loses_nothing(receiver, webhook):
    receiver.answers = [500, 500]
    make.post("Sleep well")
    deliver()
    Delivery.objects.update(tried_at=timezone.now() - timedelta(hours=25))
    deliver()
    make.post("Eat well")
    deliver()
    assert Lane.objects.get().parked_at is not None
    assert len(receiver.messages) == 2
    webhooks.reopen(webhook)
    deliver()
    assert [one.data["slug"] for one in receiver.messages[2:]] == ["sleep-well", "eat-well"]


def test_one_event_that_is_refused_for_a_day_holds_up_nothing(receiver, webhook, patient):
    receiver.answers = [500, 204, 500]
    post = make.post("Sleep well")
    running.run_once()
    make.post("Eat well")
    Lane.objects.update(rest_until=None)
    running.run_once()
    first = Delivery.objects.order_by("number")[:1].values("pk")
    Delivery.objects.filter(pk__in=first).update(
        tried_at=timezone.now() - timedelta(hours=25), due_at=timezone.now()
    )
    running.run_once()
    post.unpublish()
    deliver()
    deliver()
    assert receiver.events[-1] == "post.unpublished"
    assert sorted(Delivery.objects.values_list("state", flat=True)) == [
        "delivered",
        "delivered",
        "parked",
    ]


def test_a_receiver_that_says_that_it_is_gone_is_asked_no_more(receiver, webhook):
    receiver.answers = [410]
    make.post("Sleep well")
    deliver()
    make.post("Eat well")
    deliver()
    assert len(receiver.messages) == 1
    webhook.refresh_from_db()
    assert not webhook.is_active


def test_a_receiver_can_ask_for_a_pause(receiver, webhook):
    receiver.answers = [saying(503, Retry_After="900")]
    make.post("Sleep well")
    running.run_once()
    assert Lane.objects.get().rest_until > timezone.now() + timedelta(seconds=890)


def test_redirects_are_not_followed(receiver, webhook):
    receiver.answers = [saying(307, Location=f"{receiver.url}/elsewhere")]
    make.post("Sleep well")
    deliver()
    assert [one.path for one in receiver.messages] == ["/hook"]
    assert Delivery.objects.get().state == "waiting"


def test_no_more_of_an_answer_is_kept_than_its_beginning(receiver, webhook):
    receiver.answers = [saying(200, b"\x00ok" + b"." * 200_000)]
    make.post("Sleep well")
    deliver()
    delivery = Delivery.objects.get()
    assert delivery.said.startswith("ok.")
    assert len(delivery.said) < 2_001


def test_an_answer_that_does_not_end_is_no_answer(receiver, webhook, settings):
    settings.HEARTH_WEBHOOK_TIMEOUT = 0.5
    receiver.answers = [dripping(3)]
    make.post("Sleep well")
    deliver()
    delivery = Delivery.objects.get()
    assert delivery.said == "No answer in time."
    assert delivery.milliseconds < 1_500


def test_the_own_network_is_not_asked(receiver, webhook, settings):
    settings.HEARTH_WEBHOOK_PRIVATE = False
    make.post("Sleep well")
    deliver()
    assert receiver.messages == []
    assert Delivery.objects.get().said == "Not a public address."


def test_nothing_is_sent_in_the_clear(receiver, webhook, settings):
    settings.DEBUG = False
    make.post("Sleep well")
    deliver()
    assert receiver.messages == []
    assert "https://" in Delivery.objects.get().said


def test_the_lane_of_another_process_is_left_alone(receiver, webhook):
    make.post("Sleep well")
    deliver()
    make.post("Eat well")
    Lane.objects.update(claim="other", leased_until=timezone.now() + timedelta(seconds=9))
    deliver()
    assert len(receiver.messages) == 1


def test_nothing_is_sent_once_the_lane_is_lost(receiver, webhook):
    make.post("Sleep well")
    consumers.catch_up()
    lane = lanes.claim()
    Lane.objects.update(claim="other")
    lanes.work(lane, running.carry)
    assert receiver.messages == []


def test_the_lane_of_a_process_that_was_killed_is_free_again(receiver, webhook):
    make.post("Sleep well")
    deliver()
    make.post("Eat well")
    Lane.objects.update(claim="other", leased_until=timezone.now() - timedelta(seconds=1))
    deliver()
    assert len(receiver.messages) == 2
