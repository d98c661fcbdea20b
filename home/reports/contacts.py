"""Where contacts are used."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.ui.tables import (
    LocaleColumn,
    TitleColumn,
)
from wagtail.models import ReferenceIndex

from home.admin import PHONE_COLUMN
from home.models import Contact
from home.reports.report import LIVE_COLUMN, Report
from home.reports.usage import UsedFilterSet, UsesColumn, attach_uses


class ContactFilterSet(UsedFilterSet):
    """What the list can be narrowed down by."""

    class Meta:
        model = Contact
        fields = ["live"]


class ContactReport(Report):
    """Contacts with the posts and settings that show them."""

    slug = "contacts"
    menu_order = 140
    readers = ("home.change_contact", "home.view_contact")
    page_title = _("Where contacts are used")
    header_icon = "mail"
    model = Contact
    filterset_class = ContactFilterSet
    default_ordering = "name"
    columns = [
        TitleColumn(
            "name",
            label=_("Name"),
            sort_key="name",
            get_url=lambda contact: AdminURLFinder().get_edit_url(contact),
        ),
        PHONE_COLUMN,
        TitleColumn(
            "usage_count",
            label=_("Uses"),
            sort_key="usage_count",
            url_name="wagtailsnippets_home_contact:usage",
        ),
        UsesColumn("uses", label=_("Used in")),
        LocaleColumn(label=_("Locale")),
        LIVE_COLUMN,
    ]
    list_export = ["name", "role", "phone", "email", "usage_count", "used_in", "locale", "live"]
    export_headings = {"usage_count": _("Uses"), "used_in": _("Used in")}

    def get_base_queryset(self) -> QuerySet[Contact]:
        """Return all contacts with the number of their uses."""
        return Contact.objects.select_related("locale").annotate(
            usage_count=ReferenceIndex.usage_count_subquery(Contact)
        )

    def decorate_paginated_queryset(self, contacts: Any) -> Any:
        """Fetch what uses the contacts for all of them at once."""
        return attach_uses(contacts)
