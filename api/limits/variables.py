"""The variables of a request, looked at before they are read."""

from collections.abc import Mapping
from typing import Any

import orjson

from api.errors import BadUserInput
from api.limits.values import MAX_NESTING, hold, limit


def check(variables: Mapping[str, Any] | None) -> None:
    """Raise `LimitExceeded` if the variables are too large or nested too deeply."""
    if not variables:
        return
    try:
        text = orjson.dumps(variables)
    except TypeError:
        # More brackets inside each other than any limit, or what no JSON can hold.
        _check_nesting(variables)
        raise BadUserInput("variables", "The variables hold what JSON cannot.") from None
    hold("bytes of variables", len(text), limit("HEARTH_MAX_VARIABLES_BYTES"))
    if text.count(b"[") + text.count(b"{") > MAX_NESTING:
        _check_nesting(variables)


def _check_nesting(variables: Mapping[str, Any]) -> None:
    level: list[Any] = [variables]
    depth = 0
    while level:
        depth += 1
        hold("brackets inside each other", depth, MAX_NESTING)
        inner = [
            value for one in level for value in (one.values() if isinstance(one, Mapping) else one)
        ]
        level = [one for one in inner if isinstance(one, Mapping | list)]
