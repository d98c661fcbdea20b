"""The systems that are measured: how each is served, and what each query is for it."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bench import cases
from bench.cases import Request, Variables
from bench.places import Place
from bench.server import Server, Setup


@dataclass(frozen=True)
class System:
    """A system under measurement."""

    name: str
    place: Place
    requests: Callable[[str, Variables], Request]
    #: What answers cheaply once the whole application is loaded.
    ready: str
    python: Path = Path(sys.executable)
    application: str = "cms.wsgi"
    environment: dict[str, str] = field(default_factory=dict)

    def server(self, setup: Setup, **more: str) -> Server:
        """Return a server of the system, not started yet."""
        environment = {**self.place.environment(), **self.environment, **more}
        return Server(self.python, self.application, environment, setup)


def of_hearth(place: Place) -> list[System]:
    """Return what is served by Hearth's own project: the API, the floor, and stored bytes."""
    ready = "/ready"
    return [
        System("hearth", place, lambda name, one: cases.hearth(name, one.graphql), ready),
        System("floor", place, lambda name, one: cases.floor(name, one.floor), ready),
        System("static", place, lambda name, _one: cases.stored(name), ready),
    ]
