"""What many ask for at once is made once."""

import time
from threading import Barrier, Event, Thread

import pytest
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache

from api.caching import flights
from api.caching.flights import Flights
from api.caching.store import Shared


class Answers:
    """Answers that threads want, and who made them."""

    def __init__(self, shared=None, *, is_kept=True, fails=0):
        self.flights = Flights(shared or Shared())
        self.is_kept = is_kept
        self.fails = fails
        self.kept = {}
        self.made = self.making = self.most = 0
        self.go = Event()

    def want(self, key):
        with self.flights.boarded(key, lambda: self.kept.get(key)) as found:
            if found is None:
                self.made += 1
                self.making += 1
                self.most = max(self.most, self.making)
                self.go.wait(10)
                self.making -= 1
                if not self.is_kept:
                    self.flights.give_up(key)
                elif self.made > self.fails:
                    self.kept[key] = "answer"


def ask(answers, keys):
    """Let a thread ask for each of the keys at the same time; return when all have it."""
    start = Barrier(len(keys) + 1)

    def run(key):
        start.wait()
        answers.want(key)

    threads = [Thread(target=run, args=(key,)) for key in keys]
    for thread in threads:
        thread.start()
    start.wait()
    time.sleep(0.3)  # Until all of them wait, or make it.
    answers.go.set()
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads)


def test_one_thread_makes_what_several_want():
    answers = Answers()
    ask(answers, ["a"] * 8)
    assert answers.made == 1


def test_nobody_waits_for_another_answer():
    answers = Answers()
    ask(answers, ["a", "b", "c"])
    assert answers.made == 3


def test_whoever_has_waited_long_enough_makes_the_answer(monkeypatch):
    monkeypatch.setattr(flights, "PATIENCE", 0.05)
    answers = Answers()
    first = Thread(target=answers.want, args=("a",))
    first.start()
    while not answers.made:
        pass
    with answers.flights.boarded("a", lambda: answers.kept.get("a")) as found:
        assert found is None
    answers.go.set()
    first.join(10)


def test_the_next_one_makes_what_somebody_made_in_vain():
    answers = Answers(fails=2)
    ask(answers, ["a"] * 8)
    assert (answers.made, answers.most) == (3, 1)


def test_nobody_waits_for_ever_for_those_who_make_it_in_vain(monkeypatch):
    monkeypatch.setattr(flights, "PATIENCE", 0.2)
    answers = Answers()
    stopped = Event()

    def make_in_vain():
        while not stopped.is_set():
            with answers.flights.boarded("a", lambda: None):
                time.sleep(0.05)

    others = [Thread(target=make_in_vain) for _one in range(8)]
    for other in others:
        other.start()
    started = time.monotonic()
    with answers.flights.boarded("a", lambda: None) as found:
        assert (found, time.monotonic() - started < 5) == (None, True)
    stopped.set()
    for other in others:
        other.join(10)


def test_answers_that_cannot_be_kept_are_waited_for_once_at_most():
    answers = Answers(is_kept=False)
    ask(answers, ["a"] * 3)
    assert answers.made == 3
    other = Thread(target=answers.want, args=("a",))
    with answers.flights.boarded("a", lambda: None):
        other.start()
        other.join(1)
        assert not other.is_alive()


@pytest.fixture
def shared(settings, tmp_path):
    """A cache that all processes see: Redis if tests have one."""
    if not isinstance(caches["default"], RedisCache):
        backend = "django.core.cache.backends.filebased.FileBasedCache"
        settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": str(tmp_path)}}
    return Shared()


def test_one_process_makes_what_several_want(shared):
    one, other = Answers(shared), Answers(Shared())
    other.kept = one.kept
    first = Thread(target=one.want, args=("a",))
    first.start()
    while not one.made:
        pass
    second = Thread(target=other.want, args=("a",))
    second.start()
    second.join(0.2)
    assert second.is_alive()
    one.go.set()
    for thread in (first, second):
        thread.join(10)
    assert (one.made, other.made) == (1, 0)


def test_others_wait_on_while_one_makes_what_another_process_did_not(shared, monkeypatch):
    monkeypatch.setattr(flights, "PATIENCE", 0.6)
    # In a thread, as all others: each has a connection of its own, and tests a prefix for theirs.
    other = Thread(target=Shared().claim, args=("a", 60))
    other.start()
    other.join()
    answers = Answers(shared)
    threads = [Thread(target=answers.want, args=("a",)) for _one in range(5)]
    for thread in threads:
        thread.start()
    time.sleep(0.9)
    answers.go.set()
    for thread in threads:
        thread.join(10)
    assert answers.made == 1


def test_whoever_took_too_long_leaves_the_claim_of_another_process(shared):
    late = shared.claim("a", 1)
    time.sleep(1.1)
    claim = shared.claim("a", 60)
    shared.leave("a", late)
    assert shared.claim("a", 60) is None
    shared.leave("a", claim)
    assert shared.claim("a", 60) is not None
