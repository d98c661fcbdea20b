"""Draft, clinical review, publish: what each person can do, through the admin's own pages."""

import json
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.contrib.messages import get_messages
from django.core import mail
from django.urls import reverse
from wagtail.models import Workflow

from blog.forms import version
from blog.models import PostPage, Review
from blog.reviews import record
from tests import factories as make
from tests import people
from tests.test_reviews_gates import CRISIS, PARAGRAPH, SENSITIVE, edit, form

pytestmark = pytest.mark.django_db

TODAY = date.today()


@pytest.fixture(autouse=True)
def crisis_resources(db):
    """A line that the block “Help in a crisis” shows."""
    return [make.crisis_resource()]


@pytest.fixture
def writer(client):
    """Somebody who writes but cannot publish, logged in."""
    user = people.editor(make.home(), "wanda")
    access = Permission.objects.get(codename="access_admin")
    people.group("editors wanda").permissions.add(access)
    return user


@pytest.fixture
def reviewer():
    """Somebody with a profile, in the group of reviewers, without any right to pages."""
    user = people.member("rea", groups=["Clinical reviewers"], email="rea@example.org")
    make.author("Rea", user=user)
    return user


@pytest.fixture
def post(writer):
    """A sensitive draft with an author, waiting for its review."""
    post = make.post(live=False, authors=[make.author("Ada")], owner=writer, **SENSITIVE)
    post.save_revision(user=writer)
    post.get_workflow().start(post, writer)
    return post


def action_url(post, name="approve"):
    state = post.current_workflow_task_state
    return reverse("wagtailadmin_pages:workflow_action", args=[post.pk, name, state.pk])


def signature(pk, post=None, **fields):
    """What a reviewer enters in the dialogue, which was opened now."""
    post = post or PostPage.objects.exclude(latest_revision=None).latest("pk")
    return {
        "reviewer": pk,
        "version": version(PostPage.objects.get(pk=post.pk).latest_revision),
        "next_review_on": (TODAY + timedelta(90)).isoformat(),
        "comment": "Sound.",
        "checked": "on",
        **fields,
    }


def decide(client, user, post, name="approve", **entered):
    client.force_login(user)
    return client.post(
        action_url(post, name), entered, headers={"x-requested-with": "XMLHttpRequest"}
    )


def refused(response):
    """What the dialogue shows when it comes back."""
    assert response.json()["step"] == "action"
    document = BeautifulSoup(response.json()["html"], "html.parser")
    return document.get_text(" ", strip=True)


def profile(user):
    return user.author_profiles.get().pk


def test_a_sensitive_post_goes_from_draft_to_review_to_the_readers(client, writer, reviewer):
    client.force_login(writer)
    post = make.post(live=False, authors=[make.author("Ada")], owner=writer)
    post.save_revision(user=writer)
    edit(client, post, "submit", PARAGRAPH, CRISIS, topics=["grief"], authors=[])
    post = PostPage.objects.get()
    assert post.current_workflow_task.name == "Clinical review"
    response = decide(client, reviewer, post, **signature(profile(reviewer)))
    assert response.json()["step"] == "success"
    post = PostPage.objects.get()
    assert (post.live, str(post.reviewer), post.review_state) == (True, "Rea", "current")
    assert post.next_review_on == TODAY + timedelta(90)


def test_an_ordinary_post_keeps_the_moderation_of_the_site():
    assert make.post().get_workflow().name == "Moderators approval"


def test_reviewers_are_told_by_mail(post, reviewer):
    other = make.post("Other", live=False, **SENSITIVE)
    other.save_revision()
    mail.outbox.clear()
    other.get_workflow().start(other, None)
    assert [to for message in mail.outbox for to in message.to] == ["rea@example.org"]


def test_the_dialogue_proposes_who_signs_and_the_next_review(client, post, reviewer):
    client.force_login(reviewer)
    html = client.get(action_url(post)).json()["html"]
    document = BeautifulSoup(html, "html.parser")
    assert [o.get_text() for o in document.select("[name=reviewer] option")] == ["Rea"]
    assert document.select_one("[name=next_review_on]")["value"] > TODAY.isoformat()


def test_an_approval_is_in_the_log_with_its_version_and_comment(client, post, reviewer):
    revision = post.get_latest_revision()
    decide(client, reviewer, post, **signature(profile(reviewer)))
    review = Review.objects.get()
    assert (review.decision, review.comment, review.user) == ("approved", "Sound.", reviewer)
    assert review.revision == revision


