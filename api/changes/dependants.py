"""Dependants: what shows something of an object that is another now, or is there no more."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, ReferenceIndex

from api.changes.facts import Facts, batches
from api.changes.tracking import links, root_of, tracked

#: The label of the model at the root of an object's inheritance, and the object's key.
Subject = tuple[str, str]
#: What was known of an object before a change, and what is known since.
Pair = tuple[Facts | None, Facts | None]

PAGE = Page._meta.label_lower


def dependants(changed: Mapping[Subject, Pair]) -> set[Subject]:
    """Return what shows something of what has changed; some of it may not be there at all.

    What others show of a page is its title and its address. Of anything else it may be all, also
    what that shows in turn: the photo of an author.
    """
    shown = {one: pair for one, pair in changed.items() if _is_shown(one, pair)}
    found = {*_referring(shown), *_showing_all(changed.values())}
    new = found
    while between := [one for one in new if one[0] != PAGE and one not in changed]:
        new = set(_referring(between)) - found
        found |= new
    return found.union(_relatives({one: pair for one, pair in shown.items() if one[0] == PAGE}))


def label_of(content_type_id: int) -> str:
    """Return the label of the root model of a content type; empty for a model that is gone."""
    model = ContentType.objects.get_for_id(content_type_id).model_class()
    return "" if model is None else root_of(model)._meta.label_lower


def _is_shown(one: Subject, pair: Pair) -> bool:
    """Whether others show what is another now: of a page, its title and address.

    Of what is seen because of pages, such as tags, they show what it says, not where these are.
    """
    before, after = pair
    if before is None or after is None:
        return True
    if one[0] != PAGE:
        return "places" not in after or before["digest"] != after["digest"]
    return any(before.get(name) != after.get(name) for name in ("listed", "url", "hidden"))


def _referring(subjects: Iterable[Subject]) -> Iterator[Subject]:
    """Return what refers to objects, by Wagtail's index of references and by columns."""
    targets: defaultdict[str, list[str]] = defaultdict(list)
    for label, key in subjects:
        if label:
            targets[label].append(key)
    for link in links():
        for some in batches(targets.get(link.target, [])):
            rows = link.model._base_manager.filter(**{f"{link.column}__in": some}).order_by()
            for pk in rows.values_list(link.key, flat=True):
                yield link.owner, str(pk)
    for label, keys in targets.items():
        model = apps.get_model(label)
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
    """Return the children and the translations of pages."""
    states = [(key, pair) for (_label, key), pair in pages.items()]
    found = Page.objects.order_by()
    for some in batches(states):
        parents = found.filter(pk__in=[key for key, _pair in some], numchild__gt=0)
        kin = {one["kin"] for _key, pair in some for one in pair if one and "kin" in one}
        several = [found.filter(translation_key__in=kin)]
        several += [found.child_of(one) for one in parents]
        for rows in several:
            for pk in rows.values_list("pk", flat=True):
                yield PAGE, str(pk)
