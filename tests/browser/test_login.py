"""The way into the admin, with a second step, as somebody sees it."""

import re

import pytest
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import expect

from tests.accounts import code_of

pytestmark = pytest.mark.browser


def sign_in(page, user, password):
    page.goto("/admin/login/")
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_somebody_sets_up_a_second_step_and_uses_it(admin, editor, screenshot):
    admin.goto("/admin/account/")
    admin.get_by_role("tab", name="More actions").click()
    screenshot(admin, "account")
    admin.get_by_role("link", name="Set up a second step").click()
    expect(admin.get_by_alt_text("QR code with the key below")).to_be_visible()
    screenshot(admin, "second-step-set-up")
    admin.get_by_label("Code").fill("000000")
    admin.get_by_role("button", name="Confirm").click()
    expect(admin.get_by_text("This is not the code that the app shows now.")).to_be_visible()
    screenshot(admin, "second-step-wrong")
    admin.get_by_label("Code").fill(code_of(editor))
    admin.get_by_role("button", name="Confirm").click()
    expect(admin.get_by_text("they are shown only this once")).to_be_visible()
    codes = admin.locator("main code").all_inner_texts()
    screenshot(admin, "second-step-recovery-codes")

    admin.context.clear_cookies()
    sign_in(admin, editor, "a password")
    expect(admin.get_by_role("heading", name="Second step")).to_be_visible()
    screenshot(admin, "second-step-login")
    admin.get_by_label("Code").fill("000000")
    admin.get_by_role("button", name="Sign in").click()
    expect(admin.get_by_text("This code is wrong or used up.").first).to_be_visible()
    screenshot(admin, "second-step-login-wrong")
    TOTPDevice.objects.get(user=editor).throttle_reset()
    StaticDevice.objects.get(user=editor).throttle_reset()
    admin.get_by_label("Code").fill(codes[0])
    admin.get_by_role("button", name="Sign in").click()
    expect(admin).to_have_url(re.compile(r"/admin/$"))

    admin.goto("/admin/account/two-factor/")
    expect(admin.get_by_text("9 recovery codes are left.")).to_be_visible()
    screenshot(admin, "second-step-manage")


def test_whoever_must_have_a_second_step_is_led_to_it(admin, settings, screenshot):
    settings.HEARTH_REQUIRE_2FA = True
    admin.goto("/admin/pages/")

    expect(admin.get_by_text("This installation asks everybody for a second step.")).to_be_visible()
    screenshot(admin, "second-step-required")


def test_too_many_tries_are_told(admin, editor, settings, screenshot):
    settings.AXES_FAILURE_LIMIT = 2
    admin.context.clear_cookies()
    for _try in range(2):
        sign_in(admin, editor, "wrong")

    expect(admin.get_by_text("Too many wrong tries. Wait 15 minutes")).to_be_visible()
    screenshot(admin, "login-locked")
