"""The admin's door: who comes in, how, and for how long."""

from datetime import timedelta
from io import StringIO

import pytest
from axes.models import AccessAttempt
from bs4 import BeautifulSoup
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from blog.embeds import PLAYERS, recognise
from home import clients
from home.accounts import resets, two_factor
from home.checks import secret_keys
from home.models import User
from tests import factories as make
from tests.accounts import (
    CODE,
    LOGIN,
    PASSWORD,
    SETUP,
    code_of,
    editor,
    is_in,
    log_in,
    recovery_codes,
    with_second_step,
    words,
)
from tests.players import EXAMPLES

pytestmark = pytest.mark.django_db


@pytest.fixture
def robin():
    return editor()


@pytest.fixture
def few_tries(settings):
    settings.HEARTH_LOGIN_TRIES = settings.AXES_FAILURE_LIMIT = 3


def fail(client, times, name="robin", address="198.51.100.1"):
    for _try in range(times):
        response = log_in(client, name, "wrong", extra={"REMOTE_ADDR": address})
    return response


def test_a_password_lets_in(client, robin):
    assert log_in(client).status_code == 302
    assert is_in(client)


def test_too_many_wrong_passwords_lock(client, robin, few_tries):
    response = fail(client, 3)

    assert response.status_code == 429
    assert response["Retry-After"] == "900"
    assert "Too many wrong tries. Wait 15 minutes" in words(response)


def test_fewer_wrong_passwords_do_not_lock(client, robin, few_tries):
    assert fail(client, 2).status_code == 200
    assert log_in(client, extra={"REMOTE_ADDR": "198.51.100.1"}).status_code == 302


def test_a_locked_account_refuses_the_right_password(client, robin, few_tries):
    fail(client, 3)

    assert log_in(client, extra={"REMOTE_ADDR": "198.51.100.1"}).status_code == 429
    assert not is_in(client)


def test_a_right_password_wipes_out_the_wrong_ones(client, robin, few_tries):
    fail(client, 2)
    log_in(client, extra={"REMOTE_ADDR": "198.51.100.1"})
    client.logout()

    assert fail(client, 2).status_code == 200


def test_a_colleague_behind_the_same_address_is_not_locked(client, robin, few_tries):
    editor("kim")
    fail(client, 5)

    assert log_in(client, "kim", extra={"REMOTE_ADDR": "198.51.100.1"}).status_code == 302


def test_an_account_is_locked_for_one_address_alone(client, robin, few_tries):
    fail(client, 5)

    assert log_in(client, extra={"REMOTE_ADDR": "198.51.100.2"}).status_code == 302


def test_a_lock_ends_by_itself(client, robin, few_tries):
    fail(client, 3)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))

    assert log_in(client, extra={"REMOTE_ADDR": "198.51.100.1"}).status_code == 302


def test_an_administrator_unlocks(client, robin, few_tries):
    fail(client, 3)

    call_command("axes_reset_username", "robin", stdout=StringIO())

    assert log_in(client, extra={"REMOTE_ADDR": "198.51.100.1"}).status_code == 302


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
    "password", ["short-one-1", "passwordpassword", "123456789012", "robin.robin"]
)
def test_refuses_weak_passwords(admin_client, password):
    response = admin_client.post(
        reverse("wagtailusers_users:add"),
        {
            "username": "robin",
            "email": "robin@example.org",
            "first_name": "Robin",
            "last_name": "Reed",
            "password1": password,
            "password2": password,
        },
    )

    assert response.context["form"].errors["password2"]
    assert not User.objects.filter(username="robin").exists()


def test_the_key_of_the_session_changes_at_login(client, robin):
    client.get(LOGIN)
    before = client.session.session_key

    log_in(client)

    assert client.session.session_key != before


def test_sessions_end_when_the_password_changes(client, robin):
    log_in(client)
    robin.set_password("another horse battery")
    robin.save()

    assert not is_in(client)


def test_cookies_are_kept_from_scripts_and_other_sites(client, robin):
    log_in(client, remember="on")
    cookie = client.cookies["sessionid"]

    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 43200)


def test_a_login_that_is_not_remembered_ends_with_the_browser(client, robin):
    log_in(client)

    assert client.cookies["sessionid"]["max-age"] == ""


def test_the_second_step_is_asked_for_after_the_password(client, robin):
    with_second_step(robin)

    response = log_in(client)

    assert (response.status_code, response["Location"]) == (302, CODE)
    assert not is_in(client)


def test_a_code_lets_in(client, robin):
    with_second_step(robin)
    log_in(client, next="/admin/account/")

    response = client.post(CODE, {"code": code_of(robin)})

    assert (response.status_code, response["Location"]) == (302, "/admin/account/")
    assert is_in(client)


def test_a_recovery_code_lets_in_once(client, robin):
    with_second_step(robin)
    [code, *_others] = recovery_codes(robin)
    log_in(client)
    client.post(CODE, {"code": code})
    was_in = is_in(client)
    client.logout()
    log_in(client)
    client.post(CODE, {"code": code})

    assert (was_in, is_in(client)) == (True, False)


def test_remembers_a_login_of_two_steps_as_long_as_any(client, robin):
    with_second_step(robin)
    log_in(client, remember="on")
    client.post(CODE, {"code": code_of(robin)})

    assert client.cookies["sessionid"]["max-age"] == 43200


def test_a_wrong_code_is_told(client, robin):
    with_second_step(robin)
    log_in(client)

    response = client.post(CODE, {"code": "000000"})

    assert "This code is wrong or used up." in words(response)
    assert not is_in(client)


