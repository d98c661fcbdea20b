"""Where pages are found by readers: on the front end, under their language."""

from typing import Any
from urllib.parse import urlsplit

from django.core.cache import cache
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page, Site

from home.models.site import SiteSettings
from home.previews import FrontEndPreview

CACHE_KEY = "hearth_sites"
CACHED_FOR = 3600


class SitePage(FrontEndPreview, Page):
    """A page of a site whose readers use another front end than Wagtail's own pages.

    The site's own language has no prefix, translations have theirs: `/es/blog/dormir/`. The
    API gives out the same paths (`api.paths`); Wagtail needs them to make redirects when a slug
    changes, and the admin to link to the published page.
    """

    class Meta:
        abstract = True

    def get_url_parts(self, request: Any = None) -> tuple[int, str, str] | None:
        """Return the key of the site, its base URL and the path; None outside of any site."""
        parts = super().get_url_parts(request)
        if parts is None:
            return None
        roots = self._get_relevant_site_root_paths(request)
        root = next(root for root in roots if root.site_id == parts[0])
        language, frontend = _site(root.site_id)
        prefix = "" if root.language_code == language else f"/{root.language_code}"
        base = frontend or root.root_url
        return root.site_id, base, f"{prefix}/{self.url_path[len(root.root_path) :]}"

    def get_full_url(self, request: Any = None) -> str | None:
        """Return the address on the front end; None while there is no front end to go to."""
        parts = self.get_url_parts(request)
        if parts is None or not _site(parts[0])[1]:
            return None
        return f"{parts[1]}{parts[2]}"

    full_url = property(get_full_url)

    def get_url(self, request: Any = None, current_site: Any = None) -> str | None:
        """Return the same as `get_full_url`: the front end is another host than this one."""
        return self.get_full_url(request)

    url = property(get_url)

    def place_of_preview(self, request: Any) -> tuple[str, str]:
        """Return the front end of the page's site, and the path that the page will have."""
        self.set_url_path(self.get_parent())
        parts = self.get_url_parts(request)
        return ("", "") if parts is None else (front_end(parts[0]), parts[2])

    @transaction.atomic
    def copy(self, *args: Any, **kwargs: Any) -> "SitePage":
        """Return a copy; if one of the pages below it is refused, nothing is copied."""
        copied: SitePage = super().copy(*args, **kwargs)
        return copied


def front_end(site_pk: int) -> str:
    """Return the base URL of a site's front end; empty while the reader of this server is it."""
    return _site(site_pk)[1]


def front_ends() -> set[str]:
    """Return the base URLs of the front ends of all sites."""
    return {url for _language, url in _sites().values() if url}


def _site(pk: int) -> tuple[str, str]:
    """Return a site's own language and the base URL of its front end."""
    known = _sites()
    return known[pk] if pk in known else _sites(is_fresh=True)[pk]


def _sites(*, is_fresh: bool = False) -> dict[int, tuple[str, str]]:
    """Return what `_site` tells, of all sites.

    Kept in the cache as Wagtail keeps the roots of sites, since lists ask for every page.
    """
    known: dict[int, tuple[str, str]] | None = None if is_fresh else cache.get(CACHE_KEY)
    if known is None:
        urls = dict(SiteSettings.objects.values_list("site_id", "frontend_url"))
        languages = Site.objects.values_list("pk", "root_page__locale__language_code")
        known = {key: (code, _web_address(urls.get(key, ""))) for key, code in languages}
        cache.set(CACHE_KEY, known, CACHED_FOR)
    return known


def _web_address(url: str) -> str:
    """Return the base URL that a setting holds, if a browser may be sent there at all."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url.rstrip("/") if parts.scheme in ("http", "https") and parts.hostname else ""


@receiver([post_save, post_delete], sender=Site)
@receiver([post_save, post_delete], sender=SiteSettings)
def forget_sites(**kwargs: Any) -> None:
    """Drop what is cached of sites, now and when the change is committed."""
    cache.delete(CACHE_KEY)
    transaction.on_commit(lambda: cache.delete(CACHE_KEY))
