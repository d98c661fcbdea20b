"""No word is lost: while Wagtail saves by itself, without a server, without a session, by two."""

import threading
import time
from contextlib import contextmanager

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import expect
from wagtail import hooks
from wagtail.models import Site

from blog.models import PostPage
from home.models import SiteSettings, User
from tests.browser.editing import (
    automatic_save,
    edit,
    intro,
    is_automatic,
    is_published,
    keeps,
    kept,
    latest,
    notice,
    open_editor,
    press_publish,
    saved,
    sign_in,
    sign_out_everywhere,
    write,
)

pytestmark = pytest.mark.browser


@contextmanager
def slow_server(seconds=2):
    """Let automatic saves take their time."""

    def wait(request, page, *_):
        if is_automatic(request):
            time.sleep(seconds)

    with (
        hooks.register_temporarily("before_edit_page", wait),
        hooks.register_temporarily("before_create_page", wait),
    ):
        yield


def test_a_late_automatic_save_takes_nothing_back_from_a_publication(admin, post):
    published = threading.Event()

    def wait_for_publication(request, page):
        if is_automatic(request):
            published.wait(3)

    def tell_of_publication(request, page):
        published.set()

    with (
        hooks.register_temporarily("before_edit_page", wait_for_publication),
        hooks.register_temporarily("after_publish_page", tell_of_publication),
    ):
        edit(admin, post)
        form = admin.locator("[data-edit-form]")
        # Two requests as they overtake each other on a slow line.
        admin.evaluate(
            """async (action) => {
                const data = () => new FormData(document.querySelector('[data-edit-form]'));
                const first = data(); first.set('intro', 'Half a sentence');
                const second = data(); second.set('intro', 'A whole sentence.');
                second.set('action-publish', 'action-publish');
                const saved = fetch(action, {
                    method: 'POST', body: first, headers: {accept: 'application/json'},
                });
                await new Promise((done) => setTimeout(done, 500));
                await fetch(action, {method: 'POST', body: second});
                await saved;
            }""",
            form.get_attribute("action"),
        )

    saved = PostPage.objects.get(pk=post.pk)
    assert saved.live
    assert saved.intro == "A whole sentence."
    assert saved.get_latest_revision_as_object().intro == "A whole sentence."


def test_what_is_published_right_after_typing_stays_published(admin, post):
    edit(admin, post)
    write(admin, "Typed and published at once.")
    press_publish(admin)
    expect(admin.get_by_text("has been published")).to_be_visible()

    stored = PostPage.objects.get(pk=post.pk)
    assert (stored.live, stored.has_unpublished_changes) == (True, False)
    assert stored.intro == latest(post).intro == "Typed and published at once."


def test_a_publication_waits_for_the_automatic_save_that_is_on_its_way(admin, post):
    edit(admin, post)
    with slow_server():
        with automatic_save(admin):
            write(admin, "Half a")
        write(admin, "A whole sentence.")
        press_publish(admin)
        expect(admin.get_by_text("has been published")).to_be_visible()

    stored = PostPage.objects.get(pk=post.pk)
    assert (stored.live, stored.has_unpublished_changes) == (True, False)
    assert stored.intro == latest(post).intro == "A whole sentence."


def test_a_new_post_is_made_once_when_it_is_published_while_it_saves_itself(admin, post):
    open_editor(admin, f"/admin/pages/add/blog/postpage/{post.get_parent().pk}/")
    with slow_server():
        with automatic_save(admin, to="/add/"):
            admin.locator("button[title='Insert a block']").first.click()
            admin.get_by_role("option", name="Heading", exact=True).click()
            admin.locator("[name='body-0-value-text']").fill("Slowly")
        with automatic_save(admin, to="/add/"):
            admin.locator("[name='title']").fill("Wake well")
            write(admin, "Gently.")
        press_publish(admin)
        expect(admin.get_by_text("has been published")).to_be_visible()

    assert list(PostPage.objects.filter(title="Wake well").values_list("live", "intro")) == [
        (True, "Gently.")
    ]


def test_words_typed_while_the_editor_still_opens_are_saved(admin, post):
    admin.goto(f"/admin/pages/{post.pk}/edit/")
    with automatic_save(admin):
        write(admin, "At once.")
    saved(admin)

    assert latest(post).intro == "At once."


def test_words_typed_while_the_rest_is_saved_are_saved_too(admin, post):
    edit(admin, post)
    with slow_server(0.2):
        with automatic_save(admin):
            write(admin, "Half a")
        # Within the half second in which Wagtail does not look.
        with automatic_save(admin):
            write(admin, "A whole sentence.")
    saved(admin)
    admin.goto("/admin/")

    assert latest(post).intro == "A whole sentence."


def test_without_a_server_typing_goes_on_and_is_saved_when_it_is_back(admin, post, screenshot):
    edit(admin, post)
    admin.context.set_offline(True)
    write(admin, "Written offline.")
    expect(notice(admin)).to_contain_text("The server does not answer")
    screenshot(admin, "no-loss-offline")

    press_publish(admin)
    admin.get_by_role("button", name="Publish", exact=True).last.click()
    expect(notice(admin)).to_contain_text("The server does not answer")
    expect(intro(admin)).to_have_value("Written offline.")

    admin.context.set_offline(False)
    expect(notice(admin)).to_contain_text("The connection is back")
    assert latest(post).intro == "Written offline."


