"""`changes`: what an app pulls, by the operation of the contract."""

import base64
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.models import Locale, PageViewRestriction

from api.models import Change, LogState
from api.previews import token
from blog.models import PostAuthor
from tests import factories, people

pytestmark = pytest.mark.django_db
OPERATION = (Path(__file__).parent / "contract" / "changes.graphql").read_text()
SCOPED = """
    query ($since: String, $types: [NodeKind!], $category: String, $locale: String) {
        changes(since: $since, types: $types, category: $category, locale: $locale) {
            cursor hasMore changes {kind id type reason node {... on Post {slug}}}
        }
    }
"""
VERIFIED = "query ($since: String) {changes(since: $since) {cursor checksum changes {id version}}}"


@pytest.fixture
def pull(graphql):
    """A callable that returns the next page after a cursor; errors fail the test."""

    def page(since=None, query=OPERATION, headers=None, **variables):
        response = graphql.response(query, {"since": since, **variables}, headers)
        assert "errors" not in response.json(), response.json()["errors"]
        return response.json()["data"]["changes"]

    return page


def summary(page):
    return [
        (change["kind"], change["type"], (change["node"] or {}).get("slug"), change["reason"])
        for change in page["changes"]
    ]


def refusal(answer):
    (error,) = answer["errors"]
    return error["extensions"]["code"], error["extensions"].get("argument")


def test_a_snapshot_holds_all_that_can_be_seen(pull):
    factories.post("Sleep well")
    factories.post("Draft", live=False)
    page = pull()
    assert summary(page) == [
        ("UPSERT", "Home", None, None),
        ("UPSERT", "BlogIndex", None, None),
        ("UPSERT", "Post", "sleep-well", None),
    ]
    assert page["hasMore"] is False


def test_nothing_new(pull):
    factories.post("Sleep well")
    page = pull()
    assert pull(page["cursor"]) == {"cursor": page["cursor"], "hasMore": False, "changes": []}


def test_a_changed_post_comes_as_it_is_now(pull):
    post = factories.post("Sleep well")
    cursor = pull()["cursor"]
    post.title = "Sleep better"
    post.save_revision().publish()
    page = pull(cursor)
    assert summary(page) == [("UPSERT", "Post", "sleep-well", None)]
    assert page["changes"][0]["node"]["title"] == "Sleep better"


def test_a_new_post_brings_its_new_author(pull):
    factories.blog()
    cursor = pull()["cursor"]
    factories.post("Sleep well", authors=[factories.author()])
    assert summary(pull(cursor)) == [
        ("UPSERT", "Author", None, None),
        ("UPSERT", "Post", "sleep-well", None),
    ]


def test_what_a_post_refers_to_comes_with_it_though_the_page_is_full(pull):
    post = factories.post("Sleep well")
    cursor = pull()["cursor"]
    post.title = "Sleep better"
    post.save()
    pull()
    post.hero_image = factories.image()
    post.save()
    assert summary(pull(cursor, first=1)) == [
        ("UPSERT", "Image", None, None),
        ("UPSERT", "Post", "sleep-well", None),
    ]


def test_an_unpublished_post_is_removed(pull):
    post = factories.post("Sleep well")
    cursor = pull()["cursor"]
    post.unpublish()
    assert summary(pull(cursor)) == [("REMOVE", "Post", None, "UNPUBLISHED")]


def test_a_deleted_post_is_removed(pull):
    post = factories.post("Sleep well")
    cursor = pull()["cursor"]
    post.delete()
    assert summary(pull(cursor)) == [("REMOVE", "Post", None, "DELETED")]


def test_a_post_whose_time_is_over_is_removed(pull):
    post = factories.post("Sleep well")
    cursor = pull()["cursor"]
    post.expire_at = timezone.now() - timedelta(seconds=1)
    post.save()
    assert summary(pull(cursor)) == [("REMOVE", "Post", None, "EXPIRED")]


def test_a_post_that_becomes_private_is_removed(pull):
    post = factories.post("Sleep well")
    cursor = pull()["cursor"]
    PageViewRestriction.objects.create(page=post, restriction_type="login")
    assert summary(pull(cursor)) == [("REMOVE", "Post", None, "RESTRICTED")]


