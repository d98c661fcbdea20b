"""What the admin shows when a post was kept from being published."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages

from blog.gates import PublicationRefused


class PublicationMiddleware:
    """Turns a refused publication into a message, wherever in the admin it was asked for.

    The editor says it beside the fields; bulk actions, dialogues of workflows and copies have
    none, and Wagtail would answer with an error.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as without it."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> Any:
        """Say why, on the page where it can be put right."""
        if not isinstance(exception, PublicationRefused):
            return None
        post = exception.post
        text = _("“%(title)s” was not published.") % {"title": post.title}
        messages.error(request, " ".join([text, *exception.reasons]))
        target = (
            reverse("wagtailadmin_pages:edit", args=[post.pk])
            if post.pk
            else reverse("wagtailadmin_home")
        )
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            return JsonResponse({"step": "success", "redirect": target})
        return redirect(target)
