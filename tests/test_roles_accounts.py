"""Accounts: a practice manager makes and changes them, and never an administrator's."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from home.models import User
from tests import people
from tests.desk import WORDS, Desk, account_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client):
    return Desk(client, "Practice manager")


def test_a_manager_makes_an_account_for_a_writer(manager):
    group = Group.objects.get(name="Writers")
    words = {"password1": WORDS, "password2": WORDS}
    data = account_form("wren", groups=[group.pk], **words)
    manager.sends("wagtailusers_users:add", **data)
    assert list(User.objects.get(username="wren").groups.all()) == [group]


def test_a_manager_does_not_make_administrators(manager):
    words = {"password1": WORDS, "password2": WORDS}
    data = account_form("wren", is_superuser="on", **words)
    manager.sends("wagtailusers_users:add", **data)
    assert not User.objects.get(username="wren").is_superuser


@pytest.mark.parametrize("who", ["user", "colleague"])
def test_a_manager_does_not_turn_anybody_into_an_administrator(manager, who):
    user = getattr(manager, who)
    data = account_form(
        user.username, is_superuser="on", groups=[group.pk for group in user.groups.all()]
    )
    manager.sends("wagtailusers_users:edit", user.pk, **data)
    user.refresh_from_db()
    assert (user.email, user.is_superuser) == ("x@example.org", False)


def test_a_manager_does_not_change_an_administrator(manager):
    root = people.superuser()
    words = {"password1": WORDS, "password2": WORDS}
    response = manager.sends(
        "wagtailusers_users:edit", root.pk, **account_form(root.username, **words)
    )
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
    data = data or {"role": Group.objects.get(name="Writers").pk}
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
    data = account_form(user.username, is_superuser="on")
    client.post(reverse("wagtailusers_users:edit", args=[user.pk]), data)
    assert User.objects.get(pk=user.pk).is_superuser
