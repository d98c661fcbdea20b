"""The admin's pages around clinical reviews: asking for one, and withdrawing one."""

from typing import Any

from django.contrib.messages import add_message, get_messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.models import Page, TaskState, Workflow

from blog import reviews
from blog.completeness import lacks
from blog.forms import WithdrawalForm
from blog.gates import refusals
from blog.models import ClinicalReviewTask, PostPage


def clinical_workflow() -> Workflow | None:
    """Return the workflow with a clinical review in it, if there is one."""
    task = ClinicalReviewTask.objects.filter(active=True).first()
    found: Workflow | None = task.active_workflows.order_by("pk").first() if task else None
    return found


def can_ask(post: Any, user: Any) -> bool:
    """Whether somebody may have a post reviewed: whoever may edit it, one review at a time."""
    return (
        post.permissions_for_user(user).can_edit()
        and not post.alias_of_id
        and post.current_workflow_state is None
        and not post.locked
    )


def can_withdraw(post: Any, user: Any) -> bool:
    """Whether somebody may withdraw the review of a post: whoever may review, while it holds."""
    tasks = ClinicalReviewTask.objects.filter(active=True)
    is_reviewer = user.is_superuser or tasks.filter(groups__user=user).exists()
    return is_reviewer and post.reviewed_on is not None and not post.alias_of_id


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Start the workflow with the latest version, unless it could not be published anyway."""
    post = get_object_or_404(PostPage, pk=pk)
    workflow = clinical_workflow()
    if workflow is None or not can_ask(post, request.user):
        raise PermissionDenied
    draft = post.get_latest_revision_as_object()
    refused = refusals(draft, reviewed=False).values()
    reasons = [*(message for several in refused for message in several), *lacks(draft)]
    if request.method == "POST" and not reasons:
        if post.get_latest_revision() is None:
            # Without a user: who asks for a review has not written the post.
            post.save_revision()
        workflow.start(post, request.user)
        text = _("“%(title)s” was submitted for a clinical review.")
        messages.success(request, text % {"title": draft.title})
        return redirect("wagtailadmin_pages:edit", pk)
    return render(request, "blog/admin/ask_review.html", {"post": draft, "reasons": reasons})


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw the review of a post, with the reason."""
    post = get_object_or_404(PostPage, pk=pk)
    if not can_withdraw(post, request.user):
        raise PermissionDenied
    form = WithdrawalForm(request.POST or None)
    if form.is_valid():
        reviews.withdraw(post, request.user, form.cleaned_data["comment"])
        text = _("The clinical review of “%(title)s” was withdrawn.")
        messages.success(request, text % {"title": post.title})
        may_edit = post.permissions_for_user(request.user).can_edit()
        target = reverse("wagtailadmin_pages:edit", args=[pk]) if may_edit else None
        return redirect(target or reverse("wagtailadmin_home"))
    return render(request, "blog/admin/withdraw_review.html", {"post": post, "form": form})


def tell_decision(request: HttpRequest, post: Any) -> None:
    """Say what a clinical review led to, instead of Wagtail's message that a page was updated."""
    state = TaskState.objects.for_instance(post).exclude(finished_at=None)
    last = state.order_by("finished_at").last()
    if last is None or not isinstance(last.task.specific, ClinicalReviewTask):
        return
    if last.status == TaskState.STATUS_REJECTED:
        text = _("Changes to “%(title)s” were requested.")
    elif post.workflow_in_progress:
        text = _("“%(title)s” is reviewed, and goes on in its workflow.")
    elif Page.objects.filter(pk=post.pk, live=True, has_unpublished_changes=False).exists():
        text = _("“%(title)s” is reviewed and published.")
    else:
        text = _("“%(title)s” is reviewed. It will be published at its time.")
    *others, _updated = get_messages(request)
    for other in others:
        add_message(request, other.level, other.message, other.extra_tags)
    messages.success(request, text % {"title": post.title})
