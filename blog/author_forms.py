"""The form in which the profiles of authors are written."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from blog import gates


class AuthorForm(WagtailAdminModelForm):
    """The form of a profile. A draft is saved whatever it says."""

    def clean(self) -> dict[str, Any]:
        """Refuse to publish a licence that has expired."""
        cleaned: dict[str, Any] = super().clean() or {}
        expires_on = cleaned.get("licence_expires_on")
        if gates.asks_to_publish(self.data) and gates.is_past(expires_on):
            message = _("This licence has expired. Enter the date of the renewed one.")
            self.add_error("licence_expires_on", message)
        return cleaned
