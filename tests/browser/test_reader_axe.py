"""Every page of the demo in the reader: axe finds nothing, all fits, and no request goes astray."""

from io import StringIO
from itertools import chain

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from playwright.sync_api import expect

from api.ids import encode
from blog.models import PostPage
from tests.people import bearer, superuser

pytestmark = pytest.mark.browser

TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
#: What can differ when nothing but the colours does.
COLOURS = ["color-contrast", "link-in-text-block"]
OWN = ["/", "/blog/", "/es/", "/es/blog/", "/tips/", "/es/tips/", "/search/?q=sleep", "/search/"]
OWN += ["/blog/?category=everyday-health", "/nope/", "/preview/"]
SENSITIVE = "/blog/when-a-friend-speaks-of-suicide/"
SHIFTS = """
() => new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) sum += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => setTimeout(() => resolve(sum), 100));
})
"""


@pytest.fixture
def demo(browser, live_server, django_db_serialized_rollback):
    """A browser on the demo, with the lists of requests to other places and of what failed."""
    call_command("load_demo", stdout=StringIO())
    context = browser.new_context(
        base_url=live_server.url, viewport={"width": 1280, "height": 900}, reduced_motion="reduce"
    )
    context.astray = []
    # Pictures are made on their first visit, which takes long and changes nothing here.
    context.route("**/images/**", lambda route: route.fulfill(status=204))
    context.on(
        "request",
        lambda one: one.url.startswith(live_server.url) or context.astray.append(one.url),
    )
    context.failures = []
    context.on("weberror", lambda one: context.failures.append(str(one.error)))
    yield context
    context.unroute_all(behavior="ignoreErrors")
    context.close()


def posts():
    """The path of every post in the demo."""
    return [post.get_url_parts()[2] for post in PostPage.objects.live()]


def opened(page, path):
    page.goto(path)
    expect(page.locator("body[data-ready]")).to_be_attached()


def violations(page, path, scheme, **only):
    page.emulate_media(color_scheme=scheme)
    found = Axe().run(page, options={"runOnly": only, "resultTypes": ["violations"]}).response
    return [
        (path, scheme, one["id"], node["html"])
        for one in found["violations"]
        for node in one["nodes"]
    ]


def test_axe_finds_nothing_and_all_fits_on_every_page(demo, reader, screenshot):
    paths = [*OWN, *posts()]
    assert len(paths) > 20
    draft = PostPage.objects.live().first()
    query = "mutation($id: ID!) {createPreviewToken(id: $id) {token}}"
    asked = {"query": query, "variables": {"id": encode("Post", draft.pk)}}
    answer = reader.post("/graphql/", headers=bearer(superuser()), data=asked).json()
    token = answer["data"]["createPreviewToken"]["token"]
    at = draft.get_url_parts()[2]
    paths.append(f"/preview/#token={token}&type=Post&path={at}&id={encode('Post', draft.pk)}")
    found, broad, shifted = [], [], []
    page = demo.new_page()
    for path in paths:
        opened(page, path)
        found += violations(page, path, "light", type="tag", values=TAGS)
        found += violations(page, path, "dark", type="rule", values=COLOURS)
        shifted += [path] if page.evaluate(SHIFTS) > 0.1 else []
        # 320 pixels are 400% of 1280, and 640 are 200%.
        for width in (640, 320):
            page.set_viewport_size({"width": width, "height": 900})
            is_broad = page.evaluate("document.documentElement.scrollWidth > innerWidth")
            broad += [(path, width)] if is_broad else []
        page.set_viewport_size({"width": 1280, "height": 900})
        screenshot(page, "reader" + path.partition("#")[0].replace("/", "_"))

    assert found == []
    assert broad == []
    assert shifted == []
    assert demo.astray == []
    assert demo.failures == []


def test_paper_shows_addresses_and_help_and_no_menus(demo):
    page = demo.new_page()
    opened(page, SENSITIVE)
    page.emulate_media(media="print")

    expect(page.locator("main .crisis.first")).to_be_visible()
    for hidden in chain(page.locator("nav").all(), page.locator("search").all()):
        expect(hidden).to_be_hidden()
    link = page.locator("main .sources a").first
    shown = link.evaluate("one => getComputedStyle(one, '::after').content")
    assert link.get_attribute("href").startswith("https://")
    assert "attr(href)" in shown or link.get_attribute("href") in shown
