"""Events: what readers can notice is told, and nothing else."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from api import ids
from api.deliveries.models import Webhook
from blog.models import PostPage
from home.models import Image
from tests import factories as make
from tests import people
from tests.deliveries.conftest import deliver, told, webhook_to

pytestmark = pytest.mark.django_db


def test_a_published_post_is_told(receiver, webhook):
    post = make.post("Sleep well")
    deliver()
    (message,) = receiver.messages
    assert message.event["type"] == "post.published"
    number = message.data.pop("number")
    assert {**message.data, "number": 0} == {
        "id": ids.encode("Post", post.pk),
        "type": "Post",
        "kind": "published",
        "number": 0,
        "locale": "en",
        "slug": "sleep-well",
        "path": "/blog/sleep-well/",
        "url": "http://localhost:8000/blog/sleep-well/",
        "previousPaths": [],
    }
    assert number > 0


def test_its_url_is_that_of_the_front_end(receiver, webhook):
    make.site_settings(frontend_url="https://www.example.org")
    make.post("Sleep well")
    deliver()
    assert receiver.messages[-1].data["url"] == "https://www.example.org/blog/sleep-well/"


def test_a_draft_is_not_told(receiver, webhook):
    assert told(receiver, lambda: make.post("Secret", live=False)) == []


def test_a_draft_of_a_published_post_is_not_told(receiver, webhook):
    post = make.post("Sleep well")

    def save():
        post.title = "Secret"
        post.save_revision()

    assert told(receiver, save) == []


def test_a_post_for_members_is_not_told(receiver, webhook):
    blog = make.post("Sleep well").get_parent()
    PageViewRestriction.objects.create(page=blog, restriction_type="login")
    assert told(receiver, lambda: make.post("Secret")) == []


def test_a_post_that_is_made_private_is_unpublished_for_readers(receiver, webhook):
    post = make.post("Sleep well")

    def restrict():
        PageViewRestriction.objects.create(page=post, restriction_type="login")

    assert told(receiver, restrict) == ["post.unpublished"]


def test_a_picture_that_is_made_private_is_unpublished_for_readers(receiver, webhook):
    image = make.image()
    assert told(receiver, lambda: people.restrict(image, "login")) == ["image.unpublished"]


def test_what_happens_to_a_private_picture_is_not_told(receiver, webhook):
    image = make.image()
    people.restrict(image, "login")
    rows = Image.objects.filter(pk=image.pk)
    assert told(receiver, lambda: rows.update(title="Secret")) == []


def test_a_private_post_that_is_opened_is_published_for_readers(receiver, webhook):
    post = make.post("Sleep well")
    restriction = PageViewRestriction.objects.create(page=post, restriction_type="login")
    assert told(receiver, restriction.delete) == ["post.published"]


def test_a_deleted_post_is_told_with_its_id(receiver, webhook):
    post = make.post("Sleep well")
    key = post.pk
    assert told(receiver, post.delete) == ["post.deleted"]
    assert receiver.messages[0].data["id"] == ids.encode("Post", key)


def test_a_post_that_expires_is_told(receiver, webhook):
    post = make.post("Sleep well")
    soon = timezone.now() - timedelta(seconds=1)
    rows = PostPage.objects.filter(pk=post.pk)
    assert told(receiver, lambda: rows.update(expire_at=soon)) == ["post.expired"]


def test_a_moved_post_tells_where_it_was(receiver, webhook):
    post = make.post("Sleep well")

    def rename():
        page = PostPage.objects.get(pk=post.pk)
        page.slug = "sleep-better"
        page.save()

    assert "post.updated" in told(receiver, rename)
    data = next(one.data for one in receiver.messages if one.event["type"] == "post.updated")
    assert data["path"] == "/blog/sleep-better/"
    assert data["previousPaths"] == ["/blog/sleep-well/"]


def test_a_post_that_shows_what_has_changed_is_affected(receiver, webhook):
    contact = make.contact()
    make.post("Sleep well", body=[("contact", {"contact": contact.pk})])

    def rename():
        contact.name = "Reception"
        contact.save()

    assert sorted(told(receiver, rename)) == ["contact.updated", "post.affected"]


def test_only_the_events_that_were_asked_for_are_told(receiver):
    webhook_to(receiver, events=["deleted"])
    post = make.post("Sleep well")
    assert told(receiver, post.delete) == ["post.deleted"]


def test_only_the_types_that_were_asked_for_are_told(receiver):
    webhook_to(receiver, types=["Contact"])
    make.post("Sleep well")
    assert told(receiver, make.contact) == ["contact.published"]


def test_what_happened_before_there_was_the_webhook_is_not_told(receiver):
    webhook_to(receiver, name="First")
    make.post("Sleep well")
    webhook_to(receiver, name="Second", types=["Post"])
    deliver()
    assert {one.id.rpartition("_")[2] for one in receiver.messages} == {
        str(Webhook.objects.get(name="First").pk)
    }


def test_what_happens_while_a_webhook_is_not_active_is_never_told(receiver, webhook):
    deliver()
    Webhook.objects.update(is_active=False)
    make.post("Sleep well")
    deliver()
    Webhook.objects.update(is_active=True)
    assert told(receiver, lambda: None) == []
