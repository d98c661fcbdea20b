"""What happens when a workflow is completed. Settings name it, so it imports no models."""

from typing import Any

from django.apps import apps


def publish_approved(workflow_state: Any, user: Any = None) -> None:
    """Publish what was approved.

    A clinical review that is approved is the right to do so: a reviewer need not be allowed to
    publish anything else. After any other task the user has to be allowed to publish, as always.
    """
    review = apps.get_model("blog.ClinicalReviewTask")
    last = workflow_state.current_task_state
    is_review = last is not None and isinstance(last.task.specific, review)
    revision = workflow_state.content_object.get_latest_revision()
    revision.publish(user=user, skip_permission_checks=is_review)
