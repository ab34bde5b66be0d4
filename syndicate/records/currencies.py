"""Rates of exchange on file, each of a day and a source. Append-only: papers freeze the one they used."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from syndicate.records.base import Record

__all__ = ["ExchangeRateRecord"]


class ExchangeRateRecord(Record):
    """1 `base` is `rate` `quote`, as `source` said on a day."""

    __tablename__ = "exchange_rate"
    id: Mapped[int] = mapped_column(primary_key=True)
    base: Mapped[str]
    quote: Mapped[str]
    rate: Mapped[str]  # a decimal as it was said
    source: Mapped[str]
    day: Mapped[date]
    by: Mapped[str]
    at: Mapped[datetime]
    __table_args__ = (Index("ix_exchange_rate_pair", "base", "quote", "day"),)
