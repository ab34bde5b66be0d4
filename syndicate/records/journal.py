"""The journal: who did what, chained by hash. Its head, the keys of repeated commands, the number series."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from syndicate.records.base import Record

__all__ = ["IdempotencyRecord", "JournalHeadRecord", "JournalRecord", "SeriesRecord"]


class JournalRecord(Record):
    """One act: `hash` covers all other columns and the hash before it. Append-only."""

    __tablename__ = "journal"
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str]
    action: Mapped[str]
    entity: Mapped[str] = mapped_column(index=True)
    payload: Mapped[str]
    prev_hash: Mapped[str]
    hash: Mapped[str] = mapped_column(unique=True)
    __table_args__ = (CheckConstraint("length(hash) = 64", name="hash_length"),)


class JournalHeadRecord(Record):
    """The one row that knows the end of the chain; writers lock it first."""

    __tablename__ = "journal_head"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    hash: Mapped[str]
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)


class IdempotencyRecord(Record):
    """A key given to a creating command, and the reference it made. Kept for ever."""

    __tablename__ = "idempotency"
    key: Mapped[str] = mapped_column(primary_key=True)
    command: Mapped[str]
    args_sha256: Mapped[str]
    ref: Mapped[str] = mapped_column(index=True)
    __table_args__ = (CheckConstraint("length(key) BETWEEN 8 AND 200", name="key_length"),)


class SeriesRecord(Record):
    """A number series of one kind (and year): it opens where the old books stopped."""

    __tablename__ = "series"
    name: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(index=True)
    prefix: Mapped[str]
    year: Mapped[int]
    opening: Mapped[int]
    last: Mapped[int]
    __table_args__ = (
        CheckConstraint("opening >= 1", name="opening_positive"),
        CheckConstraint("last >= opening - 1", name="last_not_before_opening"),
    )
