"""What the blog adds to the admin."""

from typing import Any

from django.contrib.auth.models import Permission
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.log_actions import LogFormatter
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.snippets.models import register_snippet

from blog import review_views
from blog.admin import BlogGroup
from blog.advice import views
from blog.models import Decision, PostPage
from blog.reports.dashboard import add_care_panel
from blog.reports.reviews import ReviewReport
from home.reports import report

register_snippet(BlogGroup)
report.register(ReviewReport)
hooks.register("construct_homepage_panels", add_care_panel)
hooks.register("register_admin_urls", views.addresses)


@hooks.register("register_permissions")
def report_permissions() -> Any:
    """The right to read the report on reviews, for the form of a group."""
    return Permission.objects.filter(content_type__app_label="blog", codename="view_review")


@hooks.register("insert_editor_js")
def start_advice() -> str:
    """Asks for advice on the text in the editor."""
    return format_html('<script src="{}"></script>', static("blog/advice.js"))


@hooks.register("register_admin_urls")
def review_pages() -> list[URLPattern]:
    """Where people ask for a clinical review, and withdraw one."""
    return [
        path("posts/<int:pk>/review/ask/", review_views.ask, name="hearth_review_ask"),
        path(
            "posts/<int:pk>/review/withdraw/", review_views.withdraw, name="hearth_review_withdraw"
        ),
    ]


@hooks.register("before_edit_page")
def decide_once(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Keep a decision from being carried out again by the automatic saving of the same form.

    Wagtail's dialogue leaves the decision in the form, and the draft may be saved before the
    browser has left the page.
    """
    if request.accepts("text/html") or not request.POST.get("action-workflow-action"):
        return None
    text = _("The post is being handed on. This version was not saved as a draft as well.")
    error = {"success": False, "error_code": "invalid_revision", "error_message": text}
    return JsonResponse(error, status=400)


@hooks.register("after_edit_page")
def conclude_review(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Say what was decided; lead a reviewer home who may not see the list of pages."""
    if not request.POST.get("action-workflow-action"):
        return None
    if isinstance(page, PostPage):
        review_views.tell_decision(request, page)
    if PagePermissionPolicy().explorable_instances(request.user).exists():
        return None
    return redirect("wagtailadmin_home")


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What the history of a post tells about its clinical reviews."""

    @actions.register_action("hearth.review")
    class ReviewFormatter(LogFormatter):
        label = gettext_lazy("Clinical review")

        def format_message(self, log_entry: Any) -> str:
            decision = Decision(log_entry.data["decision"]).label
            return _("Clinical review: %(decision)s") % {"decision": decision}

        def format_comment(self, log_entry: Any) -> str:
            comment: str = log_entry.data["comment"]
            return comment

    @actions.register_action("hearth.not_published")
    class RefusalFormatter(LogFormatter):
        label = gettext_lazy("Scheduled publication refused")

        def format_message(self, log_entry: Any) -> str:
            reasons = " ".join(log_entry.data["reasons"])
            return _("The scheduled version was not published. %(reasons)s") % {"reasons": reasons}
