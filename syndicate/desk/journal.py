"""The journal read back: who did what, and whether anything was changed behind its back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from syndicate.desk.door import GENESIS, chained, file_digest, row_digest, unchained
from syndicate.desk.lists.journal import Entry
from syndicate.records import Record
from syndicate.records.articles import StoppageRecord, VersionRecord
from syndicate.records.audits import SnapshotRecord
from syndicate.records.imports import BatchRecord
from syndicate.records.invoices import InvoiceLineRecord, InvoiceRecord
from syndicate.records.journal import JournalHeadRecord, JournalRecord, SeriesRecord
from syndicate.records.mails import MailRecord
from syndicate.records.papers import DocumentRecord, PaperRecord
from syndicate.records.parties import PersonalRecord
from syndicate.records.payments import AllocationRecord, PaymentRecord
from syndicate.records.publishers import PublisherRecord
from syndicate.records.quotes import QuoteRecord, QuoteRevisionRecord
from syndicate.records.requests import RequestRecord
from syndicate.rules import dates
from syndicate.rules.facts import text_digest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syndicate.desk import Desk
    from syndicate.desk.door import Reading

__all__ = ["Entry", "Fault", "Journal"]

_BATCH = 2000
_TABLE = JournalRecord.__table__


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
        with self.desk.reading() as r:
            return [*self.books(r, against=against), *self.files(r)]

    @staticmethod
    def books(r: Reading, *, against: tuple[int, str] | None = None) -> list[Fault]:
        """What in the books contradicts the journal, in the caller's view; files are not looked at."""
        claimed: dict[tuple[str, str], tuple[str, int]] = {}
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
            select(RequestRecord.message_sha256, RequestRecord.ref),
            select(BatchRecord.source_sha256, BatchRecord.source),
            select(PublisherRecord.logo_sha256, PublisherRecord.legal_name),
        )
        have = dict(self.desk.store.digests())
        for statement in wanted:
            for row in r.rows(statement.distinct()):
                sha256, name = row[0], row[1]
                if sha256 is None:
                    continue
                path = have.get(sha256)
                if path is None:
                    yield Fault(
                        None, "a file is missing from the document store", f"{name} {sha256}"
                    )
                elif file_digest(path) != sha256:
                    yield Fault(None, "a file in the document store has changed", str(path))


def _chain(
    r: Reading, claimed: dict[tuple[str, str], tuple[str, int]], against: tuple[int, str] | None
) -> Iterator[Fault]:
    """Walk the chain; note in `claimed` the last digest of every row it speaks of."""
    seq, prev = 0, GENESIS
    kept = against is None
    while batch := r.rows(
        select(*_TABLE.columns).where(_TABLE.c.seq > seq).order_by(_TABLE.c.seq).limit(_BATCH)
    ):
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
    if not kept and against is not None:
        yield Fault(against[0], "the journal ends before the head you kept", "journal")
    head = r.first(select(JournalHeadRecord.seq, JournalHeadRecord.hash))
    if head is None or (head.seq, head.hash) != (seq, prev):
        yield Fault(seq, "the head of the journal is not its last entry", "journal_head")


def _link(entry: dict[str, Any], seq: int, prev: str) -> Iterator[Fault]:
    """Whether an entry follows the one numbered `seq` with the hash `prev`, and is itself whole."""
    if entry["seq"] != seq + 1:
        yield Fault(seq + 1, "an entry of the journal is missing", "journal")
    if entry["prev_hash"] != prev:
        yield Fault(entry["seq"], "an entry does not follow the one before it", "journal")
    if chained({**entry, "at": dates.stamp(entry["at"])}) != entry["hash"]:
        yield Fault(entry["seq"], "an entry of the journal was changed", "journal")


def _claims(entry: dict[str, Any]) -> list[list[str]]:
    """The rows an entry speaks of: table, key, digest. None in an entry whose words were changed."""
    try:
        found: list[list[str]] = json.loads(entry["payload"]).get("rows", [])
    except (ValueError, AttributeError):
        return []
    return found


def _rows(r: Reading, claimed: dict[tuple[str, str], tuple[str, int]]) -> Iterator[Fault]:
    """Compare every row on file with the last digest the journal has of it."""
    for name, table in sorted(Record.metadata.tables.items()):
        if unchained(name):
            continue
        key_name = table.primary_key.columns[0].name
        for row in r.connection.execution_options(yield_per=_BATCH).execute(select(*table.columns)):
            values = row._asdict()
            key = str(values[key_name])
            known = claimed.pop((name, key), None)
            if known is None:
                yield Fault(None, "a row the journal knows nothing of", f"{name} {key}")
            elif row_digest(values) != known[0]:
                yield Fault(known[1], "a row was changed behind the journal", f"{name} {key}")
    for (name, key), (_sha, seq) in sorted(claimed.items()):
        yield Fault(seq, "a row is gone that the journal knows", f"{name} {key}")


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
            PersonalRecord.salt.is_not(None)
        )
    ):
        id_, salt, value = row[0], row[1], row[2]
        if text_digest(f"{salt}{value}") != id_:
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
