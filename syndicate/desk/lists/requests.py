"""Requests in a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from syndicate.desk import Desk

__all__ = ["RequestLine", "on_file", "shown_state"]

QUOTED, TRIAGED = "quoted", "triaged"


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A request in a list."""

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


def on_file(desk: Desk, *, open_only: bool = False) -> list[RequestLine]:
    """Every request, newest first; several items show the first."""
    from syndicate.desk.lists.quotes import on_offer

    with desk.glancing() as g:
        rows = g.rows("open requests" if open_only else "requests")
    offered = on_offer(desk) if any(row.state == QUOTED for row in rows) else frozenset()
    return [
        RequestLine(
            ref=row.ref,
            state=shown_state(row.state, offered=row.ref in offered),
            licensee=row.party,
            licensee_name=row.legal_name,
            article=row.article,
            headline=row.headline,
            medium=row.medium,
            outlet=row.outlet_title,
            received_at=row.received_at,
            assigned_to=row.assigned_to,
        )
        for row in rows
    ]


def shown_state(state: str, *, offered: bool) -> str:
    """The state of a request as it reads today: one whose quote lapsed waits to be quoted again."""
    return TRIAGED if state == QUOTED and not offered else state
