"""The promises of the rates: what a client may spend, and how it learns where it stands."""

import logging
import re
from types import SimpleNamespace

import pytest
from django.core.cache import caches
from django.core.checks import run_checks
from django.test import Client, RequestFactory
from redis.exceptions import ConnectionError as RedisConnectionError

from api import rates
from api.errors import Unauthenticated
from api.execution import Answer
from api.identity import Identity
from home import clients

pytestmark = pytest.mark.django_db

URL = "/graphql/"
JSON = "application/json"
QUERY = {"query": "{__typename}"}
ANSWER = {"data": {"__typename": "Query"}}
QUOTA, WINDOW = 100, 60


class Clock:
    """The time of day and the time since start, which stand still until moved."""

    def __init__(self):
        self.now = 1_000_000.0

    def time(self):
        return self.now

    monotonic = time


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    found = Clock()
    monkeypatch.setattr(rates, "time", found)
    monkeypatch.setattr(rates, "crc32", lambda _text: 0)
    # A whole window lies ahead.
    found.now -= found.now % WINDOW
    return found


@pytest.fixture(autouse=True)
def quota(settings):
    settings.HEARTH_RATE_POINTS = QUOTA
    settings.HEARTH_RATE_TOKEN_POINTS = 3 * QUOTA
    settings.HEARTH_RATE_WINDOW = WINDOW


@pytest.fixture(autouse=True)
def no_outage(monkeypatch):
    monkeypatch.setattr(rates._Outage, "until", 0.0)
    monkeypatch.setattr(rates._Outage, "logged", float("-inf"))


@pytest.fixture
def cost(monkeypatch):
    """A callable that gives all operations a cost."""
    from api import views  # noqa: PLC0415

    execute = views.execute
    told = SimpleNamespace(points=1)

    def costing(*args, admit, **kwargs):
        return execute(*args, admit=lambda _points: admit(told.points), **kwargs)

    monkeypatch.setattr(views, "execute", costing)
    return lambda points: setattr(told, "points", points)


def ask(client, body=QUERY, **more):
    return client.post(URL, body, content_type=JSON, **more)


def standing(response):
    """Status, and the points and seconds that are left."""
    left = re.fullmatch(r'"address";r=(\d+);t=(\d+)', response["RateLimit"])
    return response.status_code, int(left[1]), int(left[2])


def spend(client, cost, points=QUOTA):
    cost(points)
    response = ask(client)
    cost(1)
    return response


def test_an_answer_tells_the_policy_and_what_is_left(client, cost):
    response = spend(client, cost, 30)
    assert response.json() == ANSWER
    assert response["RateLimit-Policy"] == f'"address";q={QUOTA};w={WINDOW}'
    assert response["RateLimit"] == f'"address";r=70;t={WINDOW}'


def test_points_add_up_over_requests(client, cost, clock):
    sent = [standing(spend(client, cost, points)) for points in (30, 50)]
    clock.now += 15
    sent.append(standing(spend(client, cost, 20)))
    assert sent == [(200, 70, 60), (200, 20, 60), (200, 0, 45)]


def test_a_cheap_request_costs_the_least(client, cost):
    assert standing(spend(client, cost, 0)) == (200, QUOTA - rates.LEAST, WINDOW)


def test_more_than_is_left_is_refused_with_the_seconds_to_wait(client, cost, clock):
    spend(client, cost, 90)
    clock.now += 20.5
    response = spend(client, cost, 11)
    assert (response["Retry-After"], response["Cache-Control"]) == ("40", "no-store")
    assert standing(response) == (429, 0, 40)
    assert response.json() == {
        "errors": [
            {
                "message": "You have asked too much. Try again in 40 seconds.",
                "extensions": {"code": "RATE_LIMITED", "retryAfter": 40},
            }
        ]
    }


@pytest.mark.parametrize("accept", [JSON, "application/graphql-response+json", "text/html"])
def test_the_status_is_the_same_in_every_media_type(client, cost, accept):
    spend(client, cost, QUOTA + 1)
    assert ask(client, headers={"Accept": accept}).status_code == 429


