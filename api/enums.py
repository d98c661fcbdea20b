"""GraphQL enums from data."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

import strawberry


def described_enum(
    name: str, members: Mapping[str, Any], descriptions: Mapping[Any, str], description: str
) -> Any:
    """Return a Strawberry enum of (name → value), each value with its description."""
    values = {
        member: strawberry.enum_value(value, description=str(descriptions[value]))
        for member, value in members.items()
    }
    enum: Any = Enum(name, values)  # type: ignore[misc]
    return strawberry.enum(enum, name=name, description=description)
