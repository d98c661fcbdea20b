"""The promises of live preview: editors see what they write, and nobody else does."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.utils import timezone
from wagtail.models import GroupPagePermission, PreviewableMixin
from wagtail.snippets.models import get_snippet_models
from wagtail.test.utils.form_data import streamfield

from api import ids
from api.drafts import DRAFTABLE
from api.models import PreviewDraft
from blog.models import Author, PostPage
from home.models import SiteSettings
from tests import factories as make
from tests import panels, people

pytestmark = pytest.mark.django_db

POST = '{post(slug: "sleep-well") {title intro}}'
PUBLISHED = {"data": {"post": {"title": "Sleep well", "intro": "How to."}}}
REFUSED = {
    "errors": [
        {
            "message": "This preview token is wrong or expired.",
            "extensions": {"code": "UNAUTHENTICATED"},
        }
    ]
}


@pytest.fixture
def post():
    return make.post()


def logged_in(page, name="eve"):
    """The browser of somebody who may edit a page, and all snippets."""
    user = people.editor(page, name)
    group = user.groups.get()
    names = ["access_admin", *(f"{do}_{what}" for do in ("add", "change") for what in SNIPPETS)]
    group.permissions.set(Permission.objects.filter(codename__in=names))
    for permission in Permission.objects.filter(codename__in=["add_page", "publish_page"]):
        GroupPagePermission.objects.create(group=group, page=page, permission=permission)
    client = Client()
    client.force_login(user)
    return client


STREAMS = {
    "body": streamfield([("heading", {"text": "Tonight", "level": "h2"})]),
    "sources": streamfield([]),
}
SNIPPETS = ("author", "category", "contact", "crisisresource")


@pytest.fixture
def editor(post):
    return logged_in(make.home())


@pytest.fixture
def panel(editor, post):
    """The panel of the published post."""
    return panels.of_page(editor, post, **STREAMS)


@pytest.fixture
def ask(graphql):
    """Asks with the token of what a front end was given."""

    def ask(query, given=None, **variables):
        headers = {"Preview-Token": given["token"]} if given else None
        return graphql.response(query, variables, headers).json()

    return ask


# What the front end is given.


def test_the_panel_sends_the_editor_to_the_reader_with_a_token_in_the_fragment(panel, post):
    panel.write(intro="Not saved.")
    response = panel.look()
    address = urlsplit(response["Location"])
    assert (response.status_code, address.netloc, address.path) == (302, "", "/preview/")
    assert address.query == "in_preview_panel=true"
    given = panels.handed_over(response["Location"])
    assert given.pop("token")
    assert given == {
        "type": "Post",
        "id": ids.encode("Post", post.pk),
        "path": "/blog/sleep-well/",
    }


def test_nobody_keeps_the_redirect_or_is_told_where_it_came_from(panel):
    panel.write()
    response = panel.look()
    assert {"no-store", "private"} <= set(response["Cache-Control"].split(", "))
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("path", ["/preview/", "/api/draft", "preview"])
def test_a_front_end_of_ones_own_is_sent_to_at_the_path_that_it_wants(panel, settings, path):
    settings.HEARTH_PREVIEW_PATH = path
    make.site_settings(frontend_url="https://www.example.org/")
    panel.write()
    address = panel.look()["Location"].partition("?")[0]
    assert address == f"https://www.example.org/{path.lstrip('/')}"


def test_the_reader_takes_previews_at_its_own_path_whatever_is_set(panel, settings):
    settings.HEARTH_PREVIEW_PATH = "/api/draft"
    panel.write()
    assert panel.look()["Location"].startswith("/preview/?")


def test_the_path_is_the_one_that_the_page_will_have(panel):
    given = panel.hand_over(slug="sleep-better")
    assert given["path"] == "/blog/sleep-better/"


def test_a_translation_is_previewed_under_its_language(editor):
    make.spanish(make.home())
    blog = make.spanish(make.BlogIndexPage.objects.get())
    post = make.post("Dormir bien", under=blog, locale=blog.locale)
    given = panels.of_page(logged_in(blog, "ana"), post, **STREAMS).hand_over(intro="x")
    assert given["path"] == f"/es/{blog.slug}/dormir-bien/"


# What is shown.


def test_what_is_written_is_shown_before_it_is_saved(panel, ask, post):
    given = panel.hand_over(title="Sleep better", intro="Not saved.")
    assert ask(POST, given) == {
        "data": {"post": {"title": "Sleep better", "intro": "Not saved."}},
        "extensions": {"preview": {"drafts": [ids.encode("Post", post.pk)]}},
    }
    assert PostPage.objects.get(pk=post.pk).latest_revision is None


@pytest.mark.parametrize(
    "query",
    [
        '{found: page(path: "/blog/sleep-well/") {title}}',
        '{found: page(path: "/blog/sleep-better/") {title}}',
        '{found: route(path: "/blog/sleep-well/") {... on Page {title}}}',
        '{found: post(slug: "sleep-better") {title}}',
        "query($id: ID!) {found: node(id: $id) {... on Post {title}}}",
    ],
)
def test_it_is_shown_wherever_the_page_is_looked_up(panel, ask, post, query):
    given = panel.hand_over(title="Sleep better", slug="sleep-better")
    variables = {"id": given["id"]} if "$id" in query else {}
    assert ask(query, given, **variables)["data"] == {"found": {"title": "Sleep better"}}


def test_the_body_and_what_it_refers_to_is_that_of_the_form(editor, post, ask):
    contact = make.contact("Night desk")
    body = streamfield([("contact", {"title": "Call", "contact": str(contact.pk)})])
    panel = panels.of_page(editor, post, body=body, sources=streamfield([]))
    query = '{post(slug: "sleep-well") {body {... on ContactBlock {title contact {name}}}}}'
    answer = ask(query, panel.hand_over(intro="x"))["data"]
    assert answer == {"post": {"body": [{"title": "Call", "contact": {"name": "Night desk"}}]}}


def test_a_token_shows_what_was_written_last(panel, ask):
    first = panel.hand_over(intro="One.")
    panel.hand_over(intro="Two.")
    assert ask(POST, first)["data"]["post"]["intro"] == "Two."


def test_looking_at_what_is_saved_does_not_change_what_the_panel_shows(editor, panel, ask, post):
    writing = panel.hand_over(intro="Not saved.")
    post.save_revision()
    saved = panels.handed_over(editor.get(f"/admin/pages/{post.pk}/view_draft/")["Location"])
    assert ask(POST, saved)["data"]["post"]["intro"] == "How to."
    assert ask(POST, writing)["data"]["post"]["intro"] == "Not saved."


def test_an_old_revision_is_looked_at_in_the_same_way(editor, post, ask):
    post.intro = "The old text."
    old = post.save_revision()
    post.intro = "The new text."
    post.save_revision()
    response = editor.get(f"/admin/pages/{post.pk}/revisions/{old.pk}/view/")
    given = panels.handed_over(response["Location"])
    assert ask(POST, given)["data"]["post"]["intro"] == "The old text."


def test_lists_and_everything_else_stay_as_everybody_sees_them(panel, ask):
    make.post("Wake well")
    given = panel.hand_over(title="Sleep better")
    query = '{posts(orderBy: TITLE) {nodes {title}} other: post(slug: "wake-well") {title}}'
    assert ask(query, given) == {
        "data": {
            "posts": {"nodes": [{"title": "Sleep well"}, {"title": "Wake well"}]},
            "other": {"title": "Wake well"},
        }
    }


def test_an_answer_says_what_is_missing_still(editor, post, ask):
    body = streamfield([("quote", {"quote": "", "attribution": ""})])
    panel = panels.of_page(editor, post, body=body, sources=streamfield([]))
    given = panel.hand_over(intro="")
    assert ask(POST, given)["extensions"] == {
        "preview": {
            "drafts": [given["id"]],
            "incomplete": [{"id": given["id"], "fields": ["intro", "body"]}],
        }
    }


# Pages that are being created.


NEW = "query($path: String!) {route(path: $path) {... on Post {id title path locale parent {title} breadcrumbs {title} authors {name} tags {name} publishedAt}}}"  # noqa: E501


@pytest.fixture
def new(editor, post):
    return panels.of_new_page(editor, PostPage, post.get_parent(), **STREAMS)


def test_a_page_is_previewed_before_it_is_saved_at_all(new, ask):
    given = new.hand_over(title="Breathe", slug="breathe", intro="In, out.")
    answer = ask(NEW, given, path=given["path"])
    assert answer["data"]["route"].pop("publishedAt")
    assert answer["data"]["route"] == {
        "id": given["id"],
        "title": "Breathe",
        "path": "/blog/breathe/",
        "locale": "en",
        "parent": {"title": "Blog"},
        "breadcrumbs": [{"title": "Home"}, {"title": "Blog"}],
        "authors": [],
        "tags": [],
    }
    assert not PostPage.objects.filter(slug="breathe").exists()


def test_it_has_an_id_of_its_own_until_it_is_saved(new, ask):
    given = new.hand_over(title="Breathe", slug="breathe")
    query = "query($id: ID!) {node(id: $id) {id ... on Post {title}}}"
    found = {"id": given["id"], "title": "Breathe"}
    assert ask(query, given, id=given["id"])["data"] == {"node": found}
    assert ask(query, id=given["id"])["data"] == {"node": None}


def test_two_new_pages_in_two_places_are_two_drafts(new, editor, ask):
    other = make.blog("Other")
    second = panels.of_new_page(editor, PostPage, other, **STREAMS)
    one = new.hand_over(title="Breathe", slug="breathe")
    two = second.hand_over(title="Rest", slug="rest")
    assert ask(NEW, one, path="/blog/breathe/")["data"]["route"]["title"] == "Breathe"
    assert ask(NEW, two, path="/other/rest/")["data"]["route"]["title"] == "Rest"
    assert ask(NEW, one, path="/other/rest/")["data"] == {"route": None}


def test_without_a_title_and_a_slug_there_is_something_to_see_nevertheless(new, ask):
    given = new.hand_over(title="", slug="", intro="The first words.")
    assert ask(NEW, given, path=given["path"])["data"]["route"]["title"] == "Placeholder title"


# Snippets.


@pytest.fixture
def author():
    return make.author("Ada Reed", job_title="Sleep coach")


def test_an_author_is_shown_in_the_byline_of_a_post(editor, post, author, ask):
    make.post("Wake well", authors=[author])
    given = panels.of_snippet(editor, author).hand_over(job_title="Psychologist")
    query = '{post(slug: "wake-well") {authors {id name jobTitle}}}'
    assert ask(query, given) == {
        "data": {
            "post": {
                "authors": [{"id": given["id"], "name": "Ada Reed", "jobTitle": "Psychologist"}]
            }
        },
        "extensions": {"preview": {"drafts": [given["id"]]}},
    }
    assert ask(query)["data"]["post"]["authors"][0]["jobTitle"] == "Sleep coach"


EVERYWHERE = [
    '{author(slug: "ada-reed") {jobTitle}}',
    '{author(slug: "ada-lovelace") {jobTitle}}',
    "{authors {jobTitle}}",
    "query($id: ID!) {node(id: $id) {... on Author {jobTitle}}}",
    "query($id: ID!) {nodes(ids: [$id]) {... on Author {jobTitle}}}",
    '{post(slug: "wake-well") {authors {jobTitle}}}',
    '{post(slug: "wake-well") {review {reviewer {jobTitle}}}}',
    "{posts {nodes {authors {jobTitle}}}}",
    "{posts {nodes {review {reviewer {jobTitle}}}}}",
]


@pytest.mark.parametrize("live", [True, False], ids=["published", "not published"])
def test_it_stands_wherever_the_author_does(editor, ask, live):
    author = make.author("Ada Reed", job_title="Sleep coach", live=live)
    PostPage.objects.all().delete()
    post = make.post("Wake well", authors=[author])
    # Nobody reviews what they wrote, but this is about what is shown where.
    review = {"reviewer": author, "reviewed_on": timezone.now().date()}
    PostPage.objects.filter(pk=post.pk).update(**review)
    panel = panels.of_snippet(editor, author)
    given = panel.hand_over(job_title="Psychologist", slug="ada-lovelace")
    for query in EVERYWHERE:
        variables = {"id": given["id"]} if "$id" in query else {}
        answer = str(ask(query, given, **variables))
        assert ("Psychologist" in answer, "Sleep coach" in answer) == (True, False), query


def test_a_category_is_shown_at_posts(editor, ask, post):
    category = make.category("Sleep")
    PostPage.objects.filter(pk=post.pk).update(category=category)
    given = panels.of_snippet(editor, category).hand_over(name="Nights")
    query = "{posts {nodes {category {name}}} categories {name}}"
    assert ask(query, given)["data"] == {
        "posts": {"nodes": [{"category": {"name": "Nights"}}]},
        "categories": [{"name": "Nights"}],
    }


def test_a_contact_is_shown_in_bodies_and_for_the_site(editor, ask):
    contact = make.contact("Front desk", role="Reception")
    make.site_settings(contact=contact)
    make.post("Wake well", body=[("contact", {"title": "Call", "contact": contact.pk})])
    given = panels.of_snippet(editor, contact).hand_over(role="Intake")
    query = """{
        site {contact {role}}
        post(slug: "wake-well") {body {... on ContactBlock {contact {role}}}}
    }"""
    assert ask(query, given)["data"] == {
        "site": {"contact": {"role": "Intake"}},
        "post": {"body": [{"contact": {"role": "Intake"}}]},
    }


@pytest.mark.parametrize("live", [True, False], ids=["published", "not published"])
def test_a_crisis_resource_is_shown_for_the_site(editor, ask, live):
    line = make.crisis_resource(live=live)
    given = panels.of_snippet(editor, line).hand_over(availability="Nights")
    query = "{site {crisisResources {name availability}}}"
    shown = {"name": "Lifeline", "availability": "Nights"}
    assert ask(query, given)["data"] == {"site": {"crisisResources": [shown]}}


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("Author", {"name": "Ida", "slug": "ida"}),
        ("Category", {"name": "Ida", "slug": "ida"}),
        ("Contact", {"name": "Ida"}),
        ("CrisisResource", {"name": "Ida", "region": "Oregon", "availability": "Always"}),
    ],
)
def test_a_snippet_is_previewed_before_it_is_saved_at_all(editor, ask, name, fields):
    model = {one.__name__: one for one in (make.Author, make.Category, make.Contact)}.get(
        name, make.CrisisResource
    )
    if name == "CrisisResource":
        fields = {**fields, "verified_on": "2026-01-01", "verify_every": "90", "sort_order": "0"}
    given = panels.of_new_snippet(editor, model).hand_over(**fields)
    query = f"query($id: ID!) {{node(id: $id) {{id ... on {name} {{name}}}}}}"
    found = {"id": given["id"], "name": "Ida"}
    assert ask(query, given, id=given["id"])["data"] == {"node": found}
    assert ask(query, id=given["id"])["data"] == {"node": None}
    assert not model.objects.filter(name="Ida").exists()


def test_every_snippet_of_ours_can_be_previewed():
    previewed = [one for one in get_snippet_models() if issubclass(one, PreviewableMixin)]
    ours = [one for one in previewed if one._meta.app_label in ("home", "blog")]
    assert ours
    assert [one for one in ours if one not in DRAFTABLE] == []


# Who sees it.


def test_nobody_else_sees_what_is_not_saved(panel, ask, graphql, post):
    panel.hand_over(intro="Not saved.")
    assert ask(POST) == PUBLISHED
    editor = people.bearer(people.editor(post, "ana"))
    draft = '{post(slug: "sleep-well", version: DRAFT) {title intro}}'
    assert graphql.response(draft, headers=editor).json()["data"] == PUBLISHED["data"]


def test_two_editors_see_each_what_they_write_themselves(post, panel, ask):
    other = panels.of_page(logged_in(make.home(), "ana"), post, **STREAMS)
    one, two = panel.hand_over(intro="One."), other.hand_over(intro="Two.")
    assert ask(POST, one)["data"]["post"]["intro"] == "One."
    assert ask(POST, two)["data"]["post"]["intro"] == "Two."
    assert PreviewDraft.objects.count() == 2


def test_a_draft_is_in_no_answer_to_anybody_else_afterwards(panel, ask, editor):
    """Whatever is kept between requests, such as prepared queries, knows nothing of drafts."""
    author = make.author("Ada Reed", job_title="Sleep coach", live=False)
    make.post("Wake well", authors=[author])
    query = "{posts {totalCount nodes {title intro authors {jobTitle}}} authors {jobTitle}}"
    before = ask(query)
    page, snippet = panel.hand_over(intro="x"), panels.of_snippet(editor, author).hand_over()
    ask(query, page), ask(query, snippet)
    assert ask(query) == before


def test_a_token_works_for_as_long_as_it_is_set(panel, ask, settings):
    settings.HEARTH_PREVIEW_MINUTES = 0
    assert ask(POST, panel.hand_over(intro="x")) == REFUSED


def test_what_was_kept_is_forgotten_when_its_tokens_have_expired(panel, editor):
    panel.hand_over(intro="x")
    hour_ago = timezone.now() - timedelta(minutes=61)
    PreviewDraft.objects.update(updated_at=hour_ago)
    panels.of_new_snippet(editor, Author).hand_over(name="Ida", slug="ida")
    assert [row.content_type.model for row in PreviewDraft.objects.all()] == ["author"]


def test_a_token_is_worth_nothing_once_the_draft_is_forgotten(panel, ask):
    given = panel.hand_over(intro="x")
    PreviewDraft.objects.all().delete()
    assert ask(POST, given) == REFUSED


def test_a_token_ends_with_its_page(panel, ask, post):
    given = panel.hand_over(intro="x")
    PostPage.objects.get(pk=post.pk).delete()
    assert ask(POST, given) == REFUSED


def test_a_token_for_a_new_page_ends_with_the_page_above(new, ask, post):
    given = new.hand_over(title="Breathe", slug="breathe")
    make.BlogIndexPage.objects.get().delete()
    assert ask(NEW, given, path=given["path"]) == REFUSED


def test_a_token_ends_with_the_rights_of_its_user(panel, new, editor, ask):
    author = make.author()
    tokens = [
        panel.hand_over(intro="x"),
        new.hand_over(title="Breathe", slug="breathe"),
        panels.of_snippet(editor, author).hand_over(name="Ida"),
        panels.of_new_snippet(editor, Author).hand_over(name="Ida", slug="ida"),
    ]
    Group.objects.get(name="editors eve").delete()
    assert [ask(POST, given) for given in tokens] == [REFUSED] * 4


def test_a_token_ends_when_its_user_leaves(panel, editor, ask):
    tokens = [
        panel.hand_over(intro="x"),
        panels.of_snippet(editor, make.author()).hand_over(name="Ida"),
    ]
    people.get_user_model().objects.update(is_active=False)
    assert [ask(POST, given) for given in tokens] == [REFUSED] * 2


def test_a_page_of_another_site_is_not_shown_here(ask, post):
    other = make.site()
    blog = make.blog("Theirs", under=other.root_page)
    page = make.post("Elsewhere", under=blog)
    given = panels.of_page(logged_in(other.root_page, "ana"), page, **STREAMS).hand_over(intro="x")
    query = '{post(slug: "elsewhere") {title}}'
    assert ask(query, given) == {"data": {"post": None}}


def test_answers_to_previews_are_kept_by_nobody(panel, graphql):
    headers = {"Preview-Token": panel.hand_over(intro="x")["token"]}
    response = graphql.response(POST, headers=headers)
    assert response["Cache-Control"] == "private, no-store"
    assert "ETag" not in response


# Tokens by the API.

CREATE = """mutation($id: ID!, $pinned: Boolean! = false) {
    createPreviewToken(id: $id, pinned: $pinned) {token}
}"""


def test_a_token_shows_the_saved_draft_of_a_snippet_too(graphql, ask, author):
    author.job_title = "Psychologist"
    author.save_revision()
    headers = people.bearer(people.superuser())
    variables = {"id": ids.encode("Author", author.pk)}
    answer = graphql.response(CREATE, variables, headers).json()
    query = '{author(slug: "ada-reed") {jobTitle}}'
    shown = ask(query, answer["data"]["createPreviewToken"])
    assert shown["data"] == {"author": {"jobTitle": "Psychologist"}}
    assert ask(query)["data"] == {"author": {"jobTitle": "Sleep coach"}}


def test_a_pinned_token_of_a_snippet_shows_it_as_it_was(graphql, ask, author):
    author.job_title = "Psychologist"
    author.save_revision()
    headers = people.bearer(people.superuser())
    variables = {"id": ids.encode("Author", author.pk), "pinned": True}
    token = graphql.response(CREATE, variables, headers).json()["data"]["createPreviewToken"]
    author.job_title = "Writer"
    author.save_revision()
    shown = ask('{author(slug: "ada-reed") {jobTitle}}', token)
    assert shown["data"] == {"author": {"jobTitle": "Psychologist"}}


# The front end's address.


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "ftp://files.example.org",
        "data:text/html,x",
        "//evil.example",
        "https:",
        "https://[x",
    ],
)
def test_an_address_that_is_no_website_is_as_good_as_none(panel, url):
    make.site_settings()
    SiteSettings.objects.update(frontend_url=url)
    panel.write()
    assert panel.look()["Location"].startswith("/preview/?in_preview_panel=true#token=")


@pytest.mark.parametrize(
    "url", ["ftp://files.example.org", "https://x.example/?a=b", "https://me@x.example"]
)
def test_such_an_address_is_refused_beside_its_field(admin_client, url):
    settings = make.site_settings()
    form = {"frontend_url": url, "disclaimer": "null", "main_menu-count": "0"}
    path = f"/admin/settings/home/sitesettings/{settings.site_id}/"
    html = admin_client.post(path, form).content.decode()
    assert "Enter an address such as https://www.example.org." in html


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://www.example.org/site/", "https://www.example.org"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
    ],
)
def test_the_admin_may_frame_the_front_end_and_nothing_wider(admin_client, url, origin):
    make.site_settings(frontend_url=url)
    (frames,) = directives(admin_client.get("/admin/"), "frame-src")
    plain = directives(admin_client.get("/nothing/"), "frame-src")[0]
    assert set(frames.split()) - set(plain.split()) == {origin}


@pytest.mark.parametrize("url", ["https://*", "https://x.example;script-src *", "javascript:1"])
def test_nothing_odd_gets_into_the_policy(admin_client, url):
    make.site_settings()
    before = admin_client.get("/admin/")["Content-Security-Policy"]
    SiteSettings.objects.update(frontend_url=url)
    from home.models.addresses import forget_sites  # noqa: PLC0415

    forget_sites()
    assert admin_client.get("/admin/")["Content-Security-Policy"] == before


def directives(response, name):
    parts = response["Content-Security-Policy"].split("; ")
    return [part.removeprefix(f"{name} ") for part in parts if part.startswith(f"{name} ")]
