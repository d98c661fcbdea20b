"""Which pictures have no description."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import DateColumn, TitleColumn
from wagtail.images.views.images import ImagePreviewColumn
from wagtail.models import ReferenceIndex
from wagtail.permissions import policy_registry

from home.models import Image
from home.reports.report import Report
from home.reports.usage import UsedFilterSet, UsesColumn, attach_uses

#: What the admin shows of a picture in its lists.
THUMBNAIL = "max-165x165"


def undescribed(user: Any) -> Any:
    """Return the pictures without a description that `user` may change, with their uses counted."""
    policy = policy_registry.get_by_type(Image)
    return (
        policy.instances_user_has_permission_for(user, "change")
        .filter(description="")
        .annotate(usage_count=ReferenceIndex.usage_count_subquery(Image))
    )


class PictureFilterSet(UsedFilterSet):
    """What the list can be narrowed down by."""

    class Meta:
        model = Image
        fields = ["collection"]


class PictureReport(Report):
    """Pictures without a description, those first that are used most."""

    slug = "pictures"
    menu_order = 130
    page_title = _("Pictures without descriptions")
    header_icon = "image"
    model = Image
    filterset_class = PictureFilterSet
    default_ordering = "-usage_count"
    columns = [
        ImagePreviewColumn("picture", label=_("Picture"), width="10%"),
        TitleColumn(
            "title",
            label=_("Title"),
            sort_key="title",
            url_name="wagtailimages:edit",
            width="25%",
        ),
        TitleColumn(
            "usage_count",
            label=_("Uses"),
            sort_key="usage_count",
            url_name="wagtailimages:image_usage",
        ),
        UsesColumn("uses", label=_("Used in")),
        DateColumn("created_at", label=_("Uploaded"), sort_key="created_at"),
    ]
    list_export = ["title", "filename", "usage_count", "used_in", "created_at"]
    export_headings = {
        "filename": _("File"),
        "usage_count": _("Uses"),
        "used_in": _("Used in"),
        "created_at": _("Uploaded"),
    }

    @classmethod
    def is_for(cls, user: Any) -> bool:
        """Tell whether `user` may change pictures, if only their own."""
        return bool(policy_registry.get_by_type(Image).user_has_permission(user, "change"))

    def get_base_queryset(self) -> QuerySet[Image]:
        """Return the pictures that the reader of the report may describe."""
        pictures: QuerySet[Image] = undescribed(self.request.user).prefetch_renditions(THUMBNAIL)
        return pictures

    def decorate_paginated_queryset(self, pictures: Any) -> Any:
        """Fetch what uses the pictures for all of them at once."""
        return attach_uses(pictures)
