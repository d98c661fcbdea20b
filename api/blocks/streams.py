"""StreamFields as they are stored, for all objects of an answer at once."""

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import orjson
from django.db.models import Model, TextField
from django.db.models.functions import Cast

from api.blocks.items import Item, Owner
from api.blocks.kinds import StreamKind
from api.loading import Loader, Session
from api.sources import Attr, Related


def parse(text: str | None) -> Any:
    """Return stored JSON, also such as only lenient parsers take.

    Numbers that no client could read are null, halves of characters question marks.
    """
    try:
        return orjson.loads(text or "[]")
    except orjson.JSONDecodeError:
        found = json.loads(
            text or "[]",
            parse_constant=lambda name: None,
            parse_int=lambda digits: int(digits) if len(digits) < 20 else None,
        )
        return json.loads(json.dumps(found, ensure_ascii=False).encode(errors="replace"))


class StreamLoader(Loader):
    """Loads a StreamField of a model as lists of items, by the primary key of its object.

    `kind` is set once the types of the stream's members are derived, which may need types that
    hold the stream.
    """

    kind: StreamKind

    def __init__(self, model: type[Model], field: str) -> None:
        super().__init__(self._load, lambda depends, keys, _found: depends.objects(model, keys))
        self.model = model
        self.field = field

    def _load(self, session: Session, keys: Collection[Any]) -> Mapping[Any, list[Item]]:
        raw = Cast(self.field, TextField())
        rows = self.model._default_manager.filter(pk__in=keys).values_list("pk", raw)
        return {pk: self.items(pk, parse(text)) for pk, text in rows}

    def items(self, pk: Any, raw: Any) -> list[Item]:
        """Return the items of the raw value of one object."""
        return self.kind.items(raw, Owner(self.model._meta.model_name or "", pk))

    def stored(self, pk: Any, text: str | None) -> list[Item]:
        """Return the items of the stored text of one object."""
        return self.items(pk, parse(text))

    def expect_from(self, session: Session, values: Iterable[list[Item]]) -> None:
        """Expect what all the blocks refer to."""
        for items in values:
            for item in items:
                item.kind.expect_item(item, session)


class Stream(Related):
    """A StreamField: of a row that holds its stored text, or loaded for all objects at once.

    The text is the column `NAME_json` of the rows, for a StreamField called NAME.
    """

    loader: StreamLoader

    def __init__(self, loader: StreamLoader) -> None:
        super().__init__(loader, Attr("pk"))

    @property
    def column(self) -> str:
        """The column of the stored text."""
        return f"{self.loader.field}_json"

    @property
    def reads(self) -> tuple[str, str]:  # type: ignore[override]
        """The columns that a row has the StreamField in."""
        return "pk", self.column
