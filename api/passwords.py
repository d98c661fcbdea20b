"""Pages with a password: from the right password to a grant that opens them."""

from django.conf import settings
from wagtail.models import BaseViewRestriction

from api import grants, paths
from api.errors import Forbidden
from api.grants import Grant
from api.loading import Session
from api.tries import Tries

#: Tries at one page from all addresses together, as a multiple of those from one address.
TOGETHER = 10


def unlock(path: str, password: str, session: Session, address: str) -> Grant:
    """Return a grant for the restrictions on the way to a page that a password opens.

    Raises `Forbidden` alike for a wrong password and for a path without such a page, and
    `RateLimited` after too many tries from one address, or at one page.
    """
    limit = settings.HEARTH_UNLOCK_TRIES
    normalised = paths.normalise(path)
    page = paths.page_at(normalised, session)
    restrictions = [
        one
        for one in session.context.page_restrictions
        if one.kind == BaseViewRestriction.PASSWORD
        and page is not None
        and page.path.startswith(one.path)
    ]
    # Pages below one restriction share their tries; a path without one has tries of its own.
    place = f"page {restrictions[0].pk}" if restrictions else f"path {normalised}"
    tries = [
        Tries("address", address, limit),
        Tries("page", f"{session.site.pk} {place}", TOGETHER * limit),
    ]
    for one in tries:
        one.begin()
    opened = [one for one in restrictions if grants.same(one.password, password)]
    if not restrictions:
        grants.same(path, password)
    if not opened:
        raise Forbidden("There is no page at this path that this password opens.")
    for one in tries:
        one.forget()
    passed = [[one.pk, grants.of_password(one.pk, one.password)] for one in opened]
    return grants.sign("page", passed, settings.HEARTH_GRANT_MINUTES)
