"""What somebody may see: which view restrictions hide their pages and collections from them.

Each restriction has to be passed by itself, wherever in the tree it stands: whoever may see a page
may not see what is below it and restricted again. Superusers pass all of them. Whoever has a token
passes those for people who have logged in, members of a group those for the group, and grants open
pages with a password. Nobody sees less than a stranger.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Q, QuerySet, Value
from wagtail.models import (
    BaseViewRestriction,
    Collection,
    CollectionViewRestriction,
    PageViewRestriction,
)

from api import grants
from api.context import Context, Restriction
from api.identity import Identity

LOGIN, GROUPS = BaseViewRestriction.LOGIN, BaseViewRestriction.GROUPS


@dataclass(frozen=True)
class Rights:
    """The restrictions that somebody has not passed.

    `members_only` are the keys of collections that are restricted, but not for them.
    """

    pages: tuple[Restriction, ...]
    collections: tuple[Restriction, ...]
    members_only: frozenset[int] = frozenset()


def rights(identity: Identity, context: Context) -> Rights:
    """Return what is hidden; asks the database only for somebody with a token, and once."""
    pages, collections = context.page_restrictions, context.collection_restrictions
    user = identity.user
    if user is None:
        hidden = [one for one in pages if not _is_open(one, identity)] if identity.grants else pages
        return Rights(tuple(hidden), tuple(collections))
    is_asked = collections or any(one.kind == GROUPS for one in pages)
    found = _found(user, collections) if is_asked else {}
    none: frozenset[int] = frozenset()
    groups, shelves = found.get("page", none), found.get("collection", none)
    hidden = [
        one for one in pages if not _passes(user, one, groups) and not _is_open(one, identity)
    ]
    closed = [one for one in collections if not _passes(user, one, shelves)]
    return Rights(tuple(hidden), tuple(closed), found.get("member", none))


def _is_open(restriction: Restriction, identity: Identity) -> bool:
    if restriction.kind != BaseViewRestriction.PASSWORD or not identity.grants:
        return False
    secret = grants.of_password(restriction.pk, restriction.password)
    return any(
        pk == restriction.pk and grants.same(granted, secret) for pk, granted in identity.grants
    )


def _passes(user: Any, restriction: Restriction, by_group: frozenset[int]) -> bool:
    return (
        user.is_superuser
        or restriction.kind == LOGIN
        or (restriction.kind == GROUPS and restriction.pk in by_group)
    )


def _found(user: Any, collections: Iterable[Restriction]) -> dict[str, frozenset[int]]:
    """Return the restrictions that the user's groups pass, and all restricted collections."""

    def rows(kind: str, queryset: QuerySet[Any, Any], key: str) -> QuerySet[Any, Any]:
        return queryset.order_by().values_list(Value(kind, output_field=CharField()), key)

    groups = user.groups.order_by().values("pk")
    below = Q(pk__in=[])
    for one in collections:
        below |= Q(path__startswith=one.path)
    through = (PageViewRestriction.groups.through, CollectionViewRestriction.groups.through)
    pages, shelves = (model.objects.filter(group__in=groups) for model in through)
    union = rows("page", pages, "pageviewrestriction_id").union(
        rows("collection", shelves, "collectionviewrestriction_id"),
        rows("member", Collection.objects.filter(below), "pk"),
        all=True,
    )
    found: dict[str, set[int]] = {}
    for kind, key in union:
        found.setdefault(kind, set()).add(key)
    return {kind: frozenset(keys) for kind, keys in found.items()}
