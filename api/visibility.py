"""What a reader may see: the one rule, which every edge of the schema starts from.

Anonymous readers see live, unexpired, unrestricted content of the site that is asked; members also
what the view restrictions let them see (`api.rights`).
"""

from collections.abc import Collection
from typing import Any

from django.db.models import Model, Q, QuerySet
from wagtail.models import CollectionMember, DraftStateMixin, Page

from api.context import Restriction, Viewer
from api.loading import Session


def visible(queryset: QuerySet[Any], viewer: Viewer) -> QuerySet[Any]:
    """Narrow a queryset of any model to what the viewer may see."""
    return queryset.filter(visible_q(queryset.model, viewer))


def visible_q(model: type[Model], viewer: Viewer, prefix: str = "") -> Q:
    """Return the rule for a model as a condition; `prefix` leads to it, such as `post__`."""
    rule = Q()
    if issubclass(model, Page | DraftStateMixin):
        rule &= published_q(viewer, prefix) | _previewed_q(model, viewer, prefix)
    if issubclass(model, Page):
        rule &= in_site_q(viewer, prefix) & ~restricted_q(viewer, prefix)
    if issubclass(model, CollectionMember):
        rule &= ~_below(viewer.scope.collections, f"{prefix}collection__path")
    return rule


def published_q(viewer: Viewer, prefix: str = "") -> Q:
    """Return what is live and has not expired, even if no task has noticed that yet."""
    unexpired = Q(**{f"{prefix}expire_at": None}) | Q(**{f"{prefix}expire_at__gt": viewer.now})
    return Q(**{f"{prefix}live": True}) & unexpired


def _previewed_q(model: type[Model], viewer: Viewer, prefix: str) -> Q:
    """Return the one snippet that a preview token shows though it is not published."""
    shown = viewer.scope.shown
    return Q() if shown is None or shown[0] != model._meta.label else Q(**{f"{prefix}pk": shown[1]})


def in_site_q(viewer: Viewer, prefix: str = "") -> Q:
    """Return pages at or below the site's root and the root's translations."""
    return _below(viewer.scope.roots, f"{prefix}path")


def restricted_q(viewer: Viewer, prefix: str = "") -> Q:
    """Return pages at or below a page with a view restriction that the viewer has not passed."""
    return _below(viewer.scope.pages, f"{prefix}path")


def restrictions_on(page: Page, session: Session) -> list[Restriction]:
    """Return the view restrictions on the way to a page that the session has not passed."""
    return [one for one in session.rights.pages if page.path.startswith(one.path)]


def _below(paths: Collection[str], field: str) -> Q:
    """Return what lies at or below one of the tree paths; of no paths, nothing."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{f"{field}__startswith": path})
    return condition
