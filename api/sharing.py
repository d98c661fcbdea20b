"""Links for reviewers in the admin: make one for what is saved, see all, revoke them."""

from typing import Any

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.log_actions import log
from wagtail.models import Page, Revision
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import policy_registry

from api import drafts, handover, previews
from api.models import PreviewLink

MADE, REVOKED = "hearth.preview_link_made", "hearth.preview_link_ended"


class LinkForm(forms.Form):
    """Whom a link is for, and for how long."""

    label = forms.CharField(
        label=gettext_lazy("For"),
        help_text=PreviewLink._meta.get_field("label").help_text,
        max_length=120,
    )
    days = forms.IntegerField(
        label=gettext_lazy("Days"),
        help_text=gettext_lazy("After so many days the link stops to work. At most 90."),
        min_value=1,
        max_value=previews.MAX_LINK_DAYS,
        initial=7,
    )


def can_be_shared(obj: Any, user: Any) -> bool:
    """Whether an object is saved, can be shown by the front end, and may be edited by a user."""
    return type(obj) in drafts.DRAFTABLE and previews.may_edit(obj, user)


def share_url(obj: Any) -> str:
    """Return the address of the page on which links to an object are made."""
    meta = obj._meta
    return reverse("hearth_preview_share", args=[meta.app_label, meta.model_name, obj.pk])


@never_cache
def share(request: HttpRequest, app: str, model: str, pk: int) -> HttpResponse:
    """Make a link to the latest revision of an object, and list those that there are."""
    obj = _object(request, app, model, pk)
    form = LinkForm(request.POST or None)
    url = ""
    if request.method == "POST" and form.is_valid():
        revision = obj.latest_revision or obj.save_revision(user=request.user, changed=False)
        link, secret = previews.share(revision, request.user, **form.cleaned_data)
        log(obj, MADE, data={"label": link.label})
        url = request.build_absolute_uri(_address(revision, secret, request))
        form = LinkForm()
    context = {
        "title": _("Share the draft of “%(title)s”") % {"title": obj},
        "revision": obj.latest_revision,
        "form": form,
        "url": url,
        "links": _links_to(obj),
        "edit_url": _edit_url(obj),
    }
    response = TemplateResponse(request, "api/sharing/share.html", context)
    response["Referrer-Policy"] = "same-origin"
    return response


@never_cache
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether a link shall end, and end it."""
    links = PreviewLink.objects.select_related("maker", "revision__content_type")
    link = get_object_or_404(links, pk=pk)
    obj = link.revision.content_object
    if link.maker != request.user and not previews.may_edit(obj, request.user):
        raise PermissionDenied
    if request.method == "POST":
        if link.revoked_at is None:
            PreviewLink.objects.filter(pk=link.pk).update(revoked_at=timezone.now())
            log(obj, REVOKED, data={"label": link.label})
        messages.success(request, _("The link for “%(label)s” has ended.") % {"label": link.label})
        return redirect("hearth_preview_links")
    context = {"title": _("End the link to “%(title)s”") % {"title": obj}, "link": link}
    return TemplateResponse(request, "api/sharing/revoke.html", context)


def _object(request: HttpRequest, app: str, model: str, pk: int) -> Any:
    """Return what is to be shared; whoever may not edit it learns nothing of it."""
    known: dict[str, Any] = {one._meta.label_lower: one for one in drafts.DRAFTABLE}
    if f"{app}.{model}" not in known:
        raise Http404
    obj = get_object_or_404(known[f"{app}.{model}"], pk=pk)
    if not can_be_shared(obj, request.user):
        raise PermissionDenied
    return obj


def _address(revision: Revision, secret: str, request: HttpRequest) -> str:
    draft: Any = revision.as_object()
    told = handover.named(draft, draft.pk)
    url: str = draft.address_of_preview(request, secret, *told)
    return url


def _edit_url(obj: Any) -> str:
    if isinstance(obj, Page):
        return reverse("wagtailadmin_pages:edit", args=[obj.pk])
    return reverse(obj.snippet_viewset.get_url_name("edit"), args=[obj.pk])


def _links_to(obj: Any) -> QuerySet[PreviewLink]:
    kind = ContentType.objects.get_for_model(obj, for_concrete_model=False)
    links = PreviewLink.objects.filter(revision__content_type=kind, revision__object_id=str(obj.pk))
    return links.select_related("maker")


class RevokeColumn(Column):
    """The way to end a link that still works."""

    cell_template_name = "api/sharing/revoke_cell.html"


class LinksView(ReportView):
    """All links to what somebody may edit."""

    page_title = gettext_lazy("Preview links")
    header_icon = "link"
    index_url_name = "hearth_preview_links"
    index_results_url_name = "hearth_preview_links_results"
    default_ordering = "-created_at"
    columns = [
        TitleColumn(
            "content",
            label=gettext_lazy("Content"),
            accessor="revision.object_str",
            get_url=lambda link: share_url(link.revision.content_object),
        ),
        Column("label", label=gettext_lazy("For"), sort_key="label"),
        Column("maker", label=gettext_lazy("Made by")),
        DateColumn("created_at", label=gettext_lazy("Made"), sort_key="created_at"),
        # Not a `DateColumn`, to which all that is to come is "just now".
        Column(
            "expires_at",
            label=gettext_lazy("Expires"),
            accessor=lambda link: date_format(localtime(link.expires_at), "DATETIME_FORMAT"),
            sort_key="expires_at",
        ),
        DateColumn("last_used_at", label=gettext_lazy("Last used"), sort_key="last_used_at"),
        StatusTagColumn("state", label=gettext_lazy("State"), primary=lambda link: link.works),
        RevokeColumn("revoke", label="", accessor="pk"),
    ]
    list_export = ["revision.object_str", "label", "maker", "created_at", "expires_at"]
    export_headings = {"revision.object_str": gettext_lazy("Content")}

    def get_queryset(self) -> QuerySet[PreviewLink]:
        """Return the links to what the user may edit, and those that they made."""
        self.queryset = links_of(self.request.user)
        found: QuerySet[PreviewLink] = super().get_queryset()
        return found


def links_of(user: Any) -> QuerySet[PreviewLink]:
    """Return the links that a user may see: to what they may edit, and their own."""
    links = PreviewLink.objects.select_related("maker", "revision__content_type")
    links = links.prefetch_related("revision__content_object")
    if user.is_superuser:
        return links
    pages = PagePermissionPolicy().instances_user_has_permission_for(user, "change")
    kinds = [
        ContentType.objects.get_for_model(model, for_concrete_model=False)
        for model in drafts.DRAFTABLE
        if not issubclass(model, Page)
        and policy_registry.get_by_type(model).user_has_permission(user, "change")
    ]
    return links.filter(
        Q(maker=user)
        | Q(revision__content_type__in=kinds)
        | Q(
            revision__base_content_type=ContentType.objects.get_for_model(Page),
            revision__object_id__in=pages.order_by().values(text=Cast("pk", CharField())),
        )
    )
