"""What a draft lacks that the editor would ask for before it is published.

Drafts are saved whatever they lack. Whoever publishes one without its form has to ask here.
"""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError
from django.utils.text import capfirst
from wagtail.fields import StreamField


def lacks(draft: Any) -> list[str]:
    """Return what is missing or wrong, as sentences that begin with the place; [] if nothing."""
    found = [*_of_fields(draft), *_of_streams(draft)]
    return list(dict.fromkeys(found))


def _of_fields(draft: Any) -> Iterator[str]:
    try:
        draft.full_clean()
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            for message in messages:
                yield _said(_label(draft, name), message)


def _of_streams(draft: Any) -> Iterator[str]:
    for field in draft._meta.concrete_fields:
        if isinstance(field, StreamField):
            value = getattr(draft, field.name)
            try:
                field.stream_block.clean(value)
            except ValidationError as error:
                place = capfirst(str(field.verbose_name))
                yield from _inside(error, field.stream_block, value, place)


def _inside(error: ValidationError, block: Any, value: Any, place: str) -> Iterator[str]:
    """Return the messages of an error of a block and of those inside it, each with its place."""
    errors = getattr(error, "block_errors", None)
    if errors is None:
        for message in error.messages:
            yield _said(place, message)
        return
    for general in error.non_block_errors.as_data():  # type: ignore[attr-defined]
        yield from _inside(general, block, value, place)
    for key, inner in errors.items():
        child, part, name = _child(block, value, key)
        yield from _inside(inner, child, part, f"{place}, {name}")


def _child(block: Any, value: Any, key: Any) -> tuple[Any, Any, str]:
    """Return a block inside a block, its value, and how the editor calls it."""
    if isinstance(key, str):
        child = block.child_blocks[key]
        return child, value.get(key), str(child.label)
    if hasattr(block, "child_block"):
        return block.child_block, value[key], str(key + 1)
    return value[key].block, value[key].value, f"{key + 1} ({value[key].block.label})"


def _label(draft: Any, name: str) -> str:
    if name == NON_FIELD_ERRORS:
        return ""
    try:
        return capfirst(str(draft._meta.get_field(name).verbose_name))
    except FieldDoesNotExist:
        return name


def _said(place: str, message: str) -> str:
    return f"{place}: {message}" if place else str(message)