def test_a_post_that_moves_to_another_site_is_removed(pull):
    post = factories.post("Sleep well")
    other = factories.blog("Other", under=factories.site().root_page)
    cursor = pull()["cursor"]
    post.move(other, pos="last-child")
    assert summary(pull(cursor)) == [("REMOVE", "Post", None, "MOVED_OUT")]


def test_a_removal_tells_the_id_and_the_type(pull):
    post = factories.post("Sleep well")
    page = pull()
    post.unpublish()
    sent = next(one for one in page["changes"] if one["type"] == "Post")
    assert pull(page["cursor"])["changes"] == [
        {
            "kind": "REMOVE",
            "id": sent["id"],
            "type": "Post",
            "reason": "UNPUBLISHED",
            "node": None,
        }
    ]


def test_a_removal_is_told_once(pull):
    post = factories.post("Sleep well")
    cursor = pull()["cursor"]
    post.unpublish()
    assert pull(pull(cursor)["cursor"])["changes"] == []


def test_what_nobody_could_see_is_never_removed(pull):
    post = factories.post("Sleep well")
    PageViewRestriction.objects.create(page=post, restriction_type="login")
    draft = factories.post("Draft", live=False)
    cursor = pull()["cursor"]
    post.unpublish()
    draft.delete()
    assert pull(cursor)["changes"] == []


def test_a_member_gets_what_is_for_members(pull):
    post = factories.post("Sleep well")
    PageViewRestriction.objects.create(page=post, restriction_type="login")
    headers = people.bearer(people.member())
    assert ("UPSERT", "Post", "sleep-well", None) in summary(pull(headers=headers))


def test_the_cursor_of_a_member_is_nothing_for_strangers(pull, graphql):
    factories.blog()
    cursor = pull(headers=people.bearer(people.member()))["cursor"]
    assert refusal(graphql(OPERATION, since=cursor)) == ("RESYNC_REQUIRED", None)


def test_a_member_who_joins_a_group_starts_again(pull, graphql):
    factories.blog()
    user = people.member()
    headers = people.bearer(user)
    cursor = pull(headers=headers)["cursor"]
    user.groups.add(Group.objects.create(name="Members"))
    answer = graphql.response(OPERATION, {"since": cursor}, headers).json()
    assert refusal(answer) == ("RESYNC_REQUIRED", None)


def test_a_snapshot_that_is_changed_meanwhile_ends_up_right(pull):
    for title in ("One", "Two", "Three"):
        factories.post(title)
    page = pull(first=4)
    two = next(one for one in page["changes"] if (one["node"] or {}).get("slug") == "two")
    factories.home().get_children().first().get_children().get(slug="two").delete()
    factories.post("Four")
    found = {}
    while page is not None:
        for one in page["changes"]:
            found.pop(one["id"], None)
            if one["kind"] == "UPSERT":
                found[one["id"]] = one["node"].get("slug")
        page = pull(page["cursor"], first=4) if page["hasMore"] else None
    assert two["id"] not in found
    assert sorted(filter(None, found.values())) == ["four", "one", "three"]


def test_only_some_types(pull):
    factories.post("Sleep well", authors=[factories.author()])
    page = pull(query=SCOPED, types=["AUTHOR"])
    assert [one["type"] for one in page["changes"]] == ["Author"]


def test_only_one_category(pull):
    factories.post("Sleep well", category=factories.category("Sleep"))
    factories.post("Eat well", category=factories.category("Food"))
    page = pull(query=SCOPED, types=["POST"], category="sleep")
    assert [one["node"]["slug"] for one in page["changes"]] == ["sleep-well"]


def test_a_post_that_leaves_its_category_is_removed(pull):
    post = factories.post("Sleep well", category=factories.category("Sleep"))
    scope = {"query": SCOPED, "types": ["POST"], "category": "sleep"}
    cursor = pull(**scope)["cursor"]
    post.category = factories.category("Food")
    post.save()
    assert summary(pull(cursor, **scope)) == [("REMOVE", "Post", None, "MOVED_OUT")]


def test_only_one_language(pull):
    post = factories.post("Sleep well")
    factories.spanish(factories.home())
    factories.spanish(post.get_parent().specific)
    factories.spanish(post, title="Dormir", slug="dormir")
    page = pull(query=SCOPED, types=["POST"], locale="es")
    assert [one["node"]["slug"] for one in page["changes"]] == ["dormir"]


