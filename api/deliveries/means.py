"""What the house lends to deliveries: its schema, who asks it, and a safe way out.

The engine knows no content and no guard of its own; whoever puts the house together provides both.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

if TYPE_CHECKING:
    import strawberry

    from api.loading import Session


@dataclass(frozen=True)
class Means:
    """What deliveries are made with.

    `session_for` returns the session of a request, `nodes` are the names of the types that have
    global ids. `network` connects: `connect(address, timeout, allow_private=…)` returns a socket to
    an address that may be asked, raises `RefusedError` for others, and `describe(error)` says what
    went wrong in words.
    """

    schema: "strawberry.Schema"
    session_for: "Callable[[HttpRequest], Session]"
    nodes: Collection[str]
    network: Any


_providers: list[Callable[[], Means]] = []


def provide(provider: Callable[[], Means]) -> None:
    """Have a function called, once, by whoever first needs the means."""
    _providers.append(provider)


@cache
def means() -> Means:
    """Return what was provided last."""
    return _providers[-1]()
