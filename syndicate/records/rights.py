"""Agreements, contributors and restrictions: what may be licensed beside what staff ruled passage by passage."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from syndicate.records.base import Record

__all__ = [
    "AgreementRecord",
    "ContributorNameRecord",
    "ContributorRecord",
    "ContributorshipRecord",
    "RestrictionRecord",
]


class AgreementRecord(Record):
    """A contract with an agency or house, or a standing rule of an editor, that applies by itself."""

    __tablename__ = "agreement"
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True)
    agency: Mapped[str]
    agency_key: Mapped[str] = mapped_column(index=True)
    contract: Mapped[str]
    covers: Mapped[str]  # canonical JSON list: agency-copy, attributed-fact, credits, whole
    act: Mapped[str]
    bylines: Mapped[str]  # canonical JSON list of bases; empty: any
    editions: Mapped[str]  # canonical JSON list; empty: any
    scope: Mapped[str]  # canonical JSON: territories, languages, media; empty lists: no limit
    credit: Mapped[str | None]
    contact: Mapped[str | None]
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]  # the last day it applies
    by: Mapped[str]
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]
    __table_args__ = (CheckConstraint("act IN ('licensed','own-words','exclude')", name="act"),)


class ContributorRecord(Record):
    """Somebody who writes, takes pictures or translates, with the terms that count unless an article says other."""

    __tablename__ = "contributor"
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    basis: Mapped[str]  # staff | assigned | freelance
    share: Mapped[str | None]  # per cent of the net fee
    limits: Mapped[str | None]  # as papers print them
    scope: Mapped[str]  # canonical JSON: territories, languages, media; empty lists: no limit
    consent_required: Mapped[bool]
    payee: Mapped[str | None]
    by: Mapped[str]
    at: Mapped[datetime]
    ended_on: Mapped[date | None]  # from this day the list answers for no byline of theirs
    ended_by: Mapped[str | None]
    __table_args__ = (CheckConstraint("basis IN ('staff','assigned','freelance')", name="basis"),)


class ContributorNameRecord(Record):
    """A name under which a contributor is printed; a name means one contributor."""

    __tablename__ = "contributor_name"
    key: Mapped[str] = mapped_column(primary_key=True)
    contributor_id: Mapped[int] = mapped_column(ForeignKey("contributor.id"), index=True)


class ContributorshipRecord(Record):
    """A contributor's part in one article. Append-only; the newest of a role and contributor counts."""

    __tablename__ = "contributorship"
    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"))
    contributor_id: Mapped[int] = mapped_column(ForeignKey("contributor.id"), index=True)
    role: Mapped[str]
    basis: Mapped[str]
    share: Mapped[str | None]
    limits: Mapped[str | None]
    consent: Mapped[str | None]  # what the contributor said, where it was asked
    machines: Mapped[
        str | None
    ]  # their express yes to AI input, training or mining, as they said it
    by: Mapped[str]
    at: Mapped[datetime]
    __table_args__ = (
        Index("ix_contributorship_article", "article_id"),
        CheckConstraint("role IN ('author','photographer','translator')", name="role"),
    )


class RestrictionRecord(Record):
    """An embargo, a legal hold or an exclusivity window on an article or a whole edition, until released."""

    __tablename__ = "restriction"
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True)
    article_id: Mapped[int | None] = mapped_column(ForeignKey("article.id"), index=True)
    edition: Mapped[str | None] = mapped_column(index=True)
    kind: Mapped[str]
    scope: Mapped[
        str
    ]  # canonical JSON: territories, languages, media; empty lists: everywhere, any
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]  # the last day it counts; NULL: until it is released
    party_id: Mapped[int | None] = mapped_column(
        ForeignKey("party.id")
    )  # for whom a window is kept
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    released_at: Mapped[datetime | None]
    released_by: Mapped[str | None]
    released_note: Mapped[str | None]
    __table_args__ = (
        CheckConstraint("kind IN ('embargo','hold','window')", name="kind"),
        CheckConstraint("(article_id IS NULL) <> (edition IS NULL)", name="of_one"),
    )
