"""Hearth's addresses, and those of the floors."""

from django.urls import path

from bench import floor
from cms.urls import urlpatterns as hearth

urlpatterns = [
    path("ready", floor.ready),
    path("floor/q1", floor.newest),
    path("floor/q2", floor.detail),
    path("floor/q3", floor.full),
    path("floor/q4", floor.filtered),
    path("floor/q5", floor.search),
    path("floor/q6", floor.newest),
    path("select-1", floor.one),
    path("static-bytes/<str:name>", floor.stored),
    *hearth,  # They end with the reader, which takes every path that is left.
]
