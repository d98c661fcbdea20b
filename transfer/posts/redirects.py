"""Redirects that lead readers of the old addresses to a page."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from wagtail.contrib.redirects.models import Redirect

from blog.models import PostPage
from transfer.posts import addresses
from transfer.posts.documents import Document, Kind
from transfer.posts.rights import Rights

LENGTH = 255


def lead(document: Document, page: PostPage, rights: Rights) -> bool:
    """Make the redirects that are not there; return whether some had to be left out for a right."""
    site = page.get_site()
    missing = []
    for path in _old_paths(document, page):
        found = Redirect.get_for_site(site).filter(old_path=path).first()
        if found is None and rights.may_redirect():
            Redirect.objects.create(old_path=path, site=site, redirect_page=page)
        elif found is None:
            missing.append(path)
        elif found.redirect_page_id != page.pk:
            text = _("An old address leads elsewhere already. That redirect was left alone.")
            document.note(Kind.REFUSED, text, path)
    if missing:
        text = _("You may not add redirects, so old addresses lead nowhere. Ask somebody who may.")
        document.note(Kind.REFUSED, text, " ".join(missing))
    return bool(missing)


def _old_paths(document: Document, page: PostPage) -> Iterator[str]:
    """Return the paths of the old addresses, but for the page's own."""
    parts = page.get_url_parts()
    own = Redirect.normalise_path(parts[2]) if parts else ""
    seen = {"", "/", own}
    for url in document.urls:
        path = Redirect.normalise_path(old) if (old := addresses.old_path(url)) else ""
        if path in seen:
            continue
        seen.add(path)
        if len(path) > LENGTH:
            document.note(Kind.REFUSED, _("An old address is too long for a redirect."), url)
        else:
            yield path
