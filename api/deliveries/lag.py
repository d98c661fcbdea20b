"""Lag: whether somebody passes changes on, as far as the database tells."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from api.changes import log
from api.deliveries import purges, webhooks
from api.deliveries.models import Cursor, Webhook

#: Those who read changes.
NAMES = (webhooks.NAME, purges.NAME)
#: How long a change may wait to be read before it is told: whoever is alive reads it in seconds.
PATIENCE = timedelta(minutes=5)


def unread_since(name: str) -> datetime | None:
    """Return when the oldest change was made that webhooks or caches wait for, if minutes ago.

    While nobody listens, nothing is waited for.
    """
    wanted = list(_cursors(name))
    if not wanted:
        return None
    position = log.position()
    known = {one.name: one for one in Cursor.objects.filter(name__in=wanted)}
    numbers = []
    for one in wanted:
        cursor = known.get(one)
        if cursor is None:  # Nobody has ever looked: the last change at least was not read.
            numbers.append(position.number - 1)
        else:
            is_of = cursor.epoch == position.epoch
            numbers.append(cursor.number if is_of else position.forgotten)
    at = log.after(min(numbers)).values_list("at", flat=True).first()
    return at if at is not None and timezone.now() - at > PATIENCE else None


def words(*names: str) -> list[str]:
    """Return, for those who look after the server, what is not passed on, and where to look."""
    found = []
    for name in names:
        if since := unread_since(name):
            at = {"at": date_format(timezone.localtime(since), "DATETIME_FORMAT")}
            found.append(_told()[name] % at)
    if found and settings.HEARTH_DELIVERIES == "worker":
        found.append(_("See whether “manage.py deliver” runs on the server, and what it writes."))
    elif found:
        found.append(_("See what the log of the server says of deliveries."))
    return found


def _told() -> dict[str, str]:
    return {
        webhooks.NAME: _("Webhooks were told nothing of what has changed since %(at)s"),
        purges.NAME: _("Caches were told nothing of what has changed since %(at)s"),
    }


def _cursors(name: str) -> Iterator[str]:
    if name == purges.NAME:
        yield from map(purges.cursor_of, purges.names())
    elif Webhook.objects.filter(is_active=True).exists():
        yield name
