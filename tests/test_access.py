"""Who asks: tokens, what they let their users see, and who may keep an answer."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.utils import timezone
from wagtail.models import APIToken

from api.changes import log
from tests import factories as make
from tests import people

pytestmark = pytest.mark.django_db

TITLE = '{post(slug: "sleep-well") {title}}'
SHOWN = {"data": {"post": {"title": "Sleep well"}}}
HIDDEN = {"data": {"post": None}}
PRIVATE = "private, no-store"


@pytest.fixture
def post():
    """A post for members."""
    post = make.post()
    people.restrict(post, "login")
    return post


@pytest.fixture
def ask(graphql):
    """Asks for the post with headers; gives status and answer."""

    def ask(headers=None, query=TITLE):
        response = graphql.response(query, headers=headers)
        return response.status_code, response.json()

    return ask


def refusal(message="This token is unknown or has been revoked."):
    return 401, {"errors": [{"message": message, "extensions": {"code": "UNAUTHENTICATED"}}]}


MALFORMED = refusal("Send a token of this site as `Authorization: Bearer wagtail_…`.")


def test_a_token_shows_what_its_user_may_see(post, ask):
    assert ask(people.bearer(people.member())) == (200, SHOWN)


def test_without_a_token_nobody_is_logged_in(post, ask):
    assert ask() == (200, HIDDEN)


@pytest.mark.parametrize("scheme", ["bearer", "BEARER", "Bearer "])
def test_the_scheme_is_spelled_as_one_likes(post, ask, scheme):
    token = people.bearer(people.member())["Authorization"].removeprefix("Bearer ")
    assert ask({"Authorization": f"{scheme} {token}"}) == (200, SHOWN)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Basic cm9vdDpyb290",
        "Token x",
        "wagtail_x",
        "Bearer \xff" * 9,
    ],
)
def test_a_malformed_header_is_refused(ask, header):
    assert ask({"Authorization": header}) == MALFORMED


def test_a_malformed_token_costs_no_sql(graphql, count_sql):
    headers = {"Authorization": "Bearer wagtail_" + "a" * 33}
    assert count_sql(lambda: graphql.response(TITLE, headers=headers)) == []


def test_an_unknown_token_is_refused(ask):
    assert ask({"Authorization": f"Bearer {APIToken.generate_token()}"}) == refusal()


def test_a_revoked_token_is_refused(post, ask):
    headers = people.bearer(people.member())
    APIToken.objects.get().revoke()
    assert ask(headers) == refusal()


def test_the_token_of_somebody_who_has_left_is_refused(post, ask):
    headers = people.bearer(people.member())
    get_user_model().objects.update(is_active=False)
    assert ask(headers) == refusal()


def test_a_refusal_says_how_to_log_in(graphql):
    response = graphql.response(TITLE, headers={"Authorization": "Basic x"})
    assert response["WWW-Authenticate"] == "Bearer"


def test_a_token_survives_the_rotation_of_the_secret_key(post, ask, settings):
    headers = people.bearer(people.member())
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"  # noqa: S105
    assert ask(headers) == (200, SHOWN)


def test_the_use_of_a_token_is_noted_once_a_minute(post, ask, graphql, count_sql):
    headers = people.bearer(people.member())
    ask(headers)
    first = APIToken.objects.get().last_used_at
    assert first is not None
    statements = count_sql(lambda: graphql.response(TITLE, headers=headers))
    assert not [sql for sql in statements if sql.startswith("UPDATE")]
    APIToken.objects.update(last_used_at=timezone.now() - timedelta(seconds=61))
    ask(headers)
    assert APIToken.objects.get().last_used_at > first


def test_a_token_costs_its_lookup_and_one_statement_more(graphql, count_sql):
    post = make.post()
    people.restrict(post, "groups", groups=["friends"])
    people.restrict(make.image(), "groups", groups=["friends"])
    headers = people.bearer(people.member(groups=["friends"]))
    assert graphql.response(TITLE, headers=headers).json() == SHOWN
    anonymous = count_sql(lambda: graphql.response(TITLE))
    members = count_sql(lambda: graphql.response(TITLE, headers=headers))
    assert len(members) == len(anonymous) + 2


def test_making_a_token_does_not_make_the_content_new(graphql):
    make.post()
    before = _version()
    people.bearer(people.member())
    assert _version() == before


def _version():
    return log.position().number


# Groups.


def test_members_of_a_group_see_pages_for_the_group(ask):
    people.restrict(make.post(), "groups", groups=["friends"])
    assert ask(people.bearer(people.member(groups=["friends"]))) == (200, SHOWN)
    assert ask(people.bearer(people.member("max", groups=["others"]))) == (200, HIDDEN)


def test_who_leaves_a_group_loses_its_pages_at_once(ask):
    people.restrict(make.post(), "groups", groups=["friends"])
    user = people.member(groups=["friends"])
    headers = people.bearer(user)
    assert ask(headers) == (200, SHOWN)
    user.groups.clear()
    assert ask(headers) == (200, HIDDEN)


# Who may keep an answer.


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("header", ["Authorization", "Preview-Token", "Page-Grant"])
def test_an_answer_to_somebody_is_for_nobody_else(client, method, header):
    headers = {header: "nonsense"}
    if method == "get":
        response = client.get("/graphql/", {"query": TITLE}, headers=headers)
    else:
        body = {"query": TITLE}
        response = client.post("/graphql/", body, content_type="application/json", headers=headers)
    assert response["Cache-Control"] == PRIVATE
    assert "ETag" not in response
    assert header in response["Vary"]


def test_a_members_answer_is_for_nobody_else(post, client):
    headers = people.bearer(people.member())
    response = client.get("/graphql/", {"query": TITLE}, headers=headers)
    assert (response.json(), response["Cache-Control"]) == (SHOWN, PRIVATE)


def test_a_strangers_answer_may_be_kept(client):
    response = client.get("/graphql/", {"query": TITLE})
    assert response["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert "ETag" in response


# GraphiQL acts for whoever is logged in, while DEBUG alone.


@pytest.fixture
def browser():
    """A strict browser of somebody who has logged in to the admin, and its CSRF token."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(people.member())
    request = RequestFactory().get("/")
    token = get_token(request)
    browser.cookies["csrftoken"] = request.META["CSRF_COOKIE"]
    return browser, token


