"""Column types: a moment, a day and a flag come back as they went in, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError, StatementError

from syndicate.errors import BadInput, Outside
from syndicate.records import Record, guards, modules
from syndicate.records.engine import reading_engine, sqlite_file, writing_engine
from syndicate.records.parties import PartyRecord

PARTY = {
    "ref": "PTY-000001",
    "legal_name": "Fenmouth Gazette plc",
    "kind": "news-publisher",
    "customer_kind": "business",
    "address": "2 Quay Street",
    "language": "en",
    "terms": "account",
    "state": "active",
}


@pytest.fixture
def books(migrated_url):
    """A connection that writes, undone at the end."""
    engine = writing_engine(migrated_url)
    with engine.connect() as connection:
        yield connection
        connection.rollback()
    engine.dispose()


def test_a_moment_comes_back_as_the_same_moment_in_utc(books):
    kuwait = datetime(2026, 11, 23, 12, 0, 0, 123456, tzinfo=timezone(timedelta(hours=3)))
    books.execute(insert(PartyRecord).values(**PARTY, added_at=kuwait))
    back = books.execute(select(PartyRecord.added_at)).scalar_one()
    assert back == kuwait
    assert back.tzinfo is UTC
    assert back.microsecond == 123456


def test_a_moment_without_a_zone_is_refused(books):
    with pytest.raises(StatementError, match="a moment without a zone"):
        books.execute(
            insert(PartyRecord).values(**PARTY, added_at=datetime(2026, 11, 23, 12, 0))  # noqa: DTZ001
        )


def test_a_day_and_a_flag_come_back_as_they_went_in(migrated_url, home, clock):
    from tests import builders

    with builders.a_desk(migrated_url, home, clock) as desk:
        invoice = desk.invoices.show(builders.an_invoice(desk))
        with desk.reading() as r:
            row = r.first(select(*Record.metadata.tables["paper"].columns).limit(1))
            invented = r.scalar(select(Record.metadata.tables["rate_card"].columns.invented))
    assert row.issue_date == date(2026, 11, 23)
    assert isinstance(row.issue_date, date)
    assert invented is True
    assert invoice.due_on == "2026-12-23"


def test_a_column_holds_its_own_type_or_nothing(books):
    with pytest.raises(DBAPIError):
        books.execute(text("UPDATE journal_head SET seq = 'many'"))


def test_a_foreign_key_is_kept(books):
    with pytest.raises(DBAPIError):
        books.execute(text("INSERT INTO contact (party_id, purpose) VALUES (4711, 'rights')"))


def test_a_reading_engine_cannot_write(migrated_url):
    engine = reading_engine(migrated_url)
    for statement in ("DELETE FROM suspect", "UPDATE journal_head SET seq = seq"):
        with engine.connect() as connection, pytest.raises(DBAPIError):
            connection.execute(text(statement))
    engine.dispose()


def test_only_a_file_or_a_postgresql_holds_a_desk(tmp_path):
    with pytest.raises(BadInput, match="cannot live in memory"):
        sqlite_file("sqlite://")
    with pytest.raises(BadInput, match="not in 'mysql'"):
        sqlite_file("mysql://root@localhost/x")
    with pytest.raises(BadInput, match="not a database URL"):
        sqlite_file("what is this")
    assert sqlite_file("postgresql://desk@localhost/x") is None
    assert sqlite_file(f"sqlite:///{tmp_path / 'a.db'}") == tmp_path / "a.db"


def test_a_server_that_is_not_there_is_told_in_one_line(tmp_path, clock):
    from tests import builders

    url = "postgresql://desk:secret@127.0.0.1:9/none"
    with builders.opened(tmp_path, clock, url=url) as desk, pytest.raises(Outside) as why:
        desk.articles.on_file()
    assert "\n" not in why.value.message
    assert "secret" not in why.value.message


def test_records_point_back_and_every_issued_row_is_guarded():
    guarded = {name for name, _ in guards.APPEND_ONLY}
    for name in ("paper", "licence", "licence_item", "invoice", "invoice_line", "quote_revision"):
        assert name in guarded
    assert {"version", "ruling", "document", "payment", "allocation", "journal"} <= guarded
    named = {
        table.name
        for module in modules
        for record in vars(module).values()
        if hasattr(record, "__table__")
        for table in (record.__table__,)
    }
    assert named == set(Record.metadata.tables)
    order = [table.name for table in Record.metadata.sorted_tables]
    for table in Record.metadata.tables.values():
        for key in table.foreign_keys:
            assert order.index(key.column.table.name) <= order.index(table.name)
