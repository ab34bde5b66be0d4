"""The journal read back: who did what, and whether anything was changed behind its back."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, Text, func, select, type_coerce

from syndicate.desk.door import GENESIS, chained, file_digest, row_digest, unchained
from syndicate.desk.lists.journal import Entry
from syndicate.records import Record
from syndicate.records.articles import StoppageRecord, VersionRecord
from syndicate.records.audits import SnapshotRecord
from syndicate.records.base import Day, Flag, Moment
from syndicate.records.imports import BatchRecord
from syndicate.records.invoices import InvoiceLineRecord, InvoiceRecord
from syndicate.records.journal import JournalHeadRecord, JournalRecord, SeriesRecord
from syndicate.records.mails import MailRecord
from syndicate.records.papers import DocumentRecord, PaperRecord
from syndicate.records.parties import PersonalRecord
from syndicate.records.payments import AllocationRecord, CertificateRecord, PaymentRecord
from syndicate.records.publishers import PublisherRecord
from syndicate.records.quotes import QuoteRecord, QuoteRevisionRecord
from syndicate.records.requests import RequestFileRecord, RequestRecord
from syndicate.rules.facts import text_digest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Column, Connection, Table

    from syndicate.desk import Desk
    from syndicate.desk.door import Reading

__all__ = ["Entry", "Fault", "Journal"]

_BATCH = 2000
_TABLE: Table = JournalRecord.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as the journal says. `seq` is the entry it contradicts, where one does."""

    seq: int | None
    what: str
    where: str


class Journal:
    """The tray of the journal."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def entries(self, entity: str | None = None) -> list[Entry]:
        """The acts, newest first; with `entity`, only those on that reference."""
        return self.desk.lists.journal(entity)

    def head(self) -> tuple[int, str]:
        """The number and hash of the last entry: what to keep outside the desk."""
        with self.desk.reading() as r:
            return self.head_in(r)

    @staticmethod
    def head_in(r: Reading) -> tuple[int, str]:
        """The same, in the caller's view."""
        row = r.first(select(JournalHeadRecord.seq, JournalHeadRecord.hash))
        return (0, GENESIS) if row is None else (row.seq, row.hash)

    def verify(self, *, against: tuple[int, str] | None = None) -> list[Fault]:
        """Everything that contradicts the journal; empty when the books are whole.

        `against` is a head (number, hash) kept outside: only with one can a cut tail, or a chain
        recomputed from the start, be seen.
        """
        with self.desk.reading() as r, _every_byte(r.connection):
            return [*self.books(r, against=against), *self.files(r)]

    @staticmethod
    def books(r: Reading, *, against: tuple[int, str] | None = None) -> list[Fault]:
        """What in the books contradicts the journal, in the caller's view; files are not looked at."""
        claimed: dict[tuple[str, str], tuple[str, int]] = {}
        with _every_byte(r.connection):
            faults = list(_chain(r, claimed, against))
            faults.extend(_rows(r, claimed))
            faults.extend(_frozen(r))
            faults.extend(_sums(r))
        return faults

    def files(self, r: Reading) -> Iterator[Fault]:
        """The files that rows name and that are missing from the store, or have changed there."""
        wanted = (
            select(DocumentRecord.sha256, DocumentRecord.kind),
            select(SnapshotRecord.sha256, SnapshotRecord.source),
            select(MailRecord.eml_sha256, MailRecord.about),
            select(VersionRecord.source_sha256, VersionRecord.source),
            select(StoppageRecord.private_sha256, StoppageRecord.kind),
            select(QuoteRecord.evidence_sha256, QuoteRecord.ref),
            select(CertificateRecord.sha256, PaymentRecord.ref).join(
                PaymentRecord, PaymentRecord.id == CertificateRecord.payment_id
            ),
            select(RequestRecord.message_sha256, RequestRecord.ref),
            select(RequestFileRecord.sha256, RequestFileRecord.kind),
            select(BatchRecord.source_sha256, BatchRecord.source),
            select(PublisherRecord.logo_sha256, PublisherRecord.legal_name),
        )
        have: dict[str, list[Path]] = {}
        for sha256, path in self.desk.store.digests():
            have.setdefault(sha256, []).append(path)
        for statement in wanted:
            for row in r.rows(statement.distinct()):
                sha256, name = row[0], row[1]
                if sha256 is None:
                    continue
                if sha256 not in have:
                    yield Fault(
                        None, "a file is missing from the document store", f"{name} {sha256}"
                    )
                for path in have.get(sha256, ()):
                    yield from _file(path, sha256)
        for row in r.rows(select(DocumentRecord.sha256, DocumentRecord.kind).distinct()):
            sha256, name = row[0], row[1]
            if sha256 in have and self.desk.store.place(sha256, ".pdf") not in have[sha256]:
                yield Fault(None, "a file is missing from the document store", f"{name} {sha256}")


