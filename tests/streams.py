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


def thing(model: Any) -> Reference:
    return Reference(Thing, ModelLoader(model, visibility.visible))


def new_session() -> Session:
    return Session(RequestFactory().get("/"))


COMMON = ("id", "html", "plainText")


class StreamSchema:
    """A schema whose one root field is the blocks of a stream."""

    def __init__(self, stream: Any, types: BlockTypes | None = None) -> None:
        members = stream if isinstance(stream, blocks.StreamBlock) else blocks.StreamBlock(stream)
        self.types = types or BlockTypes({}, fallback=thing)
        self.kind = kind = self.types.stream(members)

        @strawberry.type
        class Query:
            @strawberry.field
            def blocks(self, info: strawberry.Info) -> list[Block]:
                items = kind.items(info.root_value, Owner("page", 1))
                for item in items:
                    item.kind.expect_item(item, info.context)
                return items  # type: ignore[return-value]

        self.schema = strawberry.Schema(Query, types=self.types.types)
        self.named = self.schema._schema.type_map

    def sdl(self, name: str) -> str:
        """Return a type as it is written in the schema."""
        return print_type(self.named[name])

    def fields(self, name: str) -> dict[str, str]:
        """Return the fields of a type that are its own, with their types."""
        fields = self.named[name].fields
        return {key: str(field.type) for key, field in fields.items() if key not in COMMON}

    def ask(self, raw: Any, query: str) -> list[Any]:
        """Return the selected fields of each block."""
        result = self.schema.execute_sync(
            f"{{ blocks {{ {query} }} }}", context_value=new_session(), root_value=raw
        )
        assert result.errors is None
        return result.data["blocks"]

    def everything(self, name: str) -> str:
        """Return a selection of all fields of a type, to the bottom."""
        parts = []
        for key, field in self.named[name].fields.items():
            inner = field.type
            while hasattr(inner, "of_type"):
                inner = inner.of_type
            parts.append(
                f"{key} {{ {self.everything(inner.name)} }}" if hasattr(inner, "fields") else key
            )
        return " ".join(parts)
