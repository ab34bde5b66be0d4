"""The one door to the books: a reading view, and the only place that commits.

A transaction on SQLite waits for a fair file lock first (SQLite's own waiting is not fair), then begins
IMMEDIATE; on PostgreSQL it locks the journal's head row. Whatever a transaction writes enters the journal in
the same transaction, row by row as digests, so that `log verify` finds a row that was changed later.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import signal
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import column, func, insert, literal_column, select, table, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from syndicate.desk.books import no_desk, require, told
from syndicate.errors import Conflict, NotFound, Outside, Refused
from syndicate.records.engine import reading_engine, sqlite_file, writing_engine
from syndicate.records.journal import (
    IdempotencyRecord,
    JournalHeadRecord,
    JournalRecord,
    SeriesRecord,
)
from syndicate.records.parties import PersonalRecord
from syndicate.rules import dates
from syndicate.rules.facts import canonical, canonical_row, text_digest
from syndicate.rules.numbers import PREFIXES, write_reference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from sqlalchemy import Column, Connection, Engine, Executable, Table

    from syndicate.desk.keys import Key
    from syndicate.desk.search import Following
    from syndicate.records.base import Record
    from syndicate.rules.articles.search import Words

__all__ = [
    "GENESIS",
    "Door",
    "Drawn",
    "Reading",
    "Writing",
    "chained",
    "file_digest",
    "row_digest",
    "unchained",
]

_LOCK_SECONDS = 60
_YEARLY = frozenset({"REQ", "QUO", "LIC", "INV", "CRN", "PAY", "CAS", "NOT", "STM"})
_UNCHAINED = frozenset(
    {"journal", "journal_head", "personal", "suspect", "idempotency", "mapping", "alternate"}
)
GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Drawn:
    """A number drawn from its series, in the transaction that uses it."""

    series: str
    number: int
    opening: int
    prev: int | None
    ref: str


def row_digest(row: Mapping[str, Any]) -> str:
    """The digest under which a row enters the journal: every column, in canonical form."""
    return text_digest(
        canonical_row(
            {
                name: _spelled(value) if isinstance(value, date) else value
                for name, value in row.items()
            }
        )
    )


@lru_cache(maxsize=1024)
def _spelled(value: date) -> str:
    return dates.stamp(value) if isinstance(value, datetime) else value.isoformat()


def chained(entry: Mapping[str, Any]) -> str:
    """The hash of a journal entry over all its other columns, `prev_hash` among them."""
    return text_digest(
        canonical_row({name: value for name, value in entry.items() if name != "hash"})
    )


def unchained(table: str) -> bool:
    """Whether the rows of `table` stand outside the journal: caches, keys, and what may be forgotten."""
    return table in _UNCHAINED


Touched = tuple[str, str]
"""A row written in a transaction: its table and its key as text."""


class Reading:
    """One consistent view of the books. It cannot write."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def rows(self, statement: Executable) -> list[Any]:
        """All rows of a select."""
        return list(self.connection.execute(statement).all())

    def first(self, statement: Executable) -> Any:  # noqa: ANN401
        """The first row, or None."""
        return self.connection.execute(statement).first()

    def scalar(self, statement: Executable) -> Any:  # noqa: ANN401
        """The first column of the first row, or None."""
        return self.connection.execute(statement).scalar()

    def personal(self, id_: str | None) -> str | None:
        """A personal value by its digest; None where there is none or it was forgotten."""
        if id_ is None:
            return None
        value: str | None = self.scalar(
            select(PersonalRecord.value).where(PersonalRecord.id == id_)
        )
        return value


