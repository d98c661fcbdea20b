"""Which links do not lead anywhere."""

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.forms import RadioSelect
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.models import Page

from home.models import Document, LinkUse
from home.models.links import PATIENCE
from home.reports.report import Report
from home.reports.usage import find_sources

IS_INSIDE = Q(page__isnull=False) | Q(document__isnull=False)
LEADS_NOWHERE = ~Q(is_page_live=True) & Q(page__isnull=False) | ~Q(is_document_there=True) & Q(
    document__isnull=False
)
HAS_FAILED = Q(link__failures__gte=PATIENCE)
FAILS = Q(link__failures__gte=1)


def uses() -> QuerySet[LinkUse]:
    """Return all places that link, with whether their pages are live and their documents there."""
    return LinkUse.objects.select_related("link").annotate(
        is_page_live=Exists(Page.objects.filter(pk=OuterRef("page"), live=True)),
        is_page_there=Exists(Page.objects.filter(pk=OuterRef("page"))),
        is_document_there=Exists(Document.objects.filter(pk=OuterRef("document"))),
    )


def broken() -> QuerySet[LinkUse]:
    """Return the places that link to what is not there."""
    return uses().filter(LEADS_NOWHERE | HAS_FAILED)


class LinkFilterSet(WagtailFilterSet):
    """What the list can be narrowed down by."""

    leads = django_filters.ChoiceFilter(
        label=_("Leads to"),
        method="filter_leads",
        choices=[("inside", _("Pages and documents of the site")), ("outside", _("Other sites"))],
        empty_label=_("All"),
        widget=RadioSelect,
    )
    show = django_filters.ChoiceFilter(
        label=_("Show"),
        method="filter_show",
        choices=[("failing", _("Failed once, too")), ("all", _("Links that work, too"))],
        empty_label=_("Broken links"),
        widget=RadioSelect,
    )

    class Meta:
        model = LinkUse
        fields: list[str] = []

    def filter_leads(self, links: Any, name: str, value: str) -> Any:
        """Keep the links within the site, or those that leave it."""
        return links.filter(IS_INSIDE) if value == "inside" else links.exclude(IS_INSIDE)

    def filter_show(self, links: Any, name: str, value: str) -> Any:
        """Nothing to do: the report chooses what it starts from."""
        return links


class LinkReport(Report):
    """Links to unpublished pages, to deleted things, and to addresses that do not answer."""

    slug = "links"
    menu_order = 120
    readers = ("home.view_linkuse",)
    page_title = _("Broken links")
    header_icon = "link"
    model = LinkUse
    filterset_class = LinkFilterSet
    default_ordering = ("content_type", "object_id", "pk")
    columns = [
        TitleColumn("title", label=_("Found in"), get_url=lambda use: use.edit_url),
        Column("place", label=_("Place"), sort_key="place"),
        Column("target", label=_("Leads to")),
        Column("problem", label=_("Problem")),
        DateColumn("since", label=_("Since"), sort_key="link__first_failed_at"),
        DateColumn("checked_at", label=_("Checked"), accessor="link.checked_at"),
    ]
    list_export = ["title", "place", "target", "problem", "since", "link.checked_at"]
    export_headings = {
        "title": _("Found in"),
        "target": _("Leads to"),
        "problem": _("Problem"),
        "since": _("Since"),
        "link.checked_at": _("Checked"),
    }

    def get_base_queryset(self) -> QuerySet[LinkUse]:
        """Return the broken links, or more of them if the filter asks for it."""
        shown = self.request.GET.get("show")
        if shown == "all":
            return uses()
        return uses().filter(LEADS_NOWHERE | FAILS) if shown == "failing" else broken()

    def decorate_paginated_queryset(self, links: Any) -> Any:
        """Find for all of them what links and what it links to."""
        listed = list(links)
        sources = find_sources({(use.content_type_id, use.object_id) for use in listed})
        pages = Page.objects.in_bulk({use.page for use in listed if use.page})
        documents = Document.objects.in_bulk({use.document for use in listed if use.document})
        for use in listed:
            source = sources.get((use.content_type_id, use.object_id))
            use.title = source.title if source else ""
            anchor = f"#block-{use.block_id}-section" if use.block_id else ""
            use.edit_url = f"{source.url}{anchor}" if source and source.url else None
            use.target = _target(use, pages, documents)
            use.problem = _problem(use)
            use.since = use.link.first_failed_at if use.link else None
        return listed


def _target(use: LinkUse, pages: dict[int, Page], documents: dict[int, Document]) -> str:
    if use.link:
        return use.link.url
    if use.page is not None:
        page = pages.get(use.page)
        return str(page) if page else _now("A page that was deleted")
    document = documents.get(use.document or 0)
    return str(document) if document else _now("A document that was deleted")


def _problem(use: Any) -> str:
    if use.link:
        return str(use.link.outcome)
    if use.page is not None and not use.is_page_live:
        return _now("Not published") if use.is_page_there else _now("Deleted")
    return "" if use.page is not None or use.is_document_there else _now("Deleted")
