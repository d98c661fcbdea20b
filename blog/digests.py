"""What a review vouches for, as a short text that is the same for the same content."""

import json
import re
from hashlib import sha256
from html import unescape
from typing import Any

#: What the editor writes into rich text and no reader sees.
_KEYS = re.compile(r' data-block-key="[^"]*"')


def content_digest(post: Any) -> str:
    """Return the digest of a post's advice: title, introduction, body and sources.

    Saving a post again, copying it or adding an optional field to a block changes none of it.
    """
    advice = [post.title, post.intro, _values(post.body), _values(post.sources)]
    text = json.dumps(_plain(advice), sort_keys=True, ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


def _values(stream: Any) -> list[Any]:
    return [[block.block_type, block.block.get_prep_value(block.value)] for block in stream]


def _plain(value: Any) -> Any:
    """Return a value without ids, empty entries, and differences of notation."""
    if isinstance(value, dict):
        kept = {key: _plain(entry) for key, entry in value.items() if key != "id"}
        return {key: entry for key, entry in kept.items() if entry not in (None, "", False, [], {})}
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    if isinstance(value, str):
        return " ".join(unescape(_KEYS.sub("", value)).split())
    return value
