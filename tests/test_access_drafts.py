"""Drafts: for those who may edit a page, and for those who hold a preview token."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone
from wagtail.models import (
    GroupApprovalTask,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowTask,
)

from api import ids
from api.execution import Request, execute
from api.schema import schema, session_for
from blog.models import BlogIndexPage, PostAuthor, PostPage
from blog.reviews import record
from tests import factories as make
from tests import people

pytestmark = pytest.mark.django_db

TITLE = '{post(slug: "sleep-well", version: DRAFT) {title}}'
NOTHING = {"data": {"post": None}}


@pytest.fixture
def post():
    """A published post with a draft in which everything is different."""
    post = make.post(
        category=make.category("Old"),
        authors=[make.author("Old Author")],
        tags=["old"],
        hero_image=make.image("Old picture"),
        body=[("tips", {"tips": [{"title": "Old tip", "content": "<p>Old</p>"}]})],
        sources=make.stream([("source", {"title": "Old work"})]),
    )
    draft = PostPage.objects.get(pk=post.pk)
    draft.title = "Sleep better"
    draft.intro = "How to, anew."
    draft.category = make.category("New")
    first, second = make.author("Second Author"), make.author("First Author")
    draft.post_authors = [
        PostAuthor(author=first, sort_order=1),
        PostAuthor(author=second, sort_order=0),
    ]
    draft.tags.set(["new", "fresh"])
    draft.hero_image = make.image("New picture")
    record(post, make.author("Reviewer"), None)
    draft.body = make.stream(
        [
            ("tips", {"tips": [{"title": "New tip", "content": "<p>New</p>"}]}),
            ("paragraph", " ".join(["<p>", *["word"] * 450, "</p>"])),
        ]
    )
    draft.sources = make.stream([("source", {"title": "New work"})])
    draft.audience = "parents"
    draft.save_revision()
    return post


@pytest.fixture
def editor(post):
    return people.bearer(people.editor(post))


@pytest.fixture
def ask(graphql):
    def ask(query, headers=None, **variables):
        return graphql.response(query, variables, headers).json()

    return ask


FIELDS = """
    id title slug path intro publishedAt readingMinutes audience
    category {name}
    authors {name}
    tags {name}
    heroImage {title}
    review {reviewer {name} state editedSinceReview}
    sources {title}
    body {__typename plainText ... on TipsBlock {tips {title post {title authors {name}}}}}
    breadcrumbs {title}
    parent {title}
    translations {title}
    seo {title description jsonLd}
