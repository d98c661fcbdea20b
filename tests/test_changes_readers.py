"""Who is told what: removals reach whoever could see an object, and cursors know who asks."""

import json

import pytest
from wagtail.models import Locale, Page, PageViewRestriction, Site

from api.changes import feed
from blog.models import Category
from tests import factories, people
from tests.sync.pages import OPERATION, puller, refusal, told

pytestmark = pytest.mark.django_db
SCOPED = """query ($since: String, $category: String, $locale: String) {
    changes(since: $since, category: $category, locale: $locale) {
        cursor hasMore changes {kind type reason node {id}}
    }
}"""
CHECKSUM = "query ($since: String) {changes(since: $since) {cursor hasMore checksum}}"


@pytest.fixture
def pull(graphql):
    return puller(graphql)


def test_who_has_left_no_group_is_told_nothing_of_other_groups(pull):
    post = factories.post("Sleep well")
    people.restrict(post, "groups", groups=["board"])
    headers = people.bearer(people.member())
    cursor = pull(headers=headers)["cursor"]
    post.unpublish()
    assert pull(cursor, headers=headers)["changes"] == []


@pytest.mark.parametrize("who", ["stranger", "member"])
def test_only_who_sees_a_post_for_members_is_told_of_its_tags(pull, who):
    factories.post("Sleep well", tags=["sleep"])
    hidden = factories.post("For members")
    people.restrict(hidden, "login")
    headers = people.bearer(people.member()) if who == "member" else None
    since = pull(headers=headers)["cursor"]
    hidden.tags.add("sleep", "grief")
    hidden.save()
    page = told(pull(since, headers=headers))
    seen = [("UPSERT", "Tag", None), ("UPSERT", "Tag", None), ("UPSERT", "for-members", None)]
    assert sorted(page) == (seen if who == "member" else [])


def test_a_tag_that_is_lost_later_is_told_of_to_who_had_it(pull):
    known = factories.post("Sleep well", tags=["sleep"])
    hidden = factories.post("For members")
    people.restrict(hidden, "login")
    since = pull()["cursor"]
    hidden.tags.add("sleep")
    hidden.save()
    since = pull(since)["cursor"]
    known.tags.clear()
    known.save()
    assert told(pull(since)) == [("UPSERT", "sleep-well", None), ("REMOVE", "Tag", "RESTRICTED")]


def test_a_member_is_told_of_what_another_group_has_alone_now(pull):
    post = factories.post("Sleep well")
    restriction = people.restrict(post, "groups", groups=["members"])
    headers = people.bearer(people.member(groups=["members"]))
    cursor = pull(headers=headers)["cursor"]
    restriction.groups.set([people.group("board")])
    assert told(pull(cursor, headers=headers)) == [("REMOVE", "Post", "RESTRICTED")]


def test_who_knew_the_old_password_is_told_of_the_new_one(pull, graphql):
    post = factories.post("Sleep well")
    restriction = people.restrict(post, "password")
    headers = {"Page-Grant": people.grant(graphql)}
    page = pull(headers=headers)
    assert ("UPSERT", "sleep-well", None) in told(page)
    PageViewRestriction.objects.filter(pk=restriction.pk).update(password="other")
    page = pull(page["cursor"], headers=headers)
    assert told(page) == [("REMOVE", "Post", "RESTRICTED")]


def test_a_member_is_told_nothing_of_another_site(pull):
    other = factories.site().root_page.specific
    post = factories.post("Elsewhere", under=factories.blog("Other", under=other))
    headers = people.bearer(people.member())
    factories.post("Here", under=factories.blog("Ours"))
    cursor = pull(headers=headers)["cursor"]
    post.unpublish()
    assert pull(cursor, headers=headers)["changes"] == []


def test_a_site_whose_root_has_moved_starts_again(pull, graphql):
    site = Site.objects.get()
    factories.post("Sleep well")
    cursor = pull()["cursor"]
    shelf = factories.site("shelf.example").root_page
    site.root_page.move(shelf, pos="last-child")
    assert refusal(graphql(OPERATION, since=cursor)) == "RESYNC_REQUIRED"


def test_a_front_end_with_another_address_starts_again(pull, graphql):
    factories.post("Sleep well")
    cursor = pull()["cursor"]
    factories.site_settings(frontend_url="https://www.example.org")
    assert refusal(graphql(OPERATION, since=cursor)) == "RESYNC_REQUIRED"


@pytest.fixture
def spanish():
    """The language of a post, the blog and the home page in Spanish."""
    post = factories.post("Sleep well")
    for page in (factories.home(), post.get_parent().specific, post):
        made = factories.spanish(page, slug=f"{page.slug}-es")
    return made.locale


def test_a_language_with_another_code_starts_again(pull, graphql, spanish):
    cursor = pull()["cursor"]
    Locale.objects.filter(pk=spanish.pk).update(language_code="de")
    assert refusal(graphql(OPERATION, since=cursor)) == "RESYNC_REQUIRED"


