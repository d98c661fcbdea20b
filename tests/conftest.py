"""What all tests share."""

from uuid import uuid4

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext, override_settings
from wagtail.models import Site

from api import versions, views
from api.caching import serving


def pytest_configure(config: pytest.Config) -> None:
    # A plain run leaves the browser alone; `-m browser` asks for it.
    config.option.markexpr = config.option.markexpr or "not browser"


@pytest.fixture(scope="session", autouse=True)
def files(tmp_path_factory):
    """Uploads in a directory of the tests; static files from the apps, without collectstatic."""
    root = tmp_path_factory.mktemp("files")
    (root / "static").mkdir()
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        MEDIA_ROOT=root / "media",
        STATIC_ROOT=root / "static",
        STORAGES={**settings.STORAGES, "staticfiles": plain},
        # What makes passwords hard to guess makes tests slow.
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(autouse=True)
def fresh_cache(settings):
    """A cache of the test's own, also where processes share one Redis.

    Answers are made anew, whatever is counted or changed; tests of kept answers switch that on.
    """
    cache.key_prefix = uuid4().hex
    versions._kept.clear()
    settings.HEARTH_ANSWER_CACHE = False
    serving.forget()


class Endpoint:
    """Asks the API over HTTP: `graphql(query, name=value)` gives the decoded answer."""

    def __init__(self, client):
        self.client = client

    def __call__(self, query, /, **variables):
        return self.response(query, variables).json()

    def response(self, query, variables=None, headers=None):
        body = {"query": query, "variables": variables or {}}
        return self.client.post("/graphql/", body, content_type="application/json", headers=headers)


@pytest.fixture
def graphql(client):
    return Endpoint(client)


@pytest.fixture
def count_sql():
    """A callable that runs an action and returns the SQL statements which that took."""

    def run(action):
        with CaptureQueriesContext(connection) as captured:
            action()
        return [query["sql"] for query in captured]

    return run


@pytest.fixture
def executed(monkeypatch):
    """The requests that were executed, and not answered from what is kept."""
    found = []
    execute = views.execute

    def noted(schema, asked, *args, **kwargs):
        found.append(asked)
        return execute(schema, asked, *args, **kwargs)

    monkeypatch.setattr(views, "execute", noted)
    return found


@pytest.fixture(scope="module")
def shared_content(django_db_setup, django_db_blocker):
    """A transaction around a module, for content that its tests share and none changes."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
        Site.clear_site_root_paths_cache()
