"""Who may sign a clinical review, of which version, and what a post needs before it is signed."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from blog.forms import version
from blog.models import PostPage, Review
from blog.models.tasks import ApprovalRefused
from tests import factories as make
from tests.test_reviews_gates import BODY, CRISIS, PARAGRAPH, SENSITIVE, edit
from tests.test_reviews_workflow import (  # noqa: F401 - fixtures
    action_url,
    approve_in_editor,
    crisis_resources,
    decide,
    post,
    profile,
    refused,
    reviewer,
    signature,
    writer,
)

pytestmark = pytest.mark.django_db

TODAY = date.today()


def waiting(owner, title="Other", **fields):
    """A sensitive draft of somebody that waits for its review."""
    values = {"live": False, "owner": owner, **SENSITIVE, **fields}
    made = make.post(title, **values)
    made.save_revision(user=owner)
    made.get_workflow().start(made, owner)
    return made


# Of which post.


def test_nobody_approves_a_post_through_the_address_of_another(client, post, writer, reviewer):  # noqa: F811
    own = waiting(reviewer)
    state = own.current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[post.pk, "approve", state.pk])
    client.force_login(reviewer)
    client.post(url, signature(profile(reviewer), post))
    assert not Review.objects.exists()
    assert not PostPage.objects.get(pk=own.pk).live


def test_a_crossed_address_asks_for_no_changes_either(client, post, reviewer):  # noqa: F811
    state = waiting(reviewer).current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[post.pk, "reject", state.pk])
    client.force_login(reviewer)
    client.post(url, {"comment": "No."})
    assert not Review.objects.exists()


# Of which version.


def test_a_version_that_nobody_read_is_not_signed(client, post, writer, reviewer):  # noqa: F811
    entered = signature(profile(reviewer), post)
    post.intro = "Something else."
    post.save_revision(user=writer)
    text = refused(decide(client, reviewer, post, **entered))
    assert "Somebody has changed the post since you opened it" in text
    assert not Review.objects.exists()


def test_a_version_that_was_saved_over_counts_as_another(client, post, writer, reviewer):  # noqa: F811
    entered = signature(profile(reviewer), post)
    post.intro = "Something else."
    post.save_revision(user=writer, overwrite_revision=post.latest_revision)
    assert "Somebody has changed" in refused(decide(client, reviewer, post, **entered))


def test_a_dialogue_without_a_version_signs_nothing(client, post, reviewer):  # noqa: F811
    entered = signature(profile(reviewer), post, version="")
    assert "Somebody has changed" in refused(decide(client, reviewer, post, **entered))


def test_the_dialogue_names_the_version_that_it_shows(client, post, reviewer):  # noqa: F811
    client.force_login(reviewer)
    assert version(post.latest_revision) in client.get(action_url(post)).json()["html"]


def test_a_decision_that_comes_from_elsewhere_is_checked_all_the_same(post, reviewer):  # noqa: F811
    state = post.current_workflow_task_state
    entered = signature(profile(reviewer), post, version="")
    with pytest.raises(ApprovalRefused, match="Somebody has changed"):
        state.task.specific.on_action(state, reviewer, "approve", **entered)
    assert not Review.objects.exists()


# By whom.


def test_whoever_changed_the_words_of_a_draft_does_not_review_it(client, writer, reviewer):  # noqa: F811
    draft = make.post("Other", live=False, owner=writer, **SENSITIVE)
    draft.save_revision(user=writer)
    draft.intro = "Mine."
    draft.save_revision(user=reviewer)
    draft.intro = "Ours."
    draft.save_revision(user=writer)
    draft.get_workflow().start(draft, writer)
    response = decide(client, reviewer, draft, **signature(profile(reviewer)))
    assert "You wrote this post" in refused(response)


def test_whoever_saved_a_draft_without_another_word_may_review_it(client, writer, reviewer):  # noqa: F811
    draft = make.post("Other", live=False, owner=writer, **SENSITIVE)
    draft.save_revision(user=writer)
    draft.save_revision(user=reviewer)
    draft.get_workflow().start(draft, writer)
    response = decide(client, reviewer, draft, **signature(profile(reviewer)))
    assert response.json()["step"] == "success"


def test_a_reviewer_may_review_again_what_they_corrected_in_a_review(client, post, reviewer):  # noqa: F811
    post.intro = "Without the mistake."
    post.save_revision(user=reviewer)
    decide(client, reviewer, post, "reject", comment="Name the source.")
    post = PostPage.objects.get()
    post.intro = "With a source."
    post.save_revision(user=post.owner)
    post.current_workflow_state.resume(post.owner)
    response = decide(client, reviewer, post, **signature(profile(reviewer)))
    assert response.json()["step"] == "success"


def test_what_was_submitted_stays_written_by_whoever_wrote_it(client, writer, reviewer):  # noqa: F811
    """Even where the version that was submitted is saved over during the review."""
    draft = make.post("Other", live=False, owner=writer, **SENSITIVE)
    draft.save_revision(user=writer)
    draft.intro = "Mine."
    draft.save_revision(user=reviewer)
    draft.get_workflow().start(draft, reviewer)
    draft.save_revision(user=reviewer, overwrite_revision=draft.latest_revision)
    response = decide(client, reviewer, draft, **signature(profile(reviewer)))
    assert "You wrote this post" in refused(response)


def test_nobody_signs_as_another_because_their_own_profile_is_a_draft(client, post, reviewer):  # noqa: F811
    free = make.author("Free")
    reviewer.author_profiles.update(live=False)
    response = decide(client, reviewer, post, **signature(free.pk))
    assert "not one of the available choices" in refused(response)


def test_whoever_has_no_published_profile_is_told_to_publish_it(client, post, reviewer):  # noqa: F811
    reviewer.author_profiles.update(live=False)
    response = decide(client, reviewer, post, **signature(""))
    assert "Publish your author's profile to sign with it." in refused(response)


# What a post needs.

INCOMPLETE = [
    *BODY,
    ("quote", {"text": "", "attribution": ""}),
    ("tips", {"title": "Tips", "tips": [{"title": "", "text": ""}]}),
]


def ask(client, post):  # noqa: F811
    url = reverse("hearth_review_ask", args=[post.pk])
    return client.post(url).content.decode()


def test_an_incomplete_post_is_not_sent_to_review(client, writer):  # noqa: F811
    draft = make.post(body=INCOMPLETE)
    client.force_login(writer)
    ask(client, draft)
    assert draft.current_workflow_state is None


def test_whoever_asks_for_a_review_is_told_what_is_missing_and_where(client, writer):  # noqa: F811
    draft = make.post(body=INCOMPLETE)
    client.force_login(writer)
    said_there = ask(client, draft)
    assert "Body, 3 (Quote), Quote: This field is required." in said_there
    assert "Body, 4 (Tips), Tips, 1, " in said_there


def test_an_empty_field_of_a_draft_is_named(client, writer):  # noqa: F811
    draft = make.post()
    draft.intro = ""
    draft.save_revision(clean=False)
    client.force_login(writer)
    assert "Introduction: This field cannot be blank." in ask(client, draft)


def test_a_post_that_became_incomplete_in_review_is_not_approved(client, post, reviewer):  # noqa: F811
    post.body = make.stream(INCOMPLETE)
    post.save_revision(user=reviewer)
    response = decide(client, reviewer, post, **signature(profile(reviewer)))
    assert "Body, 3 (Quote), Quote: This field is required." in refused(response)
    assert not PostPage.objects.get().live


# What is said in the end.


def shown(client, response):
    """The messages on the page that comes next."""
    page = BeautifulSoup(client.get(response.url).content, "html.parser")
    return page.select_one(".messages").get_text(" ", strip=True)


def test_a_reviewer_is_told_that_the_post_is_published(client, post, reviewer):  # noqa: F811
    response = approve_in_editor(client, reviewer, post, signature(profile(reviewer)))
    assert shown(client, response) == "“Sleep well” is reviewed and published."


def test_a_reviewer_is_told_that_the_post_waits_for_its_day(client, post, reviewer):  # noqa: F811
    later = (TODAY + timedelta(9)).isoformat() + " 09:00"
    entered = signature(profile(reviewer))
    response = approve_in_editor(client, reviewer, post, entered, go_live_at=later)
    assert "It will be published at its time." in shown(client, response)


def test_a_reviewer_is_told_that_changes_were_requested(client, post, reviewer):  # noqa: F811
    client.force_login(reviewer)
    extra = {
        "action-workflow-action": "true",
        "workflow-action-name": "reject",
        "workflow-action-extra-data": '{"comment": "Name the source."}',
    }
    response = edit(client, post, None, PARAGRAPH, CRISIS, topics=["grief"], **extra)
    assert shown(client, response) == "Changes to “Sleep well” were requested."
