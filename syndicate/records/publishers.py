"""The publisher and its editions, banks, terms of business and own text of terms."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from syndicate.records.base import Record

__all__ = ["EditionRecord", "PublisherRecord", "TermsRecord"]


class PublisherRecord(Record):
    """The one publisher of this desk. Papers freeze what they print of it."""

    __tablename__ = "publisher"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    legal_name: Mapped[str]
    trading_name: Mapped[str | None]
    company_no: Mapped[str | None]
    registered_in: Mapped[str | None]
    registered_office: Mapped[str]  # lines
    country: Mapped[str]
    vat_no: Mapped[str | None]
    vat_registered: Mapped[bool]
    vat_rate: Mapped[str | None]  # per cent, as text
    email: Mapped[str | None]
    telephone: Mapped[str | None]
    website: Mapped[str | None]
    logo_sha256: Mapped[str | None]
    home_currency: Mapped[str]
    zone: Mapped[str]
    payment_days: Mapped[int]
    quote_days: Mapped[int]
    approve_above: Mapped[
        int | None
    ]  # a net in whole home money, above which a second person approves
    correction_hours: Mapped[int]
    credit_lines: Mapped[str]  # canonical JSON: language to template
    banks: Mapped[str]  # canonical JSON: currency to lines
    verify_host: Mapped[str]
    specimen: Mapped[bool]
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)


class EditionRecord(Record):
    """An edition: a language and a site of the publisher."""

    __tablename__ = "edition"
    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    language: Mapped[str]
    domains: Mapped[str]  # canonical JSON list of hosts


class TermsRecord(Record):
    """A numbered version of the publisher's own terms. Immutable."""

    __tablename__ = "terms"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    version: Mapped[int]
    language: Mapped[str]
    valid_from: Mapped[date]
    text: Mapped[str]
    sha256: Mapped[str]
    adopted_by: Mapped[str]
    adopted_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("language", "version"),)
