"""Webhooks in the admin: who sets them up, what is refused, and what is told of them."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from api.deliveries.models import Delivery, Lane, Webhook
from tests import factories as make
from tests import people
from tests.deliveries.conftest import deliver

pytestmark = pytest.mark.django_db

ADD = "/admin/webhooks/new/"


@pytest.fixture
def desk(client):
    """The practice manager's browser."""
    client.force_login(people.member("sam", groups=["Practice manager"]))
    return client


def form(**values):
    return {
        "name": "Site",
        "url": "https://www.example.org/hook",
        "is_active": "on",
        "events": ["published", "deleted"],
        "types": ["Post"],
        "query": "",
        **values,
    }


def edit(webhook):
    return reverse("webhooks:edit", args=[webhook.pk])


def text(response):
    return BeautifulSoup(response.content, "html.parser").get_text(" ", strip=True)


def test_whoever_manages_the_settings_sets_up_a_webhook(desk):
    desk.post(ADD, form())
    webhook = Webhook.objects.get()
    assert (webhook.events, webhook.types) == (["published", "deleted"], ["Post"])


def test_whoever_has_set_one_up_sees_its_secret(desk):
    response = desk.post(ADD, form(), follow=True)
    assert 'value="whsec_' in response.content.decode()


@pytest.mark.parametrize("role", ["Writers", "Editors", "Clinical reviewers"])
@pytest.mark.parametrize(
    "name", ["webhooks:index", "webhooks:add", "hearth_deliveries"], ids=lambda name: name
)
def test_nobody_else_does(client, role, name):
    client.force_login(people.member("eve", groups=[role]))
    assert client.get(reverse(name)).status_code == 302


@pytest.mark.parametrize("action", ["test", "resume", "rotate"])
def test_nobody_else_does_anything_with_it(client, webhook, receiver, action):
    client.force_login(people.member("eve", groups=["Editors"]))
    client.post(reverse(f"hearth_webhook_{action}", args=[webhook.pk]))
    assert receiver.messages == []
    assert Webhook.objects.get().secret == webhook.secret


def test_nobody_else_sees_a_delivery(client, webhook):
    make.post("Sleep well")
    deliver()
    client.force_login(people.member("eve", groups=["Editors"]))
    response = client.get(reverse("hearth_delivery", args=[Delivery.objects.get().pk]))
    assert response.status_code == 302


@pytest.mark.parametrize(
    "url",
    [
        *(
            "",
            "example.org",
            "ftp://example.org/",
            "javascript:alert(1)",
            "https://",
            "https://a b/",
        ),
        *("https://x:y@example.org/", "https://example.org:port/", "http://example.org/"),
        *("https://127.0.0.1/", "https://[::1]/", "https://169.254.169.254/", "https://localhost/"),
    ],
)
def test_an_address_that_cannot_be_is_refused_beside_the_field(desk, settings, url):
    settings.DEBUG = settings.HEARTH_WEBHOOK_PRIVATE = False
    response = desk.post(ADD, form(url=url))
    assert not Webhook.objects.exists()
    assert response.context["form"].errors.keys() == {"url"}


@pytest.mark.parametrize(
    "query",
    [
        *("{", "{site {name}}", "query($id: ID!) {node(id: $id) {nothing}}"),
        *("query($id: String!) {author(slug: $id) {name}}", "fragment A on Post {title}"),
        'mutation($id: ID!) {unlockPage(path: $id, password: "x") {grant}}',
        "query($id: ID!, $slug: String!) {node(id: $id) {id} post(slug: $slug) {title}}",
    ],
)
def test_a_query_that_cannot_run_is_refused_beside_the_field(desk, query):
    response = desk.post(ADD, form(query=query))
    assert not Webhook.objects.exists()
    assert response.context["form"].errors.keys() == {"query"}


def test_a_test_is_sent_and_told_about(desk, webhook, receiver):
    response = desk.post(reverse("hearth_webhook_test", args=[webhook.pk]), follow=True)
    assert receiver.events == ["webhook.test"]
    assert "The test was accepted (204" in text(response)


def test_a_test_that_fails_is_told_about(desk, webhook, receiver):
    receiver.answers = [500]
    response = desk.post(reverse("hearth_webhook_test", args=[webhook.pk]), follow=True)
    assert "The test failed: HTTP 500" in text(response)


def test_a_new_secret_is_shown(desk, webhook):
    response = desk.post(reverse("hearth_webhook_rotate", args=[webhook.pk]), follow=True)
    new = Webhook.objects.get().secret
    assert new != webhook.secret
    assert f'value="{new}"' in response.content.decode()


@pytest.fixture
def parked(webhook, receiver):
    receiver.answers = [500]
    make.post("Sleep well")
    deliver()
    Lane.objects.update(parked_at=timezone.now(), reason="HTTP 500")
    return webhook


def test_a_parked_webhook_is_told_about_on_the_first_page(desk, parked):
    assert "nothing is sent since" in text(desk.get("/admin/"))


def test_what_was_given_up_is_told_about_on_the_first_page(desk, parked):
    Lane.objects.update(parked_at=None)
    Delivery.objects.update(state="parked")
    assert "1 delivery was given up" in text(desk.get("/admin/"))


def test_a_parked_webhook_goes_on(desk, parked, receiver):
    assert "1 event waits" in text(desk.get(edit(parked)))
    desk.post(reverse("hearth_webhook_resume", args=[parked.pk]))
    deliver()
    assert receiver.events == ["post.published"] * 2


def test_a_query_that_does_not_fit_any_more_is_told_about(desk, webhook):
    Webhook.objects.update(query="query($id: ID!) {node(id: $id) {subtitle}}")
    assert "does not fit the schema any more" in text(desk.get(edit(webhook)))


def test_a_delivery_is_listed_and_sent_again(desk, webhook, receiver):
    make.post("Sleep well")
    deliver()
    assert "post.published" in text(desk.get(reverse("hearth_deliveries")))
    delivery = Delivery.objects.get()
    assert "sleep-well" in text(desk.get(reverse("hearth_delivery", args=[delivery.pk])))
    desk.post(reverse("hearth_delivery_replay", args=[delivery.pk]))
    deliver()
    assert [one.id for one in receiver.messages] == [delivery.event_id] * 2


def test_a_webhook_that_is_active_again_hears_nothing_of_what_happened_meanwhile(
    desk, webhook, receiver
):
    desk.post(edit(webhook), form(url=webhook.url, is_active="", events=["published"]))
    make.post("Sleep well")
    desk.post(edit(webhook), form(url=webhook.url, events=["published"]))
    make.post("Eat well")
    deliver()
    assert [one.data["slug"] for one in receiver.messages] == ["eat-well"]


def test_a_webhook_that_is_deleted_is_forgotten_with_all_that_waits(desk, webhook, receiver):
    receiver.answers = [500]
    make.post("Sleep well")
    deliver()
    desk.post(reverse("webhooks:delete", args=[webhook.pk]))
    deliver()
    assert len(receiver.messages) == 1
    assert not Delivery.objects.exists()
