"""The operations that clients send, as they stand, on the demo content."""

import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from graphql import parse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction

from blog.blocks import PostBodyBlock
from tests.conftest import Endpoint

pytestmark = pytest.mark.django_db

COPIES = Path(__file__).parent / "contract"
ORIGINALS = (
    Path(os.environ.get("HEARTH_SHARED", Path(__file__).parents[2] / "shared"))
    / "contract"
    / "operations"
)
SLUG = "when-sleep-will-not-come"


@pytest.fixture(scope="module", autouse=True)
def demo(shared_content):
    call_command("load_demo", stdout=StringIO())


@pytest.fixture(scope="module")
def run(demo):
    """Run the operation of a name and return its data; any error fails the test."""
    graphql = Endpoint(Client())

    def run(name, /, **variables):
        answer = graphql((COPIES / f"{name}.graphql").read_text(), **variables)
        assert list(answer) == ["data"], answer["errors"]
        return answer["data"]

    return run


@pytest.fixture(scope="module")
def blocks(run):
    """All blocks of all posts, in the order of the blog's front page."""
    edges = run("blog_list", first=100)["posts"]["edges"]
    slugs = [edge["node"]["slug"] for edge in edges]
    return [block for slug in slugs for block in run("post", slug=slug)["post"]["body"]]


def test_the_copies_are_the_contract():
    if not ORIGINALS.is_dir():
        return
    assert texts(COPIES) == texts(ORIGINALS)


def texts(folder):
    return {path.name: path.read_text() for path in folder.glob("*.graphql")}


def test_each_variable_of_the_contract_is_given_here():
    assert {path.stem: variables(path) for path in COPIES.glob("*.graphql")} == {
        "blog_list": ["first", "after", "filter", "orderBy"],
        "changes": ["since", "first"],
        "node": ["id"],
        "post": ["slug"],
        "route": ["path"],
        "search": ["query", "first", "after"],
        "site": [],
        "tips": ["first", "after", "filter"],
    }


def variables(path):
    operation = parse(path.read_text()).definitions[0]
    return [definition.variable.name.value for definition in operation.variable_definitions or ()]


def test_the_blog_list_shows_the_newest_posts(run):
    posts = run("blog_list")["posts"]
    cards = [edge["node"] for edge in posts["edges"]]
    dates = [card["publishedAt"] for card in cards]
    assert posts["totalCount"] == len(cards) > 10
    assert dates == sorted(dates, reverse=True)
    assert not any(empty_fields(card) for card in cards)
    assert all(card["heroImage"]["rendition"]["url"].startswith("http") for card in cards)


def test_the_blog_list_goes_on_after_a_cursor_in_another_order_under_a_filter(run):
    found = {"filter": {"category": {"eq": "everyday-health"}}, "orderBy": "TITLE"}
    whole = run("blog_list", first=100, after=None, **found)["posts"]
    start = run("blog_list", first=1, after=None, **found)["posts"]
    rest = run("blog_list", first=100, after=start["pageInfo"]["endCursor"], **found)["posts"]
    titles = [edge["node"]["title"] for edge in whole["edges"]]
    assert len(titles) == whole["totalCount"] == start["totalCount"] > 1
    assert titles == sorted(titles)
    assert start["edges"] + rest["edges"] == whole["edges"]
    assert {edge["node"]["category"]["slug"] for edge in whole["edges"]} == {"everyday-health"}
    assert (start["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasNextPage"]) == (True, False)


def test_a_post_comes_with_all_that_surrounds_its_body(run):
    post = run("post", slug=SLUG)["post"]
    assert empty_fields(post) == []
    assert empty_fields(post["review"]) == empty_fields(post["authors"][0]) == []
    assert post["seo"]["image"]["url"].startswith("http")
    assert post["seo"]["jsonLd"]["headline"] == post["title"]
    assert post["heroImage"]["srcset"].count("http") == 3


def test_the_posts_show_every_kind_of_block(blocks):
    kinds = {type(block).__name__ for block in PostBodyBlock().child_blocks.values()}
    assert {block["__typename"] for block in blocks} == kinds


def test_every_block_has_words_or_a_picture(blocks):
    for block in blocks:
        assert block["plainText"] or "<img" in block["html"] or "<iframe" in block["html"], block


#: For each kind of block, the fields that must say something in the demo.
SPEAKING = {
    "HeadingBlock": ["text", "level", "anchor"],
    "ParagraphBlock": ["content"],
    "ImageBlock": ["image"],
    "QuoteBlock": ["quote", "attribution"],
    "TipsBlock": ["tips"],
    "CalloutBlock": ["tone", "title", "content"],
    "EmbedBlock": ["url", "provider", "embedHtml"],
    "FaqBlock": ["items"],
    "RelatedPostsBlock": ["posts"],
    "ContactBlock": ["contact"],
    "CallToActionBlock": ["label", "href"],
}


@pytest.mark.parametrize("kind", SPEAKING)
def test_the_fields_of_a_block_are_filled(blocks, kind):
    found = [block for block in blocks if block["__typename"] == kind]
    assert found
    assert [field for block in found for field in SPEAKING[kind] if not block[field]] == []


def test_ids_of_blocks_and_tips_are_unique_among_all_posts(blocks):
    tips = [tip for block in blocks for tip in block.get("tips", [])]
    ids = [one["id"] for one in [*blocks, *tips]]
    assert len(set(ids)) == len(ids)


