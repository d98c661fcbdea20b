"""What many ask for at once is made once."""

import time
from threading import Barrier, Event, Thread

import pytest

from api.caching import flights
from api.caching.flights import Flights
from api.caching.store import Shared


class Answers:
    """Answers that threads want, and who made them."""

    def __init__(self, shared=None, *, is_kept=True):
        self.flights = Flights(shared or Shared())
        self.is_kept = is_kept
        self.kept = {}
        self.made = 0
        self.go = Event()

    def want(self, key):
        with self.flights.boarded(key, lambda: self.kept.get(key)) as found:
            if found is None:
                self.made += 1
                self.go.wait(10)
                if self.is_kept:
                    self.kept[key] = "answer"
                else:
                    self.flights.give_up(key)


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
    """A cache that all processes see."""
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
