"""The revisions that go along with an object, written as what is different in them."""

from typing import Any, cast

from django.apps import apps
from modelcluster.models import model_from_serializable_data
from wagtail.models import Revision

from transfer.site.errors import TransferError
from transfer.site.kinds import Class, root_of
from transfer.site.references import Keys, Names
from transfer.site.values import Data, columns, keyed, named, read

#: What a revision consists of, beside the keys that follow from where it stands.
COLUMNS = [
    column.name for column in columns(Revision) if column.name not in ("content", "object_id")
]


def of(obj: Any, live: Data, names: Names) -> list[Data]:
    """Return the latest, the live and the scheduled revision of an object, and others in use.

    `live` is the data of the object itself, which most of a revision repeats.
    """
    revisions = Revision.objects.for_instance(obj)
    kept = names.revisions.intersection(revisions.values_list("pk", flat=True))
    return [
        _read(revision, type(obj), live, names)
        for revision in revisions.filter(pk__in=kept).order_by("pk")
    ]


def _read(revision: Revision, model: Class, live: Data, names: Names) -> Data:
    own = read(revision, names)
    content = named(revision.content_type.model_class() or model, revision.content, names)
    return {
        **{key: own[key] for key in ("pk", *COLUMNS)},
        "changes": {
            key: content[key]
            for key in sorted(content)
            if key not in live or live[key] != content[key]
        },
        "absent": sorted(live.keys() - content.keys()),
    }


def build(model: Class, data: Data, live: Data, keys: Keys) -> Revision:
    """Return the revision of an object for the data that `of` gave for it."""
    if unknown := data.keys() ^ {"pk", *COLUMNS, "changes", "absent"}:
        raise TransferError(f"a revision has these and no other entries: {', '.join(unknown)}")
    its_model = cast("Class", apps.get_model(data["content_type"]))
    if root_of(its_model) is not root_of(model):
        raise TransferError(f"{data['content_type']} is not a model of this object")
    content = {key: value for key, value in live.items() if key not in data["absent"]}
    content = keyed(its_model, {**content, **data["changes"]}, keys, is_draft=True)
    own = {key: data[key] for key in ("pk", *COLUMNS)}
    values = keyed(Revision, own, keys, is_draft=False)
    return cast(
        "Revision",
        model_from_serializable_data(
            Revision, {**values, "object_id": str(live["pk"]), "content": content}, check_fks=False
        ),
    )
