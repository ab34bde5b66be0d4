"""Quotes, their revisions and lines. A revision never changes; a new price is a new revision."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from syndicate.records.base import Record

__all__ = ["QuoteLineRecord", "QuoteRecord", "QuoteRevisionRecord"]


class QuoteRecord(Record):
    """A quote for a request: its state and the revision in force."""

    __tablename__ = "quote"
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"), index=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    state: Mapped[str] = mapped_column(index=True)
    revision: Mapped[int]
    valid_until: Mapped[date]
    currency: Mapped[str]
    total_minor: Mapped[int]
    drafted_at: Mapped[datetime]
    sent_on: Mapped[date | None]
    accepted_on: Mapped[date | None]
    accepted_by: Mapped[str | None] = mapped_column(ForeignKey("personal.id"))
    accepted_how: Mapped[str | None]
    evidence_sha256: Mapped[str | None]
    po_number: Mapped[str | None]
    reason: Mapped[str | None]
    stoppage_id: Mapped[int | None] = mapped_column(ForeignKey("stoppage.id"))  # what withdrew it
    approved_by: Mapped[str | None]  # of the revision in force
    approved_at: Mapped[datetime | None]
    reminded_on: Mapped[date | None]
    beside: Mapped[int | None] = mapped_column(
        ForeignKey("quote.id"), index=True
    )  # an alternative to it
    change: Mapped[str | None]  # canonical JSON: in what an alternative differs from what is asked


class QuoteRevisionRecord(Record):
    """What was offered, with all that it takes to compute it again. Immutable."""

    __tablename__ = "quote_revision"
    id: Mapped[int] = mapped_column(primary_key=True)
    quote_id: Mapped[int] = mapped_column(ForeignKey("quote.id"))
    n: Mapped[int]
    card_sha256: Mapped[str | None]
    engine: Mapped[int]
    inputs: Mapped[str]  # canonical JSON: what rules.fees.replay takes
    fx: Mapped[str | None]
    steps: Mapped[str]  # canonical JSON
    facts: Mapped[str]  # canonical JSON: what the paper prints
    facts_sha256: Mapped[str]
    currency: Mapped[str]
    net_minor: Mapped[int]
    tax_minor: Mapped[int]
    total_minor: Mapped[int]
    treatment: Mapped[str]
    drafted_by: Mapped[str]
    drafted_at: Mapped[datetime]
    __table_args__ = (
        UniqueConstraint("quote_id", "n"),
        CheckConstraint("net_minor + tax_minor = total_minor", name="adds_up"),
    )


class QuoteLineRecord(Record):
    """One line of a revision: a version of an article, for one use. Immutable."""

    __tablename__ = "quote_line"
    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("quote_revision.id"))
    n: Mapped[int]
    request_item_id: Mapped[int] = mapped_column(ForeignKey("request_item.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    use: Mapped[
        str
    ]  # canonical JSON: the use that was priced; a later edit of the request is another
    rights_sha256: Mapped[str]  # of the settled passages priced; a changed ruling changes it
    net_minor: Mapped[int]
    __table_args__ = (UniqueConstraint("revision_id", "n"),)
