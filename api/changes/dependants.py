"""Dependants: what shows something of an object that is another now, or is there no more."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.models import Page, ReferenceIndex

from api.changes.facts import Facts, batches
from api.changes.tracking import root_of, tracked

#: The label of the model at the root of an object's inheritance, and the object's key.
Subject = tuple[str, str]
#: What was known of an object before a change, and what is known since.
Pair = tuple[Facts | None, Facts | None]

PAGE = Page._meta.label_lower


def dependants(changed: Mapping[Subject, Pair]) -> Iterator[Subject]:
    """Return what shows something of what has changed; some of it may not be there at all."""
    yield from _referring([one for one, pair in changed.items() if _is_shown(one, pair)])
    yield from _showing_all(pair for pair in changed.values())
    yield from _relatives({one: pair for one, pair in changed.items() if one[0] == PAGE})


def label_of(content_type_id: int) -> str:
    """Return the label of the root model of a content type; empty for a model that is gone."""
    model = ContentType.objects.get_for_id(content_type_id).model_class()
    return "" if model is None else root_of(model)._meta.label_lower


def _is_shown(one: Subject, pair: Pair) -> bool:
    """Whether others show what is another now: of a page, its title and address."""
    before, after = pair
    if before is None or after is None or one[0] != PAGE:
        return True
    return any(before.get(name) != after.get(name) for name in ("listed", "url", "hidden"))


def _referring(subjects: Iterable[Subject]) -> Iterator[Subject]:
    """Return what refers to objects, by Wagtail's index of references."""
    targets: defaultdict[type[Model], list[str]] = defaultdict(list)
    for label, key in subjects:
        targets[apps.get_model(label)].append(key)
    for model, keys in targets.items():
        content_type = ContentType.objects.get_for_model(model, for_concrete_model=False)
        references = ReferenceIndex.objects.filter(to_content_type=content_type)
        for some in batches(keys):
            rows = references.filter(to_object_id__in=some)
            found = rows.values_list("base_content_type_id", "object_id").distinct()
            for content_type_id, key in found:
                yield label_of(content_type_id), key


def _showing_all(pairs: Iterable[Pair]) -> Iterator[Subject]:
    """Return what shows all objects of a type, if one of these is another."""
    types = {facts["type"] for pair in pairs for facts in pair if facts is not None}
    for one in tracked().values():
        if one.shown_in is not None and one.type_name in types:
            model, chosen = one.shown_in
            label = root_of(model)._meta.label_lower
            for pk in model._base_manager.filter(**chosen).values_list("pk", flat=True):
                yield label, str(pk)


def _relatives(pages: Mapping[Subject, Pair]) -> Iterator[Subject]:
    """Return the children and the translations of pages that came or went."""
    came_or_went = [
        (key, before or after)
        for (_label, key), (before, after) in pages.items()
        if before is None or after is None
    ]
    found = Page.objects.order_by()
    for some in batches(came_or_went):
        parents = found.filter(pk__in=[key for key, _facts in some], numchild__gt=0)
        kin = {facts["kin"] for _key, facts in some if facts and "kin" in facts}
        several = [found.filter(translation_key__in=kin).exclude(pk__in=[key for key, _ in some])]
        several += [found.child_of(one) for one in parents]
        for rows in several:
            for pk in rows.values_list("pk", flat=True):
                yield PAGE, str(pk)
