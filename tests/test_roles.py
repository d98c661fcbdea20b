"""The roles of a practice: what each can do in the admin, and what it cannot."""

from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import Workflow
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from blog.models import PostPage
from home.models import User
from tests import factories as make
from tests import people

pytestmark = pytest.mark.django_db

WRITER, EDITOR, REVIEWER, MANAGER = ROLES = (
    *("Writers", "Editors"),
    *("Clinical reviewers", "Practice manager"),
)
EVERYBODY = set(ROLES)


class Desk:
    """Somebody in a role, logged in, with a draft of their own and a live post of another."""

    def __init__(self, client, role):
        self.client = client
        self.user = people.member("sam", groups=[role])
        self.client.force_login(self.user)
        self.colleague = people.member("kim")
        self.draft = make.post("My draft", owner=self.user, live=False)
        self.draft.save_revision()
        self.post = make.post("Their post", owner=self.colleague)

    def opens(self, name, *args):
        return self.client.get(reverse(name, args=args)).status_code == 200

    def sends(self, name, *args, **data):
        return self.client.post(reverse(name, args=args), data)

    def saves(self, page, title="Changed", **data):
        self.sends("wagtailadmin_pages:edit", page.pk, **post_form(title, page.slug, **data))
        return PostPage.objects.get(pk=page.pk).get_latest_revision_as_object().title == title


def post_form(title, slug, **data):
    return nested_form_data(
        {
            "title": title,
            "slug": slug,
            "intro": "How to.",
            "audience": "everyone",
            "body": streamfield([("paragraph", rich_text("<p>Breathe out.</p>"))]),
            "sources": streamfield([]),
            "post_authors": inline_formset([]),
            "comments": inline_formset([]),
            **data,
        }
    )


def adds_a_post(desk):
    args = ["blog", "postpage", desk.post.get_parent().pk]
    desk.sends("wagtailadmin_pages:add", *args, **post_form("New", "new"))
    return PostPage.objects.filter(slug="new").exists()


def edits_their_own(desk):
    return desk.saves(desk.draft)


def edits_anothers(desk):
    return desk.saves(desk.post)


def publishes_their_own(desk):
    desk.saves(desk.draft, **{"action-publish": "yes"})
    return PostPage.objects.get(pk=desk.draft.pk).live


def unpublishes(desk):
    desk.sends("wagtailadmin_pages:unpublish", desk.post.pk)
    return not PostPage.objects.get(pk=desk.post.pk).live


def submits_their_own(desk):
    desk.saves(desk.draft, **{"action-submit": "yes"})
    return PostPage.objects.get(pk=desk.draft.pk).workflow_in_progress


def deletes_their_own_draft(desk):
    desk.sends("wagtailadmin_pages:delete", desk.draft.pk)
    return not PostPage.objects.filter(pk=desk.draft.pk).exists()


def deletes_anothers(desk):
    desk.sends("wagtailadmin_pages:delete", desk.post.pk)
    return not PostPage.objects.filter(pk=desk.post.pk).exists()


def looks_at_their_draft(desk):
    response = desk.client.get(reverse("wagtailadmin_pages:view_draft", args=[desk.draft.pk]))
    return urlsplit(response.get("Location", "")).path == "/preview/"


def is_asked_for_a_review(desk):
    desk.post.save_revision()
    Workflow.objects.get(name="Clinical review").start(desk.post, desk.colleague)
    state = desk.post.current_workflow_task_state
    actions = state.task.specific.get_actions(desk.post, desk.user)
    return "approve" in {name for name, *_rest in actions}


def opens(name, *args):
    return lambda desk: desk.opens(name, *args)


def adds(snippet):
    return opens(f"wagtailsnippets_{snippet}:add")


def edits_a_contact(desk):
    return desk.opens("wagtailsnippets_home_contact:edit", make.contact().pk)


def edits_a_crisis_resource(desk):
    return desk.opens("wagtailsnippets_home_crisisresource:edit", make.crisis_resource().pk)


def edits_the_settings(desk):
    site = make.site_settings().site
    return desk.opens("wagtailsettings:edit", "home", "sitesettings", site.pk)


def edits_their_own_picture(desk):
    return desk.opens("wagtailimages:edit", make.image(uploaded_by_user=desk.user).pk)


def edits_anothers_picture(desk):
    return desk.opens("wagtailimages:edit", make.image(uploaded_by_user=desk.colleague).pk)


def edits_a_user(desk):
    return desk.opens("wagtailusers_users:edit", desk.colleague.pk)


