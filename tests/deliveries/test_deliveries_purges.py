"""Purges: caches forget what has changed, and are asked until they do."""

import logging
import threading
from datetime import timedelta
from time import sleep
from urllib.error import URLError

import pytest
from django.utils import timezone

from api.changes import log
from api.changes.settling import object_tag
from api.deliveries import caches, purges, running
from api.deliveries.models import Delivery, Lane
from blog.models import PostPage
from tests import factories as make
from tests.deliveries.conftest import HERE, deliver, forgotten
from tests.deliveries.receivers import saying

pytestmark = pytest.mark.django_db


def test_a_page_whose_text_is_another_is_forgotten(cache):
    post = make.post("Sleep well")
    rows = PostPage.objects.filter(pk=post.pk)
    assert forgotten(lambda: rows.update(intro="Another.")) == {"/blog/sleep-well/"}


def test_a_new_page_and_those_above_it_are_forgotten(cache):
    assert forgotten(lambda: make.post("Sleep well")) == {"/blog/sleep-well/", "/blog/", "/"}


def test_a_page_that_is_hidden_is_forgotten(cache):
    post = make.post("Sleep well")
    assert "/blog/sleep-well/" in forgotten(post.unpublish)


def test_a_page_that_moves_is_forgotten_at_both_addresses(cache):
    post = make.post("Sleep well")

    def rename():
        page = PostPage.objects.get(pk=post.pk)
        page.slug = "sleep-better"
        page.save()

    assert forgotten(rename) >= {"/blog/sleep-well/", "/blog/sleep-better/"}


def test_pages_that_show_what_has_changed_are_forgotten(cache):
    contact = make.contact()
    make.post("Sleep well", body=[("contact", {"contact": contact.pk})])

    def rename():
        contact.name = "Reception"
        contact.save()

    assert forgotten(rename) == {"/blog/sleep-well/"}


def test_settings_are_on_all_pages(cache):
    make.post("Sleep well")
    change = lambda: make.site_settings(disclaimer="Call us.")  # noqa: E731
    assert forgotten(change) >= {"/", "/blog/", "/blog/sleep-well/"}


def test_pages_are_forgotten_on_the_front_end_too(cache):
    make.site_settings(frontend_url="https://www.example.org")
    make.post("Sleep well")
    deliver()
    assert {f"{HERE}/blog/sleep-well/", "https://www.example.org/blog/sleep-well/"} <= set(
        cache.urls
    )


def test_a_cache_of_another_host_is_left_alone(cache, settings):
    settings.WAGTAILFRONTENDCACHE["near"]["HOSTNAMES"] = ["www.example.org"]
    assert forgotten(lambda: make.post("Sleep well")) == set()


def test_tags_are_forgotten_where_a_cache_knows_them(cache):
    post = make.post("Sleep well")
    deliver()
    assert object_tag("Post", post.pk) in cache.tags


def failing_loudly():
    raise URLError("no route")


def failing_as_wagtails_backends_do():
    logging.getLogger("wagtail.frontendcache").error("Couldn't purge: no route")


@pytest.mark.parametrize("failure", [failing_loudly, failing_as_wagtails_backends_do])
def test_a_purge_that_failed_is_tried_again(cache, failure):
    cache.failures.append(failure)
    make.post("Sleep well")
    running.run_once()
    waiting = Delivery.objects.filter(state="waiting").order_by("pk").first()
    assert "no route" in waiting.said
    deliver()
    deliver()
    assert not Delivery.objects.exclude(state="delivered").exists()


def test_what_failed_for_good_is_in_the_admin(cache, admin_client):
    cache.failures += [failing_loudly] * 9
    make.post("Sleep well")
    running.run_once()
    Delivery.objects.update(tried_at=timezone.now() - timedelta(hours=25))
    deliver()
    deliver()
    assert Lane.objects.get().parked_at is not None
    assert "purge:near" in admin_client.get("/admin/").content.decode()


def test_nothing_is_remembered_while_there_is_no_cache():
    make.post("Sleep well")
    deliver()
    assert not Delivery.objects.exists()


def test_a_cache_hears_of_nothing_that_happened_before_it_was_set_up(cache):
    assert not any("blog" in one for one in cache.urls)


# The caches that forget by tags.


def test_varnish_is_asked_to_forget_addresses(receiver):
    backend = caches.VarnishBackend({"LOCATION": receiver.url})
    backend.purge_batch(["https://www.example.org/blog/?page=2"])
    (message,) = receiver.messages
    assert (message.method, message.path) == ("PURGE", "/blog/?page=2")
    assert message.headers["host"] == "www.example.org"


def test_varnish_is_asked_to_forget_tags(receiver):
    caches.VarnishBackend({"LOCATION": receiver.url}).purge_tags(["Post:1", "Post:list"])
    assert receiver.messages[0].headers["xkey-purge"] == "Post:1 Post:list"


