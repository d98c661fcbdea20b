"""What all tests share."""

import pytest


def pytest_configure(config: pytest.Config) -> None:
    # A plain run leaves the browser alone; `-m browser` asks for it.
    config.option.markexpr = config.option.markexpr or "not browser"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    """Uploads in a directory of the test; static files from the apps, without collectstatic."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
