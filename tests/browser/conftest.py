"""A real browser, a real server, and an editor who is nobody special."""

import os
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from playwright.sync_api import expect, sync_playwright

from home.models import User
from tests import factories as make

CHROMIUM = {
    "executable_path": "/usr/bin/chromium",
    "args": [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--no-first-run",
    ],
}
expect.set_options(timeout=30_000)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory):
    """SQLite in a file, because the browser's requests at one time cannot share a connection."""
    if connection.vendor == "sqlite":
        path = tmp_path_factory.mktemp("database") / "test.sqlite3"
        connection.settings_dict["TEST"]["NAME"] = str(path)


@pytest.fixture(scope="session")
def browser():
    # Playwright keeps an event loop running in the thread in which the tests use the database.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield playwright.chromium.launch(**CHROMIUM)


@pytest.fixture
def editor(live_server, django_db_serialized_rollback):
    """A member of the Editors, with the rights that an installation gives them."""
    user = User.objects.create_user("robin", "robin@example.org", "a password")
    user.groups.add(Group.objects.get(name="Editors"))
    return user


@pytest.fixture
def post(editor):
    """A post that is not published, and has a version to go back to."""
    post = make.post("Sleep well", live=False, body=[("paragraph", "<p>Rest.</p>")])
    post.save_revision()
    return post


@pytest.fixture
def admin(browser, live_server, editor):
    """The admin, with the editor logged in."""
    context = browser.new_context(
        base_url=live_server.url, viewport={"width": 1400, "height": 1000}
    )
    page = context.new_page()
    page.goto("/admin/")
    page.get_by_label("Username").fill(editor.username)
    page.get_by_label("Password").fill("a password")
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{live_server.url}/admin/")
    yield page
    context.close()


@pytest.fixture
def reader(browser, live_server):
    """Somebody with an HTTP client and no account."""
    context = browser.new_context(base_url=live_server.url)
    yield context.request
    context.close()


@pytest.fixture
def visit(browser, live_server, django_db_serialized_rollback):
    """Open a path in a new tab of one visitor, and wait until the page is whole."""
    context = browser.new_context(base_url=live_server.url)
    # Nothing of a test leaves this machine.
    context.route(
        lambda url: not url.startswith(live_server.url), lambda route: route.fulfill(body="")
    )

    def visit(path="/blog/sleep-well/"):
        page = context.new_page()
        page.goto(path)
        expect(page.locator("body[data-ready]")).to_be_attached()
        return page

    visit.context = context
    yield visit
    context.unroute_all(behavior="ignoreErrors")
    context.close()


@pytest.fixture
def screenshot():
    """Take a picture of the page for people to look at, if `HEARTH_SCREENSHOTS` names a place."""
    directory = os.environ.get("HEARTH_SCREENSHOTS")

    def take(page, name):
        if directory:
            page.screenshot(path=Path(directory) / f"{name}.png")

    return take
