"""The admin's door: passwords, wrong tries, sessions, forgotten passwords."""

from datetime import timedelta
from io import StringIO

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from home.accounts import resets
from home.models import User
from tests.accounts import LOGIN, editor, is_in, log_in, words

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


COMMON = min(one for one in CommonPasswordValidator().passwords if len(one) > 11 and one.isalpha())


@pytest.mark.parametrize("password", ["short-one-1", COMMON, "928374650192", "robin@example.org"])
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
