"""Which answers may be kept, how they are known again, and how they are compressed."""

import gzip

import brotli
import pytest

from tests import factories
from tests.http import ANSWER, JSON, RESPONSE, TYPENAME, get, post

pytestmark = pytest.mark.django_db


# Caching.


def test_a_query_in_the_url_can_be_cached_and_checked(client):
    response = get(client, {"query": TYPENAME})
    assert response["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert response["ETag"].startswith('W/"')


@pytest.mark.parametrize("known", ["{}", 'W/"other", {}', "*"])
def test_an_answer_that_the_client_has_is_not_sent_again(client, known):
    first = get(client, {"query": TYPENAME})
    again = get(client, {"query": TYPENAME}, **{"If-None-Match": known.format(first["ETag"])})
    names = ("ETag", "Cache-Control", "Vary")
    assert (again.status_code, again.content) == (304, b"")
    assert {name: again[name] for name in names} == {name: first[name] for name in names}
    assert "Content-Type" not in again


@pytest.mark.parametrize("known", ['"other"', "nonsense", ""])
def test_an_answer_that_the_client_has_not_is_sent(client, known):
    assert get(client, {"query": TYPENAME}, **{"If-None-Match": known}).json() == ANSWER


def test_different_answers_have_different_tags(client):
    one, other = (get(client, {"query": query})["ETag"] for query in (TYPENAME, "{a: __typename}"))
    assert one != other


@pytest.mark.parametrize("accept", [JSON, RESPONSE])
def test_a_post_is_not_cached(client, accept):
    response = post(client, {"query": TYPENAME}, accept=accept)
    assert (response["Cache-Control"], "ETag" in response) == ("no-store", False)


@pytest.mark.parametrize(
    ("query", "accept"),
    [("{", JSON), ("{", RESPONSE), ('{node(id: "?") {id}}', JSON), (TYPENAME, "text/html")],
)
def test_an_error_is_not_cached(client, query, accept):
    response = get(client, {"query": query}, accept=accept)
    assert (response["Cache-Control"], "ETag" in response) == ("no-store", False)


@pytest.mark.parametrize("query", [TYPENAME, "{"])
def test_says_what_an_answer_depends_on(client, query):
    response = get(client, {"query": query}, **{"Accept-Encoding": "br"})
    assert {name.strip().lower() for name in response["Vary"].split(",")} == {
        "accept",
        "accept-encoding",
        "accept-language",
        "authorization",
        "graphql-cost",
        "origin",
        "page-grant",
        "preview-token",
    }


# Compression.


LONG = {"query": "{__schema {types {name description}}}"}


@pytest.mark.parametrize(
    ("coding", "decompress"), [("gzip", gzip.decompress), ("br", brotli.decompress)]
)
@pytest.mark.parametrize("accept", [JSON, RESPONSE])
def test_compresses_as_the_client_can_read(client, accept, coding, decompress):
    plain = post(client, LONG, accept=accept)
    packed = post(client, LONG, accept=accept, **{"Accept-Encoding": coding})
    assert (packed["Content-Encoding"], packed["Content-Length"]) == (
        coding,
        str(len(packed.content)),
    )
    assert len(packed.content) < len(plain.content) / 2
    assert decompress(packed.content) == plain.content


def test_prefers_brotli_to_gzip(client):
    response = post(client, LONG, **{"Accept-Encoding": "gzip, deflate, br"})
    assert response["Content-Encoding"] == "br"


@pytest.mark.parametrize("accepted", [None, "", "identity", "gzip;q=0", "nonsense"])
def test_does_not_compress_unasked(client, accepted):
    headers = {} if accepted is None else {"Accept-Encoding": accepted}
    assert "Content-Encoding" not in post(client, LONG, **headers)


def test_does_not_compress_what_is_small(client):
    packed = post(client, {"query": "{__typename}"}, **{"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in packed


def test_a_compressed_answer_is_known_by_the_same_tag(client):
    plain = get(client, LONG)
    packed = get(client, LONG, **{"Accept-Encoding": "br"})
    again = get(client, LONG, **{"Accept-Encoding": "br", "If-None-Match": packed["ETag"]})
    assert (packed["ETag"], again.status_code) == (plain["ETag"], 304)


def test_compresses_nothing_but_the_api(client, settings):
    settings.HEARTH_GRAPHIQL = True
    for path in ("/admin/login/", "/graphiql/"):
        response = client.get(path, headers={"Accept-Encoding": "gzip, br"})
        assert (response.status_code, "Content-Encoding" in response) == (200, False)


def test_compresses_no_answer_of_the_admin(admin_client):
    response = admin_client.get("/admin/images/chooser/", headers={"Accept-Encoding": "gzip, br"})
    assert (response["Content-Type"], "Content-Encoding" in response) == (JSON, False)


@pytest.mark.parametrize("is_kept", [True, False])
@pytest.mark.parametrize(
    ("condition", "status"),
    [
        ({"If-Match": '"another"'}, 412),
        ({"If-Match": "*"}, 200),
        ({"If-Unmodified-Since": "Mon, 23 Nov 2020 16:09:05 GMT"}, 200),
    ],
)
def test_a_condition_counts_whether_or_not_the_answer_is_kept(
    client, settings, is_kept, condition, status
):
    settings.HEARTH_ANSWER_CACHE = is_kept
    known = [get(client, {"query": TYPENAME}, **condition).status_code for _time in range(2)]
    assert known == [status, status]


@pytest.mark.parametrize("is_kept", [True, False])
@pytest.mark.parametrize("encoding", ["iso-8859-1", "utf-16", "utf-7", "unicode_escape"])
def test_what_a_url_asks_is_told_by_the_url_alone(client, settings, is_kept, encoding):
    settings.HEARTH_ANSWER_CACHE = is_kept
    factories.post("Sueño", slug="sueño")
    query = {"query": '{post(slug: "sueño") {title}}'}
    response = get(client, query, **{"Content-Type": f"text/plain; charset={encoding}"})
    assert response.json() == {"data": {"post": {"title": "Sueño"}}}
