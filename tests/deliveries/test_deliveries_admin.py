"""Webhooks in the admin: who sets them up, what is refused, and what is told of them."""

from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from api.changes import log
from api.deliveries import webhooks
from api.deliveries.models import Delivery, DeliveryState, Lane, Webhook
from api.models import Change, LogState
from tests import factories as make
from tests import people
from tests.deliveries.conftest import deliver
from tests.deliveries.receivers import saying

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


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def text(response):
    return soup(response).get_text(" ", strip=True)


def texts(response, selector):
    return [one.get_text(" ", strip=True) for one in soup(response).select(selector)]


def ticked(response, name):
    return [one["value"] for one in soup(response).select(f"input[name={name}][checked]")]


def page_of(delivery):
    return reverse("hearth_delivery", args=[delivery.pk])


def send_again(desk, delivery):
    return desk.post(reverse("hearth_delivery_replay", args=[delivery.pk]), follow=True)


def test_whoever_manages_the_settings_sets_up_a_webhook(desk):
    desk.post(ADD, form())
    webhook = Webhook.objects.get()
    assert (webhook.events, webhook.types) == (["published", "deleted"], ["Post"])


def test_whoever_has_set_one_up_sees_its_secret(desk):
    response = desk.post(ADD, form(), follow=True)
    assert 'value="whsec_' in response.content.decode()


def test_a_new_webhook_hears_all_events_unless_told_otherwise(desk):
    events = ["published", "updated", "affected", "unpublished", "expired", "deleted"]
    assert ticked(desk.get(ADD), "events") == events


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
        *("https://[example.org]/", "https://[::1/hook", "https://ex\u2100mple.org/"),
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


@pytest.fixture(params=["query", "url"])
def refused(request, webhook, settings):
    """What a form says of a webhook that is refused by now, and beside which field."""
    settings.DEBUG = False
    query = "query($id: ID!) {node(id: $id) {subtitle}}"
    found = {"url": "https://www.example.org/hook", "query": ""}
    found |= {"query": query} if request.param == "query" else {"url": "http://example.org/"}
    Webhook.objects.update(**found)
    return form(**found), request.param


def test_a_webhook_is_switched_off_whatever_is_refused_of_it_by_now(desk, webhook, refused):
    values, _field = refused
    desk.post(edit(webhook), {name: value for name, value in values.items() if name != "is_active"})
    assert not Webhook.objects.get().is_active


def test_a_webhook_is_not_switched_on_with_what_is_refused_by_now(desk, webhook, refused):
    values, field = refused
    Webhook.objects.update(is_active=False)
    response = desk.post(edit(webhook), values)
    assert response.context["form"].errors.keys() == {field}
    assert not Webhook.objects.get().is_active


@pytest.mark.parametrize(
    "values",
    [{"url": "http://other.org/"}, {"query": "query($id: ID!) {node(id: $id) {no}}"}],
    ids=str,
)
def test_what_is_refused_is_no_webhooks_even_if_it_is_not_active(desk, settings, webhook, values):
    settings.DEBUG = False
    response = desk.post(edit(webhook), form(**{"url": webhook.url, "is_active": "", **values}))
    assert values.keys() <= response.context["form"].errors.keys()


@pytest.mark.parametrize("types", [["Podcast"], ["Podcast", "Post"]], ids=str)
def test_an_edit_keeps_types_that_an_upgrade_has_taken_away(desk, receiver, webhook, types):
    Webhook.objects.update(types=types)
    found = ticked(desk.get(edit(webhook)), "types")
    desk.post(edit(webhook), form(url=webhook.url, types=found))
    assert sorted(Webhook.objects.get().types) == types


def test_a_type_that_never_was_is_refused(desk):
    response = desk.post(ADD, form(types=["Podcast"]))
    assert response.context["form"].errors.keys() == {"types"}


