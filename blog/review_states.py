"""How a post stands with its clinical review: in Python for one post, in SQL for many."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Case, CharField, Q, QuerySet, TextChoices, Value, When
from django.utils.translation import gettext_lazy as _


class ReviewState(TextChoices):
    """How a post stands with its clinical review."""

    NEVER_REVIEWED = "never_reviewed", _("Never reviewed")
    CURRENT = "current", _("Current")
    DUE_SOON = "due_soon", _("Due soon")
    OVERDUE = "overdue", _("Overdue")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Decision(TextChoices):
    """What a reviewer decided."""

    APPROVED = "approved", _("Approved")
    CHANGES_REQUESTED = "changes_requested", _("Changes requested")
    WITHDRAWN = "withdrawn", _("Withdrawn")


#: The columns of a post that decide its state.
COLUMNS = ("review_withdrawn", "reviewer_id", "reviewed_on", "next_review_on")


def state_of(post: Any, today: date) -> ReviewState:
    """Return the state of a post, or of anything with the same columns.

    A review that nobody answers for is none: its reviewer's profile was deleted.
    """
    if post.review_withdrawn:
        return ReviewState.WITHDRAWN
    if post.reviewed_on is None or post.reviewer_id is None:
        return ReviewState.NEVER_REVIEWED
    if post.next_review_on is None or post.next_review_on > last_soon_day(today):
        return ReviewState.CURRENT
    return ReviewState.OVERDUE if post.next_review_on < today else ReviewState.DUE_SOON


def condition(state: ReviewState, today: Any = None, soon: Any = None) -> Q:
    """Return the condition that a post is in a state, each post in exactly one.

    The days may be expressions of SQL; `soon` is the last day on which a review is due soon.
    """
    today = today or date.today()
    reviewed = Q(review_withdrawn=False, reviewed_on__isnull=False, reviewer__isnull=False)
    never = Q(reviewed_on__isnull=True) | Q(reviewer__isnull=True)
    late = Q(next_review_on__lte=soon or last_soon_day(today))
    return {
        ReviewState.WITHDRAWN: Q(review_withdrawn=True),
        ReviewState.NEVER_REVIEWED: Q(review_withdrawn=False) & never,
        ReviewState.OVERDUE: reviewed & Q(next_review_on__lt=today),
        ReviewState.DUE_SOON: reviewed & Q(next_review_on__gte=today) & late,
        ReviewState.CURRENT: reviewed & (Q(next_review_on__isnull=True) | ~late),
    }[state]


def state_expression(today: date | None = None) -> Case:
    """Return the state as SQL: `posts.annotate(state=state_expression())` filters and sorts."""
    whens = [When(condition(state, today), then=Value(state.value)) for state in ReviewState]
    return Case(*whens, output_field=CharField())


def in_state(posts: QuerySet[Any], state: ReviewState) -> QuerySet[Any]:
    """Return the posts in a state."""
    return posts.filter(condition(ReviewState(state)))


def next_review(on: date, *, sensitive: bool) -> date:
    """Return when a review of that day falls due again; sooner where the topic is sensitive."""
    months = settings.HEARTH_REVIEW_MONTHS_SENSITIVE if sensitive else settings.HEARTH_REVIEW_MONTHS
    years, month = divmod(on.month - 1 + months, 12)
    year, month = on.year + years, month + 1
    return date(year, month, min(on.day, monthrange(year, month)[1]))


def within_risk(reviewed_on: date | None, next_on: date | None, topics: Any) -> date | None:
    """Return when the next review is due: a sensitive topic, added later, brings it forward."""
    if reviewed_on is None or not topics:
        return next_on
    latest = next_review(reviewed_on, sensitive=True)
    return min(next_on, latest) if next_on else latest


def last_soon_day(today: date) -> date:
    """Return the last day on which a review is due soon."""
    return today + timedelta(days=settings.HEARTH_REVIEW_DUE_DAYS)
