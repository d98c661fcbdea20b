"""What raw values become: conversions that never fail, since stored JSON may hold anything."""

import sys
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import Enum
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model

from api.links import safe_url

MAX_INT = 2**31 - 1
MAX_KEY = 2**63 - 1


def as_text(raw: Any) -> str:
    """Return a text, or a number as one, or an empty text."""
    is_number = isinstance(raw, int | float) and not isinstance(raw, bool)
    return raw if isinstance(raw, str) else str(raw) if is_number else ""


def as_link(raw: Any) -> str:
    """Return a text that may be linked to, or an empty one."""
    return safe_url(as_text(raw))


def as_list(raw: Any) -> list[Any]:
    """Return a list, or an empty one."""
    return raw if isinstance(raw, list) else []


def as_texts(raw: Any) -> list[str]:
    """Return a list of texts."""
    return [as_text(one) for one in as_list(raw)]


def primary_key(model: type[Model]) -> Callable[[Any], Any]:
    """Return a conversion to primary keys of a model; what cannot be one is None."""
    column: Any = model._meta.pk

    def convert(raw: Any) -> Any:
        if isinstance(raw, bool) or not isinstance(raw, int | str):
            return None
        try:
            key = column.to_python(raw)
        except ValidationError:
            return None
        return key if not isinstance(key, int) or abs(key) <= MAX_KEY else None

    return convert


def as_int(raw: Any) -> int | None:
    """Return an integer of 32 bits, or None."""
    return (
        raw if isinstance(raw, int) and not isinstance(raw, bool) and abs(raw) <= MAX_INT else None
    )


def as_float(raw: Any) -> float | None:
    """Return a finite number, or None."""
    is_number = isinstance(raw, int | float) and not isinstance(raw, bool)
    return float(raw) if is_number and abs(raw) <= sys.float_info.max else None


def as_decimal(raw: Any) -> Decimal | None:
    """Return a finite decimal number from a text or a number, or None."""
    try:
        found = Decimal(as_text(raw))
    except ArithmeticError:
        return None
    return found if found.is_finite() else None


def parsed(parse: Callable[[str], Any]) -> Callable[[Any], Any]:
    """Return a conversion by a parser that may raise; what it refuses is None."""

    def convert(raw: Any) -> Any:
        try:
            return parse(raw) if isinstance(raw, str) and raw else None
        except ValueError:
            return None

    return convert


def chosen(members: Mapping[str, Enum]) -> Callable[[Any], Any]:
    """Return a conversion from stored choices to enum members; a removed choice is None."""
    return lambda raw: members.get(str(raw)) if raw is not None else None


def all_chosen(members: Mapping[str, Enum]) -> Callable[[Any], Any]:
    """Return a conversion for several choices, without removed ones."""
    return lambda raw: [members[str(one)] for one in as_list(raw) if str(one) in members]


def table_rows(raw: dict[str, Any]) -> list[list[str]]:
    """Return the cells of a raw table."""
    rows = [row for row in as_list(raw.get("data")) if isinstance(row, list)]
    return [[as_text(cell) for cell in row] for row in rows]
