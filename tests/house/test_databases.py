"""The ground under the tests: an empty database of each kind, and never half a run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text

from tests.postgres import NoServer, serve


def test_each_test_starts_on_an_empty_database_of_its_kind(database_url, database_kind):
    engine = create_engine(database_url)
    with engine.begin() as connection:
        assert inspect(connection).get_table_names() == []
        connection.execute(text("CREATE TABLE crumbs (id INTEGER)"))
    assert engine.dialect.name == database_kind
    engine.dispose()


def test_what_one_test_left_the_next_does_not_find(database_url):
    engine = create_engine(database_url)
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == []
    engine.dispose()


def test_a_copy_of_a_database_is_a_database_of_its_own(pg_server):
    first = pg_server.create()
    engine = create_engine(first)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE fees (minor BIGINT)"))
        connection.execute(text("INSERT INTO fees VALUES (25000)"))
    engine.dispose()
    second = pg_server.create(template=first)
    engine = create_engine(second)
    with engine.begin() as connection:
        connection.execute(text("UPDATE fees SET minor = 1"))
    engine.dispose()
    engine = create_engine(first)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT minor FROM fees")).scalars().all() == [25000]
    engine.dispose()
    pg_server.drop(second)
    pg_server.drop(first)


def test_a_server_that_does_not_answer_fails_the_tests_and_says_so(monkeypatch):
    # Port 1 of the loopback address: nobody listens there, and no packet leaves the machine.
    monkeypatch.setenv("SYNDICATE_TEST_PG", "postgresql+psycopg://desk:x@127.0.0.1:1/postgres")
    with pytest.raises(NoServer, match="SYNDICATE_TEST_PG does not answer"), serve():
        pass


def test_the_server_is_never_run_by_root(pg_server):
    engine = create_engine(pg_server.admin)
    with engine.connect() as connection:
        folder = Path(connection.execute(text("SHOW data_directory")).scalar_one())
    engine.dispose()
    if folder.parent.parent.name.startswith("syndicate-pg-"):
        assert folder.stat().st_uid != 0
        assert folder.stat().st_mode & 0o077 == 0
    else:
        assert os.environ["SYNDICATE_TEST_PG"] not in {"", "debian", "wheel"}
