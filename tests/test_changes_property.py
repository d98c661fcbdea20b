"""Whatever many writers do at once, each client ends up with what a fresh snapshot holds.

`HEARTH_SYNC_EXAMPLES` says how many random histories are tried, `HEARTH_SYNC_STEPS` how long each
is. On SQLite there is one writer, whose changes are committed one by one.
"""

import logging
import os
from datetime import timedelta
from functools import partial
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import override_settings
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.sync import world
from tests.sync.actions import ACTIONS, Picker
from tests.sync.databases import copied
from tests.sync.readers import BOUNDLESS, Client, differences
from tests.sync.writers import Writer

pytestmark = pytest.mark.django_db
ON_POSTGRES = connection.vendor == "postgresql"
EXAMPLES = int(os.environ.get("HEARTH_SYNC_EXAMPLES", "120" if ON_POSTGRES else "40"))
#: In how many parts, for as many processes.
PARTS = 4
STEPS = int(os.environ.get("HEARTH_SYNC_STEPS", "14"))

numbers = st.lists(st.integers(0, 15), min_size=4, max_size=8)
actions = st.sampled_from(ACTIONS)
real_now = timezone.now


class Histories(RuleBasedStateMachine):
    """Random histories of one world.

    What is drawn depends on nothing that a race could decide: a step that makes no sense is none.
    """

    database = None
    writers = ()
    clients_at_first = ()
    run = 0

    def __init__(self):
        super().__init__()
        self.database.restore()
        type(self).run += 1
        self.later = timedelta(0)
        self.clock = patch("django.utils.timezone.now", lambda: real_now() + self.later)
        self.clock.start()
        self.clients = [one.twin() for one in self.clients_at_first]

    @initialize(which=st.sets(st.integers(0, 3)))
    def know_what_there_is(self, which):
        """Some clients have been there before: what they are sent are changes from the start."""
        for number in which:
            self.clients[number].know(self.clients_at_first[number])

    @rule(several=st.lists(st.tuples(st.integers(0, 2), actions, numbers), min_size=1, max_size=5))
    def change(self, several):
        for which, what, how in several:
            self._change(which, partial(what, Picker(how)))

    def _change(self, which, what):
        writer = self.writers[which % len(self.writers)]
        if writer.is_idle.is_set():
            writer.tell(what)

    @precondition(lambda self: self.database.writers > 1)
    @rule(which=st.integers(0, 2))
    def begin(self, which):
        writer = self.writers[which]
        if writer.is_idle.is_set() and not writer.is_open:
            writer.begin()

    @rule(which=st.integers(0, 2), commit=st.booleans())
    def end(self, which, commit):
        writer = self.writers[which % len(self.writers)]
        if writer.is_idle.is_set() and writer.is_open:
            writer.end(commit=commit)

    @rule(minutes=st.sampled_from([15, 30]))
    def wait(self, minutes):
        self.later += timedelta(minutes=minutes)

    @rule(
        which=st.integers(0, 3),
        first=st.sampled_from([100, 3, 1]),
        how=st.sampled_from([Client.pull, Client.lose, Client.forget, Client.repeat]),
    )
    def ask(self, which, first, how):
        how(self.clients[which], first)

    def teardown(self):
        try:
            self._end_all()
            for client in self.clients:
                if client.page is not None:
                    self._compare(client)
        finally:
            self.clock.stop()

    def _end_all(self):
        while any(one.is_open or not one.is_idle.is_set() for one in self.writers):
            for writer in self.writers:
                writer.settle_down()
                if writer.is_idle.is_set() and writer.is_open:
                    writer.end(commit=True)

    @staticmethod
    def _compare(client):
        client.catch_up()
        fresh = client.twin()
        fresh.catch_up()
        assert differences(client.store, fresh.store) == {}
        assert client.page["checksum"] == client.checksum()
        if not client.scope:
            assert fresh.store.keys() == client.visible()


@pytest.fixture
def history(db):
    with (
        copied() as database,
        override_settings(**BOUNDLESS),
    ):
        Histories.database = database
        token = world.build()
        database.keep()
        Histories.clients_at_first = [
            Client(),
            Client(headers=token),
            Client(host="other.example"),
            Client(category="sleep", locale="en", types=["POST", "AUTHOR", "CATEGORY"]),
        ]
        for client in Histories.clients_at_first:
            client.catch_up()
        Histories.writers = [Writer(database) for _one in range(database.writers)]
        logging.disable(logging.INFO)
        yield Histories
        logging.disable(logging.NOTSET)
        for writer in Histories.writers:
            writer.stop()


@pytest.mark.parametrize("part", range(PARTS))
def test_each_client_ends_up_with_what_a_fresh_snapshot_holds(history, part):
    try:
        run_state_machine_as_test(
            history,
            settings=settings(
                max_examples=-(-EXAMPLES // PARTS),
                stateful_step_count=STEPS,
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
                # A shorter history of writers in a race would be another one.
                phases=[Phase.generate],
                print_blob=False,
            ),
        )
    finally:
        print(f"{history.run} histories")  # noqa: T201 - the count is asked for