def _file(path: Path, sha256: str) -> Iterator[Fault]:
    """Whether the file at `path` is there to be read, and holds what its name says."""
    try:
        same = path.is_file() and file_digest(path) == sha256
    except OSError as error:
        yield Fault(
            None, f"a file in the document store cannot be read: {error.strerror}", str(path)
        )
        return
    if not same:
        yield Fault(None, "a file in the document store has changed", str(path))


@contextmanager
def _every_byte(connection: Connection) -> Iterator[None]:
    """Let text that is no text be read too: SQLite gives back whatever bytes somebody put there."""
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name != "sqlite":
        yield
        return
    usual = driver.text_factory
    driver.text_factory = lambda raw: raw.decode("utf-8", "backslashreplace")
    try:
        yield
    finally:
        driver.text_factory = usual


def _as_written(table: Table, dialect: str) -> list[Any]:
    """The columns of `table` in the spelling that entered the journal, whatever stands there now.

    Read as moments and days, two spellings of one day would be the same, and no day at all an error.
    """

    def one(column: Column[Any]) -> Any:  # noqa: ANN401
        if isinstance(column.type, Flag):
            return type_coerce(column, Integer()).label(column.name)
        if not isinstance(column.type, Day | Moment):
            return column
        if dialect == "sqlite":
            return type_coerce(column, Text()).label(column.name)
        if isinstance(column.type, Day):
            return func.to_char(column, "YYYY-MM-DD").label(column.name)
        return func.to_char(func.timezone("UTC", column), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"').label(
            column.name
        )

    return [one(column) for column in table.columns]


_SAID = {0: False, 1: True}
"""How a flag enters the journal; any other number is none."""


def _chain(
    r: Reading, claimed: dict[tuple[str, str], tuple[str, int]], against: tuple[int, str] | None
) -> Iterator[Fault]:
    """Walk the chain; note in `claimed` the last digest of every row it speaks of."""
    seq, prev = 0, GENESIS
    kept = against is None or against == (seq, prev)
    statement = (
        select(*_as_written(_TABLE, r.connection.dialect.name)).order_by(_TABLE.c.seq).limit(_BATCH)
    )
    batch = r.rows(statement)  # from the lowest number on file: it may be below the first
    while batch:
        for row in batch:
            entry = row._asdict()
            yield from _link(entry, seq, prev)
            if against is not None and against[0] == entry["seq"]:
                kept = True
                if against[1] != entry["hash"]:
                    yield Fault(
                        entry["seq"], "the chain is not the one whose head you kept", "journal"
                    )
            seq, prev = entry["seq"], entry["hash"]
            claimed.update({(name, key): (sha, seq) for name, key, sha in _claims(entry)})
        batch = r.rows(statement.where(_TABLE.c.seq > seq))
    if not kept and against is not None:
        yield Fault(against[0], "the journal ends before the head you kept", "journal")
    heads = r.rows(select(JournalHeadRecord.seq, JournalHeadRecord.hash))
    if [tuple(head) for head in heads] != [(seq, prev)]:
        yield Fault(seq, "the head of the journal is not its last entry", "journal_head")


def _link(entry: dict[str, Any], seq: int, prev: str) -> Iterator[Fault]:
    """Whether an entry follows the one numbered `seq` with the hash `prev`, and is itself whole."""
    if entry["seq"] != seq + 1:
        yield Fault(seq + 1, "an entry of the journal is missing", "journal")
    if entry["prev_hash"] != prev:
        yield Fault(entry["seq"], "an entry does not follow the one before it", "journal")
    if chained(entry) != entry["hash"]:
        yield Fault(entry["seq"], "an entry of the journal was changed", "journal")


def _claims(entry: dict[str, Any]) -> list[list[str]]:
    """The rows an entry speaks of: table, key, digest. None in an entry whose words were changed."""
    try:
        rows = json.loads(entry["payload"])["rows"]
        return [[str(name), str(key), str(sha)] for name, key, sha in rows]
    except (ValueError, TypeError, KeyError, RecursionError):
        return []


def _rows(r: Reading, claimed: dict[tuple[str, str], tuple[str, int]]) -> Iterator[Fault]:
    """Compare every row on file with the last digest the journal has of it; `claimed` is used up."""
    for name, table in sorted(Record.metadata.tables.items()):
        if not unchained(name):
            yield from _rows_of(r, table, claimed)
    for (name, key), (_sha, seq) in sorted(claimed.items()):
        yield Fault(seq, "a row is gone that the journal knows", f"{name} {key}")


