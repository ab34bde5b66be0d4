"""Whatever somebody with the file changes behind the journal, be it one byte, `log verify` finds.

Two things it cannot find by itself, and they are said here too: a tail that was cut, and a chain computed
anew from the start. Both show against a head that was kept outside.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from itertools import combinations, count

import pytest
from sqlalchemy import Integer, Text, literal, select, text
from sqlalchemy.exc import DBAPIError

from syndicate.desk.door import GENESIS, Reading, chained, unchained
from syndicate.desk.journal import Journal, _chain, _rows_of
from syndicate.records import Record
from syndicate.records.base import Day, Flag, Moment
from syndicate.records.engine import writing_engine
from syndicate.records.papers import DocumentRecord
from syndicate.rules import dates
from tests import builders
from tests.desk.test_door import NOW, OneDoor

JOURNAL = Record.metadata.tables["journal"]


@contextmanager
def the_file(url):
    """The books in the hands of somebody who owns them: no guard, no check, no key holds him back."""
    engine = writing_engine(url)
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        if connection.dialect.name == "sqlite":
            names = driver.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in names.fetchall():
                driver.execute(f'DROP TRIGGER "{name}"')
            driver.execute("PRAGMA foreign_keys = OFF")
            driver.execute("PRAGMA ignore_check_constraints = ON")
        else:
            connection.exec_driver_sql("SET session_replication_role = replica")
            connection.commit()
        try:
            yield connection
        finally:
            connection.close()
            engine.dispose()


class InHand:
    """A desk that looks at the books through the hands of who changes them: nothing is committed."""

    def __init__(self, desk, file):
        self.store = desk.store
        self.file = file

    @contextmanager
    def reading(self):
        yield Reading(self.file)


def found_after(desk, file, *acts, proof=None, **given):
    """What the proof finds after `acts`, which are then undone; the refusal, if the database refused.

    `proof` is a part of the proof where the whole would take long: a function of a reading.
    """
    try:
        for act in acts:
            file.execute(text(act), given or None)
        return proof(Reading(file)) if proof else Journal(InHand(desk, file)).verify()
    except DBAPIError as refused:
        return [refused]
    finally:
        file.rollback()


@pytest.fixture
def one(migrated_url, tmp_path):
    """A desk of three invoices of nothing."""
    desk = OneDoor(migrated_url, tmp_path)
    for _ in range(3):
        desk.issue()
    yield desk
    desk.door.close()


def spoilt(value, at):
    """`value` with another letter or figure in one place."""
    return value[:at] + chr(ord(value[at]) ^ 1) + value[at + 1 :]


def other_values(column, value, dialect):
    """What else could stand in a column: every byte of a text, every part of a moment."""
    if isinstance(column.type, Text) or (isinstance(column.type, Moment) and dialect == "sqlite"):
        plain = dates.stamp(value) if isinstance(column.type, Moment) else value
        yield from (spoilt(plain, at) for at in range(len(plain)))
        yield from ("", plain + " ", plain[:-1])
    elif isinstance(column.type, Moment):
        yield from (value + timedelta(**{unit: 1}) for unit in ("microseconds", "hours", "days"))
    else:
        yield from (99, 0, -5)


def test_any_byte_of_any_column_of_any_entry_is_found(one):
    with the_file(one.door.url) as file:
        dialect = file.dialect.name
        entries = file.execute(JOURNAL.select().order_by(JOURNAL.c.seq)).all()
        file.rollback()
        for entry in entries:
            for column in JOURNAL.columns:
                at = f"entry {entry.seq}, {column.name}"
                update = JOURNAL.update().where(JOURNAL.c.seq == entry.seq)
                for value in other_values(column, entry._mapping[column.name], dialect):
                    written = literal(value, Text()) if isinstance(value, str) else value
                    try:
                        file.execute(update.values({column: written}))
                    except DBAPIError:  # not even the owner's database takes it
                        file.rollback()
                        continue
                    found = list(_chain(Reading(file), {}, None))
                    file.rollback()
                    assert found, f"{at}: {value!r}"
    assert one.journal.verify() == []


def test_an_entry_taken_out_put_in_or_swapped_is_found(one):
    names = ", ".join(c.name for c in JOURNAL.columns if c.name not in {"seq", "hash"})
    with the_file(one.door.url) as file:
        for seq in (1, 2, 3):
            assert found_after(one, file, f"DELETE FROM journal WHERE seq = {seq}")
            for put in (-4, 0, 4):
                assert found_after(
                    one,
                    file,
                    f"INSERT INTO journal (seq, hash, {names}) SELECT {put}, '{'f' * 64}', {names} "
                    f"FROM journal WHERE seq = {seq}",
                )
        for a, b in combinations((1, 2, 3), 2):
            assert found_after(
                one,
                file,
                f"UPDATE journal SET seq = -1 WHERE seq = {a}",
                f"UPDATE journal SET seq = {a} WHERE seq = {b}",
                f"UPDATE journal SET seq = {b} WHERE seq = -1",
            )
        assert found_after(
            one,
            file,
            "INSERT INTO journal_head (id, seq, hash) SELECT 2, seq, hash FROM journal_head",
        )
        assert found_after(one, file, "DELETE FROM journal_head")
        assert found_after(one, file) == []


def test_bytes_that_are_no_text_are_found_and_named(one, database_kind):
    with the_file(one.door.url) as file:
        if database_kind == "sqlite":
            file.execute(text("UPDATE journal SET actor = CAST(x'ff' AS TEXT) WHERE seq = 2"))
            file.execute(text("UPDATE paper SET issue_date = 'yesterday' WHERE id = 1"))
            file.execute(text("UPDATE paper SET issued_at = 'x' WHERE id = 3"))
        else:
            file.execute(text("UPDATE journal SET at = 'infinity' WHERE seq = 2"))
            file.execute(text("UPDATE paper SET issue_date = 'infinity' WHERE id = 1"))
            file.execute(text("UPDATE paper SET issued_at = '-infinity' WHERE id = 3"))
        file.execute(text("""UPDATE journal SET payload = '{"rows"\\:[[1]]}' WHERE seq = 3"""))
        file.commit()
    found = {(fault.seq, fault.where) for fault in one.journal.verify()}
    assert {(2, "journal"), (3, "journal"), (1, "paper 1"), (None, "paper 3")} <= found


def test_an_entry_whose_words_were_spoilt_does_not_hide_the_others(one):
    with the_file(one.door.url) as file:
        file.execute(text("UPDATE journal SET payload = '[[' WHERE seq = 2"))
        file.commit()
    assert [entry.seq for entry in one.journal.entries()] == [3, 2, 1]
    assert {fault.seq for fault in one.journal.verify()} >= {2}


def test_a_chain_computed_anew_shows_only_against_a_head_kept_outside(one):
    kept = one.journal.head()
    with the_file(one.door.url) as file:
        prev = GENESIS
        for entry in file.execute(JOURNAL.select().order_by(JOURNAL.c.seq)).all():
            forged = {**entry._mapping, "at": dates.stamp(entry.at), "prev_hash": prev}
            forged["actor"] = "nobody"
            prev = chained(forged)
            file.execute(
                JOURNAL.update()
                .where(JOURNAL.c.seq == entry.seq)
                .values(actor="nobody", prev_hash=forged["prev_hash"], hash=prev)
            )
        file.execute(text("UPDATE journal_head SET hash = :h").bindparams(h=prev))
        file.commit()
    assert one.journal.verify() == []
    (fault,) = one.journal.verify(against=kept)
    assert fault.what == "the chain is not the one whose head you kept"


def test_the_head_of_an_empty_journal_is_one_to_keep_too(migrated_url, tmp_path):
    desk = OneDoor(migrated_url, tmp_path)
    kept = desk.journal.head()
    assert desk.journal.verify(against=kept) == []
    desk.issue()
    assert desk.journal.verify(against=kept) == []
    desk.door.close()


@pytest.fixture
def after_a_day(desk):
    """A desk with a deal from the article to the payment and an audit, and files for its papers."""
    invoice = builders.an_invoice(desk)
    builders.a_payment(desk, invoice, "100.00 GBP")
    desk.audits.page(
        b"<html><body><p>" + builders.TWIN.read_bytes() + b"</p></body></html>",
        source="page.html",
        url="https://fenmouthgazette.example/1",
    )
    filed(desk, b"%PDF-1.7 one", paper_id=1)
    filed(desk, b"%PDF-1.7 two", paper_id=2)
    return desk


def filed(desk, content, *, paper_id=None):
    """A document of `content`, on file without a press; where it lies."""
    sha256 = desk.store.put(content, ".pdf")
    with desk.writing() as w:
        w.insert(
            DocumentRecord,
            paper_id=paper_id,
            kind="invoice",
            language="en",
            revision=1,
            sha256=sha256,
            pages=1,
            engine="none",
            made_at=w.now,
        )
        w.journal("print", "a paper", sha256=sha256)
    return desk.store.path(sha256)


def changed(column, n):
    """The SQL of another value for a column: the n-th, so that what is unique stays so."""
    name = f'"{column.name}"'
    if isinstance(column.type, Flag):
        return f"{name} + 2"  # still "yes" to whoever asks in passing
    if isinstance(column.type, Integer):
        return f"coalesce({name}, 0) + {1000 + n}"
    if isinstance(column.type, Day):
        return "'2020-02-29'"
    if isinstance(column.type, Moment):
        return "'2020-02-29T09\\:00\\:00.000000Z'"
    return f"coalesce({name}, '') || 'x{n}'"


def test_any_row_of_any_table_that_is_edited_or_deleted_is_found(after_a_day):
    desk = after_a_day
    missed, changed_in, numbers = [], set(), count()
    claimed = {}
    with the_file(desk.door.url) as file:
        assert list(_chain(Reading(file), claimed, None)) == []
        for name, table in Record.metadata.tables.items():
            if unchained(name):
                continue
            key = table.primary_key.columns[0]
            newest = file.execute(select(key).order_by(key.desc())).scalar()
            file.rollback()
            if newest is None:
                continue
            where = f'WHERE "{key.name}" = :key'

            def of_this_table(r, table=table):
                return list(_rows_of(r, table, dict(claimed)))

            for column in table.columns:
                edit = f'"{column.name}" = {changed(column, next(numbers))}'
                act = f'UPDATE "{name}" SET {edit} {where}'
                found = found_after(desk, file, act, proof=of_this_table, key=newest)
                if not found:
                    missed.append(act)
                elif not isinstance(found[0], DBAPIError):
                    changed_in.add(name)
            gone = found_after(desk, file, f'DELETE FROM "{name}" {where}', key=newest)
            if not gone:
                missed.append(f"DELETE {name}")
    assert missed == []
    assert desk.journal.verify() == []
    assert {
        "paper", "paper_state", "invoice", "invoice_line", "payment", "allocation", "document",
        "licence", "licence_item", "quote_revision", "version", "ruling", "series",
    } <= changed_in  # fmt: skip


@pytest.mark.parametrize(
    "harm", ["changed", "swapped", "removed", "a decoy beside it", "a folder", "another suffix"]
)
def test_a_document_that_was_changed_swapped_or_removed_is_found(one, harm):
    first, second = filed(one, b"%PDF-1.7 one"), filed(one, b"%PDF-1.7 two")
    assert one.journal.verify() == []
    whole = first.read_bytes()
    if harm == "changed":
        first.write_bytes(whole[:-1] + b"!")
    elif harm == "swapped":
        first.write_bytes(second.read_bytes())
        second.write_bytes(whole)
    elif harm == "another suffix":
        first.rename(first.with_suffix(".zzz"))
    elif harm == "a decoy beside it":
        first.with_suffix(".zzz").write_bytes(whole)
        first.write_bytes(b"%PDF-1.7 another")
    else:
        first.unlink()
        if harm == "a folder":
            first.mkdir()
    found = one.journal.verify()
    assert len(found) == (2 if harm == "swapped" else 1)
    assert all("document store" in fault.what for fault in found)


def test_a_personal_value_without_its_salt_is_found(one):
    with one.writing() as w:
        kept = w.keep_personal("Orla Finch")
        w.journal("contact", "PTY-000001")
    assert one.journal.verify() == []
    with the_file(one.door.url) as file:
        file.execute(text("UPDATE personal SET salt = NULL, value = 'Nobody'"))
        file.commit()
    assert [(f.what, f.where) for f in one.journal.verify()] == [
        ("a personal value was changed", kept)
    ]
    with the_file(one.door.url) as file:  # forgotten, as the law may ask
        file.execute(text("UPDATE personal SET value = NULL"))
        file.commit()
    assert one.journal.verify() == []


@pytest.mark.tampers
def test_an_invoice_settled_twice_is_found_even_when_the_journal_says_so(desk):
    from syndicate.records.payments import AllocationRecord

    invoice = builders.an_invoice(desk)
    payment = builders.a_payment(
        desk, invoice, desk.invoices.show(invoice).total["amount"] + " GBP"
    )
    with desk.writing() as w:
        row = w.first(AllocationRecord.__table__.select())
        w.insert(
            AllocationRecord,
            payment_id=row.payment_id,
            invoice_id=row.invoice_id,
            kind="charge",
            minor=row.minor,
            at=NOW,
        )
        w.journal("payment record", payment)
    assert [(f.what, f.where) for f in desk.journal.verify()] == [
        ("an invoice is settled beyond its total", invoice)
    ]
