"""Wagtail's own test application, with our engine beside it and none of our content."""

import warnings

import environ
from wagtail.test import settings as theirs
from wagtail.test.settings import *  # noqa: F403 - so Django finds every setting of theirs

# Its forms are its own affair.
warnings.filterwarnings("ignore", "The default scheme will be changed")

INSTALLED_APPS = ["api", *theirs.INSTALLED_APPS, "django.contrib.postgres"]
DATABASES = {"default": environ.Env().db_url("DATABASE_URL", default="sqlite://:memory:")}
ROOT_URLCONF = "tests.testapp.urls"
# Its second engine is Jinja, which we do not install.
TEMPLATES = theirs.TEMPLATES[:1]