class Writing(Reading):
    """An open transaction: inserts, updates, numbers, keys and the journal."""

    def __init__(self, connection: Connection, *, now: datetime, today: date, actor: str) -> None:
        super().__init__(connection)
        self.now = now
        self.today = today
        self.actor = actor
        self.replayed = False
        self._touched: dict[Touched, str] = {}
        self._entries: list[dict[str, Any]] = []
        self._keys: dict[str, int] = {}
        self._following: Following | None = None
        head = select(JournalHeadRecord.seq, JournalHeadRecord.hash)
        if connection.dialect.name != "sqlite":
            head = head.with_for_update()
        self._seq, self._hash = connection.execute(head).one()

    def insert(self, record: type[Record], **values: Any) -> Any:  # noqa: ANN401
        """File a row and note its digest; return its key. Columns not given are NULL.

        Raises TypeError for a column the table does not have.
        """
        table: Table = record.__table__  # type: ignore[assignment]
        key = table.primary_key.columns[0]
        row = {c.name: values.pop(c.name, None) for c in table.columns}
        if values:
            raise TypeError(f"{table.name} has no column {sorted(values)}")
        if table.name == "article":
            self._rank([row])
        if row[key.name] is None:
            del row[key.name]
            made = self.connection.execute(insert(table).values(row).returning(key)).scalar_one()
            row[key.name] = made
        else:
            self.connection.execute(insert(table).values(row))
        self._touch(table, row[key.name], row)
        return row[key.name]

    def keys(self, record: type[Record], count: int) -> list[int]:
        """Keys for `count` rows of a table that counts its keys, drawn before the rows are written.

        Nobody else draws them: this transaction holds the lock of all writers.
        """
        table: Table = record.__table__  # type: ignore[assignment]
        key = table.primary_key.columns[0]
        if self.connection.dialect.name == "sqlite":
            last = self._keys.get(table.name)
            if last is None:
                last = self.scalar(select(func.max(key))) or 0
            self._keys[table.name] = last + count
            return list(range(last + 1, last + count + 1))
        drawn = text(
            "SELECT nextval(pg_get_serial_sequence(:name, :key)) FROM generate_series(1, :count)"
        )
        names = {"name": f'"{table.name}"', "key": key.name, "count": count}
        return list(self.connection.execute(drawn, names).scalars())

    def insert_many(self, record: type[Record], rows: Sequence[Mapping[str, Any]]) -> list[Touched]:
        """File many rows by one statement, and note their digests; return what was touched, in order.

        All rows name the same columns; the others are NULL. In a table that stands in the journal each
        row brings its key (`keys` draws them). Raises TypeError for a column the table does not have.
        """
        if not rows:
            return []
        table: Table = record.__table__  # type: ignore[assignment]
        key = table.primary_key.columns[0]
        strange = set(rows[0]) - set(table.columns.keys())
        if strange:
            raise TypeError(f"{table.name} has no column {sorted(strange)}")
        if table.name == "article":
            rows = ranked = [dict(row) for row in rows]
            self._rank(ranked)
        columns = [c for c in table.columns if c is not key or key.name in rows[0]]
        _file_rows(self.connection, table, columns, rows)
        if unchained(table.name):
            return []
        names = [c.name for c in columns]
        touched: list[Touched] = []
        for row in rows:
            one = (table.name, str(row[key.name]))
            self._touched[one] = row_digest({name: row.get(name) for name in names})
            touched.append(one)
        return touched

    def update(self, record: type[Record], key: Any, **values: Any) -> None:  # noqa: ANN401
        """Change a row of a table that may change; note its new digest. Raises NotFound."""
        table: Table = record.__table__  # type: ignore[assignment]
        column = table.primary_key.columns[0]
        if table.name == "article":
            self._follow(key, values)
        row = self.connection.execute(
            update(table).where(column == key).values(**values).returning(*table.columns)
        ).first()
        if row is None:
            raise NotFound(f"{table.name} {key} is not on file")
        self._touch(table, key, row._asdict())

    def _rank(self, rows: list[dict[str, Any]]) -> None:
        """Give new articles their keys and ranks; the index of words takes them in at the end."""
        from syndicate.records.articles import ArticleRecord
        from syndicate.rules.articles.search import rank

        missing = [row for row in rows if row.get("id") is None]
        for row, id_ in zip(missing, self.keys(ArticleRecord, len(missing)), strict=True):
            row["id"] = id_
        for row in rows:
            row["rank"] = rank(row.get("published_on"), row["id"])
            self._index.added(row["id"])

    def _follow(self, article_id: int, values: dict[str, Any]) -> None:
        """Before an article changes: what the index of words holds of it, and its rank anew."""
        from syndicate.desk.search import SHOWN
        from syndicate.rules.articles.search import rank

        if not SHOWN.isdisjoint(values):
            self._index.changing(article_id)
        if "published_on" in values:
            values["rank"] = rank(values["published_on"], article_id)

    @property
    def _index(self) -> Following:
        if self._following is None:
            from syndicate.desk.search import Following

            self._following = Following(self.connection)
        return self._following

    def index(self, found: Iterable[tuple[int, int, Words]]) -> None:
        """Put articles added in this transaction into the index of words: key, rank and words.

        Without this they are read again when the transaction ends, and come in just the same.
        """
        self._index.file(found)

    def _touch(self, table: Table, key: Any, row: Mapping[str, Any]) -> None:  # noqa: ANN401
        if not unchained(table.name):
            self._touched[table.name, str(key)] = row_digest(row)

    def keep_personal(self, value: str | None) -> str | None:
        """File a value that may have to be forgotten; return the digest the books hold instead."""
        if not value:
            return None
        salt = secrets.token_hex(16)
        id_ = text_digest(salt + value)
        self.connection.execute(insert(PersonalRecord).values(id=id_, salt=salt, value=value))
        return id_

    def journal(
        self, action: str, entity: str, *, only: Iterable[Touched] | None = None, **payload: object
    ) -> int:
        """Write one act into the chain, with the digests of the rows written since the last one.

        With `only`, of these rows: the others wait for an entry of their own.
        """
        if only is None:
            rows = [[table, key, sha] for (table, key), sha in self._touched.items()]
            self._touched.clear()
        else:
            rows = [[*one, self._touched.pop(one)] for one in only]
        entry = {
            "seq": self._seq + 1,
            "at": dates.stamp(self.now),
            "actor": self.actor,
            "action": action,
            "entity": entity,
            "payload": canonical({**payload, "rows": rows}),
            "prev_hash": self._hash,
        }
        self._seq, self._hash = self._seq + 1, chained(entry)
        # Filed when the transaction ends: many acts are one statement then.
        self._entries.append({**entry, "at": self.now, "hash": self._hash})
        return self._seq

    def next_seq(self) -> int:
        """The number that the next journal entry will have."""
        seq: int = self._seq + 1
        return seq

    def draw(self, prefix_kind: str, *, day: date | None = None) -> Drawn:
        """The next number of a kind ("invoice"), in the year of `day` (default: today).

        The counter row is locked until this transaction ends, so a number that is not used was
        never drawn.
        """
        return self.draw_many(prefix_kind, 1, day=day)[0]

    def draw_many(self, prefix_kind: str, count: int, *, day: date | None = None) -> list[Drawn]:
        """The next `count` numbers of a kind, as `draw` gives them one by one."""
        code = PREFIXES[prefix_kind]
        year = (day or self.today).year if code in _YEARLY else 0
        table: Table = SeriesRecord.__table__  # type: ignore[assignment]
        row = self._count(table, code, year, count)
        if row is None:
            prefix = self.scalar(
                select(SeriesRecord.prefix)
                .where(SeriesRecord.kind == code)
                .order_by(SeriesRecord.year.desc())
            )
            prefix = prefix or code
            self.insert(
                SeriesRecord,
                name=f"{prefix}-{year}" if year else prefix,
                kind=code,
                prefix=prefix,
                year=year,
                opening=1,
                last=0,
            )
            row = self._count(table, code, year, count)
        assert row is not None  # noqa: S101  # the row was made two lines above
        self._touch(table, row.name, row._asdict())
        return [
            Drawn(
                series=row.name,
                number=number,
                opening=row.opening,
                prev=None if number == row.opening else number - 1,
                ref=write_reference(row.prefix, number, year=year or None),
            )
            for number in range(row.last - count + 1, row.last + 1)
        ]

    def _count(self, table: Table, code: str, year: int, count: int) -> Any:  # noqa: ANN401
        return self.connection.execute(
            update(table)
            .where(table.c.kind == code, table.c.year == year)
            .values(last=table.c.last + literal_column(str(count)))
            .returning(*table.columns)
        ).first()

    def answered(self, key: Key | None, *, default: str | None = None) -> str | None:
        """The reference this key made before, or None when it is new.

        `default` is the key where the source alone fixes the result. Raises Conflict when the key was
        used for another command or other words.
        """
        given = (key.key if key else None) or default
        if given is None:
            return None
        row = self.first(
            select(
                IdempotencyRecord.command, IdempotencyRecord.args_sha256, IdempotencyRecord.ref
            ).where(IdempotencyRecord.key == given)
        )
        if row is None:
            return None
        typed = key is not None and key.key is not None
        if (
            typed
            and key is not None
            and (row.command, row.args_sha256) != (key.command, key.args_sha256)
        ):
            raise Conflict(
                f"the key {given} was used for {row.ref}, by other words",
                hint="use a new --idempotency-key for another request",
            )
        self.replayed = True
        ref: str = row.ref
        return ref

    def answer(self, key: Key | None, ref: str, *, default: str | None = None) -> str | None:
        """Remember what this key made; return the key kept, or None when there is none."""
        given = (key.key if key else None) or default
        if given is not None:
            self.connection.execute(
                insert(IdempotencyRecord).values(
                    key=given,
                    command=key.command if key else "",
                    args_sha256=key.args_sha256 if key else "",
                    ref=ref,
                )
            )
        return given

    def close(self) -> None:
        """Move the head to the last entry. A row that no entry covers is a fault of the program."""
        if self._following is not None:
            self._following.settle()
        if self._touched:
            raise RuntimeError(f"rows without a journal entry: {sorted(self._touched)}")
        table: Table = JournalRecord.__table__  # type: ignore[assignment]
        _file_rows(self.connection, table, list(table.columns), self._entries)
        self._entries.clear()
        self.connection.execute(
            update(JournalHeadRecord)
            .where(JournalHeadRecord.id == 1)
            .values(seq=self._seq, hash=self._hash)
        )


