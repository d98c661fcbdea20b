"""What caches on the way are told of documents and pictures, and how they forget them."""

import pytest
from django.core.files.base import ContentFile

from api import images
from home.models import Document, Image
from tests import factories as make
from tests import people
from tests.deliveries import conftest as deliveries

pytestmark = pytest.mark.django_db

REVALIDATED = "public, max-age=0, must-revalidate"
TAG_HEADERS = {"Surrogate-Key", "Cache-Tag"}
SPEC = "width-40"
KINDS = pytest.mark.parametrize("kind", ["image", "document"])
#: A cache before the front end, of which a test sees what it has to forget.
cache = deliveries.cache


@pytest.fixture
def stored():
    return {"image": make.image(), "document": make.document(file_hash="0123456789abcdef")}


@pytest.fixture
def fetch(client):
    """Fetch a file, and read it to its end."""

    def fetch(file, query="", **headers):
        path = images.signed_path(file, SPEC) if isinstance(file, Image) else file.url
        response = client.get(path + query, headers=headers)
        response.getvalue()
        return response

    return fetch


def replace(document):
    """Put another file under the same name."""
    name, document.file_hash = document.file.name, "fedcba9876543210"
    document.file.storage.delete(name)
    document.file.save(name.rpartition("/")[2], ContentFile(b"Another line."), save=True)


def hide(file):
    people.restrict(file, "login")


@KINDS
@pytest.mark.parametrize("change", [hide, lambda file: file.delete()], ids=["hidden", "deleted"])
def test_a_file_is_forgotten_by_the_tag_that_it_was_sent_with(cache, stored, fetch, kind, change):
    response = fetch(stored[kind])
    assert response["Surrogate-Key"] == response["Cache-Tag"]
    deliveries.forgotten(lambda: change(stored[kind]))
    assert response["Cache-Tag"] in cache.tags


def test_a_document_is_forgotten_when_another_file_has_its_name(cache, stored, fetch):
    response = fetch(stored["document"])
    deliveries.forgotten(lambda: replace(stored["document"]))
    assert response["Cache-Tag"] in cache.tags


def test_caches_ask_each_time_whether_a_document_is_still_the_same(stored, fetch):
    assert fetch(stored["document"])["Cache-Control"] == REVALIDATED


@pytest.mark.parametrize(
    ("known", "condition"), [("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since")]
)
def test_a_cache_that_has_a_document_is_not_sent_it_again(stored, fetch, known, condition):
    first = fetch(stored["document"])
    again = fetch(stored["document"], **{condition: first[known]})
    assert (again.status_code, again["Cache-Control"]) == (304, REVALIDATED)
    assert {again[name] for name in TAG_HEADERS} == {f"Document:{stored['document'].pk}"}


def test_a_cache_that_has_a_document_is_told_when_it_is_not_for_everybody_any_more(stored, fetch):
    first = fetch(stored["document"])
    hide(stored["document"])
    again = fetch(stored["document"], **{"If-None-Match": first["ETag"]})
    assert (again.status_code, again["Cache-Control"]) == (302, "private, no-store")


@KINDS
def test_a_file_for_members_is_told_to_no_cache(stored, fetch, kind):
    hide(stored[kind])
    response = fetch(stored[kind], **people.bearer(people.member()))
    assert (response.status_code, response["Cache-Control"]) == (200, "private, no-store")
    assert TAG_HEADERS.isdisjoint(response.headers)


@KINDS
def test_a_file_for_members_is_told_to_no_cache_by_whoever_is_logged_in(
    client, stored, fetch, kind
):
    hide(stored[kind])
    client.force_login(people.member())
    response = fetch(stored[kind])
    assert (response.status_code, response["Cache-Control"]) == (200, "private, no-store")
    assert TAG_HEADERS.isdisjoint(response.headers)


def test_a_document_that_is_restricted_while_it_is_asked_for_is_told_to_no_cache(
    stored, fetch, monkeypatch
):
    monkeypatch.setattr("api.loading.Session.load", lambda *args: stored["document"])
    hide(stored["document"])
    response = fetch(stored["document"])
    assert (response.status_code, response["Cache-Control"]) == (302, "private, no-store")
    assert TAG_HEADERS.isdisjoint(response.headers)


def test_the_old_address_of_a_picture_is_forgotten_with_it(client, stored):
    before = images.signed_path(stored["image"], SPEC)
    Image.objects.update(focal_point_x=1, focal_point_y=1)
    response = client.get(before)
    assert (response.status_code, response["Cache-Control"]) == (302, REVALIDATED)
    assert response["Cache-Tag"] == f"Image:{stored['image'].pk}"


def test_files_are_told_by_the_headers_of_the_settings_alone(stored, fetch, settings):
    settings.HEARTH_HTTP_TAGS = []
    assert TAG_HEADERS.isdisjoint(fetch(stored["document"]).headers)


@pytest.mark.parametrize("known", ['""', 'W/""', '"other", ""'])
def test_a_document_without_a_digest_is_sent_to_whoever_knows_one_without(stored, fetch, known):
    Document.objects.update(file_hash="")
    condition = {"If-None-Match": known, "If-Modified-Since": "Fri, 31 Dec 2100 23:59:59 GMT"}
    assert fetch(stored["document"], **condition).status_code == 200


def test_a_document_without_a_digest_has_no_etag(stored, fetch):
    Document.objects.update(file_hash="")
    assert "ETag" not in fetch(stored["document"])


def test_a_document_without_a_digest_is_not_sent_again_before_it_is_another(stored, fetch):
    Document.objects.update(file_hash="")
    first = fetch(stored["document"])
    condition = {"If-Modified-Since": first["Last-Modified"]}
    assert fetch(stored["document"], **condition).status_code == 304
