"""A schema around one stream: what a block becomes in GraphQL, and what clients read of it."""

from typing import Any

import strawberry
from django.test import RequestFactory
from graphql import print_type
from wagtail import blocks

from api import visibility
from api.blocks import Block, BlockTypes, Owner, Reference
from api.loading import ModelLoader, Session
from api.sources import call


@strawberry.type(description="Whatever a block chooses.")
class Thing:
    """The one type for the instances of all models."""

    @call("What it is called.")
    def title(self: Any, session: Session) -> str:
        """Return the name of any instance."""
        return str(self)


def things(model: Any) -> Reference:
    return Reference(Thing, ModelLoader(model, visibility.visible))


def session() -> Session:
    return Session(RequestFactory().get("/"))


class StreamSchema:
    """A schema whose one root field is the blocks of a stream."""

    def __init__(self, stream: blocks.StreamBlock, types: BlockTypes | None = None) -> None:
        self.types = types or BlockTypes({}, fallback=things)
        self.kind = kind = self.types.stream(stream)

        @strawberry.type
        class Query:
            @strawberry.field
            def blocks(self, info: strawberry.Info) -> list[Block]:
                items = kind.items(info.root_value, Owner("page", 1))
                for item in items:
                    item.kind.expect_item(item, info.context)
                return items  # type: ignore[return-value]

        self.schema = strawberry.Schema(Query, types=self.types.types)

    def sdl(self, name: str) -> str:
        """Return a type as it is written in the schema."""
        return print_type(self.schema._schema.type_map[name])

    def fields(self, name: str) -> dict[str, str]:
        """Return the fields of a type that are its own, with their types."""
        fields = self.schema._schema.type_map[name].fields
        return {key: str(field.type) for key, field in fields.items() if key not in COMMON}

    def ask(self, raw: Any, query: str) -> list[Any]:
        """Return the selected fields of each block."""
        result = self.schema.execute_sync(
            f"{{ blocks {{ {query} }} }}", context_value=session(), root_value=raw
        )
        assert result.errors is None
        return result.data["blocks"]


COMMON = ("id", "html", "plainText")
