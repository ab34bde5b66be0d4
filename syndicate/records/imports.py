"""What came in as a batch: where from, under which mapping, and whether it was taken back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from syndicate.records.base import Record

__all__ = ["BatchRecord", "MappingRecord"]


class BatchRecord(Record):
    """One import of a file."""

    __tablename__ = "batch"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    source: Mapped[str]
    source_sha256: Mapped[str] = mapped_column(index=True)
    mapping: Mapped[str]
    filed: Mapped[int]
    refused: Mapped[int]
    state: Mapped[str]  # filed | taken-back
    at: Mapped[datetime]
    by: Mapped[str]


class MappingRecord(Record):
    """A saved mapping of headings to fields, found again by the headings it was made for."""

    __tablename__ = "mapping"
    headings_sha256: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    mapping: Mapped[str]
