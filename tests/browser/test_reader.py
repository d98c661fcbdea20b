"""The reader in a real browser: what readers, reviewers and editors do with it."""

import json
import re
from datetime import date

import pytest
from playwright.sync_api import expect
from wagtail.models import Locale

from api.ids import encode
from home.models import User
from tests import factories as make
from tests.people import bearer, restrict, superuser

pytestmark = pytest.mark.browser

VIDEO = "https://www.youtube.com/watch?v=abcdefghijk"


def paragraph(text):
    return ("paragraph", f"<p>{text}</p>")


def test_a_page_view_asks_three_times_at_once(visit):
    make.post()
    asked = []
    visit.context.on("request", lambda one: asked.append(one.url.endswith("/graphql/")))
    visit()

    assert asked.count(True) == 3


def test_everything_that_a_reader_must_know_of_a_post_is_there(visit):
    licence = {"licence_number": "PSY-1", "licence_body": "Board of Psychology"}
    author = make.author("Ada Reed", credentials="PhD", job_title="Psychologist", **licence)
    post = make.post(
        authors=[author],
        reviewer=make.author("Eli Gray", credentials="MD"),
        reviewed_on=date(2026, 3, 4),
        next_review_on=date(2026, 5, 6),
        sources=make.stream([("source", {"title": "On sleep", "publisher": "NIMH", "year": 2024})]),
    )
    page = visit()

    expect(page.locator("h1")).to_have_text(post.title)
    expect(page.locator(".byline")).to_have_text("By Ada Reed, PhD")
    expect(page.locator(".review")).to_contain_text("Reviewed by Eli Gray, MD on March 4, 2026.")
    expect(page.locator(".review")).to_contain_text("due for a new review")
    expect(page.locator(".licence")).to_contain_text("Licence PSY-1, Board of Psychology")
    expect(page.locator("main .sources li")).to_have_text("On sleep, NIMH (2024)")


def test_help_comes_first_on_sensitive_topics(visit):
    make.crisis_resource("A lifeline", phone="+18005550100", sms="741741")
    make.post(sensitive_topics=["grief"])
    page = visit()
    order = page.locator("main").evaluate(
        "main => [...main.querySelectorAll('h1, .crisis, .intro')].map(one => one.className)"
    )

    assert order == ["", "crisis first", "intro"]
    ways = page.locator("main .crisis a")
    assert [ways.nth(index).get_attribute("href") for index in range(2)] == [
        "tel:+18005550100",
        "sms:741741",
    ]


def test_a_block_of_the_future_is_shown_by_its_html(visit):
    make.post()

    def add(route):
        answer = route.fetch().json()
        if post := (answer.get("data") or {}).get("post"):
            html = "<section><h3>New</h3><p>From the future.</p></section>"
            post["body"].append({"__typename": "HologramBlock", "id": "x", "html": html})
        route.fulfill(json=answer)

    visit.context.route("**/graphql/", add)
    page = visit()

    expect(page.locator("main")).to_contain_text("From the future.")
    expect(page.locator("main h2")).to_have_text("New")  # below the title, without a gap


def test_text_is_never_read_as_html(visit):
    trap = "<img src=x onerror='document.title=1'>"
    make.post(slug="sleep-well", title=f"Sleep {trap}", intro=trap)
    page = visit()

    expect(page.locator("h1")).to_have_text(f"Sleep {trap}")
    expect(page.locator(".intro")).to_have_text(trap)
    assert page.title() != "1"


def test_a_video_asks_nothing_of_its_host_before_it_is_wanted(visit):
    make.post(body=[("embed", {"url": VIDEO, "caption": "A film"})])
    asked = []
    visit.context.on("request", lambda request: asked.append(request.url))
    page = visit()
    assert not [url for url in asked if "youtube" in url]

    page.get_by_role("button", name="Show the video from YouTube").click()
    frame = page.locator("iframe")
    expect(frame).to_have_attribute("title", "Video from YouTube")
    expect(frame).to_have_attribute("src", re.compile("youtube-nocookie.com/embed/abcdefghijk"))


def test_without_a_connection_it_says_so_and_tries_again(visit, live_server):
    make.post()
    visit.context.route("**/graphql/", lambda route: route.abort())
    page = visit()
    expect(page.get_by_role("alert")).to_contain_text("You seem to be offline")
    expect(page.locator("h1")).to_have_text("Sleep well")

    visit.context.unroute("**/graphql/")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("main")).to_contain_text("Breathe out.")
    expect(page.locator("h1")).to_be_focused()


