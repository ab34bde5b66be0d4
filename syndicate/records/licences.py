"""Licences: what was granted, to whom, for which version. One to one with their paper."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from syndicate.records.base import Record

__all__ = ["LicenceItemRecord", "LicenceRecord", "ObligationRecord", "SuspensionRecord"]


class LicenceRecord(Record):
    """A licence. Immutable."""

    __tablename__ = "licence"
    paper_id: Mapped[int] = mapped_column(
        ForeignKey("paper.id"), primary_key=True, autoincrement=False
    )
    kind: Mapped[str]  # one-off | blanket | filed
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    quote_revision_id: Mapped[int | None] = mapped_column(ForeignKey("quote_revision.id"))
    quote: Mapped[str | None]
    old_number: Mapped[str | None] = mapped_column(index=True)
    batch: Mapped[int | None] = mapped_column(index=True)
    verify_code: Mapped[str | None] = mapped_column(unique=True)
    currency: Mapped[str | None]
    net_minor: Mapped[int | None]


class LicenceItemRecord(Record):
    """One article for one use, as granted. Immutable. NULL is "not stated", never "no limit"."""

    __tablename__ = "licence_item"
    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("licence.paper_id"))
    n: Mapped[int]
    article_id: Mapped[int | None] = mapped_column(ForeignKey("article.id"), index=True)
    version_id: Mapped[int | None] = mapped_column(ForeignKey("version.id"))
    outlet_id: Mapped[int | None] = mapped_column(ForeignKey("outlet.id"))
    outlet_title: Mapped[str | None]
    domains: Mapped[str]  # canonical JSON list
    medium: Mapped[str | None]
    territories: Mapped[str]  # canonical JSON list
    languages: Mapped[str]  # canonical JSON list
    starts_on: Mapped[date | None] = mapped_column(index=True)
    ends_on: Mapped[date | None] = mapped_column(index=True)
    perpetual: Mapped[bool]
    exclusivity: Mapped[str | None]
    excerpt_words: Mapped[int | None]
    whole: Mapped[bool | None]
    credit_line: Mapped[str | None]
    link_url: Mapped[str | None]
    canonical: Mapped[str | None]
    rights: Mapped[str]  # canonical JSON: the settled passages in force
    rights_sha256: Mapped[str]
    contributors: Mapped[str]  # canonical JSON: shares and limits frozen at grant
    net_minor: Mapped[int | None]
    __table_args__ = (
        UniqueConstraint("paper_id", "n"),
        CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name="term"
        ),
    )


class ObligationRecord(Record):
    """A dated duty of a licence item."""

    __tablename__ = "obligation"
    id: Mapped[int] = mapped_column(primary_key=True)
    licence_item_id: Mapped[int] = mapped_column(ForeignKey("licence_item.id"), index=True)
    type: Mapped[str]
    due_on: Mapped[date | None] = mapped_column(index=True)
    state: Mapped[str]
    words: Mapped[str]


class SuspensionRecord(Record):
    """A licence item that rests because its article was stopped, and since when it does no more."""

    __tablename__ = "suspension"
    id: Mapped[int] = mapped_column(primary_key=True)
    licence_item_id: Mapped[int] = mapped_column(ForeignKey("licence_item.id"), index=True)
    stoppage_id: Mapped[int] = mapped_column(ForeignKey("stoppage.id"), index=True)
    was: Mapped[str | None]  # the state this took the paper from; NULL where it left it as it was
    at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[str | None]
