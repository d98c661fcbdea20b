"""The promise that no page gets a path that leads to another part of the server."""

import pytest
from django.core.exceptions import ValidationError

from blog.models import BlogIndexPage
from tests import factories as make

pytestmark = pytest.mark.django_db

TAKEN = (
    *("admin", "documents", "graphiql", "graphql", "images", "login", "media", "preview"),
    *("static", "es"),
)
REFUSED = "leads to another part of this server. Choose another slug."


def form(slug):
    return {"title": "Ours", "slug": slug, "intro": "", "action-publish": "1"}


def create(client, slug):
    url = f"/admin/pages/add/blog/blogindexpage/{make.home().pk}/"
    return client.post(url, {**form(slug), "comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0})


@pytest.mark.parametrize("slug", TAKEN)
def test_a_slug_that_leads_elsewhere_is_refused_beside_its_field(admin_client, slug):
    response = create(admin_client, slug)
    assert response.status_code == 200
    [error] = response.context["form"].errors["slug"]
    assert error == f"“/{slug}/” {REFUSED}"
    assert not BlogIndexPage.objects.exists()


@pytest.mark.parametrize("slug", ["blog", "imagery", "search", "tips", "preview-2", "fr"])
def test_any_other_slug_is_free_and_shows_the_page(admin_client, client, slug):
    assert create(admin_client, slug).status_code == 302
    assert client.get(f"/{slug}/").status_code == 200


def test_a_page_further_down_may_have_any_slug(admin_client, client):
    make.post("Images", under=make.blog(), slug="images")
    assert client.get("/blog/images/").status_code == 200


def test_a_translation_may_have_any_slug_for_its_language_comes_first(client):
    spanish = make.spanish(make.home())
    make.blog("Images", under=spanish, locale=spanish.locale)
    assert client.get("/es/images/").status_code == 200


def test_a_page_that_is_there_is_refused_the_slug_too(admin_client):
    blog = make.blog()
    url = f"/admin/pages/{blog.pk}/edit/"
    fields = {"comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0}
    response = admin_client.post(url, {**form("images"), **fields})
    assert response.context["form"].errors["slug"] == [f"“/images/” {REFUSED}"]
    assert BlogIndexPage.objects.get().slug == "blog"


def test_a_copy_is_refused_it_beside_its_field(admin_client):
    blog = make.blog()
    copy = {"new_title": "Ours", "new_slug": "images", "new_parent_page": make.home().pk}
    response = admin_client.post(f"/admin/pages/{blog.pk}/copy/", copy)
    assert response.context["form"].errors["new_slug"] == [f"“/images/” {REFUSED}"]


def test_a_program_is_refused_it_too():
    with pytest.raises(ValidationError) as refused:
        make.blog("Images")
    assert list(refused.value.message_dict) == ["slug"]
