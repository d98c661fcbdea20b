"""The promises of previews and addresses where one server has several sites."""

from urllib.parse import urlsplit

import pytest

from home.models import SiteSettings
from tests import factories as make
from tests import panels
from tests.test_previews import STREAMS, directives, logged_in
from tests.test_previews_links import shared

pytestmark = pytest.mark.django_db

OTHER = "http://other.example:8080"
QUERY = '{post(slug: "elsewhere") {title intro}}'


@pytest.fixture
def site():
    """A second site, which the reader of this server shows at its own host."""
    return make.site(port=8080)


@pytest.fixture
def post(site):
    return make.post("Elsewhere", under=make.blog("Theirs", under=site.root_page))


@pytest.fixture
def panel(post):
    return panels.of_page(logged_in(post), post, **STREAMS)


def asked(graphql, address, query=QUERY):
    """The answer at the host and by the token of a preview's address."""
    token = panels.handed_over(address)["token"]
    headers = {"Preview-Token": token, "Host": urlsplit(address).netloc}
    return graphql.response(query, headers=headers).json()["data"]


def test_a_preview_opens_on_the_host_of_the_pages_site(panel, graphql):
    panel.write(intro="Not saved.")
    address = panel.look()["Location"]
    assert address.startswith(f"{OTHER}/preview/?in_preview_panel=true#token=")
    assert asked(graphql, address) == {"post": {"title": "Elsewhere", "intro": "Not saved."}}


def test_a_link_for_reviewers_opens_there_too(post, graphql):
    address = shared(logged_in(post), post)
    assert address.startswith(f"{OTHER}/preview/#token=")
    assert asked(graphql, address)["post"]["title"] == "Elsewhere"


def test_the_front_end_of_the_pages_site_comes_first(panel, site):
    SiteSettings.objects.create(site=site, frontend_url="https://theirs.example")
    panel.write()
    assert panel.look()["Location"].startswith("https://theirs.example/preview/")


def test_on_its_own_host_a_preview_stays_there(panel):
    panel.client.defaults["HTTP_HOST"] = "other.example:8080"
    panel.write()
    assert panel.look()["Location"].startswith("/preview/")


def test_the_admin_may_frame_the_other_site(admin_client, site):
    assert OTHER in directives(admin_client.get("/admin/"), "frame-src")[0].split()


def test_a_single_site_is_framed_by_itself_alone(client, post):
    post.get_site().delete()
    response = client.get("/preview/")
    assert directives(response, "frame-ancestors") == ["'self'"]


def test_a_preview_may_be_framed_by_the_admin_on_the_other_hosts(client, settings, site):
    settings.WAGTAILADMIN_BASE_URL = "https://cms.example.org/admin"
    response = client.get("/preview/", headers={"Host": "other.example:8080"})
    (ancestors,) = directives(response, "frame-ancestors")
    assert ancestors.split() == ["'self'", "http://localhost", "https://cms.example.org"]


def test_no_other_page_of_the_reader_may_be_framed_by_them(client, post):
    response = client.get("/theirs/elsewhere/", headers={"Host": "other.example:8080"})
    assert directives(response, "frame-ancestors") == ["'self'"]


# The way from the admin to what is published.


def test_the_admin_leads_to_a_page_that_the_reader_shows(admin_client):
    make.blog()
    html = admin_client.get(f"/admin/pages/{make.home().pk}/").content.decode()
    assert 'href="/blog/"' in html
    assert admin_client.get("/blog/").status_code == 200


def test_the_admin_leads_to_a_page_on_the_host_of_its_site(admin_client, post):
    html = admin_client.get(f"/admin/pages/{post.get_parent().pk}/").content.decode()
    assert f'href="{OTHER}/theirs/elsewhere/"' in html


def test_the_admin_leads_to_the_front_end_if_there_is_one(admin_client):
    make.site_settings(frontend_url="https://www.example.org")
    make.blog()
    html = admin_client.get(f"/admin/pages/{make.home().pk}/").content.decode()
    assert 'href="https://www.example.org/blog/"' in html
