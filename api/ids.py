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
    # Base64 can be written in several ways, but an object has one id.
    is_ours = type_name.isidentifier() and key and "\x00" not in key
    if not is_ours or encode(type_name, key) != global_id:
        raise BadUserInput(argument, "This is not an id that this API gave out.")
    return type_name, key


def primary_key(text: str) -> int | None:
    """Return the number that the key of a global id stands for; None unless spelled as we do."""
    is_number = text.isascii() and text.isdecimal() and len(text) < 19
    return int(text) if is_number and (text == "0" or text[0] != "0") else None
