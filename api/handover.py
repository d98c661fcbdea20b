"""What the admin hands over to a front end: a preview token, and what it is for."""

from typing import Any

from api import drafts, ids, previews


def keep(obj: Any, user: Any, *, is_editing: bool) -> tuple[str, str, str]:
    """Keep the content of an object for a user.

    Return the token that shows it, and the name of its type and the global id in the schema.
    """
    grant, key = previews.keep(obj, user, is_editing=is_editing)
    return grant.text, *named(obj, key)


def named(obj: Any, key: int) -> tuple[str, str]:
    """Return the name of an object's type, and the global id for a key of it."""
    type_name = drafts.DRAFTABLE[type(obj)].type_name
    return type_name, ids.encode(type_name, key)