def test_what_is_refused_is_not_executed(client, cost, django_assert_num_queries):
    cost(QUOTA + 1)
    with django_assert_num_queries(0):
        response = ask(client, {"query": "{posts {totalCount}}"})
    assert "data" not in response.json()


def test_who_has_nothing_left_is_refused_before_any_work(client, cost, monkeypatch):
    spend(client, cost, QUOTA + 1)
    monkeypatch.setattr(rates, "_add", lambda *_args: pytest.fail("The cache was asked."))
    monkeypatch.setattr("api.views.execute", lambda *_args, **_kw: pytest.fail("Executed."))
    assert standing(ask(client)) == (429, 0, WINDOW)


def test_the_next_window_brings_new_points(client, cost, clock):
    spend(client, cost, QUOTA + 1)
    clock.now += WINDOW
    assert standing(spend(client, cost, 30)) == (200, 70, WINDOW)


def test_windows_of_different_clients_end_at_different_times(client, monkeypatch):
    monkeypatch.undo()
    sent = [ask(client, REMOTE_ADDR=f"10.0.0.{n}")["RateLimit"] for n in range(20)]
    assert len({one.rpartition("=")[2] for one in sent}) > 5


def test_each_address_has_points_of_its_own(client, cost):
    spend(client, cost, QUOTA + 1)
    assert ask(client).status_code == 429
    assert standing(ask(client, REMOTE_ADDR="192.0.2.7")) == (200, 90, WINDOW)


@pytest.mark.parametrize(
    "body", [{"query": "{"}, {"query": "{nonsense}"}, {"query": ""}, [], {"query": 7}]
)
def test_a_refused_request_costs_the_least(client, body):
    ask(client, body)
    assert standing(ask(client))[1] == QUOTA - 2 * rates.LEAST


def test_every_kind_of_answer_tells_what_is_left(client):
    sent = [
        ask(client),
        client.get(URL, QUERY),
        client.head(URL, QUERY),
        client.post(URL, "x", content_type="text/plain"),
        client.put(URL),
        client.get(URL, QUERY, headers={"Accept": "text/html"}),
        client.get(URL, {"query": "mutation {x}"}),
    ]
    left = [QUOTA - rates.LEAST * n for n in range(1, len(sent) + 1)]
    assert [standing(one)[1] for one in sent] == left


def test_an_unchanged_answer_counts_too(client):
    tag = client.get(URL, QUERY)["ETag"]
    again = client.get(URL, QUERY, headers={"If-None-Match": tag})
    assert standing(again) == (304, QUOTA - 2 * rates.LEAST, WINDOW)


def test_asking_for_the_methods_is_free(client):
    assert "RateLimit" not in client.options(URL)
    assert standing(ask(client))[1] == QUOTA - rates.LEAST


def test_a_preflight_is_free(client, settings):
    settings.CORS_ALLOWED_ORIGINS = ["https://app.example"]
    headers = {"Origin": "https://app.example", "Access-Control-Request-Method": "POST"}
    assert client.options(URL, headers=headers).status_code == 200
    assert standing(ask(client))[1] == QUOTA - rates.LEAST


@pytest.mark.parametrize("points", [0, -1])
def test_no_points_at_all_switch_rates_off(client, cost, settings, points):
    settings.HEARTH_RATE_POINTS = points
    response = spend(client, cost, 10**9)
    assert response.json() == ANSWER
    assert not {"RateLimit", "RateLimit-Policy", "Retry-After"} & set(response.headers)


def test_the_admin_is_not_counted(client, cost):
    spend(client, cost, QUOTA + 1)
    assert client.get("/admin/login/").status_code == 200


@pytest.mark.parametrize(("points", "warned"), [(99, True), (100, False), (0, False)])
def test_a_quota_below_the_dearest_operation_is_warned_of(settings, points, warned):
    settings.HEARTH_RATE_POINTS, settings.HEARTH_MAX_COST = points, 100
    found = [one.id for one in run_checks()]
    assert ("api.rates.W001" in found) == warned


