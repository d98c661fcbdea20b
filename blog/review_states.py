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


#: The columns of a post that decide its state.
COLUMNS = ("review_withdrawn", "reviewed_on", "next_review_on")


def state_of(post: Any, today: date) -> ReviewState:
    """Return the state of a post, or of anything with the same columns."""
    if post.review_withdrawn:
        return ReviewState.WITHDRAWN
    if post.reviewed_on is None:
        return ReviewState.NEVER_REVIEWED
    if post.next_review_on is None or post.next_review_on > _soon(today):
        return ReviewState.CURRENT
    return ReviewState.OVERDUE if post.next_review_on < today else ReviewState.DUE_SOON


def condition(state: ReviewState, today: date | None = None) -> Q:
    """Return the condition that a post is in a state, each post in exactly one."""
    today = today or date.today()
    reviewed = Q(review_withdrawn=False, reviewed_on__isnull=False)
    late = Q(next_review_on__lte=_soon(today))
    return {
        ReviewState.WITHDRAWN: Q(review_withdrawn=True),
        ReviewState.NEVER_REVIEWED: Q(review_withdrawn=False, reviewed_on__isnull=True),
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


def _soon(today: date) -> date:
    return today + timedelta(days=settings.HEARTH_REVIEW_DUE_DAYS)
