"""What the admin's pages allow a browser, and what must be right before it starts."""

import pytest
from bs4 import BeautifulSoup
from django.core.checks import run_checks
from django.test import RequestFactory
from django.urls import reverse

from blog.embeds import PLAYERS, recognise
from home import clients
from home.checks import secret_keys
from tests import factories as make
from tests.accounts import LOGIN
from tests.players import EXAMPLES

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "198.51.100.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "1.1.1.1, 203.0.113.9", "203.0.113.9"),
        (2, "1.1.1.1, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "198.51.100.1"),
        (1, "nonsense", "198.51.100.1"),
        (1, "", "198.51.100.1"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
    ],
)
def test_the_address_of_a_client(settings, proxies, forwarded, address):
    settings.HEARTH_TRUSTED_PROXIES = proxies
    request = RequestFactory().get(
        "/", REMOTE_ADDR="198.51.100.1", headers={"X-Forwarded-For": forwarded}
    )

    assert clients.address(request) == address


@pytest.mark.parametrize(
    "path", ["/admin/login/", "/admin/", "/admin/password_reset/", "/graphiql/", "/admin/nowhere/"]
)
def test_pages_carry_a_policy(admin_client, settings, path):
    settings.HEARTH_GRAPHIQL = True

    response = admin_client.get(path)
    policy = response["Content-Security-Policy"]

    assert "script-src 'self';" in f"{policy};"
    assert "frame-ancestors 'self'" in policy
    assert "object-src 'none'" in policy
    assert "camera=()" in response["Permissions-Policy"]
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"


def test_answers_of_the_api_carry_no_policy_for_pages(client):
    response = client.get("/graphql/?query={__typename}")

    assert "Content-Security-Policy" not in response
    assert "Permissions-Policy" not in response


@pytest.mark.parametrize("provider", PLAYERS)
def test_the_policy_lets_previews_show_each_player(client, provider):
    policy = client.get(LOGIN)["Content-Security-Policy"]
    host = recognise(EXAMPLES[provider]).player.split("/")[2]

    assert f"https://{host}" in policy


def test_no_page_of_the_editor_has_an_inline_script(admin_client, blog_page):
    for path in (
        f"/admin/pages/add/blog/postpage/{blog_page.pk}/",
        "/admin/",
        "/admin/images/",
        "/admin/users/",
        "/admin/redirects/add/",
        "/admin/reports/site-history/",
        "/admin/settings/home/sitesettings/1/",
        reverse("wagtailsnippets_blog_author:add"),
        reverse("wagtailsnippets_home_crisisresource:add"),
    ):
        html = admin_client.get(path, follow=True).content.decode()
        assert inline_scripts(html) == []


@pytest.fixture
def blog_page():
    return make.blog()


def inline_scripts(html):
    """Scripts that a browser would run, without a source, and handlers in attributes."""
    page = BeautifulSoup(html, "html.parser")
    scripts = [
        str(script)
        for script in page.find_all("script")
        if not script.get("src")
        and script.get("type", "text/javascript") in ("text/javascript", "module")
    ]
    handlers = [
        name for element in page.find_all(True) for name in element.attrs if name.startswith("on")
    ]
    return scripts + handlers


STRONG = "k3y" * 3 + "aB9_x-QwErTyUiOpLkJhGfDsAzXcVbNm0192837465" * 2


@pytest.mark.parametrize(
    ("key", "fallbacks", "errors"),
    [
        (STRONG, [], 0),
        (STRONG, [STRONG[::-1]], 0),
        ("short", [], 1),
        ("a" * 80, [], 1),
        (f"django-insecure-{STRONG}", [], 1),
        (f"change-me-{STRONG}", [], 1),
        (STRONG, ["short"], 1),
        ("short", ["short"], 2),
    ],
)
def test_weak_keys_are_errors(settings, key, fallbacks, errors):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = key, fallbacks

    assert [error.id for error in secret_keys(None)] == ["hearth.E001"] * errors


def test_weak_keys_are_no_errors_while_debugging(settings):
    settings.SECRET_KEY, settings.DEBUG = "short", True

    assert secret_keys(None) == []


def test_a_kind_of_document_that_nobody_can_check_is_an_error(settings):
    settings.WAGTAILDOCS_EXTENSIONS = ["pdf", "rtf"]

    found = [error for error in run_checks() if error.id == "hearth.E002"]

    assert [error.msg for error in found] == ["home.uploads cannot tell what a .rtf file holds."]
