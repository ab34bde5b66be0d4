"""Payments and what they settle. Append-only."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from syndicate.records.base import Record

__all__ = ["AllocationRecord", "CertificateRecord", "PaymentRecord"]


class PaymentRecord(Record):
    """Money that came in. Append-only."""

    __tablename__ = "payment"
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    quote: Mapped[str | None] = mapped_column(index=True)  # paid on a pro-forma
    received_on: Mapped[date]
    currency: Mapped[str]
    amount_minor: Mapped[int]
    method: Mapped[str | None]
    bank_reference: Mapped[str | None]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
    __table_args__ = (CheckConstraint("amount_minor >= 0", name="not_negative"),)


class AllocationRecord(Record):
    """What part of a payment settles which invoice: received, withheld, or taken by a bank."""

    __tablename__ = "allocation"
    id: Mapped[int] = mapped_column(primary_key=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payment.id"), index=True)
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.paper_id"), index=True)
    kind: Mapped[str]
    minor: Mapped[int]
    at: Mapped[datetime]
    __table_args__ = (
        CheckConstraint("kind IN ('cash','withholding','charge')", name="kind"),
        CheckConstraint("minor > 0", name="positive"),
    )


class CertificateRecord(Record):
    """The paper by which a licensee proves the tax withheld from a payment; the newest counts. Append-only."""

    __tablename__ = "certificate"
    id: Mapped[int] = mapped_column(primary_key=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payment.id"), index=True)
    sha256: Mapped[str]
    dated_on: Mapped[date | None]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
