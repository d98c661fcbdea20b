"""What a reader may see: the one rule, which every edge of the schema starts from.

Anonymous readers see live, unexpired, unrestricted content of the site that is asked.
"""

from typing import Any

from django.db.models import Model, Q, QuerySet, Value
from wagtail.models import (
    CollectionMember,
    CollectionViewRestriction,
    DraftStateMixin,
    Page,
    PageViewRestriction,
)

from api.loading import Session


def visible(queryset: QuerySet[Any], session: Session) -> QuerySet[Any]:
    """Narrow a queryset of any model to what the reader of the session may see."""
    return queryset.filter(visible_q(queryset.model, session))


def visible_q(model: type[Model], session: Session, prefix: str = "") -> Q:
    """Return the rule for a model as a condition; `prefix` leads to it, such as `post__`."""
    rule = Q()
    if issubclass(model, Page | DraftStateMixin):
        rule &= published_q(session, prefix)
    if issubclass(model, Page):
        rule &= in_site_q(session, prefix) & ~restricted_q(session, prefix)
    if issubclass(model, CollectionMember):
        rule &= ~_below(_restricted_collections(session), f"{prefix}collection__path")
    return rule


def published_q(session: Session, prefix: str = "") -> Q:
    """Return what is live and has not expired, even if no task has noticed that yet."""
    unexpired = Q(**{f"{prefix}expire_at": None}) | Q(**{f"{prefix}expire_at__gt": session.now})
    return Q(**{f"{prefix}live": True}) & unexpired


def in_site_q(session: Session, prefix: str = "") -> Q:
    """Return pages at or below the site's root and the root's translations."""
    return _below([root.path for root in session.roots], f"{prefix}path")


def restricted_q(session: Session, prefix: str = "") -> Q:
    """Return pages at or below a page with a view restriction."""
    return _below([path for path, _kind in page_restrictions(session)], f"{prefix}path")


def page_restrictions(session: Session) -> list[tuple[str, str]]:
    """Return tree path and type of every view restriction on a page."""
    return [(path, kind) for model, path, kind in _restrictions(session) if model == "page"]


def _restricted_collections(session: Session) -> list[str]:
    return [path for model, path, _kind in _restrictions(session) if model == "collection"]


def _restrictions(session: Session) -> list[tuple[str, str, str]]:
    """Return (model, tree path, type) of all view restrictions, with one query per request."""
    found: list[tuple[str, str, str]] | None = session.memo.get("restrictions")
    if found is None:
        pages = PageViewRestriction.objects.values_list(
            Value("page"), "page__path", "restriction_type"
        )
        collections = CollectionViewRestriction.objects.values_list(
            Value("collection"), "collection__path", "restriction_type"
        )
        found = session.memo["restrictions"] = list(pages.union(collections, all=True))
    return found


def _below(paths: list[str], field: str) -> Q:
    """Return what lies at or below one of the tree paths; of no paths, nothing."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{f"{field}__startswith": path})
    return condition
