"""Languages: what the API serves of a text that is not translated, and how a text is translated."""

from datetime import date

import pytest
from django.contrib.auth.models import Group, Permission
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from api import ids
from blog.models import PostPage
from home.models import User
from tests import factories as make
from tests import http, people

pytestmark = pytest.mark.django_db

POST = 'query Post($slug: String!) {post(slug: $slug, locale: "es") {title locale}}'
PAGE = "query Page($path: String!) {page(path: $path) {title locale path}}"
ROUTE = """
query Route($path: String!) {
  route(path: $path) {
    __typename
    ... on Post {title locale path}
    ... on Redirect {to}
    ... on RestrictedPage {reason}
  }
}
"""


@pytest.fixture(params=[True, False], ids=["compiled", "graphql-core"])
def execution(request, settings):
    """Each of the two ways in which operations are executed."""
    settings.HEARTH_COMPILED_EXECUTION = request.param


@pytest.fixture
def falling_back(settings, execution):
    settings.HEARTH_LOCALE_FALLBACK = True


@pytest.fixture
def post():
    make.spanish(make.home())
    return make.post("Sleep well", body=[("paragraph", "<p>Rest.</p>")])


def test_a_text_that_is_not_translated_is_absent_unless_a_setting_says_otherwise(
    graphql, execution, post
):
    make.author("Ada Reed")
    query = """{
      post(slug: "sleep-well", locale: "es") {title}
      author(slug: "ada-reed", locale: "es") {name}
      page(path: "/es/blog/sleep-well/") {title}
    }"""

    assert graphql(query) == {"data": {"post": None, "author": None, "page": None}}


def test_a_post_that_is_not_translated_is_served_in_the_language_of_the_site(
    graphql, falling_back, post
):
    assert graphql(POST, slug="sleep-well") == {
        "data": {"post": {"title": "Sleep well", "locale": "en"}},
        "extensions": {
            "localeFallbacks": [
                {"id": ids.encode("Post", post.pk), "requested": "es", "served": "en"}
            ]
        },
    }


def test_a_translation_is_served_without_a_word_about_it(graphql, falling_back, post):
    make.spanish(post.get_parent())
    make.spanish(post, title="Dormir bien", slug="sleep-well")

    assert graphql(POST, slug="sleep-well") == {
        "data": {"post": {"title": "Dormir bien", "locale": "es"}}
    }


def test_a_hidden_translation_is_as_good_as_none(graphql, falling_back, post):
    make.spanish(post.get_parent())
    make.spanish(post, title="Dormir bien", slug="sleep-well", live=False)

    assert graphql(POST, slug="sleep-well")["data"]["post"]["locale"] == "en"


def test_what_is_hidden_in_the_language_of_the_site_is_not_served_instead(graphql, falling_back):
    make.spanish(make.home())
    make.post("Sleep well", live=False)

    assert graphql(POST, slug="sleep-well") == {"data": {"post": None}}


def test_the_language_that_a_browser_asks_for_falls_back_too(graphql, falling_back, post):
    body = graphql.response(
        '{post(slug: "sleep-well") {locale}}', headers={"Accept-Language": "es-MX"}
    ).json()

    assert body["data"] == {"post": {"locale": "en"}}
    assert [one["requested"] for one in body["extensions"]["localeFallbacks"]] == ["es"]


def test_authors_and_categories_fall_back_as_posts_do(graphql, falling_back, post):
    author, category = make.author("Ada Reed"), make.category("Sleep")
    query = """{
      author(slug: "ada-reed", locale: "es") {name}
      category(slug: "sleep", locale: "es") {name}
    }"""

    assert graphql(query) == {
        "data": {"author": {"name": "Ada Reed"}, "category": {"name": "Sleep"}},
        "extensions": {
            "localeFallbacks": [
                {"id": ids.encode("Author", author.pk), "requested": "es", "served": "en"},
                {"id": ids.encode("Category", category.pk), "requested": "es", "served": "en"},
            ]
        },
    }


def test_several_languages_of_one_slug_are_told_apart(graphql, falling_back, post):
    query = """{
      own: post(slug: "sleep-well", locale: "en") {locale}
      other: post(slug: "sleep-well", locale: "es") {locale}
      none: post(slug: "nothing", locale: "es") {locale}
    }"""
    body = graphql(query)

    assert body["data"] == {"own": {"locale": "en"}, "other": {"locale": "en"}, "none": None}
    assert len(body["extensions"]["localeFallbacks"]) == 1


def test_a_path_without_a_translation_shows_the_page_of_the_site(graphql, falling_back, post):
    told = {
        "localeFallbacks": [{"path": "/es/blog/sleep-well/", "requested": "es", "served": "en"}]
    }
    shown = {"title": "Sleep well", "locale": "en", "path": "/blog/sleep-well/"}

    assert graphql(PAGE, path="/es/blog/sleep-well/") == {
        "data": {"page": shown},
        "extensions": told,
    }
    assert graphql(ROUTE, path="/es/blog/sleep-well/") == {
        "data": {"route": {"__typename": "Post", **shown}},
        "extensions": told,
    }


def test_a_missing_translation_is_not_answered_with_a_redirect(graphql, falling_back, post):
    Redirect.objects.create(old_path="/old", redirect_page=post)

    assert graphql(ROUTE, path="/es/old/") == {"data": {"route": None}}
    assert graphql(ROUTE, path="/old/")["data"]["route"]["to"] == "/blog/sleep-well/"


def test_a_missing_translation_is_not_answered_with_a_wall(graphql, falling_back, post):
    people.restrict(post, "password")

    assert graphql(ROUTE, path="/es/blog/sleep-well/") == {"data": {"route": None}}
    assert graphql(ROUTE, path="/blog/sleep-well/")["data"]["route"]["reason"] == "PASSWORD"


