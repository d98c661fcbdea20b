"""Leaving a form: the browser asks while there is text that nobody has saved, and only then."""

import pytest
from playwright.sync_api import expect
from wagtail.models import Site

from home.models import SiteSettings
from tests.browser.editing import (
    edit,
    intro,
    notice,
    open_editor,
    press_publish,
    saved,
    sign_out_everywhere,
    write,
)

pytestmark = pytest.mark.browser


@pytest.fixture
def asked(admin):
    """What the browser has asked; the editor stays, each time."""
    asked = []
    admin.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    return asked


def stays(page):
    """Close the tab; return once the browser has asked whether to, and shows it again.

    Chromium crashes if its context is closed before that.
    """
    with page.expect_event("dialog"):
        page.close(run_before_unload=True)
    page.evaluate("() => new Promise(requestAnimationFrame)")


def test_words_typed_while_the_editor_still_opens_are_asked_for(admin, post, asked):
    admin.goto(f"/admin/pages/{post.pk}/edit/")
    intro(admin).press_sequentially("!", delay=0)
    stays(admin)
    assert asked == ["beforeunload"]


def test_closing_the_tab_at_once_is_asked_for(admin, post, asked):
    edit(admin, post)
    intro(admin).press_sequentially("!")
    stays(admin)
    assert asked == ["beforeunload"]


def test_rich_text_is_asked_for_at_once(admin, post, asked):
    edit(admin, post)
    admin.locator(".public-DraftEditor-content").first.click()
    admin.keyboard.type("!")
    stays(admin)
    assert asked == ["beforeunload"]


def test_a_link_does_not_take_a_text_away(admin, post, asked):
    edit(admin, post)
    admin.route("**/*", lambda route: route.abort())
    write(admin, "Not saved.")
    expect(notice(admin)).to_be_visible()
    with admin.expect_event("dialog"):
        admin.evaluate("location.assign('/admin/')")
    assert admin.url.endswith(f"/{post.pk}/edit/")
    expect(intro(admin)).to_have_value("Not saved.")


def test_a_publication_that_failed_leaves_the_question_in_place(admin, post, asked):
    edit(admin, post)
    sign_out_everywhere()
    write(admin, "Not published.")
    press_publish(admin)
    expect(notice(admin)).to_contain_text("You are signed out")
    stays(admin)
    assert asked == ["beforeunload"]


def test_settings_are_asked_for_which_do_not_save_themselves(admin, editor, asked):
    site = Site.objects.get()
    SiteSettings.for_site(site).save()
    open_editor(admin, f"/admin/settings/home/sitesettings/{site.pk}/")
    admin.locator("[name='name']").press_sequentially("!")
    stays(admin)
    assert asked == ["beforeunload"]


def test_nothing_is_asked_of_whoever_only_looked(admin, post, asked):
    edit(admin, post)
    admin.evaluate("location.assign('/admin/')")
    admin.wait_for_url("**/admin/")
    assert asked == []


def test_nothing_is_asked_once_all_is_saved(admin, post, asked):
    edit(admin, post)
    write(admin, "Saved by itself.")
    saved(admin)
    admin.wait_for_timeout(700)
    admin.evaluate("location.assign('/admin/')")
    admin.wait_for_url("**/admin/")
    assert asked == []


def test_nothing_is_asked_of_whoever_publishes(admin, post, asked):
    edit(admin, post)
    write(admin, "Published.")
    press_publish(admin)
    expect(admin.get_by_text("has been published")).to_be_visible()
    assert asked == []
