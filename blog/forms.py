"""The forms in which posts are written and reviewed."""

import json
from datetime import date
from itertools import chain
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminPageForm

from blog import gates
from blog.completeness import lacks
from blog.models.people import Author
from blog.review_states import next_review, within_risk
from blog.writers import has_written


class PostForm(WagtailAdminPageForm):
    """The form of a post, which says beside the fields what stops the publication."""

    def clean(self) -> dict[str, Any]:
        """Check what readers depend on, unless the post is saved as a draft."""
        cleaned: dict[str, Any] = super().clean()
        if self.is_deferred_validation or not gates.asks_to_publish(self.data):
            return cleaned
        topics = cleaned.get("sensitive_topics")
        if "body" in cleaned:
            message = gates.crisis_refusal(topics, cleaned["body"], self.parent_page)
            if message:
                self.add_error("body", message)
        authors = self._check_licences()
        if self._is_reviewed_with_this():
            self.instance.sensitive_topics = topics or []
            self._check_approval(authors)
        elif self._goes_live_with_this():
            post = self.instance
            post.next_review_on = within_risk(post.reviewed_on, post.next_review_on, topics)
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
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any = None, *, post: Any, user: Any, authors: list[Author] | None = None
    ) -> None:
        self.post = post
        self.user = user
        self.is_edited = authors is not None
        entries = post.post_authors.all() if authors is None else ()
        self.authors = [entry.author for entry in entries] if authors is None else authors
        self.profiles = {profile.pk: profile for profile in profiles(post, user)}
        self.latest = next_review(date.today(), sensitive=bool(post.sensitive_topics))
        initial = {"next_review_on": self.latest, "version": version(post.get_latest_revision())}
        super().__init__(data, initial=initial)
        reviewer = self.fields["reviewer"]
        assert isinstance(reviewer, forms.TypedChoiceField)
        choices = [(pk, str(profile)) for pk, profile in self.profiles.items()]
        reviewer.choices = choices if len(choices) == 1 else [("", "---------"), *choices]
        if not choices:
            reviewer.error_messages["required"] = _(
                "Publish your author's profile to sign with it."
            )

    def clean_reviewer(self) -> int:
        """Refuse whoever wrote the post, and whoever may not practise any more."""
        pk: int = self.cleaned_data["reviewer"]
        found = gates.reviewer_refusals(self.profiles[pk], self.authors)
        mine = Author.objects.filter(user=self.user)
        is_author = any(gates.is_among(one, self.authors) for one in mine)
        if is_author or has_written(self.post, self.user):
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
        """Refuse a version that nobody read, and what would not be published either.

        A post that is being edited is read and checked in its own form.
        """
        cleaned: dict[str, Any] = super().clean() or {}
        if self.is_edited:
            return cleaned
        if not self._has_read(cleaned.get("version")):
            text = _("Somebody has changed the post since you opened it. Read it again, then sign.")
            self.add_error(None, text)
        refused = gates.refusals(self.post, reviewed=False).values()
        for message in [*chain.from_iterable(refused), *lacks(self.post)]:
            self.add_error(None, message)
        return cleaned

    def _has_read(self, seen: str | None) -> bool:
        """Whether the latest version is the one that was seen, or comes from whoever signs it."""
        latest = self.post.get_latest_revision()
        return seen == version(latest) or (latest is not None and latest.user == self.user)


def version(revision: Any) -> str:
    """Return what tells a version from all others; automatic saves write over the latest one."""
    return f"{revision.pk} {revision.created_at.isoformat()}" if revision else ""


def profiles(post: Any, user: Any) -> list[Author]:
    """Return the published profiles with which a user may sign: their own, or else those of nobody.

    Those in the language of the post are preferred.
    """
    own = Author.objects.filter(user=user)
    theirs = own if own.exists() else Author.objects.filter(user__isnull=True)
    found = list(theirs.filter(live=True))
    return [one for one in found if one.locale_id == post.locale_id] or found
