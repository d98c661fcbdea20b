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
from wagtail.admin.forms.collections import CollectionChoiceField
from wagtail.models import Collection, Page

from blog.models import BlogIndexPage
from transfer import tasks
from transfer.access import blogs_for, may_import
from transfer.models import ImportedPost, ImportRun
from transfer.posts.reading import POSTS
from transfer.posts.rights import collections_for
from transfer.posts.run import action_labels, as_csv, state_labels

#: Uploads that nobody confirmed are deleted after this.
KEPT_FOR = timedelta(days=7)
#: How many runs, posts and offers a page shows. A form may have 10,000 fields.
SHOWN, SHOWN_POSTS, SHOWN_OFFERS = 50, 1_000, 9_000
#: The names of the boxes that take all offers of a kind.
ALL = {"all_tips": "tips", "all_contacts": "contact"}


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
    collection = CollectionChoiceField(
        label=gettext_lazy("Collection"),
        queryset=Collection.objects.none(),
        required=False,
        empty_label=gettext_lazy("The first that readers of the blog can see"),
        help_text=gettext_lazy("Where new pictures and documents go."),
    )
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
        collections = collections_for(user)
        if len(collections) > 1:
            self.fields["collection"].queryset = collections  # type: ignore[attr-defined]
        else:
            del self.fields["collection"]

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
    collection = given.get("collection")
    run = ImportRun(
        name=get_valid_filename(PurePosixPath(given["file"].name).name)[-200:],
        blog=given["blog"],
        user_id=request.user.pk,
        options={
            "as_drafts": given["as_drafts"],
            "overwrite": given["overwrite"],
            "collection": collection and collection.pk,
        },
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
    is_preview = run.state == ImportRun.State.WAITING
    posts = [
        {
            **post,
            "action_label": actions[post["action"]],
            "state_label": states[post["state"]],
            # What a preview would make is not there to be looked at.
            "is_there": post["page"] and not (is_preview and post["action"] == "created"),
        }
        for post in run.report.get("posts", ())
    ]
    counts = [
        (actions[name], count) for name, count in run.report.get("counts", {}).items() if count
    ]
    offers = [{**offer, "post": post["title"]} for post in posts for offer in post["offers"]]
    context = {
        "run": run,
        "posts": posts[:SHOWN_POSTS],
        "more_posts": max(0, len(posts) - SHOWN_POSTS),
        "counts": counts,
        "left_out": run.report.get("left_out", ()),
        "offers": offers[:SHOWN_OFFERS],
        "more_offers": max(0, len(offers) - SHOWN_OFFERS),
        "is_preview": is_preview,
    }
    return TemplateResponse(request, "transfer/imports/show.html", context)


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Carry out what was previewed, with the offers that were ticked."""
    run = _own_run(request, pk)
    offers = [offer for post in run.report.get("posts", ()) for offer in post["offers"]]
    kinds = {kind for name, kind in ALL.items() if name in request.POST}
    ticked = set(request.POST.getlist("offer"))
    accepted = {one["key"] for one in offers if one["key"] in ticked or one["kind"] in kinds}
    declined = {one["key"] for one in offers[:SHOWN_OFFERS] if one["taken"]} - accepted
    options = {**run.options, "accepted": sorted(accepted), "declined": sorted(declined)}
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


@never_cache
def source(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an imported post as it was in its source, to those who may edit it."""
    page = get_object_or_404(Page, pk=pk)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    record = get_object_or_404(ImportedPost, page=pk)
    context = {"page": page, "record": record}
    return TemplateResponse(request, "transfer/imports/source.html", context)
