"""Worked examples: a use, the fee a desk expects of it, and whether a card gives that fee."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from itertools import zip_longest
from typing import TYPE_CHECKING, TypeVar

from syndicate.errors import BadInput, SyndicateError, quoted
from syndicate.rules import dates, languages, territories
from syndicate.rules.fees.cards import NEGOTIATED
from syndicate.rules.fees.exchange import Fx
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
from syndicate.rules.money import Money, currency_code, read_amount

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from syndicate.rules.fees.cards import Card
    from syndicate.rules.fees.slates import Step

__all__ = ["FIELDS", "Case", "Outcome", "read_case", "told", "tried"]

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
    "retrospective": "yes where it was not licensed in time",
    "pieces": "how many such pieces are asked for together; one where it is empty",
    "on": "the day it is priced; the card's first where it is empty",
    "currency": "the quote's, where it is not the card's",
    "rate": "how much of it one of the card's buys",
    "steps": "base 150; length × 1.25 = 187.5; rounding 187.50",
    "fee": "net for all pieces, or 'by negotiation'",
}
"""The columns of a table of worked examples, and what they say."""

_MOST_PIECES = 1_000
_SET = frozenset({"base", "blanket", "minimum", "cap", "no-fee", "rounding"})
"""Steps that set the price, whatever it was."""

_T = TypeVar("_T")
_Member = TypeVar("_Member", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Case:
    """One worked example. `fee` is net for all `pieces`; None: the card gives no price for it.

    `steps` are those of one piece that change its price, as `told` tells them; empty: any.
    """

    name: str
    use: Use
    words: int
    pieces: int
    on: date | None
    fee: Money | None
    retrospective: bool = False
    fx: tuple[str, Decimal] | None = None
    steps: tuple[str, ...] = ()


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
    said = {_field(heading): text.strip() for heading, text in row.items() if text.strip()}
    for needed in ("medium", "words", "fee"):
        if needed not in said:
            raise BadInput(f"it says no {needed}")
    excerpt = _count(said, "excerpt")
    use = Use(
        medium=_member(Medium, said, "medium"),
        audience=_count(said, "audience"),
        audience_unit=said.get("unit"),
        territories=_read(said, "territories", territories.read_territories) or (),
        languages=_read(said, "languages", languages.read_languages) or ("en",),
        duration=_read(said, "duration", dates.read_span),
        uses=_count(said, "uses"),
        exclusivity=_member(Exclusivity, said, "exclusivity") or Exclusivity.NONE,
        purpose=_member(Purpose, said, "purpose") or Purpose.EDITORIAL,
        portion=Portion.WHOLE if excerpt is None else Portion.EXCERPT,
        excerpt_words=excerpt,
        images=_count(said, "images") or 0,
        translation_by=_member(TranslationBy, said, "translation") or TranslationBy.NONE,
        rush=_truth(said, "rush"),
    )
    pieces = _count(said, "pieces")
    if pieces is not None and not 1 <= pieces <= _MOST_PIECES:
        raise BadInput(f"pieces is a number from 1 to {_MOST_PIECES:,}, not {pieces:,}")
    by_card = said["fee"].casefold() != NEGOTIATED
    fx = _fx(said, currency)
    if fx is not None:
        currency = fx[0]
    return Case(
        name=said.get("case", ""),
        use=use,
        words=_count(said, "words") or 0,
        pieces=pieces or 1,
        on=_read(said, "on", lambda text: dates.read_day(text, today=today)),
        fee=_read(said, "fee", lambda text: read_amount(text, currency=currency))
        if by_card
        else None,
        retrospective=_truth(said, "retrospective"),
        fx=fx,
        steps=_steps(said.get("steps", "")),
    )


def told(steps: Sequence[Step]) -> tuple[str, ...]:
    """The steps that change a price, in few words each: "length × 1.25 = 187.5", "rounding 187.50"."""
    return tuple(_told(step) for step in steps if step.factor != "1" or step.rule in _SET)


def _told(step: Step) -> str:
    if step.rule in _SET:
        return f"{step.rule} {step.after}"
    if step.factor.startswith("+"):
        return f"{step.rule} + {step.factor[1:]} = {step.after}"
    if step.factor.endswith("%"):
        return f"{step.rule} {step.factor}"
    return f"{step.rule} × {step.factor} = {step.after}"


def tried(cases: Sequence[Case], card: Card) -> list[Outcome]:
    """What `card` makes of each of `cases`, in their order."""
    return [_tried(case, card) for case in cases]


def _tried(case: Case, card: Card) -> Outcome:
    day = case.on or card.valid_from
    try:
        priced = price(
            [(case.use, case.words)] * case.pieces,
            card,
            on=day,
            currency=case.fx[0] if case.fx else None,
            fx=Fx(card.currency, *case.fx, "a worked example", day) if case.fx else None,
            specimen=True,
            retrospective=case.retrospective,
        )
    except SyndicateError as why:
        # Only what the card leaves to negotiation is expected to have no price; what is unknown never is.
        right = case.fee is None and isinstance(why, ByNegotiation)
        return Outcome(case.name, case.fee, None, right=right, reason=why.message, steps=())
    reason = _unlike(case.steps, told(priced.lines[0].steps)) if case.steps else None
    return Outcome(
        case.name,
        case.fee,
        priced.net,
        right=priced.net == case.fee and reason is None,
        reason=reason,
        steps=priced.steps,
    )


def _unlike(expected: Sequence[str], found: Sequence[str]) -> str | None:
    """The first step that is another than expected, in words; None where all are the same."""
    for one, other in zip_longest(expected, found, fillvalue="nothing more"):
        if one != other:
            return f"expected is {one}, the card has {other}"
    return None


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


def _fx(told: Mapping[str, str], own: str) -> tuple[str, Decimal] | None:
    """The currency of the quote and its rate; None where it is the card's own."""
    currency = _read(told, "currency", currency_code)
    if currency is None or currency == own:
        if "rate" in told:
            raise BadInput("a rate is of another currency than the card's: it says no currency")
        return None
    if "rate" not in told:
        raise BadInput(f"it says no rate: how much {currency} one {own} buys")
    try:
        return currency, Decimal(told["rate"])
    except InvalidOperation as error:
        raise BadInput(f"rate: {quoted(told['rate'])} is no number") from error


def _steps(text: str) -> tuple[str, ...]:
    spaced = re.sub(r" [x×] ?(?=[0-9.])", " × ", text).replace("=", " = ").replace("+", " + ")
    return tuple(" ".join(step.split()) for step in spaced.split(";") if step.strip())


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