def test_the_second_step_is_set_up_by_a_code(client, robin):
    client.force_login(robin)
    page = client.get(SETUP)

    response = client.post(SETUP, {"code": code_of(robin)})

    assert "data:image/svg+xml" in page.content.decode()
    assert len(two_factor_codes(response)) == 10
    assert two_factor.has_device(robin)
    assert is_in(client)


def two_factor_codes(response):
    return response.context_data["codes"]


def test_a_wrong_code_sets_nothing_up(client, robin):
    client.force_login(robin)
    client.get(SETUP)

    response = client.post(SETUP, {"code": "000000"})

    assert "This is not the code that the app shows now." in words(response)
    assert not two_factor.has_device(robin)


def test_other_sessions_end_when_the_second_step_is_set_up(client, robin):
    other = Client()
    log_in(other)
    log_in(client)
    client.get(SETUP)
    client.post(SETUP, {"code": code_of(robin)})

    assert (is_in(client), is_in(other)) == (True, False)


def enter(client, user):
    log_in(client, user.username)
    client.post(CODE, {"code": code_of(user)})


def test_the_second_step_is_taken_off_by_a_code(client, robin):
    with_second_step(robin)
    enter(client, robin)

    client.post(SETUP, {"code": code_of(robin), "remove": "yes"})

    assert not two_factor.has_device(robin)
    assert is_in(client)


def test_recovery_codes_are_renewed_by_a_code(client, robin):
    with_second_step(robin)
    old = recovery_codes(robin)
    enter(client, robin)

    response = client.post(SETUP, {"code": code_of(robin), "renew": "yes"})

    assert two_factor.device_of_code(robin, old[0]) is None
    assert two_factor.device_of_code(robin, two_factor_codes(response)[0])


@pytest.mark.parametrize("path", ["/admin/", "/admin/account/", "/admin/pages/", "/media/a.png"])
def test_without_a_second_step_only_its_setup_is_there_where_one_is_required(
    client, robin, settings, path
):
    settings.HEARTH_REQUIRE_2FA = True
    log_in(client)

    response = client.get(path)

    assert (response.status_code, response["Location"]) == (302, SETUP)
    assert client.get(SETUP).status_code == 200


def test_with_a_second_step_all_is_there_where_one_is_required(client, robin, settings):
    settings.HEARTH_REQUIRE_2FA = True
    with_second_step(robin)
    enter(client, robin)

    assert is_in(client)


def test_one_can_log_out_where_a_second_step_is_required(client, robin, settings):
    settings.HEARTH_REQUIRE_2FA = True
    log_in(client)

    client.post(reverse("wagtailadmin_logout"))

    assert "_auth_user_id" not in client.session


def test_a_superuser_takes_the_second_step_off(admin_client, robin):
    with_second_step(robin)
    listing = admin_client.get(reverse("wagtailusers_users:index"))
    url = f"/admin/users/{robin.pk}/two-factor/"

    admin_client.post(url)

    assert url in listing.content.decode()
    assert not two_factor.has_device(robin)


def test_a_command_takes_the_second_step_off(robin):
    with_second_step(robin)

    call_command("reset_second_step", "robin", stdout=StringIO())

    assert not two_factor.has_device(robin)


def test_the_command_knows_its_people():
    with pytest.raises(CommandError, match="There is no account called nobody"):
        call_command("reset_second_step", "nobody")


def test_the_account_leads_to_the_second_step(client, robin):
    client.force_login(robin)

    assert SETUP in client.get("/admin/account/").content.decode()


@pytest.fixture
def mails(monkeypatch):
    sent = []
    monkeypatch.setattr(resets, "deliver", sent.append)
    return sent


def ask_for_password(client, email="robin@example.org", **extra):
    return client.post("/admin/password_reset/", {"email": email}, **extra)


def test_a_forgotten_password_is_mailed(client, robin, mails):
    ask_for_password(client)

    [mail] = mails
    assert mail.to == ["robin@example.org"]
    assert "/admin/password_reset/confirm/" in mail.body


def test_one_address_gets_few_mails(client, robin, mails):
    for _time in range(6):
        assert ask_for_password(client).status_code == 302

    assert len(mails) == 3


def test_one_client_asks_a_limited_number_of_times(client, mails):
    for _time in range(20):
        ask_for_password(client, "nobody@example.org")

    response = ask_for_password(client, "nobody@example.org")

    assert (response.status_code, response["Retry-After"]) == (429, "3600")
    assert "Too many requests for a new password." in words(response)


def test_a_mail_that_cannot_be_sent_costs_nobody_the_page(client, robin, monkeypatch, caplog):
    class Now:
        def __init__(self, target, args, daemon):
            target(*args)

        def start(self):
            pass

    def refuse(self):
        raise ConnectionRefusedError

    monkeypatch.setattr(resets, "Thread", Now)
    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)

    assert ask_for_password(client).status_code == 302
    assert "A mail could not be sent" in caplog.text


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
    assert response["X-Frame-Options"] == "SAMEORIGIN"
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


def test_an_api_token_needs_no_second_step(client, robin, settings):
    settings.HEARTH_REQUIRE_2FA = True

    response = client.post("/graphql/", {"query": "{__typename}"}, content_type="application/json")

    assert response.json() == {"data": {"__typename": "Query"}}


def test_a_device_that_is_not_confirmed_asks_for_nothing(client, robin):
    TOTPDevice.objects.create(user=robin, confirmed=False)

    assert log_in(client, password=PASSWORD)["Location"] == "/admin/"