@pytest.mark.parametrize(
    ("data", "status"), [(None, 429), ({"unlockPage": None, "__typename": "Mutation"}, 200)]
)
def test_a_field_with_a_rate_of_its_own_tells_when_to_try_again(client, monkeypatch, data, status):
    error = {"message": "", "extensions": {"code": "RATE_LIMITED", "retryAfter": 7}}
    answer = Answer({"errors": [error], "data": data}, executed=True)
    monkeypatch.setattr("api.views.execute", lambda *_args, **_kwargs: answer)
    response = ask(client)
    assert (response.status_code, response["Retry-After"]) == (status, "7")


# By token.


@pytest.fixture
def with_user(monkeypatch):
    """`Authorization: Bearer good…` is a token of somebody; any other is nobody's."""

    def identify(request):
        authorization = request.headers.get("Authorization", "")
        if authorization and not authorization.startswith("Bearer good"):
            raise Unauthenticated("This token is unknown.")
        return Identity(SimpleNamespace(is_authenticated=True) if authorization else None)

    monkeypatch.setattr("api.loading.identify", identify)


def test_a_token_has_more_points_of_its_own(client, cost, with_user):
    spend(client, cost, QUOTA)
    cost(30)
    response = ask(client, headers={"Authorization": "Bearer good"})
    assert response["RateLimit-Policy"] == f'"token";q={3 * QUOTA};w={WINDOW}'
    assert response["RateLimit"] == f'"token";r=270;t={WINDOW}'


def test_a_token_is_counted_wherever_it_is_used(client, cost, with_user):
    cost(200)
    headers = {"Authorization": "Bearer good"}
    sent = [ask(client, headers=headers, REMOTE_ADDR=f"192.0.2.{n}") for n in (1, 2, 3)]
    assert [one.status_code for one in sent] == [200, 429, 429]


def test_tokens_do_not_share_points(client, cost, with_user):
    cost(200)
    headers = [{"Authorization": f"Bearer good {n}"} for n in range(3)]
    assert [ask(client, headers=one).status_code for one in headers] == [200] * 3


def test_a_token_serves_where_an_address_has_spent_all(client, cost, with_user):
    spend(client, cost, QUOTA + 1)
    assert ask(client).status_code == 429
    assert ask(client, headers={"Authorization": "Bearer good"}).json() == ANSWER