def test_a_language_that_there_is_not(graphql):
    factories.blog()
    assert refusal(graphql(SCOPED, locale="xx")) == ("BAD_USER_INPUT", "locale")


def test_the_cursor_of_another_scope(pull, graphql):
    factories.blog()
    cursor = pull(query=SCOPED, types=["AUTHOR"])["cursor"]
    assert refusal(graphql(OPERATION, since=cursor)) == ("RESYNC_REQUIRED", None)


def test_a_cursor_from_before_what_is_remembered(pull, graphql):
    factories.blog()
    cursor = pull()["cursor"]
    LogState.objects.update(forgotten=Change.objects.latest("number").number + 1)
    assert refusal(graphql(OPERATION, since=cursor)) == ("RESYNC_REQUIRED", None)


def test_a_cursor_of_another_log(pull, graphql):
    factories.blog()
    cursor = pull()["cursor"]
    LogState.objects.update(epoch="another")
    assert refusal(graphql(OPERATION, since=cursor)) == ("RESYNC_REQUIRED", None)


@pytest.mark.parametrize("cursor", ["", "nonsense", "a:b", "x" * 5000, "\x00"])
def test_what_is_no_cursor(graphql, cursor):
    factories.blog()
    assert refusal(graphql(OPERATION, since=cursor)) == ("BAD_USER_INPUT", "since")


def test_a_cursor_that_somebody_changed(pull, graphql):
    factories.blog()
    written, _colon, signature = pull()["cursor"].partition(":")
    padded = written + "=" * (-len(written) % 4)
    forged = base64.urlsafe_b64encode(base64.urlsafe_b64decode(padded).replace(b"1,", b"2,", 1))
    answer = graphql(OPERATION, since=f"{forged.decode().rstrip('=')}:{signature}")
    assert refusal(answer) == ("BAD_USER_INPUT", "since")


@pytest.mark.parametrize("first", [0, -1, 101])
def test_a_wrong_size(graphql, first):
    factories.blog()
    assert refusal(graphql(OPERATION, first=first)) == ("BAD_USER_INPUT", "first")


def test_a_preview_token_is_refused(graphql):
    post = factories.post("Sleep well")
    headers = {"Preview-Token": token(post, people.superuser(), is_pinned=False).text}
    answer = graphql.response(OPERATION, {}, headers).json()
    assert refusal(answer) == ("BAD_REQUEST", None)


def test_the_checksum_is_that_of_all_that_the_client_keeps(pull):
    factories.post("Sleep well", authors=[factories.author()])
    page = pull(query=VERIFIED)
    total = 0
    for one in page["changes"]:
        text = f"{one['id']}:{one['version']}".encode()
        total ^= int.from_bytes(sha256(text).digest()[:8], "big")
    assert page["checksum"] == f"{total:016x}"


def test_another_order_of_authors_is_another_version(pull):
    post = factories.post("Sleep well", authors=[factories.author("Ada"), factories.author("Bo")])
    before = pull(query=VERIFIED)
    PostAuthor.objects.filter(pk=post.post_authors.last().pk).update(sort_order=-1)
    (after,) = pull(before["cursor"], VERIFIED)["changes"]
    assert after["version"] not in {one["version"] for one in before["changes"]}


def test_a_poll_without_news_costs_the_position_and_the_frame(pull, count_sql):
    factories.post("Sleep well")
    cursor = pull()["cursor"]
    assert len(count_sql(lambda: pull(cursor))) == 2


def test_a_page_of_a_snapshot_costs_the_same_for_more_posts(pull, count_sql):
    author = factories.author()
    factories.post("One", authors=[author])
    factories.post("Two", authors=[author])
    pull()
    few = len(count_sql(pull))
    for number in range(20):
        factories.post(f"More {number}", authors=[author])
    pull()
    assert len(count_sql(pull)) == few


def test_a_locale_is_no_object_of_the_feed(pull):
    factories.blog()
    cursor = pull()["cursor"]
    Locale.objects.get_or_create(language_code="es")
    assert pull(cursor)["changes"] == []
