"""People with tokens: members, editors, and the headers that they send."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from wagtail.models import (
    APIToken,
    CollectionViewRestriction,
    GroupPagePermission,
    Page,
    PageViewRestriction,
)

from tests import factories as make


def member(name="mia", *, groups=(), **fields):
    """Somebody with an account, in the groups of these names."""
    user = get_user_model().objects.create(username=name, **fields)
    user.groups.set([group(one) for one in groups])
    return user


def group(name):
    return Group.objects.get_or_create(name=name)[0]


def superuser(name="root"):
    return member(name, is_superuser=True)


def editor(page, name="eve", *, permission="change_page"):
    """Somebody who may edit a page and all below it."""
    user = member(name, groups=[f"editors {name}"])
    GroupPagePermission.objects.create(
        group=user.groups.get(),
        page=Page.objects.get(pk=page.pk),
        permission=Permission.objects.get(codename=permission, content_type__model="page"),
    )
    return user


def bearer(user):
    """The header of somebody's new token."""
    return {"Authorization": f"Bearer {APIToken.create_token(user=user, name='test')[1]}"}


def restrict(thing, kind, *, groups=(), password="open"):  # noqa: S107
    """Put a view restriction on a page, or on a new collection with a picture or a document."""
    values = {"restriction_type": kind, "password": password}
    if isinstance(thing, Page):
        restriction = PageViewRestriction.objects.create(page_id=thing.pk, **values)
    else:
        collection = make.collection()
        restriction = CollectionViewRestriction.objects.create(collection=collection, **values)
        type(thing).objects.filter(pk=thing.pk).update(collection=collection)
    restriction.groups.set([group(one) for one in groups])
    return restriction


def grant(graphql, path="/blog/sleep-well/", password="open"):  # noqa: S107
    """The grant that a password gives."""
    unlock = """mutation($path: String!, $password: String!) {
        unlockPage(path: $path, password: $password) {grant}
    }"""
    answer = graphql(unlock, path=path, password=password)
    return answer["data"]["unlockPage"]["grant"]
