"""Slugs that a page directly below a site's root cannot have, for its path leads elsewhere."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.forms.pages import CopyForm
from wagtail.models import Page, Site

#: The slug of no page and the start of no other path: where the server would show any page.
FREE = "-"


def check(slug: str, parent: Page | None) -> None:
    """Raise `ValidationError` if a page with this slug below a parent could not be reached.

    The urlconf decides: what it does not give to pages, such as `/admin/` and `/images/`, is
    taken. So are the prefixes of languages.
    """
    is_taken = slug in dict(settings.LANGUAGES) or _served_at(slug) != _served_at(FREE)
    if is_taken and parent is not None and Site.objects.filter(root_page_id=parent.pk).exists():
        raise ValidationError(
            _("“/%(slug)s/” leads to another part of this server. Choose another slug.")
            % {"slug": slug},
            code="taken",
        )


def _served_at(slug: str) -> Any:
    try:
        return resolve(f"/{slug}/").func
    except Resolver404:
        return None


class SitePageForm(WagtailAdminPageForm):
    """The form of a page, which says beside the slug that it is taken by the server."""

    def clean(self) -> dict[str, Any]:
        """Check the slug of a new page, too: the page itself does not know its parent yet."""
        cleaned: dict[str, Any] = super().clean()
        _check_field(self, "slug", cleaned.get("slug"), self.parent_page)
        return cleaned


class SiteCopyForm(CopyForm):
    """The form in which a page is copied, with the same check."""

    def clean(self) -> dict[str, Any]:
        """Check the slug of the copy, below the page that was chosen for it."""
        cleaned: dict[str, Any] = super().clean()
        parent = cleaned.get("new_parent_page") or self.page.get_parent()
        _check_field(self, "new_slug", cleaned.get("new_slug"), parent)
        return cleaned


def _check_field(form: Any, name: str, slug: str | None, parent: Page | None) -> None:
    if slug:
        try:
            check(slug, parent)
        except ValidationError as error:
            form.add_error(name, error)
