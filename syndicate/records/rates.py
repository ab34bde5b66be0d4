"""Rate cards, by version. Immutable: a quote replays from the card it was priced on."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from syndicate.records.base import Record

__all__ = ["RateCardRecord"]


class RateCardRecord(Record):
    """A rate card as it was imported: its own text, with validity dates."""

    __tablename__ = "rate_card"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    version: Mapped[str]
    currency: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    invented: Mapped[bool]
    sha256: Mapped[str] = mapped_column(unique=True)
    text: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("name", "version"),)
