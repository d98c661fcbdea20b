"""Where the peers answer."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from grapple import urls as grapple_urls
from wagtail import urls as wagtail_urls

from bench.peers import rest, tuning

if settings.PEER == "grapple-tuned":
    tuning.keep_documents()


def ready(request: HttpRequest) -> HttpResponse:
    """Say that the application is loaded."""
    return HttpResponse("ready")


urlpatterns = [
    path("ready", ready),
    path("api/v2/", rest.router.urls),
    path("", include(grapple_urls)),
    path("", include(wagtail_urls)),
]
