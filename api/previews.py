"""Preview tokens: whoever holds one sees the draft of one page, while its maker may edit it."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from wagtail.models import Page

from api import grants
from api.errors import Unauthenticated
from api.grants import Grant

PURPOSE = "preview"


@dataclass(frozen=True)
class Preview:
    """What a preview token shows: a page, and the revision of it unless it is the latest one."""

    page: Any
    revision: Any = None

    def draft(self) -> Any:
        """Return the page as its editors left it; a new object each time."""
        if self.revision is not None:
            return self.revision.as_object()
        return self.page.get_latest_revision_as_object()


def token(page: Page, user: Any, *, is_pinned: bool) -> Grant:
    """Return a preview token for a page that the user may edit.

    A pinned one shows the draft as it is now, whatever is written later.
    """
    revision = page.latest_revision_id if is_pinned else None
    return grants.sign(PURPOSE, [page.pk, revision, user.pk], settings.HEARTH_PREVIEW_MINUTES)


def read(text: str) -> Preview:
    """Return what a token shows; raise `Unauthenticated` if it does not count, or not any more."""
    try:
        pk, revision, maker = grants.read(PURPOSE, text)
    except (grants.Foreign, grants.Expired):
        raise _refusal() from None
    user = get_user_model()._default_manager.filter(pk=maker).first()
    page = Page.objects.filter(pk=pk).first()
    if user is None or page is None or not page.permissions_for_user(user).can_edit():
        raise _refusal()
    if revision is None:
        return Preview(page)
    pinned = page.revisions.filter(pk=revision).first()
    if pinned is None:
        raise _refusal()
    return Preview(page, pinned)


def _refusal() -> Unauthenticated:
    return Unauthenticated("This preview token is wrong or expired.")
