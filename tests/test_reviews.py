"""Clinical reviews: what the log keeps, and what readers are told."""

from datetime import date, timedelta

import pytest

from blog.models import PostPage, Review
from blog.reviews import ReviewState, in_state, record, request_changes, state_expression, withdraw
from tests import factories as make

pytestmark = pytest.mark.django_db

TODAY = date.today()


@pytest.mark.parametrize(
    ("columns", "state"),
    [
        ({}, ReviewState.NEVER_REVIEWED),
        ({"reviewed_on": TODAY}, ReviewState.CURRENT),
        ({"reviewed_on": TODAY, "next_review_on": TODAY + timedelta(31)}, ReviewState.CURRENT),
        ({"reviewed_on": TODAY, "next_review_on": TODAY + timedelta(30)}, ReviewState.DUE_SOON),
        ({"reviewed_on": TODAY, "next_review_on": TODAY}, ReviewState.DUE_SOON),
        ({"reviewed_on": TODAY, "next_review_on": TODAY - timedelta(1)}, ReviewState.OVERDUE),
        ({"review_withdrawn": True}, ReviewState.WITHDRAWN),
    ],
)
def test_the_state_follows_from_the_dates_in_python_and_in_sql(columns, state):
    post = make.post(reviewer=make.author(), **columns)
    posts = PostPage.objects.all()
    assert post.review_state == state
    assert posts.annotate(state=state_expression()).get().state == state
    assert [one for one in ReviewState if in_state(posts, one).exists()] == [state]


def test_a_review_that_nobody_answers_for_is_none():
    reviewer = make.author("Rea")
    record(make.post(), reviewer, None)
    reviewer.delete()
    assert PostPage.objects.get().review_state == ReviewState.NEVER_REVIEWED
    assert in_state(PostPage.objects.all(), ReviewState.NEVER_REVIEWED).exists()
    assert not in_state(PostPage.objects.all(), ReviewState.CURRENT).exists()


def test_a_review_is_recorded_on_the_post_and_in_the_log():
    post = make.post()
    reviewer = make.author("Rea")
    review = record(post, reviewer, None, on=date(2026, 1, 31), comment="Sound.")
    stored = PostPage.objects.get()
    assert (stored.reviewer, stored.reviewed_on) == (reviewer, date(2026, 1, 31))
    assert stored.next_review_on == review.next_review_on == date(2027, 1, 31)
    assert (review.decision, review.comment) == ("approved", "Sound.")


def test_a_sensitive_topic_is_reviewed_again_sooner():
    post = make.post(sensitive_topics=["grief"])
    assert record(post, make.author(), None, on=date(2026, 8, 31)).next_review_on == date(
        2027, 2, 28
    )


def test_a_withdrawn_review_leaves_only_its_entry_in_the_log():
    post = make.post()
    record(post, make.author(), None)
    withdraw(post, None, "The evidence has changed.")
    assert post.review_state == ReviewState.WITHDRAWN
    assert (post.reviewer, post.reviewed_on) == (None, None)
    assert [entry.decision for entry in post.reviews.all()] == ["withdrawn", "approved"]


def test_a_request_for_changes_leaves_the_review_as_it_was():
    post = make.post()
    record(post, make.author(), None)
    request_changes(post, None, "Please name the source.")
    assert PostPage.objects.get().review_state == ReviewState.CURRENT
    assert Review.objects.first().decision == "changes_requested"


def test_an_edit_after_the_review_is_noticed_and_an_unchanged_save_is_not():
    post = make.post()
    record(post, make.author(), None)
    post.save()
    assert not PostPage.objects.get().edited_since_review
    post.body = make.stream([("paragraph", "<p>Breathe in.</p>")])
    post.save()
    assert PostPage.objects.get().edited_since_review


def test_an_old_version_does_not_bring_back_an_old_review():
    post = make.post()
    old = post.save_revision()
    record(post, make.author(), None)
    old.publish()
    stored = PostPage.objects.get()
    assert stored.review_state == ReviewState.CURRENT
    assert not stored.edited_since_review


def test_a_copy_has_not_been_reviewed():
    post = make.post()
    record(post, make.author(), None)
    copy = post.copy(update_attrs={"slug": "copy"})
    assert copy.review_state == ReviewState.NEVER_REVIEWED


def test_a_sensitive_topic_that_is_added_later_brings_the_next_review_forward():
    post = make.post()
    record(post, make.author(), None, on=date(2026, 1, 31))
    post.sensitive_topics = ["grief"]
    post.save()
    assert PostPage.objects.get().next_review_on == date(2026, 7, 31)


def test_a_sensitive_topic_puts_no_review_off():
    post = make.post()
    record(post, make.author(), None, on=date(2026, 1, 31), next_on=date(2026, 3, 1))
    post.sensitive_topics = ["grief"]
    post.save(update_fields=["sensitive_topics"])
    assert PostPage.objects.get().next_review_on == date(2026, 3, 1)


def test_a_topic_that_is_saved_alone_brings_the_next_review_forward_too():
    post = make.post()
    record(post, make.author(), None, on=date(2026, 1, 31))
    post.sensitive_topics = ["grief"]
    post.save(update_fields=["sensitive_topics"])
    assert PostPage.objects.get().next_review_on == date(2026, 7, 31)
