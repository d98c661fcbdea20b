"""Saves of one object take turns, and what is refused leaves nothing behind.

Wagtail's editor loads an object, compares revisions, and saves. While an automatic save is between
the first and the last of these, a publication can be done from beginning to end; the automatic
save then writes the draft that it loaded over the published object: it is unpublished again.

A copy of pages is made page by page. Without a transaction, one that is refused in the middle
leaves pages that count children who were never stored.
"""

from contextlib import ExitStack
from http import HTTPStatus
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
#: Where several objects are made or changed at once, though none is held.
WHOLE_VIEWS = {"wagtailadmin_pages:copy", "wagtailadmin_api:pages:action"}


#: Where a request keeps its turn, which ends with its answer, and whether it has one.
TURN = "hearth_turn"
HELD = "hearth_turn_held"


class OneSaveAtATimeMiddleware:
    """Comes last, so that every other check is done before an object is held."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer; what is refused, by an exception or by the answer's status, is all undone."""
        with ExitStack() as turn:
            setattr(request, TURN, turn)
            response: HttpResponseBase = self.get_response(request)
            is_refused = response.status_code >= HTTPStatus.BAD_REQUEST
            if is_refused and getattr(request, HELD, False):
                # The API of the admin makes answers of its exceptions.
                transaction.set_rollback(True)
            return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Let the view of an editor run while nobody else saves the same object, all or nothing."""
        if request.method != "POST" or not request.user.is_authenticated:
            return None
        edited = _edited(request, view, kwargs)
        if edited is None and not _is_whole(request):
            return None
        getattr(request, TURN).enter_context(transaction.atomic())
        setattr(request, HELD, True)
        if edited is not None and _is_out_of_date(request, edited):
            return _out_of_date()
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Take back all that the view has done, before other middleware says why it was refused."""
        setattr(request, HELD, False)
        getattr(request, TURN).__exit__(type(exception), exception, exception.__traceback__)


def _is_whole(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.view_name in WHOLE_VIEWS


def _is_out_of_date(request: HttpRequest, edited: QuerySet[Any]) -> bool:
    """Hold what is edited; say whether an automatic save was made from less than is stored."""
    rows = edited.order_by().select_for_update(no_key=True)
    revision = rows.values_list("latest_revision_id", flat=True).first()
    return revision is not None and _knows_no_revision(request)


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


def _out_of_date() -> JsonResponse:
    """Return what Wagtail answers to an automatic save that is out of date."""
    message = _("Saving will overwrite a newer version.")
    return JsonResponse(
        {"success": False, "error_code": "invalid_revision", "error_message": message}, status=400
    )
