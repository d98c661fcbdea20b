"""Managing accounts: who may change whom.

Wagtail lets everybody who may change users also make administrators, and change the passwords of
those that there are. Here only an administrator touches an administrator.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.users.views import users

from home.models import User


def may_change(user: Any, other: Any) -> bool:
    """Tell whether `user` may change the account of `other`, as far as administrators go."""
    return bool(user.is_superuser or not other.is_superuser)


class OwnRankMixin:
    """A form of an account in which only administrators make administrators."""

    request: HttpRequest

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        """Lock the field that makes an administrator, unless one asks."""
        form = super().get_form(*args, **kwargs)  # type: ignore[misc]
        field = form.fields.get("is_superuser")
        if field and not self.request.user.is_superuser:
            field.disabled = True
            field.help_text = _("Only administrators can make somebody an administrator.")
        return form


class CreateView(OwnRankMixin, users.CreateView):
    """Adding an account."""


class EditView(OwnRankMixin, users.EditView):
    """Changing an account."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse to change an administrator, unless one asks."""
        if not may_change(request.user, self.object):
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response


class UserViewSet(users.UserViewSet):
    """Accounts in the admin."""

    add_view_class = CreateView
    edit_view_class = EditView


def refuse_bulk_action(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """Refuse to act on accounts together when an administrator is among them, unless one asks."""
    if action.model is not User or all(may_change(request.user, one) for one in objects):
        return None
    messages.error(request, _("Only administrators can change administrators."))
    return redirect("wagtailusers_users:index")
