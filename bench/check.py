"""Makes sure that the floor's answers are Hearth's: the same data, value by value."""

from typing import Any

#: Hits of equal rank may come in another order, and each search ranks in its own way.
RANKED = {"Q5"}
#: How many hits a search gives at most.
PAGE = 20


def differences(hearth: Any, floor: Any, path: str = "data") -> list[str]:
    """Return where two answers differ, each as a path with both values."""
    if isinstance(hearth, dict) and isinstance(floor, dict):
        if list(hearth) != list(floor):
            return [f"{path}: {list(hearth)} against {list(floor)}"]
        return [
            found
            for key in hearth
            for found in differences(hearth[key], floor[key], f"{path}.{key}")
        ]
    if isinstance(hearth, list) and isinstance(floor, list) and len(hearth) == len(floor):
        pairs = enumerate(zip(hearth, floor, strict=True))
        return [
            found
            for index, (one, other) in pairs
            for found in differences(one, other, f"{path}.{index}")
        ]
    return [] if hearth == floor else [f"{path}: {str(hearth)[:200]} against {str(floor)[:200]}"]


def compare(name: str, hearth: Any, floor: Any) -> list[str]:
    """Return how an answer of the floor differs from Hearth's; of a search, ranks may."""
    if name not in RANKED:
        return differences(hearth["data"], floor["data"])
    ours = {node["id"]: node for node in hearth["data"]["search"]["nodes"]}
    theirs = {node["id"]: node for node in floor["data"]["search"]["nodes"]}
    # The floor asks each column for all words; Hearth finds them in several columns, too.
    missing = theirs.keys() - ours.keys()
    if len(ours) < len(theirs) or (missing and len(ours) < PAGE):
        return [f"{len(ours)} hits against {len(theirs)}"]
    return [
        found
        for key in ours.keys() & theirs.keys()
        for found in differences(ours[key], theirs[key])
    ]


def leaves(answer: Any) -> int:
    """Return how many values an answer holds."""
    if isinstance(answer, dict):
        return sum(map(leaves, answer.values()))
    if isinstance(answer, list):
        return sum(map(leaves, answer))
    return 1
