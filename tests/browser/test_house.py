"""The whole way of a post, in a browser: written, seen beside the form, reviewed, and live."""

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import expect

from blog.models import BlogIndexPage
from home.models import HomePage, User
from tests import factories as make
from tests.browser.test_editor import add_block, fill, write

pytestmark = pytest.mark.browser

QUERY = """{
  post(slug: "when-grief-comes-in-waves") {
    title
    body { __typename }
    review { state reviewer { name } }
  }
}"""


@pytest.fixture
def blog(editor):
    return HomePage.objects.get().add_child(instance=BlogIndexPage(title="Blog", slug="blog"))


@pytest.fixture
def reviewer(editor):
    """Somebody who reviews, and has no other right."""
    user = User.objects.create_user("rea", "rea@example.org", "a password")
    user.groups.add(Group.objects.get(name="Clinical reviewers"))
    make.author("Rea Lindqvist", user=user)
    return user


@pytest.fixture
def desk(browser, live_server, reviewer):
    """The admin, with the reviewer logged in."""
    context = browser.new_context(
        base_url=live_server.url, viewport={"width": 1400, "height": 1000}
    )
    page = context.new_page()
    page.goto("/admin/")
    page.get_by_label("Username").fill(reviewer.username)
    page.get_by_label("Password").fill("a password")
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{live_server.url}/admin/")
    yield page
    context.close()


def test_a_post_is_written_previewed_reviewed_and_read(
    admin, desk, blog, reader, browser, live_server, screenshot
):
    make.author("Ada Reed")
    make.crisis_resource()

    # An editor writes, and sees it as readers will.
    admin.goto(f"/admin/pages/add/blog/postpage/{blog.pk}/")
    admin.get_by_role("button", name="Toggle preview").click()
    frame = admin.frame_locator("#w-preview-iframe")
    fill(admin, "title", "When grief comes in waves")
    fill(admin, "intro", "What helps on a bad day.")
    expect(frame.get_by_role("heading", level=1)).to_have_text("When grief comes in waves")
    add_block(admin, "Paragraph")
    write(admin, 0, "A wave passes. Breathe until it does.")
    expect(frame.get_by_text("Breathe until it does.")).to_be_visible()
    screenshot(admin, "house-1-preview")
    add_block(admin, "Help in a crisis")
    expect(frame.locator("main").get_by_role("link", name="988").first).to_be_visible()
    admin.get_by_label("Death and grief").check()
    screenshot(admin, "house-2-written")

    # It cannot be published without a review; the message stands at the field.
    publish = admin.get_by_role("button", name="Publish", exact=True)
    admin.locator("footer").get_by_role("button", name="More actions").click()
    publish.click()
    topics = admin.locator("[data-contentpath=sensitive_topics]")
    expect(topics).to_contain_text("needs a clinical review")
    screenshot(admin, "house-3-refused")

    # So it is submitted.
    admin.locator("footer").get_by_role("button", name="More actions").click()
    admin.get_by_role("button", name="Submit to Clinical review").click()
    expect(admin.locator(".messages")).to_contain_text("submitted for moderation")
    screenshot(admin, "house-4-submitted")

    # A reviewer finds it on the first page, reads it, signs and approves.
    desk.goto("/admin/")
    screenshot(desk, "house-5-desk")
    desk.get_by_role("link", name="When grief comes in waves").first.click()
    screenshot(desk, "house-6-review")
    desk.locator("footer").get_by_role("button", name="More actions").click()
    desk.locator("footer").get_by_role("button", name="Approve", exact=False).first.click()
    dialogue = desk.get_by_role("dialog")
    dialogue.get_by_label("I have read the whole post").check()
    dialogue.get_by_label("Comment").fill("Sound and kind.")
    screenshot(desk, "house-7-signing")
    dialogue.get_by_role("button", name="Approve").click()
    expect(desk.locator(".messages")).to_contain_text("When grief comes in waves")
    screenshot(desk, "house-8-approved")

    # It is live, and says who reviewed it.
    assert reader.post("/graphql/", data={"query": QUERY}).json() == {
        "data": {
            "post": {
                "title": "When grief comes in waves",
                "body": [{"__typename": "ParagraphBlock"}, {"__typename": "CrisisBlock"}],
                "review": {"state": "CURRENT", "reviewer": {"name": "Rea Lindqvist"}},
            }
        }
    }
    stranger = browser.new_context(base_url=live_server.url).new_page()
    stranger.goto("/blog/when-grief-comes-in-waves/")
    expect(stranger.get_by_text("Reviewed by")).to_be_visible()
    screenshot(stranger, "house-9-live")
    stranger.context.close()
