"""Global ids: opaque to clients, the same for an object wherever it is met."""

from strawberry.relay import from_base64, to_base64

from api.errors import BadUserInput


def encode(type_name: str, key: object) -> str:
    """Return the global id of the object of a type with the given key."""
    return to_base64(type_name, str(key))


def decode(global_id: str, argument: str = "id") -> tuple[str, str]:
    """Return type name and key of a global id; raise `BadUserInput` if it is none."""
    try:
        type_name, key = from_base64(global_id)
    except (ValueError, UnicodeError):
        raise BadUserInput(argument, "This is not an id that this API gave out.") from None
    if not type_name.isidentifier() or not key or "\x00" in key:
        raise BadUserInput(argument, "This is not an id that this API gave out.")
    return type_name, key
