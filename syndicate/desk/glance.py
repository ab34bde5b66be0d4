"""A look at the books for a list: text compiled beforehand, run by the driver alone.

Loading the database library takes longer than any list, so a list does without it. The text comes from
`db/lists.*.sql` (see `records/lists.py`), that of a search from `lists/search.py`; nothing is written here.
"""

from __future__ import annotations

from collections import namedtuple
from contextlib import closing, contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from syndicate.desk import books
from syndicate.errors import Outside
from syndicate.settings import sqlite_module, sqlite_path
from syndicate.shipped import shipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from syndicate.desk.lists.search import Question

    _Look = Callable[[str, Mapping[str, str] | list[object]], tuple[list[str], list[Any]]]

__all__ = ["Glance", "glancing", "text_of"]

_SECONDS = 30
_REVISION = "SELECT version_num FROM alembic_version"
_DAY, _MOMENT = 1082, 1184  # what PostgreSQL calls its types


@cache
def _texts(dialect: str) -> Mapping[str, str]:
    whole = (shipped("db") / f"lists.{dialect}.sql").read_text(encoding="utf-8")
    named = (part.partition("\n") for part in whole.removeprefix("-- ").split("\n-- "))
    return {name: text for name, _, text in named}


def text_of(name: str, dialect: str) -> str:
    """The statement `name` ("open requests") for "sqlite" or "postgresql"."""
    return _texts(dialect)[name]


class Glance:
    """One consistent view of the books, for lists. Days and moments in it are text, as in JSON.

    `revision` is the migration the books stand at; None where there is no desk. `dialect` is "sqlite" or
    "postgresql".
    """

    def __init__(self, revision: str | None, dialect: str, look: _Look) -> None:
        self.revision = revision
        self.dialect = dialect
        self._look = look

    def rows(self, name: str, **given: str) -> list[Any]:
        """The rows of the list `name` ("open requests"), with the values it is given."""
        return self._rows(text_of(name, self.dialect), given)

    def found(self, asked: Question) -> list[Any]:
        """The rows that answer a question to the index of words."""
        return self._rows(asked.sql, asked.values)

    def _rows(self, text: str, given: Mapping[str, str] | list[object]) -> list[Any]:
        names, rows = self._look(text, given)
        row = namedtuple("Row", names)  # type: ignore[misc]  # noqa: PYI024  # the list names them
        return [row._make(values) for values in rows]


@contextmanager
def glancing(url: str) -> Iterator[Glance]:
    """A look at the books at `url`, whichever schema they stand at.

    Raises Outside when the database says no, BadInput for books that are neither SQLite nor PostgreSQL.
    """
    way = _postgresql if url.partition(":")[0].partition("+")[0] == "postgresql" else _sqlite
    with way(url) as glance:
        yield glance


@contextmanager
def _sqlite(url: str) -> Iterator[Glance]:
    path = sqlite_path(url)
    if path is None or not path.is_file():
        from syndicate.records.engine import sqlite_file

        sqlite_file(url)  # says what is wrong with the URL, when it is the URL
        yield Glance(None, "sqlite", _nothing)
        return
    driver = sqlite_module()
    try:
        uri = f"{path.as_uri()}?mode=ro"
        with closing(
            driver.connect(uri, uri=True, timeout=_SECONDS, isolation_level=None)
        ) as connection:
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("BEGIN")

            def look(
                text: str, given: Mapping[str, str] | list[object]
            ) -> tuple[list[str], list[Any]]:
                cursor = connection.execute(text, given)
                return [column[0] for column in cursor.description], cursor.fetchall()

            made = connection.execute(
                "SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'"
            ).fetchone()[0]
            found = connection.execute(_REVISION).fetchone() if made else None
            yield Glance(found[0] if found else None, "sqlite", look)
    except driver.Error as error:
        raise books.told(_first_line(error)) from error


@contextmanager
def _postgresql(url: str) -> Iterator[Glance]:
    try:
        import psycopg
    except ImportError as error:
        raise Outside(
            "the PostgreSQL driver is not installed", hint="pip install 'syndicate-desk[pg]'"
        ) from error

    try:
        plain_url = f"postgresql:{url.partition(':')[2]}"
        with closing(psycopg.connect(plain_url, connect_timeout=10)) as connection:
            connection.read_only = True
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ

            def look(
                text: str, given: Mapping[str, str] | list[object]
            ) -> tuple[list[str], list[Any]]:
                cursor = connection.execute(text.encode(), given)
                columns = cursor.description or []
                spelt = [
                    (n, _SPELT[c.type_code]) for n, c in enumerate(columns) if c.type_code in _SPELT
                ]
                rows = cursor.fetchall()
                return [c.name for c in columns], [
                    _spelled(row, spelt) for row in rows
                ] if spelt else rows

            made = connection.execute("SELECT to_regclass('alembic_version')").fetchone()
            found = connection.execute(_REVISION).fetchone() if made and made[0] else None
            yield Glance(found[0] if found else None, "postgresql", look)
    except psycopg.Error as error:
        raise books.told(_first_line(error)) from error


def _nothing(_text: str, _given: Mapping[str, str] | list[object]) -> tuple[list[str], list[Any]]:
    raise books.no_desk()


def _moment(value: Any) -> str:  # noqa: ANN401
    from syndicate.rules.dates import stamp

    return stamp(value)


_SPELT: Mapping[int, Callable[[Any], str]] = {
    _DAY: lambda day: day.isoformat(),
    _MOMENT: _moment,
}


def _spelled(row: tuple[Any, ...], spelt: list[tuple[int, Callable[[Any], str]]]) -> list[Any]:
    values = list(row)
    for n, spell in spelt:
        if values[n] is not None:
            values[n] = spell(values[n])
    return values


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:300] if lines else type(error).__name__
