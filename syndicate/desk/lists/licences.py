"""Licences in a list."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from syndicate.rules import licences
from syndicate.rules.money import shown

if TYPE_CHECKING:
    from syndicate.desk import Desk

__all__ = ["LicenceLine", "on_file"]

_OPEN = frozenset({"scheduled", "active", "suspended"})


@dataclass(frozen=True, slots=True)
class LicenceLine:
    """A licence in a list: its first item."""

    ref: str
    state: str
    kind: str
    licensee: str
    licensee_name: str
    article: str | None
    headline: str | None
    outlet: str | None
    medium: str | None
    territories: tuple[str, ...]
    starts_on: str | None
    ends_on: str | None
    net: dict[str, str] | None


def on_file(desk: Desk, *, open_only: bool = False) -> list[LicenceLine]:
    """Every licence, newest first; batches that were taken back are not shown."""
    with desk.glancing() as g:
        rows = g.rows("licences")
    today = desk.today
    made = [
        LicenceLine(
            ref=row.ref,
            state=licences.grant_state(
                starts_on=_day(row.starts_on),
                ends_on=_day(row.ends_on),
                paper_state=row.state,
                today=today,
            ),
            kind=row.kind,
            licensee=row.party,
            licensee_name=row.legal_name,
            article=row.article,
            headline=row.headline,
            outlet=row.outlet_title,
            medium=row.medium,
            territories=tuple(json.loads(row.territories)) if row.territories else (),
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            net=shown(row.net_minor, row.currency),
        )
        for row in rows
    ]
    return [line for line in made if line.state in _OPEN] if open_only else made


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
