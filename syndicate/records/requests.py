"""Requests to republish, and their items: one article for one use."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from syndicate.records.base import Record

__all__ = ["RequestFileRecord", "RequestItemRecord", "RequestRecord"]


class RequestRecord(Record):
    """A request as logged: who asks, through which channel, in which state."""

    __tablename__ = "request"
    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(unique=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    payer_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    end_client_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"))
    state: Mapped[str] = mapped_column(index=True)
    channel: Mapped[str]  # desk | mail | sheet | blanket
    received_at: Mapped[datetime] = mapped_column(index=True)
    po_number: Mapped[str | None]
    message_sha256: Mapped[str | None] = mapped_column(index=True)
    message_id: Mapped[str | None] = mapped_column(index=True)
    assigned_to: Mapped[str | None]
    notes: Mapped[str]
    reason: Mapped[str | None]


class RequestItemRecord(Record):
    """One article for one use; the use as JSON, with the columns that lists search."""

    __tablename__ = "request_item"
    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"))
    n: Mapped[int]
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"), index=True)
    medium: Mapped[str | None]
    outlet_title: Mapped[str | None]
    use: Mapped[str]  # canonical JSON
    __table_args__ = (UniqueConstraint("request_id", "n"),)


class RequestFileRecord(Record):
    """A mail of a request, something attached to one, or the sheet it came in: kept by digest. Append-only."""

    __tablename__ = "request_file"
    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"), index=True)
    kind: Mapped[str]  # message | attachment | sheet
    name: Mapped[str | None]  # as the sender called it: never a place to write to
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(index=True)
    message_id: Mapped[str | None] = mapped_column(index=True)
    at: Mapped[datetime]
