"""The directives that tell in the schema what a field costs.

They are those of IBM's GraphQL cost directive specification (https://ibm.github.io/graphql-specs/),
so that gateways which know it can read them. docs/limits.md says how they add up.
"""

from typing import Any

import strawberry
from strawberry.schema_directive import Location


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION, Location.ARGUMENT_DEFINITION],
    name="cost",
    description="What a field costs besides the objects that it returns, in points. On an argument "
    "that is a list: what each of its entries costs.",
)
class Cost:
    """The weight of a field, or of each entry of an argument."""

    weight: str = strawberry.directive_field(name="weight")


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    name="listSize",
    description="How many entries a list is taken to have: as many as an argument asks for, "
    "otherwise the assumed number.",
)
class ListSize:
    """The size of a list, or of the lists below a field."""

    assumed_size: int | None = strawberry.directive_field(
        name="assumedSize", default=strawberry.UNSET
    )
    slicing_arguments: list[str] | None = strawberry.directive_field(
        name="slicingArguments", default=strawberry.UNSET
    )
    sized_fields: list[str] | None = strawberry.directive_field(
        name="sizedFields", default=strawberry.UNSET
    )
    require_one_slicing_argument: bool | None = strawberry.directive_field(
        name="requireOneSlicingArgument", default=True
    )


def weight(points: int) -> Any:
    """Return the directive of a field, or of each entry of an argument, that takes work."""
    return Cost(weight=str(points))


def size(assumed: int, *, by: tuple[str, ...] = (), of: tuple[str, ...] = ()) -> Any:
    """Return the directive of a list.

    `by` are the arguments that say how long it is: numbers, or lists that it is as long as. If
    the lists are fields of the object that is returned, `of` names them.
    """
    return ListSize(
        assumed_size=assumed,
        slicing_arguments=list(by) if by else strawberry.UNSET,
        sized_fields=list(of) if of else strawberry.UNSET,
        require_one_slicing_argument=False,
    )
