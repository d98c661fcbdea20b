"""The built-in reader in the editor's panel: followed, scrolled and checked while one writes."""

import time

import pytest
from playwright.sync_api import expect

from tests import factories as make
from tests.browser.test_preview import open_panel

pytestmark = pytest.mark.browser

LONG = [("paragraph", f"<p>Paragraph {number}.</p>") for number in range(60)]


@pytest.fixture
def post(editor):
    return make.post("Sleep well", body=LONG, authors=[make.author("Ada Reed")])


def edit(admin, post):
    frame = open_panel(admin, f"/admin/pages/{post.pk}/edit/")
    expect(frame.get_by_role("heading", level=1)).to_have_text("Sleep well")
    return frame


def test_what_is_typed_is_in_the_reader_within_a_second(admin, post, screenshot):
    frame = edit(admin, post)
    waits = [seen_after(admin, text) for text in ("A dark room.", "A dark room helps.", "Rest.")]
    screenshot(admin, "reader-panel")
    print("LATENCY", waits)
    assert sorted(waits)[1] < 1000


def seen_after(admin, text):
    """The milliseconds from the last key to the frame that shows it."""
    return admin.evaluate(
        """async (text) => {
          const field = document.querySelector("[name='intro']");
          field.focus();
          field.select();
          document.execCommand("insertText", false, text);
          const start = performance.now();
          const shown = () => document.querySelector("#w-preview-iframe")?.contentDocument
            ?.querySelector(".intro")?.textContent === text;
          while (!shown()) await new Promise(requestAnimationFrame);
          return Math.round(performance.now() - start);
        }""",
        text,
    )


def test_the_place_in_the_text_is_kept(admin, post):
    frame = edit(admin, post)
    frame.locator("body").evaluate("() => scrollTo({top: 1500, behavior: 'instant'})")
    print("BEFORE", frame.locator("body").evaluate("() => [scrollY, document.documentElement.scrollHeight, innerHeight]"))
    admin.locator("[name='intro']").fill("A dark room.")
    expect(frame.locator(".intro")).to_have_text("A dark room.")
    print("AFTER", frame.locator("body").evaluate("() => [scrollY, document.documentElement.scrollHeight, innerHeight]"))
    expect(frame.locator("body[data-ready]")).to_be_attached()
    assert frame.locator("body").evaluate("() => scrollY") == 1500


def test_content_checks_read_what_the_reader_shows(admin, editor, screenshot):
    body = [("heading", {"text": "", "level": "h2"}), ("paragraph", "<p>Rest well.</p>")]
    frame = edit(admin, make.post("Sleep well", body=body))
    admin.get_by_role("button", name="Toggle checks").click()
    checks = admin.locator("[data-side-panel='checks']")
    screenshot(admin, "reader-checks")
    print(checks.inner_text())
    assert frame.locator("wagtail-userbar").count() == 1
    expect(checks).to_contain_text("Empty heading found")


def test_the_user_bar_marks_in_the_panel_what_is_found(admin, editor, screenshot):
    frame = edit(admin, make.post("Sleep well", body=[("heading", {"text": "", "level": "h2"})]))
    expect(frame.locator("wagtail-userbar")).to_be_attached()
    print(frame.locator("body").inner_html()[-3000:])
