"""What a reader may see: the one rule, which every edge of the schema starts from.

Anonymous readers see live, unexpired, unrestricted content of the site that is asked.
"""

from typing import Any

from django.db.models import Model, Q, QuerySet
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
    return _below([root.path for root in site_roots(session)], f"{prefix}path")


def restricted_q(session: Session, prefix: str = "") -> Q:
    """Return pages at or below a page with a view restriction."""
    return _below([path for path, _kind in page_restrictions(session)], f"{prefix}path")


def site_roots(session: Session) -> list[Page]:
    """Return the root page of the site and its translations, the default language first."""
    roots: list[Page] | None = session.memo.get("site_roots")
    if roots is None:
        root = session.site.root_page_id
        same = Page.objects.filter(pk=root).values("translation_key")
        found = Page.objects.filter(translation_key__in=same).only(
            "pk", "path", "url_path", "locale_id"
        )
        roots = sorted(found, key=lambda page: (page.pk != root, page.pk))
        session.memo["site_roots"] = roots
    return roots


def page_restrictions(session: Session) -> list[tuple[str, str]]:
    """Return tree path and type of every view restriction on a page."""
    found: list[tuple[str, str]] | None = session.memo.get("page_restrictions")
    if found is None:
        rows = PageViewRestriction.objects.values_list("page__path", "restriction_type")
        found = session.memo["page_restrictions"] = list(rows)
    return found


def _restricted_collections(session: Session) -> list[str]:
    found: list[str] | None = session.memo.get("restricted_collections")
    if found is None:
        rows = CollectionViewRestriction.objects.values_list("collection__path", flat=True)
        found = session.memo["restricted_collections"] = list(rows)
    return found


def _below(paths: list[str], field: str) -> Q:
    """Return what lies at or below one of the tree paths; of no paths, nothing."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{f"{field}__startswith": path})
    return condition
