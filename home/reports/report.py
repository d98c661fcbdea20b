"""What our reports have in common: who may read them, where they are, and their downloads."""

from typing import Any, ClassVar

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.functional import classproperty
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import StatusFlagColumn
from wagtail.admin.views.reports import ReportView

#: Whether readers see it. Wagtail's own column asks the database for the schedule of each row.
LIVE_COLUMN = StatusFlagColumn(
    "live", label=_("Status"), sort_key="live", true_label=_("Live"), false_label=_("Draft")
)


class Report(ReportView):
    """A list with filters and downloads, for people with one of the permissions `readers`."""

    slug: ClassVar[str]
    menu_order: ClassVar[int]
    #: Permissions such as `blog.view_review`, one of which is enough.
    readers: ClassVar[tuple[str, ...]] = ()

    @classproperty
    def index_url_name(cls) -> str:  # noqa: N805
        """The name of the report's address."""
        return f"hearth_report_{cls.slug}"

    @classproperty
    def index_results_url_name(cls) -> str:  # noqa: N805
        """The name of the address of its list alone."""
        return f"hearth_report_{cls.slug}_results"

    @classmethod
    def is_for(cls, user: Any) -> bool:
        """Tell whether `user` may read the report."""
        return any(map(user.has_perm, cls.readers))

    def user_has_any_permission(self, permissions: Any) -> bool:
        """Ask for the permissions of the report instead of its model's."""
        return self.is_for(self.request.user)

    # Only there so that Wagtail asks at all.
    any_permission_required = ["view"]

    def get_heading(self, queryset: Any, field: str) -> str:
        """Return the heading of a column, also for rows that are no query set any more."""
        heading: str = super().get_heading(self.model._default_manager.none(), field)
        return heading

    def get_filename(self) -> str:
        """Return what a download is called, without its extension."""
        return self.slug


class ReportMenuItem(MenuItem):
    """The entry of a report, for those who may read it."""

    def __init__(self, report: type[Report]) -> None:
        self.report = report
        super().__init__(
            report.page_title,
            reverse(report.index_url_name),
            name=report.slug,
            icon_name=report.header_icon,
            order=report.menu_order,
        )

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether to show the entry."""
        return self.report.is_for(request.user)


def register(report: type[Report]) -> None:
    """Give a report its two addresses and its entry in the menu."""

    def addresses() -> list[URLPattern]:
        start = f"reports/{report.slug}/"
        results = report.as_view(results_only=True)
        return [
            path(start, report.as_view(), name=report.index_url_name),
            path(f"{start}results/", results, name=report.index_results_url_name),
        ]

    hooks.register("register_admin_urls", addresses)
    hooks.register("register_reports_menu_item", lambda: ReportMenuItem(report))
