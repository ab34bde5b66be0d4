"""Copies found in the world: snapshots, placements, matches, findings, usage."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from syndicate.records.base import Record

__all__ = ["FindingRecord", "MatchRecord", "PlacementRecord", "SnapshotRecord", "UsageRecord"]


class SnapshotRecord(Record):
    """What was seen, when: the bytes lie in the document store under their digest. Append-only."""

    __tablename__ = "snapshot"
    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(index=True)
    url: Mapped[str | None]
    source: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    at: Mapped[datetime] = mapped_column(index=True)


class PlacementRecord(Record):
    """A republished copy of an article at a place."""

    __tablename__ = "placement"
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True)
    place: Mapped[str] = mapped_column(index=True)  # canonical URL, or file:SHA-256
    host: Mapped[str | None]
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), index=True)
    state: Mapped[str]
    first_seen: Mapped[datetime]
    last_seen: Mapped[datetime]


class MatchRecord(Record):
    """One look at one copy: which version, how much, under which licence. Append-only.

    Where the page does not tell its version, `version_id` is the nearest one and `version_told` false.
    """

    __tablename__ = "match"
    id: Mapped[int] = mapped_column(primary_key=True)
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"), index=True)
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    version_told: Mapped[bool]
    licence_item_id: Mapped[int | None] = mapped_column(ForeignKey("licence_item.id"), index=True)
    copied: Mapped[int]
    licensable: Mapped[int]
    copied_total: Mapped[int]
    total: Mapped[int]
    verdict: Mapped[str] = mapped_column(index=True)
    edits: Mapped[str]  # canonical JSON


class FindingRecord(Record):
    """One rule judged on one match, with the words it was judged on. Append-only."""

    __tablename__ = "finding"
    id: Mapped[int] = mapped_column(primary_key=True)
    match_id: Mapped[int] = mapped_column(ForeignKey("match.id"), index=True)
    rule: Mapped[str]
    result: Mapped[str]
    severity: Mapped[str]
    evidence: Mapped[str]
    __table_args__ = (CheckConstraint("result IN ('pass','fail','unknown')", name="result"),)


class UsageRecord(Record):
    """A count of readers of a placement in a period. Append-only."""

    __tablename__ = "usage"
    id: Mapped[int] = mapped_column(primary_key=True)
    licence_item_id: Mapped[int | None] = mapped_column(ForeignKey("licence_item.id"), index=True)
    placement_id: Mapped[int | None] = mapped_column(ForeignKey("placement.id"))
    period: Mapped[str] = mapped_column(index=True)
    source: Mapped[str]
    raw: Mapped[int]
    filtered: Mapped[int]
