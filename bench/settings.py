"""Hearth's own settings, with the floors beside the API and, if told, a count of SQL."""

import os

from cms.settings import *  # noqa: F403
from cms.settings import MIDDLEWARE

ROOT_URLCONF = "bench.urls"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if os.environ.get("BENCH_COUNT_SQL"):
    MIDDLEWARE = ["bench.counting.CountSql", *MIDDLEWARE]