def test_a_cache_that_refuses_is_a_failure(receiver):
    receiver.answers = [405]
    with pytest.raises(caches.PurgeError, match="405"):
        caches.VarnishBackend({"LOCATION": receiver.url}).purge("https://www.example.org/")


def test_cloudflare_is_asked_to_forget_tags(receiver):
    backend = caches.CloudflareBackend({"ZONEID": "zone", "BEARER_TOKEN": "token"})
    backend.cloudflare_purge_endpoint_url = receiver.url
    receiver.answers = [saying(200, b'{"success": true}')] * 2
    backend.purge_tags([f"Post:{number}" for number in range(31)])
    assert [len(one.event["tags"]) for one in receiver.messages] == [30, 1]
    assert receiver.messages[0].headers["authorization"] == "Bearer token"


def test_fastly_is_asked_to_forget_tags(receiver):
    backend = caches.FastlyBackend({"SERVICE_ID": "abc", "API_TOKEN": "token"})
    backend.api = receiver.url
    backend.purge_tags(["Post:1", "Post:list"])
    (message,) = receiver.messages
    assert message.path == "/service/abc/purge"
    assert message.headers["surrogate-key"] == "Post:1 Post:list"


def test_the_log_is_read_to_its_end(cache):
    make.post("Sleep well")
    deliver()
    assert Delivery.objects.latest("number").number == log.position().number


# What is asked for at once, and again.


@pytest.fixture
def varnish(receiver, settings):
    """A Varnish, with a blog of pages that it may have."""
    settings.WAGTAILFRONTENDCACHE = {"near": varnish_at(receiver)}
    make.blog()
    deliver()
    receiver.messages.clear()
    return receiver


def varnish_at(receiver):
    return {"BACKEND": "api.deliveries.caches.VarnishBackend", "LOCATION": receiver.url}


def paths(receiver):
    return [one.path for one in receiver.messages if "xkey-purge" not in one.headers]


@pytest.mark.parametrize("status", [404, 410, 412])
def test_what_a_cache_does_not_have_it_has_forgotten(varnish, status):
    varnish.answers = [status] * 9
    make.post("Sleep well")
    running.run_once()
    assert not Delivery.objects.exclude(state="delivered").exists()


@pytest.mark.parametrize("status", [404, 410, 412])
def test_what_wagtails_own_backend_does_not_find_is_forgotten(receiver, settings, status):
    backend = "wagtail.contrib.frontend_cache.backends.HTTPBackend"
    settings.WAGTAILFRONTENDCACHE = {"near": {"BACKEND": backend, "LOCATION": receiver.url}}
    make.blog()
    deliver()
    receiver.answers = [status, 500]
    make.post("Sleep well")
    running.run_once()
    waiting = Delivery.objects.get(state="waiting")
    assert len(waiting.content["urls"]) == 1
    assert "500" in waiting.said


def test_the_interface_of_a_cache_that_is_not_there_is_a_failure(receiver):
    backend = caches.FastlyBackend({"SERVICE_ID": "abc", "API_TOKEN": "token"})
    backend.api = receiver.url
    receiver.answers = [404]
    with pytest.raises(caches.PurgeError, match="404"):
        backend.purge_tags(["Post:1"])


def test_only_what_failed_is_asked_for_again(varnish):
    varnish.answers = [204, 500, 204]
    make.post("Sleep well")
    running.run_once()
    first = paths(varnish)
    varnish.messages.clear()
    deliver()
    deliver()
    assert paths(varnish) == [first[1]]
    assert not Delivery.objects.exclude(state="delivered").exists()


def test_a_cache_that_takes_its_time_gets_on(varnish, settings):
    settings.HEARTH_WEBHOOK_TIMEOUT = 0.5

    def slowly(handler):
        sleep(0.3)
        saying(204)(handler)

    varnish.answers = [slowly] * 3
    make.post("Sleep well")
    running.run_once()
    assert not Delivery.objects.exclude(state="delivered").exists()
    assert len(paths(varnish)) == len(set(paths(varnish))) == 3


def test_a_cache_that_does_not_answer_keeps_few_threads(cache, settings):
    settings.HEARTH_WEBHOOK_TIMEOUT = 0.1
    end = threading.Event()
    cache.failures += [end.wait] * 9
    make.post("Sleep well")
    before = threading.active_count()
    for _attempt in range(6):
        deliver()
    assert threading.active_count() - before <= purges.MAX_STUCK
    end.set()
    assert "No answer in time." in Delivery.objects.filter(state="waiting").first().said


def test_one_request_names_few_addresses(cache):
    for number in range(30):
        make.post(f"Post {number}")
    make.site_settings(disclaimer="Call us.")
    deliver()
    sizes = [len(one.content.get("urls", ())) for one in Delivery.objects.all()]
    assert max(sizes) == 20
