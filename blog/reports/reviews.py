"""How posts stand with their clinical reviews."""

from typing import Any

import django_filters
from django.db.models import F, QuerySet
from django.forms import RadioSelect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import (
    Column,
    LiveStatusTagColumn,
    LocaleColumn,
    StatusFlagColumn,
    TitleColumn,
)
from wagtail.models import Page, TaskState
from wagtail.permissions import policy_registry

from blog.models import Author, ClinicalReviewTask, PostPage
from blog.models.posts import SensitiveTopic
from blog.review_states import ReviewState, state_expression
from home.admin import DeadlineColumn
from home.reports.report import Report

TOPICS = dict(SensitiveTopic.choices)


def posts_waiting_for(user: Any) -> set[int]:
    """Return the keys of the posts that `user` is asked to review."""
    states = TaskState.objects.reviewable_by(user).filter(
        workflow_state__content_type__app_label="blog",
        workflow_state__content_type__model="postpage",
    )
    return {int(key) for key in states.values_list("workflow_state__object_id", flat=True)}


class WithdrawColumn(Column):
    """A column with the way to withdraw a review, which reviewers cannot reach by the editor."""

    cell_template_name = "blog/reports/withdraw_cell.html"

    def get_value(self, post: Any) -> str | None:
        """Return the address, or None where there is nothing to withdraw."""
        url: str | None = post.withdraw_url
        return url


class ReviewFilterSet(WagtailFilterSet):
    """What the list can be narrowed down by."""

    state = django_filters.ChoiceFilter(
        label=_("Review"), choices=ReviewState.choices, empty_label=_("All"), widget=RadioSelect
    )
    sensitive = django_filters.ChoiceFilter(
        label=_("Sensitive topics"),
        method="filter_sensitive",
        choices=[("yes", _("Yes")), ("no", _("No"))],
        empty_label=_("All"),
        widget=RadioSelect,
    )
    waiting = django_filters.ChoiceFilter(
        label=_("Show"),
        method="filter_waiting",
        choices=[("mine", _("Waiting for my review"))],
        empty_label=_("All"),
        widget=RadioSelect,
    )
    reviewer = django_filters.ModelChoiceFilter(
        label=_("Reviewer"), queryset=Author.objects.order_by("name")
    )

    class Meta:
        model = PostPage
        fields = ["edited_since_review", "live"]

    def filter_sensitive(self, posts: Any, name: str, value: str) -> Any:
        """Keep the posts with sensitive topics, or those without."""
        if value == "yes":
            return posts.exclude(sensitive_topics=[])
        return posts.filter(sensitive_topics=[])

    def filter_waiting(self, posts: Any, name: str, value: str) -> Any:
        """Keep the posts that wait for whoever asks."""
        return posts.filter(pk__in=posts_waiting_for(self.request.user))


class ReviewReport(Report):
    """Posts with the state of their review, those first whose next one comes first."""

    slug = "reviews"
    menu_order = 100
    readers = ("blog.view_review",)
    page_title = _("Clinical reviews")
    header_icon = "tasks"
    model = PostPage
    filterset_class = ReviewFilterSet
    is_searchable = True
    search_fields = ["title"]
    search_backend_name = None
    default_ordering = (F("next_review_on").asc(nulls_last=True), "title", "pk")
    columns = [
        TitleColumn("title", label=_("Post"), sort_key="title", get_url=lambda post: post.edit_url),
        Column("state", label=_("Review"), accessor="review_state.label", sort_key="state"),
        Column("reviewer", label=_("Reviewer")),
        Column("reviewed_on", label=_("Reviewed on"), sort_key="reviewed_on"),
        DeadlineColumn("next_review_on", label=_("Next review"), sort_key="next_review_on"),
        StatusFlagColumn(
            "edited_since_review", label=_("Edited since"), true_label=_("Edited since")
        ),
        Column("topics", label=_("Sensitive topics"), accessor="sensitive_topics_display"),
        LocaleColumn(label=_("Locale")),
        LiveStatusTagColumn(label=_("Status")),
        WithdrawColumn("withdraw", label=""),
    ]
    list_export = [
        *("title", "review_state.label", "reviewer", "reviewed_on", "next_review_on"),
        *("edited_since_review", "sensitive_topics_display", "locale", "live"),
    ]
    export_headings = {
        "review_state.label": _("Review"),
        "sensitive_topics_display": _("Sensitive topics"),
    }

    def get_base_queryset(self) -> QuerySet[PostPage]:
        """Return all posts with what the list says of them."""
        posts: QuerySet[PostPage] = (
            PostPage.objects.defer_streamfields()
            .select_related("reviewer", "locale")
            .prefetch_workflow_states()
            .annotate_approved_schedule()
            .annotate(state=state_expression())
        )
        return posts

    def decorate_paginated_queryset(self, posts: Any) -> Any:
        """Link the posts that the reader of the report may edit."""
        user = self.request.user
        edits_all = policy_registry.get_by_type(Page).user_has_any_permission(
            user, ["change", "publish"]
        )
        waiting = set() if edits_all else posts_waiting_for(user)
        tasks = ClinicalReviewTask.objects.filter(active=True)
        may_withdraw = user.is_superuser or tasks.filter(groups__user=user).exists()
        listed = list(posts)
        for post in listed:
            may_edit = edits_all or post.pk in waiting or post.owner_id == user.pk
            post.edit_url = reverse("wagtailadmin_pages:edit", args=[post.pk]) if may_edit else None
            post.withdraw_url = (
                reverse("hearth_review_withdraw", args=[post.pk])
                if may_withdraw and post.reviewed_on and not post.alias_of_id
                else None
            )
            post.sensitive_topics_display = ", ".join(
                str(TOPICS.get(topic, topic)) for topic in post.sensitive_topics
            )
        return listed