def test_a_token_that_is_none_is_counted_by_address(client, with_user):
    for n in range(QUOTA // rates.LEAST):
        assert ask(client, headers={"Authorization": f"Bearer bad {n}"}).status_code == 401
    assert ask(client).status_code == 429


def test_no_token_is_kept_in_the_cache(client, with_user, monkeypatch):
    keys = []
    monkeypatch.setattr(rates, "_add", lambda counter, *_args: keys.append(counter) or 1)
    ask(client, headers={"Authorization": "Bearer good secret"})
    assert len(keys) == 1
    assert "secret" not in keys[0]


# The cache.


def test_a_request_is_one_round_trip_to_redis(client, monkeypatch):
    backend = caches["default"]
    if not hasattr(getattr(backend, "_cache", None), "get_client"):
        pytest.skip("The cache is no Redis.")
    sent = []
    connection_class = backend._cache.get_client().connection_pool.connection_class
    original = connection_class.send_packed_command

    def counted(self, command, *args, **kwargs):
        sent.append(command)
        return original(self, command, *args, **kwargs)

    ask(client)
    monkeypatch.setattr(connection_class, "send_packed_command", counted)
    assert ask(client).json() == ANSWER
    assert len(sent) == 1


def test_a_counter_goes_away_by_itself(client):
    backend = caches["default"]
    ask(client)
    counter = rates.window(RequestFactory().get("/"), clients.address, by_token="").counter
    key = backend.make_key(counter)
    if hasattr(getattr(backend, "_cache", None), "get_client"):
        assert 0 < backend._cache.get_client().ttl(key) <= WINDOW
    else:
        assert backend._expire_info[key] is not None


@pytest.fixture
def broken(monkeypatch):
    """A cache that fails, and how often it was asked."""
    asked = []

    def fail(*_args):
        asked.append(1)
        raise RedisConnectionError("Connection refused")

    monkeypatch.setattr(rates, "_add", fail)
    return asked


def test_without_its_cache_the_endpoint_answers_uncounted(client, cost, broken):
    response = spend(client, cost, QUOTA + 1)
    assert response.json() == ANSWER
    assert response["RateLimit-Policy"] == f'"address";q={QUOTA};w={WINDOW}'
    assert "RateLimit" not in response


def test_a_broken_cache_is_left_alone_for_a_while(client, broken, clock):
    for seconds in (0, rates.PAUSE - 1, 2):
        clock.now += seconds
        ask(client)
    assert len(broken) == 2


def test_a_broken_cache_is_logged_once_a_minute(client, broken, clock, caplog):
    caplog.set_level(logging.WARNING, "api.rates")
    for _second in range(0, 2 * rates.SILENCE, rates.PAUSE):
        ask(client)
        clock.now += rates.PAUSE
    assert [record.getMessage() for record in caplog.records] == [
        "The cache is out of reach: requests are not counted"
    ] * 2


# Addresses.


def address(settings, proxies, remote="10.0.0.1", forwarded=None):
    settings.HEARTH_TRUSTED_PROXIES = proxies
    more = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return clients.address(RequestFactory().get("/", REMOTE_ADDR=remote, **more))


@pytest.mark.parametrize(
    ("proxies", "forwarded", "found"),
    [
        (0, None, "10.0.0.1"),
        (0, "1.1.1.1", "10.0.0.1"),
        (1, None, "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "1.1.1.1", "1.1.1.1"),
        (1, "2.2.2.2, 1.1.1.1", "1.1.1.1"),
        (1, "2.2.2.2,1.1.1.1 ", "1.1.1.1"),
        (2, "3.3.3.3, 2.2.2.2, 1.1.1.1", "2.2.2.2"),
        (2, "1.1.1.1", "10.0.0.1"),
        (1, "1.1.1.1, nonsense", "10.0.0.1"),
        (1, "1.1.1.1,", "10.0.0.1"),
        (1, "1.1.1.1, 2.2.2.2.2", "10.0.0.1"),
        (1, "1.1.1.1, \u0661.2.3.4", "10.0.0.1"),
        (1, "1.1.1.1, unknown", "10.0.0.1"),
        (1, "x" * 5000, "10.0.0.1"),
    ],
)
def test_the_address_is_what_the_trusted_proxies_say(settings, proxies, forwarded, found):
    assert address(settings, proxies, forwarded=forwarded) == found


@pytest.mark.parametrize(
    ("remote", "found"),
    [
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::", "2001:db8:1:2::"),
        ("2001:DB8:1:3::1", "2001:db8:1:3::"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::"),
        ("::1", "::"),
        ("192.0.2.1", "192.0.2.1"),
        ("", ""),
    ],
)
def test_an_address_of_ipv6_counts_by_its_network(settings, remote, found):
    assert address(settings, 0, remote) == found


def test_a_client_behind_the_proxy_is_counted_by_its_own_address(client, settings, cost):
    settings.HEARTH_TRUSTED_PROXIES = 1
    cost(QUOTA)
    sent = [ask(client, headers={"X-Forwarded-For": f"192.0.2.{n}"}) for n in (1, 2, 1)]
    assert [one.status_code for one in sent] == [200, 200, 429]


def test_a_family_behind_one_address_does_not_notice(client, settings, cost):
    """Five people who read a page every three seconds."""
    from cms import settings as ours  # noqa: PLC0415

    settings.HEARTH_RATE_POINTS = ours.HEARTH_RATE_POINTS
    cost(900)
    family = [Client() for _ in range(5)]
    assert {ask(one).status_code for one in family * 20} == {200}
