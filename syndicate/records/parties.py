"""Licensees, payers, agents and end clients; their outlets, audiences and contacts."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from syndicate.records.base import Record

__all__ = [
    "AudienceRecord",
    "ContactRecord",
    "MandateRecord",
    "OutletRecord",
    "PartyRecord",
    "PersonalRecord",
]


class PersonalRecord(Record):
    """What may have to be forgotten. `id` is sha256(salt + value); the rest of the books hold only it."""

    __tablename__ = "personal"
    id: Mapped[str] = mapped_column(primary_key=True)
    salt: Mapped[str | None]
    value: Mapped[str | None]
    __table_args__ = (CheckConstraint("length(id) = 64", name="id_length"),)


class PartyRecord(Record):
    """A licensee, payer, agent or end client."""

    __tablename__ = "party"
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True)
    legal_name: Mapped[str] = mapped_column(index=True)
    trading_name: Mapped[str | None]
    kind: Mapped[str]  # requestor type: news-publisher, corporate, agency …
    customer_kind: Mapped[str]  # business | consumer | unknown
    country: Mapped[str | None]
    address: Mapped[str]  # lines
    vat_no: Mapped[str | None]
    vat_proof: Mapped[str | None]
    company_no: Mapped[str | None]
    currency: Mapped[str | None]
    language: Mapped[str]
    terms: Mapped[str]  # account | pay-first
    payment_days: Mapped[int | None]
    state: Mapped[str]  # active | merged
    added_at: Mapped[datetime]
    batch: Mapped[int | None]  # the import it came with
    __table_args__ = (
        CheckConstraint("customer_kind IN ('business','consumer','unknown')", name="customer_kind"),
        CheckConstraint("terms IN ('account','pay-first')", name="terms"),
    )


class ContactRecord(Record):
    """How to reach somebody at a party, by purpose: rights, accounts, urgent."""

    __tablename__ = "contact"
    id: Mapped[int] = mapped_column(primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    purpose: Mapped[str]
    name: Mapped[str | None] = mapped_column(ForeignKey("personal.id"))
    email: Mapped[str | None] = mapped_column(ForeignKey("personal.id"))
    telephone: Mapped[str | None] = mapped_column(ForeignKey("personal.id"))


class OutletRecord(Record):
    """Where a licensee publishes: a title, its domains, its medium."""

    __tablename__ = "outlet"
    id: Mapped[int] = mapped_column(primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    title: Mapped[str]
    medium: Mapped[str | None]
    domains: Mapped[str]  # canonical JSON list of hosts
    country: Mapped[str | None]
    languages: Mapped[str]  # canonical JSON list of tags
    batch: Mapped[int | None]


class AudienceRecord(Record):
    """An audience figure of an outlet, with its date and source. Append-only."""

    __tablename__ = "audience"
    id: Mapped[int] = mapped_column(primary_key=True)
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlet.id"), index=True)
    figure: Mapped[int]
    unit: Mapped[str]
    as_of: Mapped[date]
    source: Mapped[str]


class MandateRecord(Record):
    """A collective licence that a licensee says it holds, or that it holds none. Ended, never deleted."""

    __tablename__ = "mandate"
    id: Mapped[int] = mapped_column(primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    body: Mapped[str | None]  # NLA, CLA …; NULL: asked, and none is held
    number: Mapped[str | None]
    uses: Mapped[str]  # canonical JSON list of media
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    source: Mapped[str | None]
    by: Mapped[str]
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]
