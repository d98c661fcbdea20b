"""Receivers on this machine, and whoever delivers to them."""

import pytest
from django.utils import timezone

from api.deliveries import lanes, running
from api.deliveries.models import Delivery, Lane, Webhook
from blog.models import BlogIndexPage
from tests import factories as make
from tests.deliveries.receivers import Cache, Receiver

HERE = "http://localhost:8000"


@pytest.fixture
def receiver():
    found = Receiver()
    yield found
    found.close()


@pytest.fixture(autouse=True)
def allowed(settings):
    """Receivers of the own network, without TLS; nobody waits for long."""
    settings.DEBUG = True
    settings.HEARTH_WEBHOOK_PRIVATE = True
    settings.HEARTH_WEBHOOK_TIMEOUT = 2


@pytest.fixture
def patient(monkeypatch):
    """Nothing is tried again by itself while a test runs, however slow the machine is."""
    monkeypatch.setattr(lanes, "FIRST_DELAY", 600)


@pytest.fixture
def webhook(receiver):
    with_blog()
    return webhook_to(receiver)


@pytest.fixture
def cache(settings):
    """A cache before the front end, which has nothing to forget yet."""
    settings.WAGTAILFRONTENDCACHE = {"near": {"BACKEND": "tests.deliveries.receivers.Cache"}}
    for one in (Cache.urls, Cache.tags, Cache.failures):
        one.clear()
    with_blog()
    deliver()
    return Cache


def with_blog():
    """Let there be a blog."""
    if not BlogIndexPage.objects.exists():
        make.blog()


def webhook_to(receiver, **fields):
    return Webhook.objects.create(**{"name": "Site", "url": f"{receiver.url}/hook", **fields})


def deliver():
    """Send what is due, then let all that waits for another attempt be due."""
    running.run_once()
    Lane.objects.update(rest_until=None)
    Delivery.objects.update(due_at=timezone.now())


def told(receiver, action):
    """The types of the events that an action leads to."""
    deliver()
    receiver.messages.clear()
    action()
    deliver()
    return receiver.events


def forgotten(action):
    """The addresses that a cache has to forget for an action."""
    deliver()
    Cache.urls.clear()
    Cache.tags.clear()
    action()
    deliver()
    return {url.removeprefix(HERE) for url in Cache.urls}
