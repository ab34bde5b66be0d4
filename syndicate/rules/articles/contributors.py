"""Contributors: who wrote, took pictures or translated, on what basis, with which share and limits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from syndicate.errors import BadInput
from syndicate.rules.articles.settling import Basis, BylineRuling
from syndicate.rules.articles.texts import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from decimal import Decimal

__all__ = [
    "THE_LIST",
    "Contributor",
    "Credit",
    "Role",
    "by_the_list",
    "name_key",
    "names_in",
    "refuse_shares",
]

THE_LIST = "the list of contributors"


class Role(StrEnum):
    """What a contributor did for an article."""

    AUTHOR = "author"
    PHOTOGRAPHER = "photographer"
    TRANSLATOR = "translator"


@dataclass(frozen=True, slots=True)
class Contributor:
    """Somebody on the list; `share` is per cent of the net fee, `limits` the words that papers print.

    Empty territories, languages and media are no limit.
    """

    ref: str
    name: str
    basis: Basis
    at: datetime
    share: Decimal | None = None
    limits: str | None = None
    consent_required: bool = False
    territories: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    media: tuple[str, ...] = ()

    @property
    def limited(self) -> bool:
        """Whether the terms hold for some uses only."""
        return bool(self.territories or self.languages or self.media)


@dataclass(frozen=True, slots=True)
class Credit:
    """One contributor's part in one article, with the terms that count there.

    `consent` is what the contributor said to being licensed, None where nobody asked; `machines` their
    express yes to AI input, training or mining, None where there is none.
    """

    contributor: Contributor
    role: Role
    basis: Basis
    share: Decimal | None = None
    limits: str | None = None
    consent: str | None = None
    machines: str | None = None


_OPENS = re.compile(
    r"^\W*(?:by|words by|text by|story by|par|propos recueillis par|texte|بقلم|كتب|كتبت)\b[ :]*",
    re.IGNORECASE,
)
_PARTS = re.compile(
    r"\s*(?:[,،;/&|]|\band\b|\bwith\b|\bet\b|\bavec\b|\bمع\b|\s(?=و[\u0621-\u064a]{3}))\s*",
    re.IGNORECASE,
)
_PLACE = re.compile(r"\s+(?:in|at|à|au|aux|en|في)\s+\S.*$", re.IGNORECASE)
_ARABIC_AND = re.compile(r"^و(?=[\u0621-\u064a]{3})")


def name_key(name: str) -> str:
    """How two names of one person are compared: without case, points and doubled spaces."""
    return fold(name).casefold().replace(".", "").replace("’", "'").strip()


def names_in(byline: str | None, known: Mapping[str, object] | None = None) -> tuple[str, ...]:
    """The names a byline prints, in order: "By Ada Fenwick in Stornby and Odd Larkin" has two.

    A whole byline that is a name in `known` (by `name_key`) is that one name, whatever stands in it.
    """
    text = _OPENS.sub("", fold(byline or "")).strip(" .,;:")
    if not text:
        return ()
    if known is not None and name_key(text) in known:
        return (text,)
    found = []
    for n, part in enumerate(_PARTS.split(text)):
        name = part.strip(" .,;:()")
        if n and (known is None or name_key(name) not in known):
            name = _ARABIC_AND.sub("", name)
        if known is None or name_key(name) not in known:
            name = _PLACE.sub("", name).strip(" .,;:()")
        if name:
            found.append(name)
    return tuple(found)


def by_the_list(parts: Sequence[Credit], byline: str, *, agency: str | None = None) -> BylineRuling:
    """What the list says of a byline of which every name is on it: the strictest basis of its authors.

    `agency` is one named beside them. Raises BadInput without an author.
    """
    authors = [c for c in parts if c.role is Role.AUTHOR]
    if not authors:
        raise BadInput("a byline names an author")
    strictest = (Basis.UNKNOWN, Basis.FREELANCE, Basis.ASSIGNED, Basis.STAFF)
    basis = min((c.basis for c in authors), key=strictest.index)
    limits = [c for c in authors if (c.limits or "").strip()]
    spoken = (
        limits[0].limits
        if len(limits) == len(authors) == 1
        else "; ".join(f"{c.contributor.name}: {(c.limits or '').strip()}" for c in limits)
    )
    shares = [c.share for c in authors if c.share is not None]
    refs = ", ".join(c.contributor.ref for c in authors)
    # A freelance among several needs terms of his own, not those of another.
    bare = any(
        c.basis is Basis.FREELANCE and c.share is None and not (c.limits or "").strip()
        for c in authors
    )
    return BylineRuling(
        basis=basis,
        by=f"{THE_LIST} ({refs})",
        at=max(c.contributor.at for c in authors),
        byline=byline,
        limits=None if bare else spoken or None,
        share=None if bare or not shares else sum(shares[1:], shares[0]),
        agency=agency,
    )


def refuse_shares(parts: Sequence[Credit]) -> None:
    """Nothing, when the shares of an article leave the house no less than nothing. Raises BadInput."""
    shares = [c.share for c in parts if c.share is not None]
    if shares and sum(shares) > 100:
        told = ", ".join(f"{c.contributor.name} {c.share}" for c in parts if c.share is not None)
        raise BadInput(
            f"the shares come to more than 100 per cent: {told}", hint="--share PER CENT"
        )
