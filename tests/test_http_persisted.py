"""Automatic persisted queries, after Apollo's protocol."""

import hashlib
import json

import pytest
from django.core.cache import cache

from api.http.persisted import MAX_KEPT
from tests.http import ANSWER, JSON, RESPONSE, TYPENAME, answer, get, post, refusal

pytestmark = pytest.mark.django_db


# Automatic persisted queries.


def persisted(query=TYPENAME, **more):
    digest = hashlib.sha256(query.encode()).hexdigest()
    return {"persistedQuery": {"version": 1, "sha256Hash": digest, **more}}


@pytest.mark.parametrize(("accept", "status"), [(JSON, 200), (RESPONSE, 400)])
@pytest.mark.parametrize("method", ["get", "post"])
def test_asks_for_a_query_that_it_does_not_know(client, method, accept, status):
    extensions = persisted()
    response = (
        get(client, {"extensions": json.dumps(extensions)}, accept=accept)
        if method == "get"
        else post(client, {"extensions": extensions}, accept=accept)
    )
    assert (response["Cache-Control"], *answer(response)) == (
        "no-store",
        status,
        f"{accept}; charset=utf-8",
        {
            "errors": [
                {
                    "message": "PersistedQueryNotFound",
                    "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"},
                }
            ]
        },
    )


def test_answers_the_query_that_it_is_to_keep(client):
    assert post(client, {"query": TYPENAME, "extensions": persisted()}).json() == ANSWER


@pytest.mark.parametrize("registered_by", ["get", "post"])
def test_answers_a_kept_query_by_its_hash(client, registered_by):
    extensions = json.dumps(persisted())
    if registered_by == "get":
        get(client, {"query": TYPENAME, "extensions": extensions})
    else:
        post(client, {"query": TYPENAME, "extensions": persisted()})
    assert get(client, {"extensions": extensions}).json() == ANSWER
    assert post(client, {"extensions": persisted()}).json() == ANSWER


def test_a_kept_query_takes_variables(client):
    query = "query($slug: String!) {post(slug: $slug) {id}}"
    post(client, {"query": query, "extensions": persisted(query), "variables": {"slug": "a"}})
    again = {"extensions": persisted(query), "variables": {"slug": "b"}}
    assert post(client, again).json() == {"data": {"post": None}}


def test_a_persisted_mutation_is_not_for_get(client):
    extensions = json.dumps(persisted("mutation {x}"))
    response = get(client, {"query": "mutation {x}", "extensions": extensions})
    assert (response.status_code, response["Allow"]) == (405, "POST")


@pytest.mark.parametrize("query", ["{", "{nonsense}", "query Q {__typename} query R {__typename}"])
def test_keeps_only_what_could_be_executed(client, query):
    post(client, {"query": query, "extensions": persisted(query)})
    assert refusal(post(client, {"extensions": persisted(query)})) == (
        400,
        ["PERSISTED_QUERY_NOT_FOUND"],
    )


def test_a_long_query_is_answered_but_not_kept(client, settings):
    settings.HEARTH_MAX_DOCUMENT_BYTES = 2 * MAX_KEPT
    query = TYPENAME + "#" * MAX_KEPT
    assert post(client, {"query": query, "extensions": persisted(query)}).json() == ANSWER
    assert refusal(post(client, {"extensions": persisted(query)})) == (
        400,
        ["PERSISTED_QUERY_NOT_FOUND"],
    )


def test_without_its_cache_a_query_is_answered_and_asked_for_again(client, monkeypatch):
    def fail(*_args, **_kwargs):
        raise ConnectionError

    monkeypatch.setattr(cache, "get", fail)
    monkeypatch.setattr(cache, "set", fail)
    assert post(client, {"query": TYPENAME, "extensions": persisted()}).json() == ANSWER
    assert refusal(post(client, {"extensions": persisted()})) == (
        400,
        ["PERSISTED_QUERY_NOT_FOUND"],
    )


def test_keeps_nothing_under_another_hash(client):
    extensions = persisted("{other: __typename}")
    assert refusal(post(client, {"query": TYPENAME, "extensions": extensions})) == (
        400,
        ["BAD_REQUEST"],
    )
    assert refusal(post(client, {"extensions": extensions})) == (
        400,
        ["PERSISTED_QUERY_NOT_FOUND"],
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"version": 2},
        {"version": None},
        {"version": "1"},
        {"sha256Hash": None},
        {"sha256Hash": 7},
        {"sha256Hash": ""},
        {"sha256Hash": "x" * 63},
        {"sha256Hash": "x" * 10_000},
        {"sha256Hash": " \u0000" * 32},
    ],
    ids=str,
)
def test_refuses_what_is_no_hash(client, wrong):
    response = post(client, {"query": TYPENAME, "extensions": persisted(**wrong)})
    assert refusal(response) == (400, ["BAD_REQUEST"])


def test_a_hash_of_a_query_that_does_not_exist_is_no_crash(client):
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": " \u0000" * 32}}
    status, codes = refusal(post(client, {"extensions": extensions}))
    assert (status, codes) == (400, ["BAD_REQUEST"])


@pytest.mark.parametrize("junk", [None, 7, "x", [], {"unknown": {}}, {"persistedQuery": None}])
def test_other_extensions_are_nobodys_business(client, junk):
    extensions = junk if isinstance(junk, dict | None) else {"persistedQuery": junk}
    assert post(client, {"query": TYPENAME, "extensions": extensions}).json() == ANSWER
