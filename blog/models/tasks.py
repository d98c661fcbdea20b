"""The step of a workflow in which somebody with a licence reads the post."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, Page, TaskState

from blog import forms, reviews
from blog.models.people import Author
from home.editing.refusals import Refused


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
        """Record the decision, and hand the post on in the workflow; once, if it is sent twice.

        Everything that the dialogue checked is checked again, of the post that the state is of,
        while nobody can save it. Raises `PermissionDenied` if the dialogue was another post's, and
        `ApprovalRefused` if the post cannot be approved by this user as it is now.
        """
        post = self._held(task_state, user)
        states = TaskState.objects.select_for_update().filter(pk=task_state.pk)
        if not states.filter(status=TaskState.STATUS_IN_PROGRESS).exists():
            return
        comment = entered.get("comment", "")
        if action_name == "approve":
            draft = post.get_latest_revision_as_object()
            form = forms.ApprovalForm(entered, post=draft, user=user)
            if not form.is_valid():
                raise ApprovalRefused(draft, form)
            signed = form.cleaned_data
            reviews.record(
                post,
                form.profiles[signed["reviewer"]],
                user,
                next_on=signed["next_review_on"],
                comment=comment,
                revision=post.get_latest_revision(),
            )
        elif action_name == "reject":
            reviews.request_changes(post, user, comment, post.get_latest_revision())
        super().on_action(task_state, user, action_name, comment=comment)

    def _held(self, task_state: Any, user: Any) -> Any:
        """Return the post of a state, which nobody else saves until the transaction ends.

        Wagtail takes the post and the state from an address and never compares them.
        """
        key = task_state.workflow_state.object_id
        asked, _asker = getattr(self, "asked", (None, None))
        if asked is not None and str(asked.pk) != key:
            raise PermissionDenied
        rows = Page.objects.filter(pk=key).order_by()
        list(rows.select_for_update(no_key=True).values_list("pk"))
        return rows.get().specific


class ApprovalRefused(Refused):
    """A post cannot be approved by this user as it is now; says why."""

    def __init__(self, post: Any, form: forms.ApprovalForm) -> None:
        sentence = _("“%(title)s” was not approved.") % {"title": post.title}
        super().__init__(post, sentence, {name: [*texts] for name, texts in form.errors.items()})
