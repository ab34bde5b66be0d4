"""Issued papers of every kind: numbered without gaps, frozen, printed once."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from syndicate.records.base import Record

__all__ = ["DocumentRecord", "PaperRecord", "PaperStateRecord"]


class PaperRecord(Record):
    """An issued paper: facts as canonical JSON with their hash. Immutable and gapless.

    The database itself refuses a gap: each number names the one before it, which must be on file,
    and only the opening number of its series has none. Licences filed from the old books stand
    outside the chain, under their old number.
    """

    __tablename__ = "paper"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    series: Mapped[str | None] = mapped_column(ForeignKey("series.name"))
    number: Mapped[int | None]
    opening: Mapped[int | None]
    prev: Mapped[int | None]
    ref: Mapped[str] = mapped_column(unique=True)
    made_from: Mapped[str | None] = mapped_column(index=True)
    replaces: Mapped[str | None]
    issue_date: Mapped[date]
    issued_at: Mapped[datetime]
    language: Mapped[str]
    facts: Mapped[str]
    facts_sha256: Mapped[str]
    __table_args__ = (
        UniqueConstraint("series", "number"),
        ForeignKeyConstraint(
            ["series", "prev"], ["paper.series", "paper.number"], name="fk_paper_chain"
        ),
        CheckConstraint(
            "(kind = 'filed-licence' AND series IS NULL AND number IS NULL AND prev IS NULL) OR "
            "(kind <> 'filed-licence' AND series IS NOT NULL AND number IS NOT NULL"
            " AND opening IS NOT NULL"
            " AND ((prev IS NULL AND number = opening) OR (prev IS NOT NULL AND prev = number - 1)))",
            name="gapless",
        ),
        CheckConstraint("length(facts_sha256) = 64", name="facts_sha256_length"),
        Index("ix_paper_chain", "series", "prev"),
        Index("ix_paper_kind", "kind", "id"),
    )


class PaperStateRecord(Record):
    """The only mutable part of a paper, written with its journal row."""

    __tablename__ = "paper_state"
    paper_id: Mapped[int] = mapped_column(
        ForeignKey("paper.id"), primary_key=True, autoincrement=False
    )
    state: Mapped[str] = mapped_column(index=True)
    journal_seq: Mapped[int]


class DocumentRecord(Record):
    """A printed file of a paper, of a quote revision or of a report. Immutable."""

    __tablename__ = "document"
    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("paper.id"))
    quote_revision_id: Mapped[int | None] = mapped_column(ForeignKey("quote_revision.id"))
    report: Mapped[str | None]
    kind: Mapped[str]
    language: Mapped[str]
    revision: Mapped[int]
    sha256: Mapped[str]
    pages: Mapped[int]
    engine: Mapped[str]
    made_at: Mapped[datetime]
    __table_args__ = (
        UniqueConstraint("paper_id", "kind", "revision"),
        UniqueConstraint("quote_revision_id", "kind", "revision"),
        CheckConstraint("length(sha256) = 64", name="sha256_length"),
    )
