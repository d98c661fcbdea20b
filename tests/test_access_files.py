"""Pictures and documents of restricted collections: who gets the file, and by which address."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from wagtail.models import APIToken

from api import grants
from tests import factories as make
from tests import people
from tests.test_visibility import gist

pytestmark = pytest.mark.django_db

PICTURE = '{post(slug: "sleep-well") {heroImage {rendition(width: 160) {url}}}}'
DOCUMENT = '{post(slug: "sleep-well") {body {... on DocumentBlock {document {url}}}}}'
PRIVATE = "private, no-store"
QUERIES = {"image": PICTURE, "document": DOCUMENT}


@pytest.fixture
def stored():
    """A post with a picture and a document."""
    image, document = make.image(), make.document()
    make.post(hero_image=image, body=[("document", {"document": document.pk})])
    return {"image": image, "document": document}


@pytest.fixture
def headers():
    return people.bearer(people.member(groups=["friends"]))


@pytest.fixture
def url(graphql):
    """The address of a file that an answer gives."""

    def url(kind, headers=None):
        found = gist(graphql.response(QUERIES[kind], headers=headers).json()["data"])
        return found[0] if isinstance(found, list) else found

    return url


@pytest.fixture
def fetch(client):
    def fetch(url, headers=None):
        parts = urlsplit(url)
        response = client.get(f"{parts.path}?{parts.query}", headers=headers)
        response.getvalue()
        return response.status_code, response.get("Cache-Control", "")

    return fetch


def bare(url):
    return url.partition("?")[0]


KINDS = pytest.mark.parametrize("kind", ["image", "document"])
RESTRICTIONS = pytest.mark.parametrize("restriction", ["login", "groups"])


@KINDS
def test_the_address_of_a_public_file_is_the_same_for_everybody(stored, url, headers, kind):
    people.restrict(make.image("Other"), "login")
    assert url(kind) == url(kind, headers) == bare(url(kind))


@KINDS
@RESTRICTIONS
def test_a_member_gets_an_address_that_needs_no_header(
    stored, url, fetch, headers, kind, restriction
):
    public = url(kind)
    people.restrict(stored[kind], restriction, groups=["friends"])
    address = url(kind, headers)
    assert bare(address) == public
    assert fetch(address) == (200, PRIVATE)


@KINDS
def test_every_address_of_a_file_in_an_answer_works(graphql, stored, fetch, headers, kind):
    """Those in HTML, Markdown, trees, structured data and `srcset` as well."""
    people.restrict(stored[kind], "login")
    embed = f'<embed embedtype="image" id="{stored["image"].pk}" format="left" alt="A"/>'
    download = f'<p><a linktype="document" id="{stored["document"].pk}">Read</a></p>'
    picture = {"image": stored["image"].pk, "alt_text": "", "decorative": False}
    make.post(
        "All",
        hero_image=stored["image"],
        body=[
            ("paragraph", embed + download),
            ("image", {"image": picture}),
            ("document", {"document": stored["document"].pk}),
        ],
    )
    query = """{post(slug: "all") {
        heroImage {srcset(widths: [160, 320])} seo {jsonLd image {url}}
        body {html ... on ParagraphBlock {content {html markdown ast}}}
    }}"""
    text = graphql.response(query, headers=headers).content.decode()
    start = {"image": "http://testserver/images/", "document": "http://testserver/documents/"}[kind]
    found = text.split(start)[1:]
    assert len(found) > 3
    for piece in found:
        path = piece.replace('\\"', " ").replace('"', " ").replace(")", " ").replace(",", " ")
        assert fetch(start + path.split()[0]) == (200, PRIVATE), piece[:200]


@KINDS
def test_a_stranger_does_not_get_the_file_without_the_grant(stored, url, fetch, headers, kind):
    people.restrict(stored[kind], "login")
    status, kept = fetch(bare(url(kind, headers)))
    assert status == (404 if kind == "image" else 302)
    assert "public" not in kept


@KINDS
@RESTRICTIONS
def test_a_bearer_token_gets_the_file(stored, url, fetch, headers, kind, restriction):
    public = url(kind)
    people.restrict(stored[kind], restriction, groups=["friends"])
    assert fetch(public, headers) == (200, PRIVATE)
    other = people.bearer(people.member("other"))
    assert fetch(public, other)[0] == (200 if restriction == "login" else 404)


@KINDS
def test_a_wrong_token_is_refused(stored, url, fetch, headers, kind):
    public = url(kind)
    people.restrict(stored[kind], "login")
    APIToken.objects.get().revoke()
    assert fetch(public, headers) == (401, PRIVATE)


@KINDS
def test_a_session_gets_the_file(stored, url, fetch, client, kind):
    public = url(kind)
    people.restrict(stored[kind], "groups", groups=["friends"])
    client.force_login(people.member("other"))
    assert fetch(public)[0] != 200
    client.force_login(people.member(groups=["friends"]))
    assert fetch(public) == (200, PRIVATE)


@KINDS
def test_a_grant_ends_with_its_time(stored, url, fetch, headers, kind, settings):
    people.restrict(stored[kind], "login")
    settings.HEARTH_GRANT_MINUTES = 0
    assert fetch(url(kind, headers))[0] != 200


@KINDS
def test_a_grant_ends_when_the_file_moves_to_another_collection(stored, url, fetch, headers, kind):
    people.restrict(stored[kind], "login")
    address = url(kind, headers)
    people.restrict(stored[kind], "groups")
    assert fetch(address)[0] != 200


def test_an_old_address_of_a_picture_for_members_leads_to_the_new_one(stored, url, client, headers):
    people.restrict(stored["image"], "login")
    parts = urlsplit(url("image", headers))
    image = stored["image"]
    type(image).objects.filter(pk=image.pk).update(
        focal_point_x=1, focal_point_y=1, focal_point_width=2, focal_point_height=2
    )
    response = client.get(f"{parts.path}?{parts.query}", follow=True)
    response.getvalue()
    assert len(response.redirect_chain) == 1
    assert (response.status_code, response["Cache-Control"]) == (200, PRIVATE)


def test_a_public_picture_is_kept_for_a_year(stored, url, fetch, headers):
    assert fetch(url("image"), headers) == (200, "public, max-age=31536000, immutable")


def test_a_document_for_members_is_not_opened_in_the_page(stored, url, client, headers):
    people.restrict(stored["document"], "login")
    parts = urlsplit(url("document", headers))
    response = client.get(f"{parts.path}?{parts.query}")
    assert response.getvalue() == b"One line."
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'"
    filename = stored["document"].filename
    assert response["Content-Disposition"] == f'attachment; filename="{filename}"'


def test_a_document_has_one_filename(stored, url, client, headers):
    people.restrict(stored["document"], "login")
    address = url("document", headers).replace("diary", "other")
    parts = urlsplit(address)
    assert client.get(f"{parts.path}?{parts.query}").status_code == 404


def test_the_grant_of_a_file_ends_after_an_hour():
    given = grants.FileGrants()
    left = given.expires - timezone.now().timestamp()
    assert timedelta(minutes=59).total_seconds() < left <= 3600
    assert grants.opens_file(given.grant("image", 1, 2), "image", 1, 2)
