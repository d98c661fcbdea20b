"""The media type of an answer: the one of the two that a client prefers."""

from functools import lru_cache

from django.http import HttpRequest
from django.http.request import MediaType

from api.http.refusals import Refusal

RESPONSE_TYPE = "application/graphql-response+json"
JSON_TYPE = "application/json"
#: How many media ranges of an `Accept` are looked at; browsers send about eight.
MAX_RANGES = 32


def accepted(request: HttpRequest) -> str:
    """Return the media type to answer with; raise a refusal with 406 if the client takes neither.

    A client that does not say gets the specification's own type; one that takes anything gets
    `application/json`. Parameters such as `charset` count for nothing.
    """
    best = _best(request.headers.get("Accept", ""))
    if best is None:
        raise Refusal(406, f"This endpoint answers {RESPONSE_TYPE} or {JSON_TYPE}.")
    return best


@lru_cache(maxsize=256)
def _best(header: str) -> str | None:
    ranges: dict[str, tuple[float, int]] = {}
    told = header.split(",", MAX_RANGES)[:MAX_RANGES]
    for position, text in enumerate(told):
        if text.strip():
            try:
                one = MediaType(text)
                quality = one.quality
            except ValueError:  # a parameter in an encoding that is none
                continue
            ranges.setdefault(f"{one.main_type}/{one.sub_type}", (quality, -position))
    if not ranges:
        return RESPONSE_TYPE

    def rank(offered: str) -> tuple[float, int, int]:
        for breadth, name in enumerate((offered, "application/*", "*/*")):
            if name in ranges:
                quality, place = ranges[name]
                return quality, -breadth, place
        return 0, 0, 0

    best = max((JSON_TYPE, RESPONSE_TYPE), key=rank)
    return best if rank(best)[0] else None
