"""Counts the work that a request makes: calls of functions, which no clock can disturb."""

import sys

#: What any single request may take. The first request for a post's whole page takes a tenth of it.
BUDGET = 2_000_000


class TooMuchWork(BaseException):
    """A request takes more work than any may; it is ended, whoever catches exceptions."""


class Work:
    """Counts calls while it is entered, and ends what goes on for too long."""

    def __init__(self, budget=BUDGET):
        self.budget = budget
        self.calls = 0

    def __enter__(self):
        self.calls = 0
        sys.setprofile(self._count)
        return self

    def __exit__(self, *error):
        sys.setprofile(None)

    def _count(self, frame, event, argument):
        self.calls += event in ("call", "c_call")
        if self.calls > self.budget:
            sys.setprofile(None)
            raise TooMuchWork(f"more than {self.budget} calls")
