"""The settings of the site that is asked, once per request."""

from django.db.models import QuerySet

from api.loading import Session
from home import models


def site_settings(session: Session) -> models.SiteSettings:
    """Return the settings of the session's site; unsaved defaults if there are none."""
    found = session.memo.get("site_settings")
    if found is None:
        site = session.site.pk
        row = models.SiteSettings.objects.filter(site_id=site).first()
        found = session.memo["site_settings"] = row or models.SiteSettings(site_id=site)
    assert isinstance(found, models.SiteSettings)
    return found


def frontend_urls() -> tuple[QuerySet[models.SiteSettings], str, str]:
    """Say where the front ends' base URLs are kept."""
    return models.SiteSettings.objects.all(), "site_id", "frontend_url"