def test_a_request_for_changes_keeps_the_draft_and_says_what(client, post, reviewer):
    decide(client, reviewer, post, "reject", comment="Name the source.")
    post = PostPage.objects.get()
    assert (post.live, post.current_workflow_state.status) == (False, "needs_changes")
    assert Review.objects.get().decision == "changes_requested"


def test_a_request_for_changes_says_what_has_to_change(client, post, reviewer):
    assert decide(client, reviewer, post, "reject", comment="").json()["step"] == "action"
    assert PostPage.objects.get().current_workflow_state.status == "in_progress"


def test_an_approval_needs_the_statement(client, post, reviewer):
    response = decide(client, reviewer, post, **signature(profile(reviewer), checked=""))
    assert response.json()["step"] == "action"
    assert not PostPage.objects.get().live


@pytest.mark.parametrize("days", [0, 184, 4000])
def test_the_next_review_comes_within_the_time_that_the_risk_allows(client, post, reviewer, days):
    day = (TODAY + timedelta(days)).isoformat()
    response = decide(client, reviewer, post, **signature(profile(reviewer), next_review_on=day))
    assert "Choose a day after today" in refused(response)


def test_an_author_does_not_review_their_own_post(client, writer, reviewer):
    own = make.post(live=False, authors=[reviewer.author_profiles.get()], **SENSITIVE)
    own.save_revision()
    own.get_workflow().start(own, writer)
    response = decide(client, reviewer, own, **signature(profile(reviewer)))
    assert "Rea is one of the authors" in refused(response)
    assert "You wrote this post" in refused(response)


def test_the_owner_of_a_post_does_not_review_it(client, writer, reviewer):
    own = make.post(live=False, owner=reviewer, **SENSITIVE)
    own.save_revision()
    own.get_workflow().start(own, writer)
    response = decide(client, reviewer, own, **signature(profile(reviewer)))
    assert "You wrote this post" in refused(response)


def test_nobody_signs_with_the_profile_of_another_account(client, post, reviewer):
    other = make.author("Other", user=people.member("otto"))
    response = decide(client, reviewer, post, **signature(other.pk))
    assert "not one of the available choices" in refused(response)


def test_a_reviewer_without_a_profile_signs_with_one_that_belongs_to_nobody(client, post):
    nina = people.member("nina", groups=["Clinical reviewers"])
    free = make.author("Free")
    decide(client, nina, post, **signature(free.pk))
    assert PostPage.objects.get().reviewer == free


def test_an_expired_licence_does_not_sign(client, post, reviewer):
    reviewer.author_profiles.update(licence_expires_on=TODAY - timedelta(1))
    response = decide(client, reviewer, post, **signature(profile(reviewer)))
    assert "licence of Rea expired" in refused(response)


def test_a_post_that_could_not_be_published_is_not_approved(client, writer, reviewer):
    post = make.post(live=False, sensitive_topics=["grief"])
    post.save_revision()
    post.get_workflow().start(post, writer)
    response = decide(client, reviewer, post, **signature(profile(reviewer)))
    assert "Help in a crisis" in response.json()["html"]
    assert not Review.objects.exists()


def test_only_reviewers_decide(client, post, writer):
    client.force_login(writer)
    assert client.get(action_url(post)).status_code in (302, 403)
    assert client.post(action_url(post), signature(1)).status_code != 200
    assert not PostPage.objects.get().live


# In the editor, where a reviewer may change a word before approving.


def approve_in_editor(client, reviewer, post, entered, **fields):
    client.force_login(reviewer)
    extra = {
        "action-workflow-action": "true",
        "workflow-action-name": "approve",
        "workflow-action-extra-data": json.dumps(entered),
    }
    return edit(client, post, None, PARAGRAPH, CRISIS, topics=["grief"], **extra, **fields)


def test_the_dialogue_of_the_editor_hands_on_what_was_entered(client, post, reviewer):
    client.force_login(reviewer)
    state = post.current_workflow_task_state
    url = reverse(
        "wagtailadmin_pages:collect_workflow_action_data", args=[post.pk, "approve", state.pk]
    )
    collected = client.post(url, signature(profile(reviewer))).json()["cleaned_data"]
    approve_in_editor(client, reviewer, post, collected, intro="Shorter.")
    post = PostPage.objects.get()
    assert (post.live, post.intro, str(post.reviewer)) == (True, "Shorter.", "Rea")
    assert not post.edited_since_review