def test_a_broken_server_does_not_take_the_editor_away(admin, post):
    edit(admin, post)
    admin.route("**/*", lambda route: route.fulfill(status=502, body="Bad gateway"))
    write(admin, "Written in vain?")
    press_publish(admin)
    expect(notice(admin)).to_contain_text("The server does not answer")

    admin.unroute_all()
    notice(admin).get_by_role("button", name="Try again").click()
    is_published(admin, post, "Written in vain?")


def test_a_session_that_ends_while_somebody_writes_is_told_and_taken_up_again(
    admin, post, screenshot
):
    edit(admin, post)
    sign_out_everywhere()
    write(admin, "Written after a long lunch.")
    expect(notice(admin)).to_contain_text("You are signed out")
    screenshot(admin, "no-loss-signed-out")

    with admin.context.expect_page() as tab:
        notice(admin).get_by_role("link", name="Sign in in a new tab").click()
    sign_in(tab.value)
    tab.value.close()
    admin.bring_to_front()
    notice(admin).get_by_role("button", name="Try again").click()
    expect(notice(admin)).to_contain_text("Nothing was lost")
    assert latest(post).intro == "Written after a long lunch."

    press_publish(admin)
    expect(admin.get_by_text("has been published")).to_be_visible()
    assert PostPage.objects.get(pk=post.pk).live


def test_site_settings_survive_the_end_of_a_session(admin, editor):
    editor.is_superuser = True
    editor.save()
    site = Site.objects.get()
    SiteSettings.for_site(site).save()
    open_editor(admin, f"/admin/settings/home/sitesettings/{site.pk}/")
    sign_out_everywhere()
    admin.locator("[name='name']").fill("Practice by the river")
    admin.get_by_role("button", name="Save", exact=True).click()
    expect(notice(admin)).to_contain_text("You are signed out")

    with admin.context.expect_page() as tab:
        notice(admin).get_by_role("link").click()
    sign_in(tab.value)
    notice(admin).get_by_role("button", name="Try again").click()
    expect(admin.get_by_text("updated")).to_be_visible()
    assert SiteSettings.objects.get().name == "Practice by the river"


def test_a_new_token_of_another_tab_does_not_refuse_the_form(admin, post):
    edit(admin, post)
    admin.context.clear_cookies(name="csrftoken")
    other = admin.context.new_page()
    other.goto("/admin/account/")
    write(admin, "Still mine.")
    press_publish(admin)
    is_published(admin, post, "Still mine.")


def test_what_a_closed_browser_had_not_saved_is_offered_and_brought_back(admin, post, screenshot):
    edit(admin, post)
    admin.context.set_offline(True)
    write(admin, "Only here.")
    admin.locator(".public-DraftEditor-content").first.click()
    admin.keyboard.press("End")
    admin.keyboard.type(" And sleep.")
    keeps(admin, "And sleep.")
    context = admin.context
    admin.close()
    context.set_offline(False)

    page = context.new_page()
    edit(page, post)
    expect(notice(page)).to_contain_text("Text that you wrote here was not saved")
    screenshot(page, "no-loss-offer")
    notice(page).get_by_role("button", name="Bring it back as a draft").click()
    expect(page.get_by_text("has been updated")).to_be_visible()
    expect(intro(page)).to_have_value("Only here.")
    expect(page.locator(".public-DraftEditor-content").first).to_have_text("Rest. And sleep.")

    edit(page, post)
    expect(notice(page)).to_have_count(0)


def test_what_was_published_is_not_offered_again(admin, post):
    edit(admin, post)
    write(admin, "Published.")
    press_publish(admin)
    expect(admin.get_by_text("has been published")).to_be_visible()
    edit(admin, post)

    expect(notice(admin)).to_have_count(0)
    assert kept(admin) == []


def test_nothing_is_kept_of_a_form_with_a_password(admin, editor):
    editor.is_superuser = True
    editor.save()
    open_editor(admin, f"/admin/users/edit/{editor.pk}/")
    sign_out_everywhere()
    admin.locator("[name='first_name']").press_sequentially("Robin")
    admin.locator("[name='password1']").fill("a new secret")
    admin.get_by_role("button", name="Save", exact=True).click()
    expect(notice(admin)).to_contain_text("You are signed out")

    assert kept(admin) == []


def test_the_second_of_two_editors_is_asked_before_a_newer_version_is_replaced(
    admin, browser, live_server, post
):
    sam = User.objects.create_user("sam", "sam@example.org", "a password")
    sam.groups.add(Group.objects.get(name="Editors"))
    context = browser.new_context(base_url=live_server.url)
    other = context.new_page()
    other.goto("/admin/login/")
    sign_in(other, "sam")
    edit(admin, post)
    edit(other, post)
    write(other, "Sam's version.")
    press_publish(other)
    expect(other.get_by_text("has been published")).to_be_visible()

    write(admin, "Robin's version.")
    press_publish(admin)
    dialog = admin.get_by_role("dialog", name="sam saved a new version")
    expect(dialog).to_be_visible()
    assert PostPage.objects.get(pk=post.pk).intro == "Sam's version."

    dialog.get_by_role("button", name="Publish").click()
    expect(admin.get_by_text("has been published")).to_be_visible()
    contents = [revision.content["intro"] for revision in post.revisions.order_by("pk")]
    assert contents[-2:] == ["Sam's version.", "Robin's version."]
    context.close()
