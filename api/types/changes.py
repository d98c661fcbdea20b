"""What apps pull: everything once, then only what changed."""

from collections.abc import Mapping
from enum import Enum
from typing import Annotated, Any

import strawberry
from strawberry import ID
from strawberry.relay import Node

from api.changes.feed import Feed, Reason, settled
from api.changes.seeing import Scope
from api.enums import described_enum
from api.limits.directives import size, weight
from api.loading import ModelLoader, Session
from api.sources import attr, call
from api.types.people import CATEGORIES

#: The page of changes: as long as is asked for, and how much work it is besides.
SIZED = (size(100, by=("first",), of=("changes",)), weight(20))


@strawberry.enum(description="What has to be done with an object.")
class ChangeKind(Enum):
    """The kinds of changes."""

    UPSERT = strawberry.enum_value("upsert", description="Keep it as it is in `node`.")
    REMOVE = strawberry.enum_value("remove", description="Forget it.")


RemovalReason: Any = described_enum(
    "RemovalReason",
    {reason.name: reason.value for reason in Reason},
    {
        "deleted": "It is no more.",
        "unpublished": "It was taken down, and may come back.",
        "expired": "Its time is over.",
        "moved_out": "It is no longer part of what was asked for.",
        "restricted": "Only some readers may see it now.",
    },
    "Why an object has to be forgotten.",
)


@strawberry.type(description="What has to be done with one object.")
class Change:
    """The source is an entry of the feed."""

    id: ID = attr("id", description="The id of the object.")
    type: str = attr("type_name", description="The name of its type, such as `Post`.")
    version: str | None = attr(
        "version",
        description="Another one for another content of its own; null if it is removed.",
    )
    node: Node | None = attr("node", description="The object as it is now; null if it is removed.")

    @call("Why it is removed; null if it is not.")
    def reason(self: Any, session: Session) -> RemovalReason | None:
        """Return the reason."""
        return None if self.reason is None else RemovalReason(self.reason.value)

    @call("What to do.")
    def kind(self: Any, session: Session) -> ChangeKind:
        """Return the kind."""
        return ChangeKind.UPSERT if self.node is not None else ChangeKind.REMOVE


@strawberry.type(description="A page of changes.")
class ChangeSet:
    """The source is a page of the feed."""

    has_more: bool = attr(
        "has_more", description="Whether to ask again at once, also after a page without any."
    )

    @call("What to ask with next time, as `since`. It counts for the same arguments and reader.")
    def cursor(self: Any, session: Session) -> str:
        """Return the cursor as text."""
        return str(self.end.encode())

    @call(
        "The objects to keep or to forget, in this order. What an object refers to was sent "
        "before, or is in the same page."
    )
    def changes(self: Any, session: Session) -> list[Change]:
        """Return the entries."""
        return list(self.entries.values())

    @call(
        "What the client's own checksum has to be once it has applied this page; null while there "
        "is more, or if something changed meanwhile. It is the exclusive or, over all objects that "
        "it keeps, of the first 8 bytes of the SHA-256 of `id:version`, in 16 hexadecimal digits.",
        # Some tens of milliseconds for ten thousand objects.
        directives=[weight(3000)],
    )
    def checksum(self: Any, session: Session) -> str | None:
        """Return the checksum."""
        return None if self.has_more else self.feed.checksum()


Since = Annotated[
    str | None,
    strawberry.argument(description="The cursor of the last page; null for everything."),
]
First = Annotated[
    int,
    strawberry.argument(
        description="How many objects at most, up to 100, besides those that they refer to."
    ),
]
CategoryArgument = Annotated[
    str | None,
    strawberry.argument(
        description="Only posts of categories with this slug; other objects come all the same."
    ),
]
LocaleArgument = Annotated[
    str | None,
    strawberry.argument(
        description="Only objects in this language, and those that have none; null for all."
    ),
]


def node_kind(names: Mapping[str, Any]) -> Any:
    """Return the enum of the types that can be asked for; its values are their names."""
    members = {_upper(name): name for name in names}
    descriptions = {name: f"Objects of the type `{name}`." for name in names}
    return described_enum("NodeKind", members, descriptions, "The types of objects with an id.")


def _upper(name: str) -> str:
    return "".join(f"_{one}" if one.isupper() else one for one in name).lstrip("_").upper()


def changes(
    session: Session,
    loaders: Mapping[str, ModelLoader],
    since: str | None,
    first: int,
    types: list[Any] | None,
    category: str | None,
    locale: str | None,
) -> Any:
    """Return the next page of the feed."""
    position = settled(session)
    scope = scope_of(session, types, category, locale)
    return Feed(session, loaders, scope, position).page(since, first)


def scope_of(
    session: Session, types: list[Any] | None, category: str | None, locale: str | None
) -> Scope:
    """Return the scope that arguments tell; raise `BadUserInput` for an unknown language."""
    language = None if locale is None else session.locale(locale)
    values = {}
    if category is not None:
        found = CATEGORIES.shown(session).filter(slug=category.replace("\x00", " "))
        values["category"] = tuple(found.order_by("pk").values_list("pk", flat=True))
    names = None if types is None else tuple(sorted({one.value for one in types}))
    return Scope(names, language, values)
