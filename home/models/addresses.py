"""Where pages are found by readers: on the front end, under their language."""

from typing import Any

from wagtail.models import Page, Site

from home.models.site import SiteSettings


class SitePage(Page):
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
        site = Site.objects.select_related("root_page").get(pk=parts[0])
        roots = {root.root_path: root for root in self._get_relevant_site_root_paths(request)}
        root = next(root for root in roots.values() if root.site_id == site.pk)
        is_own = root.root_path == site.root_page.url_path
        prefix = "" if is_own else f"/{root.language_code}"
        base = frontend_url(site) or site.root_url
        return site.pk, base, f"{prefix}/{self.url_path[len(root.root_path) :]}"

    def get_full_url(self, request: Any = None) -> str | None:
        """Return the address on the front end; None while there is no front end to go to."""
        parts = self.get_url_parts(request)
        has_frontend = parts is not None and frontend_url(Site.objects.get(pk=parts[0]))
        return f"{parts[1]}{parts[2]}" if parts is not None and has_frontend else None

    full_url = property(get_full_url)

    def get_url(self, request: Any = None, current_site: Any = None) -> str | None:
        """Return the same as `get_full_url`: the front end is another host than this one."""
        return self.get_full_url(request)

    url = property(get_url)


def frontend_url(site: Site) -> str:
    """Return the base URL of a site's front end without a slash at the end; empty if not set."""
    return SiteSettings.for_site(site).frontend_url.rstrip("/")
