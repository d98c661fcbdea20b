"""Who wrote a post: whoever it belongs to, and whoever has changed its words."""

from typing import Any

from django.utils import timezone
from wagtail.models import Revision, TaskState

from blog.digests import content_digest


def has_written(post: Any, user: Any) -> bool:
    """Whether the words of a post are in part somebody's own.

    What a reviewer corrects while the post waits for its clinical review belongs to the review.
    Saving a version without another word in it, as publishing does, is no writing.
    """
    if user == post.owner:
        return True
    reviews = TaskState.objects.for_instance(post).filter(task__clinicalreviewtask__isnull=False)
    times = [
        (state.started_at, state.finished_at or timezone.now(), state.revision_id)
        for state in reviews
    ]
    submitted = {revision for _start, _end, revision in times}
    return any(
        _changes_words(revision)
        for revision in post.revisions.filter(user=user)
        if revision.pk in submitted
        or not any(start <= revision.created_at <= end for start, end, _revision in times)
    )


def _changes_words(revision: Revision) -> bool:
    try:
        previous = revision.get_previous()
    except Revision.DoesNotExist:
        return True
    return content_digest(previous.as_object()) != content_digest(revision.as_object())
