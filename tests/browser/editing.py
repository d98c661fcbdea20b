"""What tests of the editor do: open a form, write, publish, and see what became of the text."""

from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from blog.models import PostPage

#: The names of the copies that the browser keeps.
KEPT = "Object.keys(localStorage).filter((key) => key.startsWith('hearth-kept'))"


def is_automatic(request):
    """Whether a request, of the browser's or as Django has it, saves a form by itself."""
    return request.method == "POST" and request.headers.get("accept") == "application/json"


def open_editor(page, url):
    """Open a form, and wait until Wagtail watches it, which takes it two seconds."""
    page.goto(url)
    page.wait_for_function("() => window.hearthEditing.controller('w-unsaved')?.initialFormData")


def edit(page, post):
    open_editor(page, f"/admin/pages/{post.pk}/edit/")


def press_publish(page):
    page.locator("footer").get_by_role("button", name="More actions").click()
    page.locator("footer").get_by_role("button", name="Publish", exact=True).click()


def intro(page):
    return page.locator("[name='intro']")


def write(page, text):
    """Replace the introduction, with real keys: scripts must tell an editor from a widget."""
    intro(page).press("ControlOrMeta+a")
    page.keyboard.type(text)


def is_published(page, post, text):
    """Wait until Wagtail says so, and look whether it is with this introduction."""
    expect(page.get_by_text("has been published")).to_be_visible()
    assert PostPage.objects.get(pk=post.pk).intro == text


def notice(page):
    return page.locator(".hearth-notice")


def saved(page):
    """Wait until Wagtail says that it has saved by itself, and knows of nothing typed since.

    It says so of half a sentence too, while the other half waits for its turn.
    """
    page.wait_for_function(
        """() => {
            const indicator = document.querySelector('#w-autosave-indicator');
            const unsaved = window.hearthEditing.controller('w-unsaved');
            return indicator.dataset.wAutosaveStateValue === 'saved'
                && unsaved.formData === unsaved.initialFormData;
        }"""
    )


def automatic_save(page, to="/edit/"):
    """Wait for the next one to begin."""
    return page.expect_request(
        lambda request: is_automatic(request) and to in request.url and "preview" not in request.url
    )


def kept(page):
    return page.evaluate(KEPT)


def keeps(page, text):
    """Wait until the browser keeps a copy with this text."""
    page.wait_for_function(
        "(text) => Object.values(localStorage).some((copy) => copy.includes(text))", arg=text
    )


def sign_out_everywhere():
    Session.objects.all().delete()


def sign_in(page, user="robin"):
    page.get_by_label("Username").fill(user)
    page.get_by_label("Password").fill("a password")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/admin/")


def latest(post):
    return PostPage.objects.get(pk=post.pk).get_latest_revision_as_object()
