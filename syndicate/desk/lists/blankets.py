"""Blanket agreements in a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from syndicate.rules.money import Money

if TYPE_CHECKING:
    from syndicate.desk import Desk

__all__ = ["BlanketLine", "on_file"]


@dataclass(frozen=True, slots=True)
class BlanketLine:
    """A blanket agreement in a list, with how much of its quota is used."""

    ref: str
    state: str
    licensee: str
    licensee_name: str
    quota: int
    drawn: int
    over: int
    fee: dict[str, str]
    starts_on: str
    ends_on: str


def on_file(desk: Desk, *, open_only: bool = False) -> list[BlanketLine]:
    """Every agreement, newest first; with `open_only` those that run or are to come."""
    with desk.glancing() as g:
        rows = g.rows("blankets")
    if not rows:
        return []
    from syndicate.rules.blankets import BlanketState, state_on

    still = {BlanketState.IN_FORCE, BlanketState.TO_COME}
    made = []
    for row in rows:
        state = state_on(
            starts_on=date.fromisoformat(row.starts_on),
            ends_on=date.fromisoformat(row.ends_on),
            ended=row.ended_at is not None,
            today=desk.today,
        )
        if open_only and state not in still:
            continue
        made.append(
            BlanketLine(
                ref=row.ref,
                state=state.value,
                licensee=row.party,
                licensee_name=row.legal_name,
                quota=row.quota,
                drawn=int(row.drawn or 0),
                over=int(row.over or 0),
                fee=Money(row.fee_minor, row.currency).shown(),
                starts_on=row.starts_on,
                ends_on=row.ends_on,
            )
        )
    return made
