"""The index of words: in which articles a word stands. A cache beside the tables, in their transaction.

SQLite keeps it as an FTS5 table without content, PostgreSQL as a tsvector with a GIN index. Both hold the stems
of `rules.articles.search` and nothing of their own making, so both find the same. A row is known by its rank,
so that newest first needs no sorting. `desk/lists/search.py` asks it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from syndicate.rules.articles.search import FIELDS, FORM, INDEX, WEIGHTS, Words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

__all__ = ["PREFIX", "clear", "drop", "file", "form", "holds", "lay", "strays"]

PREFIX = INDEX
"""How the tables of the index begin; migrations and comparisons leave them alone."""

_AT_ONCE = 200
_COLUMNS = ", ".join(FIELDS)

_SQLITE = (
    (
        f"CREATE VIRTUAL TABLE {PREFIX} USING fts5({_COLUMNS}, content = '', detail = 'column', "
        "tokenize = 'ascii')"
    ),
    f"CREATE TABLE {PREFIX}_form (form TEXT NOT NULL) STRICT",
)
_POSTGRESQL = (
    f"CREATE TABLE {PREFIX} (rank BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)",
    f"CREATE INDEX {PREFIX}_words ON {PREFIX} USING gin (words)",
    f"CREATE TABLE {PREFIX}_form (form TEXT NOT NULL)",
)


def lay(connection: Connection) -> bool:
    """Make the index where there is none, in the caller's transaction; whether it was made."""
    if form(connection) is not None:
        return False
    lite = connection.dialect.name == "sqlite"
    for sql in _SQLITE if lite else _POSTGRESQL:
        connection.exec_driver_sql(sql)
    connection.exec_driver_sql(f"INSERT INTO {PREFIX}_form VALUES ('{FORM}')")
    return True


def form(connection: Connection) -> str | None:
    """The form of the stems in the index; None where there is no index."""
    if connection.dialect.name == "sqlite":
        sql = f"SELECT name FROM sqlite_master WHERE name = '{PREFIX}_form'"
    else:
        sql = f"SELECT to_regclass('{PREFIX}_form')::text"
    if connection.exec_driver_sql(sql).scalar() is None:
        return None
    found = connection.exec_driver_sql(f"SELECT form FROM {PREFIX}_form").scalar()
    return str(found) if found is not None else ""


def clear(connection: Connection) -> None:
    """Empty the index, and lay it in the form of this program."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {PREFIX}")
    else:
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {PREFIX} CASCADE")
    connection.exec_driver_sql(f"DROP TABLE IF EXISTS {PREFIX}_form")
    lay(connection)


def file(connection: Connection, entries: Iterable[tuple[int, Words]]) -> None:
    """Put articles into the index, each by its rank and words."""
    # In the order of ranks: FTS5 writes out what it has gathered whenever a rank is lower than the last.
    rows = sorted(entries, key=lambda entry: entry[0])
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            f"INSERT INTO {PREFIX} (rowid, {_COLUMNS}) VALUES (?, ?, ?, ?, ?)",
            [(rank, w.headline, w.byline, w.section, w.body) for rank, w in rows],
        )
    else:
        connection.exec_driver_sql(
            f"INSERT INTO {PREFIX} (rank, words) VALUES (%s, %s::tsvector)",
            [(rank, _vector(words)) for rank, words in rows],
        )


def drop(connection: Connection, entries: Iterable[tuple[int, Words]]) -> None:
    """Take articles out of the index: with the very words under which they were filed."""
    rows = sorted(entries, key=lambda entry: entry[0])
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            f"INSERT INTO {PREFIX} ({PREFIX}, rowid, {_COLUMNS}) VALUES ('delete', ?, ?, ?, ?, ?)",
            [(rank, w.headline, w.byline, w.section, w.body) for rank, w in rows],
        )
    else:
        connection.exec_driver_sql(
            f"DELETE FROM {PREFIX} WHERE rank = %s", [(rank,) for rank, _ in rows]
        )


def strays(connection: Connection) -> tuple[int, int]:
    """How many articles the index lacks, and how many entries are of no article."""
    lite = connection.dialect.name == "sqlite"
    ranks = f"SELECT id AS rank FROM {PREFIX}_docsize" if lite else f"SELECT rank FROM {PREFIX}"
    missing = "SELECT count(*) FROM article AS a LEFT JOIN ({}) AS w ON w.rank = a.rank WHERE w.rank IS NULL"
    extra = "SELECT count(*) FROM ({}) AS w LEFT JOIN article AS a ON a.rank = w.rank WHERE a.rank IS NULL"
    lacks, strange = (
        connection.exec_driver_sql(sql.format(ranks)).scalar_one() for sql in (missing, extra)
    )
    return int(lacks), int(strange)


def holds(connection: Connection, rank: int, words: Words) -> bool:
    """Whether the entry of `rank` has every one of these words, in its field."""
    for name in FIELDS:
        stems = getattr(words, name).split()
        for start in range(0, len(stems), _AT_ONCE):
            part = stems[start : start + _AT_ONCE]
            if connection.dialect.name == "sqlite":
                asked = f"{name} : ({' AND '.join(chr(34) + w + chr(34) for w in part)})"
                sql = f"SELECT 1 FROM {PREFIX} WHERE {PREFIX} MATCH ? AND rowid = ?"
            else:
                asked = " & ".join(f"'{w}':{WEIGHTS[name]}" for w in part)
                sql = f"SELECT 1 FROM {PREFIX} WHERE words @@ %s::tsquery AND rank = %s"
            if connection.exec_driver_sql(sql, (asked, rank)).first() is None:
                return False
    return True


def _vector(words: Words) -> str:
    """The words as a tsvector is written: each lexeme with a mark for every field it stands in."""
    places: dict[str, list[str]] = {}
    for n, name in enumerate(FIELDS, start=1):
        for word in getattr(words, name).split():
            places.setdefault(word, []).append(f"{n}{WEIGHTS[name]}")
    return " ".join(f"{word}:{','.join(where)}" for word, where in places.items())
