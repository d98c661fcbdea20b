"""The limits by name, with the values that hold unless a setting says otherwise."""

from typing import Any

from django.conf import settings

from api.errors import LimitExceeded

DEFAULTS: dict[str, Any] = {
    "HEARTH_MAX_DOCUMENT_BYTES": 65_536,
    "HEARTH_MAX_TOKENS": 4_000,
    "HEARTH_MAX_DEPTH": 15,
    "HEARTH_MAX_ALIASES": 250,
    "HEARTH_MAX_ROOT_FIELDS": 30,
    "HEARTH_MAX_DIRECTIVES": 100,
    "HEARTH_MAX_VARIABLES_BYTES": 65_536,
    "HEARTH_MAX_COST": 40_000,
    "HEARTH_TIME_LIMIT": 10.0,
}

#: How deeply brackets may be nested, in documents and in variables.
MAX_NESTING = 100
#: How many digits a number in a document may have.
MAX_DIGITS = 100
#: How many operations and fragments a document may define.
MAX_DEFINITIONS = 200
#: How many variables an operation may declare.
MAX_VARIABLES = 100
#: How many selections of an operation may be looked at to see what merges, or what it costs.
MAX_STEPS = 50_000
#: How many errors of validation are told.
MAX_ERRORS = 20
#: No figure is counted beyond this one: a client's JSON could not hold it.
CAP = 2**31 - 1


def limit(name: str) -> Any:
    """Return the value of a limit."""
    return getattr(settings, name, DEFAULTS[name])


def hold(what: str, requested: int, most: int) -> None:
    """Raise `LimitExceeded` if there is more of something than may be."""
    if requested > most:
        raise LimitExceeded(
            f"This has {requested} {what}; at most {most} are allowed.",
            limit=most,
            requested=requested,
        )


class Steps:
    """A budget of work: who spends more raises `LimitExceeded`."""

    def __init__(self, most: int = MAX_STEPS) -> None:
        self.most = most
        self.taken = 0

    def take(self, count: int = 1) -> None:
        """Spend some."""
        self.taken += count
        if self.taken > self.most:
            raise LimitExceeded(
                "The document's fragments and repeated fields are too entangled.", limit=self.most
            )