"""
WHOLE = f'{{post(slug: "sleep-well", version: DRAFT) {{{FIELDS}}}}}'


def test_a_draft_has_everything_that_its_editors_saved(post, editor, ask):
    draft = ask(WHOLE, editor)["data"]["post"]
    tips, paragraph = draft.pop("body")
    seo = draft.pop("seo")
    assert draft == {
        "id": ids.encode("Post", post.pk),
        "title": "Sleep better",
        "slug": "sleep-well",
        "path": "/blog/sleep-well/",
        "intro": "How to, anew.",
        "publishedAt": post.first_published_at.isoformat(),
        "readingMinutes": 3,
        "audience": "PARENTS",
        "category": {"name": "New"},
        "authors": [{"name": "First Author"}, {"name": "Second Author"}],
        "tags": [{"name": "fresh"}, {"name": "new"}],
        "heroImage": {"title": "New picture"},
        # The review is that of the post; it was of other words than those of the draft.
        "review": {
            "reviewer": {"name": "Reviewer"},
            "state": "CURRENT",
            "editedSinceReview": True,
        },
        "sources": [{"title": "New work"}],
        "breadcrumbs": [{"title": "Home"}, {"title": "Blog"}],
        "parent": {"title": "Blog"},
        "translations": [],
    }
    assert tips["tips"] == [
        {
            "title": "New tip",
            "post": {
                "title": "Sleep better",
                "authors": [{"name": "First Author"}, {"name": "Second Author"}],
            },
        }
    ]
    assert paragraph["plainText"].startswith("word word")
    assert seo["title"] == "Sleep better"
    assert [one["name"] for one in seo["jsonLd"]["author"]] == ["First Author", "Second Author"]


@pytest.mark.parametrize(
    "query",
    [
        WHOLE,
        f'{{page(path: "/blog/sleep-well/", version: DRAFT) {{... on Post {{{FIELDS}}}}}}}',
        f'{{live: post(slug: "sleep-well") {{{FIELDS}}} {WHOLE[1:]}',
        f"{{posts {{nodes {{{FIELDS}}}}} {WHOLE[1:]}",
    ],
)
def test_both_ways_of_executing_give_the_same_draft(post, editor, rf, query):
    headers = {"HTTP_AUTHORIZATION": editor["Authorization"]}
    compiled, core = (
        execute(schema, Request(query), session_for(rf.post("/", **headers)), compiled=way).body
        for way in (True, False)
    )
    assert json.dumps(compiled, default=str) == json.dumps(core, default=str)
    assert "errors" not in compiled


def test_a_draft_is_compiled(post, editor, rf, caplog):
    caplog.set_level("DEBUG", "api.execution")
    session = session_for(rf.post("/", HTTP_AUTHORIZATION=editor["Authorization"]))
    assert "errors" not in execute(schema, Request(WHOLE), session, compiled=True).body
    assert not caplog.records


def test_a_draft_and_its_live_version_stand_side_by_side(post, editor, ask):
    some = "title authors {name} tags {name} sources {title} body {... on TipsBlock {tips {title}}}"
    live, draft = 'post(slug: "sleep-well")', 'post(slug: "sleep-well", version: DRAFT)'
    query = f"{{live: {live} {{{some}}} draft: {draft} {{{some}}} posts {{nodes {{{some}}}}}}}"
    answer = ask(query, editor)["data"]
    old = {
        "title": "Sleep well",
        "authors": [{"name": "Old Author"}],
        "tags": [{"name": "old"}],
        "sources": [{"title": "Old work"}],
        "body": [{"tips": [{"title": "Old tip"}]}],
    }
    assert answer["live"] == old
    assert answer["posts"]["nodes"] == [old]
    assert answer["draft"]["title"] == "Sleep better"
    assert answer["draft"]["body"][0] == {"tips": [{"title": "New tip"}]}


def test_an_answer_tells_which_drafts_it_shows(post, editor, ask):
    assert ask(TITLE, editor) == {
        "data": {"post": {"title": "Sleep better"}},
        "extensions": {"preview": {"drafts": [ids.encode("Post", post.pk)]}},
    }


@pytest.mark.parametrize(
    "query",
    [
        TITLE,
        '{page(path: "/blog/sleep-well/", version: DRAFT) {title}}',
        "query($id: ID!) {node(id: $id, version: DRAFT) {... on Page {title}}}",
    ],
)
def test_drafts_are_met_by_slug_path_and_id(post, editor, ask, query):
    variables = {"id": ids.encode("Post", post.pk)} if "$id" in query else {}
    (found,) = ask(query, editor, **variables)["data"].values()
    assert found == {"title": "Sleep better"}


@pytest.fixture
def never():
    """A post that has never been published."""
    post = PostPage(title="Newborn", slug="newborn", intro="New.", body=make.stream(make.BODY))
    post.live, post.has_unpublished_changes = False, True
    (BlogIndexPage.objects.first() or make.blog()).add_child(instance=post)
    post.title = "Newborn, revised"
    post.save_revision()
    return post


def test_a_page_that_was_never_published_has_a_draft(never, ask):
    query = '{post(slug: "newborn", version: DRAFT) {title publishedAt body {plainText}}}'
    draft = ask(query, people.bearer(people.editor(never)))["data"]["post"]
    assert draft["title"] == "Newborn, revised"
    assert draft["publishedAt"]
    assert draft["body"] == [{"plainText": "Breathe out."}]


def test_a_page_without_changes_is_its_own_draft(ask):
    post = make.post()
    answer = ask(TITLE, people.bearer(people.editor(post)))
    assert answer["data"] == {"post": {"title": "Sleep well"}}


def test_the_draft_of_a_front_page_is_met(ask):
    blog = make.blog()
    blog.title = "Blog, revised"
    blog.save_revision()
    query = '{page(path: "/blog/", version: DRAFT) {title ... on BlogIndex {posts {totalCount}}}}'
    answer = ask(query, people.bearer(people.editor(blog)))
    assert answer["data"]["page"] == {"title": "Blog, revised", "posts": {"totalCount": 0}}


def test_an_author_who_is_not_live_is_left_out_of_a_draft(post, editor, ask):
    post = PostPage.objects.get(pk=post.pk)
    type(post.get_latest_revision_as_object().post_authors.all()[0].author).objects.filter(
        name="First Author"
    ).update(live=False)
    answer = ask('{post(slug: "sleep-well", version: DRAFT) {authors {name}}}', editor)
    assert answer["data"]["post"] == {"authors": [{"name": "Second Author"}]}


# Who may see drafts.


@pytest.mark.parametrize("slug", ["sleep-well", "absent"])
def test_without_a_token_asking_for_a_draft_is_an_error_whatever_there_is(post, ask, slug):
    answer = ask(f'{{post(slug: "{slug}", version: DRAFT) {{title}}}}')
    assert answer["data"] == {"post": None}
    assert [error["extensions"] for error in answer["errors"]] == [{"code": "UNAUTHENTICATED"}]


def test_somebody_who_may_not_edit_the_page_gets_nothing(post, ask):
    assert ask(TITLE, people.bearer(people.member())) == NOTHING


def test_an_editor_of_another_section_gets_nothing(post, ask):
    other = make.blog("Other")
    assert ask(TITLE, people.bearer(people.editor(other))) == NOTHING


def test_somebody_who_may_add_pages_sees_the_drafts_of_their_own(post, ask):
    user = people.editor(make.home(), permission="add_page")
    headers = people.bearer(user)
    assert ask(TITLE, headers) == NOTHING
    Page.objects.filter(pk=post.pk).update(owner=user)
    assert ask(TITLE, headers)["data"] == {"post": {"title": "Sleep better"}}


def test_a_superuser_sees_all_drafts(post, ask):
    answer = ask(TITLE, people.bearer(people.superuser()))
    assert answer["data"] == {"post": {"title": "Sleep better"}}


def test_a_moderator_sees_a_draft_while_it_waits_for_them(post, ask):
    user = people.member(groups=["moderators"])
    task = GroupApprovalTask.objects.create(name="Read it")
    task.groups.set(user.groups.all())
    workflow = Workflow.objects.create(name="Moderation")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    headers = people.bearer(user)
    assert ask(TITLE, headers) == NOTHING
    workflow.start(PostPage.objects.get(pk=post.pk), people.superuser())
    assert ask(TITLE, headers)["data"] == {"post": {"title": "Sleep better"}}


def test_a_draft_of_another_site_is_not_met(post, editor, graphql):
    make.site()
    answer = graphql.response(TITLE, headers={**editor, "Host": "other.example"})
    assert answer.json()["data"] == {"post": None}


def test_an_editor_sees_the_live_version_unless_they_ask(post, editor, ask):
    answer = ask('{post(slug: "sleep-well") {title}}', editor)
    assert answer == {"data": {"post": {"title": "Sleep well"}}}


# Preview tokens.

CREATE = """mutation($id: ID!, $pinned: Boolean! = false) {
    createPreviewToken(id: $id, pinned: $pinned) {token expiresAt}
}"""
LIVE = '{post(slug: "sleep-well") {title}}'
BETTER = {"title": "Sleep better"}


@pytest.fixture
def preview(post, editor, ask):
    """The header with a preview token."""

    def preview(pinned=False):
        answer = ask(CREATE, editor, id=ids.encode("Post", post.pk), pinned=pinned)
        return {"Preview-Token": answer["data"]["createPreviewToken"]["token"]}

    return preview


@pytest.mark.parametrize(
    "query",
    [
        LIVE,
        '{page(path: "/blog/sleep-well/") {title}}',
        '{route(path: "/blog/sleep-well/") {... on Post {title}}}',
        "query($id: ID!) {node(id: $id) {... on Post {title}}}",
    ],
)
def test_a_preview_token_shows_the_draft_wherever_the_page_is_looked_up(post, preview, ask, query):
    key = ids.encode("Post", post.pk)
    answer = ask(query, preview(), **({"id": key} if "$id" in query else {}))
    assert list(answer["data"].values()) == [BETTER]
    assert answer["extensions"] == {"preview": {"drafts": [key]}}


def test_a_preview_token_shows_the_draft_among_objects_by_id(post, preview, ask):
    query = "query($ids: [ID!]!) {nodes(ids: $ids) {... on Page {title}}}"
    wanted = [ids.encode("Post", post.pk), ids.encode("Home", make.home().pk)]
    answer = ask(query, preview(), ids=wanted)
    assert answer["data"] == {"nodes": [BETTER, {"title": "Home"}]}


def test_a_preview_token_changes_no_list(post, preview, ask):
    answer = ask("{posts {nodes {title}}}", preview())
    assert answer == {"data": {"posts": {"nodes": [{"title": "Sleep well"}]}}}


def test_a_preview_token_has_no_other_rights(post, preview, ask):
    other = make.post("For members")
    people.restrict(other, "login")
    assert ask('{post(slug: "for-members") {title}}', preview()) == NOTHING
    assert ask('{post(slug: "for-members", version: DRAFT) {title}}', preview()) == NOTHING


def test_a_preview_token_shows_a_page_that_was_never_published(never, ask):
    headers = people.bearer(people.editor(never))
    answer = ask(CREATE, headers, id=ids.encode("Post", never.pk))
    token = {"Preview-Token": answer["data"]["createPreviewToken"]["token"]}
    query = '{route(path: "/blog/newborn/") {... on Post {title}}}'
    assert ask(query)["data"] == {"route": None}
    assert ask(query, token)["data"] == {"route": {"title": "Newborn, revised"}}


def test_a_previewed_page_is_met_at_its_new_address_and_at_the_old_one(post, preview, ask):
    draft = PostPage.objects.get(pk=post.pk).get_latest_revision_as_object()
    draft.slug = "sleep-better"
    draft.save_revision()
    for slug in ("sleep-well", "sleep-better"):
        answer = ask(f'{{post(slug: "{slug}") {{path}}}}', preview())
        assert answer["data"]["post"] == {"path": "/blog/sleep-better/"}
        answer = ask(f'{{page(path: "/blog/{slug}/") {{path}}}}', preview())
        assert answer["data"]["page"] == {"path": "/blog/sleep-better/"}


def save_again(post, title):
    draft = PostPage.objects.get(pk=post.pk).get_latest_revision_as_object()
    draft.title = title
    draft.save_revision()


def test_a_preview_token_follows_the_draft_unless_it_is_pinned(post, preview, ask):
    latest, pinned = preview(), preview(pinned=True)
    save_again(post, "Sleep best")
    assert ask(LIVE, latest)["data"] == {"post": {"title": "Sleep best"}}
    assert ask(LIVE, pinned)["data"] == {"post": BETTER}


def test_a_preview_token_tells_when_it_ends(post, editor, ask, settings):
    settings.HEARTH_PREVIEW_MINUTES = 30
    answer = ask(CREATE, editor, id=ids.encode("Post", post.pk))
    expires = timezone.datetime.fromisoformat(answer["data"]["createPreviewToken"]["expiresAt"])
    assert timedelta(minutes=29) < expires - timezone.now() <= timedelta(minutes=30)


@pytest.mark.parametrize("way", ["absent", "somebody else's", "no page"])
def test_a_token_is_made_by_those_who_may_edit_the_page_alone(post, ask, way):
    author = make.author("Ida")
    key = {
        "absent": ("Post", 98765),
        "somebody else's": ("Post", post.pk),
        "no page": ("Author", author.pk),
    }
    answer = ask(CREATE, people.bearer(people.member()), id=ids.encode(*key[way]))
    (error,) = answer["errors"]
    assert answer["data"] is None
    assert error["message"] == "There is nothing with this id that you may edit."
    assert error["extensions"] == {"code": "FORBIDDEN"}


def test_nobody_makes_a_token_without_being_somebody(post, ask):
    answer = ask(CREATE, id=ids.encode("Post", post.pk))
    assert [error["extensions"] for error in answer["errors"]] == [{"code": "UNAUTHENTICATED"}]


WRONG = {
    "errors": [
        {
            "message": "This preview token is wrong or expired.",
            "extensions": {"code": "UNAUTHENTICATED"},
        }
    ]
}


def test_a_preview_token_ends_with_the_rights_of_its_maker(post, preview, ask):
    header = preview()
    GroupPagePermission.objects.all().delete()
    assert ask(LIVE, header) == WRONG


def test_a_preview_token_ends_when_its_maker_leaves(post, preview, ask):
    header = preview()
    get_user_model().objects.update(is_active=False)
    assert ask(LIVE, header) == WRONG


def test_a_preview_token_ends_with_its_page(post, preview, ask):
    header = preview()
    PostPage.objects.get(pk=post.pk).delete()
    assert ask(LIVE, header) == WRONG


def test_a_token_and_a_preview_token_go_together(post, preview, editor, ask):
    people.restrict(make.post("For members"), "login")
    query = '{draft: post(slug: "sleep-well") {title} other: post(slug: "for-members") {title}}'
    answer = ask(query, {**editor, **preview()})
    assert answer["data"] == {"draft": BETTER, "other": {"title": "For members"}}
