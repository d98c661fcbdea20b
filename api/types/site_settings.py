"""The settings of the site that is asked, once per request."""

from api.loading import Session
from home import models


def site_settings(session: Session) -> models.SiteSettings:
    """Return the settings of the session's site; unsaved defaults if there are none."""
    found = session.memo.get("site_settings")
    if found is None:
        site = session.site
        row = models.SiteSettings.objects.filter(site=site).first()
        found = session.memo["site_settings"] = row or models.SiteSettings(site=site)
    assert isinstance(found, models.SiteSettings)
    return found


def frontend_url(session: Session) -> str:
    """Return the front end's base URL, or nothing if none is set."""
    return site_settings(session).frontend_url