def _file_rows(
    connection: Connection,
    table: Table,
    columns: Sequence[Column[Any]],
    rows: Sequence[Mapping[str, Any]],
) -> None:
    """Insert `rows` by the driver's own `executemany`: no statement is built row by row."""
    if not rows:
        return
    dialect = connection.dialect
    values = []
    for c in columns:  # by columns: a type is looked up once, not once a row
        bind: Callable[[Any], Any] | None = c.type.dialect_impl(dialect).bind_processor(dialect)
        found = [row.get(c.name) for row in rows]
        values.append(found if bind is None else list(map(bind, found)))
    names = ", ".join(f'"{c.name}"' for c in columns)
    mark = "?" if dialect.name == "sqlite" else "%s"
    marks = ", ".join([mark] * len(columns))
    connection.exec_driver_sql(
        f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})',  # noqa: S608  # names of our own
        list(zip(*values, strict=True)),
    )


class _Late(Exception):
    """The file lock was not had in time."""


class Door:
    """Opens views and transactions on one database."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.file: Path | None = sqlite_file(url)
        self._inside = False
        self._known: set[str] = set()

    @cached_property
    def _reader(self) -> Engine:
        return reading_engine(self.url)

    @cached_property
    def _writer(self) -> Engine:
        return writing_engine(self.url)

    def close(self) -> None:
        """Let go of the database; the next view or transaction opens it again."""
        for name in ("_reader", "_writer"):
            engine = self.__dict__.pop(name, None)
            if engine is not None:
                engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """A consistent view; closes without writing. Raises Outside for a newer schema."""
        with _in_desk_words(), self._reader.connect() as connection:
            self._require_schema(connection, writing=False)
            yield Reading(connection)

    @contextmanager
    def writing(self, *, now: datetime, today: date, actor: str) -> Iterator[Writing]:
        """The transaction: commits when the block ends, undoes everything when it raises.

        Raises RuntimeError when one is open already: a verb goes through this door once; Outside where
        there is no desk, or books of another schema than this program writes.
        """
        if self._inside:
            raise RuntimeError("a transaction is open already")
        if self.file is not None and not self.file.is_file():
            raise no_desk()
        self._inside = True
        try:
            with (
                _in_desk_words(),
                self.locked(),
                self._writer.connect() as connection,
                connection.begin(),
            ):
                self._require_schema(connection, writing=True)
                w = Writing(connection, now=now, today=today, actor=actor)
                yield w
                w.close()
        finally:
            self._inside = False

    def _require_schema(self, connection: Connection, *, writing: bool) -> None:
        """Look at the schema once for each way in; other programs upgrade only a desk at rest."""
        way = "writing" if writing else "reading"
        if way not in self._known:
            found = connection.execute(
                select(column("version_num")).select_from(table("alembic_version"))
            ).scalar()
            require(found, writing=writing)
            self._known.add(way)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """The fair file lock in front of SQLite's own. Raises Outside after a minute of waiting."""
        if self.file is None:
            yield
            return
        handle = os.open(f"{self.file}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            _wait(handle)
            yield
        finally:
            os.close(handle)


def _wait(handle: int) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        pass
    else:
        return
    if threading.current_thread() is not threading.main_thread():
        fcntl.flock(handle, fcntl.LOCK_EX)
        return

    def late(_signal: int, _frame: object) -> None:
        raise _Late

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(_LOCK_SECONDS)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
    except _Late:
        raise Outside(
            f"another command has held the books for {_LOCK_SECONDS} seconds",
            hint="wait for it to end, then type the same again",
        ) from None
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def _in_desk_words() -> Iterator[None]:
    """Say what a database refused in the desk's words."""
    try:
        yield
    except IntegrityError as error:
        raise _integrity(error) from error
    except OperationalError as error:
        raise told(_words(error)) from error
    except DBAPIError as error:
        words = _words(error)
        if " never " in words or "issue date lies before" in words or "never deleted" in words:
            raise Refused(words, hint="syndicate log verify") from error
        raise told(words) from error
    except OSError as error:
        raise Outside(
            f"the machine said no: {error.strerror or error}", hint="syndicate doctor"
        ) from error


def _words(error: DBAPIError) -> str:
    lines = str(error.orig).strip().splitlines()
    return lines[0][:300] if lines else type(error.orig).__name__


def _integrity(error: IntegrityError) -> Refused | Conflict:
    words = _words(error)
    if "never" in words or "issue date lies before" in words:
        return Refused(words, hint="syndicate doctor")
    return Conflict(f"the books refuse this: {_broken(error)}", hint="syndicate doctor")


def _broken(error: IntegrityError) -> str:
    """Which kind of rule of the books a row broke, without the database's own words: they name tables."""
    words, state = _words(error).lower(), getattr(error.orig, "sqlstate", None)
    kinds = (
        ("23505", "unique", "the same is on file already"),
        ("23502", "not null", "something that must be stated is missing"),
        ("23503", "foreign key", "it names something that is not on file"),
        ("23514", "check", "a value in it is none that may stand there"),
    )
    for number, word, spoken in kinds:
        if state == number or (state is None and word in words):
            return spoken
    return "a rule of theirs would be broken"


def file_digest(path: Path) -> str:
    """SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
