"""What an object shows or refers to comes with it, and brings it again when it is another."""

import pytest
from wagtail.models import PageViewRestriction

from api.changes import feed
from tests import factories, people
from tests.sync.pages import puller, told

pytestmark = pytest.mark.django_db
RELATIVES = """query ($since: String, $first: Int) {changes(since: $since, first: $first) {
    cursor hasMore changes {kind id type reason node {... on Post {
        slug parent {id} translations {id} body {... on RelatedPostsBlock {posts {id}}}
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
