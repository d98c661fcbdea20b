"""References: what objects refer to, so that a client has it when it gets them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q
from wagtail.models import Page, ReferenceIndex

from api.changes.dependants import PAGE, Subject, label_of
from api.changes.facts import Facts, batches
from api.changes.tracking import Link, Tracked, links, root_of
from api.models import Readable


def targets_of(held: Mapping[Subject, Facts], followed: Collection[Tracked]) -> Iterator[Subject]:
    """Return what objects refer to, by Wagtail's index, by columns and otherwise.

    Some of it may be hidden.

    The number of statements does not depend on how many objects they are, up to some hundreds.
    """
    for facts in held.values():
        for mark, keys in facts.get("marks", {}).items():
            yield from ((mark, str(one)) for one in keys)
    for label, keys in by_label(held).items():
        content_type = ContentType.objects.get_by_natural_key(*label.split("."))
        rows = ReferenceIndex.objects.filter(base_content_type=content_type)
        for some in batches(keys):
            referred = rows.filter(object_id__in=some).distinct()
            for target, key in referred.values_list("to_content_type_id", "to_object_id"):
                yield label_of(target), key
    yield from _linked(held, {one.label for one in followed})
    yield from _relatives(held)
    yield from _shown_all(held, followed)


def by_label(subjects: Iterable[Subject]) -> dict[str, list[str]]:
    """Return the keys of objects by their labels."""
    groups: dict[str, list[str]] = {}
    for label, key in subjects:
        groups.setdefault(label, []).append(key)
    return groups


def _linked(held: Mapping[Subject, Facts], labels: Collection[str]) -> Iterator[Subject]:
    """Return what columns lead to, among objects with some labels."""
    groups = by_label(held)
    rows_of: defaultdict[tuple[type[Model], str, str], list[Link]] = defaultdict(list)
    for link in links():
        if link.owner in groups and link.target in labels:
            rows_of[link.model, link.owner, link.key].append(link)
    for (model, owner, key), several in rows_of.items():
        for some in batches(groups[owner]):
            rows = model._base_manager.filter(**{f"{key}__in": some}).order_by()
            for row in rows.values_list(*(link.column for link in several)):
                found = zip(several, row, strict=True)
                yield from ((link.target, str(pk)) for link, pk in found if pk is not None)


def _relatives(held: Mapping[Subject, Facts]) -> Iterator[Subject]:
    """Return the pages above pages, and their translations."""
    above = {facts["path"][: -Page.steplen] for facts in held.values() if "path" in facts}
    kin = {facts["kin"] for facts in held.values() if "kin" in facts}
    if above or kin:
        around = Page.objects.filter(Q(path__in=above) | Q(translation_key__in=kin)).order_by()
        for pk in around.values_list("pk", flat=True):
            yield PAGE, str(pk)


def _shown_all(held: Mapping[Subject, Facts], followed: Iterable[Tracked]) -> Iterator[Subject]:
    """Return all objects of a type, if something shows these without references."""
    for one in followed:
        if one.shown_in is None:
            continue
        model, chosen = one.shown_in
        label = root_of(model)._meta.label_lower
        keys = [key for its, key in held if its == label]
        if keys and model._base_manager.filter(pk__in=keys, **chosen).exists():
            rows = Readable.objects.filter(label=one.label)
            for key in rows.values_list("key", flat=True):
                yield one.label, key