TABLE = {
    adds_a_post: {WRITER, EDITOR, MANAGER},
    edits_their_own: {WRITER, EDITOR, MANAGER},
    edits_anothers: {EDITOR, MANAGER},
    publishes_their_own: {EDITOR, MANAGER},
    unpublishes: {EDITOR, MANAGER},
    submits_their_own: {WRITER, EDITOR, MANAGER},
    deletes_their_own_draft: {WRITER, EDITOR, MANAGER},
    deletes_anothers: {EDITOR, MANAGER},
    looks_at_their_draft: {WRITER, EDITOR, MANAGER},
    is_asked_for_a_review: {REVIEWER},
    edits_a_contact: {EDITOR, MANAGER},
    edits_a_crisis_resource: {EDITOR, MANAGER},
    edits_the_settings: {EDITOR, MANAGER},
    edits_their_own_picture: {WRITER, EDITOR, MANAGER},
    edits_anothers_picture: {EDITOR, MANAGER},
    edits_a_user: {MANAGER},
}
PLACES = {
    "adds a contact": (adds("home_contact"), {EDITOR, MANAGER}),
    "adds a crisis resource": (adds("home_crisisresource"), {EDITOR, MANAGER}),
    "adds an author": (adds("blog_author"), {EDITOR, MANAGER}),
    "adds a category": (adds("blog_category"), {EDITOR, MANAGER}),
    "adds a word to avoid": (adds("blog_adviceword"), {EDITOR, MANAGER}),
    "adds a picture": (opens("wagtailimages:add"), {WRITER, EDITOR, MANAGER}),
    "chooses a picture": (opens("wagtailimages_chooser:choose"), EVERYBODY),
    "adds a document": (opens("wagtaildocs:add"), {WRITER, EDITOR, MANAGER}),
    "adds a user": (opens("wagtailusers_users:add"), {MANAGER}),
    "changes groups": (opens("wagtailusers_groups:index"), set()),
    "adds a redirect": (opens("wagtailredirects:add"), {MANAGER}),
    "changes workflows": (opens("wagtailadmin_workflows:index"), set()),
    "changes sites": (opens("wagtailsites:index"), set()),
    "reads of reviews": (opens("hearth_report_reviews"), {EDITOR, REVIEWER, MANAGER}),
    "reads of links": (opens("hearth_report_links"), {EDITOR, MANAGER}),
    "reads of crisis resources": (opens("hearth_report_crisis-resources"), {EDITOR, MANAGER}),
    "reads of pictures": (opens("hearth_report_pictures"), {WRITER, EDITOR, MANAGER}),
    "reads of contacts": (opens("hearth_report_contacts"), {EDITOR, MANAGER}),
    "enters the admin": (opens("wagtailadmin_home"), EVERYBODY),
}
CASES = {
    **{action.__name__.replace("_", " "): (action, able) for action, able in TABLE.items()},
    **PLACES,
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("action", CASES)
def test_a_role_does_what_it_may_and_no_more(client, role, action):
    does, able = CASES[action]
    assert bool(does(Desk(client, role))) is (role in able)


@pytest.mark.parametrize("role", ROLES)
def test_every_role_is_there_from_the_start(role):
    assert Group.objects.filter(name=role).exists()


@pytest.fixture
def manager(client):
    return Desk(client, MANAGER)


def account_form(user, **changes):
    return {
        "username": user.username,
        "email": "x@example.org",
        "first_name": "X",
        "last_name": "Y",
        "is_active": "on",
        **changes,
    }


def test_a_manager_makes_an_account_for_a_writer(manager):
    group = Group.objects.get(name=WRITER)
    words = {"password1": "correct horse battery", "password2": "correct horse battery"}
    data = account_form(User(username="wren"), groups=[group.pk], **words)
    manager.sends("wagtailusers_users:add", **data)
    assert list(User.objects.get(username="wren").groups.all()) == [group]


def test_a_manager_does_not_make_administrators(manager):
    words = {"password1": "correct horse battery", "password2": "correct horse battery"}
    data = account_form(User(username="wren"), is_superuser="on", **words)
    manager.sends("wagtailusers_users:add", **data)
    assert not User.objects.get(username="wren").is_superuser


@pytest.mark.parametrize("who", ["user", "colleague"])
def test_a_manager_does_not_turn_anybody_into_an_administrator(manager, who):
    user = getattr(manager, who)
    data = account_form(user, is_superuser="on", groups=[group.pk for group in user.groups.all()])
    manager.sends("wagtailusers_users:edit", user.pk, **data)
    user.refresh_from_db()
    assert (user.email, user.is_superuser) == ("x@example.org", False)


def test_a_manager_does_not_change_an_administrator(manager):
    root = people.superuser()
    words = {"password1": "correct horse battery", "password2": "correct horse battery"}
    response = manager.sends("wagtailusers_users:edit", root.pk, **account_form(root, **words))
    assert (response.status_code, User.objects.get(pk=root.pk).password) == (302, "")


def test_a_manager_does_not_delete_an_administrator(manager):
    root = people.superuser()
    manager.sends("wagtailusers_users:delete", root.pk)
    assert User.objects.filter(pk=root.pk).exists()


@pytest.mark.parametrize(
    ("action", "data"),
    [("delete", {}), ("set_active_state", {"mark_as_active": "False"}), ("assign_role", {})],
)
def test_a_manager_does_not_act_on_administrators_together_with_others(manager, action, data):
    root = people.superuser()
    url = reverse("wagtail_bulk_action", args=["home", "user", action])
    data = data or {"role": Group.objects.get(name=WRITER).pk}
    manager.client.post(f"{url}?id={root.pk}&id={manager.colleague.pk}", data)
    after = User.objects.get(pk=root.pk)
    assert (after.is_active, after.groups.count()) == (True, 0)


def test_a_manager_does_act_on_others_together(manager):
    url = reverse("wagtail_bulk_action", args=["home", "user", "set_active_state"])
    manager.client.post(f"{url}?id={manager.colleague.pk}", {"mark_as_active": "False"})
    assert not User.objects.get(pk=manager.colleague.pk).is_active


def test_an_administrator_makes_another_one(client):
    root = people.superuser()
    user = people.member("wren")
    client.force_login(root)
    data = account_form(user, is_superuser="on")
    client.post(reverse("wagtailusers_users:edit", args=[user.pk]), data)
    assert User.objects.get(pk=user.pk).is_superuser
