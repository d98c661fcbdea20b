"""Data as JSON that people can read and compare: long texts line by line, keys in one order."""

import json
import re
from typing import Any

from transfer.site.errors import TransferError

#: The key under which a text stands as a list of its lines.
LINES = "$lines"
#: Where a text goes on in the next line: after a line break, and around what HTML shows as blocks.
BREAKS = re.compile(
    "|".join(
        f"(?<={end})"
        for end in (
            *("\n", "</p>", "</li>", "<ul>", "<ol>", "</ul>", "</ol>", "</blockquote>", "<hr/>"),
            *("</h2>", "</h3>", "</h4>", "</h5>", "</h6>"),
        )
    )
)


def dump(data: Any) -> bytes:
    """Return data as JSON; what `load` gives for it is the same again."""
    written = json.dumps(_lined(data), indent=2, ensure_ascii=False)
    try:
        return f"{written}\n".encode()
    except UnicodeEncodeError:  # Half a character, which only an escape can say.
        return (json.dumps(_lined(data), indent=2) + "\n").encode()


def load(content: bytes) -> Any:
    """Return the data of a JSON file; raise `TransferError` with the line if it is none."""
    try:
        return _unlined(json.loads(content, parse_constant=_refuse))
    except json.JSONDecodeError as error:
        raise TransferError(f"line {error.lineno}: {error.msg}") from None
    except (TypeError, ValueError, RecursionError) as error:
        raise TransferError(f"this is not JSON: {error}") from None


def ordered(value: Any) -> Any:
    """Return a JSON value with its keys in alphabetical order, whatever database it comes from."""
    if isinstance(value, dict):
        return {key: ordered(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return [ordered(one) for one in value]
    return value


def _lined(value: Any) -> Any:
    if isinstance(value, str):
        lines = [line for line in BREAKS.split(value) if line] if _is_long(value) else []
        return {LINES: lines} if len(lines) > 1 else value
    if isinstance(value, list):
        return [_lined(one) for one in value]
    if isinstance(value, dict):
        inside = {key: _lined(one) for key, one in value.items()}
        return {LINES: inside} if LINES in inside else inside
    return value


def _is_long(text: str) -> bool:
    return "\n" in text or "<" in text


def _unlined(value: Any) -> Any:
    if isinstance(value, list):
        return [_unlined(one) for one in value]
    if not isinstance(value, dict):
        return value
    if list(value) == [LINES]:
        value = value[LINES]
        if isinstance(value, list):
            return "".join(value)
    return {key: _unlined(one) for key, one in value.items()}


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not a number")
