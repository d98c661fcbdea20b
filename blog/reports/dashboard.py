"""What needs care, on the first page of the admin."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import ngettext_lazy
from wagtail.admin.ui.components import Component

from blog.models import PostPage
from blog.reports.reviews import ReviewReport, posts_waiting_for
from blog.review_states import ReviewState, in_state
from home.reports.crisis import CrisisReport, to_verify
from home.reports.links import LinkReport, broken
from home.reports.pictures import PictureReport, undescribed
from home.reports.report import Report


@dataclass(frozen=True)
class Concern:
    """Something that needs care: how much of it there is, and the report that lists it."""

    report: type[Report]
    filters: dict[str, str]
    words: Promise
    count: Callable[[Any], int]


def _live(state: ReviewState) -> Callable[[Any], int]:
    return lambda user: in_state(PostPage.objects.live(), state).count()


CONCERNS = [
    Concern(
        ReviewReport,
        {"waiting": "mine"},
        ngettext_lazy(
            "%(count)d post waits for your review", "%(count)d posts wait for your review", "count"
        ),
        lambda user: len(posts_waiting_for(user)),
    ),
    Concern(
        ReviewReport,
        {"state": ReviewState.OVERDUE.value, "live": "true"},
        ngettext_lazy(
            "%(count)d published post whose review is overdue",
            "%(count)d published posts whose reviews are overdue",
            "count",
        ),
        _live(ReviewState.OVERDUE),
    ),
    Concern(
        ReviewReport,
        {"state": ReviewState.DUE_SOON.value, "live": "true"},
        ngettext_lazy(
            "%(count)d published post whose review is due soon",
            "%(count)d published posts whose reviews are due soon",
            "count",
        ),
        _live(ReviewState.DUE_SOON),
    ),
    Concern(
        CrisisReport,
        {"due": "overdue"},
        ngettext_lazy(
            "%(count)d crisis resource to verify", "%(count)d crisis resources to verify", "count"
        ),
        lambda user: to_verify().count(),
    ),
    Concern(
        LinkReport,
        {},
        ngettext_lazy("%(count)d broken link", "%(count)d broken links", "count"),
        lambda user: broken().count(),
    ),
    Concern(
        PictureReport,
        {"used": "yes"},
        ngettext_lazy(
            "%(count)d picture in use without a description",
            "%(count)d pictures in use without a description",
            "count",
        ),
        lambda user: undescribed(user).filter(usage_count__gt=0).count(),
    ),
]


class CarePanel(Component):
    """The concerns of somebody, each with a link to its report; those that there are.

    Where there are none it names the reports that were looked at, and no others.
    """

    name = "care"
    template_name = "blog/reports/care_panel.html"
    order = 205

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Count what the reader of the page may see, with a query for each."""
        request: HttpRequest = parent_context["request"]
        readable = [one for one in CONCERNS if one.report.is_for(request.user)]
        counted = [(one, one.count(request.user)) for one in readable]
        reports = dict.fromkeys(one.report for one in readable)
        return {
            "reports": [
                {"title": one.page_title, "url": reverse(one.index_url_name)} for one in reports
            ],
            "concerns": [
                {"text": one.words % {"count": count}, "url": _address(one)}
                for one, count in counted
                if count
            ],
        }


def _address(concern: Concern) -> str:
    start = reverse(concern.report.index_url_name)
    return f"{start}?{urlencode(concern.filters)}" if concern.filters else start


def add_care_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Put the panel on the dashboard."""
    panels.append(CarePanel())