def _rows_of(
    r: Reading, table: Table, claimed: dict[tuple[str, str], tuple[str, int]]
) -> Iterator[Fault]:
    """Compare the rows of one table; what was found on file is taken out of `claimed`."""
    name, key_name = table.name, table.primary_key.columns[0].name
    flags = [c.name for c in table.columns if isinstance(c.type, Flag)]
    columns = _as_written(table, r.connection.dialect.name)
    in_pieces = {"yield_per": _BATCH}
    for row in r.connection.execute(select(*columns), execution_options=in_pieces):
        values = row._asdict()
        for flag in flags:
            values[flag] = _SAID.get(values[flag], values[flag])
        key = str(values[key_name])
        known = claimed.pop((name, key), None)
        if known is None:
            yield Fault(None, "a row the journal knows nothing of", f"{name} {key}")
        elif row_digest(values) != known[0]:
            yield Fault(known[1], "a row was changed behind the journal", f"{name} {key}")


def _frozen(r: Reading) -> Iterator[Fault]:
    for row in r.rows(select(PaperRecord.ref, PaperRecord.facts, PaperRecord.facts_sha256)):
        ref, facts, sha = row[0], row[1], row[2]
        if text_digest(facts) != sha:
            yield Fault(None, "the facts of a paper do not match their hash", ref)
    for row in r.rows(
        select(QuoteRevisionRecord.id, QuoteRevisionRecord.facts, QuoteRevisionRecord.facts_sha256)
    ):
        id_, facts, sha = row[0], row[1], row[2]
        if text_digest(facts) != sha:
            yield Fault(None, "the facts of a quote do not match their hash", f"revision {id_}")
    for row in r.rows(
        select(PersonalRecord.id, PersonalRecord.salt, PersonalRecord.value).where(
            PersonalRecord.salt.is_not(None) | PersonalRecord.value.is_not(None)
        )
    ):
        id_, salt, value = row[0], row[1], row[2]
        # What was forgotten has neither; a value without its salt was put there afterwards.
        if salt is None or text_digest(f"{salt}{value}") != id_:
            yield Fault(None, "a personal value was changed", id_)


def _sums(r: Reading) -> Iterator[Fault]:
    lines = (
        select(InvoiceLineRecord.paper_id, func.sum(InvoiceLineRecord.net_minor).label("net"))
        .group_by(InvoiceLineRecord.paper_id)
        .subquery()
    )
    for row in r.rows(
        select(PaperRecord.ref, InvoiceRecord.net_minor, lines.c.net)
        .join(InvoiceRecord, InvoiceRecord.paper_id == PaperRecord.id)
        .outerjoin(lines, lines.c.paper_id == InvoiceRecord.paper_id)
    ):
        ref, net, total = row[0], row[1], row[2]
        if net != total:
            yield Fault(None, "the lines of an invoice do not add up to its net", ref)
    paid = (
        select(AllocationRecord.payment_id, func.sum(AllocationRecord.minor).label("spent"))
        .where(AllocationRecord.kind == "cash")
        .group_by(AllocationRecord.payment_id)
        .subquery()
    )
    for row in r.rows(
        select(PaymentRecord.ref, PaymentRecord.amount_minor, paid.c.spent).join(
            paid, paid.c.payment_id == PaymentRecord.id
        )
    ):
        ref, amount, spent = row[0], row[1], row[2]
        if spent > amount:
            yield Fault(None, "a payment settles more than came in", ref)
    settled = (
        select(AllocationRecord.invoice_id, func.sum(AllocationRecord.minor).label("paid"))
        .group_by(AllocationRecord.invoice_id)
        .subquery()
    )
    for row in r.rows(
        select(PaperRecord.ref, InvoiceRecord.total_minor, settled.c.paid)
        .join(InvoiceRecord, InvoiceRecord.paper_id == PaperRecord.id)
        .join(settled, settled.c.invoice_id == InvoiceRecord.paper_id)
    ):
        ref, total, used = row[0], row[1], row[2]
        if used > total:
            yield Fault(None, "an invoice is settled beyond its total", ref)
    numbers = (
        select(PaperRecord.series, func.max(PaperRecord.number).label("last"))
        .where(PaperRecord.series.is_not(None))
        .group_by(PaperRecord.series)
        .subquery()
    )
    for row in r.rows(
        select(SeriesRecord.name, SeriesRecord.last, numbers.c.last).join(
            numbers, numbers.c.series == SeriesRecord.name
        )
    ):
        name, last, used = row[0], row[1], row[2]
        if last != used:
            yield Fault(None, "a series does not end at its last paper", name)
