"""The forms in which posts are written and reviewed."""

import json
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminPageForm

from blog import gates
from blog.models.people import Author
from blog.review_states import next_review


class PostForm(WagtailAdminPageForm):
    """The form of a post, which says beside the fields what stops the publication."""

    def clean(self) -> dict[str, Any]:
        """Check what readers depend on, unless the post is saved as a draft."""
        cleaned: dict[str, Any] = super().clean()
        if self.is_deferred_validation or not gates.asks_to_publish(self.data):
            return cleaned
        topics = cleaned.get("sensitive_topics")
        if "body" in cleaned and (message := gates.crisis_refusal(topics, cleaned["body"])):
            self.add_error("body", message)
        authors = self._check_licences()
        if self._is_reviewed_with_this():
            self._check_approval(authors)
        elif self._goes_live_with_this():
            if message := gates.review_refusal(topics, self.instance.review_state):
                # A field with an error is not passed on, but the menu offers what it leads to.
                self.instance.sensitive_topics = topics
                self.add_error("sensitive_topics", message)
            for message in gates.reviewer_refusals(self.instance.reviewer, authors):
                self.add_error(None, message)
        return cleaned

    def _is_reviewed_with_this(self) -> bool:
        """Whether the form approves the post in a clinical review."""
        return bool(self.data.get("action-workflow-action")) and hasattr(
            self.instance.current_workflow_task, "approval_form"
        )

    def _goes_live_with_this(self) -> bool:
        """Whether the post is published now, not only handed on to somebody."""
        if self.data.get(gates.PUBLISH):
            return True
        state = self.instance.current_workflow_state
        return bool(self.data.get("action-workflow-action") and state and state.is_at_final_task)

    def _check_licences(self) -> list[Author]:
        """Return the chosen authors, after saying beside each whose licence has expired."""
        rows = [row for row in self.formsets["post_authors"].forms if row.is_valid()]
        rows = [row for row in rows if row.cleaned_data and not row.cleaned_data.get("DELETE")]
        authors = [row.cleaned_data["author"] for row in rows]
        for row, author in zip(rows, authors, strict=True):
            if message := gates.licence_refusal(author):
                row.add_error("author", message)
        return authors

    def _check_approval(self, authors: list[Author]) -> None:
        """Check what the reviewer entered in the dialogue, which Wagtail passes on as it came."""
        try:
            entered = json.loads(self.data.get("workflow-action-extra-data") or "{}")
        except ValueError:
            entered = {}
        task = self.instance.current_workflow_task
        approval = task.approval_form(entered, self.instance, self.for_user, authors)
        for messages in approval.errors.values():
            self.add_error(None, messages)


class RequestChangesForm(forms.Form):
    """What has to change before a reviewer can approve a post."""

    comment = forms.CharField(
        label=gettext_lazy("What has to change"), widget=forms.Textarea({"rows": 4})
    )


class WithdrawalForm(forms.Form):
    """Why a review no longer holds."""

    comment = forms.CharField(
        label=gettext_lazy("Why the review no longer holds"), widget=forms.Textarea({"rows": 4})
    )


class ApprovalForm(forms.Form):
    """The signature under a clinical review."""

    reviewer = forms.TypedChoiceField(
        label=gettext_lazy("Who signs the review"),
        coerce=int,
        help_text=gettext_lazy("Readers see this name. It cannot be one of the authors."),
    )
    next_review_on = forms.DateField(
        label=gettext_lazy("Next review on"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    comment = forms.CharField(
        label=gettext_lazy("Comment"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("For the editors. Readers do not see it."),
    )
    checked = forms.BooleanField(
        label=gettext_lazy(
            "I have read the whole post and checked its advice against its sources. "
            "It is right, and safe for the people it is written for."
        )
    )

    def __init__(
        self, data: Any = None, *, post: Any, user: Any, authors: list[Author] | None = None
    ) -> None:
        self.post = post
        self.user = user
        entries = post.post_authors.all() if authors is None else ()
        self.authors = [entry.author for entry in entries] if authors is None else authors
        self.profiles = {profile.pk: profile for profile in profiles(post, user)}
        proposed = next_review(date.today(), sensitive=bool(post.sensitive_topics))
        super().__init__(data, initial={"next_review_on": proposed})
        self.latest = proposed
        reviewer = self.fields["reviewer"]
        assert isinstance(reviewer, forms.TypedChoiceField)
        choices = [(pk, str(profile)) for pk, profile in self.profiles.items()]
        reviewer.choices = choices if len(choices) == 1 else [("", "---------"), *choices]

    def clean_reviewer(self) -> int:
        """Refuse whoever wrote the post, and whoever may not practise any more."""
        pk: int = self.cleaned_data["reviewer"]
        found = gates.reviewer_refusals(self.profiles[pk], self.authors)
        mine = Author.objects.filter(user=self.user)
        if self.user == self.post.owner or any(gates.is_among(one, self.authors) for one in mine):
            found.append(_("You wrote this post. Somebody else has to review it."))
        if found:
            raise ValidationError(found)
        return pk

    def clean_next_review_on(self) -> date:
        """Refuse a day that has come already, or is later than the risk allows."""
        day: date = self.cleaned_data["next_review_on"]
        if not date.today() < day <= self.latest:
            raise ValidationError(
                _("Choose a day after today and not after %(day)s.")
                % {"day": date_format(self.latest)}
            )
        return day

    def clean(self) -> dict[str, Any]:
        """Refuse what would not be published either."""
        cleaned: dict[str, Any] = super().clean() or {}
        for messages in gates.refusals(self.post, reviewed=False).values():
            self.add_error(None, [ValidationError(message) for message in messages])
        return cleaned


def profiles(post: Any, user: Any) -> list[Author]:
    """Return the profiles with which a user may sign: their own, or else those of nobody.

    Those in the language of the post are preferred.
    """
    own = Author.objects.filter(live=True, user=user)
    found = list(own if own.exists() else Author.objects.filter(live=True, user__isnull=True))
    return [one for one in found if one.locale_id == post.locale_id] or found
