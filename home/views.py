"""Files for the admin."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.static import serve
from wagtail.admin.auth import require_admin_access


@require_admin_access
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve an uploaded file of the local storage to people who work in the admin.

    Readers get pictures and documents by addresses that check who may see them.
    """
    return serve(request, path, document_root=str(settings.MEDIA_ROOT))
