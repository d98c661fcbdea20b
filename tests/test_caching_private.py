"""What is for somebody in particular is never in an answer for all, nor the other way round."""

import pytest
from django.conf import settings as django_settings
from django.test import Client

from api import views
from api.caching import serving
from api.previews import token
from tests import factories as make
from tests import people
from tests.http import RESPONSE, get, post

pytestmark = pytest.mark.django_db

QUERY = '{post(slug: "sleep-well") {title intro}}'
ASKED = {"query": QUERY}
LISTED = {"query": "{posts {nodes {title intro}}}"}


@pytest.fixture(autouse=True)
def kept(settings):
    settings.HEARTH_ANSWER_CACHE = True
    settings.HEARTH_HTTP_MAX_AGE = settings.HEARTH_HTTP_SHARED_MAX_AGE = 60


@pytest.fixture
def page():
    return make.post("Sleep well", intro="For all.")


def for_a_draft(page, graphql):
    """A draft of what all see otherwise."""
    page.intro = "Secret."
    page.save_revision()
    return {"Preview-Token": token(page, people.superuser(), is_pinned=False).text}


def for_a_member(page, graphql):
    """A page for members."""
    _secret(page)
    people.restrict(page, "login")
    return people.bearer(people.member())


def for_a_group(page, graphql):
    """A page for a group."""
    _secret(page)
    people.restrict(page, "groups", groups=["board"])
    return people.bearer(people.member(groups=["board"]))


def for_a_password(page, graphql):
    """A page behind a password."""
    _secret(page)
    people.restrict(page, "password")
    return {"Page-Grant": people.grant(graphql)}


def _secret(page):
    page.intro = "Secret."
    page.save()


@pytest.fixture(params=[for_a_draft, for_a_member, for_a_group, for_a_password])
def headers(request, page, graphql):
    """What shows the secret, made before anything is kept."""
    found = request.param(page, graphql)
    serving.forget()
    return found


@pytest.fixture(params=["GET", "POST"])
def ask(request, client):
    """A callable that returns the text of an answer, whatever it says."""
    send = get if request.param == "GET" else post

    def asked(body=ASKED, **headers):
        response = send(client, body, **headers)
        assert response.status_code == 200
        return response.content.decode()

    return asked


@pytest.mark.parametrize("body", [ASKED, LISTED], ids=["one", "list"])
def test_what_one_sees_is_kept_for_nobody(ask, headers, body):
    ask(body, **headers)
    assert "Secret." in ask(**headers)
    assert serving.store.size == 0
    assert "Secret." not in ask(body)


@pytest.mark.parametrize("body", [ASKED, LISTED], ids=["one", "list"])
def test_what_is_kept_for_all_is_not_what_one_sees(ask, headers, body):
    known = ask(body)
    ask()
    assert "Secret." in ask(**headers)
    ask(body, **headers)
    assert (ask(body), "Secret." in known) == (known, False)


def test_no_cache_on_the_way_keeps_what_one_sees(client, headers):
    known = get(client, ASKED)
    for response in (
        get(client, ASKED, **headers),
        get(client, ASKED, **headers, **{"If-None-Match": known["ETag"]}),
        client.head("/graphql/", ASKED, headers={"Accept": RESPONSE, **headers}),
    ):
        assert response["Cache-Control"] == "private, no-store"
        assert not {"Surrogate-Key", "Cache-Tag"} & {*response.headers}
        assert {"authorization", "preview-token", "page-grant"} <= {
            name.strip().lower() for name in response["Vary"].split(",")
        }


@pytest.mark.parametrize("name", ["Authorization", "Preview-Token", "Page-Grant"])
@pytest.mark.usefixtures("page")
def test_a_header_without_a_value_gets_nothing_that_is_kept(client, name):
    known = get(client, ASKED)
    told = get(client, ASKED, **{name: "", "If-None-Match": known["ETag"]})
    assert told.status_code != 304
    assert told["Cache-Control"] == "private, no-store"


# Cookies.


@pytest.fixture(params=["member", "editor", "superuser"])
def logged_in(request, client, page):
    """Somebody who is logged in by a cookie, and may see the secret elsewhere."""
    people.restrict(page, "login")
    _secret(page)
    makers = {
        "member": people.member,
        "editor": lambda: people.editor(page),
        "superuser": people.superuser,
    }
    client.force_login(makers[request.param]())
    assert client.cookies[django_settings.SESSION_COOKIE_NAME].value
    return client


def test_a_cookie_shows_no_more_than_others_see(logged_in, ask):
    assert "Secret." not in ask()
    assert "Secret." not in ask(LISTED)


def test_a_cookie_gets_what_is_kept_for_all(logged_in, monkeypatch):
    first = get(Client(), ASKED)
    monkeypatch.delattr(views, "execute")
    again = get(logged_in, ASKED)
    assert again.content == first.content
    assert not again.cookies
    assert "cookie" not in again["Vary"].lower()


# HEAD.


@pytest.mark.usefixtures("page")
def test_a_kept_answer_has_the_same_headers_without_its_body(client):
    whole = get(client, ASKED)
    head = client.head("/graphql/", ASKED, headers={"Accept": RESPONSE})
    names = ("ETag", "Cache-Control", "Vary", "Surrogate-Key", "Cache-Tag", "Content-Type")
    assert {name: head[name] for name in names} == {name: whole[name] for name in names}
    assert head["Content-Length"] == str(len(whole.content))


@pytest.mark.usefixtures("page")
def test_whoever_has_the_answer_learns_so_without_its_body(client):
    known = get(client, ASKED)["ETag"]
    headers = {"Accept": RESPONSE, "If-None-Match": known}
    assert client.head("/graphql/", ASKED, headers=headers).status_code == 304


# What caches tell answers apart by.


@pytest.mark.usefixtures("page")
def test_what_is_kept_is_told_apart_by_the_same_headers_as_what_is_made(client, settings):
    settings.HEARTH_ANSWER_CACHE = False
    made = get(client, ASKED)
    settings.HEARTH_ANSWER_CACHE = True
    first, again = get(client, ASKED), get(client, ASKED)
    known = get(client, ASKED, **{"If-None-Match": first["ETag"]})
    assert known.status_code == 304
    assert {one["Vary"] for one in (first, again, known)} == {made["Vary"]}
