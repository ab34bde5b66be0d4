"""The outbox as a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from syndicate.desk import Desk

__all__ = ["Mail", "on_file"]


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail of the outbox."""

    id: int
    about: str
    kind: str
    recipient: str | None
    subject: str
    state: str
    drafted_at: str
    sent_at: str | None
    sent_by: str | None
    path: Path


def on_file(desk: Desk, *, open_only: bool = False) -> list[Mail]:
    """The outbox, newest first."""
    with desk.glancing() as g:
        rows = g.rows("open mails" if open_only else "mails")
    return [
        Mail(
            id=row.id,
            about=row.about,
            kind=row.kind,
            recipient=row.recipient,
            subject=row.subject,
            state=row.state,
            drafted_at=row.drafted_at,
            sent_at=row.sent_at,
            sent_by=row.sent_by,
            path=desk.store.place(row.eml_sha256, ".eml"),
        )
        for row in rows
    ]
