"""The books themselves: made, brought up to date, compared with what this program expects."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import insert, select

from syndicate.desk.books import newer, require
from syndicate.desk.door import GENESIS, Door
from syndicate.records import REVISION, Record, guards, search
from syndicate.records.engine import reading_engine, sqlite_file, writing_engine
from syndicate.records.journal import JournalHeadRecord
from syndicate.shipped import shipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from alembic.config import Config
    from sqlalchemy import Connection, Engine

__all__ = ["differences", "reindex", "require", "revision", "upgrade"]


@contextmanager
def _once(engine: Engine) -> Iterator[Connection]:
    """One connection of `engine`, given up afterwards: an open one would keep a database from being copied."""
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(shipped("db")))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def upgrade(url: str) -> tuple[str | None, str]:
    """Bring the database at `url` to this program's schema, in one transaction; return (from, to).

    Makes the SQLite file when there is none. Raises Outside when the schema is newer than the program.
    """
    from alembic import command

    before = revision(url)
    if before is not None and before > REVISION:
        raise newer(before)
    path = sqlite_file(url)
    if path is not None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Personal values lie in this file; SQLite gives its side files the same mode.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
    with (
        Door(url).locked(),
        _once(writing_engine(url, create=True)) as connection,
        connection.begin(),
    ):
        command.upgrade(_config(connection), "head")
        guards.lay(connection)
        if search.lay(connection):
            from syndicate.desk.search import fill

            fill(connection)
        if connection.execute(select(JournalHeadRecord.id)).first() is None:
            connection.execute(insert(JournalHeadRecord).values(id=1, seq=0, hash=GENESIS))
    return before, REVISION


def reindex(url: str, *, told: Callable[[int, int], None] | None = None) -> int:
    """Lay the index of words anew from what is on file, in one transaction; how many articles it holds.

    `told` hears how many are done of how many. Nobody writes meanwhile. Raises Outside where there is no desk.
    """
    from syndicate.desk.search import fill

    require(revision(url), writing=True)
    with (
        Door(url).locked(),
        _once(writing_engine(url)) as connection,
        connection.begin(),
    ):
        search.clear(connection)
        return fill(connection, told)


def revision(url: str) -> str | None:
    """The migration the database stands at; None where there is no desk yet."""
    from sqlalchemy import inspect, text

    path = sqlite_file(url)
    if path is not None and not path.is_file():
        return None
    with _once(reading_engine(url)) as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.execute(
            text("SELECT version_num FROM alembic_version")
        ).scalar()
        return found


def differences(url: str) -> list[str]:
    """What differs between the database and the tables and guards of this program; empty when nothing."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with _once(reading_engine(url)) as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_name": _ours}
        )
        found = [str(change) for change in compare_metadata(context, Record.metadata)]
        if search.form(connection) is None:
            found.append("the index of words is missing")
        return found + _missing_guards(connection)


def _ours(name: str | None, kind: str, _parents: object) -> bool:
    """Whether a thing found in the database is a table of the records, not of the index of words."""
    return kind != "table" or not (name or "").startswith(search.PREFIX)


def _missing_guards(connection: Connection) -> list[str]:
    if connection.dialect.name == "sqlite":
        sql = "SELECT sql FROM sqlite_master WHERE type = 'trigger'"
        have = set(connection.exec_driver_sql(sql).scalars())
        return [f"guard missing: {s[:60]}" for s in guards.statements("sqlite") if s not in have]
    sql = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    have = set(connection.exec_driver_sql(sql).scalars())
    wanted = {
        s.split()[2] for s in guards.statements("postgresql") if s.startswith("CREATE TRIGGER")
    }
    return [f"guard missing: {name}" for name in sorted(wanted - have)]
