"""Where something holds, as people type it: territories, languages and media, each empty for all."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Annotated

import typer

from syndicate.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from syndicate.desk import Desk
    from syndicate.desk.rights import Scope
    from syndicate.rules.articles import Basis

__all__ = [
    "By",
    "Languages",
    "Media",
    "Territories",
    "Until",
    "day",
    "read_bases",
    "read_basis",
    "read_scope",
    "read_share",
    "spoken_scope",
    "words",
]

Territories = Annotated[
    str | None,
    typer.Option("--territory", metavar="PLACES", help="Only there: France; 'UK, Ireland'."),
]
Languages = Annotated[
    str | None, typer.Option("--language", metavar="LANGUAGES", help="Only in: French; 'en, ar'.")
]
Media = Annotated[
    str | None, typer.Option("--medium", metavar="MEDIA", help="Only for: 'website, newsletter'.")
]
Until = Annotated[str | None, typer.Option("--until", metavar="DAY", help="The last day it holds.")]
By = Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who says so. Else you.")]


def read_scope(territory: str | None, language: str | None, medium: str | None) -> Scope:
    """The scope of the three options. Raises BadInput for a place, language or medium that is none."""
    from syndicate.desk.rights import Scope
    from syndicate.rules.fees import Medium
    from syndicate.rules.languages import read_language
    from syndicate.rules.territories import read_territories

    media = words([medium] if medium else [])
    known = [m.value for m in Medium]
    unknown = [m for m in media if m not in known]
    if unknown:
        raise BadInput(f"--medium is one of {', '.join(known)}", hint="--medium website")
    return Scope(
        read_territories(territory) if territory else (),
        tuple(read_language(one) for one in words([language] if language else [])),
        tuple(media),
    )


def words(given: Iterable[str] | None) -> list[str]:
    """What was typed for an option that may be repeated, and may name several with commas."""
    return [part.strip() for one in given or () for part in one.split(",") if part.strip()]


def spoken_scope(scope: dict[str, list[str]]) -> str:
    """A scope in a few words; "everywhere" where it has none."""
    told = ", ".join(
        one for name in ("territories", "languages", "media") for one in scope.get(name, ())
    )
    return told or "everywhere"


def read_basis(text: str | None) -> Basis:
    """How somebody works for the house. Raises BadInput."""
    from syndicate.rules.articles import Basis

    known = [b.value for b in Basis if b.value != "unknown"]
    if text not in known:
        raise BadInput(f"--basis is one of {', '.join(known)}", hint="--basis staff")
    return Basis(text)


def read_bases(given: Sequence[str] | None) -> list[str]:
    """Several of them, as words. Raises BadInput."""
    return [read_basis(one).value for one in words(given) if one != "any"]


def read_share(text: str | None) -> Decimal | None:
    """A share of the net fee in per cent. Raises BadInput."""
    if text is None:
        return None
    try:
        share = Decimal(text.strip().rstrip("%").strip())
    except InvalidOperation:
        share = Decimal(-1)
    if not share.is_finite() or not 0 <= share <= 100:
        raise BadInput("--share is a per cent between 0 and 100", hint="--share 50")
    return share


def day(desk: Desk, text: str | None) -> date | None:
    """A day as people write it, or None."""
    from syndicate.rules.dates import read_day

    return read_day(text, today=desk.today) if text is not None else None
