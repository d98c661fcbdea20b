"""Touches: what the triggers noted, and what settling itself leaves for its next transactions.

A touch is deleted before anything of its object is read. Whatever is committed later has touches
of its own, which stay; so nothing is lost, however many rows say the same.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import CharField, F, Model, QuerySet, Value
from django.db.models.functions import Cast, Concat
from wagtail.models import CollectionMember, Page

from api.changes.dependants import Subject
from api.changes.facts import BATCH, batches
from api.changes.tracking import AROUND, MAYBE, tracked
from api.models import Readable, Touch

#: How many touches one transaction settles, and how many objects it finds besides.
CHUNK = 500
#: Ends the label of touches of objects that are as they were, and show something that is not.
AFFECTED = "!"
#: The models that stand around others, by label.
_AROUND: dict[str, type[Model]] = {model._meta.label_lower: model for model in AROUND}


def take() -> list[Subject]:
    """Delete the first touches, with all others of the same objects; return the objects.

    What many rows of an object were written at once is one change.
    """
    rows = Touch.objects.order_by("pk").values_list("pk", "label", "key")
    found = {pk: (label, key) for pk, label, key in rows[:CHUNK]}
    several = list(dict.fromkeys(found.values()))
    if len(found) < CHUNK:
        _delete(Touch.objects.filter(pk__in=list(found)))
    else:
        for label, keys in _by_label(several).items():
            _delete(Touch.objects.filter(label=label, key__in=keys))
    return several


def _delete(rows: QuerySet[Touch]) -> None:
    # Not `delete`, which would read all of them first: there are receivers of its signals.
    rows._raw_delete(DEFAULT_DB_ALIAS)


def put_off(subjects: Iterable[Subject]) -> None:
    """Leave objects that show something of what has changed for later transactions."""
    rows = [Touch(label=f"{label}{AFFECTED}", key=key) for label, key in subjects]
    Touch.objects.bulk_create(rows, BATCH)


def affect_all() -> None:
    """Have all objects settled as ones that show something of what has changed."""
    _insert(Readable.objects.values_list(Concat("label", Value(AFFECTED)), "key"))


def spread(noted: Collection[Subject]) -> list[Subject]:
    """Touch all that lies around what was noted; return the rest of that.

    That is what lies in a collection, or at and below a page. It is left for the transactions
    after this one, by the database alone: it may be all that there is.
    """
    places: defaultdict[bool, set[str]] = defaultdict(set)
    rest = []
    for label, keys in _by_label(map(_restricted, noted)).items():
        if label not in _AROUND:
            rest += [(label, key) for key in keys]
            continue
        is_page = _AROUND[label]._meta.model_name == "pageviewrestriction"
        model = Page if is_page else apps.get_model("wagtailcore", "Collection")
        for some in batches(keys):  # what was below one that is gone has touches of its own
            rows = model._base_manager.filter(pk__in=some)
            places[is_page] |= set(rows.values_list("path", flat=True))
    for is_page, paths in places.items():
        for path in _outermost(paths):
            for one in _below(path) if is_page else _within(path):
                _insert(one)
    return rest


def _by_label(subjects: Iterable[Subject]) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for label, key in subjects:
        found[label].append(key)
    return found


def _outermost(paths: Collection[str]) -> Iterator[str]:
    """Return the paths that are below none of the others."""
    last = None
    for path in sorted(paths):
        if last is None or not path.startswith(last):
            last = path
            yield path


def _below(path: str) -> Iterator[QuerySet[Page, tuple[str, str]]]:
    yield _touched(Page._base_manager.filter(path__startswith=path), Page._meta.label_lower)


def _within(path: str) -> Iterator[QuerySet[Model, tuple[str, str]]]:
    for model, one in tracked().items():
        if issubclass(model, CollectionMember):
            rows = model._base_manager.filter(collection__path__startswith=path)
            yield _touched(rows, one.label)


def _touched(rows: QuerySet[Model], label: str) -> QuerySet[Model, tuple[str, str]]:
    """Return touches after which objects may be what they were."""
    named = Value(f"{label}{MAYBE}", CharField())
    return rows.order_by().values_list(named, Cast(F("pk"), CharField()))


def _insert(rows: QuerySet[Model, tuple[str, str]]) -> None:
    """Write touches that a query returns, without having them here."""
    quote = connection.ops.quote_name
    names = ", ".join(quote(name) for name in ("label", "key"))
    sql, parameters = rows.query.sql_with_params()
    table = quote(Touch._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({names}) {sql}", parameters)


def _restricted(noted: Subject) -> Subject:
    """Return the page or the collection that other groups may see; anything else as it is."""
    label, key = noted
    model = _AROUND.get(label.removesuffix(".groups"))
    if model is None or not label.endswith(".groups"):
        return noted
    place = model._base_manager.filter(pk=key).values_list(AROUND[model], flat=True).first()
    return model._meta.label_lower, str(place or 0)
