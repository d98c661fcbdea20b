"""The promises of what is kept for previews: of each look its own, and no longer than is needed."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from api import ids
from api.models import PreviewDraft
from blog.models import PostPage
from tests import factories as make
from tests import panels, people
from tests.test_previews import POST, STREAMS, logged_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    return make.post()


@pytest.fixture
def editor(post):
    return logged_in(make.home())


@pytest.fixture
def panel(editor, post):
    return panels.of_page(editor, post, **STREAMS)


@pytest.fixture
def intro(graphql):
    """The introduction that a front end shows by what it was given."""

    def intro(given):
        headers = {"Preview-Token": given["token"]}
        return graphql.response(POST, headers=headers).json()["data"]["post"]["intro"]

    return intro


def eve():
    return people.get_user_model().objects.get(username="eve")


# Looks at what was saved.


def test_two_revisions_are_looked_at_side_by_side(editor, post, intro):
    given = {}
    for text in ("The old text.", "The new text."):
        post.intro = text
        revision = post.save_revision()
        url = f"/admin/pages/{post.pk}/revisions/{revision.pk}/view/"
        given[text] = panels.handed_over(editor.get(url)["Location"])
    assert {text: intro(one) for text, one in given.items()} == {text: text for text in given}


def test_a_second_look_at_a_revision_keeps_nothing_more(editor, post):
    revision = post.save_revision()
    for _ in range(2):
        editor.get(f"/admin/pages/{post.pk}/revisions/{revision.pk}/view/")
    assert PreviewDraft.objects.count() == 1


@pytest.mark.parametrize("kind", ["Post", "Author"])
def test_a_pinned_token_needs_no_revision(graphql, post, kind):
    """What a program wrote has none; later changes are not shown all the same."""
    thing = {"Post": post, "Author": make.author("Ada Reed", job_title="Coach")}[kind]
    create = "mutation($id: ID!) {createPreviewToken(id: $id, pinned: true) {token}}"
    variables = {"id": ids.encode(kind, thing.pk)}
    made = graphql.response(create, variables, people.bearer(people.superuser())).json()
    thing.intro = thing.job_title = "Later."
    thing.save_revision()
    query = '{post(slug: "sleep-well") {intro} author(slug: "ada-reed") {jobTitle}}'
    headers = {"Preview-Token": made["data"]["createPreviewToken"]["token"]}
    shown = graphql.response(query, headers=headers).json()["data"]
    assert shown[kind.lower()] in ({"intro": "How to."}, {"jobTitle": "Coach"})


# How long.


def test_what_is_published_is_kept_no_longer(panel, post):
    panel.hand_over(intro="Not saved.")
    post.save_revision(user=eve()).publish()
    assert not PreviewDraft.objects.exists()


def test_what_somebody_else_is_writing_stays(panel, post, intro):
    other = logged_in(make.home(), "ana")
    given = panels.of_page(other, post, **STREAMS).hand_over(intro="Ana's words.")
    panel.hand_over(intro="Not saved.")
    post.save_revision(user=eve()).publish()
    assert intro(given) == "Ana's words."


def test_what_was_written_before_the_first_save_goes_with_the_publication(editor, post):
    blog = post.get_parent()
    new = panels.of_new_page(editor, PostPage, blog, **STREAMS)
    new.hand_over(title="Breathe", slug="breathe")
    page = make.post("Breathe", under=blog, live=False)
    page.save_revision(user=eve()).publish()
    assert not PreviewDraft.objects.exists()


def test_a_snippet_that_is_published_is_kept_no_longer(editor):
    author = make.author("Ada Reed")
    panels.of_snippet(editor, author).hand_over(job_title="Psychologist")
    author.save_revision(user=eve()).publish()
    assert not PreviewDraft.objects.exists()


def test_the_publication_of_something_else_ends_no_preview(panel, intro):
    given = panel.hand_over(intro="Not saved.")
    author = make.author("Ada Reed")
    author.save_revision(user=eve()).publish()
    make.post("Wake well").save_revision().publish()
    assert intro(given) == "Not saved."


def test_a_command_forgets_what_has_expired_and_nothing_else(panel, capsys):
    panel.hand_over(intro="x")
    PreviewDraft.objects.update(updated_at=timezone.now() - timedelta(minutes=61))
    row = PreviewDraft.objects.get()
    fresh = PreviewDraft.objects.create(
        user=row.user,
        content_type=row.content_type,
        object_id="99",
        is_editing=True,
        content="{}",
        updated_at=timezone.now() - timedelta(minutes=59),
    )
    call_command("forget_previews")
    assert list(PreviewDraft.objects.all()) == [fresh]
    assert capsys.readouterr().out == "1 previews forgotten.\n"


# What an answer says of it.


def test_an_answer_says_which_pages_were_never_published(editor, post, graphql):
    draft = make.post("Wake well", live=False, first_published_at=None)
    given = panels.of_page(editor, draft, **STREAMS).hand_over(intro="x")
    headers = {"Preview-Token": given["token"]}
    answer = graphql.response('{post(slug: "wake-well") {title}}', headers=headers).json()
    assert answer["extensions"]["preview"]["unpublished"] == [given["id"]]


def test_a_new_page_is_among_them(editor, post, graphql):
    new = panels.of_new_page(editor, PostPage, post.get_parent(), **STREAMS)
    given = new.hand_over(title="Breathe", slug="breathe", intro="In, out.")
    query = "query($path: String!) {route(path: $path) {__typename}}"
    headers = {"Preview-Token": given["token"]}
    answer = graphql.response(query, {"path": given["path"]}, headers).json()
    assert answer["extensions"]["preview"]["unpublished"] == [given["id"]]


def test_a_page_that_was_taken_down_is_not(editor, post, graphql):
    post.save_revision().publish()
    PostPage.objects.get(pk=post.pk).unpublish()
    given = panels.of_page(editor, post, **STREAMS).hand_over(intro="x")
    answer = graphql.response(POST, headers={"Preview-Token": given["token"]}).json()
    assert "unpublished" not in answer["extensions"]["preview"]