def test_a_failure_of_the_server_tells_its_number_alone(visit):
    make.post()
    error = {"message": "x", "extensions": {"code": "INTERNAL_SERVER_ERROR", "requestId": "r-42"}}
    visit.context.route(
        "**/graphql/", lambda route: route.fulfill(json={"data": None, "errors": [error]})
    )

    expect(visit().get_by_role("alert")).to_contain_text("The number of this failure is r-42.")


def test_a_password_opens_the_page_and_a_wrong_one_is_told_at_the_field(visit):
    restrict(make.post(), "password", password="owl")
    page = visit()
    field = page.get_by_label("Password")
    field.fill("crow")
    field.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("This is not the password of the page.")
    expect(field).to_be_focused()

    field.fill("owl")
    field.press("Enter")
    expect(page.locator("h1")).to_have_text("Sleep well")
    expect(page.locator("h1")).to_be_focused()
    page.reload()
    expect(page.locator("main")).to_contain_text("Breathe out.")


def test_a_page_for_members_says_so(visit):
    restrict(make.post(), "login")

    expect(visit().locator(".intro")).to_contain_text("only for people whom the practice has given")


def test_a_page_that_is_not_there_leads_home(visit):
    page = visit("/nope/")
    page.get_by_role("main").get_by_role("link", name="Home").click()

    expect(page).to_have_url(re.compile("/$"))


def test_links_stay_on_this_server(visit, live_server):
    blog = make.blog()
    item = ("item", {"title": "Read", "page": blog.pk, "url": "", "children": []})
    make.site_settings(main_menu=make.stream([item]))
    make.post(body=[paragraph(f'<a linktype="page" id="{blog.pk}">the blog</a>')])
    page = visit()

    for name in ("Read", "the blog"):
        href = page.get_by_role("link", name=name, exact=True).get_attribute("href")
        assert href == f"{live_server.url}/blog/"


def test_a_list_goes_on_at_a_link_and_is_filtered_by_links(visit):
    sleep = make.category("Sleep", slug="sleep")
    for number in range(13):
        make.post(f"Post {number}", category=sleep if number == 4 else None)
    page = visit("/blog/")
    expect(page.locator(".cards li")).to_have_count(12)

    page.get_by_role("link", name="Load more").click()
    expect(page.locator(".cards li")).to_have_count(1)
    page.get_by_role("link", name="Sleep", exact=True).click()
    expect(page.locator(".cards h2")).to_have_text("Post 4")
    expect(page.get_by_role("link", name="Sleep", exact=True)).to_have_attribute(
        "aria-current", "page"
    )


def test_a_search_says_how_much_it_has_found(visit):
    make.post("Sleep well")
    page = visit("/")
    page.get_by_label("Search for").fill("sleep")
    page.get_by_role("button", name="Search").click()

    expect(page.locator("#status")).to_have_text("1 post found")
    expect(page.get_by_role("main").get_by_role("link", name="Sleep well")).to_be_visible()


def test_tips_are_a_feed(visit):
    tip = {"title": "Breathe", "content": "<p>Out.</p>"}
    make.post(body=[("tips", {"title": "", "tips": [tip]})])
    page = visit("/tips/")

    expect(page.locator(".feed h2")).to_have_text("Breathe")
    expect(page.locator(".feed")).to_contain_text("From: Sleep well")


def test_a_translation_is_shown_in_its_language(visit):
    post = make.post()
    spanish = Locale.objects.get_or_create(language_code="es")[0]
    for one in (make.home(), post.get_parent()):
        one.copy_for_translation(spanish).save_revision().publish()
    post.copy_for_translation(spanish).save_revision().publish()
    page = visit()
    page.get_by_role("main").get_by_role("link", name="Español").click()

    expect(page.locator(".facts")).to_contain_text("Publicado el")
    assert page.locator("html").get_attribute("lang") == "es"
    assert page.locator("article").get_attribute("lang") == "es"


# The keyboard.


def test_the_keyboard_reaches_the_content_first(visit):
    make.post()
    page = visit()
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()

    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_what_has_the_focus_is_seen(visit):
    make.post(body=[("embed", {"url": VIDEO, "caption": ""})])
    page = visit()
    seen = set()
    for _ in range(12):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        seen.add((page.evaluate("document.activeElement.localName"), outline))

    assert {("a", "solid"), ("input", "solid"), ("button", "solid")} <= seen


# Previews.


