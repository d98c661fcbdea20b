"""Which crisis resources have to be checked again."""

from datetime import timedelta
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.forms import RadioSelect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, LocaleColumn, TitleColumn

from home.admin import PHONE_COLUMN, DeadlineColumn
from home.dates import DaysAfter
from home.models import CrisisResource
from home.reports.report import LIVE_COLUMN, Report

SOON_DAYS = 30


def to_verify(within: int = 0) -> Any:
    """Return the live resources whose day of verification comes within so many days, or has gone.

    Each has that day as `due_on`.
    """
    latest = timezone.localdate() + timedelta(days=within)
    return with_deadlines().filter(live=True, due_on__lt=latest)


def with_deadlines() -> Any:
    """Return all resources with the day of their next verification as `due_on`."""
    return CrisisResource.objects.annotate(due_on=DaysAfter("verified_on", "verify_every"))


class CrisisFilterSet(WagtailFilterSet):
    """What the list can be narrowed down by."""

    due = django_filters.ChoiceFilter(
        label=_("To verify"),
        method="filter_due",
        choices=[("overdue", _("Overdue")), ("soon", _("Overdue or within 30 days"))],
        empty_label=_("All"),
        widget=RadioSelect,
    )

    class Meta:
        model = CrisisResource
        fields = ["live"]

    def filter_due(self, resources: Any, name: str, value: str) -> Any:
        """Keep the live ones that have to be checked."""
        return resources.filter(pk__in=to_verify(SOON_DAYS if value == "soon" else 0).values("pk"))


class CrisisReport(Report):
    """Crisis resources by the day on which somebody has to check them again."""

    slug = "crisis-resources"
    menu_order = 110
    readers = ("home.change_crisisresource", "home.view_crisisresource")
    page_title = _("Crisis resources to verify")
    header_icon = "warning"
    model = CrisisResource
    filterset_class = CrisisFilterSet
    default_ordering = "due_on"
    columns = [
        TitleColumn(
            "name",
            label=_("Name"),
            sort_key="name",
            get_url=lambda resource: AdminURLFinder().get_edit_url(resource),
        ),
        Column("region", label=_("Region"), sort_key="region"),
        PHONE_COLUMN,
        Column("verified_on", label=_("Verified on"), sort_key="verified_on"),
        DeadlineColumn("due_on", label=_("Verify by"), sort_key="due_on"),
        LocaleColumn(label=_("Locale")),
        LIVE_COLUMN,
    ]
    list_export = [
        *("name", "region", "phone", "sms", "url", "availability", "languages"),
        *("verified_on", "due_on", "locale", "live"),
    ]
    export_headings = {"due_on": _("Verify by")}

    def get_base_queryset(self) -> QuerySet[CrisisResource]:
        """Return all resources, with their languages."""
        resources: QuerySet[CrisisResource] = with_deadlines().select_related("locale")
        return resources