def send(browser, **headers):
    body = {"query": TITLE}
    response = browser.post("/graphql/", body, content_type="application/json", headers=headers)
    return response.status_code, response.json()


def test_graphiql_acts_for_whoever_is_logged_in_while_debugging(post, browser, settings):
    settings.DEBUG = True
    browser, token = browser
    assert send(browser, **{"X-CSRFToken": token}) == (200, SHOWN)


def test_cookies_alone_log_nobody_in_while_debugging(post, browser, settings):
    settings.DEBUG = True
    assert send(browser[0]) == (200, HIDDEN)


def test_cookies_log_nobody_in_otherwise(post, browser):
    browser, token = browser
    assert send(browser, **{"X-CSRFToken": token}) == (200, HIDDEN)


def test_a_wrong_csrf_token_is_refused_while_debugging(post, browser, settings):
    settings.DEBUG = True
    answer = send(browser[0], **{"X-CSRFToken": "x" * 32})
    assert answer == refusal("The CSRF token is wrong. Load GraphiQL again.")


def test_graphiql_knows_a_csrf_token_while_debugging_alone(client, settings):
    settings.HEARTH_GRAPHIQL = True
    assert b"data-csrf-token" not in client.get("/graphiql/").content
    settings.DEBUG = True
    page = client.get("/graphiql/").content.decode()
    assert re.search(r'data-csrf-token="\w{64}"', page)


# Words.


def test_a_word_of_a_hidden_post_is_not_similar_to_anything(graphql):
    make.post("Sleep")
    people.restrict(make.post("Kestrels"), "login")
    similar = graphql('{search(query: "kestrals") {totalCount isApproximate}}')
    absent = graphql('{search(query: "qqqqqqq") {totalCount isApproximate}}')
    assert similar == absent
