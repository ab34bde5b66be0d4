"""The publisher's terms in a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from syndicate.desk import Desk

__all__ = ["on_file"]


def on_file(desk: Desk) -> list[dict[str, Any]]:
    """Every version of the terms on file, newest first."""
    with desk.glancing() as g:
        rows = g.rows("terms")
    newest: set[str] = set()
    made = []
    for row in rows:
        state = "superseded" if row.language in newest else "in-force"
        newest.add(row.language)
        made.append(
            {
                "ref": f"{row.name}/{row.language}/{row.version}",
                "state": state,
                "name": row.name,
                "language": row.language,
                "version": row.version,
                "valid_from": row.valid_from,
                "adopted_by": row.adopted_by,
                "sha256": row.sha256,
                "text": row.text,
            }
        )
    return made
