"""Invoices and their lines. One to one with their paper; never changed, only credited."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from syndicate.records.base import Record

__all__ = ["InvoiceLineRecord", "InvoiceRecord"]


class InvoiceRecord(Record):
    """An invoice. Immutable."""

    __tablename__ = "invoice"
    paper_id: Mapped[int] = mapped_column(
        ForeignKey("paper.id"), primary_key=True, autoincrement=False
    )
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    quote: Mapped[str] = mapped_column(unique=True)
    quote_revision_id: Mapped[int] = mapped_column(ForeignKey("quote_revision.id"))
    licence: Mapped[str | None]
    currency: Mapped[str]
    net_minor: Mapped[int]
    tax_minor: Mapped[int]
    total_minor: Mapped[int]
    treatment: Mapped[str]
    tax_point: Mapped[date]
    due_on: Mapped[date] = mapped_column(index=True)
    __table_args__ = (CheckConstraint("net_minor + tax_minor = total_minor", name="adds_up"),)


class InvoiceLineRecord(Record):
    """A line of an invoice. Immutable."""

    __tablename__ = "invoice_line"
    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("invoice.paper_id"))
    n: Mapped[int]
    description: Mapped[str]
    net_minor: Mapped[int]
    code: Mapped[str]
    rate: Mapped[str]
    __table_args__ = (UniqueConstraint("paper_id", "n"),)
