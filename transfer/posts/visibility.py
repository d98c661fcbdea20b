"""Whether front matter shows a post to readers: only if all that it says of that is clear."""

from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from transfer.posts.dates import moment, moments
from transfer.posts.documents import Document, Kind, Status

DATES = ("date", "published", "publishdate", "publish_date", "pubdate", "published_at", "created")
ENDS = ("expirydate", "expiry_date", "expires", "unpublishdate")
#: What hides a post if it is true, what does if it is false, and what says so in a word.
HIDING = ("draft", "private", "hidden", "unlisted", "archived")
SHOWING = ("published", "publish", "public", "live")
STATES = ("status", "state", "post_status", "visibility")
PASSWORD = "password"  # noqa: S105 - the name of a field.
NAMES = {*DATES, *ENDS, *HIDING, *SHOWING, *STATES, PASSWORD}

YES, NO = {"true", "yes", "y", "on", "1"}, {"false", "no", "n", "off", "0"}
SHOWN = {"publish", "published", "live", "public", "future", "scheduled"}
#: What programs call the folder of posts that are not published.
DRAFTS = {"_drafts", "drafts"}


def decide(document: Document, said: dict[str, Any]) -> None:
    """Set the state and the day of a document. What is not clear is a draft, with a note."""
    # Some write the day under the name that others write yes or no under.
    days = {
        name: value
        for name, value in said.items()
        if name not in SHOWING or moment(value) is not None
    }
    found = moments(document, days, DATES)
    is_unread = len(found) < sum(1 for name in DATES if days.get(name) not in (None, ""))
    now = timezone.now()
    document.published_at = _day(found, now) or document.published_at
    flags = [*(name for name in SHOWING if name not in days), *HIDING]
    is_shown = not is_unread and all(
        [
            *(_shows(document, name, said.get(name)) for name in flags),
            *(_state_shows(document, name, said.get(name)) for name in STATES),
            _has_not_ended(document, said, now),
            _has_no_password(document, said),
        ]
    )
    if not is_shown or document.published_at is None or DRAFTS & {*_folders(document)}:
        document.status = Status.DRAFT
    else:
        is_coming = document.published_at > now
        document.status = Status.SCHEDULED if is_coming else Status.PUBLISHED


def _folders(document: Document) -> list[str]:
    return [part.lower() for part in PurePosixPath(document.key).parts[:-1]]


def _day(found: list[datetime], now: datetime) -> datetime | None:
    """Return the day of publication: the last one that is still to come, or else the first."""
    coming = [one for one in found if one > now]
    return max(coming) if coming else next(iter(found), None)


def _shows(document: Document, name: str, value: Any) -> bool:
    text = str(value).strip().lower()
    if value is None or not text:
        return True
    if text in YES | NO:
        return (text in YES) != (name in HIDING)
    _note(document, name, value)
    return False


def _state_shows(document: Document, name: str, value: Any) -> bool:
    text = str(value).strip().lower()
    if value is None or not text or text in SHOWN:
        return True
    if text != "draft":
        _note(document, name, value)
    return False


def _has_not_ended(document: Document, said: dict[str, Any], now: datetime) -> bool:
    ends = [name for name in ENDS if said.get(name) not in (None, "")]
    found = moments(document, said, ENDS)
    if not ends:
        return True
    for name in ends:
        text = _("“%(name)s” of the front matter has no place here.") % {"name": name}
        document.note(Kind.MISSING, text, str(said[name])[:400])
    if len(found) == len(ends) and min(found) > now:
        return True
    document.note(Kind.CHANGED, _("The post was not shown any more. It is a draft now."))
    return False


def _has_no_password(document: Document, said: dict[str, Any]) -> bool:
    if said.get(PASSWORD) in (None, ""):
        return True
    text = _("The post had a password. It is a draft now; restrict it before publishing.")
    document.note(Kind.CHANGED, text)
    return False


def _note(document: Document, name: str, value: Any) -> None:
    text = _("What “%(name)s” says of readers is not clear. The post is a draft.") % {"name": name}
    document.note(Kind.CHANGED, text, str(value)[:400])
