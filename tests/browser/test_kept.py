"""Copies in the browser: each is somebody's text, and none takes the place of another."""

import pytest
from playwright.sync_api import expect

from tests.browser.editing import (
    KEPT,
    edit,
    intro,
    keeps,
    kept,
    latest,
    notice,
    press_publish,
    saved,
    write,
)

pytestmark = pytest.mark.browser


def die_with(page, post, text):
    """Write in a tab whose server is gone, and close it."""
    edit(page, post)
    page.route("**/*", lambda route: route.abort())
    write(page, text)
    expect(notice(page)).to_contain_text("The server does not answer")
    keeps(page, text)
    page.close()


def offers(page):
    return notice(page).locator("p")


def press(page, name, number=0):
    notice(page).get_by_role("button", name=name).nth(number).click()


@pytest.fixture
def tabs(admin, post):
    """Two tabs that died with a text each; the tab that is opened after them."""
    context = admin.context
    die_with(context.new_page(), post, "The first text.")
    die_with(context.new_page(), post, "The second text.")
    edit(admin, post)
    return admin


def test_typing_does_not_take_the_place_of_a_rescued_text(admin, post):
    die_with(admin.context.new_page(), post, "Rescued.")
    edit(admin, post)
    expect(offers(admin)).to_have_count(1)
    write(admin, "Typed instead.")
    saved(admin)
    edit(admin, post)
    press(admin, "Bring it back as a draft")
    expect(intro(admin)).to_have_value("Rescued.")


def test_what_is_saved_is_kept_no_longer(admin, post):
    edit(admin, post)
    admin.evaluate(
        f"document.addEventListener('w-autosave:success', () => {{ window.copies = {KEPT} }})"
    )
    write(admin, "Saved by itself.")
    saved(admin)
    assert admin.evaluate("window.copies") == []


def test_the_texts_of_two_tabs_are_both_offered_and_both_brought_back(tabs, post, screenshot):
    expect(offers(tabs)).to_have_count(2)
    screenshot(tabs, "kept-two-texts")
    press(tabs, "Bring it back as a draft")
    expect(tabs.get_by_text("has been updated")).to_be_visible()
    expect(intro(tabs)).to_have_value("The second text.")

    expect(offers(tabs)).to_have_count(1)
    press(tabs, "Bring it back as a draft")
    expect(intro(tabs)).to_have_value("The first text.")
    expect(notice(tabs)).to_have_count(0)
    assert latest(post).intro == "The first text."


def test_throwing_one_text_away_leaves_the_other(tabs):
    press(tabs, "Throw it away")
    expect(offers(tabs)).to_have_count(1)
    press(tabs, "Bring it back as a draft")
    expect(intro(tabs)).to_have_value("The first text.")


def test_publishing_leaves_the_rescued_texts_alone(tabs, post):
    write(tabs, "Published.")
    press_publish(tabs)
    expect(tabs.get_by_text("has been published")).to_be_visible()
    edit(tabs, post)
    expect(offers(tabs)).to_have_count(2)


def test_a_text_that_came_back_with_a_mistake_is_forgotten_once_it_is_saved(admin, post):
    edit(admin, post)
    title = admin.locator("[name='title']")
    title.fill("")
    write(admin, "Mended.")
    press_publish(admin)
    expect(admin.get_by_text("could not be", exact=False).first).to_be_visible()
    assert len(kept(admin)) == 1

    title.fill("Sleep better")
    press_publish(admin)
    expect(admin.get_by_text("has been published")).to_be_visible()
    edit(admin, post)
    expect(notice(admin)).to_have_count(0)
    assert kept(admin) == []
