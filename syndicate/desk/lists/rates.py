"""Rate cards in a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from syndicate.desk import Desk

__all__ = ["RateCard", "on_file"]


@dataclass(frozen=True, slots=True)
class RateCard:
    """A rate card on file."""

    ref: str
    state: str
    name: str
    version: str
    currency: str
    valid_from: str
    valid_to: str | None
    invented: bool
    sha256: str
    by: str


def on_file(desk: Desk) -> list[RateCard]:
    """Every card on file, newest first, with its state today."""
    with desk.glancing() as g:
        rows = g.rows("rate cards")
    today = desk.today.isoformat()
    return [
        RateCard(
            ref=f"{row.name}/{row.version}",
            state=_state(row.valid_from, row.valid_to, today),
            name=row.name,
            version=row.version,
            currency=row.currency,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            invented=bool(row.invented),
            sha256=row.sha256,
            by=row.by,
        )
        for row in rows
    ]


def _state(first: str, last: str | None, today: str) -> str:
    if today < first:
        return "scheduled"
    return "expired" if last is not None and today > last else "in-force"
