"""Where something was before: redirects, front ends and hosts."""

import pytest
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, PageViewRestriction, Site

from blog.models import PostPage
from home.models import SiteSettings
from tests import factories as make
from tests import people
from tests.deliveries.conftest import forgotten

pytestmark = pytest.mark.django_db

OLD = "https://old.example.org"


@pytest.fixture
def redirect(cache):
    post = make.post("Sleep well")
    return Redirect.objects.create(old_path="/sleep", redirect_page=post)


def test_a_new_redirect_is_forgotten_where_it_leads_away_from(cache):
    post = make.post("Sleep well")
    found = forgotten(lambda: Redirect.objects.create(old_path="/sleep", redirect_page=post))
    assert found == {"/sleep", "/sleep/"}


def test_a_redirect_from_another_path_is_forgotten_at_both(redirect):
    rows = Redirect.objects.filter(pk=redirect.pk)
    found = forgotten(lambda: rows.update(old_path="/rest?a=b"))
    assert found == {"/sleep", "/sleep/", "/rest?a=b", "/rest/?a=b"}


def test_a_redirect_to_another_place_is_forgotten(redirect):
    rows = Redirect.objects.filter(pk=redirect.pk)
    change = {"redirect_page": None, "redirect_link": "https://www.example.org/"}
    assert forgotten(lambda: rows.update(**change)) == {"/sleep", "/sleep/"}


def test_a_redirect_that_is_deleted_is_forgotten(redirect):
    assert forgotten(redirect.delete) == {"/sleep", "/sleep/"}


def test_a_redirect_to_a_page_that_moves_is_forgotten(redirect):
    def rename():
        page = PostPage.objects.get()
        page.slug = "sleep-better"
        page.save()

    assert {"/sleep", "/blog/sleep-better/"} <= forgotten(rename)


def test_a_redirect_to_a_page_that_is_made_private_is_forgotten(redirect):
    assert "/sleep" in forgotten(lambda: people.restrict(PostPage.objects.get(), "login"))


def test_a_redirect_to_a_page_for_members_is_told_to_nobody(redirect):
    people.restrict(PostPage.objects.get(), "login")
    rows = Redirect.objects.filter(pk=redirect.pk)
    assert forgotten(lambda: rows.update(old_path="/secret")) == set()


def test_a_redirect_of_another_site_is_forgotten_there(cache):
    site = other_site()
    found = forgotten(
        lambda: Redirect.objects.create(old_path="/sleep", redirect_link="/x/", site=site)
    )
    assert found == {"http://other.example.org/sleep", "http://other.example.org/sleep/"}


def other_site():
    root = make.home().add_sibling(instance=make.home().__class__(title="Other", slug="other"))
    return Site.objects.create(hostname="other.example.org", port=80, root_page=root)


def test_the_former_front_end_forgets_its_pages_and_redirects(redirect):
    make.site_settings(frontend_url=OLD)
    new = "https://new.example.org"
    found = forgotten(lambda: SiteSettings.objects.update(frontend_url=new))
    for base in (OLD, new):
        assert {f"{base}/", f"{base}/blog/sleep-well/"} <= found
    assert f"{OLD}/sleep" in found


def test_a_front_end_that_is_no_more_forgets_its_pages(redirect):
    make.site_settings(frontend_url=OLD)
    assert f"{OLD}/blog/sleep-well/" in forgotten(lambda: SiteSettings.objects.all().delete())


def test_the_former_front_end_hears_nothing_of_pages_for_members(redirect):
    make.site_settings(frontend_url=OLD)
    people.restrict(PostPage.objects.get(), "login")
    found = forgotten(lambda: SiteSettings.objects.update(frontend_url=""))
    assert f"{OLD}/blog/" in found
    assert not [one for one in found if "sleep" in one]


def test_the_former_host_of_a_site_forgets_its_pages(cache):
    site = other_site()
    make.blog(under=site.root_page.specific)
    rows = Site.objects.filter(pk=site.pk)
    found = forgotten(lambda: rows.update(hostname="new.example.org", port=443))
    for base in ("http://other.example.org", "https://new.example.org"):
        assert {f"{base}/", f"{base}/blog/"} <= found


def test_a_site_that_is_no_more_is_forgotten(cache):
    site = other_site()
    make.blog(under=site.root_page.specific)
    assert "http://other.example.org/blog/" in forgotten(site.delete)


def test_a_site_with_another_root_is_forgotten_as_it_was(cache):
    site = other_site()
    blog = make.blog("Inner", under=site.root_page.specific)
    rows = Site.objects.filter(pk=site.pk)
    found = forgotten(lambda: rows.update(root_page=blog))
    assert {"http://other.example.org/inner/", "http://other.example.org/"} <= found


def test_paths_are_written_as_caches_know_them(cache):
    found = forgotten(
        lambda: Redirect.objects.create(old_path="/schön", redirect_link="https://example.org/")
    )
    assert found == {"/sch%C3%B6n", "/sch%C3%B6n/"}


def test_the_former_code_of_a_language_is_forgotten(cache):
    spanish = Locale.objects.create(language_code="es")
    page = make.home().copy_for_translation(spanish)
    page.save_revision().publish()
    rows = Locale.objects.filter(pk=spanish.pk)
    assert {"/es/", "/fr/"} <= forgotten(lambda: rows.update(language_code="fr"))


def test_a_redirect_to_a_page_that_is_opened_is_forgotten(redirect):
    people.restrict(PostPage.objects.get(), "login")
    assert "/sleep" in forgotten(PageViewRestriction.objects.get().delete)
