"""Republished copies in a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from syndicate.desk import Desk

__all__ = ["CopyLine", "on_file", "share"]


@dataclass(frozen=True, slots=True)
class CopyLine:
    """A republished copy in a list, as it was last seen; `version` None where the page does not tell it."""

    ref: str
    state: str
    verdict: str
    place: str
    article: str
    version: int | None
    coverage: float
    licence: str | None
    first_seen: str
    last_seen: str


def on_file(desk: Desk) -> list[CopyLine]:
    """Every copy found, newest first, as it was last seen."""
    with desk.glancing() as g:
        rows = g.rows("copies")
    return [
        CopyLine(
            ref=row.ref,
            state=row.state,
            verdict=row.verdict,
            place=row.place,
            article=row.article,
            version=row.version if row.version_told else None,
            coverage=share(row.copied, row.licensable),
            licence=row.licence,
            first_seen=row.first_seen,
            last_seen=row.last_seen,
        )
        for row in rows
    ]


def share(part: int, whole: int) -> float:
    """`part` of `whole`, to four places; none of nothing."""
    return round(part / whole, 4) if whole else 0.0
