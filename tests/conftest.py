"""What all tests share."""

import pytest
from django.conf import settings
from django.test.utils import override_settings


def pytest_configure(config: pytest.Config) -> None:
    # A plain run leaves the browser alone; `-m browser` asks for it.
    config.option.markexpr = config.option.markexpr or "not browser"
    # Wagtail leaves the temporary file of each rendition to the garbage collector.
    config.addinivalue_line(
        "filterwarnings",
        "ignore:Exception ignored in. <function SpooledTemporaryFile.__del__"
        ":pytest.PytestUnraisableExceptionWarning",
    )


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
    ):
        yield
