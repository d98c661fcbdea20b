"""The addresses that the engine needs."""

from django.urls import include, path
from wagtail.documents import urls as documents

from api import images

urlpatterns = [
    path("documents/", include(documents)),
    path("images/<signature>/<int:pk>/<version>/<spec>/<name>", images.serve, name="image"),
]
