"""Attacks on previews: tokens that are bent, passed on or outlived; addresses that lead astray."""

import logging

import pytest
from django.contrib.auth import get_user_model
from django.core import signing
from wagtail.models import APIToken

from api import grants, ids
from api.models import PreviewDraft, PreviewLink
from blog.models import PostPage
from tests import factories as make
from tests import panels
from tests.attacks.test_access import twisted
from tests.test_previews import POST, PUBLISHED, REFUSED, STREAMS, logged_in
from tests.test_previews_links import shared

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    return make.post()


@pytest.fixture
def editor(post):
    return logged_in(make.home())


@pytest.fixture
def tokens(editor, post):
    """One token for what is being written, one of a link."""
    written = panels.of_page(editor, post, **STREAMS).hand_over(intro="Secret words.")["token"]
    return [written, panels.handed_over(shared(editor, post))["token"]]


@pytest.fixture
def ask(graphql):
    def ask(query, token=None, **headers):
        given = {"Preview-Token": token} if token is not None else {}
        return graphql.response(query, headers={**given, **headers}).json()

    return ask


def test_a_token_that_is_bent_is_refused(tokens, ask):
    """Wanted: a token for something else by changing a character. Got: a refusal each time."""
    for token in tokens:
        assert "data" in ask(POST, token)
        assert [ask(POST, bent) for bent in twisted(token)] == [REFUSED] * len([*twisted(token)])


@pytest.mark.parametrize(
    "text",
    ["", "hearth_link_", "hearth_link_%00", "hearth_link_" + "a" * 5000, "null", "[]", "a:b:c"],
)
def test_what_is_no_token_is_refused(post, ask, text):
    assert ask(POST, text) == REFUSED


@pytest.mark.parametrize(
    "values",
    [
        [],
        ["written"],
        ["written", 1],
        [1, None, 1],
        ["saved", "auth.user", 1, None, 1],
        ["link", 1, 1],
    ],
)
def test_what_this_site_signed_for_something_else_is_refused(tokens, ask, values):
    """Wanted: to pass off a grant for a page or a file as a preview. Got: refusals."""
    for purpose in ("page", "file", "other"):
        signed = signing.dumps([*values, 9_999_999_999], salt=f"{grants.SALT}.{purpose}")
        assert ask(POST, signed) == REFUSED


def test_the_digest_of_a_link_opens_nothing(tokens, ask):
    """Wanted: to use what a leaked database holds. Got: a refusal."""
    digest = PreviewLink.objects.get().digest
    assert ask(POST, digest) == REFUSED
    assert ask(POST, f"hearth_link_{digest}") == REFUSED


def test_a_token_does_not_pass_to_the_draft_of_somebody_else(editor, post, ask):
    """Wanted: the number of another user's draft in one's own token. Got: a refusal."""
    panels.of_page(editor, post, **STREAMS).hand_over(intro="Secret words.")
    row = PreviewDraft.objects.get()
    thief = logged_in(make.blog("Other"), "zoe").session["_auth_user_id"]
    signed = grants.sign("preview", ["written", row.pk, int(thief)], 60).text
    assert ask(POST, signed) == REFUSED


def test_a_token_opens_one_object_and_no_other(tokens, graphql):
    """Wanted: more drafts by a token for one. Got: what a stranger gets."""
    other = make.post("Wake well")
    other.intro = "Another draft."
    other.save_revision()
    never = make.post("Never", live=False)
    author = make.author(live=False)
    query = "query($ids: [ID!]!) {nodes(ids: $ids) {id ... on Post {intro}}}"
    wanted = [("Post", other.pk), ("Post", never.pk), ("Author", author.pk)]
    keys = [ids.encode(*one) for one in wanted]
    for token in tokens:
        answer = graphql.response(query, {"ids": keys}, {"Preview-Token": token}).json()
        assert answer["data"]["nodes"] == [{"id": keys[0], "intro": "How to."}, None, None]


def test_a_token_in_an_address_a_body_or_a_cookie_shows_nothing(tokens, client, post):
    """Wanted: a link that shows a draft to whoever follows it. Got: what is published."""
    for token in tokens:
        for name in ("Preview-Token", "preview_token", "token"):
            client.cookies[name] = token
            assert client.get("/graphql/", {"query": POST, name: token}).json() == PUBLISHED
            body = {"query": POST, name: token, "extensions": {name: token}}
            answer = client.post("/graphql/", body, content_type="application/json")
            assert answer.json() == PUBLISHED


def test_a_preview_token_logs_nobody_in_and_makes_no_other_token(tokens, ask, post):
    """Wanted: to grow a token into more. Got: UNAUTHENTICATED."""
    create = f'mutation {{createPreviewToken(id: "{ids.encode("Post", post.pk)}") {{token}}}}'
    for token in tokens:
        answer = ask(create, token)
        assert [one["extensions"]["code"] for one in answer["errors"]] == ["UNAUTHENTICATED"]
        answer = ask(POST, Authorization=f"Bearer {token}")
        assert [one["extensions"]["code"] for one in answer["errors"]] == ["UNAUTHENTICATED"]


def test_an_api_token_is_no_preview_token(post, ask, editor):
    user = get_user_model().objects.get(username="eve")
    key = APIToken.create_token(user=user, name="test")[1]
    assert ask(POST, key) == REFUSED


def test_no_log_has_a_token_or_the_words_of_a_draft(editor, post, ask, caplog):
    """Wanted: tokens from the logs. Got: none, whatever is logged, down to SQL."""
    caplog.set_level(logging.DEBUG)
    logging.getLogger("django.db.backends").setLevel(logging.INFO)
    written = panels.of_page(editor, post, **STREAMS).hand_over(intro="Secret words.")["token"]
    link = panels.handed_over(shared(editor, post))["token"]
    for token in (written, link, written[:-1]):
        ask(POST, token)
        ask("{post(slug: ", token)
    assert caplog.text
    for secret in (written, link, "Secret words."):
        assert secret not in caplog.text


def test_the_referrer_tells_no_front_end_which_page_is_edited(editor, post):
    panel = panels.of_page(editor, post, **STREAMS)
    panel.write()
    assert panel.look()["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(
    "fields",
    [
        {"path": "00010001"},
        {"url_path": "/home/"},
        {"owner": "1"},
        {"id": "1"},
        {"live": "True", "locale": "99"},
    ],
)
def test_a_form_sets_nothing_that_is_not_in_it(editor, post, ask, fields):
    """Wanted: a draft in another place of the tree, or of somebody else. Got: the page's own."""
    given = panels.of_page(editor, post, **STREAMS).hand_over(intro="x", **fields)
    draft = '{post(slug: "sleep-well") {id path locale}}'
    shown = {"id": ids.encode("Post", post.pk), "path": "/blog/sleep-well/", "locale": "en"}
    assert ask(draft, given["token"])["data"]["post"] == shown


def test_a_preview_writes_nothing_that_readers_see(editor, post, ask):
    before = PostPage.objects.values().get()
    given = panels.of_page(editor, post, **STREAMS).hand_over(title="Changed", slug="changed")
    ask(POST, given["token"])
    assert PostPage.objects.values().get() == before