def test_the_editor_does_not_believe_what_the_dialogue_did_not_check(client, post, reviewer):
    response = approve_in_editor(client, reviewer, post, {"reviewer": profile(reviewer)})
    assert response.context["form"].errors["__all__"]
    assert not PostPage.objects.get().live


def test_an_author_added_while_approving_does_not_sign(client, post, reviewer):
    entered = signature(profile(reviewer))
    rea = reviewer.author_profiles.get()
    response = approve_in_editor(client, reviewer, post, entered, authors=[rea])
    assert "Rea is one of the authors" in str(response.context["form"].errors["__all__"])


def test_an_automatic_save_does_not_carry_out_the_decision_again(client, post, reviewer):
    client.force_login(reviewer)
    data = form(None, PARAGRAPH, CRISIS, topics=["grief"])
    decision = {
        "action-workflow-action": "true",
        "workflow-action-name": "approve",
        "workflow-action-extra-data": json.dumps(signature(profile(reviewer))),
    }
    url = reverse("wagtailadmin_pages:edit", args=[post.pk])
    saved = client.post(url, {**data, **decision}, headers={"accept": "application/json"})
    assert (saved.status_code, saved.json()["success"]) == (400, False)
    assert not Review.objects.exists()


def test_a_decision_that_is_sent_twice_counts_once(post, reviewer):
    state = post.current_workflow_task_state
    for _time in range(2):
        state.task.specific.on_action(state, reviewer, "approve", **signature(profile(reviewer)))
    assert Review.objects.count() == 1


def test_a_reviewer_is_led_to_a_page_that_they_may_see(client, post, reviewer):
    response = approve_in_editor(client, reviewer, post, signature(profile(reviewer)))
    assert response.url == reverse("wagtailadmin_home")


# Asking for a review of any post, and withdrawing one.


def test_any_post_can_be_sent_to_the_reviewers(client, writer):
    post = make.post()
    client.force_login(writer)
    client.post(reverse("hearth_review_ask", args=[post.pk]))
    assert post.current_workflow_task.name == "Clinical review"


def test_a_post_that_is_under_review_cannot_be_sent_again(client, writer, post):
    client.force_login(writer)
    response = client.post(reverse("hearth_review_ask", args=[post.pk]))
    assert "permission" in " ".join(map(str, get_messages(response.wsgi_request)))


def test_what_stops_a_publication_is_said_before_the_review(client, writer):
    post = make.post(sensitive_topics=["grief"])
    client.force_login(writer)
    response = client.post(reverse("hearth_review_ask", args=[post.pk]))
    assert "Help in a crisis" in response.content.decode()
    assert post.current_workflow_state is None


def test_a_reviewer_withdraws_a_review_with_a_reason(client, reviewer):
    post = make.post()
    record(post, make.author("Una"), None)
    client.force_login(reviewer)
    url = reverse("hearth_review_withdraw", args=[post.pk])
    assert client.post(url, {"comment": ""}).status_code == 200
    assert PostPage.objects.get().review_state == "current"
    client.post(url, {"comment": "New evidence."})
    assert PostPage.objects.get().review_state == "withdrawn"
    assert Review.objects.first().comment == "New evidence."


def test_a_writer_withdraws_no_review(client, writer):
    post = make.post()
    record(post, make.author("Una"), None)
    client.force_login(writer)
    client.post(reverse("hearth_review_withdraw", args=[post.pk]), {"comment": "No."})
    assert PostPage.objects.get().review_state == "current"


def test_the_editor_shows_the_state_and_what_was_decided(admin_client):
    post = make.post()
    record(post, make.author("Una"), None, comment="Well sourced.")
    page = admin_client.get(reverse("wagtailadmin_pages:edit", args=[post.pk]))
    panel = BeautifulSoup(page.content, "html.parser").select_one(".hearth-review")
    shown = " ".join(panel.get_text(" ", strip=True).split())
    assert "Current. Reviewed by Una on" in shown
    assert "Well sourced." in shown


def test_the_history_of_a_post_tells_of_its_reviews(admin_client):
    post = make.post()
    record(post, make.author("Una"), None, comment="Well sourced.")
    page = admin_client.get(reverse("wagtailadmin_pages:history", args=[post.pk]))
    assert "Clinical review: Approved" in page.content.decode()


def test_the_workflow_is_there_from_the_start():
    [workflow] = Workflow.objects.filter(name="Clinical review")
    assert [task.name for task in workflow.tasks] == ["Clinical review"]