@pytest.fixture
def handed_over(reader, django_db_serialized_rollback):
    """What the admin hands over to a front end: a token in a fragment, and what it is for."""

    def hand_over(thing, type_name, path="", page=None):
        token = reader.post(
            "/graphql/",
            headers=bearer(superuser()),
            data={
                "query": "mutation($id: ID!) {createPreviewToken(id: $id) {token}}",
                "variables": {"id": encode("Post", (page or thing).pk)},
            },
        ).json()["data"]["createPreviewToken"]["token"]
        known = f"&type={type_name}" if type_name else ""
        key = encode(type_name or "Post", thing.pk)
        return f"#token={token}{known}&id={key}&path={path}"

    return hand_over


@pytest.fixture
def draft(browser, live_server, django_db_serialized_rollback):
    """A published post with another title in its draft."""
    post = make.post()
    post.save_revision().publish()
    post.title = "Rest well"
    post.save_revision()
    return post


@pytest.mark.parametrize("type_name", ["Post", ""])
def test_a_preview_shows_the_draft_and_its_token_leaves_the_address(
    visit, draft, handed_over, type_name
):
    page = visit(f"/preview/{handed_over(draft, type_name, '/blog/sleep-well/')}")

    expect(page.locator("h1")).to_have_text("Rest well")
    expect(page.get_by_role("region", name="Preview")).to_contain_text("Preview: not published")
    assert page.url.endswith("/preview/")
    page.reload()
    expect(page.locator("h1")).to_have_text("Rest well")


def test_leaving_a_preview_leads_to_what_is_published(visit, draft, handed_over):
    page = visit(f"/preview/{handed_over(draft, 'Post', '/blog/sleep-well/')}")
    page.get_by_role("link", name="Leave the preview").click()

    expect(page.locator("h1")).to_have_text("Sleep well")
    assert page.evaluate("sessionStorage.length") == 0


def test_the_next_draft_takes_the_place_of_the_last(visit, draft, handed_over):
    fragment = handed_over(draft, "Post", "/blog/sleep-well/")
    page = visit(f"/preview/{fragment}")
    draft.title = "Sleep deeply"
    draft.save_revision()
    page.evaluate("fragment => { location.hash = fragment }", fragment)

    expect(page.locator("h1")).to_have_text("Sleep deeply")
    expect(page.locator(".preview")).to_have_count(1)


def test_in_the_editors_panel_nothing_stands_above_the_page(visit, draft, handed_over):
    fragment = handed_over(draft, "Post", "/blog/sleep-well/")
    page = visit(f"/preview/?in_preview_panel=true{fragment}")

    expect(page.locator("h1")).to_have_text("Rest well")
    expect(page.locator(".preview")).to_have_count(0)


@pytest.mark.parametrize("fragment", ["", "#token=nonsense&type=Post&id=x&path=/blog/x/"])
def test_a_preview_that_has_ended_says_so(visit, fragment):
    expect(visit(f"/preview/{fragment}").locator("h1")).to_have_text("There is no preview to show")


@pytest.mark.parametrize(
    ("made", "type_name", "words"),
    [
        (lambda: make.author("Ada Reed", credentials="PhD"), "Author", "Ada Reed, PhD"),
        (lambda: make.contact("Front desk", phone="+15035550142"), "Contact", "(503) 555-0142"),
        (lambda: make.crisis_resource("Lifeline", phone="988"), "CrisisResource", "Call 988"),
        (lambda: make.category("Sleep", description="On nights."), "Category", "On nights."),
    ],
)
def test_snippets_have_a_page_in_previews(visit, draft, handed_over, made, type_name, words):
    page = visit(f"/preview/{handed_over(made(), type_name, page=draft)}")

    expect(page.locator("main")).to_contain_text(words)


def test_the_user_bar_checks_what_the_reader_shows(visit, live_server):
    make.post(body=[paragraph("<b></b>"), ("heading", {"text": "", "level": "h2"})])
    User.objects.create_superuser("root", "root@example.org", "a password")
    problems = []
    visit.context.on("console", lambda one: "Policy" in one.text and problems.append(one.text))
    login = visit.context.new_page()
    login.goto("/admin/login/")
    login.get_by_label("Username").fill("root")
    login.get_by_label("Password").fill("a password")
    login.get_by_role("button", name="Sign in").click()
    expect(login).to_have_url(f"{live_server.url}/admin/")
    page = visit()
    page.get_by_role("button", name="View Wagtail quick actions").click()

    expect(page.get_by_role("menuitem", name="Edit this page")).to_be_visible()
    expect(page.locator("[data-content-checker-count]").first).to_have_text("1")
    assert problems == []
    assert json.loads(page.evaluate("JSON.stringify(document.body.dataset)"))["kind"] == "Post"