def test_only_a_language_that_has_another_code_starts_again(pull, graphql, spanish):
    cursor = pull(query=SCOPED, locale="es")["cursor"]
    Locale.objects.filter(pk=spanish.pk).update(language_code="de")
    assert refusal(graphql(SCOPED, since=cursor, locale="es")) == "RESYNC_REQUIRED"


def test_only_a_language_whose_code_another_has_starts_again(pull, graphql, spanish):
    cursor = pull(query=SCOPED, locale="es")["cursor"]
    Locale.objects.filter(pk=spanish.pk).update(language_code="de")
    Locale.objects.filter(language_code="en").update(language_code="es")
    assert refusal(graphql(SCOPED, since=cursor, locale="es")) == "RESYNC_REQUIRED"


def test_only_a_language_that_is_gone_starts_again(pull, graphql, spanish):
    cursor = pull(query=SCOPED, locale="es")["cursor"]
    Page.objects.filter(locale=spanish).order_by("depth").first().delete()
    spanish.delete()
    assert refusal(graphql(SCOPED, since=cursor, locale="es")) == "RESYNC_REQUIRED"


CATEGORIES = {
    "has another slug": lambda one: Category.objects.filter(pk=one.pk).update(slug="rest"),
    "is taken down": lambda one: one.unpublish(),
    "is gone": lambda one: one.delete(),
    "is another one": lambda one: (
        Category.objects.filter(pk=one.pk).update(slug="rest"),
        factories.category("Sleep"),
    ),
}


@pytest.mark.parametrize("edit", CATEGORIES.values(), ids=CATEGORIES)
def test_only_a_category_starts_again_when_it(pull, graphql, edit):
    category = factories.category("Sleep")
    factories.post("Sleep well", category=category)
    cursor = pull(query=SCOPED, category="sleep")["cursor"]
    edit(category)
    assert refusal(graphql(SCOPED, since=cursor, category="sleep")) == "RESYNC_REQUIRED"


def test_there_is_no_checksum_while_the_content_changes(pull, monkeypatch):
    factories.post("Sleep well")
    page = pull(query=CHECKSUM)
    monkeypatch.setattr(feed.log, "number", lambda: 987)
    assert page["checksum"]
    assert pull(page["cursor"], CHECKSUM)["checksum"] is None


def test_a_page_looks_at_some_changes_of_others_and_then_asks_to_go_on(pull, monkeypatch):
    monkeypatch.setattr(feed, "BATCH", 2)
    monkeypatch.setattr(feed, "MAX_BATCHES", 1)
    other = factories.site().root_page.specific
    blog = factories.blog("Other", under=other)
    ours = factories.blog("Ours")
    cursor = pull()["cursor"]
    for number in range(3):
        factories.post(f"Post {number}", under=blog)
    pull()
    factories.post("Sleep well", under=ours)
    page = pull(cursor)
    assert (page["changes"], page["hasMore"]) == ([], True)
    assert told(pull(page["cursor"])) == [("UPSERT", "sleep-well", None)]


def test_a_poll_by_get_without_news_takes_two_statements(pull, client, count_sql):
    factories.post("Sleep well")
    variables = f'{{"since": "{pull()["cursor"]}"}}'
    asked = {"query": OPERATION, "variables": variables}
    assert len(count_sql(lambda: client.get("/graphql/", asked))) == 2


@pytest.fixture
def granted(graphql):
    """Headers of somebody who knows the password of one page, and another page with another."""
    people.restrict(factories.post("Sleep well"), "password")
    headers = {"Page-Grant": people.grant(graphql)}
    secret = factories.post("Secret")
    people.restrict(secret, "password", password="quite another")
    return headers, secret


def test_a_grant_for_one_page_tells_nothing_of_the_password_of_another(pull, granted):
    headers, secret = granted
    cursor = pull(headers=headers)["cursor"]
    PageViewRestriction.objects.filter(page=secret.pk).update(password="changed")
    assert told(pull(cursor, headers=headers)) == []


def test_a_grant_for_one_page_tells_nothing_of_the_end_of_another(pull, granted):
    headers, secret = granted
    cursor = pull(headers=headers)["cursor"]
    secret.delete()
    assert told(pull(cursor, headers=headers)) == []


def test_a_members_poll_without_news_is_known_already(pull, client):
    factories.post("Sleep well")
    headers = people.bearer(people.member())
    variables = json.dumps({"since": pull(headers=headers)["cursor"]})
    asked = {"query": OPERATION, "variables": variables}
    first = client.get("/graphql/", asked, headers=headers)
    again = client.get("/graphql/", asked, headers={**headers, "If-None-Match": first["ETag"]})
    told = (again.status_code, again.content, again["Cache-Control"])
    assert told == (304, b"", "private, no-store")
