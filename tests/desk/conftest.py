"""A desk on each kind of database, copied from one made ready, and one press for the whole session."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime

import pytest

from syndicate.documents.press import Press
from tests import builders

READY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def press():
    """A press that runs already: starting one takes longer than a page."""
    with Press() as running:
        yield running


@pytest.fixture(scope="session")
def _ready_sqlite(tmp_path_factory):
    """A SQLite desk with publisher and card, closed."""
    home = tmp_path_factory.mktemp("ready")
    with builders.a_desk(None, home, lambda: READY):
        pass
    return home


@pytest.fixture(scope="session")
def _ready_postgresql(pg_server, tmp_path_factory):
    """The same on PostgreSQL: the URL of its database."""
    url = pg_server.create()
    with builders.a_desk(url, tmp_path_factory.mktemp("ready"), lambda: READY):
        pass
    yield url
    pg_server.drop(url)


@pytest.fixture
def ready_url(database_kind, request, home):
    """The URL of the books of a desk with publisher and card, once of each kind."""
    if database_kind == "sqlite":
        shutil.copytree(request.getfixturevalue("_ready_sqlite"), home, dirs_exist_ok=True)
        yield builders.settings(home).database
        return
    server = request.getfixturevalue("pg_server")
    url = server.create(template=request.getfixturevalue("_ready_postgresql"))
    yield url
    server.drop(url)


def prove(desk, request):
    """Whatever a test did through the door, the journal knows it; `tampers` is said of those who go around it."""
    if request.node.get_closest_marker("tampers") is None:
        assert desk.journal.verify() == []


@pytest.fixture
def desk(ready_url, home, clock, press, request):
    """An open desk of the invented publisher, with the invented card, on each kind of database."""
    with builders.opened(home, clock, url=ready_url, press=press) as desk:
        yield desk
        prove(desk, request)


@pytest.fixture
def printing(_ready_sqlite, home, clock, press, request):
    """The same desk on SQLite alone: for tests of printed pages, which no database changes."""
    shutil.copytree(_ready_sqlite, home, dirs_exist_ok=True)
    with builders.opened(home, clock, press=press) as desk:
        yield desk
        prove(desk, request)
