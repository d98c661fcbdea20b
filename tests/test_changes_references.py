"""What an object shows or refers to comes with it, and brings it again when it is another."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import PageViewRestriction, ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from api import ids
from api.changes import feed, log
from api.models import Change
from api.types import changes
from blog.models import PostPage
from tests import factories, people
from tests.sync.pages import puller, told
from tests.sync.readers import references

pytestmark = pytest.mark.django_db
RELATIVES = """query ($since: String, $first: Int) {changes(since: $since, first: $first) {
    cursor hasMore changes {kind id type reason node {... on Post {
        slug parent {id} translations {id} body {... on RelatedPostsBlock {posts {id}}}
    }}}
}}"""

LEADS = """query ($since: String, $first: Int) {changes(since: $since, first: $first) {
    cursor hasMore changes {kind id type reason node {id ... on Post {
        slug body {... on RelatedPostsBlock {posts {id}}}
    }}}
}}"""


@pytest.fixture
def pull(graphql):
    return puller(graphql)


def related(post):
    return [("related_posts", {"posts": [post.pk]})]


def test_a_post_comes_again_when_its_parent_is_gone(pull):
    post = factories.post("Sleep well")
    cursor = pull()["cursor"]
    post.get_parent().specific.unpublish()
    page = pull(cursor, RELATIVES)
    assert sorted(told(page)) == [
        ("REMOVE", "BlogIndex", "UNPUBLISHED"),
        ("UPSERT", "sleep-well", None),
    ]


def test_a_post_comes_again_when_it_is_translated(pull):
    post = factories.post("Sleep well")
    factories.spanish(factories.home())
    factories.spanish(post.get_parent().specific)
    cursor = pull()["cursor"]
    factories.spanish(post, slug="dormir")
    page = pull(cursor, RELATIVES)
    assert sorted(told(page)) == [("UPSERT", "dormir", None), ("UPSERT", "sleep-well", None)]


def test_posts_that_show_all_lines_come_again_with_a_new_one(pull):
    factories.post("Sleep well", body=[("crisis", {"resources": []})])
    cursor = pull()["cursor"]
    factories.crisis_resource()
    assert told(pull(cursor)) == [
        ("UPSERT", "CrisisResource", None),
        ("UPSERT", "sleep-well", None),
    ]


def test_what_came_to_be_during_a_snapshot_is_brought_by_what_refers_to_it(pull):
    first = factories.post("First", live=False)
    factories.post("Second")
    factories.post("Third", body=related(first))
    page = pull(first=2)
    page = pull(page["cursor"], first=1)
    assert told(page) == [("UPSERT", "second", None)]
    first.save_revision().publish()
    page = pull(page["cursor"], RELATIVES, first=1)
    assert told(page) == [("UPSERT", "first", None), ("UPSERT", "third", None)]


def test_a_member_gets_what_was_hidden_from_them_with_what_refers_to_it(pull):
    hidden = factories.post("Hidden")
    restriction = people.restrict(hidden, "groups", groups=["board"])
    other = factories.post("Other", body=related(hidden))
    headers = people.bearer(people.member())
    cursor = pull(headers=headers)["cursor"]
    other.title = "Another"
    other.save()
    pull(headers=headers)
    restriction.delete()
    page = pull(cursor, RELATIVES, headers, first=1)
    assert told(page) == [("UPSERT", "hidden", None), ("UPSERT", "other", None)]


def test_however_many_posts_lead_to_each_other_a_page_is_no_snapshot(pull, monkeypatch):
    monkeypatch.setattr(feed, "MAX_BESIDE", 2)
    post = None
    for number in range(12):
        post = factories.post(f"Post {number}", body=related(post) if post else [])
    page = pull(first=3)
    found = set()
    for _page in range(9):
        assert len(page["changes"]) < 12
        found |= {slug for _kind, slug, _reason in told(page) if slug.startswith("post-")}
        page = pull(page["cursor"], first=3)
    assert len(found) == 12


def test_removals_cost_the_same_however_many_they_are(pull, count_sql):
    factories.blog()
    posts = [factories.post(f"Post {number}") for number in range(12)]
    start = pull()["cursor"]
    for post in posts[:2]:
        post.unpublish()
    later = pull()["cursor"]
    few = len(count_sql(lambda: pull(start)))
    for post in posts[2:]:
        post.unpublish()
    pull()
    assert len(count_sql(lambda: pull(later))) == few


def test_a_restriction_that_comes_between_is_no_leak(pull, graphql, monkeypatch):
    post = factories.post("Sleep well", category=factories.category("Sleep"))
    position = feed.log.position

    def restrict():
        PageViewRestriction.objects.get_or_create(page=post, restriction_type="login")
        return position()

    monkeypatch.setattr(feed.log, "position", restrict)
    scoped = RELATIVES.replace("first: $first)", 'first: $first, category: "sleep", locale: "en")')
    assert "sleep-well" not in str(pull(None, scoped, first=100))


@pytest.fixture
def while_a_page_is_made(monkeypatch):
    """Have something happen between a page and its nodes, each time or the first time only."""
    page = feed.Feed.page

    def arrange(happen, times=1):
        left = [happen] * times

        def made(self, since, size):
            found = page(self, since, size)
            if left:
                left.pop()()
            return found

        monkeypatch.setattr(feed.Feed, "page", made)

    return arrange


def test_a_reference_that_comes_while_a_page_is_made_is_in_the_page(pull, while_a_page_is_made):
    post, other = factories.post("Sleep well"), factories.post("Eat well")
    cursor = pull()["cursor"]
    PostPage.objects.filter(pk=post.pk).update(intro="Rest.")

    def refer():
        new = factories.post("Walk", slug="walk")
        post.body = factories.stream([*related(new), *related(other)])
        post.save()

    while_a_page_is_made(refer)
    page = pull(cursor, LEADS, first=100)
    shown = {each for one in page["changes"] for each in references(one["node"])}
    assert len(shown) == 2
    assert shown - {one["id"] for one in page["changes"]} == {ids.encode("Post", other.pk)}


BESIDE = {
    "node": 'node(id: "ID") {... on Post {intro}}',
    "nodes": 'nodes(ids: ["ID"]) {... on Post {intro}}',
    "post": 'post(slug: "sleep-well") {intro}',
    "posts": "posts {nodes {intro}}",
    "route": 'route(path: "/blog/sleep-well/") {... on Post {intro}}',
}


@pytest.mark.parametrize("is_compiled", [True, False])
@pytest.mark.parametrize("beside", BESIDE)
def test_what_another_field_has_read_before_is_read_anew(
    graphql, monkeypatch, settings, beside, is_compiled
):
    settings.HEARTH_COMPILED_EXECUTION = is_compiled
    post = factories.post("Sleep well")
    since = graphql("{changes {cursor}}")["data"]["changes"]["cursor"]
    settled = changes.settled

    def edit(session):
        PostPage.objects.filter(pk=post.pk).update(intro="Rest.")
        return settled(session)

    monkeypatch.setattr(changes, "settled", edit)
    query = BESIDE[beside].replace("ID", ids.encode("Post", post.pk))
    query += " changes(since: $since) {changes {node {... on Post {intro}}}}"
    answer = graphql(f"query ($since: String) {{{query}}}", since=since)
    assert answer["data"]["changes"] == {"changes": [{"node": {"intro": "Rest."}}]}


def test_a_page_is_sent_though_the_content_changes_all_the_time(pull, while_a_page_is_made):
    post = factories.post("Sleep well")
    rows = PostPage.objects.filter(pk=post.pk)
    words = iter("abcdefgh")
    while_a_page_is_made(lambda: rows.update(intro=next(words)), times=8)
    assert "sleep-well" in str(pull())


def test_a_page_that_is_made_anew_costs_as_much_as_one(graphql, client, while_a_page_is_made):
    factories.post("Sleep well")
    document = {"query": "{changes(first: 1) {changes {node {id}}}}"}

    def left():
        answer = client.post("/graphql/", document, "application/json")
        return int(re.search(r"r=(\d+)", answer["RateLimit"])[1])

    before = left()
    spent = before - left()
    while_a_page_is_made(lambda: factories.post("Eat well"))
    assert before - spent - left() == spent


def test_what_was_chosen_by_sql_is_sent_with_what_refers_to_it(pull):
    post, other = factories.post("Sleep well"), factories.category("Food", live=False)
    cursor = pull()["cursor"]
    PostPage.objects.filter(pk=post.pk).update(category=other)
    pull()
    other.live = True
    other.save()
    page = pull(cursor, first=1)
    assert sorted(told(page)) == [("UPSERT", "Category", None), ("UPSERT", "sleep-well", None)]


def test_a_reference_that_is_noted_late_misses_nothing(pull):
    desk = factories.contact()
    with disable_reference_index_auto_update():
        post = factories.post("Sleep well", body=[("contact", {"contact": desk.pk})])
    cursor = pull()["cursor"]
    desk.name = "Reception"
    desk.save()
    cursor = pull(cursor)["cursor"]
    ReferenceIndex.create_or_update_for_object(post)
    assert told(pull(cursor)) == [("UPSERT", "sleep-well", None)]


class Held:
    """The ids of what a client holds."""

    def __init__(self):
        self.ids = set()

    def apply(self, page):
        """Do what a page says; return it once nothing in it leads nowhere."""
        for one in page["changes"]:
            (self.ids.discard if one["kind"] == "REMOVE" else self.ids.add)(one["id"])
        for one in page["changes"]:
            leads = set(references(one["node"]))
            assert leads <= self.ids, one
        return page


def publish(post):
    post.refresh_from_db()
    post.save_revision().publish()
    log.position()


def test_what_was_removed_early_and_came_back_is_sent_with_what_refers_to_it(pull):
    target, other = factories.post("Target"), factories.post("Other")
    third = factories.post("Third")
    held = Held()
    cursor = held.apply(pull(query=LEADS))["cursor"]
    target.title = "Another title"
    target.save_revision().publish()
    other.body = factories.stream(related(target))
    other.save_revision().publish()
    publish(third)
    target.refresh_from_db()
    target.unpublish()
    page = held.apply(pull(cursor, LEADS, first=1))
    assert told(page) == [("REMOVE", "Post", "UNPUBLISHED")]
    publish(target)
    page = held.apply(pull(page["cursor"], LEADS, first=1))
    assert sorted(told(page)) == [("UPSERT", "other", None), ("UPSERT", "target", None)]


def test_what_was_away_when_its_turn_came_is_sent_with_what_refers_to_it(pull):
    target = factories.post("Target")
    factories.post("Other")
    factories.post("Last", body=related(target))
    held = Held()
    page = held.apply(pull(query=LEADS, first=1))
    target.unpublish()
    while ("UPSERT", "other", None) not in told(page):
        page = held.apply(pull(page["cursor"], LEADS, first=1))
    publish(target)
    page = held.apply(pull(page["cursor"], LEADS, first=1))
    assert sorted(told(page)) == [("UPSERT", "last", None), ("UPSERT", "target", None)]


def compact():
    """Make one of several changes of each object, as if all were of the day before yesterday."""
    log.position()
    Change.objects.update(at=timezone.now() - timedelta(days=2))
    call_command("compact_changes", verbosity=0)


def test_what_went_and_came_back_in_several_changes_is_sent_with_what_refers_to_it(pull):
    target, other = factories.post("Target"), factories.post("Other")
    cursor = pull(query=LEADS)["cursor"]
    target.unpublish()
    other.body = factories.stream(related(target))
    other.save_revision().publish()
    page = pull(cursor, LEADS, first=1)
    assert told(page) == [("REMOVE", "Post", "UNPUBLISHED")]
    publish(target)
    publish(target)
    compact()
    page = pull(page["cursor"], LEADS, first=1)
    assert told(page) == [("UPSERT", "target", None), ("UPSERT", "other", None)]
