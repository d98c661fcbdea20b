"""Files for the admin."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.static import serve
from wagtail.admin.auth import require_admin_access

#: The only types that a browser is let to show: pictures without a language of their own.
SHOWN = {f"image/{name}" for name in ("avif", "gif", "jpeg", "png", "webp")}


@require_admin_access
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve an uploaded file of the local storage to people who work in the admin.

    Readers get pictures and documents by addresses that check who may see them. Pictures are
    shown, all else is downloaded; nothing in a file can run, whatever its name and content.
    """
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
    if response.get("Content-Type") not in SHOWN:
        response["Content-Disposition"] = "attachment"
    return response
