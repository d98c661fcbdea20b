"""Live preview, in a browser: what an editor types is in the panel a moment later."""

import re
import threading
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.clickjacking import xframe_options_sameorigin
from playwright.sync_api import expect

from blog.models import PostPage
from cms import urls
from tests import factories as make
from tests.browser.editing import open_editor

pytestmark = pytest.mark.browser

GUIDE = (Path(__file__).parents[2] / "docs/preview.md").read_text()
JOIN = re.search(r"^export (function joinPanel.*?^})$", GUIDE, re.MULTILINE | re.DOTALL)[1]
PAGE = (Path(__file__).parent / "frontend.html").read_text().replace("JOIN", JOIN)


class FrontEnd(BaseHTTPRequestHandler):
    """A front end of a page, on an origin of its own; it remembers what it is asked."""

    def __init__(self, page, asked, *args):
        self.page, self.asked = page, asked
        super().__init__(*args)

    def do_GET(self):
        self.asked.append((self.path, self.headers.get("Referer")))
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(self.page.encode())

    def log_message(self, *_args):
        """Stay quiet."""


@pytest.fixture
def elsewhere(live_server, settings):
    """A front end on another origin: its base URL, and what it was asked."""
    asked = []
    page = PAGE.replace("API", live_server.url).replace("ADMIN", live_server.url)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(FrontEnd, page, asked))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}"
    settings.CORS_ALLOWED_ORIGINS = [url]
    # A new cache for all threads: in that of the test before, the site may have no front end.
    backend = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": url}}
    make.site_settings(frontend_url=url)
    yield url, asked
    server.shutdown()
    thread.join()
    server.server_close()


def front_end(request):
    """The same page on this server; it brings a policy of its own, for its script."""
    response = HttpResponse(PAGE.replace("API", ""))
    response["Content-Security-Policy"] = "default-src 'self'; script-src 'unsafe-inline'"
    return response


urlpatterns = [path("preview/", xframe_options_sameorigin(front_end)), *urls.urlpatterns]


@pytest.fixture
def here(settings):
    """The front end at `/preview/` of this server."""
    settings.ROOT_URLCONF = __name__


@pytest.fixture
def post(editor):
    return make.post("Sleep well")


def open_panel(admin, path):
    open_editor(admin, path)
    admin.get_by_role("button", name="Toggle preview").click()
    return admin.frame_locator("#w-preview-iframe")


def test_what_is_typed_is_in_the_panel_within_a_second(admin, here, post, screenshot):
    frame = open_panel(admin, f"/admin/pages/{post.pk}/edit/")
    expect(frame.get_by_role("heading", name="Sleep well")).to_be_visible()
    for text in ("A dark room.", "A dark room helps.", "A dark and quiet room helps."):
        admin.locator("[name='intro']").fill(text)
        expect(frame.locator("#intro")).to_have_text(text)
    screenshot(admin, "preview-panel")
    # What the editor waits by itself, in milliseconds: a look each 200, a pause of 230, and 50.
    form, panel = admin.locator("[data-edit-form]"), admin.locator("[data-controller='w-preview']")
    expect(form).to_have_attribute("data-w-unsaved-check-interval-value", "200")
    expect(panel).to_have_attribute("data-w-preview-auto-update-interval-value", "50")
    assert PostPage.objects.get().intro == "How to."


def test_a_front_end_on_another_origin_is_shown_as_well(admin, elsewhere, post, screenshot):
    problems = []
    admin.on("pageerror", lambda error: problems.append(str(error)))
    frame = open_panel(admin, f"/admin/pages/{post.pk}/edit/")
    expect(frame.get_by_role("heading", name="Sleep well")).to_be_visible()
    for text in ("A dark room.", "A dark room helps."):
        admin.locator("[name='intro']").fill(text)
        # Without the front end's messages the panel would wait for 10 seconds.
        expect(frame.locator("#intro")).to_have_text(text, timeout=9_000)
    screenshot(admin, "preview-elsewhere")
    assert problems == []
    _url, asked = elsewhere
    assert set(asked) == {("/preview/?in_preview_panel=true", None)}


def test_the_place_in_the_page_is_kept(admin, elsewhere, post):
    frame = open_panel(admin, f"/admin/pages/{post.pk}/edit/")
    expect(frame.get_by_role("heading", name="Sleep well")).to_be_visible()
    frame.locator("body").evaluate("() => scrollTo(0, 700)")
    admin.locator("[name='intro']").fill("A dark room.")
    expect(frame.locator("#intro")).to_have_text("A dark room.")
    assert frame.locator("body").evaluate("() => scrollY") == 700


def test_a_page_is_shown_before_it_is_saved_at_all(admin, here, post, settings, screenshot):
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0
    parent = post.get_parent()
    frame = open_panel(admin, f"/admin/pages/add/blog/postpage/{parent.pk}/")
    admin.locator("[name='title']").fill("Breathe")
    admin.locator("[name='intro']").fill("In, and out.")
    expect(frame.get_by_role("heading", name="Breathe")).to_be_visible()
    expect(frame.locator("#intro")).to_have_text("In, and out.")
    screenshot(admin, "preview-new-page")
    assert PostPage.objects.count() == 1


def test_an_author_is_shown_while_being_written(admin, here, editor, screenshot):
    author = make.author("Ada Reed", job_title="Sleep coach")
    frame = open_panel(admin, f"/admin/snippets/blog/author/edit/{author.pk}/")
    expect(frame.locator("#intro")).to_have_text("Sleep coach")
    admin.locator("[name='job_title']").fill("Psychologist")
    expect(frame.locator("#intro")).to_have_text("Psychologist")
    screenshot(admin, "preview-author")


def test_a_draft_is_shared_by_a_link_that_ends(admin, browser, elsewhere, post, screenshot):
    admin.goto(f"/admin/pages/{post.pk}/edit/")
    admin.get_by_role("button", name="Actions").first.click()
    admin.get_by_role("link", name="Share this draft").click()
    admin.get_by_label("For").fill("Dr. Okafor")
    screenshot(admin, "preview-share-form")
    admin.get_by_role("button", name="Make a link").click()
    url = admin.get_by_label("Link", exact=True).input_value()
    screenshot(admin, "preview-share-made")

    reviewer = browser.new_context().new_page()
    reviewer.goto(url)
    expect(reviewer.get_by_role("heading", name="Sleep well")).to_be_visible()
    assert "token" not in reviewer.url

    admin.goto("/admin/reports/preview-links/")
    screenshot(admin, "preview-links")
    admin.get_by_role("link", name="End the link for Dr. Okafor").click()
    screenshot(admin, "preview-link-end")
    admin.get_by_role("button", name="End this link").click()
    reviewer.goto("about:blank")
    reviewer.goto(url)
    expect(reviewer.get_by_role("heading", name="wrong or expired")).to_be_visible()
    reviewer.context.close()
