"""What came in: batches of a file, the mappings they were read by, and the items known again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from syndicate.records.base import Record

__all__ = ["ArrivalRecord", "BatchRecord", "MappingRecord"]


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
    state: Mapped[str]  # open | filed | taken-back
    at: Mapped[datetime]
    by: Mapped[str]


class MappingRecord(Record):
    """A saved mapping of headings to fields, found again by the headings it was made for."""

    __tablename__ = "mapping"
    headings_sha256: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    mapping: Mapped[str]


class ArrivalRecord(Record):
    """One item of a source, and the article it became: how the item is known when it comes again."""

    __tablename__ = "arrival"
    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"))
    source: Mapped[str]
    item_id: Mapped[str]  # the id the source gives, else the address, else "sha256:" and the digest
    item_sha256: Mapped[str]  # of its bytes when it last came with anything new
    seen_at: Mapped[datetime]
    __table_args__ = (
        UniqueConstraint("item_id", "source"),
        CheckConstraint("length(item_sha256) = 64", name="item_digest_length"),
    )
