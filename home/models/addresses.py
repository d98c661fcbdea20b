"""Where pages are found by readers: on the front end, under their language."""

from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.http import HttpRequest
from wagtail.models import Page, Site

from home.models.site import SiteSettings
from home.previews import FrontEndPreview, entrance
from home.slugs import SiteCopyForm, SitePageForm, check

CACHE_KEY = "hearth_site_addresses"
CACHED_FOR = 3600


class Address(NamedTuple):
    """A site's own language, its base URL on this server, and that of its front end, if any."""

    language: str
    server: str
    front_end: str


class SitePage(FrontEndPreview, Page):
    """A page of a site whose readers use another front end than Wagtail's own pages.

    The site's own language has no prefix, translations have theirs: `/es/blog/dormir/`. The
    API gives out the same paths (`api.paths`); Wagtail needs them to make redirects when a slug
    changes, and the admin to link to the published page.
    """

    base_form_class = SitePageForm
    copy_form_class = SiteCopyForm

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Refuse a slug whose path leads to another part of this server."""
        super().clean()
        try:
            check(self.slug, self.get_parent())
        except ValidationError as error:
            raise ValidationError({"slug": error}) from None

    def get_url_parts(self, request: Any = None) -> tuple[int, str, str] | None:
        """Return the key of the site, its base URL and the path; None outside of any site."""
        parts = super().get_url_parts(request)
        if parts is None:
            return None
        roots = self._get_relevant_site_root_paths(request)
        root = next(root for root in roots if root.site_id == parts[0])
        site = _site(root.site_id)
        prefix = "" if root.language_code == site.language else f"/{root.language_code}"
        base = site.front_end or root.root_url
        return root.site_id, base, f"{prefix}/{self.url_path[len(root.root_path) :]}"

    def get_full_url(self, request: Any = None) -> str | None:
        """Return the address on the front end; None while there is no front end to go to."""
        parts = self.get_url_parts(request)
        if parts is None or not front_end(parts[0]):
            return None
        return f"{parts[1]}{parts[2]}"

    full_url = property(get_full_url)

    def get_url(self, request: Any = None, current_site: Any = None) -> str | None:
        """Return where the published page is seen from this server; None outside of any site.

        That is a path if the reader of this server shows it at the host that is asked.
        """
        parts = self.get_url_parts(request)
        if parts is None:
            return None
        return f"{_base(parts, request, current_site)}{parts[2]}"

    url = property(get_url)

    def place_of_preview(self, request: Any) -> tuple[str, str]:
        """Return where the page's site takes previews, and the path that the page will have."""
        self.set_url_path(self.get_parent())
        parts = self.get_url_parts(request)
        if parts is None:
            return entrance(), ""
        return entrance(front_end(parts[0]), server=_base(parts, request)), parts[2]

    @transaction.atomic
    def copy(self, *args: Any, **kwargs: Any) -> "SitePage":
        """Return a copy; if one of the pages below it is refused, nothing is copied."""
        copied: SitePage = super().copy(*args, **kwargs)
        return copied


def _base(parts: tuple[int, str, str], request: Any, current_site: Any = None) -> str:
    """Return the base URL of a page; empty if the reader shows it on the host that is asked."""
    site_pk, url, _path = parts
    if front_end(site_pk):
        return url
    if current_site is None and request is not None:
        current_site = Site.find_for_request(request)
    is_here = len(_sites()) == 1 if current_site is None else current_site.pk == site_pk
    return "" if is_here else url


def front_end(site_pk: int) -> str:
    """Return the base URL of a site's front end; empty while the reader of this server is it."""
    return _site(site_pk).front_end


def framed(request: HttpRequest) -> set[str]:
    """Return the base URLs at which previews are shown to whoever is at the host of a request."""
    sites = _sites()
    urls = {site.front_end or site.server for site in sites.values()}
    if (here := _here(request, sites)) is not None:
        urls -= {here.server}
    return urls - {""}


def framing(request: HttpRequest) -> set[str]:
    """Return the base URLs of the admin besides that of the host of a request.

    The admin is at the host of every site, and where `WAGTAILADMIN_BASE_URL` says. With one site
    alone, whoever works there is shown previews at the host where they are.
    """
    sites = _sites()
    if len(sites) == 1:
        return set()
    here = _here(request, sites)
    urls = {site.server for site in sites.values()} | {_web_address(settings.WAGTAILADMIN_BASE_URL)}
    return urls - {"" if here is None else here.server, ""}


def _here(request: HttpRequest, sites: dict[int, Address]) -> Address | None:
    """Return the site that is asked."""
    if len(sites) == 1:
        return next(iter(sites.values()))
    site = Site.find_for_request(request)
    return None if site is None else sites.get(site.pk)


def _site(pk: int) -> Address:
    known = _sites()
    return known[pk] if pk in known else _sites(is_fresh=True)[pk]


def _sites(*, is_fresh: bool = False) -> dict[int, Address]:
    """Return the addresses of all sites.

    Kept in the cache as Wagtail keeps the roots of sites, since lists ask for every page.
    """
    known: dict[int, Address] | None = None if is_fresh else cache.get(CACHE_KEY)
    if known is None:
        urls = dict(SiteSettings.objects.values_list("site_id", "frontend_url"))
        known = {
            site.pk: Address(
                site.root_page.locale.language_code,
                site.root_url,
                _web_address(urls.get(site.pk, "")),
            )
            for site in Site.objects.select_related("root_page__locale")
        }
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
