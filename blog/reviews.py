"""Clinical reviews: recorded in a log, and on the post that readers see."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Revision

from blog.digests import content_digest
from blog.models import Author, PostPage, Review
from blog.review_states import (
    Decision,
    ReviewState,
    in_state,
    next_review,
    state_expression,
    within_risk,
)

__all__ = [
    "ReviewState",
    "in_state",
    "next_review",
    "record",
    "request_changes",
    "state_expression",
    "withdraw",
]


@transaction.atomic
def record(
    post: PostPage,
    reviewer: Author,
    user: Any,
    *,
    on: date | None = None,
    next_on: date | None = None,
    comment: str = "",
    revision: Revision | None = None,
) -> Review:
    """Record that `reviewer` approved the content of `post`, or that of a revision of it.

    Readers are told of it at once, unless the revision is scheduled and they see another one until
    then. Nothing of it depends on rights: who may review is decided by the workflow.
    """
    reviewed = post if revision is None else revision.as_object()
    on = on or date.today()
    next_on = next_on or next_review(on, sensitive=bool(reviewed.sensitive_topics))
    next_on = within_risk(on, next_on, reviewed.sensitive_topics)
    digest = content_digest(reviewed)
    columns = {
        "reviewer": reviewer,
        "reviewed_on": on,
        "next_review_on": next_on,
        "reviewed_digest": digest,
        "review_withdrawn": False,
    }
    waits = reviewed.go_live_at is not None and reviewed.go_live_at > timezone.now()
    if not (post.live and waits):
        _write(post, columns)
    return _log(
        post,
        user,
        decision=Decision.APPROVED,
        reviewer=reviewer,
        revision=revision,
        reviewed_on=on,
        next_review_on=next_on,
        comment=comment,
        content_digest=digest,
    )


@transaction.atomic
def withdraw(post: PostPage, user: Any, comment: str) -> Review:
    """Record that the review of `post` no longer holds: readers are no longer told of it."""
    reviewer, digest = post.reviewer, post.reviewed_digest
    columns = {
        "reviewer": None,
        "reviewed_on": None,
        "next_review_on": None,
        "reviewed_digest": "",
        "review_withdrawn": True,
    }
    _write(post, columns)
    return _log(
        post,
        user,
        decision=Decision.WITHDRAWN,
        reviewer=reviewer,
        revision=post.live_revision,
        reviewed_on=date.today(),
        comment=comment,
        content_digest=digest,
    )


def request_changes(
    post: PostPage, user: Any, comment: str, revision: Revision | None = None
) -> Review:
    """Record that the content of `post` cannot be approved as it is. Its review stays."""
    return _log(
        post,
        user,
        decision=Decision.CHANGES_REQUESTED,
        reviewer=None,
        revision=revision,
        reviewed_on=date.today(),
        comment=comment,
        content_digest=content_digest(post if revision is None else revision.as_object()),
    )


def _write(post: PostPage, columns: dict[str, Any]) -> None:
    """Set the columns on what is stored of the post, and on its aliases, which show the same."""
    for page in PostPage.objects.filter(Q(pk=post.pk) | Q(alias_of=post.pk)):
        for name, value in columns.items():
            setattr(page, name, value)
        page.save(update_fields=[*columns], clean=False)
    post.refresh_from_db(fields=[*columns, "edited_since_review"])


def _log(post: PostPage, user: Any, **entry: Any) -> Review:
    review = Review.objects.create(post=post, user=user, **entry)
    log(
        instance=post,
        action="hearth.review",
        user=user,
        revision=review.revision,
        data={
            "decision": review.decision,
            "reviewer": str(review.reviewer or ""),
            "next_review_on": review.next_review_on and review.next_review_on.isoformat(),
            "comment": review.comment,
        },
    )
    return review
