"""How lists count that do not count 1, 2, 3."""

from typing import Any

ROMAN = [
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
]


def marks(element: Any) -> dict[Any, str] | None:
    """Return what stands before each entry of an `ol`, or None if that is 1, 2, 3 or a dot."""
    entries = [child for child in element if child.tag == "li"]
    if element.tag != "ol" or not entries:
        return None
    step = -1 if element.get("reversed") is not None else 1
    number = _whole(element.get("start"), len(entries) if step < 0 else 1)
    kind = element.get("type") or "1"
    found = {}
    for entry in entries:
        number = _whole(entry.get("value"), number)
        found[entry] = f"{_written(number, kind)}."
        number += step
    usual = [f"{place}." for place in range(1, len(entries) + 1)]
    return None if list(found.values()) == usual else found


def _whole(text: str | None, default: int) -> int:
    bare = (text or "").strip().removeprefix("-")
    is_number = bare.isascii() and bare.isdecimal() and len(bare) < 10
    return int((text or "").strip()) if is_number else default


def _written(number: int, kind: str) -> str:
    if number < 1 or number > 3999 or kind not in ("a", "A", "i", "I"):
        return str(number)
    text = _letters(number) if kind in ("a", "A") else _roman(number)
    return text.upper() if kind.isupper() else text


def _letters(number: int) -> str:
    text = ""
    while number:
        number, place = divmod(number - 1, 26)
        text = chr(ord("a") + place) + text
    return text


def _roman(number: int) -> str:
    text = ""
    for value, letter in ROMAN:
        text += letter * (number // value)
        number %= value
    return text
