"""Receipts: browsers keep a copy of a text until they are told that it was saved."""

import pytest
from django.contrib.auth.models import Group
from django.shortcuts import redirect
from django.urls import reverse
from wagtail import hooks
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from blog.gates import PublicationRefused
from home.models import SiteSettings
from tests import factories as make
from tests import people

pytestmark = pytest.mark.django_db

COPY = "8a6e0804-2bd0-4672-b79d-d97027f9071a"


@pytest.fixture
def user(client):
    user = people.member("robin", groups=["Editors"])
    client.force_login(user)
    return user


@pytest.fixture
def post(user):
    return make.post("Sleep well", live=False)


def form(title="Sleep well", **changes):
    return nested_form_data(
        {
            "title": title,
            "slug": "sleep-well",
            "intro": "How to.",
            "audience": "everyone",
            "body": streamfield([("paragraph", rich_text("<p>Rest.</p>"))]),
            "sources": streamfield([]),
            "post_authors": inline_formset([]),
            "comments": inline_formset([]),
            "hearth-kept": COPY,
            **changes,
        }
    )


def receipts(response):
    cookie = response.cookies.get("hearth-saved")
    return cookie.value.split(".") if cookie else []


def edit(client, post, **changes):
    return client.post(reverse("wagtailadmin_pages:edit", args=[post.pk]), form(**changes))


def test_a_draft_that_was_saved_is_told(client, post):
    assert receipts(edit(client, post)) == [COPY]


def test_a_new_post_is_told(client, post):
    url = reverse("wagtailadmin_pages:add", args=["blog", "postpage", post.get_parent().pk])
    assert receipts(client.post(url, form("New", slug="new"))) == [COPY]


def test_a_snippet_is_told(client, user):
    data = {"name": "Front desk", "hearth-kept": COPY}
    assert receipts(client.post(reverse("wagtailsnippets_home_contact:add"), data)) == [COPY]


def test_settings_are_told(client, user):
    site = make.site_settings(name="Wrenfield").site
    texts = {"name": "Hill", "disclaimer": rich_text(""), "main_menu": streamfield([])}
    data = nested_form_data({**texts, "hearth-kept": COPY})
    response = client.post(
        reverse("wagtailsettings:edit", args=["home", "sitesettings", site.pk]), data
    )
    assert SiteSettings.objects.get().name == "Hill"
    assert receipts(response) == [COPY]


def test_a_form_with_a_mistake_is_not(client, post):
    assert receipts(edit(client, post, title="")) == []


def test_whoever_is_led_to_the_second_step_has_saved_nothing(client, post, settings):
    settings.HEARTH_REQUIRE_2FA = True
    response = edit(client, post)
    assert (response.status_code, response["Location"]) == (302, reverse("hearth_two_factor"))
    assert receipts(response) == []


def test_whoever_is_led_to_the_log_in_has_saved_nothing(client, post):
    client.logout()
    response = edit(client, post)
    assert (response.status_code, receipts(response)) == (302, [])


def test_whoever_may_not_save_has_saved_nothing(client, post, user):
    user.groups.set([Group.objects.get(name="Clinical reviewers")])
    response = edit(client, post)
    assert (response.status_code, receipts(response)) == (302, [])


def test_a_question_in_between_is_no_save(client, post):
    def ask_first(request, page):
        return redirect("wagtailadmin_explore_root")

    with hooks.register_temporarily("before_edit_page", ask_first):
        response = edit(client, post)
    assert (response.status_code, receipts(response)) == (302, [])


def test_a_save_that_is_taken_back_is_none(client, post):
    def refuse(request, page):
        raise PublicationRefused(post, {"body": ["Not now."]})

    with hooks.register_temporarily("after_edit_page", refuse):
        response = edit(client, post)
    assert (response.status_code, receipts(response)) == (303, [])
    assert not post.revisions.exists()


def test_a_deleted_post_tells_nothing_of_a_copy(client, post):
    url = reverse("wagtailadmin_pages:delete", args=[post.pk])
    assert receipts(client.post(url, {"hearth-kept": COPY})) == []
