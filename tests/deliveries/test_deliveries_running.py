"""Who delivers, and when."""

import pytest
from django.core.management import call_command

from api.changes.settling import changed
from api.deliveries import following, running
from api.models import Change
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_the_command_delivers(receiver, webhook):
    make.post("Sleep well")
    call_command("deliver", "--once")
    assert receiver.events == ["post.published"]


def test_whoever_delivers_looks_at_once_when_there_are_changes(monkeypatch):
    looked = []
    monkeypatch.setattr(following, "listeners", [lambda: looked.append(True)])
    changed.send(sender=Change, first=1, last=1)
    assert looked == [True]


def test_serving_processes_leave_it_to_workers_if_they_shall(settings, monkeypatch):
    settings.HEARTH_DELIVERIES = "worker"
    monkeypatch.setattr(running, "_started", [])
    running.start()
    assert running._started == []


def test_a_look_costs_three_statements_while_nobody_listens(count_sql):
    running.run_once()
    assert len(count_sql(running.run_once)) == 3
