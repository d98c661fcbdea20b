"""Imports run offline: a connection that a test does not ask for breaks it."""

import socket

import pytest

from tests import factories as make
from transfer.posts.files import open_files
from transfer.posts.run import import_posts
from transfer.posts.write import Options


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """Refuse every connection but those to the database and the cache."""

    def refuse(*args, **kwargs):
        raise AssertionError("The network was used.")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture
def blog(db):
    return make.blog()


@pytest.fixture
def run(blog):
    """Import a file or a folder; the report."""

    def run(path, **options):
        with open_files(path) as files:
            return import_posts(blog, files, Options(**options))

    return run
