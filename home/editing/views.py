"""What an editor's browser asks before it lets go of a form."""

from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.cache import never_cache


@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Answer that a form can be sent now, by whom, and with which token.

    Whoever is logged out is refused by Wagtail, as everywhere in the admin.
    """
    return JsonResponse({"user": request.user.pk, "token": get_token(request)})
