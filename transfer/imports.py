"""The admin's pages for imports: upload, preview, confirmation, progress and report."""

from datetime import timedelta
from pathlib import PurePosixPath
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from wagtail.permissions import policy_registry

from blog.models import BlogIndexPage
from home.models import Document, Image
from transfer import tasks
from transfer.models import ImportRun
from transfer.posts.reading import POSTS
from transfer.posts.run import action_labels, as_csv, state_labels

#: What an import may make beside posts; whoever runs one has to be allowed to.
RIGHTS = [
    *("blog.add_author", "blog.publish_author", "blog.add_category", "blog.publish_category"),
    "home.add_contact",
]
LIBRARIES = [Image, Document]
#: Uploads that nobody confirmed are deleted after this.
KEPT_FOR = timedelta(days=7)
SHOWN = 50


def blogs_for(user: Any) -> list[BlogIndexPage]:
    """Return the blogs below which somebody may add posts and publish them."""
    blogs = BlogIndexPage.objects.order_by("title", "pk").select_related("locale")
    found = []
    for blog in blogs:
        rights = blog.permissions_for_user(user)
        if rights.can_add_subpage() and rights.can_publish_subpage():
            found.append(blog)
    return found


def may_import(user: Any) -> bool:
    """Tell whether somebody may import posts at all."""
    return bool(
        user.is_active
        and user.has_perms(RIGHTS)
        and all(
            policy_registry.get_by_type(one).user_has_permission(user, "add") for one in LIBRARIES
        )
        and blogs_for(user)
    )


class BlogField(forms.ModelChoiceField):
    """A choice of blogs, which may have one title in several languages."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the title with the language."""
        return f"{obj.title} ({obj.locale.get_display_name()})"


class UploadForm(forms.Form):
    """A file, and where its posts go."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "An export of WordPress (XML), Markdown, HTML, Word or plain text; or a ZIP archive "
            "of such files with their pictures."
        ),
    )
    blog = BlogField(label=gettext_lazy("Blog"), queryset=BlogIndexPage.objects.none())
    as_drafts = forms.BooleanField(
        label=gettext_lazy("Publish nothing"),
        required=False,
        help_text=gettext_lazy("Every new post is a draft, also if it was published before."),
    )
    overwrite = forms.BooleanField(
        label=gettext_lazy("Also update posts that were edited here"),
        required=False,
        help_text=gettext_lazy("What was written here stays in the history of the post."),
    )

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        blogs = blogs_for(user)
        field = self.fields["blog"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = BlogIndexPage.objects.select_related("locale").filter(
            pk__in=[blog.pk for blog in blogs]
        )
        if len(blogs) == 1:
            field.initial = blogs[0]

    def clean_file(self) -> Any:
        """Refuse what no reader is for, and what is too large."""
        file = self.cleaned_data["file"]
        if PurePosixPath(file.name).suffix.lower() not in {*POSTS, ".zip"}:
            raise ValidationError(
                _("Choose a file of one of these kinds: %(kinds)s.")
                % {"kinds": ", ".join(sorted({*POSTS, ".zip"}))}
            )
        if file.size > settings.HEARTH_IMPORT_BYTES:
            limit = filesizeformat(settings.HEARTH_IMPORT_BYTES)
            message = _("This file is too large. At most %(limit)s can be uploaded.")
            raise ValidationError(message % {"limit": limit})
        return file


def _check(request: HttpRequest) -> None:
    if not may_import(request.user):
        raise PermissionDenied


def _runs_of(user: Any) -> QuerySet[ImportRun]:
    """Return what somebody began, or everything to a superuser."""
    runs = ImportRun.objects.select_related("blog", "user")
    return runs if user.is_superuser else runs.filter(user=user)


def _own_run(request: HttpRequest, pk: int) -> ImportRun:
    """Return a run of somebody whose rights are still there."""
    _check(request)
    run = get_object_or_404(_runs_of(request.user), pk=pk)
    if run.blog not in blogs_for(request.user):
        raise PermissionDenied
    return run


@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """Take an upload; list earlier ones."""
    _check(request)
    form = UploadForm(request.user, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return _begin(request, form)
    context = {"form": form, "runs": _runs_of(request.user)[:SHOWN]}
    return TemplateResponse(request, "transfer/imports/index.html", context)


def _begin(request: HttpRequest, form: UploadForm) -> HttpResponse:
    stale = ImportRun.objects.exclude(file="").filter(created_at__lt=timezone.now() - KEPT_FOR)
    for run in stale:
        run.delete()
    given = form.cleaned_data
    run = ImportRun(
        name=get_valid_filename(PurePosixPath(given["file"].name).name)[-200:],
        blog=given["blog"],
        user_id=request.user.pk,
        options={"as_drafts": given["as_drafts"], "overwrite": given["overwrite"]},
    )
    run.file.save(run.name, given["file"], save=False)
    run.save()
    tasks.rehearse.enqueue(run.pk)
    return redirect("hearth_import", run.pk)


@never_cache
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a run: its progress, or what it would make, or what it made."""
    run = _own_run(request, pk)
    actions, states = action_labels(), state_labels()
    posts = [
        {**post, "action_label": actions[post["action"]], "state_label": states[post["state"]]}
        for post in run.report.get("posts", ())
    ]
    counts = [
        (actions[name], count) for name, count in run.report.get("counts", {}).items() if count
    ]
    context = {
        "run": run,
        "posts": posts,
        "counts": counts,
        "left_out": run.report.get("left_out", ()),
        "offers": [{**offer, "post": post} for post in posts for offer in post["offers"]],
        "is_preview": run.state == ImportRun.State.WAITING,
    }
    return TemplateResponse(request, "transfer/imports/show.html", context)


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Carry out what was previewed, with the offers that were ticked."""
    run = _own_run(request, pk)
    offered = {offer["key"] for post in run.report.get("posts", ()) for offer in post["offers"]}
    options = {**run.options, "accepted": sorted(offered & set(request.POST.getlist("offer")))}
    waiting = ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.WAITING)
    # Of two clicks one carries it out.
    if waiting.update(
        state=ImportRun.State.RUNNING, options=options, done=0, heard_at=timezone.now()
    ):
        tasks.carry_out.enqueue(run.pk)
    return redirect("hearth_import", run.pk)


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a run with its upload; posts that it made stay."""
    run = _own_run(request, pk)
    if not run.is_busy:
        run.delete()
        messages.success(request, _("The import was removed from the list."))
    return redirect("hearth_imports")


def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Download the report as CSV."""
    run = _own_run(request, pk)
    # Excel takes a file without the mark for one in an encoding of its own.
    response = HttpResponse("\ufeff" + as_csv(run.report), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-{run.pk}.csv"'
    return response