def test_a_redirect_of_the_missing_translation_itself_is_followed(graphql, falling_back, post):
    Redirect.objects.create(old_path="/es/blog/sleep-well", redirect_link="https://example.org/")

    route = graphql(ROUTE, path="/es/blog/sleep-well/")["data"]["route"]
    assert route == {"__typename": "Redirect", "to": "https://example.org/"}


def test_lists_never_mix_languages(graphql, falling_back, post):
    query = """{
      posts(locale: "es") {nodes {title}}
      authors(locale: "es") {name}
      tags(locale: "es") {name}
    }"""

    assert graphql(query) == {"data": {"posts": {"nodes": []}, "authors": [], "tags": []}}


def test_a_fallback_costs_no_statement_more(graphql, falling_back, post, count_sql):
    def ask():
        graphql(POST, slug="sleep-well")

    def ask_for_own():
        graphql(POST.replace('"es"', '"en"'), slug="sleep-well")

    for action in (ask, ask_for_own):
        action()
    assert len(count_sql(ask)) == len(count_sql(ask_for_own))


def test_caches_keep_the_languages_apart(client, falling_back, post):
    query = {"query": '{post(slug: "sleep-well") {title}}'}
    english = http.get(client, query, **{"Accept-Language": "en"})
    spanish = http.get(client, query, **{"Accept-Language": "es"})

    assert "Accept-Language" in spanish["Vary"]
    assert english["ETag"] != spanish["ETag"]


@pytest.fixture
def editor(client):
    """An editor, signed in, with the rights that an installation gives them."""
    user = User.objects.create_user("robin", "robin@example.org", "a password")
    user.groups.add(Group.objects.get(name="Editors"))
    client.force_login(user)
    return client


def translate_page(editor, page):
    """Ask for a Spanish draft of a page; return it."""
    spanish = Locale.objects.get(language_code="es")
    editor.post(f"/admin/translation/submit/page/{page.pk}/", {"locales": [spanish.pk]})
    return page.get_translation(spanish)


def original_of(editor, address):
    return editor.get("/admin/editing/original/", {"editor": address})


def test_a_translation_begins_as_a_draft_that_nobody_has_reviewed(editor, post):
    make.spanish(post.get_parent())
    reviewer = make.author("Bo Lind")
    PostPage.objects.update(reviewer=reviewer, reviewed_on=date(2026, 1, 1))
    draft = translate_page(editor, post)

    assert (draft.live, draft.reviewer, draft.reviewed_on) == (False, None, None)


def test_a_translation_is_written_beside_its_original_and_published(editor, graphql, post):
    make.spanish(post.get_parent())
    draft = translate_page(editor, post)
    address = f"/admin/pages/{draft.pk}/edit/"
    shown = original_of(editor, address).content.decode()
    for text in ("Original: English", "<p>Sleep well</p>", "<p>How to.</p>", "<p>Rest.</p>"):
        assert text in shown

    data = nested_form_data(
        {
            "title": "Dormir bien",
            "slug": "dormir-bien",
            "intro": "Consejos.",
            "body": streamfield([("paragraph", rich_text("<p>Descanse.</p>"))]),
            "sources": streamfield([]),
            "audience": "everyone",
            "post_authors": inline_formset([]),
            "comments": inline_formset([]),
            "action-publish": "1",
        }
    )
    assert editor.post(address, data).status_code == 302

    query = """{
      post(slug: "dormir-bien", locale: "es") {
        title locale body {plainText} translations {title locale}
      }
    }"""
    assert graphql(query) == {
        "data": {
            "post": {
                "title": "Dormir bien",
                "locale": "es",
                "body": [{"plainText": "Descanse."}],
                "translations": [{"title": "Sleep well", "locale": "en"}],
            }
        }
    }


def test_an_original_that_was_published_anew_is_told_to_its_translator(editor, post):
    make.spanish(post.get_parent())
    draft = translate_page(editor, post)
    address = f"/admin/pages/{draft.pk}/edit/"
    draft.save_revision()
    assert "Published anew" not in original_of(editor, address).content.decode()

    post.save_revision().publish()
    assert "Published anew" in original_of(editor, address).content.decode()


def test_snippets_have_their_original_beside_them_too(editor):
    author = make.author("Ada Reed", job_title="Therapist")
    translated = make.spanish(author, job_title="Terapeuta")
    shown = original_of(editor, f"/admin/snippets/blog/author/edit/{translated.pk}/")

    assert "Therapist" in shown.content.decode()


def test_the_translation_of_a_snippet_begins_as_a_draft(editor, post):
    author = make.author("Ada Reed", job_title="Therapist")
    spanish = Locale.objects.get(language_code="es")
    address = f"/admin/translation/submit/snippet/blog/author/{author.pk}/"
    assert editor.post(address, {"locales": [spanish.pk]}).status_code == 302

    assert author.get_translation(spanish).live is False


def test_an_original_has_none_beside_it(editor, post):
    assert original_of(editor, f"/admin/pages/{post.pk}/edit/").status_code == 204
    assert original_of(editor, "/admin/").status_code == 204
    assert original_of(editor, "/nowhere/").status_code == 204


def test_whoever_may_not_edit_a_translation_does_not_see_its_original_there(client, editor, post):
    make.spanish(post.get_parent())
    draft = translate_page(editor, post)
    guest = User.objects.create_user("guest", "guest@example.org", "a password")
    guest.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(guest)
    response = client.get(
        "/admin/editing/original/",
        {"editor": f"/admin/pages/{draft.pk}/edit/"},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )

    assert response.status_code == 403
