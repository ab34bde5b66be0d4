"""The index of words: in which articles a word stands. A cache beside the tables, in their transaction.

SQLite keeps it as an FTS5 table without content, PostgreSQL as a tsvector with a GIN index. Both hold the stems
of `rules.articles.search` and nothing of their own making, so both find the same. A row is known by its rank,
so that newest first needs no sorting. This is plain SQL: what only looks something up loads no mapper.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from syndicate.rules.articles.search import FORM, Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

__all__ = [
    "PREFIX",
    "Filter",
    "Question",
    "clear",
    "drop",
    "file",
    "form",
    "lay",
    "question",
]

PREFIX = "article_words"
"""How the tables of the index begin; migrations and comparisons leave them alone."""

_FIELDS = ("headline", "byline", "section", "body")
_COLUMNS = ", ".join(_FIELDS)
_WEIGHTS = dict(zip(_FIELDS, "ABCD", strict=True))
_KEY_BITS = (1 << 32) - 1

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


# -- laid, filled, emptied --------------------------------------------------------------------------


def lay(connection: Connection) -> None:
    """Make the index where there is none, in the caller's transaction."""
    if form(connection) is not None:
        return
    lite = connection.dialect.name == "sqlite"
    for sql in _SQLITE if lite else _POSTGRESQL:
        connection.exec_driver_sql(sql)
    connection.exec_driver_sql(f"INSERT INTO {PREFIX}_form VALUES ('{FORM}')")


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


def _vector(words: Words) -> str:
    """The words as a tsvector is written: each lexeme with a mark for every field it stands in."""
    places: dict[str, list[str]] = {}
    for n, name in enumerate(_FIELDS, start=1):
        for word in getattr(words, name).split():
            places.setdefault(word, []).append(f"{n}{_WEIGHTS[name]}")
    return " ".join(f"{word}:{','.join(where)}" for word, where in places.items())


# -- asked ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Filter:
    """Which articles are wanted, all of it together; what is None or empty asks for nothing.

    `words`, `byline` and `section` are what `rules.articles.search.asked` makes of what was typed; `ranks` is
    the first rank wanted and the first no longer wanted.
    """

    words: Sequence[Sequence[str]] = ()
    byline: Sequence[Sequence[str]] = ()
    section: Sequence[Sequence[str]] = ()
    ranks: tuple[int | None, int | None] = (None, None)
    edition: str | None = None
    state: str | None = None
    open_: bool | None = None  # True: something waits for a person; False: nothing does
    url: str | None = None

    @property
    def matches(self) -> bool:
        """Whether the index of words has a part in the answer."""
        return bool(self.words or self.byline or self.section)


@dataclass(slots=True)
class Question:
    """A statement in the words of one database, with its values in order."""

    sql: str
    values: list[object] = field(default_factory=list)


def question(dialect: str, wanted: Filter, *, columns: str, limit: int | None = None) -> Question:
    """The articles wanted, newest first: `columns` of `article AS a`, at most `limit` rows."""
    lite = dialect == "sqlite"
    mark = "?" if lite else "%s"
    values: list[object] = []
    where: list[str] = []
    sources = "article AS a"
    order = "a.rank"
    if wanted.matches:
        if lite:
            # CROSS JOIN: the index comes first and gives its order; SQLite is not to think about it.
            sources = f"{PREFIX} CROSS JOIN article AS a ON a.id = ({PREFIX}.rowid & {_KEY_BITS})"
            order = f"{PREFIX}.rowid"
            where.append(f"{PREFIX} MATCH {mark}")
            values.append(_fts(wanted))
        else:
            sources = f"{PREFIX} AS w JOIN article AS a ON a.rank = w.rank"
            where.append(f"w.words @@ {mark}::tsquery")
            values.append(_tsquery(wanted))
    first, behind = wanted.ranks
    for bound, sign in ((first, ">="), (behind, "<")):
        if bound is not None:
            where.append(f"{order} {sign} {mark}")
            values.append(bound)
    for name, value in (("edition", wanted.edition), ("state", wanted.state), ("url", wanted.url)):
        if value is not None:
            where.append(f"a.{name} = {mark}")
            values.append(value)
    if wanted.open_ is not None:
        no = "" if wanted.open_ else "NOT "
        where.append(f"{no}EXISTS (SELECT 1 FROM suspect AS s WHERE s.article_id = a.id)")
    sql = f"SELECT {columns} FROM {sources}"
    if where:
        sql += f" WHERE {' AND '.join(where)}"
    sql += f" ORDER BY {order} DESC"
    if limit is not None:
        sql += f" LIMIT {mark}"
        values.append(limit)
    return Question(sql, values)


def _fts(wanted: Filter) -> str:
    def part(groups: Sequence[Sequence[str]], column: str = "") -> list[str]:
        head = f"{column} : " if column else ""
        return [
            f"{head}({' OR '.join(f'{chr(34)}{w}{chr(34)}' for w in group)})" for group in groups
        ]

    parts = part(wanted.words) + part(wanted.byline, "byline") + part(wanted.section, "section")
    return " AND ".join(parts)


def _tsquery(wanted: Filter) -> str:
    def part(groups: Sequence[Sequence[str]], weight: str = "") -> list[str]:
        tail = f":{weight}" if weight else ""
        return [
            f"({' | '.join(f'{chr(39)}{w}{chr(39)}{tail}' for w in group)})" for group in groups
        ]

    parts = (
        part(wanted.words)
        + part(wanted.byline, _WEIGHTS["byline"])
        + part(wanted.section, _WEIGHTS["section"])
    )
    return " & ".join(parts)
