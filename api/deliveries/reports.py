"""The log of deliveries in the admin: what was sent where, and what came of it."""

import json
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.reports import ReportView

from api.deliveries import lanes
from api.deliveries.admin import parked
from api.deliveries.models import Delivery, DeliveryState, Lane

PERMISSION = "api.change_webhook"


class DeliveryFilterSet(WagtailFilterSet):
    """What the log can be narrowed down by."""

    class Meta:
        model = Delivery
        fields = ["state", "lane"]


class DeliveriesView(ReportView):
    """All deliveries that are remembered, the newest first."""

    page_title = gettext_lazy("Deliveries")
    header_icon = "history"
    index_url_name = "hearth_deliveries"
    index_results_url_name = "hearth_deliveries_results"
    model = Delivery
    filterset_class = DeliveryFilterSet
    default_ordering = "-created_at"
    any_permission_required = ["change"]
    columns = [
        TitleColumn(
            "name",
            label=gettext_lazy("Event"),
            get_url=lambda one: reverse("hearth_delivery", args=[one.pk]),
        ),
        Column("about", label=gettext_lazy("About")),
        Column("lane", label=gettext_lazy("To")),
        StatusTagColumn(
            "state",
            label=gettext_lazy("State"),
            accessor=lambda one: one.get_state_display(),
            primary=lambda one: one.state == DeliveryState.DELIVERED,
        ),
        Column("attempts", label=gettext_lazy("Attempts")),
        Column("status", label=gettext_lazy("Status"), accessor=lambda one: one.status or ""),
        DateColumn("created_at", label=gettext_lazy("Made"), sort_key="created_at"),
    ]
    list_export = ["name", "about", "lane", "state", "attempts", "status", "said", "created_at"]

    def user_has_any_permission(self, permissions: Any) -> bool:
        """Let whoever may change webhooks read it."""
        return bool(self.request.user.has_perm(PERMISSION))

    def get_base_queryset(self) -> QuerySet[Delivery]:
        """Return deliveries with where they go."""
        return Delivery.objects.select_related("lane__webhook")


class DeliveriesItem(MenuItem):
    """The entry of the log in the menu of reports."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether to show it."""
        return bool(request.user.has_perm(PERMISSION))


def delivery(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one delivery."""
    found = _found(request, pk)
    context = {
        "delivery": found,
        "body": json.dumps(found.body, ensure_ascii=False, indent=2),
        "heading": _("Delivery of %(event)s") % {"event": found.name},
        "is_due": found.due_at <= timezone.now(),
    }
    return TemplateResponse(request, "api/deliveries/delivery.html", context)


@require_POST
def replay(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a delivery once more."""
    lanes.replay(_found(request, pk))
    messages.success(request, _("It is sent once more, with the same id."))
    return redirect("hearth_delivery", pk)


@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with the lane of a cache."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    lanes.resume(get_object_or_404(Lane, pk=pk, webhook=None))
    messages.success(request, _("What waited is sent now, in its order."))
    return redirect("wagtailadmin_home")


def _found(request: HttpRequest, pk: int) -> Delivery:
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    return get_object_or_404(Delivery.objects.select_related("lane__webhook"), pk=pk)


class ParkedPanel(Component):
    """Tells on the admin's home which receivers wait for somebody."""

    name = "parked_deliveries"
    template_name = "api/deliveries/parked.html"
    order = 90

    @cached_property
    def lanes(self) -> list[Lane]:
        """What is parked."""
        return list(parked())

    @cached_property
    def given_up(self) -> int:
        """How many deliveries were tried for long enough, while others were accepted."""
        return Delivery.objects.filter(state=DeliveryState.PARKED).count()

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Return what the template shows."""
        return {
            "lanes": self.lanes,
            "given_up": self.given_up,
            "csrf_token": parent_context["csrf_token"],
        }


def add_parked_panel(request: HttpRequest, panels: list[Any]) -> None:
    """Add the panel for those who can do something about it, if there is anything."""
    panel = ParkedPanel()
    if request.user.has_perm(PERMISSION) and (panel.lanes or panel.given_up):
        panels.append(panel)