def test_a_test_is_sent_and_told_about(desk, webhook, receiver):
    response = desk.post(reverse("hearth_webhook_test", args=[webhook.pk]), follow=True)
    assert receiver.events == ["webhook.test"]
    assert "The test was accepted (204" in text(response)


def test_a_test_that_fails_is_told_about(desk, webhook, receiver):
    receiver.answers = [500]
    response = desk.post(reverse("hearth_webhook_test", args=[webhook.pk]), follow=True)
    assert "The test failed: HTTP 500" in text(response)


def test_a_test_that_fails_tells_the_status_before_what_was_answered(desk, webhook, receiver):
    receiver.answers = [saying(500, b"<h1>Oops</h1>")]
    response = desk.post(reverse("hearth_webhook_test", args=[webhook.pk]), follow=True)
    assert texts(response, ".messages li") == ["The test failed: HTTP 500: <h1>Oops</h1>"]


def test_a_test_that_fails_leads_to_no_error_of_the_form(desk, parked, receiver):
    receiver.answers = [500]
    response = desk.post(reverse("hearth_webhook_test", args=[parked.pk]), follow=True)
    assert not soup(response).select(".messages .error")
    assert not soup(response).select(".help-critical")


def test_a_new_secret_is_shown(desk, webhook):
    response = desk.post(reverse("hearth_webhook_rotate", args=[webhook.pk]), follow=True)
    new = Webhook.objects.get().secret
    assert new != webhook.secret
    assert f'value="{new}"' in response.content.decode()


def test_every_old_secret_that_still_signs_is_told_of(desk, webhook):
    for count, words in ((1, "The old one signs along until"), (2, "2 old ones sign along")):
        desk.post(reverse("hearth_webhook_rotate", args=[webhook.pk]))
        assert len(Webhook.objects.get().old_secrets) == count
        assert words in text(desk.get(edit(webhook)))


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


@pytest.mark.parametrize(
    ("lane", "fields", "expected"),
    [
        ({}, {}, ("Works", "good")),
        ({"failures": 1}, {}, ("Failing", "worrying")),
        ({"parked_at": datetime(2026, 11, 1, tzinfo=UTC)}, {}, ("Parked", "bad")),
        ({"parked_at": datetime(2026, 11, 1, tzinfo=UTC)}, {"is_active": False}, ("Gone", "bad")),
        ({}, {"is_active": False}, ("Not active", "quiet")),
    ],
    ids=["works", "failing", "parked", "gone", "not active"],
)
def test_the_list_tells_how_a_webhook_is_by_word_and_colour(desk, webhook, lane, fields, expected):
    Lane.objects.update(**lane)
    Webhook.objects.update(**fields)
    tag = soup(desk.get(reverse("webhooks:index"))).select_one(".hearth-state")
    assert (tag.get_text(strip=True), tag["class"][-1]) == (
        expected[0],
        f"hearth-state--{expected[1]}",
    )


@pytest.fixture
def unread(webhook):
    """A change that nobody has read for six minutes."""
    deliver()
    make.post("Sleep well")
    log.position()
    Change.objects.update(at=timezone.now() - timedelta(minutes=6))


TOLD = "Webhooks were told nothing of what has changed since"


@pytest.mark.parametrize(
    "name", ["wagtailadmin_home", "webhooks:index", "hearth_deliveries"], ids=lambda name: name
)
def test_whoever_looks_sees_that_nobody_delivers(desk, unread, name):
    assert TOLD in text(desk.get(reverse(name)))


def test_a_webhook_that_is_told_nothing_does_not_work(desk, unread):
    assert texts(desk.get(reverse("webhooks:index")), ".hearth-state") == ["Behind"]


@pytest.mark.parametrize(
    ("deliveries", "hint"),
    [
        ("worker", "See whether “manage.py deliver” runs on the server, and what it writes."),
        ("process", "See what the log of the server says of deliveries."),
    ],
)
def test_whoever_looks_is_told_where_to_look_further(desk, settings, unread, deliveries, hint):
    settings.HEARTH_DELIVERIES = deliveries
    assert hint in text(desk.get("/admin/"))


