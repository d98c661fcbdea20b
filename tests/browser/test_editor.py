"""What an editor does all day, done in a browser."""

import re

import pytest
from playwright.sync_api import expect
from wagtail.models import Locale

from blog.models import BlogIndexPage
from home.models import Contact, HomePage

pytestmark = pytest.mark.browser

QUERY = """
query Post($slug: String!) {
  post(slug: $slug) {
    title
    intro
    body {
      __typename
      plainText
      ... on HeadingBlock { text level }
      ... on ParagraphBlock { content { html } }
      ... on TipsBlock { title tips { title content { html } } }
      ... on ContactBlock { title contact { name phone } }
    }
  }
}
"""


@pytest.fixture
def blog(editor):
    return HomePage.objects.get().add_child(instance=BlogIndexPage(title="Blog", slug="blog"))


@pytest.fixture
def front_desk(editor):
    return Contact.objects.create(
        name="Front desk", role="Reception", phone="+15035550142", locale=Locale.get_default()
    )


def add_block(page, name):
    """Pick the block `name` at the end of the body; return its place in the form."""
    body = page.locator("#panel-child-content-body-section")
    count = body.locator("> * [data-streamfield-stream-container] > [data-streamfield-child]").count()
    body.locator(".c-sf-add-button").last.click()
    page.get_by_role("option", name=name, exact=True).click()
    return page.locator(f"[name^='body-{count}-']")


def test_x(admin, blog, front_desk, screenshot):
    admin.goto(f"/admin/pages/add/blog/postpage/{blog.pk}/")
    b = admin.locator("#panel-child-content-body-section")
    b.locator(".c-sf-add-button").last.click()
    admin.get_by_role("option", name="Tips", exact=True).click()
    admin.wait_for_timeout(500)
    import pathlib
    pathlib.Path("/tmp/tips.html").write_text(b.evaluate("e=>e.outerHTML"))
    b.locator(".c-sf-add-button").last.click()
    admin.get_by_role("option", name="Contact", exact=True).click()
    admin.wait_for_timeout(500)
    pathlib.Path("/tmp/contact.html").write_text(b.evaluate("e=>e.outerHTML"))
    pathlib.Path("/tmp/footer.html").write_text(admin.locator("footer").last.evaluate("e=>e.outerHTML"))
