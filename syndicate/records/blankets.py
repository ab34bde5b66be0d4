"""Blanket agreements, and the articles drawn under them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from syndicate.records.base import Record

__all__ = ["BlanketRecord", "DrawRecord"]


class BlanketRecord(Record):
    """An agreement by which a licensee draws articles from a quota for one fee. Ended, never deleted."""

    __tablename__ = "blanket"
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    payer_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    end_client_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    quota: Mapped[int]
    currency: Mapped[str]
    fee_minor: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]  # the last day on which articles are drawn
    use: Mapped[str]  # canonical JSON: what each draw grants; its first day is that of the draw
    contract: Mapped[str | None]
    po_number: Mapped[str | None]
    by: Mapped[str]
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]
    __table_args__ = (CheckConstraint("ends_on >= starts_on AND quota > 0", name="period"),)


class DrawRecord(Record):
    """One article used under a blanket agreement. Append-only; beyond the quota it is quoted by the card."""

    __tablename__ = "draw"
    id: Mapped[int] = mapped_column(primary_key=True)
    blanket_id: Mapped[int] = mapped_column(ForeignKey("blanket.id"))
    n: Mapped[int]  # within the quota, and beyond it, counted on
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), index=True)
    beyond: Mapped[bool]
    drawn_on: Mapped[date]
    request: Mapped[str]
    quote: Mapped[str] = mapped_column(unique=True)
    licence: Mapped[str | None] = mapped_column(
        index=True
    )  # NULL beyond the quota: the quote's own
    by: Mapped[str]
    at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("blanket_id", "n"),)
