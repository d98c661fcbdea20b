"""How the admin lists contacts and crisis resources."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn, LocaleColumn, UpdatedAtColumn
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from home.models import Contact, CrisisResource
from home.phones import display_phone

# What the list of any snippet ends with. Wagtail's own labels would be translated only once.
STATE_COLUMNS = [
    LocaleColumn(label=_("Locale")),
    UpdatedAtColumn(label=_("Updated")),
    LiveStatusTagColumn(label=_("Status")),
]
PHONE_COLUMN = Column(
    "phone", label=_("Phone"), accessor=lambda entry: display_phone(entry.phone), sort_key="phone"
)


class DeadlineColumn(Column):
    """A column of dates that says which of them have passed."""

    cell_template_name = "home/admin/deadline_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        """Add `is_overdue` to the context of the cell."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        deadline = context["value"]
        return {**context, "is_overdue": deadline is not None and deadline < timezone.localdate()}


class ListedSnippetViewSet(SnippetViewSet):
    """A list that is searched by `search_fields` in the database.

    The search index would refuse to search while the list is sorted or filtered by what it does
    not hold, and these lists are short.
    """

    search_backend_name = None
    inspect_view_enabled = True


class ContactViewSet(ListedSnippetViewSet):
    """Contacts in the admin."""

    model = Contact
    icon = "mail"
    search_fields = ["name", "role", "phone", "email"]
    list_display = ["name", "role", PHONE_COLUMN, "email", *STATE_COLUMNS]
    list_filter = {"role": ["icontains"], "live": ["exact"]}
    list_export = [
        *("name", "role", "phone", "email", "booking_url", "address", "opening_hours", "note"),
        *("locale", "live"),
    ]
    inspect_view_fields = [
        *("name", "role", "phone_display", "email", "booking_url"),
        *("address", "opening_hours", "note"),
    ]


class CrisisResourceViewSet(ListedSnippetViewSet):
    """Crisis resources in the admin, with what has to be checked again."""

    model = CrisisResource
    icon = "warning"
    search_fields = ["name", "region", "phone"]
    list_display = [
        "name",
        "region",
        PHONE_COLUMN,
        "verified_on",
        DeadlineColumn("verify_by", label=_("Verify by")),
        *STATE_COLUMNS,
    ]
    list_filter = {"region": ["icontains"], "live": ["exact"]}
    list_export = [
        *("name", "region", "phone", "sms", "url", "availability", "languages"),
        *("verified_on", "verify_by", "locale", "live"),
    ]
    inspect_view_fields = [
        *("name", "region", "phone", "sms", "url", "availability", "languages"),
        *("verified_on", "verify_by"),
    ]


class ContactsGroup(SnippetViewSetGroup):
    """Everybody whom readers can call."""

    items = (ContactViewSet, CrisisResourceViewSet)
    menu_label = _("Contacts")
    menu_icon = "mail"
    menu_name = "contacts-group"
    menu_order = 210