def test_what_is_read_in_time_is_not_told(desk, unread):
    Change.objects.update(at=timezone.now() - timedelta(minutes=4))
    assert "told nothing" not in text(desk.get("/admin/"))


def test_what_was_read_is_not_told(desk, unread):
    deliver()
    assert "told nothing" not in text(desk.get("/admin/"))


def test_what_nobody_listens_to_is_not_told(desk, unread):
    Webhook.objects.update(is_active=False)
    assert "told nothing" not in text(desk.get("/admin/"))


def test_what_is_unread_of_another_epoch_is_told(desk, unread):
    deliver()
    LogState.objects.update(epoch="another")
    assert TOLD in text(desk.get("/admin/"))


CACHES = {"near": {"BACKEND": "api.deliveries.caches.Cloudflare"}}


def test_a_cache_that_cannot_be_is_told_of(desk, settings):
    make.blog()
    settings.WAGTAILFRONTENDCACHE = CACHES
    deliver()
    make.post("Sleep well")
    deliver()
    Change.objects.update(at=timezone.now() - timedelta(minutes=6))
    assert "Caches were told nothing of what has changed since" in text(desk.get("/admin/"))


def test_a_cache_that_nobody_has_ever_told_anything_is_told_of(desk, settings):
    make.post("Sleep well")
    settings.WAGTAILFRONTENDCACHE = CACHES
    log.position()
    Change.objects.update(at=timezone.now() - timedelta(minutes=6))
    assert "Caches were told nothing of what has changed since" in text(desk.get("/admin/"))


def test_why_a_webhook_is_parked_begins_with_the_status(desk, settings, webhook, receiver):
    settings.HEARTH_WEBHOOK_HOURS = 0
    receiver.answers = [saying(500, b"<h1>Oops</h1>" + b"x" * 300)]
    make.post("Sleep well")
    deliver()
    assert "(HTTP 500: <h1>Oops</h1>xxx" in text(desk.get("/admin/"))


def test_a_moment_ends_no_sentence(desk, webhook):
    """Where a time ends with a full stop, as in English, there would be two."""
    now = timezone.now()
    Lane.objects.update(accepted_at=now, failures=1, rest_until=now + timedelta(hours=1))
    webhooks.rotate(webhook)
    found = text(desk.get(edit(webhook)))
    assert ".m.." not in found
    assert "The next attempt is at" in found


@pytest.fixture
def delivery(webhook):
    make.post("Sleep well")
    deliver()
    return Delivery.objects.get()


def test_the_page_of_a_delivery_has_a_heading(desk, delivery):
    assert texts(desk.get(page_of(delivery)), "h1") == ["Delivery of post.published"]


@pytest.mark.parametrize("query", ["", "query($id: ID!) {node(id: $id) {id}}"], ids=["no", "yes"])
def test_a_delivery_tells_that_the_result_of_a_query_is_not_kept(desk, delivery, query):
    Webhook.objects.update(query=query)
    assert ("sent along as data.result" in text(desk.get(page_of(delivery)))) == bool(query)


def test_a_delivery_leads_to_its_receiver(desk, delivery, webhook):
    assert soup(desk.get(page_of(delivery))).select(f'td a[href="{edit(webhook)}"]')


def park():
    Lane.objects.update(parked_at=timezone.now(), reason="HTTP 500")


def deactivate():
    Webhook.objects.update(is_active=False)


@pytest.mark.parametrize("stop", [park, deactivate])
def test_what_is_sent_again_to_a_receiver_that_is_sent_nothing_is_told_to_wait(
    desk, delivery, stop
):
    stop()
    assert texts(send_again(desk, delivery), ".messages li") == [
        "It waits: nothing is sent to Site. What to do about it is told below."
    ]


def test_a_delivery_to_a_parked_receiver_tells_so_and_how_to_go_on(desk, delivery, webhook):
    park()
    page = desk.get(page_of(delivery))
    assert "Nothing is sent to this receiver since" in text(page)
    url = reverse("hearth_webhook_resume", args=[webhook.pk])
    assert soup(page).select(f'form[action="{url}"]')


