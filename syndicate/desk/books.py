"""What every way into the books has in common: the schema they stand at, and how their refusals are told."""

from __future__ import annotations

from syndicate.errors import Outside
from syndicate.shipped import REVISION

__all__ = ["newer", "no_desk", "require", "told"]


def require(found: str | None, *, writing: bool = False) -> None:
    """Refuse to work on books at the migration `found`, when this program was not written for it.

    Raises Outside: no desk yet, a newer schema, or (for writing) an older one.
    """
    if found is None:
        raise no_desk()
    if found > REVISION:
        raise newer(found)
    if writing and found < REVISION:
        raise Outside(
            f"these books are at schema {found}; this program writes {REVISION}",
            hint="syndicate database upgrade",
        )


def newer(found: str) -> Outside:
    """The refusal of books that a newer program wrote."""
    return Outside(
        f"these books were written by a newer program (schema {found}; this one knows {REVISION})",
        hint="pip install --upgrade syndicate-desk",
    )


def no_desk() -> Outside:
    """The refusal of a place where nobody has opened a desk."""
    return Outside("there is no desk here yet", hint="syndicate init")


def told(words: str) -> Outside:
    """What a database said, in the desk's words."""
    low = words.lower()
    if "unable to open" in low:
        return Outside(
            "there is no desk here, or its books cannot be opened", hint="syndicate init"
        )
    if "no such table" in low or "does not exist" in low:
        return no_desk()
    if "locked" in low:
        return Outside("the books are in use by another program", hint="type the same again")
    if "readonly" in low or "read-only" in low:
        return Outside("the books cannot be written: read-only", hint="syndicate doctor")
    if "full" in low:
        return Outside(
            "the disk is full; nothing was changed", hint="free space, then type the same again"
        )
    return Outside(f"the database said no: {words[:200]}", hint="syndicate doctor")
