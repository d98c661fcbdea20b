"""What only members may see is told to nobody: no event, address or tag of it leaves the house."""

import pytest
from taggit.models import Tag
from wagtail.models import PageViewRestriction

from api.changes.settling import list_tag, object_tag, path_tag, slug_tag
from blog.models import PostPage
from tests import factories as make
from tests import people
from tests.deliveries.conftest import deliver, forgotten, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def members():
    """A blog for members alone."""
    found = make.blog("Members")
    people.restrict(found, "login")
    return found


def titles(receiver):
    return [(one.event["type"], one.data.get("slug")) for one in receiver.messages]


def test_a_tag_that_only_posts_for_members_have_is_not_told(receiver, webhook, members):
    assert told(receiver, lambda: make.post("Secret", under=members, tags=["trauma"])) == []


def test_a_tag_that_gets_its_first_post_for_anybody_is_published(receiver, webhook, members):
    make.post("Secret", under=members, tags=["trauma"])
    told(receiver, lambda: make.post("Open", tags=["trauma"]))
    assert ("tag.published", "trauma") in titles(receiver)


def test_a_tag_whose_last_post_for_anybody_goes_is_unpublished(receiver, webhook, members):
    make.post("Secret", under=members, tags=["trauma"])
    post = make.post("Open", tags=["trauma"])
    assert "tag.unpublished" in told(receiver, post.unpublish)


def test_a_tag_that_posts_for_members_have_too_is_not_told_of_them(receiver, webhook, members):
    make.post("Open", tags=["trauma"])
    assert told(receiver, lambda: make.post("Secret", under=members, tags=["trauma"])) == []


def test_the_new_slug_of_a_post_that_is_hidden_is_not_told(receiver, webhook, cache):
    post = make.post("Sleep well")

    def hide():
        people.restrict(post, "login")
        page = PostPage.objects.get(pk=post.pk)
        page.slug = "secret"
        page.save()

    addresses = forgotten(hide)
    assert titles(receiver)[-1] == ("post.unpublished", "sleep-well")
    assert "/blog/sleep-well/" in addresses
    assert not [one for one in addresses if "secret" in one]
    assert slug_tag("Post", "secret") not in cache.tags
    assert slug_tag("Post", "sleep-well") in cache.tags


def test_no_address_and_no_tag_of_a_post_for_members_is_forgotten(cache, members):
    post = make.post("Secret", under=members, tags=["trauma"])
    deliver()

    def change():
        page = PostPage.objects.get(pk=post.pk)
        page.title = "More secret"
        page.save()

    assert forgotten(change) == set()
    key = Tag.objects.get().pk
    hidden = {object_tag("Post", post.pk), object_tag("Tag", key), list_tag("Post")}
    assert not hidden & set(cache.tags)


def test_settings_are_on_no_page_that_is_only_for_members(cache, members):
    make.post("Secret", under=members)
    found = forgotten(lambda: make.site_settings(disclaimer="Call us."))
    assert found
    assert not [one for one in found if "members" in one]


def test_answers_of_what_a_path_asks_for_are_forgotten(cache, members):
    post = make.post("Secret", under=members)

    def change():
        PageViewRestriction.objects.update(restriction_type="password", password="open")

    assert forgotten(change) == set()
    assert path_tag(PostPage.objects.get(pk=post.pk).url_path) in cache.tags
    assert object_tag("Post", post.pk) not in cache.tags


def test_a_post_that_is_opened_is_forgotten_as_it_is_now(cache, members):
    post = make.post("Secret", under=members)
    found = forgotten(PageViewRestriction.objects.get().delete)
    assert "/members/secret/" in found
    assert object_tag("Post", post.pk) in cache.tags