def test_a_delivery_to_a_receiver_that_is_not_active_leads_to_it(desk, delivery, webhook):
    deactivate()
    assert soup(desk.get(page_of(delivery))).select(f'.hearth-box a[href="{edit(webhook)}"]')


def test_what_is_sent_again_to_a_receiver_that_works_is_told_to_be_sent(desk, delivery):
    told = texts(send_again(desk, delivery), ".messages li")
    assert told == ["It is sent once more, with the same id."]


def test_the_history_of_a_webhook_tells_what_was_sent_again(desk, delivery, webhook):
    send_again(desk, delivery)
    told = text(desk.get(reverse("webhooks:history", args=[webhook.pk])))
    assert f"Sent again: post.published, /blog/sleep-well/ ({delivery.event_id})" in told


@pytest.fixture
def purge(webhook):
    lane = Lane.objects.create(name="purge:near", parked_at=timezone.now())
    return Delivery.objects.create(
        lane=lane,
        subject="purge_1",
        number=1,
        event_id="purge_1",
        name="purge",
        content={"urls": ["https://www.example.org/blog/eat-well/"]},
    )


def test_what_is_sent_again_to_a_cache_is_logged(desk, purge):
    send_again(desk, purge)
    entry = ModelLogEntry.objects.get()
    assert (entry.action, entry.user.username, entry.data) == (
        "hearth.delivery_replayed",
        "sam",
        {"event": "purge", "about": "1 urls", "id": "purge_1"},
    )


def test_to_go_on_with_a_cache_is_logged(desk, purge):
    desk.post(reverse("hearth_lane_resume", args=[purge.lane_id]))
    assert [one.action for one in ModelLogEntry.objects.all()] == ["hearth.webhook_resumed"]


def test_a_delivery_to_a_parked_cache_tells_how_to_go_on(desk, purge):
    url = reverse("hearth_lane_resume", args=[purge.lane_id])
    assert soup(desk.get(page_of(purge))).select(f'form[action="{url}"]')


def listed(desk, **query):
    return texts(desk.get(reverse("hearth_deliveries"), query), "table.listing td.title")


def test_the_log_is_filtered_by_what_its_columns_are_called(desk):
    filters = desk.get(reverse("hearth_deliveries")).context["filters"].filters.values()
    assert [one.label for one in filters] == ["State", "To", "Event", "Object", "Made"]


def test_the_log_is_narrowed_down_by_receiver(desk, delivery, purge):
    assert listed(desk, lane=purge.lane_id) == ["purge"]


def test_the_log_is_narrowed_down_by_state(desk, delivery, purge):
    assert listed(desk, state=DeliveryState.DELIVERED) == ["post.published"]


def test_the_log_is_narrowed_down_by_event(desk, delivery, purge):
    assert listed(desk, name="post.published") == ["post.published"]


def test_the_log_is_narrowed_down_by_object(desk, delivery, purge):
    url = soup(desk.get(page_of(delivery))).select_one('a[href*="subject="]')["href"]
    assert texts(desk.get(url), "table.listing td.title") == ["post.published"]


def test_the_log_is_narrowed_down_by_date(desk, delivery, purge):
    Delivery.objects.filter(pk=purge.pk).update(created_at=datetime(2026, 1, 2, 12, tzinfo=UTC))
    assert listed(desk, created_at_from="2026-01-02", created_at_to="2026-01-02") == ["purge"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("/blog/sleep", ["post.published"]),
        ("sleep-well", ["post.published"]),
        ("/blog/eat-well/", ["purge"]),
        ("purge_1", ["purge"]),
        ("wagtailcore.page:", ["post.published"]),
        ("nothing", []),
    ],
)
def test_the_log_is_searched(desk, delivery, purge, query, expected):
    assert listed(desk, q=query) == expected
