"""Whether a post goes to readers: if it did in the source, and nothing here stands against it."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Revision

from blog.gates import refusals
from blog.models import PostPage
from transfer.models import ImportedPost
from transfer.posts.documents import Document, Kind, Status, shorten
from transfer.posts.rights import Rights

LIVE, SCHEDULED, DRAFT = "live", "scheduled", "draft"


def state_of(page: PostPage) -> str:
    """Return what readers see of a page: it is live, scheduled or a draft."""
    if page.live:
        return LIVE
    return SCHEDULED if page.approved_schedule else DRAFT


def is_hidden_here(page: PostPage, record: ImportedPost | None) -> bool:
    """Tell whether somebody here took back what an import had published or scheduled."""
    if record is None:
        return False
    return record.state in (LIVE, SCHEDULED) and state_of(page) == DRAFT


def wanted(document: Document, *, as_drafts: bool) -> Status:
    """Return what the page should be. The day decides: a past one is published, a future one not.

    What has no day is a draft, because nobody can tell whether it had come.
    """
    if as_drafts or document.status == Status.DRAFT:
        return Status.DRAFT
    if document.published_at is None:
        text = _("The source does not say on which day it was published. It is a draft.")
        document.note(Kind.CHANGED, text)
        return Status.DRAFT
    is_coming = document.published_at > timezone.now()
    return Status.SCHEDULED if is_coming else Status.PUBLISHED


def unschedule(page: PostPage) -> None:
    """Forget on which day an earlier import would have published the page."""
    page.go_live_at = None
    page.revisions.update(approved_go_live_at=None)
    PostPage.objects.filter(pk=page.pk).update(go_live_at=None)


def publish(
    document: Document, page: PostPage, revision: Revision, wants: Status, rights: Rights
) -> None:
    """Publish what was published, if it passes; what does not stays a draft, with the reason."""
    if wants == Status.DRAFT:
        if page.live:
            text = _("It is a draft in the source, but published here. It stays published.")
            document.note(Kind.CHANGED, text)
        return
    if page.sensitive_topics:
        text = _("A post on a sensitive topic is not published without a review. It is a draft.")
        found = [reason for field in refusals(page).values() for reason in field]
        document.note(Kind.REFUSED, text, shorten(" ".join(found), 300))
        return
    if not rights.may_publish(page):
        document.note(Kind.REFUSED, _("You may not publish this post. The new text is a draft."))
        return
    try:
        with transaction.atomic():
            if wants == Status.SCHEDULED:
                page.go_live_at = document.published_at
                revision = page.save_revision(user=rights.user, changed=False, clean=False)
            checked = revision.as_object()
            checked.body = checked.body.stream_block.clean(checked.body)
            checked.full_clean()
            revision.publish(user=rights.user, skip_permission_checks=True)
    except (ValidationError, PermissionDenied) as error:
        page.go_live_at = None
        text = _("It was published in the source. It is a draft here, because a rule stops it.")
        document.note(Kind.REFUSED, text, shorten(" ".join(reasons(error)), 300))
        return
    if wants == Status.PUBLISHED and document.modified_at and document.published_at:
        PostPage.objects.filter(pk=page.pk, live=True).update(
            last_published_at=max(document.modified_at, document.published_at)
        )


def reasons(error: Exception) -> list[str]:
    """Return what an error says, each with the name of its field."""
    if not isinstance(error, ValidationError):
        return [str(error)]
    if hasattr(error, "block_errors") or hasattr(error, "non_block_errors"):
        return [reason for inner in _block_errors(error) for reason in reasons(inner)]
    if hasattr(error, "error_dict"):
        return [
            f"{name}: {reason}"
            for name, errors in error.error_dict.items()
            for inner in errors
            for reason in reasons(inner)
        ]
    return [str(message) for message in error.messages]


def _block_errors(error: Any) -> list[ValidationError]:
    inner = getattr(error, "block_errors", None) or {}
    found = list(inner.values() if isinstance(inner, dict) else inner)
    others = getattr(error, "non_block_errors", None) or []
    return [one for one in [*found, *others] if isinstance(one, ValidationError)]
