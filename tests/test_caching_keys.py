"""By what a kept answer is found again: whatever could make it another one."""

import json
from pathlib import Path

import pytest

from api.caching import keys
from tests.http import JSON, RESPONSE, get, post, refusal

ROOT = Path(__file__).resolve().parent.parent


# Requests that are told apart.


@pytest.fixture
def ask(client, settings, executed):
    """A callable that tells whether a request had to be executed."""
    settings.HEARTH_ANSWER_CACHE = True
    settings.ALLOWED_HOSTS = ["*"]

    def asked(method="POST", *, accept=RESPONSE, headers=None, secure=False, **more):
        values = {"query": SITE, "variables": {"is": True}, "operationName": "A"} | more
        environ = {name: values.pop(name) for name in [*values] if name.isupper()}
        environ["secure"] = secure
        given = {"Accept": accept, "Host": "testserver", **(headers or {})}
        before = len(executed)
        if method == "POST":
            body = json.dumps(values)
            response = client.generic(
                "POST", "/graphql/", body, content_type=JSON, headers=given, **environ
            )
        else:
            values["variables"] = json.dumps(values["variables"])
            response = client.get("/graphql/", values, headers=given, **environ)
        assert response.status_code == 200
        return len(executed) > before

    return asked


SITE = """query A($is: Boolean = true) {site {name @include(if: $is) rootUrl}}
query B($is: Boolean = true) {site {rootUrl @include(if: $is) name}}"""
OTHERWISE = {
    "scheme": {"secure": True, "SERVER_PORT": "80"},
    "host": {"headers": {"Host": "other.example"}},
    "port in the host": {"headers": {"Host": "testserver:8080"}},
    "port": {"SERVER_PORT": "8080"},
    "language": {"headers": {"Accept-Language": "es"}},
    "media type": {"accept": JSON},
    "cost": {"headers": {"GraphQL-Cost": "report"}},
    "document": {"query": SITE.replace("rootUrl}", "rootUrl a: __typename}")},
    "operation": {"operationName": "B"},
    "variable": {"variables": {"is": False}},
    "no variable": {"variables": {}},
}


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("other", OTHERWISE.values(), ids=OTHERWISE)
@pytest.mark.django_db
def test_whoever_asks_otherwise_is_answered_otherwise(ask, method, other):
    assert [ask(method), ask(method)] == [True, False]
    assert [ask(method, **other), ask(method, **other)] == [True, False]
    assert not ask(method)


OTHER_SETTINGS = {
    "LANGUAGE_CODE": "es",
    "MEDIA_URL": "/files/",
    "STATIC_URL": "/other/",
    "SECRET_KEY": "another",
    "TIME_ZONE": "America/Los_Angeles",
    "HEARTH_MAX_DEPTH": 7,
    "WAGTAIL_CONTENT_LANGUAGES": [("en", "English")],
    "DEFAULT_FROM_EMAIL": "other@example.org",
}


@pytest.mark.parametrize("name", OTHER_SETTINGS)
@pytest.mark.django_db
def test_servers_with_other_settings_find_no_answer_of_this_one(ask, settings, name):
    assert ask()
    setattr(settings, name, OTHER_SETTINGS[name])
    assert ask()


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
