"""Who may see more: drafts, preview tokens and pages with a password."""

from datetime import datetime
from enum import Enum
from typing import Annotated, Any

import strawberry
from django.db.models import Q
from strawberry import ID

from api import drafts, ids, passwords, previews
from api.errors import Forbidden, Unauthenticated
from api.limits.directives import weight
from api.loading import Session
from api.sources import attr, call
from home import clients


@strawberry.enum(description="Which version of a page is meant.")
class ContentVersion(Enum):
    """The versions of a page."""

    LIVE = strawberry.enum_value("live", description="What everybody sees who may see the page.")
    DRAFT = strawberry.enum_value(
        "draft", description="What its editors saved last, published or not."
    )


VersionArgument = Annotated[
    ContentVersion,
    strawberry.argument(
        description="Whether the draft is meant; null for whoever may not edit the page, and an "
        "error `UNAUTHENTICATED` without any token."
    ),
]


@strawberry.type(description="A token that shows the draft of one page or snippet.")
class PreviewToken:
    """The source is a grant."""

    token: str = attr("text", description="What to send as the header `Preview-Token`.")
    expires_at: datetime = attr("expires_at", description="When it stops to work.")


@strawberry.type(description="What opens a page with a password, and the pages below it.")
class UnlockPagePayload:
    """The source is a grant."""

    grant: str = attr(
        "text", description="What to send as the header `Page-Grant`, several with commas between."
    )
    expires_at: datetime = attr("expires_at", description="When it stops to work.")


@strawberry.type(description="What can be done besides reading. Nothing here changes content.")
class Mutation:
    """The root of every mutation."""

    @call(
        "A token for somebody who shall see the draft of a page, or of an author, a category, a "
        "contact or a crisis resource. It works for a while, as long as whoever asks for it may "
        "edit what it shows.",
        directives=[weight(20)],
    )
    def create_preview_token(
        self: Any,
        session: Session,
        id: Annotated[ID, strawberry.argument(description="The id of what is shown.")],  # noqa: A002 - the word of clients
        pinned: Annotated[
            bool,
            strawberry.argument(
                description="Show the draft as it is now, instead of the latest one at any time."
            ),
        ] = False,
    ) -> PreviewToken:
        """Sign a token."""
        type_name, text = ids.decode(id, "id")
        if session.user is None:
            raise Unauthenticated("Send a token of somebody who may edit it.")
        key = ids.primary_key(text)
        models = {known.type_name: model for model, known in drafts.DRAFTABLE.items()}
        model = models.get(type_name)
        found = None
        if model is not None and key is not None:
            found = drafts.editable(session, Q(pk=key), model)
        if found is None:
            raise Forbidden("There is nothing with this id that you may edit.")
        return previews.token(found, session.user, is_pinned=pinned)  # type: ignore[return-value]

    @call(
        "Tries a password at a page that has one. A wrong password and a path without such a page "
        "are `FORBIDDEN` alike; after too many tries, any is `RATE_LIMITED`.",
        directives=[weight(20)],
    )
    def unlock_page(
        self: Any,
        session: Session,
        path: Annotated[
            str, strawberry.argument(description="The path of the page, as a browser shows it.")
        ],
        password: Annotated[
            str, strawberry.argument(description="What the reader knows or guesses.")
        ],
    ) -> UnlockPagePayload:
        """Sign a grant."""
        address = clients.address(session.request)
        return passwords.unlock(path, password, session, address)  # type: ignore[return-value]
