"""Attacks on the reader in a real browser: stored script, and addresses that somebody has bent.

The attacker has got script into every text of a post, by raw SQL or an importer, or sends an editor
an address of `/preview/`. Wanted: that it runs, or leads astray. Got: words, or nothing.
"""

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from api.ids import encode
from tests import factories as make
from tests.attacks.vectors import ADDRESSES, MARKUP

pytestmark = pytest.mark.browser

MARKS = " ".join(one.replace("\x00", "") for one in MARKUP)
LINKS = [one for one in ADDRESSES if "\x00" not in one]
#: What is in a page that can run or leads where script would run.
ARMED = """() => [...document.querySelectorAll("main *, #menu *, footer *")].filter((one) =>
  ["script", "object", "embed", "base", "meta", "style", "link"].includes(one.localName)
  || [...one.attributes].some(({ name, value }) => name.startsWith("on") || name === "srcdoc"
    || /^[\\x00-\\x20]*(javascript|data|vbscript):/i.test(value))
  || ["javascript:", "data:", "vbscript:"].includes(one.protocol)
).map((one) => one.outerHTML)"""


@pytest.fixture
def armed(django_db_serialized_rollback):
    """A post with script in each of its texts, as no form of the admin would take it."""
    trap = f'{MARKS} <a href="javascript:alert(1)" onclick="alert(1)">x</a>'
    rich = "".join(f'<p><a href="{quote_html(one)}">x</a></p>' for one in LINKS) + trap
    contact = make.contact(trap[:100], note=trap, address=trap, booking_url="javascript:alert(1)")
    author = make.author("Ada Reed", bio=rich, job_title=trap[:100], licence_url=LINKS[0])
    item = ("item", {"title": trap, "page": None, "url": LINKS[0], "children": []})
    make.site_settings(
        name=trap[:100], main_menu=make.stream([item]), contact=contact, disclaimer=rich
    )
    make.crisis_resource(trap[:100], url=LINKS[0], availability=trap[:100])
    body = [
        ("heading", {"text": trap, "level": "h2"}),
        ("paragraph", rich),
        ("quote", {"quote": trap, "attribution": trap}),
        ("tips", {"title": trap, "tips": [{"title": trap, "content": rich}]}),
        ("callout", {"tone": '"><script>alert(1)</script>', "title": trap, "content": rich}),
        ("faq", {"title": trap, "items": [{"question": trap, "answer": rich}]}),
        ("contact", {"title": trap, "contact": contact.pk, "note": trap}),
        ("embed", {"url": LINKS[0], "caption": trap}),
        ("call_to_action", {"label": trap, "url": LINKS[0]}),
    ]
    source = {"title": trap, "url": LINKS[0], "publisher": trap, "year": 2024}
    return make.post(
        slug="sleep-well",
        title=trap[:200],
        intro=trap,
        body=body,
        authors=[author],
        sensitive_topics=["grief"],
        sources=make.stream([("source", source)]),
        tags=[trap[:90]],
    )


def quote_html(text):
    return text.replace("&", "&amp;").replace('"', "&quot;")


@pytest.mark.parametrize("policy", ["kept", "gone"])
def test_no_script_that_is_stored_in_a_post_runs(browser, live_server, armed, policy):
    """Without the policy, too, which not every browser knows."""
    context = browser.new_context(base_url=live_server.url, bypass_csp=policy == "gone")
    context.route(
        lambda url: not url.startswith(live_server.url), lambda route: route.fulfill(body="")
    )
    page = context.new_page()
    ran = []
    page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    page.goto("/blog/sleep-well/")
    expect(page.locator("body[data-ready]")).to_be_attached()
    expect(page.locator("main .tips")).to_be_attached()
    page.evaluate(
        """() => {
          for (const one of document.querySelectorAll("details")) one.open = true;
          for (const one of document.querySelectorAll("main *")) {
            for (const kind of ["mouseover", "focus", "error", "load", "toggle"])
              one.dispatchEvent(new Event(kind));
          }
        }"""
    )
    page.wait_for_timeout(500)
    assert (ran, page.evaluate(ARMED)) == ([], [])
    context.close()


# Addresses of previews.


#: One of the two things that a preview says when it cannot be shown.
TOLD = re.compile("There is no preview to show|could not be loaded")


def token(**values):
    return "#" + "&".join(f"{name}={quote(value)}" for name, value in values.items())


@pytest.fixture
def shown(visit, django_db_serialized_rollback):
    """A preview with a path that somebody has bent; what it asks is answered as for a draft."""
    key = encode("Home", make.home().pk)

    def shown(path):
        context = visit.context

        def as_draft(route):
            """The API, but for a token that it does not know."""
            headers = {k: v for k, v in route.request.headers.items() if k != "preview-token"}
            route.continue_(headers=headers)

        context.route("**/graphql/", as_draft)
        return visit(f"/preview/{token(token='t', type='Home', id=key, path=path)}")

    return shown


ASTRAY = (
    *("javascript:alert(1)", "https://evil.example/", "//evil.example/", "/\\evil.example/"),
    *("\\\\evil.example", "/\t/evil.example/", "data:text/html,x", "evil.example"),
)


def test_the_way_out_of_a_preview_stays_on_this_server(shown, live_server):
    for path in ASTRAY:
        leave = shown(path).get_by_role("link", name="Leave the preview")
        assert leave.evaluate("one => one.origin") == live_server.url, path


def test_a_path_that_is_no_path_leaves_nothing_waiting(visit):
    for path in ("/%/x/", "/blog/%E0%A4%A/", "%"):
        page = visit(f"/preview/{token(token='t', type='Post', id='x', path=path)}")
        expect(page.locator("main")).not_to_have_attribute("aria-busy", "true")
        expect(page.locator("main")).to_contain_text(TOLD)


def test_a_fragment_that_is_none_is_no_preview(visit):
    for fragment in ("#token", "#token=", "#%", "#%&path=%&type=%", "#&&&=", "#x" * 2000):
        title = visit(f"/preview/{fragment}").locator("h1")
        expect(title).to_have_text("There is no preview to show")


def test_a_link_within_a_preview_does_not_show_it_anew(shown):
    page = shown("/")
    asked = []
    page.on("request", lambda one: "graphql" in one.url and asked.append(one.url))
    page.evaluate("() => { location.hash = 'author-ada' }")
    page.wait_for_timeout(500)
    assert asked == []
