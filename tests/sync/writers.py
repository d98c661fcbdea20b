"""Writers: threads with a connection of their own, each in or out of a transaction."""

from contextlib import suppress
from queue import Queue
from threading import Event, Thread

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import DatabaseError, connection, transaction

#: What a change may run into: others were quicker, or the server chose it to end a deadlock.
EXPECTED = (DatabaseError, ObjectDoesNotExist, ValidationError, ValueError, IndexError)

#: How many seconds pass between two looks at what a writer is doing.
PATIENCE = 0.005


class Writer:
    """One thread that does what it is told, step by step.

    A step that has to wait for somebody else's lock is left waiting; until it ends the writer is
    busy.
    """

    def __init__(self, database):
        self.database = database
        self.steps = Queue()
        self.is_idle = Event()
        self.is_idle.set()
        self.pid = 0
        self.atomic = None
        self.failure = None
        self.thread = Thread(target=self._run, daemon=True)
        self.thread.start()

    @property
    def is_open(self):
        """Whether it is in a transaction."""
        return self.atomic is not None

    def tell(self, step):
        """Have a step done; return once it is done or waits for a lock."""
        self.is_idle.clear()
        self.steps.put(step)
        self.settle_down()

    def settle_down(self):
        """Wait until the writer is idle, or waits itself."""
        while not self.is_idle.wait(PATIENCE):
            if self.pid and self.database.is_blocked(self.pid):
                return
        if self.failure is not None:
            failure, self.failure = self.failure, None
            raise failure

    def begin(self):
        self.tell(self._begin)

    def end(self, *, commit):
        self.tell(lambda: self._end(commit=commit))

    def stop(self):
        self.steps.put(None)
        self.thread.join(10)

    def _begin(self):
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def _end(self, *, commit):
        atomic, self.atomic = self.atomic, None
        if not commit:
            transaction.set_rollback(True)
        atomic.__exit__(None, None, None)

    def _run(self):
        while (step := self.steps.get()) is not None:
            try:
                if connection.connection is None and self.database.writers > 1:
                    connection.ensure_connection()
                    self.pid = connection.connection.info.backend_pid
                if self.is_open:
                    step()
                else:
                    self._alone(step)
            except EXPECTED:
                self._give_up()
            except BaseException as error:  # noqa: BLE001 - told to whoever waits for it
                self.failure = error
                self._give_up()
            self.is_idle.set()
        connection.close()

    def _alone(self, step):
        """Do a step that is a transaction of its own, unless it begins or ends one."""
        if step == self._begin:
            step()
            return
        with transaction.atomic():
            step()

    def _give_up(self):
        atomic, self.atomic = self.atomic, None
        if atomic is not None:
            with suppress(DatabaseError):
                transaction.set_rollback(True)
                atomic.__exit__(None, None, None)
