"""Attacks on who may see what: tokens, grants, drafts, files, and traces of what is hidden."""

import json
from urllib.parse import urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.core import signing
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import APIToken, PageViewRestriction

from api import grants, ids, images
from blog.models import BlogIndexPage, PostPage
from home.models import Rendition
from tests import factories as make
from tests import people

pytestmark = pytest.mark.django_db

POST = '{post(slug: "sleep-well") {title}}'
DRAFT = '{post(slug: "%s", version: DRAFT) {title}}'
PATH = "/blog/sleep-well/"
HIDDEN = {"data": {"post": None}}
SHOWN = {"data": {"post": {"title": "Sleep well"}}}
CREATE = "mutation($id: ID!) {createPreviewToken(id: $id) {token}}"


@pytest.fixture
def post():
    return make.post()


@pytest.fixture
def ask(graphql):
    def ask(query, /, **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return graphql.response(query, headers=named).json()

    return ask


@pytest.fixture
def preview(graphql):
    """Makes a preview token for a page by an editor of it."""

    def preview(page, name="eve"):
        headers = people.bearer(people.editor(page, name))
        variables = {"id": ids.encode("Post", page.pk)}
        answer = graphql.response(CREATE, variables, headers).json()
        return answer["data"]["createPreviewToken"]["token"]

    return preview


def codes(answer):
    return [error["extensions"]["code"] for error in answer["errors"]]


REFUSED = ["UNAUTHENTICATED"]


def twisted(text):
    """A text in which each character in turn is another one."""
    for place in range(0, len(text), max(1, len(text) // 25)):
        other = "A" if text[place] != "A" else "B"
        yield text[:place] + other + text[place + 1 :]


# Bearer tokens.


def test_a_token_in_the_url_or_the_body_logs_nobody_in(post, client):
    """Wanted: to log somebody in by a link. Got: what a stranger gets."""
    people.restrict(post, "login")
    token = people.bearer(people.member())["Authorization"]
    for name in ("Authorization", "authorization", "access_token", "token"):
        assert client.get("/graphql/", {"query": POST, name: token}).json() == HIDDEN
        body = {"query": POST, name: token, "extensions": {name: token}}
        answer = client.post("/graphql/", body, content_type="application/json")
        assert answer.json() == HIDDEN


def test_cookies_log_nobody_in(post, admin_client):
    """Wanted: to ask in the name of an editor whose browser visits a hostile page. Got: nothing."""
    people.restrict(post, "login")
    body = {"query": POST}
    for headers in ({}, {"X-CSRFToken": "x"}, {"X-Requested-With": "XMLHttpRequest"}):
        answer = admin_client.post(
            "/graphql/", body, content_type="application/json", headers=headers
        )
        assert answer.json() == HIDDEN
    assert admin_client.get("/graphql/", body).json() == HIDDEN


def test_a_twisted_token_is_nobody(ask):
    """Wanted: a token guessed from another one. Got: 401 each time, mostly without SQL."""
    token = people.bearer(people.member())["Authorization"]
    for other in twisted(token):
        if other.startswith("Bearer "):
            assert codes(ask(POST, Authorization=other)) == REFUSED


def test_a_stolen_hash_is_no_token(ask):
    """Wanted: to use what a copy of the database holds. Got: 401."""
    people.bearer(people.member())
    token = APIToken.objects.get()
    for text in (token.key_hash, token.prefix, f"wagtail_{token.key_hash}"):
        assert codes(ask(POST, Authorization=f"Bearer {text}")) == REFUSED


def test_a_revoked_token_is_nobody_on_the_same_connection(post, ask):
    """Wanted: to go on with a token that was taken away. Got: 401 at the next request."""
    people.restrict(post, "login")
    headers = people.bearer(people.member())
    assert ask(POST, **headers) == SHOWN
    APIToken.objects.get().revoke()
    assert codes(ask(POST, **headers)) == REFUSED


def test_two_tokens_in_one_header_are_none(ask):
    """Wanted: two parsers that disagree about who asks. Got: 401."""
    one = people.bearer(people.member())["Authorization"]
    two = people.bearer(people.superuser())["Authorization"]
    assert codes(ask(POST, Authorization=f"{one}, {two}")) == REFUSED


# Preview tokens.


def test_a_twisted_preview_token_shows_nothing(post, preview, ask):
    """Wanted: a token for another page by changing one's own. Got: 401 each time."""
    for other in twisted(preview(post)):
        assert codes(ask(POST, Preview_Token=other)) == REFUSED


def test_an_expired_preview_token_shows_nothing(post, preview, ask, settings):
    """Wanted: to use a link from an old e-mail. Got: 401."""
    settings.HEARTH_PREVIEW_MINUTES = -1
    assert codes(ask(POST, Preview_Token=preview(post))) == REFUSED


def test_a_preview_token_is_for_one_page(post, preview, ask):
    """Wanted: other drafts with the token for one. Got: what a stranger gets."""
    other = make.post("Secret plans")
    other.unpublish()
    token = preview(post)
    for query in (
        '{post(slug: "secret-plans") {title}}',
        DRAFT % "secret-plans",
        '{post: page(path: "/blog/secret-plans/") {title}}',
        '{post: page(path: "/blog/secret-plans/", version: DRAFT) {title}}',
        '{post: route(path: "/blog/secret-plans/") {... on Page {title}}}',
        f'{{post: node(id: "{ids.encode("Post", other.pk)}", version: DRAFT) {{id}}}}',
    ):
        assert ask(query, Preview_Token=token) == HIDDEN


def test_a_preview_token_makes_no_other_tokens(post, preview, graphql):
    """Wanted: to prolong a token by itself. Got: an error."""
    variables = {"id": ids.encode("Post", post.pk)}
    answer = graphql.response(CREATE, variables, {"Preview-Token": preview(post)}).json()
    assert codes(answer) == REFUSED


def test_one_grant_is_no_other(post, preview, graphql, ask):
    """Wanted: a page grant as a preview token, or the reverse. Got: 401."""
    people.restrict(post, "password")
    page_grant = people.grant(graphql, PATH)
    assert codes(ask(POST, Preview_Token=page_grant)) == REFUSED
    assert codes(ask(POST, Page_Grant=preview(post))) == REFUSED
    assert codes(ask(POST, Authorization=f"Bearer {page_grant}")) == REFUSED


def test_a_forged_grant_opens_nothing(post, ask):
    """Wanted: a grant signed with another key or for another purpose. Got: 401."""
    restriction = people.restrict(post, "password")
    values = [[restriction.pk, grants.of_password(restriction.pk, "open")], 9_999_999_999]
    forged = [
        signing.dumps(values, key="guessed", salt="api.grants.page"),
        signing.dumps(values, salt="api.grants"),
        signing.dumps(values),
        json.dumps(values),
    ]
    for text in forged:
        assert codes(ask(POST, Page_Grant=text.replace(",", ";"))) == REFUSED


def test_the_preview_token_of_somebody_who_has_left_shows_nothing(post, preview, ask):
    """Wanted: drafts after leaving the practice. Got: 401."""
    token = preview(post)
    get_user_model().objects.update(is_active=False)
    assert codes(ask(POST, Preview_Token=token)) == REFUSED


def test_a_monstrous_header_is_refused(ask):
    """Wanted: work for the server by a header that is long to check. Got: 401 before any check."""
    for text in ("A" * 60_000, ":" * 60_000, "." * 60_000, "eyJ" * 20_000 + ":a:b"):
        assert codes(ask(POST, Preview_Token=text)) == REFUSED
        assert codes(ask(POST, Page_Grant=text)) == REFUSED


# Grants for pages with a password.


def test_a_twisted_grant_opens_nothing(post, graphql, ask):
    """Wanted: a grant for another page by changing one's own. Got: 401 each time."""
    people.restrict(post, "password")
    for other in twisted(people.grant(graphql, PATH)):
        assert codes(ask(POST, Page_Grant=other)) == REFUSED


def test_a_grant_does_not_survive_its_password(post, graphql, ask):
    """Wanted: to read on after the password was changed. Got: what a stranger gets."""
    restriction = people.restrict(post, "password")
    grant = people.grant(graphql, PATH)
    assert ask(POST, Page_Grant=grant) == SHOWN
    PageViewRestriction.objects.filter(pk=restriction.pk).update(password="changed")
    assert ask(POST, Page_Grant=grant) == HIDDEN


def test_a_grant_does_not_fit_a_restriction_of_another_kind(post, graphql, ask):
    """Wanted: a page for members by the password that it used to have. Got: nothing."""
    restriction = people.restrict(post, "password")
    grant = people.grant(graphql, PATH)
    PageViewRestriction.objects.filter(pk=restriction.pk).update(restriction_type="login")
    assert ask(POST, Page_Grant=grant) == HIDDEN


def test_a_grant_with_another_pages_password_opens_that_page_alone(post, graphql, ask):
    """Wanted: two pages for the password of one. Got: one."""
    people.restrict(post, "password", password="one")
    people.restrict(make.post("Other"), "password", password="two")
    grant = people.grant(graphql, "/blog/other/", "two")
    assert ask(POST, Page_Grant=grant) == HIDDEN


@pytest.mark.parametrize("password", ["", "open\x00", "OPEN", " open", "o" * 5000, "\ud800"])
def test_no_password_but_the_right_one_counts(post, graphql, password):
    """Wanted: a password that compares equal, or breaks the comparison. Got: an error, no 5xx."""
    people.restrict(post, "password")
    query = f'mutation($p: String!) {{unlockPage(path: "{PATH}", password: $p) {{grant}}}}'
    response = graphql.response(query, {"p": password})
    assert response.status_code < 500
    assert codes(response.json()) in (["FORBIDDEN"], ["BAD_REQUEST"], ["BAD_USER_INPUT"])


def test_guessing_tells_nothing_about_what_exists(post, graphql, count_sql):
    """Wanted: which paths have a password, by answer or work. Got: the same in both."""
    people.restrict(post, "password")
    query = 'mutation($path: String!) {unlockPage(path: $path, password: "no") {grant}}'
    answers = []

    def guess(path):
        return lambda: answers.append(graphql.response(query, {"path": path}).content)

    work = [len(count_sql(guess(path))) for path in (PATH, "/blog/absent/", "/nowhere/at/all/")]
    assert len(set(work)) == 1
    assert len(set(answers)) == 1


# Drafts.


def test_asking_for_drafts_tells_nothing_about_what_exists(post, graphql, count_sql):
    """Wanted: which slugs have drafts, by answer or work. Got: the same in both."""
    hidden = make.post("Secret plans")
    hidden.unpublish()
    headers = people.bearer(people.editor(make.blog("Other")))
    answers = []

    def guess(slug):
        query = DRAFT % slug
        return lambda: answers.append(graphql.response(query, headers=headers).content)

    guess("warm")()
    work = [len(count_sql(guess(slug))) for slug in ("secret-plans", "absent", "sleep-well")]
    assert len(set(work)) == 1
    assert len(set(answers)) == 1


def test_live_and_draft_of_a_hidden_page_are_both_hidden(post, ask):
    """Wanted: the draft of a page for members, as a member who edits nothing. Got: null."""
    people.restrict(post, "groups", groups=["friends"])
    headers = people.bearer(people.member(groups=["friends"]))
    assert ask(POST, **headers) == SHOWN
    assert ask(DRAFT % "sleep-well", **headers) == HIDDEN


def test_a_draft_leaks_into_no_answer_after_it(post, preview, graphql, ask):
    """Wanted: a draft from a cache that an editor filled. Got: the live version."""
    draft = PostPage.objects.get(pk=post.pk)
    draft.title = "Unpublished"
    draft.save_revision()
    assert ask(POST, Preview_Token=preview(post))["data"]["post"]["title"] == "Unpublished"
    assert ask(POST) == SHOWN
    assert ask("{posts {nodes {title}}}")["data"] == {"posts": {"nodes": [{"title": "Sleep well"}]}}


# Files.


def picture(graphql, headers=None):
    query = '{post(slug: "album") {heroImage {rendition(width: 160) {url}}}}'
    return urlsplit(gist_of(graphql.response(query, headers=headers).json()["data"]))


def gist_of(value):
    while isinstance(value, dict):
        (value,) = value.values()
    return value


@pytest.fixture
def album():
    """A picture for members at the top of a public post."""
    image = make.image()
    make.post("Album", hero_image=image)
    people.restrict(image, "login")
    return image


def test_a_twisted_address_of_a_picture_leads_nowhere(album, graphql, client):
    """Wanted: another picture or size by changing an address. Got: 404 each time."""
    found = picture(graphql, people.bearer(people.member()))
    start, signature, rest = found.path[:8], found.path[8:51], found.path[51:]
    response = client.get(f"{found.path}?{found.query}")
    response.getvalue()
    assert response.status_code == 200
    for other in twisted(signature):
        assert client.get(f"{start}{other}{rest}?{found.query}").status_code == 404
    grant = found.query.removeprefix("grant=")
    for other in [
        *twisted(grant),
        "",
        "0.",
        ".",
        "f" * 17,
        f"0{grant}",
        grant.upper(),
        f"-{grant}",
    ]:
        assert client.get(found.path, {"grant": other}).status_code == 404


@pytest.mark.parametrize("spec", ["width-161", "original", "width-160|format-gif", "max-9999x9999"])
def test_nobody_makes_sizes_of_their_own(album, graphql, client, spec):
    """Wanted: a disk full of renditions. Got: 404, and no file is made."""
    found = picture(graphql, people.bearer(people.member()))
    path = found.path.replace("width-160", spec.replace("|", "%7C"))
    assert path != found.path
    assert client.get(f"{path}?{found.query}").status_code == 404
    assert not Rendition.objects.exists()


def test_the_grant_of_a_picture_is_for_that_picture(album, graphql, client):
    """Wanted: a second picture of the collection with the grant of the first. Got: 404."""
    found = picture(graphql, people.bearer(people.member()))
    other = make.image("Other", collection=type(album).objects.get(pk=album.pk).collection)
    path = images.signed_path(other, "width-160")
    assert client.get(f"{path}?{found.query}").status_code == 404


def test_the_grant_of_a_picture_opens_no_document(album, graphql, client):
    """Wanted: a document with the grant of a picture of the same number. Got: not the file."""
    document = make.document(
        pk=album.pk, collection=type(album).objects.get(pk=album.pk).collection
    )
    found = picture(graphql, people.bearer(people.member()))
    response = client.get(f"{document.url}?{found.query}")
    assert response.status_code == 302
    assert b"One line." not in response.content


def test_the_grant_of_a_picture_expires(album, graphql, client, settings):
    """Wanted: an address from a member's page, a day later. Got: 404."""
    settings.HEARTH_GRANT_MINUTES = -24 * 60
    found = picture(graphql, people.bearer(people.member()))
    assert client.get(f"{found.path}?{found.query}").status_code == 404


@pytest.mark.parametrize("number", ["9" * 19, "9" * 5000, "0"])
def test_the_number_of_a_document_may_be_anything(client, number):
    """Wanted: a crash by a number that no database holds. Got: 404."""
    assert client.get(f"/documents/{number}/x.txt").status_code == 404


# Paths.


@pytest.mark.parametrize(
    "path",
    [
        "/blog/../members/plan/",
        "/blog/%2e%2e/members/plan/",
        "//members/plan/",
        "/members//plan/",
        "/MEMBERS/plan/",
        "/members/plan/?x=/blog/",
        "/members/plan/#x",
        "members/plan",
        "/members%2fplan/",
        "http://testserver/members/plan/",
        "/es/../members/plan/",
        "/members/plan%00/",
        "/%6dembers/plan/",
    ],
)
def test_no_spelling_of_a_path_passes_a_restriction(ask, path):
    """Wanted: a page for members by another spelling of its path. Got: at most the reason."""
    section = make.blog("Members")
    make.post("Plan", under=section)
    people.restrict(section, "login")
    word = json.dumps(path)
    answer = ask(f"{{page(path: {word}) {{title}} route(path: {word}) {{... on Page {{title}}}}}}")
    assert answer["data"] in ({"page": None, "route": None}, {"page": None, "route": {}})


def test_a_redirect_to_a_hidden_page_is_none(post, ask):
    """Wanted: the new path of a hidden page. Got: null, as without a redirect."""
    people.restrict(post, "login")
    Redirect.objects.create(old_path="/old", redirect_page=post)
    assert ask('{post: route(path: "/old/") {... on Redirect {to}}}') == HIDDEN


# Traces of what is hidden.


@pytest.fixture
def members_post():
    """A post that alone has its tag, its tip and its words, for members."""
    make.post("Open", tags=["rest"])
    hidden = make.post(
        "Kestrel",
        tags=["falconry"],
        category=make.category("Raptors"),
        intro="Kestrels hover.",
        body=[("tips", {"tips": [{"title": "Plumage", "content": "<p>Look.</p>"}]})],
    )
    people.restrict(hidden, "login")
    return hidden


TRACES = """{
    posts {totalCount nodes {title}}
    tips {totalCount nodes {title}}
    tags {name}
    categories {postCount}
    search(query: "kestrel") {totalCount edges {highlights {html}}}
    page(path: "/blog/") {... on BlogIndex {posts {totalCount}}}
}"""


def test_what_a_member_has_read_is_in_no_strangers_answer(members_post, ask):
    """Wanted: counts, tags, hits and highlights that a member's request left in a cache.

    Got: the same as before the member asked."""
    before = ask(TRACES)
    assert before["data"]["search"] == {"totalCount": 0, "edges": []}
    shown = ask(TRACES, **people.bearer(people.member()))
    assert shown["data"]["posts"]["totalCount"] == 2
    assert shown["data"]["tips"]["totalCount"] == 1
    assert shown["data"]["tags"] == [{"name": "falconry"}, {"name": "rest"}]
    assert shown["data"]["search"]["edges"][0]["highlights"]
    assert ask(TRACES) == before
    assert "falconry" not in json.dumps(before)


def test_what_a_stranger_has_read_is_not_kept_for_members(members_post, ask):
    """Wanted (by nobody): a member who sees a stranger's counts. Got: their own."""
    ask(TRACES)
    assert ask(TRACES, **people.bearer(people.member()))["data"]["posts"]["totalCount"] == 2


def test_the_tag_of_hidden_posts_is_absent(members_post, ask, graphql):
    """Wanted: what hidden posts are about, by the ids of tags. Got: null."""
    key = members_post.tags.get().pk
    query = "query($id: ID!) {node(id: $id) {id}}"
    assert graphql(query, id=ids.encode("Tag", key)) == {"data": {"node": None}}


def test_a_members_cursor_shows_a_stranger_nothing_more(members_post, graphql):
    """Wanted: to read on where a member stopped. Got: what a stranger sees from there."""
    query = """query($after: String) {
        posts(first: 1, after: $after, orderBy: TITLE) {nodes {title} pageInfo {endCursor}}
    }"""
    headers = people.bearer(people.member())
    first = graphql.response(query, {}, headers).json()["data"]["posts"]
    assert first["nodes"] == [{"title": "Kestrel"}]
    after = graphql(query, after=first["pageInfo"]["endCursor"])["data"]["posts"]
    assert after["nodes"] == [{"title": "Open"}]


def test_an_alias_of_a_hidden_page_does_not_name_it(post, ask):
    """Wanted: the title and path of a page for members, by a public alias. Got: the alias's own."""
    section = make.blog("Members")
    original = make.post("Whistle", under=section, slug="whinchat")
    original.create_alias(parent=BlogIndexPage.objects.get(slug="blog"), update_slug="echo")
    people.restrict(section, "login")
    answer = ask('{post(slug: "echo") {path seo {canonicalUrl} parent {title}}}')
    assert "whinchat" not in json.dumps(answer)
    assert answer["data"]["post"]["path"] == "/blog/echo/"


def test_a_translation_of_a_hidden_page_does_not_lead_to_it(post, ask):
    """Wanted: a page for members, by its public translation. Got: no translations."""
    make.spanish(make.home())
    make.spanish(post.get_parent().specific, slug="blog")
    make.spanish(post, title="Dormir", slug="dormir")
    people.restrict(post, "login")
    answer = ask('{post(slug: "dormir", locale: "es") {title translations {title}}}')
    assert answer == {"data": {"post": {"title": "Dormir", "translations": []}}}


@pytest.mark.parametrize(
    "query",
    [
        '{post(slug: "%s") {title}}',
        '{post: page(path: "/blog/%s/") {title}}',
        '{post: posts(filter: {category: {eq: "%s"}}) {totalCount}}',
        '{post: tips(filter: {text: "%s"}) {totalCount}}',
        '{post: search(query: "%s") {totalCount isApproximate}}',
    ],
)
def test_hidden_and_absent_are_the_same(members_post, graphql, count_sql, query):
    """Wanted: a difference in bytes or work. Got: none."""
    answers = []

    def guess(word):
        return lambda: answers.append(graphql.response(query % word).content)

    guess("warm")()
    work = [len(count_sql(guess(word))) for word in ("kestrel", "absentee")]
    assert answers[1] == answers[2]
    if "search" not in query:  # A word that nothing has is looked up among similar ones.
        assert work[0] == work[1]
