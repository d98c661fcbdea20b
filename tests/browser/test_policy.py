"""The Content-Security-Policy, as a browser sees it: everything in the admin still works."""

import pytest
from playwright.sync_api import expect

from home.models import Image
from tests import factories as make

pytestmark = pytest.mark.browser


@pytest.fixture
def watched(admin):
    """The admin, with a list of all that the policy forbade and of all that failed."""
    admin.problems = []
    admin.on("pageerror", lambda error: admin.problems.append(str(error)))
    admin.on(
        "console",
        lambda message: (
            "Content Security Policy" in message.text and admin.problems.append(message.text)
        ),
    )
    return admin


@pytest.fixture
def blog(editor):
    return make.blog()


@pytest.fixture
def category(editor):
    return make.category("Sleep")


def test_each_kind_of_field_works_without_inline_script(watched, blog, category, screenshot):
    watched.goto(f"/admin/pages/add/blog/postpage/{blog.pk}/")
    watched.locator("[name='title']").fill("Sleep well")

    # A chooser of snippets, by the script that its template no longer has.
    chooser = watched.locator("#id_category-chooser")
    chooser.get_by_role("button").first.click()
    watched.get_by_role("link", name=category.name).click()
    expect(chooser).to_contain_text(category.name)

    # An inline panel, whose forms have choosers in turn.
    watched.locator("#id_post_authors-ADD, #id_post_authors-OPEN_MODAL").first.click()

    screenshot(watched, "policy-editor")
    assert watched.problems == []


def test_dates_open_their_calendar(watched, screenshot):
    watched.goto("/admin/snippets/blog/author/add/")
    field = watched.locator("[name='licence_expires_on']")
    field.scroll_into_view_if_needed()
    field.click()

    expect(watched.locator(".xdsoft_datetimepicker:visible")).to_have_count(1)
    assert watched.problems == []


def test_each_kind_of_block_opens(watched, blog):
    watched.goto(f"/admin/pages/add/blog/postpage/{blog.pk}/")
    body = watched.locator("#panel-child-content-body-section")
    for name in (
        *("Heading", "Paragraph", "Quote", "Table", "Picture", "Gallery", "Video or link card"),
        *("Document", "Tips", "Call-out", "Questions and answers", "Contact", "Related posts"),
        *("Help in a crisis", "Call to action", "Sources"),
    ):
        body.locator("button[title='Insert a block']").last.click()
        watched.get_by_role("option", name=name, exact=True).click()
    body.locator("[name='body-15-value-title']").fill("Where this comes from")

    assert watched.problems == []


def test_pictures_are_uploaded(watched, tmp_path):
    file = tmp_path / "room.png"
    with make.image().file.open("rb") as made:
        file.write_bytes(made.read())
    Image.objects.all().delete()
    watched.goto("/admin/images/multiple/add/")
    watched.locator("input[type=file]").set_input_files(file)

    expect(watched.locator("[name$='-title']")).to_have_value("room")
    assert watched.problems == []


def test_a_picture_that_is_none_is_told_beside_it(watched, tmp_path):
    file = tmp_path / "room.png"
    file.write_bytes(b"<svg onload='alert(1)'></svg>")
    watched.goto("/admin/images/multiple/add/")
    watched.locator("input[type=file]").set_input_files(file)

    expect(watched.locator(".status-msg.failure, .failure").first).to_be_visible()
    assert watched.problems == []


@pytest.mark.parametrize(
    "path", ["/admin/", "/admin/pages/", "/admin/images/", "/admin/documents/", "/admin/account/"]
)
def test_other_pages_break_no_rule(watched, path):
    watched.goto(path)
    watched.wait_for_load_state("networkidle")

    assert watched.problems == []


def test_graphiql_breaks_no_rule(watched, settings):
    settings.HEARTH_GRAPHIQL = True
    watched.goto("/graphiql/?query={__typename}")
    watched.get_by_role("button", name="Execute query").first.click()

    expect(watched.locator(".result-window")).to_contain_text("Query")
    assert watched.problems == []
