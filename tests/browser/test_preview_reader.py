"""The built-in reader in the editor's panel: followed, scrolled and checked while one writes."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect
from wagtail.models import Site

from tests import factories as make
from tests.browser.test_preview import open_panel

pytestmark = pytest.mark.browser

LONG = [("paragraph", f"<p>Paragraph {number}.</p>") for number in range(60)]
EMPTY = [("heading", {"text": "", "level": "h2"}), ("paragraph", "<p>Rest well.</p>")]


@pytest.fixture
def post(editor):
    return make.post("Sleep well", body=LONG, authors=[make.author("Ada Reed")])


def edit(admin, post):
    frame = open_panel(admin, f"/admin/pages/{post.pk}/edit/")
    expect(frame.get_by_role("heading", level=1)).to_have_text("Sleep well")
    return frame


def test_what_is_typed_is_in_the_reader_without_a_click(admin, post, screenshot):
    frame = edit(admin, post)
    for text in ("A dark room helps.", "A dark and cool room helps."):
        admin.locator("[name='intro']").fill(text)
        expect(frame.locator(".intro")).to_have_text(text)
    screenshot(admin, "reader-panel")


def test_the_place_in_the_text_is_kept(admin, post):
    frame = edit(admin, post)
    frame.locator("body").evaluate("() => scrollTo({top: 1500, behavior: 'instant'})")
    admin.locator("[name='intro']").fill("A dark room.")
    expect(frame.locator(".intro")).to_have_text("A dark room.")
    expect(frame.locator("body[data-ready]")).to_be_attached()
    assert frame.locator("body").evaluate("() => scrollY") == 1500


def test_content_checks_read_what_the_reader_shows_and_follow_it(admin, editor, screenshot):
    frame = edit(admin, make.post("Sleep well", body=EMPTY))
    admin.get_by_role("button", name="Toggle checks").click()
    checks = admin.locator("[data-side-panel='checks']")
    expect(checks).to_contain_text("Empty heading found")
    screenshot(admin, "reader-checks")

    admin.locator("[name='body-0-value-text']").fill("Tonight")
    expect(frame.locator("main h2")).to_have_text("Tonight")
    expect(checks).not_to_contain_text("Empty heading found")


def test_the_user_bar_is_in_the_panel_and_hides_nothing(admin, editor):
    frame = edit(admin, make.post("Sleep well"))

    expect(frame.locator("wagtail-userbar")).to_be_attached()
    expect(frame.get_by_role("button", name="View Wagtail quick actions")).not_to_be_visible()


def test_a_page_of_another_site_is_shown_from_its_own_host(admin, editor, live_server, settings):
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    port = urlsplit(live_server.url).port
    Site.objects.filter(is_default_site=True).update(hostname="localhost", port=port)
    site = make.site("127.0.0.1", port=port)
    # A new cache for all threads: that of the server's knows one site.
    backend = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": "two sites"}}
    blog = make.blog(under=site.root_page)
    frame = edit(admin, make.post("Sleep well", under=blog, body=LONG))
    frame.locator("body").evaluate("() => scrollTo({top: 1500, behavior: 'instant'})")
    admin.locator("[name='intro']").fill("A dark room.")

    # Without the reader's messages the panel would wait for 10 seconds.
    expect(frame.locator(".intro")).to_have_text("A dark room.", timeout=9_000)
    assert frame.locator("body").evaluate("() => [location.hostname, scrollY]") == [
        "127.0.0.1",
        1500,
    ]


def test_what_was_never_published_bears_no_day_of_publication(admin, editor):
    post = make.post("Sleep well", live=False, first_published_at=None)

    expect(edit(admin, post).locator(".facts")).to_have_text("1 minute to read")
