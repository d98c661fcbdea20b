"""The change log: what readers see differently is in it, once, in the order of commits."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from wagtail.actions.move_page import MovePageAction
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Locale,
    Page,
    PageViewRestriction,
    Site,
)

from api.changes import log, triggers
from api.models import Change, Readable, Touch
from blog.models import PostPage
from home.models import Contact, Image
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def changes():
    """A callable that returns what an action wrote to the log, as "Type:slug-or-name kind"."""

    def run(action):
        start = log.position().number
        action()
        end = log.position().number
        found = log.after(start)
        assert [one.number for one in found] == list(range(start + 1, end + 1))
        return sorted(f"{_named(one)} {one.kind}" for one in found)

    return run


def _named(change):
    facts = change.after or change.before[0]
    return f"{facts['type']}:{facts.get('slug', change.key)}"


@pytest.fixture
def post():
    return factories.post("Sleep well")


def refreshed(page):
    return page.specific_class.objects.get(pk=page.pk)


def test_a_published_post(changes):
    factories.blog()
    assert changes(lambda: factories.post("Sleep well")) == ["Post:sleep-well published"]


def test_a_draft_is_not_in_it(changes):
    factories.blog()
    assert changes(lambda: factories.post("Sleep well", live=False)) == []


@pytest.mark.parametrize("action", ["create", "delete"])
def test_a_draft_says_nothing_by_its_tags(changes, action):
    factories.post("Sleep well", tags=["grief"])
    if action == "create":
        assert changes(lambda: factories.post("Draft", live=False, tags=["grief"])) == []
    else:
        draft = factories.post("Draft", live=False, tags=["grief"])
        assert changes(draft.delete) == []


def test_a_saved_draft_of_a_published_post_is_not_in_it(changes, post):
    def save():
        post.title = "Sleep better"
        post.save_revision()

    assert changes(save) == []


def test_a_publication_of_a_draft(changes, post):
    post.title = "Sleep better"
    revision = post.save_revision()
    assert changes(revision.publish) == ["Post:sleep-well updated"]


def test_saving_without_a_change_is_not_in_it(changes, post):
    page = refreshed(post)
    assert changes(page.save) == []


def test_an_update_that_sends_no_signal(changes, post):
    rows = PostPage.objects.filter(pk=post.pk)
    assert changes(lambda: rows.update(intro="Another.")) == ["Post:sleep-well updated"]


def test_unpublishing(changes, post):
    assert changes(post.unpublish) == ["Post:sleep-well unpublished"]


def test_deleting(changes, post):
    assert changes(post.delete) == ["Post:sleep-well deleted"]


def test_deleting_a_draft_is_not_in_it(changes):
    draft = factories.post("Sleep well", live=False)
    assert changes(draft.delete) == []


def test_deleting_a_subtree(changes, post):
    blog = post.get_parent()
    assert changes(blog.delete) == ["BlogIndex:blog deleted", "Post:sleep-well deleted"]


def test_a_post_that_goes_live_by_schedule(changes):
    draft = factories.post("Sleep well", live=False)
    draft.go_live_at = timezone.now() - timedelta(minutes=1)
    revision = draft.save_revision()
    revision.approved_go_live_at = draft.go_live_at
    revision.save()
    assert changes(lambda: call_command("publish_scheduled")) == ["Post:sleep-well published"]


def test_a_post_that_expires_before_any_task_notices(changes, post):
    moment = timezone.now() - timedelta(seconds=1)

    def expire():
        PostPage.objects.filter(pk=post.pk).update(expire_at=moment)
        Touch.objects.all().delete()
        Readable.objects.filter(key=str(post.pk)).update(expires_at=moment)

    assert changes(expire) == ["Post:sleep-well expired"]


def test_a_post_that_a_task_unpublishes_when_it_expires(changes, post):
    def expire():
        PostPage.objects.filter(pk=post.pk).update(expire_at=timezone.now() - timedelta(seconds=1))
        call_command("publish_scheduled")

    assert changes(expire) == ["Post:sleep-well expired"]


def test_moving_a_subtree(changes, post):
    blog = post.get_parent().specific
    other = factories.home().add_child(instance=type(factories.home())(title="Two", slug="two"))
    moved = changes(lambda: MovePageAction(blog, other, pos="last-child").execute())
    assert [one for one in moved if "Redirect" not in one] == [
        "BlogIndex:blog updated",
        "Post:sleep-well updated",
    ]


def test_another_slug_changes_the_addresses_below(changes, post):
    blog = refreshed(post.get_parent().specific)

    def rename():
        blog.slug = "advice"
        blog.save()

    renamed = changes(rename)
    assert [one for one in renamed if "Redirect" not in one] == [
        "BlogIndex:advice updated",
        "Post:sleep-well updated",
    ]


def test_privacy_of_an_ancestor(changes, post):
    blog = post.get_parent()

    def restrict():
        PageViewRestriction.objects.create(page=blog, restriction_type="login")

    assert changes(restrict) == ["BlogIndex:blog updated", "Post:sleep-well updated"]


def test_the_end_of_privacy(changes, post):
    restriction = PageViewRestriction.objects.create(page=post, restriction_type="login")
    assert changes(restriction.delete) == ["Post:sleep-well updated"]


def test_a_snippet_and_the_posts_that_show_it(changes):
    contact = factories.contact()
    factories.post("Sleep well", body=[("contact", {"contact": contact.pk})])

    def rename():
        contact.name = "Reception"
        contact.save()

    assert changes(rename) == [f"Contact:{contact.pk} updated", "Post:sleep-well affected"]


def test_a_deleted_snippet_and_the_posts_that_showed_it(changes):
    contact = factories.contact()
    factories.post("Sleep well", body=[("contact", {"contact": contact.pk})])
    pk = contact.pk
    assert changes(lambda: Contact.objects.get(pk=pk).delete()) == [
        f"Contact:{pk} deleted",
        "Post:sleep-well affected",
    ]


def test_a_picture_with_another_focal_point(changes):
    image = factories.image()

    def focus():
        image.focal_point_x = image.focal_point_y = 5
        image.focal_point_width = image.focal_point_height = 2
        image.save()

    assert changes(focus) == [f"Image:{image.pk} updated"]


def test_pictures_that_are_put_into_a_private_collection_at_once(changes):
    image = factories.image()
    private = factories.collection()
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    rows = Image.objects.filter(pk=image.pk)
    assert changes(lambda: rows.update(collection=private)) == [f"Image:{image.pk} updated"]


def test_a_collection_that_becomes_private(changes):
    archive = factories.collection()
    image = factories.image(collection=factories.collection("Old", under=archive))

    def restrict():
        CollectionViewRestriction.objects.create(collection=archive, restriction_type="login")

    assert changes(restrict) == [f"Image:{image.pk} updated"]


def test_a_collection_that_moves_into_a_private_one(changes):
    private = factories.collection()
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    open_one = factories.collection("Open")
    image = factories.image(collection=open_one)
    assert changes(
        lambda: open_one.move(Collection.objects.get(pk=private.pk), "sorted-child")
    ) == [f"Image:{image.pk} updated"]


def test_a_document(changes):
    document = factories.document()

    def rename():
        document.title = "Sleep diary"
        document.save()

    assert changes(rename) == [f"Document:{document.pk} updated"]


def test_an_alias_follows_its_source(changes, post):
    post.create_alias(update_slug="sleep-alias")
    post.intro = "Another."
    revision = post.save_revision()
    assert changes(revision.publish) == ["Post:sleep-alias updated", "Post:sleep-well updated"]


def test_a_redirect(changes):
    assert changes(lambda: Redirect.add_redirect("/old", "/new")) == [
        f"Redirect:{Redirect.objects.get().pk} published"
    ]


def test_settings(changes):
    found = factories.site_settings()
    assert changes(lambda: factories.site_settings(disclaimer="Call us.")) == [
        f"Site:{found.pk} updated"
    ]


def test_a_site(changes):
    site = Site.objects.get()
    assert changes(lambda: Site.objects.update(site_name="Hearth")) == [f"Site:{site.pk} updated"]


def test_a_tag_is_there_with_the_first_post_that_has_it(changes):
    factories.blog()
    assert changes(lambda: factories.post("Sleep well", tags=["rest"])) == [
        "Post:sleep-well published",
        "Tag:rest published",
    ]


def test_a_tag_is_gone_with_the_last_post_that_has_it(changes):
    post = factories.post("Sleep well", tags=["rest"])
    assert changes(post.unpublish) == ["Post:sleep-well unpublished", "Tag:rest unpublished"]


def test_a_byline(changes):
    author = factories.author()
    post = factories.post("Sleep well", authors=[author])
    assert changes(lambda: post.post_authors.first().delete()) == ["Post:sleep-well updated"]


def test_a_change_that_is_rolled_back_is_not_in_it(changes, post):
    def fail():
        with transaction.atomic():
            PostPage.objects.filter(pk=post.pk).update(intro="Another.")
            transaction.set_rollback(True)

    assert changes(fail) == []


def test_what_has_expired_before_it_was_seen_is_not_in_it(changes):
    factories.blog()
    moment = timezone.now() - timedelta(seconds=1)
    assert changes(lambda: factories.post("Sleep well", expire_at=moment)) == []


def test_a_removal_remembers_where_the_object_was(post):
    log.position()
    post.unpublish()
    log.position()
    last = Change.objects.latest("number")
    assert last.after is None
    assert last.before[0]["path"] == post.path


def test_reading_the_position_costs_one_statement(count_sql, post):
    log.position()
    assert len(count_sql(log.position)) == 1


def test_installing_the_triggers_again_changes_nothing(count_sql):
    before = triggers.installed(connection)
    assert not any("TRIGGER" in sql for sql in count_sql(lambda: triggers.install(connection)))
    assert triggers.installed(connection) == before


def test_a_locale_is_part_of_every_answer(changes):
    Locale.objects.get_or_create(language_code="es")
    log.position()
    assert Change.objects.filter(tags__contains="frame").exists()


def test_pages_of_the_tree_that_nobody_tracks_are_not_in_it(changes):
    root = Page.get_first_root_node()
    assert changes(lambda: root.add_child(instance=Page(title="Plain", slug="plain"))) == []


def test_other_groups_of_a_private_page(changes, post):
    restriction = PageViewRestriction.objects.create(page=post, restriction_type="groups")
    group = Group.objects.create(name="Members")
    assert changes(lambda: restriction.groups.add(group)) == ["Post:sleep-well updated"]


def test_deleting_a_private_page(changes, post):
    PageViewRestriction.objects.create(page=post, restriction_type="login")
    assert changes(post.delete) == ["Post:sleep-well deleted"]


def test_a_line_that_posts_show_which_choose_none(changes):
    line = factories.crisis_resource()
    factories.post("Sleep well", body=[("crisis", {"resources": []})])

    def rename():
        line.phone = "911"
        line.save()

    assert changes(rename) == [f"CrisisResource:{line.pk} updated", "Post:sleep-well affected"]


def test_a_tag_is_as_it_was_when_one_of_its_posts_changes(changes):
    post = factories.post("Sleep well", tags=["rest"])
    rows = PostPage.objects.filter(pk=post.pk)
    assert changes(lambda: rows.update(intro="Another.")) == ["Post:sleep-well updated"]
