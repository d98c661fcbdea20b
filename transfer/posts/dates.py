"""Points in time, as people and programs write them. Without a zone they are of the site's own."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from transfer.posts.documents import Document, Kind

#: No post is older or newer; what is, was meant otherwise.
FIRST_YEAR, LAST_YEAR = 1900, 2200
#: How databases write that there is no date.
NO_DATE = "0000-00-00"


def moment(value: Any) -> datetime | None:
    """Return a point in time, or None for what is none."""
    if isinstance(value, str):
        text = value.strip()
        try:
            value = parse_datetime(text) or datetime.fromisoformat(text[:10])
        except ValueError:
            return None
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)  # noqa: DTZ001 - made aware below.
    if not isinstance(value, datetime) or not FIRST_YEAR <= value.year <= LAST_YEAR:
        return None
    if timezone.is_naive(value):
        # Not the current zone, which in the admin is that of the person who is logged in.
        value = timezone.make_aware(value, timezone.get_default_timezone())
    return value


def moments(document: Document, said: dict[str, Any], names: tuple[str, ...]) -> list[datetime]:
    """Return the points in time under any of some names; note those that cannot be read."""
    found = []
    for name in names:
        value = said.get(name)
        if value is None or not str(value).strip() or str(value).startswith(NO_DATE):
            continue
        if (one := moment(value)) is not None:
            found.append(one)
        else:
            text = _("The date “%(name)s” cannot be read.") % {"name": name}
            document.note(Kind.REFUSED, text, str(value)[:400])
    return found
