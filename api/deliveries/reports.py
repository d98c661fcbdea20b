"""The log of deliveries in the admin: what was sent where, and what came of it."""

import json
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.log_actions import log

from api.deliveries import lag, lanes, queries
from api.deliveries.admin import REPLAYED, RESUMED, State, StateColumn, parked
from api.deliveries.models import Delivery, DeliveryState, Lane, Webhook

PERMISSION = "api.change_webhook"


TONES = {DeliveryState.DELIVERED: "good", DeliveryState.PARKED: "bad"}


def state_of(delivery: Delivery) -> State:
    """Return what became of a delivery."""
    return State(delivery.get_state_display(), TONES.get(DeliveryState(delivery.state), "quiet"))


def event_choices() -> list[tuple[str, str]]:
    """Return the events that there are deliveries of."""
    names = Delivery.objects.order_by("name").values_list("name", flat=True).distinct()
    return [(name, name) for name in names]


class DeliveryFilterSet(WagtailFilterSet):
    """What the log can be narrowed down by."""

    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=DeliveryState.choices, widget=forms.RadioSelect
    )
    lane = django_filters.ModelChoiceFilter(
        label=gettext_lazy("To"), queryset=Lane.objects.select_related("webhook").order_by("pk")
    )
    name = django_filters.ChoiceFilter(label=gettext_lazy("Event"), choices=event_choices)
    subject = django_filters.CharFilter(label=gettext_lazy("Object"))
    created_at = django_filters.DateFromToRangeFilter(
        label=gettext_lazy("Made"), widget=DateRangePickerWidget
    )

    class Meta:
        model = Delivery
        fields: list[str] = []


class DeliveriesView(ReportView):
    """All deliveries that are remembered, the newest first."""

    template_name = "api/deliveries/deliveries.html"

    page_title = gettext_lazy("Deliveries")
    header_icon = "history"
    index_url_name = "hearth_deliveries"
    index_results_url_name = "hearth_deliveries_results"
    model = Delivery
    filterset_class = DeliveryFilterSet
    default_ordering = "-created_at"
    is_searchable = True
    # The words of an event, or the addresses and tags of a purge.
    search_fields = [
        *("name", "subject", "event_id", "content__urls", "content__tags"),
        *("content__event__data__path", "content__event__data__slug"),
    ]
    any_permission_required = ["change"]
    columns = [
        TitleColumn(
            "name",
            label=gettext_lazy("Event"),
            classname="hearth-wraps",
            get_url=lambda one: reverse("hearth_delivery", args=[one.pk]),
        ),
        Column("about", label=gettext_lazy("About"), classname="hearth-wraps"),
        Column("lane", label=gettext_lazy("To")),
        StateColumn("state", label=gettext_lazy("State"), accessor=state_of),
        Column("attempts", label=gettext_lazy("Attempts"), classname="hearth-spare"),
        Column(
            "status",
            label=gettext_lazy("Status"),
            accessor=lambda one: one.status or "",
            classname="hearth-spare",
        ),
        DateColumn("created_at", label=gettext_lazy("Made"), sort_key="created_at"),
    ]
    list_export = ["name", "about", "lane", "state", "attempts", "status", "said", "created_at"]
    export_headings = {"lane": gettext_lazy("To"), "about": gettext_lazy("About")}

    def user_has_any_permission(self, permissions: Any) -> bool:
        """Let whoever may change webhooks read it."""
        return bool(self.request.user.has_perm(PERMISSION))

    def get_base_queryset(self) -> QuerySet[Delivery]:
        """Return deliveries with where they go."""
        return Delivery.objects.select_related("lane__webhook")

    @cached_property
    def behind(self) -> list[str]:
        """What is told if nobody reads what has changed."""
        return lag.words(*lag.NAMES)


class DeliveriesItem(MenuItem):
    """The entry of the log in the menu of reports."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether to show it."""
        return bool(request.user.has_perm(PERMISSION))


def delivery(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one delivery, and whether anything is sent to where it goes."""
    found = _found(request, pk)
    lane = found.lane
    title = _("Delivery of %(event)s") % {"event": found.name}
    log_url = reverse("hearth_deliveries")
    next_at = max(found.due_at, lane.rest_until or found.due_at)
    context = {
        "delivery": found,
        "state": state_of(found),
        # What was said may begin with it.
        "status": "" if found.said.startswith("HTTP ") else found.status,
        "body": json.dumps(found.body, ensure_ascii=False, indent=2),
        "is_open": is_open(lane),
        "next_at": next_at if next_at > timezone.now() else None,
        "others_url": f"{log_url}?{urlencode({'subject': found.subject})}",
        "header_title": title,
        "header_icon": "history",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": log_url, "label": _("Deliveries")},
            {"url": "", "label": title},
        ],
    }
    return TemplateResponse(request, "api/deliveries/delivery.html", context)


def is_open(lane: Lane) -> bool:
    """Whether anything is sent in a lane: it is not parked, and its webhook is active."""
    return lane.parked_at is None and (lane.webhook is None or lane.webhook.is_active)


@require_POST
def replay(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a delivery once more."""
    found = _found(request, pk)
    lane = found.lane
    lanes.replay(found)
    data = {"event": found.name, "about": found.about, "id": found.event_id}
    log(lane.webhook or found, REPLAYED, user=request.user, data=data)
    if is_open(lane):
        messages.success(request, _("It is sent once more, with the same id."))
    else:
        words = _("It waits: nothing is sent to %(receiver)s. What to do about it is told below.")
        messages.warning(request, words % {"receiver": lane})
    return redirect("hearth_delivery", pk)


@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with the lane of a cache."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    lane = get_object_or_404(Lane, pk=pk, webhook=None)
    lanes.resume(lane)
    log(lane, RESUMED, user=request.user)
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

    @cached_property
    def behind(self) -> list[str]:
        """What is told if nobody reads what has changed."""
        return lag.words(*lag.NAMES)

    @cached_property
    def broken(self) -> list[tuple[Webhook, str]]:
        """The webhooks whose query cannot run any more, as long as nothing waits for it."""
        told = {lane.webhook_id for lane in self.lanes}
        return [(one, reason) for one, reason in queries.broken() if one.pk not in told]

    def __bool__(self) -> bool:
        return bool(self.lanes or self.given_up or self.behind or self.broken)

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Return what the template shows."""
        return {
            "behind": self.behind,
            "lanes": self.lanes,
            "broken": self.broken,
            "given_up": self.given_up,
            "csrf_token": parent_context["csrf_token"],
        }


def add_parked_panel(request: HttpRequest, panels: list[Any]) -> None:
    """Add the panel for those who can do something about it, if there is anything."""
    panel = ParkedPanel()
    if request.user.has_perm(PERMISSION) and panel:
        panels.append(panel)
