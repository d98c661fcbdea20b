"""What the API adds to the admin: links for reviewers, and webhooks."""

from collections.abc import Iterator
from typing import Any

from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button

from api import sharing
from api.deliveries import admin as webhooks
from api.deliveries import reports

hooks.register("register_admin_viewset", lambda: webhooks.webhook_views)
hooks.register("construct_homepage_panels", reports.add_parked_panel)


@hooks.register("register_admin_urls")
def link_pages() -> list[URLPattern]:
    """Where links are made, listed and ended."""
    links = sharing.LinksView
    return [
        path("reports/preview-links/", links.as_view(), name="hearth_preview_links"),
        path(
            "reports/preview-links/results/",
            links.as_view(results_only=True),
            name="hearth_preview_links_results",
        ),
        path("preview-links/<int:pk>/end/", sharing.revoke, name="hearth_preview_revoke"),
        path(
            "preview-links/new/<str:app>/<str:model>/<int:pk>/",
            sharing.share,
            name="hearth_preview_share",
        ),
    ]


@hooks.register("register_reports_menu_item")
def links_item() -> MenuItem:
    """The list of all links."""
    url = reverse("hearth_preview_links")
    return MenuItem(_("Preview links"), url, name="preview-links", icon_name="link", order=1300)


@hooks.register("register_page_header_buttons")
def page_button(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Any]:
    """The way from the editor of a page."""
    if view_name == "edit":
        yield from _buttons(page.specific, user)


@hooks.register("register_snippet_listing_buttons")
def snippet_button(snippet: Any, user: Any, next_url: str | None = None) -> Iterator[Any]:
    """The way from the list of snippets."""
    yield from _buttons(snippet, user)


def _buttons(obj: Any, user: Any) -> Iterator[Any]:
    if sharing.can_be_shared(obj, user):
        url = sharing.share_url(obj)
        yield Button(_("Share this draft"), url, icon_name="link", priority=45)


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What the history of a page or a snippet tells about links."""
    made, ended = gettext_lazy("Preview link made"), gettext_lazy("Preview link ended")
    actions.register_action(sharing.MADE, made, made)
    actions.register_action(sharing.REVOKED, ended, ended)


@hooks.register("register_admin_urls")
def delivery_pages() -> list[URLPattern]:
    """Where deliveries are listed, shown and sent again."""
    view = reports.DeliveriesView
    return [
        path("reports/deliveries/", view.as_view(), name="hearth_deliveries"),
        path(
            "reports/deliveries/results/",
            view.as_view(results_only=True),
            name="hearth_deliveries_results",
        ),
        path("deliveries/<int:pk>/", reports.delivery, name="hearth_delivery"),
        path("deliveries/<int:pk>/replay/", reports.replay, name="hearth_delivery_replay"),
        path("deliveries/lanes/<int:pk>/resume/", reports.resume, name="hearth_lane_resume"),
        *(
            path(
                f"webhooks/<int:pk>/{action}/",
                webhooks.act,
                {"action": action},
                name=f"hearth_webhook_{action}",
            )
            for action in ("test", "resume", "rotate")
        ),
    ]


@hooks.register("register_reports_menu_item")
def deliveries_item() -> MenuItem:
    """The log of deliveries."""
    url = reverse("hearth_deliveries")
    return reports.DeliveriesItem(
        _("Deliveries"), url, name="deliveries", icon_name="history", order=1310
    )


@hooks.register("register_log_actions")
def webhook_actions(actions: Any) -> None:
    """What the history of a webhook tells."""
    new, again = gettext_lazy("New secret"), gettext_lazy("Resumed")
    actions.register_action(webhooks.ROTATED, new, new)
    actions.register_action(webhooks.RESUMED, again, again)
    actions.register_action(webhooks.REPLAYED)(webhooks.Replayed)


@hooks.register("insert_global_admin_css")
def delivery_styles() -> str:
    """How states look, and what receivers say."""
    return format_html('<link rel="stylesheet" href="{}">', static("api/deliveries.css"))
