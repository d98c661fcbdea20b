"""Trusted documents: a server that answers registered operations and nothing else."""

import json
from hashlib import sha256

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from api.limits import trusted

pytestmark = pytest.mark.django_db

NAME = "query Name {__typename}"
POST = "query Post($slug: String!) {post(slug: $slug) {id}}"
TYPE = "application/graphql-response+json"


def digest(text):
    return sha256(text.encode()).hexdigest()


CODEGEN = {digest(one): one for one in (NAME, POST)}
APOLLO = {
    "format": "apollo-persisted-query-manifest",
    "version": 1,
    "operations": [
        {"id": digest(one), "name": "x", "type": "query", "body": one} for one in (NAME, POST)
    ],
}


@pytest.fixture
def register(settings, tmp_path):
    """Serve the documents of a manifest; its text or what it holds."""

    def run(manifest):
        path = tmp_path / "manifest.json"
        path.write_text(manifest if isinstance(manifest, str) else json.dumps(manifest))
        settings.HEARTH_TRUSTED_DOCUMENTS = str(path)
        trusted._kept.cache_clear()

    yield run
    trusted._kept.cache_clear()


@pytest.fixture
def send(client):
    """Post a body; return the status and the answer."""

    def run(body):
        response = client.post(
            "/graphql/", body, content_type="application/json", headers={"Accept": TYPE}
        )
        return response.status_code, response.json()

    return run


ANSWER = 200, {"data": {"__typename": "Query"}}
UNKNOWN = (
    400,
    {
        "errors": [
            {
                "message": "PersistedQueryNotFound",
                "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"},
            }
        ]
    },
)
FORBIDDEN = (
    403,
    {
        "errors": [
            {
                "message": "This server answers registered operations only.",
                "extensions": {"code": "FORBIDDEN"},
            }
        ]
    },
)


@pytest.mark.parametrize("manifest", [CODEGEN, APOLLO], ids=["codegen", "apollo"])
@pytest.mark.parametrize(
    "body",
    [
        {"documentId": digest(NAME)},
        {"documentId": f"sha256:{digest(NAME)}"},
        {"id": digest(NAME)},
        {"doc_id": digest(NAME)},
        {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": digest(NAME)}}},
        {"query": NAME},
        {
            "query": NAME,
            "extensions": {"persistedQuery": {"version": 1, "sha256Hash": digest(NAME)}},
        },
    ],
)
def test_a_registered_operation_is_answered(register, send, manifest, body):
    register(manifest)
    assert send(body) == ANSWER


def test_an_id_in_the_url_is_answered(register, client):
    register(CODEGEN)
    assert client.get("/graphql/", {"documentId": digest(NAME)}).json() == ANSWER[1]


def test_variables_go_with_an_id(register, send):
    register(CODEGEN)
    body = {"documentId": digest(POST), "variables": {"slug": "none"}}
    assert send(body) == (200, {"data": {"post": None}})


@pytest.mark.parametrize(
    "body",
    [
        {"documentId": "0" * 64},
        {"id": 5},
        {"doc_id": {"a": "b"}},
        {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}}},
    ],
)
def test_an_unknown_id_is_told_in_the_words_that_clients_look_for(register, send, body):
    register(CODEGEN)
    assert send(body) == UNKNOWN


@pytest.mark.parametrize(
    "body",
    [
        {"query": "{__typename}"},
        {"query": NAME + " "},
        {"query": "{__schema {queryType {name}}}"},
        {"query": "{"},
        {
            "query": "{__typename}",
            "extensions": {"persistedQuery": {"version": 1, "sha256Hash": digest("{__typename}")}},
        },
    ],
)
def test_any_other_text_is_forbidden(register, send, body):
    register(CODEGEN)
    assert send(body) == FORBIDDEN
    assert send({"documentId": digest("{__typename}")}) == UNKNOWN


def test_without_a_manifest_an_id_is_no_query(send):
    status, answer = send({"documentId": digest(NAME)})
    assert (status, answer["errors"][0]["extensions"]["code"]) == (400, "BAD_REQUEST")


@pytest.mark.parametrize("manifest", ["", "[]", '{"a": 1}', '{"format": "x"', '"a"'])
def test_with_a_broken_manifest_nothing_is_served(register, send, manifest):
    register(manifest)
    status, answer = send({"query": NAME})
    assert status == 503
    assert answer["errors"][0]["extensions"]["code"] == "INTERNAL_SERVER_ERROR"


def check(capsys):
    call_command("check")
    return capsys.readouterr()


def test_the_check_is_content_with_a_sound_manifest(register, capsys):
    register(APOLLO)
    assert "no issues" in check(capsys).out


@pytest.mark.parametrize(
    ("manifest", "words"),
    [
        ("{", "is not JSON"),
        ("[]", "is not an object of ids and documents"),
        ({"a": 1}, "an entry that is not an id with a document"),
        ({"format": "apollo-persisted-query-manifest", "operations": [5]}, "without an id"),
        ({"gone": "{sites {name}}"}, "gone:1: Cannot query field 'sites' on type 'Query'"),
    ],
)
def test_the_check_reports_what_is_broken(register, manifest, words):
    register(manifest)
    with pytest.raises(SystemCheckError, match=words):
        call_command("check")


def test_the_check_reports_a_manifest_that_is_not_there(settings, tmp_path):
    settings.HEARTH_TRUSTED_DOCUMENTS = str(tmp_path / "none.json")
    with pytest.raises(SystemCheckError, match="cannot be read: No such file"):
        call_command("check")
