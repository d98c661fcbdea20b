"""Nobody is asked whether to replace a newer version that they have written themselves."""

import threading
import time

import pytest
from wagtail.admin.views import editing_sessions

from tests.browser.editing import automatic_save, edit, is_published, press_publish, saved, write

pytestmark = pytest.mark.browser


@pytest.fixture
def slow_pings(monkeypatch):
    """Let the question for newer versions take its time, and look only then."""
    slow = threading.Event()
    newest = editing_sessions.get_object_or_404

    def wait(*args, **kwargs):
        if slow.is_set():
            time.sleep(2)
        return newest(*args, **kwargs)

    monkeypatch.setattr(editing_sessions, "get_object_or_404", wait)
    return slow


def test_an_automatic_save_beside_a_publication_is_no_newer_version(admin, post, slow_pings):
    edit(admin, post)
    slow_pings.set()
    write(admin, "Typed and published at once.")
    press_publish(admin)
    is_published(admin, post, "Typed and published at once.")


def test_an_automatic_save_is_no_newer_version_than_the_text_it_saved(admin, post, slow_pings):
    edit(admin, post)
    slow_pings.set()
    with automatic_save(admin):
        with admin.expect_request("**/editing-sessions/ping/**"):
            # As Wagtail does every ten seconds.
            admin.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        write(admin, "Saved while Wagtail looked for others.")
    saved(admin)
    admin.wait_for_timeout(2500)
    slow_pings.clear()
    press_publish(admin)
    is_published(admin, post, "Saved while Wagtail looked for others.")
