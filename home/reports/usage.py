"""Where the things of a list are used, found for all of them at once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import django_filters
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.forms import RadioSelect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.models import Page, ReferenceIndex

SHOWN = 5


class UsedFilterSet(WagtailFilterSet):
    """Narrows a list down by its `usage_count`."""

    used = django_filters.ChoiceFilter(
        label=_("Used"),
        method="filter_used",
        choices=[("yes", _("Somewhere")), ("no", _("Nowhere"))],
        empty_label=_("All"),
        widget=RadioSelect,
    )

    def filter_used(self, things: Any, name: str, value: str) -> Any:
        """Keep what is in use, or what is not."""
        if value == "yes":
            return things.filter(usage_count__gt=0)
        return things.filter(usage_count=0)


@dataclass(frozen=True)
class Use:
    """Something that uses a thing, and where it is edited."""

    title: str
    url: str | None


class UsesColumn(Column):
    """A column that names what uses a thing, the first few of it."""

    cell_template_name = "home/reports/uses_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        """Add the first `uses` and how many `more` there are."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        uses = context["value"]
        return {**context, "uses": uses[:SHOWN], "more": max(0, len(uses) - SHOWN)}


def attach_uses(things: Iterable[Any]) -> list[Any]:
    """Give each of `things`, all of one model, its `uses`, and their titles as `used_in`."""
    listed = list(things)
    references = ReferenceIndex.get_references_to_in_bulk(listed).values_list(
        "to_object_id", "base_content_type_id", "object_id"
    )
    by_thing: dict[str, set[tuple[int, str]]] = defaultdict(set)
    for thing, *source in references:
        by_thing[thing].add(tuple(source))
    known = find_sources({source for found in by_thing.values() for source in found})
    for thing in listed:
        found = by_thing.get(str(thing.pk), set())
        thing.uses = sorted(
            (known[source] for source in found if source in known), key=lambda use: use.title
        )
        thing.used_in = ", ".join(use.title for use in thing.uses)
    return listed


def find_sources(sources: Iterable[tuple[int, Any]]) -> dict[tuple[int, Any], Use]:
    """Return what these (content type, key) are, with one query for each content type."""
    by_type: dict[int, list[Any]] = defaultdict(list)
    for content_type_id, key in sources:
        by_type[content_type_id].append(key)
    finder = AdminURLFinder()
    found = {}
    for content_type_id, keys in by_type.items():
        model = ContentType.objects.get_for_id(content_type_id).model_class()
        objects = model._base_manager.in_bulk(keys) if model else {}
        for key in keys:
            if thing := objects.get(int(key)):
                found[content_type_id, key] = Use(_title(thing), finder.get_edit_url(thing))
    return found


def _title(thing: Model) -> str:
    return thing.get_admin_display_title() if isinstance(thing, Page) else str(thing)
