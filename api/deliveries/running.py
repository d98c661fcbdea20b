"""Running: somebody has to read the log and work on the lanes.

That is a thread of each serving process, or with `HEARTH_DELIVERIES=worker` the processes of
`manage.py deliver` alone. Several may run at the same time, on several machines too.
"""

import atexit
import logging
from collections.abc import Callable
from threading import Event, Lock, Thread, current_thread

from django.conf import settings
from django.db import connections

from api.deliveries import consumers, following, lanes, purges, webhooks
from api.deliveries.models import Delivery, Lane

logger = logging.getLogger(__name__)

#: Seconds after which a process looks whether there is anything to do, unless it is told before.
INTERVAL = 5.0
THREADS = 4


def carry(delivery: Delivery, permit: Callable[[], None]) -> lanes.Outcome:
    """Send a delivery to where it has to go; what fails in this server is tried again, too."""
    carrier = webhooks.carry if delivery.lane.webhook_id else purges.carry
    try:
        return carrier(delivery, permit)
    except lanes.LeaseLostError:
        raise
    except Exception:
        logger.exception("%s was not sent", delivery)
        return lanes.Outcome(is_accepted=False, said="This server failed. Its log says why.")


def run_once() -> None:
    """Read the log, and send all that is due, one after the other."""
    is_behind = True
    while is_behind:
        is_behind = consumers.catch_up()
        while (lane := lanes.claim()) is not None:
            lanes.work(lane, carry)
            is_behind |= consumers.catch_up()


class Runner:
    """Reads the log and works on the lanes until it is stopped.

    A lane is worked on in a thread of its own, so that a slow receiver holds up nobody else.
    """

    def __init__(self, interval: float = INTERVAL, threads: int = THREADS) -> None:
        self.interval = interval
        self.threads = threads
        self.busy: set[Thread] = set()
        self.stopping = False
        self.look = Event()
        self.lock = Lock()

    def run(self) -> None:
        """Work until `stop` is called."""
        while not self.stopping:
            self.look.clear()
            _safely(self._turn)
            self.look.wait(self.interval)
        for thread in list(self.busy):
            thread.join(2 * settings.HEARTH_WEBHOOK_TIMEOUT)

    def stop(self) -> None:
        """Have it end once what is being sent is sent."""
        self.stopping = True
        self.look.set()

    def _turn(self) -> None:
        if consumers.catch_up():
            self.look.set()
        while not self.stopping and len(self.busy) < self.threads:
            lane = lanes.claim()
            if lane is None:
                return
            thread = Thread(target=self._work, args=[lane], daemon=True)
            with self.lock:
                self.busy.add(thread)
            thread.start()

    def _work(self, lane: Lane) -> None:
        _safely(lambda: lanes.work(lane, carry, lambda: self.stopping))
        with self.lock:
            self.busy.discard(current_thread())
        self.look.set()


def _safely(action: Callable[[], None]) -> None:
    """Do something that shall not end the thread, and leave no connection behind."""
    try:
        action()
    except Exception:
        logger.exception("Deliveries go on later")
    finally:
        connections.close_all()


_started: list[Runner] = []


def start() -> None:
    """Start a thread of this process that delivers, unless only workers shall, or there is one."""
    if settings.HEARTH_DELIVERIES != "process" or _started:
        return
    runner = Runner()
    _started.append(runner)
    following.listeners.append(runner.look.set)
    thread = Thread(target=runner.run, daemon=True, name="deliveries")
    thread.start()
    atexit.register(_end, runner, thread)


def _end(runner: Runner, thread: Thread) -> None:
    """Leave what is being sent a moment to be noted."""
    runner.stop()
    thread.join(2)
