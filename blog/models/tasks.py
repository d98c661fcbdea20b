"""The step of a workflow in which somebody with a licence reads the post."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, TaskState

from blog import forms, reviews
from blog.models.people import Author


class ClinicalReviewTask(AbstractGroupApprovalTask):
    """A clinical review: approving it is signed by an author, and recorded in the log."""

    class Meta:
        verbose_name = _("clinical review task")
        verbose_name_plural = _("clinical review tasks")

    @classmethod
    def get_description(cls) -> Any:
        """Say who can do it."""
        return _("Members of the chosen groups review the post and sign with an author's profile")

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        """Return what the user can do, each with a form.

        Wagtail asks this before it makes the form, which has no other way to know whose it is.
        """
        self.asked = (obj, user)
        if not super().get_actions(obj, user):
            return []
        return [("reject", _("Request changes"), True), ("approve", _("Approve"), True)]

    def get_form_for_action(self, action: str) -> Any:
        """Return the form of an action, to be called with the data that was sent."""
        return self._form_of_latest if action == "approve" else forms.RequestChangesForm

    def _form_of_latest(self, data: Any = None) -> forms.ApprovalForm:
        post, user = self.asked
        return forms.ApprovalForm(
            data, post=post.specific.get_latest_revision_as_object(), user=user
        )

    def approval_form(
        self, data: Any, post: Any, user: Any, authors: list[Author]
    ) -> forms.ApprovalForm:
        """Return the form of an approval of a post that is being edited."""
        return forms.ApprovalForm(data, post=post, user=user, authors=authors)

    @transaction.atomic
    def on_action(self, task_state: Any, user: Any, action_name: str, **entered: Any) -> None:
        """Record the decision, and hand the post on in the workflow; once, if it is sent twice."""
        states = TaskState.objects.select_for_update().filter(pk=task_state.pk)
        if not states.filter(status=TaskState.STATUS_IN_PROGRESS).exists():
            return
        post = task_state.workflow_state.content_object.specific
        comment = entered.get("comment", "")
        if action_name == "approve":
            reviews.record(
                post,
                Author.objects.get(pk=entered["reviewer"]),
                user,
                next_on=_day(entered["next_review_on"]),
                comment=comment,
                revision=post.get_latest_revision(),
            )
        elif action_name == "reject":
            reviews.request_changes(post, user, comment, post.get_latest_revision())
        super().on_action(task_state, user, action_name, comment=comment)


def _day(entered: date | str) -> date | None:
    """Return a day, which comes as a text where it went through the editor's page."""
    return parse_date(entered) if isinstance(entered, str) else entered
