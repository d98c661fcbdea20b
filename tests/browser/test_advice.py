"""Advice beside the text, while somebody writes."""

import pytest
from playwright.sync_api import expect

from tests import factories as make

pytestmark = pytest.mark.browser


@pytest.fixture
def advice(admin):
    """The advice on a post in the editor, with the panel open."""
    post = make.post(body=[("paragraph", "<p>She has an addiction.</p>")])
    admin.goto(f"/admin/pages/{post.pk}/edit/")
    admin.get_by_role("button", name="Toggle checks").click()
    return admin.locator("[data-hearth-advice]")


def test_advice_follows_the_text(admin, advice):
    expect(advice).to_contain_text("There is nothing to look at.")
    admin.locator("#id_intro").fill("She committed suicide.")
    expect(advice).to_contain_text("Write: died by suicide.")
    expect(advice.get_by_role("link", name="Introduction")).to_have_attribute("href", "#id_intro")


def test_advice_stays_when_the_server_is_lost(admin, advice):
    expect(advice).to_contain_text("There is nothing to look at.")
    admin.context.set_offline(True)
    admin.locator("#id_intro").fill("She committed suicide.")
    admin.wait_for_event("requestfailed")
    expect(advice).to_contain_text("There is nothing to look at.")
    admin.context.set_offline(False)
    expect(advice).to_contain_text("Write: died by suicide.")
