"""These tests are collected under their own settings only: `make test` runs pytest for them."""

import pytest
from django.conf import settings as configured

collect_ignore_glob = [] if configured.ROOT_URLCONF == "tests.testapp.urls" else ["*"]


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    """Uploads in a directory of the test."""
    settings.MEDIA_ROOT = tmp_path
