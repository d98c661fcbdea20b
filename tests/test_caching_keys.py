"""By what a kept answer is found again: whatever could make it another one."""

from pathlib import Path

import pytest

from api.caching import keys
from tests.http import get, post, refusal

ROOT = Path(__file__).resolve().parent.parent


# Requests that have no key.


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
@pytest.mark.parametrize("depth", [200, 300, 1_000])
@pytest.mark.django_db
def test_variables_that_are_nested_too_deeply_are_refused(
    client, settings, opening, closing, depth
):
    settings.HEARTH_ANSWER_CACHE = True
    deep = f'{{"a":{opening * depth}1{closing * depth}}}'
    body = f'{{"query": "{{__typename}}", "variables": {deep}}}'.encode()
    for response in (post(client, body), get(client, {"query": "{__typename}", "variables": deep})):
        assert refusal(response) == (400, ["LIMIT_EXCEEDED"])


# Releases.


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
