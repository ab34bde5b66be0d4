"""Worked examples: a use, the fee a desk expects of it, and whether a card gives that fee."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from syndicate.errors import BadInput, SyndicateError, quoted
from syndicate.rules import dates, languages, territories
from syndicate.rules.fees.cards import NEGOTIATED
from syndicate.rules.fees.pricing import price
from syndicate.rules.fees.slates import ByNegotiation
from syndicate.rules.fees.uses import (
    Exclusivity,
    Medium,
    Portion,
    Purpose,
    TranslationBy,
    Use,
    read_count,
)
from syndicate.rules.money import Money, read_amount

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from syndicate.rules.fees.cards import Card
    from syndicate.rules.fees.slates import Step

__all__ = ["FIELDS", "Case", "Outcome", "read_case", "tried"]

FIELDS: Mapping[str, str] = {
    "case": "its name",
    "medium": "website, newspaper …",
    "audience": "250000, 250k",
    "unit": "what the audience is counted in, where it is not the medium's own",
    "territories": "France; 'UK, Ireland'; world",
    "languages": "English; 'en, ar'; English where it is empty",
    "duration": "12m, perpetual",
    "uses": "issues, mailings or broadcasts",
    "exclusivity": "none, first, sole, exclusive; none where it is empty",
    "purpose": "editorial, commercial …; editorial where it is empty",
    "excerpt": "so many words; the whole article where it is empty",
    "images": "so many",
    "translation": "none, publisher, licensee",
    "rush": "yes or no",
    "words": "words of the licensed text",
    "pieces": "how many such pieces are asked for together; one where it is empty",
    "on": "the day it is priced; the card's first where it is empty",
    "fee": "net for all pieces, or 'by negotiation'",
}
"""The columns of a table of worked examples, and what they say."""

_MOST_PIECES = 1_000

_T = TypeVar("_T")
_Member = TypeVar("_Member", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Case:
    """One worked example. `fee` is net for all `pieces`; None: the card gives no price for it."""

    name: str
    use: Use
    words: int
    pieces: int
    on: date | None
    fee: Money | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a card makes of a case: its price and the steps, or why it gives none."""

    case: str
    expected: Money | None
    priced: Money | None
    right: bool
    reason: str | None
    steps: tuple[Step, ...]


def read_case(row: Mapping[str, str], *, currency: str, today: date) -> Case:
    """The case that a row of a table states; `row` is text by heading, `currency` that of a bare fee.

    Raises BadInput for a heading nobody knows, a cell that cannot be read, or a row without medium,
    words or fee.
    """
    told = {_field(heading): text.strip() for heading, text in row.items() if text.strip()}
    for needed in ("medium", "words", "fee"):
        if needed not in told:
            raise BadInput(f"it says no {needed}")
    excerpt = _count(told, "excerpt")
    use = Use(
        medium=_member(Medium, told, "medium"),
        audience=_count(told, "audience"),
        audience_unit=told.get("unit"),
        territories=_read(told, "territories", territories.read_territories) or (),
        languages=_read(told, "languages", languages.read_languages) or ("en",),
        duration=_read(told, "duration", dates.read_span),
        uses=_count(told, "uses"),
        exclusivity=_member(Exclusivity, told, "exclusivity") or Exclusivity.NONE,
        purpose=_member(Purpose, told, "purpose") or Purpose.EDITORIAL,
        portion=Portion.WHOLE if excerpt is None else Portion.EXCERPT,
        excerpt_words=excerpt,
        images=_count(told, "images") or 0,
        translation_by=_member(TranslationBy, told, "translation") or TranslationBy.NONE,
        rush=_truth(told, "rush"),
    )
    pieces = _count(told, "pieces")
    if pieces is not None and not 1 <= pieces <= _MOST_PIECES:
        raise BadInput(f"pieces is a number from 1 to {_MOST_PIECES:,}, not {pieces:,}")
    by_card = told["fee"].casefold() != NEGOTIATED
    return Case(
        name=told.get("case", ""),
        use=use,
        words=_count(told, "words") or 0,
        pieces=pieces or 1,
        on=_read(told, "on", lambda text: dates.read_day(text, today=today)),
        fee=_read(told, "fee", lambda text: read_amount(text, currency=currency))
        if by_card
        else None,
    )


def tried(cases: Sequence[Case], card: Card) -> list[Outcome]:
    """What `card` makes of each of `cases`, in their order."""
    return [_tried(case, card) for case in cases]


def _tried(case: Case, card: Card) -> Outcome:
    try:
        priced = price(
            [(case.use, case.words)] * case.pieces,
            card,
            on=case.on or card.valid_from,
            specimen=True,
        )
    except SyndicateError as why:
        # Only what the card leaves to negotiation is expected to have no price; what is unknown never is.
        right = case.fee is None and isinstance(why, ByNegotiation)
        return Outcome(case.name, case.fee, None, right=right, reason=why.message, steps=())
    return Outcome(
        case.name,
        case.fee,
        priced.net,
        right=priced.net == case.fee,
        reason=None,
        steps=priced.steps,
    )


def _field(heading: str) -> str:
    name = " ".join(heading.casefold().replace("_", " ").replace("-", " ").split())
    if name in FIELDS:
        return name
    near = difflib.get_close_matches(name, FIELDS, n=1)
    meant = f"did you mean {near[0]}?" if near else f"known are {', '.join(FIELDS)}"
    raise BadInput(f"{quoted(heading)} is no column of a case; {meant}")


def _read(told: Mapping[str, str], name: str, read: Callable[[str], _T]) -> _T | None:
    if name not in told:
        return None
    try:
        return read(told[name])
    except BadInput as why:
        raise BadInput(f"{name}: {why.message}") from why


def _count(told: Mapping[str, str], name: str) -> int | None:
    return _read(told, name, read_count)


def _member(kind: type[_Member], told: Mapping[str, str], name: str) -> _Member | None:
    def read(text: str) -> _Member:
        for member in kind:
            if member.value == text.casefold():
                return member
        raise BadInput(f"{quoted(text)} is not one of {', '.join(each.value for each in kind)}")

    return _read(told, name, read)


def _truth(told: Mapping[str, str], name: str) -> bool:
    def read(text: str) -> bool:
        truth = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
        if text.casefold() not in truth:
            raise BadInput(f"{quoted(text)} is neither yes nor no")
        return truth[text.casefold()]

    return _read(told, name, read) or False
