"""What the admin answers when something must not be done to an object as it is."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder


class Refused(ValidationError):
    """Something was not done to `instance`; says in a sentence what, and by field why."""

    def __init__(self, instance: Any, sentence: str, refusals: dict[str, list[str]]) -> None:
        super().__init__(refusals)
        self.instance = instance
        self.sentence = sentence

    @property
    def reasons(self) -> list[str]:
        """Each reason once, as a sentence."""
        return list(dict.fromkeys(self.messages))


class RefusedRedirect(HttpResponseRedirect):
    """Leads a form that was refused to where it can be put right.

    303 tells it from a form that was saved, which gets a 302 and a receipt (`receipts`).
    """

    status_code = 303


class RefusalMiddleware:
    """Turns a refusal into a message, wherever in the admin it was asked for.

    The editor says it beside the fields; bulk actions, dialogues of workflows and copies have
    none, and Wagtail would answer with an error.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as without it."""
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        """Say why, on the page where it can be put right."""
        return answer(request, exception) if isinstance(exception, Refused) else None


def answer(request: HttpRequest, refused: Refused) -> HttpResponseBase:
    """Return what a refusal looks like: to people a message, to an automatic save an error."""
    text = " ".join([refused.sentence, *refused.reasons])
    is_dialogue = request.headers.get("x-requested-with") == "XMLHttpRequest"
    if not (is_dialogue or request.accepts("text/html")):
        error = {"success": False, "error_code": "refused", "error_message": text}
        return JsonResponse(error, status=400)
    messages.error(request, text)
    target = _edit_url(refused.instance, request.user) or reverse("wagtailadmin_home")
    if is_dialogue:
        return JsonResponse({"step": "success", "redirect": target})
    return RefusedRedirect(target)


def _edit_url(instance: Any, user: Any) -> str | None:
    """Return where somebody may edit an object, if it was ever stored and they may."""
    if not type(instance)._default_manager.filter(pk=instance.pk).exists():
        return None
    url: str | None = AdminURLFinder(user).get_edit_url(instance)
    return url
