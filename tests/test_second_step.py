"""The second step of the log-in: set up, asked for, taken off, required."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from home.accounts import two_factor
from tests.accounts import (
    CODE,
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

pytestmark = pytest.mark.django_db


@pytest.fixture
def robin():
    return editor()


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

    new = two_factor_codes(response)
    kept = StaticToken.objects.values_list("token", flat=True)
    assert sorted(kept) == sorted(code.replace("-", "") for code in new)
    assert not set(old) & set(new)


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


def test_a_device_that_is_not_confirmed_asks_for_nothing(client, robin):
    TOTPDevice.objects.create(user=robin, confirmed=False)

    assert log_in(client, password=PASSWORD)["Location"] == "/admin/"
