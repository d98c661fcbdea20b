"""What an editor does all day, done in a browser."""

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


def open_picker(page):
    """Open the block picker at the end of the body."""
    body = page.locator("#panel-child-content-body-section")
    body.locator("button[title='Insert a block']").last.click()


def add_block(page, name):
    open_picker(page)
    page.get_by_role("option", name=name, exact=True).click()


def fill(page, name, text):
    page.locator(f"[name='{name}']").fill(text)


def write(page, editor, text):
    """Type into the rich-text editor with this number."""
    page.locator(".public-DraftEditor-content").nth(editor).click()
    page.keyboard.type(text)


def test_what_an_editor_publishes_is_what_a_reader_gets(
    admin, blog, front_desk, reader, screenshot
):
    admin.goto(f"/admin/pages/add/blog/postpage/{blog.pk}/")
    screenshot(admin, "post-editor-empty")
    fill(admin, "title", "When worry keeps you awake")
    fill(admin, "intro", "What helps at night.")

    add_block(admin, "Heading")
    fill(admin, "body-0-value-text", "Before you go to bed")
    add_block(admin, "Paragraph")
    write(admin, 0, "A quiet hour is worth more than an early night.")
    add_block(admin, "Tips")
    fill(admin, "body-2-value-title", "Two things to try")
    fill(admin, "body-2-value-tips-0-value-title", "Write down tomorrow")
    write(admin, 1, "The list will keep the worries.")
    admin.locator("button[data-streamfield-list-add]").last.click()
    fill(admin, "body-2-value-tips-1-value-title", "Breathe out slowly")
    write(admin, 2, "Longer than you breathe in.")

    open_picker(admin)
    row = admin.locator(".w-combobox__option-row").filter(has_text="Contact")
    row.get_by_label("Preview").click()
    preview = admin.frame_locator(".w-combobox-preview iframe")
    expect(preview.get_by_text("(503) 555-0142")).to_be_visible()
    screenshot(admin, "block-picker")
    admin.get_by_role("option", name="Contact", exact=True).click()
    fill(admin, "body-3-value-title", "Talk to us")
    admin.get_by_role("button", name="Choose contact").click()
    admin.get_by_role("dialog").get_by_role("link", name="Front desk").click()
    expect(admin.locator("#body-3-value-contact-title")).to_have_text("Front desk")
    screenshot(admin, "post-editor-filled")

    admin.locator("footer").get_by_role("button", name="More actions").click()
    admin.get_by_role("button", name="Publish", exact=True).click()
    # The post was made by an automatic save on the way.
    expect(admin.get_by_text("has been published")).to_be_visible()
    screenshot(admin, "post-published")

    variables = {"slug": "when-worry-keeps-you-awake"}
    answer = reader.post("/graphql/", data={"query": QUERY, "variables": variables})
    assert answer.json() == {
        "data": {
            "post": {
                "title": "When worry keeps you awake",
                "intro": "What helps at night.",
                "body": [
                    {
                        "__typename": "HeadingBlock",
                        "plainText": "Before you go to bed",
                        "text": "Before you go to bed",
                        "level": "H2",
                    },
                    {
                        "__typename": "ParagraphBlock",
                        "plainText": "A quiet hour is worth more than an early night.",
                        "content": {
                            "html": "<p>A quiet hour is worth more than an early night.</p>"
                        },
                    },
                    {
                        "__typename": "TipsBlock",
                        "plainText": "Two things to try\n\n"
                        "Write down tomorrow\n\nThe list will keep the worries.\n\n"
                        "Breathe out slowly\n\nLonger than you breathe in.",
                        "title": "Two things to try",
                        "tips": [
                            {
                                "title": "Write down tomorrow",
                                "content": {"html": "<p>The list will keep the worries.</p>"},
                            },
                            {
                                "title": "Breathe out slowly",
                                "content": {"html": "<p>Longer than you breathe in.</p>"},
                            },
                        ],
                    },
                    {
                        "__typename": "ContactBlock",
                        "plainText": "Talk to us\nFront desk\n(503) 555-0142",
                        "title": "Talk to us",
                        "contact": {"name": "Front desk", "phone": "+15035550142"},
                    },
                ],
            }
        }
    }


def test_a_mistake_is_shown_beside_the_field_and_nothing_typed_is_lost(admin, screenshot):
    typed = {"name": "Front desk", "role": "Reception", "phone": "12", "email": "desk@example.org"}
    admin.goto("/admin/snippets/home/contact/add/")
    for name, text in typed.items():
        fill(admin, name, text)
    admin.locator("footer").get_by_role("button", name="More actions").click()
    admin.get_by_role("button", name="Publish", exact=True).click()

    phone = admin.locator("[data-contentpath=phone]")
    expect(phone).to_contain_text("This is not a phone number we can dial.")
    for name, text in typed.items():
        expect(admin.locator(f"[name='{name}']")).to_have_value(text)
    screenshot(admin, "contact-with-a-mistake")


def test_the_list_of_contacts_shows_whom_to_call(admin, front_desk, screenshot):
    admin.goto("/admin/snippets/home/contact/")
    expect(admin.get_by_role("row").filter(has_text="Front desk")).to_contain_text("(503) 555-0142")
    screenshot(admin, "contacts")
