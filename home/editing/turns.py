"""Saves of one object take turns.

Wagtail's editor loads an object, compares revisions, and saves. While an automatic save is between
the first and the last of these, a publication can be done from beginning to end; the automatic
save then writes the draft that it loaded over the published object: it is unpublished again.
"""

from contextlib import ExitStack
from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from wagtail.admin.views.generic.mixins import CreateEditViewOptionalFeaturesMixin
from wagtail.models import Page, RevisionMixin

#: Where pages are saved, published and taken offline.
PAGE_VIEWS = {
    "wagtailadmin_pages:edit",
    "wagtailadmin_pages:unpublish",
    "wagtailadmin_pages:workflow_action",
}


#: Where a request keeps its turn, which ends with its answer.
TURN = "hearth_turn"


class OneSaveAtATimeMiddleware:
    """Comes last, so that every other check is done before an object is held."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer."""
        with ExitStack() as turn:
            setattr(request, TURN, turn)
            response: HttpResponseBase = self.get_response(request)
            return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Let the view of an editor run while nobody else saves the same object."""
        edited = _edited(request, view, kwargs) if request.method == "POST" else None
        if edited is None or not request.user.is_authenticated:
            return None
        getattr(request, TURN).enter_context(transaction.atomic())
        rows = edited.order_by().select_for_update(no_key=True)
        revision = rows.values_list("latest_revision_id", flat=True).first()
        if revision is not None and _knows_no_revision(request):
            return _refused()
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Take back all that the view has done, before other middleware says why it was refused."""
        getattr(request, TURN).__exit__(type(exception), exception, exception.__traceback__)


def _edited(request: HttpRequest, view: Any, kwargs: dict[str, Any]) -> QuerySet[Any] | None:
    """Return what a view edits, as a query for one row, if it keeps revisions."""
    match = request.resolver_match
    if match is not None and match.view_name in PAGE_VIEWS:
        return Page.objects.filter(pk=kwargs["page_id"])
    model = getattr(view, "view_initkwargs", {}).get("model")
    if (
        "pk" not in kwargs
        or model is None
        or not issubclass(view.view_class, CreateEditViewOptionalFeaturesMixin)
        or not issubclass(model, RevisionMixin)
    ):
        return None
    try:
        return model._default_manager.filter(pk=unquote(str(kwargs["pk"])))
    except (ValueError, ValidationError):
        return None


def _knows_no_revision(request: HttpRequest) -> bool:
    """Say whether an automatic save cannot tell which revision its text is made from.

    Wagtail trusts it. But the editor was opened before there was a revision: one made since is
    newer.
    """
    return not (
        request.accepts("text/html")
        or request.POST.get("loaded_revision_id")
        or request.POST.get("overwrite_revision_id")
    )


def _refused() -> JsonResponse:
    """Return what Wagtail answers to an automatic save that is out of date."""
    message = _("Saving will overwrite a newer version.")
    return JsonResponse(
        {"success": False, "error_code": "invalid_revision", "error_message": message}, status=400
    )
