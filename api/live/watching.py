"""Watching the log: one thread in a process, while anybody listens."""

import logging
import time
from collections.abc import Callable
from threading import Condition, Thread
from typing import Any

from django.db import connection

from api.changes import log
from api.changes.settling import CHANNEL

logger = logging.getLogger(__name__)

#: Seconds between two looks at the log where nobody tells of changes.
INTERVAL = 1.0
#: Seconds between two looks where the database tells: a change without a signal is found then.
INTERVAL_WHEN_TOLD = 5.0

Listener = Callable[[], Any]


def checkpoint() -> str:
    """Return how far the log has come, as a text that is another after each change."""
    found = log.position()
    return f"{found.epoch}-{found.number}"


class Watcher:
    """Tells listeners that the log has gone on.

    `look` returns how far it has come, and `sleep` waits until it is time to look again. Both are
    called in the watcher's own thread, which ends when the last listener leaves.
    """

    def __init__(self, look: Callable[[], str], sleep: Callable[[], None]) -> None:
        self._look = look
        self._sleep = sleep
        self._changed = Condition()
        self._listeners: list[Listener] = []
        self._thread: Thread | None = None
        self._seen = ""

    @property
    def seen(self) -> str:
        """The last checkpoint that was seen; empty before the first."""
        with self._changed:
            return self._seen

    def listen(self, listener: Listener) -> None:
        """Have a function called, in the watcher's thread, after each checkpoint that is new."""
        with self._changed:
            self._listeners.append(listener)
            if self._thread is None:
                self._thread = Thread(target=self._watch, name="hearth-live", daemon=True)
                self._thread.start()

    def leave(self, listener: Listener) -> None:
        """Call a function no more."""
        with self._changed:
            if listener in self._listeners:
                self._listeners.remove(listener)

    def wait(self, known: str, seconds: float) -> str:
        """Return the last checkpoint as soon as it is another than a known one, or in the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._seen not in ("", known), seconds)
            return self._seen

    def _watch(self) -> None:
        try:
            while self._goes_on():
                self._turn()
        finally:
            connection.close()

    def _turn(self) -> None:
        """Look and sleep. Whatever fails is tried again: nobody would do it instead."""
        try:
            self._look_once()
            self._sleep()
        except Exception:
            logger.warning("The log of changes cannot be watched", exc_info=True)
            connection.close()
            time.sleep(INTERVAL)

    def _goes_on(self) -> bool:
        with self._changed:
            if not self._listeners:
                self._thread = None
            return self._thread is not None

    def _look_once(self) -> None:
        found = self._look()
        with self._changed:
            if found == self._seen:
                return
            self._seen = found
            self._changed.notify_all()
            listeners = list(self._listeners)
        for listener in listeners:
            listener()


def sleep() -> None:
    """Wait until the database tells of changes, or until it is time to look all the same."""
    if connection.vendor != "postgresql":
        time.sleep(INTERVAL)
        return
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {CHANNEL}")
    told = connection.connection.notifies(timeout=INTERVAL_WHEN_TOLD, stop_after=1)
    for _notification in told:
        pass


WATCHER = Watcher(checkpoint, sleep)
