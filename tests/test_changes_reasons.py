"""A removal tells the reason that holds when it is told, whatever happened before."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import CollectionViewRestriction, Locale

from blog.models import PostPage
from home.models import Contact
from tests import factories as make
from tests import people
from tests.sync.pages import puller, told

pytestmark = pytest.mark.django_db
SCOPED = """query ($since: String, $category: String, $locale: String) {
    changes(since: $since, category: $category, locale: $locale) {
        cursor hasMore changes {kind type reason node {... on Post {slug}}}
    }
}"""


@pytest.fixture
def pull(graphql):
    return puller(graphql)


@pytest.fixture
def post():
    return make.post("Sleep well", category=make.category())


def over(thing):
    """Let the time of something be over, whether a task has noticed or not."""
    moment = timezone.now() - timedelta(seconds=1)
    type(thing).objects.filter(pk=thing.pk).update(expire_at=moment)


def another_site(post):
    blog = make.blog("Other", under=make.site().root_page)
    people.restrict(blog, "login")
    post.move(blog, pos="last-child")


GONE = {
    "taken down": lambda post: post.unpublish(),
    "over": over,
    "for some": lambda post: people.restrict(post, "login"),
}


@pytest.mark.parametrize("go", GONE.values(), ids=GONE)
def test_what_is_deleted_after_it_was_gone_is_deleted(pull, post, go):
    cursor = pull()["cursor"]
    go(post)
    pull()
    post.delete()
    assert told(pull(cursor)) == [("REMOVE", "Post", "DELETED")]


def test_what_is_over_and_then_taken_down_by_the_schedule_is_over(pull, post):
    cursor = pull()["cursor"]
    over(post)
    pull()
    post.refresh_from_db()
    post.unpublish(set_expired=True)
    assert told(pull(cursor)) == [("REMOVE", "Post", "EXPIRED")]


def test_a_contact_whose_time_is_over_is_over(pull):
    contact = make.contact()
    cursor = pull()["cursor"]
    over(contact)
    assert told(pull(cursor)) == [("REMOVE", "Contact", "EXPIRED")]


def test_a_contact_that_is_taken_down_is_unpublished(pull):
    contact = make.contact()
    cursor = pull()["cursor"]
    Contact.objects.get(pk=contact.pk).unpublish()
    assert told(pull(cursor)) == [("REMOVE", "Contact", "UNPUBLISHED")]


def test_a_post_below_a_page_for_members_is_restricted(pull, post):
    cursor = pull()["cursor"]
    people.restrict(post.get_parent(), "login")
    removed = [("REMOVE", "BlogIndex", "RESTRICTED"), ("REMOVE", "Post", "RESTRICTED")]
    assert sorted(told(pull(cursor))) == removed


def test_a_picture_of_a_collection_for_members_is_restricted(pull):
    shelf = make.collection()
    make.image(collection=shelf)
    cursor = pull()["cursor"]
    CollectionViewRestriction.objects.create(collection=shelf, restriction_type="login")
    assert told(pull(cursor)) == [("REMOVE", "Image", "RESTRICTED")]


def test_a_tag_of_posts_that_are_for_members_now_is_restricted(pull):
    post = make.post("Sleep well", tags=["rest"])
    cursor = pull()["cursor"]
    people.restrict(post, "login")
    removed = [("REMOVE", "Post", "RESTRICTED"), ("REMOVE", "Tag", "RESTRICTED")]
    assert sorted(told(pull(cursor))) == removed


def test_a_tag_of_posts_that_have_moved_away_has_moved_out(pull):
    post = make.post("Sleep well", tags=["rest"])
    cursor = pull()["cursor"]
    another_site(post)
    removed = [("REMOVE", "Post", "MOVED_OUT"), ("REMOVE", "Tag", "MOVED_OUT")]
    assert sorted(told(pull(cursor))) == removed


def test_what_moved_to_where_it_is_restricted_has_moved_out(pull, post):
    cursor = pull()["cursor"]
    another_site(post)
    assert told(pull(cursor)) == [("REMOVE", "Post", "MOVED_OUT")]


def test_what_a_member_can_see_at_another_site_has_moved_out(pull, post):
    people.restrict(post, "login")
    headers = people.bearer(people.member())
    cursor = pull(headers=headers)["cursor"]
    another_site(post)
    assert told(pull(cursor, headers=headers)) == [("REMOVE", "Post", "MOVED_OUT")]


def test_what_left_the_category_and_was_taken_down_is_unpublished(pull, post):
    cursor = pull(query=SCOPED, category="sleep")["cursor"]
    PostPage.objects.filter(pk=post.pk).update(category=None)
    pull()
    post.refresh_from_db()
    post.unpublish()
    page = pull(cursor, SCOPED, category="sleep")
    assert told(page) == [("REMOVE", "Post", "UNPUBLISHED")]


def test_what_left_the_category_and_is_for_members_has_moved_out(pull, post):
    cursor = pull(query=SCOPED, category="sleep")["cursor"]
    PostPage.objects.filter(pk=post.pk).update(category=None)
    people.restrict(post, "login")
    page = pull(cursor, SCOPED, category="sleep")
    assert told(page) == [("REMOVE", "Post", "MOVED_OUT")]


def test_a_contact_in_another_language_has_moved_out(pull):
    contact = make.contact()
    spanish = make.spanish(make.home()).locale
    cursor = pull(query=SCOPED, locale="en")["cursor"]
    Contact.objects.filter(pk=contact.pk).update(locale=Locale.objects.get(pk=spanish.pk))
    page = pull(cursor, SCOPED, locale="en")
    assert told(page) == [("REMOVE", "Contact", "MOVED_OUT")]