def test_an_unknown_post_is_null(run):
    assert run("post", slug="nothing-of-this-name") == {"post": None}


def test_tips_are_a_feed_of_all_tips_of_all_posts(run, blocks):
    in_posts = [tip["id"] for block in blocks for tip in block.get("tips", [])]
    feed = run("tips", first=100)["tips"]
    assert feed["totalCount"] == len(in_posts) > 20
    assert [tip["id"] for tip in feed["nodes"]] == in_posts
    assert not any(empty_fields(tip) for tip in feed["nodes"])
    assert run("tips")["tips"]["nodes"] == feed["nodes"][:10]


def test_tips_go_on_after_a_cursor_under_a_filter(run):
    found = {"filter": {"category": {"eq": "everyday-health"}}}
    whole = run("tips", first=100, after=None, **found)["tips"]
    start = run("tips", first=1, after=None, **found)["tips"]
    rest = run("tips", first=100, after=start["pageInfo"]["endCursor"], **found)["tips"]
    assert start["nodes"] + rest["nodes"] == whole["nodes"]
    assert {tip["post"]["category"]["slug"] for tip in whole["nodes"]} == {"everyday-health"}


def test_search_finds_the_post_about_the_words_first(run):
    found = run("search", query="sleep")["search"]
    assert found["nodes"][0]["path"] == f"/blog/{SLUG}/"
    assert found["totalCount"] == len(found["nodes"]) > 1
    assert not any(empty_fields(hit) for hit in found["nodes"])


def test_search_goes_on_after_a_cursor(run):
    whole = run("search", query="sleep", first=100, after=None)["search"]
    start = run("search", query="sleep", first=1, after=None)["search"]
    rest = run("search", query="sleep", first=100, after=start["pageInfo"]["endCursor"])["search"]
    assert start["nodes"] + rest["nodes"] == whole["nodes"]


def test_the_site_has_all_that_a_client_reads_at_start(run):
    answer = run("site")
    site = answer["site"]
    assert empty_fields(site) == empty_fields(site["contact"]) == []
    assert site["locales"] == ["en", "es"]
    assert [link for entry in site["mainMenu"] for link in entry["children"]]
    assert all(one["phone"] or one["sms"] for one in site["crisisResources"])
    assert all(category["postCount"] for category in answer["categories"])


def test_a_menu_entry_for_a_page_of_another_language_leads_there(run):
    menu = run("site")["site"]["mainMenu"]
    urls = {link["title"]: link["url"] for entry in menu for link in entry["children"]}
    assert urls["En español"].endswith("/es/blog/")


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/", "Home"), ("/blog/", "BlogIndex"), (f"/blog/{SLUG}/", "Post"), ("/es/", "Home")],
)
def test_a_route_leads_to_a_page(run, path, kind):
    route = run("route", path=path)["route"]
    assert (route["__typename"], route["path"]) == (kind, path)
    assert route["seo"]["title"]
    assert len(route["breadcrumbs"]) == path.strip("/").count("/") + (path not in ("/", "/es/"))


def test_a_route_to_the_blog_shows_its_newest_posts(run):
    newest = [edge["node"]["title"] for edge in run("blog_list", first=3)["posts"]["edges"]]
    found = run("route", path="/blog/")["route"]["posts"]["nodes"]
    assert [post["title"] for post in found] == newest


def test_a_route_to_what_has_moved_is_a_redirect(run):
    Redirect.objects.create(old_path="/sleep", redirect_link="/blog/", is_permanent=False)
    assert run("route", path="/sleep") == {
        "route": {"__typename": "Redirect", "to": "/blog/", "isPermanent": False}
    }


def test_a_route_to_a_page_for_members_says_so_and_no_more(run):
    path = PageViewRestriction.objects.get().page.url_path.removeprefix("/home")
    assert run("route", path=path) == {"route": {"__typename": "RestrictedPage", "reason": "LOGIN"}}


def test_a_route_to_nowhere_is_null(run):
    assert run("route", path="/nowhere/") == {"route": None}


def test_a_node_is_the_object_of_its_id(run):
    post = run("post", slug=SLUG)["post"]
    image = post["heroImage"]
    assert run("node", id=post["id"]) == {
        "node": {"__typename": "Post", "id": post["id"], "title": post["title"]}
    }
    assert run("node", id=image["id"]) == {
        "node": {"__typename": "Image", "id": image["id"], "alt": image["alt"]}
    }


def test_changes_hold_everything_at_first_and_then_nothing(run):
    whole = run("changes", since=None, first=100)["changes"]
    assert (whole, whole["hasMore"]) == (run("changes")["changes"], False)
    assert len({one["id"] for one in whole["changes"]}) == len(whole["changes"]) > 30
    assert {one["kind"] for one in whole["changes"]} == {"UPSERT"}
    rest = run("changes", since=whole["cursor"])["changes"]
    assert rest == {"cursor": whole["cursor"], "hasMore": False, "changes": []}


def test_changes_come_in_pages(run):
    whole = run("changes", since=None, first=100)["changes"]["changes"]
    found, page = [], {"cursor": None, "hasMore": True}
    while page["hasMore"]:
        page = run("changes", since=page["cursor"], first=7)["changes"]
        found += page["changes"]
    assert {one["id"]: one for one in found} == {one["id"]: one for one in whole}


def empty_fields(value):
    return [name for name, part in value.items() if part in (None, "", [], {})]
