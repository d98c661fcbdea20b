"""The log is read while it is written: no number appears below one that somebody has read."""

from random import Random
from threading import Event, Thread
from time import sleep

import pytest
from django.db import DatabaseError, connection, transaction

from api.changes import log
from api.models import Touch
from blog.models import PostPage
from tests import factories
from tests.sync.databases import copied

pytestmark = pytest.mark.django_db
WRITERS = 3
EACH = 25


class Poller:
    """Reads what is new, again and again, as fast as it can."""

    def __init__(self, start):
        self.numbers = [start]
        self.failure = None
        self.is_over = Event()
        self.thread = Thread(target=self._run)
        self.thread.start()

    def finish(self):
        self.is_over.set()
        self.thread.join()
        return self.numbers

    def read(self):
        last = log.position().number
        rows = log.after(self.numbers[-1]).filter(number__lte=last)
        self.numbers += rows.values_list("number", flat=True)

    def _run(self):
        try:
            while not self.is_over.is_set():
                self.read()
            self.read()
        except DatabaseError as error:
            self.failure = error
        finally:
            connection.close()


def write(seed, pks):
    """Change posts in transactions that end in another order than they began."""
    chance = Random(seed)  # noqa: S311 - tests, not secrets
    try:
        for turn in range(EACH):
            with transaction.atomic():
                # In one order by all, or they would wait for each other.
                for pk in sorted(chance.sample(pks, 2)):
                    PostPage.objects.filter(pk=pk).update(intro=f"{seed}, {turn}")
                sleep(chance.random() / 100)
                transaction.set_rollback(chance.random() < 0.2)
            if chance.random() < 0.3:
                log.position()
    finally:
        connection.close()


def test_no_number_is_ever_read_past():
    with copied():
        pks = [factories.post(f"Post {number}").pk for number in range(6)]
        pollers = [Poller(log.position().number) for _one in range(2)]
        writers = [Thread(target=write, args=(seed, pks)) for seed in range(WRITERS)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        read = [poller.finish() for poller in pollers]

        assert [poller.failure for poller in pollers] == [None, None]
        for numbers in read:
            assert numbers == list(range(numbers[0], numbers[-1] + 1))
        assert read[0][-1] == read[1][-1] == log.position().number
        assert read[0][-1] > read[0][0]
        assert not Touch.objects.exists()
