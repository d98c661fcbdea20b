"""What the site adds to the admin."""

from typing import Any

from django.contrib.auth.models import Permission
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.snippets.models import register_snippet

from home.accounts import two_factor, users, views
from home.admin import ContactsGroup
from home.editing import scripts
from home.editing.originals import original
from home.editing.views import ready
from home.reports import report
from home.reports.contacts import ContactReport
from home.reports.crisis import CrisisReport
from home.reports.links import LinkReport
from home.reports.pictures import PictureReport

register_snippet(ContactsGroup)
for one in (CrisisReport, LinkReport, PictureReport, ContactReport):
    report.register(one)

hooks.register("before_bulk_action", users.refuse_bulk_action)


@hooks.register("register_admin_urls")
def account_pages() -> list[URLPattern]:
    """Where people manage the second step of their log-in."""
    return [
        path("account/two-factor/", views.account, name="hearth_two_factor"),
        path("users/<int:pk>/two-factor/", views.reset, name="hearth_two_factor_reset"),
    ]


@hooks.register("register_permissions")
def report_permissions() -> Any:
    """The right to read the report on links, for the form of a group."""
    return Permission.objects.filter(content_type__app_label="home", codename="view_linkuse")


@hooks.register("register_account_menu_item")
def account_item(request: HttpRequest) -> dict[str, str]:
    """The way there, in everybody's account."""
    has_device = two_factor.has_device(request.user)
    return {
        "url": reverse("hearth_two_factor"),
        "label": _("Manage the second step") if has_device else _("Set up a second step"),
        "help_text": _("A code of an app on your phone is asked for after your password."),
    }


@hooks.register("register_user_listing_buttons")
def reset_button(user: Any, request_user: Any) -> Any:
    """Lets a superuser help somebody whose phone is lost."""
    if request_user.is_superuser and request_user.pk != user.pk and two_factor.has_device(user):
        yield Button(
            _("Remove the second step"),
            reverse("hearth_two_factor_reset", args=[user.pk]),
            icon_name="lock-open",
            priority=30,
        )


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What the history of an account tells about the second step."""
    on, off = gettext_lazy("Second step on"), gettext_lazy("Second step off")
    actions.register_action("hearth.two_factor_on", on, on)
    actions.register_action("hearth.two_factor_off", off, off)


@hooks.register("insert_global_admin_js")
def start_widgets() -> str:
    """Starts the widgets whose inline scripts our templates leave out."""
    return format_html('<script src="{}"></script>', static("home/widgets.js"))


@hooks.register("register_admin_urls")
def editing_pages() -> list[URLPattern]:
    """What the browser of an editor asks for while a form is open."""
    return [
        path("editing/ready/", ready, name="hearth_editing_ready"),
        path("editing/original/", original, name="hearth_editing_original"),
    ]


@hooks.register("insert_editor_js")
def editor_scripts() -> str:
    """Keeps what is written until the server has it."""
    return scripts.editor_scripts()


@hooks.register("insert_global_admin_css")
def editor_styles() -> str:
    """How the notices of the editor look."""
    return format_html('<link rel="stylesheet" href="{}">', static("home/editing.css"))


@hooks.register("insert_global_admin_js")
def hasten_previews() -> str:
    """Lets the preview follow what is typed within a second."""
    return format_html('<script src="{}"></script>', static("home/preview.js"))
