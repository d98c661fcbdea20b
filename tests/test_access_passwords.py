"""Pages with a password: unlocked by the password, opened by a grant."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import factories as make
from tests import people

pytestmark = pytest.mark.django_db

UNLOCK = """mutation($path: String!, $password: String!) {
    unlockPage(path: $path, password: $password) {grant expiresAt}
}"""
PATH = "/blog/sleep-well/"
TITLE = '{post(slug: "sleep-well") {title}}'
SHOWN = {"data": {"post": {"title": "Sleep well"}}}
HIDDEN = {"data": {"post": None}}


@pytest.fixture
def restriction():
    """The restriction of a post with a password."""
    return people.restrict(make.post(), "password", password="sesame")


@pytest.fixture
def unlock(graphql):
    def unlock(word="sesame", path=PATH, headers=None):
        return graphql.response(UNLOCK, {"path": path, "password": word}, headers)

    return unlock


@pytest.fixture
def grant(unlock):
    def grant(*args, **kwargs):
        return unlock(*args, **kwargs).json()["data"]["unlockPage"]["grant"]

    return grant


@pytest.fixture
def ask(graphql):
    def ask(*grants, query=TITLE):
        return graphql.response(query, headers={"Page-Grant": ", ".join(grants)}).json()

    return ask


def code(response):
    (error,) = response.json()["errors"]
    return error["extensions"]["code"]


def test_the_right_password_gives_a_grant_that_opens_the_page(restriction, grant, ask, graphql):
    assert graphql(TITLE) == HIDDEN
    assert ask(grant()) == SHOWN


def test_a_grant_opens_the_route(restriction, grant, ask, graphql):
    route = f'{{route(path: "{PATH}") {{__typename ... on RestrictedPage {{reason}}}}}}'
    restricted = {"__typename": "RestrictedPage", "reason": "PASSWORD"}
    assert graphql(route) == {"data": {"route": restricted}}
    assert ask(grant(), query=route) == {"data": {"route": {"__typename": "Post"}}}


def test_a_grant_tells_when_it_ends(restriction, unlock, settings):
    settings.HEARTH_GRANT_MINUTES = 5
    told = unlock().json()["data"]["unlockPage"]["expiresAt"]
    left = timezone.datetime.fromisoformat(told) - timezone.now()
    assert timedelta(minutes=4) < left <= timedelta(minutes=5)


def test_a_grant_for_a_section_opens_the_pages_below_it(grant, ask):
    post = make.post()
    people.restrict(post.get_parent(), "password", password="sesame")
    assert ask(grant()) == SHOWN


def test_each_password_on_the_way_opens_its_own_restriction(restriction, grant, ask):
    outer = people.restrict(restriction.page.get_parent(), "password", password="outer")
    first, second = grant("outer"), grant("sesame")
    assert outer.pk != restriction.pk
    assert (ask(first), ask(second)) == (HIDDEN, HIDDEN)
    assert ask(first, second) == SHOWN


def test_one_password_for_several_restrictions_opens_them_all(restriction, grant, ask):
    people.restrict(restriction.page.get_parent(), "password", password="sesame")
    assert ask(grant()) == SHOWN


def test_a_grant_opens_nothing_but_its_restriction(restriction, grant, ask):
    people.restrict(make.post("Other"), "password", password="sesame")
    people.restrict(make.post("For members"), "login")
    query = '{a: post(slug: "other") {title} b: post(slug: "for-members") {title}}'
    assert ask(grant(), query=query) == {"data": {"a": None, "b": None}}


def test_a_password_does_not_open_a_page_for_members(grant, ask, restriction):
    people.restrict(restriction.page, "login")
    assert ask(grant()) == HIDDEN


def test_a_member_with_a_grant_passes_both(restriction, grant, graphql):
    people.restrict(restriction.page, "login")
    headers = {**people.bearer(people.member()), "Page-Grant": grant()}
    assert graphql.response(TITLE, headers=headers).json() == SHOWN


def test_a_changed_password_ends_all_grants(restriction, grant, ask):
    given = grant()
    type(restriction).objects.update(password="new")
    assert ask(given) == HIDDEN


def test_an_expired_grant_opens_nothing(restriction, grant, ask, settings):
    settings.HEARTH_GRANT_MINUTES = -1
    assert ask(grant()) == HIDDEN


def test_grants_are_few(ask):
    answer = ask(*["x"] * 21)
    (error,) = answer["errors"]
    assert error["extensions"] == {"code": "LIMIT_EXCEEDED", "limit": 20, "requested": 21}


@pytest.mark.parametrize("path", [PATH, "/blog/absent/", "/blog/open/", "/blog/for-members/"])
def test_a_wrong_password_and_a_path_without_one_are_forbidden_alike(restriction, unlock, path):
    make.post("Open")
    people.restrict(make.post("For members"), "login")
    response = unlock("wrong", path)
    assert response.status_code == 200
    assert response.json() == {
        "errors": [
            {
                "message": "There is no page at this path that this password opens.",
                "locations": [{"line": 2, "column": 5}],
                "path": ["unlockPage"],
                "extensions": {"code": "FORBIDDEN"},
            }
        ],
        "data": None,
    }


# Tries.


@pytest.fixture(autouse=True)
def few(settings):
    settings.HEARTH_UNLOCK_TRIES = 3


def test_after_too_many_wrong_tries_the_right_password_does_not_count(restriction, unlock):
    assert [code(unlock("wrong")) for _try in range(4)] == ["FORBIDDEN"] * 3 + ["RATE_LIMITED"]
    response = unlock()
    (error,) = response.json()["errors"]
    assert response.status_code == 429
    assert error["extensions"]["code"] == "RATE_LIMITED"
    assert 0 < error["extensions"]["retryAfter"] <= 600


def test_right_passwords_are_no_tries(restriction, unlock):
    for _reader in range(5):
        assert "errors" not in unlock().json()
    assert code(unlock("wrong")) == "FORBIDDEN"


def test_tries_at_absent_pages_count_as_well(restriction, unlock):
    for number in range(3):
        assert code(unlock("wrong", f"/blog/absent-{number}/")) == "FORBIDDEN"
    assert code(unlock()) == "RATE_LIMITED"


def test_a_wrong_try_ends_its_request(restriction, graphql):
    tries = " ".join(
        f'a{n}: unlockPage(path: "{PATH}", password: "{word}") {{grant}}'
        for n, word in enumerate(["wrong", "sesame"])
    )
    answer = graphql(f"mutation {{{tries}}}")
    assert answer["data"] is None
    assert [error["path"] for error in answer["errors"]] == [["a0"]]


def test_another_address_may_try(restriction, unlock, client):
    while code(unlock("wrong")) != "RATE_LIMITED":
        pass
    client.defaults["REMOTE_ADDR"] = "192.0.2.7"
    assert "errors" not in unlock().json()


def test_tries_at_one_page_are_counted_over_all_addresses(restriction, unlock, client):
    for number in range(30):
        client.defaults["REMOTE_ADDR"] = f"192.0.2.{number}"
        assert code(unlock("wrong")) == "FORBIDDEN"
    client.defaults["REMOTE_ADDR"] = "192.0.2.200"
    assert code(unlock()) == "RATE_LIMITED"
