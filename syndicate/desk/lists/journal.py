"""The acts of the journal in a list."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from syndicate.desk import Desk

__all__ = ["Entry", "on_file"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One act of the journal."""

    seq: int
    at: str
    actor: str
    action: str
    entity: str
    payload: dict[str, Any]


def on_file(desk: Desk, entity: str | None = None) -> list[Entry]:
    """The acts, newest first; with `entity`, only those on that reference."""
    with desk.glancing() as g:
        rows = g.rows("journal") if entity is None else g.rows("journal of", entity=entity)
    return [
        Entry(row.seq, row.at, row.actor, row.action, row.entity, _said(row.payload))
        for row in rows
    ]


def _said(payload: str) -> dict[str, Any]:
    """What an entry says besides the digests of its rows; nothing where somebody spoilt its words."""
    try:
        found = json.loads(payload)
    except ValueError:
        return {}
    return {n: v for n, v in found.items() if n != "rows"} if isinstance(found, dict) else {}
