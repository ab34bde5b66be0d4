"""Requests in a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from syndicate.desk.lists.quotes import shown_state as quote_state

if TYPE_CHECKING:
    from syndicate.desk import Desk

__all__ = ["RequestLine", "on_file", "shown_state"]

QUOTED, TRIAGED = "quoted", "triaged"


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A request in a list, with its newest quote."""

    ref: str
    state: str
    licensee: str
    licensee_name: str
    article: str | None
    headline: str | None
    medium: str | None
    outlet: str | None
    received_at: str
    assigned_to: str | None
    quote: str | None
    quote_state: str | None


def on_file(desk: Desk, *, open_only: bool = False) -> list[RequestLine]:
    """Every request, newest first; several items show the first."""
    with desk.glancing() as g:
        rows = g.rows("open requests" if open_only else "requests")
    today = desk.today.isoformat()
    return [
        RequestLine(
            ref=row.ref,
            state=shown_state(row.state, offered=bool(row.kept) or (row.sent_until or "") >= today),
            licensee=row.party,
            licensee_name=row.legal_name,
            article=row.article,
            headline=row.headline,
            medium=row.medium,
            outlet=row.outlet_title,
            received_at=row.received_at,
            assigned_to=row.assigned_to,
            quote=row.quote,
            quote_state=quote_state(
                row.quote_state, date.fromisoformat(row.valid_until), desk.today
            )
            if row.quote
            else None,
        )
        for row in rows
    ]


def shown_state(state: str, *, offered: bool) -> str:
    """The state of a request as it reads today: one whose quote lapsed waits to be quoted again."""
    return TRIAGED if state == QUOTED and not offered else state
