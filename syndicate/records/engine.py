"""A database URL becomes an engine: drivers, pragmas, how a transaction begins."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from syndicate.errors import BadInput, Outside
from syndicate.settings import sqlite_module

__all__ = ["parsed", "reading_engine", "sqlite_file", "writing_engine"]


def parsed(url: str) -> URL:
    """`url` as SQLAlchemy reads it; BadInput when it is no database URL."""
    try:
        made = make_url(url)
    except ArgumentError as error:
        raise BadInput(
            "that is not a database URL", hint="--database sqlite:////path/to/syndicate.db"
        ) from error
    if made.get_backend_name() == "postgresql" and made.drivername == "postgresql":
        made = made.set(drivername="postgresql+psycopg")
    if made.get_backend_name() not in {"sqlite", "postgresql"}:
        raise BadInput(
            f"a desk keeps its books in SQLite or PostgreSQL, not in {made.get_backend_name()!r}",
            hint="--database postgresql+psycopg://user@host/name",
        )
    return made


def sqlite_file(url: str) -> Path | None:
    """The file of a SQLite URL; None for PostgreSQL."""
    made = parsed(url)
    if made.get_backend_name() != "sqlite":
        return None
    if not made.database or made.database == ":memory:":
        raise BadInput(
            "a desk cannot live in memory", hint="--database sqlite:////path/to/syndicate.db"
        )
    return Path(made.database).absolute()


def _sqlite_engine(path: Path, begin: str, mode: str) -> Engine:
    driver = sqlite_module()

    def connect() -> Any:  # noqa: ANN401
        connection = driver.connect(
            f"{path.as_uri()}?mode={mode}",
            uri=True,
            timeout=30,
            isolation_level=None,
            check_same_thread=False,
        )
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA busy_timeout = 30000")
        if mode != "ro":
            cursor.execute("PRAGMA journal_mode = WAL")
            cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA trusted_schema = OFF")
        cursor.close()
        return connection

    engine = create_engine(
        "sqlite://", module=driver, creator=connect, poolclass=QueuePool, pool_size=1
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _postgresql_engine(url: URL, *, read_only: bool) -> Engine:
    options: dict[str, Any] = {"pool_size": 1}
    if read_only:
        options["execution_options"] = {
            "postgresql_readonly": True,
            "isolation_level": "REPEATABLE READ",
        }
    try:
        return create_engine(url, connect_args={"connect_timeout": 10}, **options)
    except (ImportError, NoSuchModuleError) as error:
        raise Outside(
            "the PostgreSQL driver is not installed", hint="pip install 'syndicate-desk[pg]'"
        ) from error


def writing_engine(url: str, *, create: bool = False) -> Engine:
    """An engine for the one door: transactions begin IMMEDIATE on SQLite, READ COMMITTED on PostgreSQL.

    On PostgreSQL writers serialise on the journal's head row, which the door locks first.
    """
    path = sqlite_file(url)
    if path is None:
        return _postgresql_engine(parsed(url), read_only=False)
    return _sqlite_engine(path, "BEGIN IMMEDIATE", "rwc" if create else "rw")


def reading_engine(url: str) -> Engine:
    """An engine that cannot write: one consistent view for as long as a connection is open."""
    path = sqlite_file(url)
    if path is None:
        return _postgresql_engine(parsed(url), read_only=True)
    return _sqlite_engine(path, "BEGIN", "ro")
