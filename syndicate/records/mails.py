"""The outbox: drafts of mails that papers go out with, and what staff said they sent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from syndicate.records.base import Record

__all__ = ["MailRecord"]


class MailRecord(Record):
    """A ready draft (.eml in the document store); `sent` only when a person said so."""

    __tablename__ = "mail"
    id: Mapped[int] = mapped_column(primary_key=True)
    about: Mapped[str] = mapped_column(index=True)  # reference of the paper, quote or request
    kind: Mapped[str]
    recipient: Mapped[str | None] = mapped_column(ForeignKey("personal.id"))
    subject: Mapped[str]
    language: Mapped[str]
    eml_sha256: Mapped[str]
    state: Mapped[str]
    drafted_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    sent_by: Mapped[str | None]
    __table_args__ = (CheckConstraint("state IN ('draft','sent','set-aside')", name="state"),)
