"""By what a kept answer is found again: whatever could make it another one."""

from pathlib import Path

import pytest

from api.caching import keys

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def release(monkeypatch):
    """A callable that tells the release as if a file had other bytes."""
    read = Path.read_bytes

    def released(changed=None):
        keys._code.cache_clear()
        keys.release.cache_clear()
        with monkeypatch.context() as patched:
            patched.setattr(
                Path, "read_bytes", lambda path: b"other" if path == changed else read(path)
            )
            return keys.release()

    yield released
    keys._code.cache_clear()
    keys.release.cache_clear()


@pytest.mark.parametrize(
    "name",
    [
        *("api/views.py", "blog/blocks.py", "cms/urls.py", "requirements.txt"),
        *("blog/templates/blog/blocks/quote_block.html", "api/schema.graphql"),
    ],
)
def test_another_release_finds_no_answer_of_this_one(release, name):
    assert (ROOT / name).exists()
    assert release(ROOT / name) != release()


def test_the_same_release_finds_its_answers(release):
    assert release() == release()


def test_what_running_the_code_leaves_behind_makes_no_other_release():
    assert not [path for path in keys._files() if path.suffix == ".pyc"]
