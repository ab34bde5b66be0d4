"""Whether a rate card makes sense: its gaps, overlaps, rules nobody reaches, and prices that run backwards."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from syndicate.rules.dates import Span, last_day
from syndicate.rules.fees.cards import STEPS_OF_TERRITORY
from syndicate.rules.fees.uses import Exclusivity, Medium, Purpose

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from decimal import Decimal

    from syndicate.rules.fees.cards import Band, Base, Card

__all__ = ["Fault", "Problem", "check"]


class Fault(StrEnum):
    """What kind of thing is wrong."""

    GAP = "gap"
    OVERLAP = "overlap"
    UNREACHABLE = "unreachable"
    NEGATIVE = "negative"
    BACKWARDS = "backwards"
    DATES = "dates"
    AI = "ai"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a card: the rule it is wrong in, its kind, and words for it."""

    rule: str
    fault: Fault
    message: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.message}"


def check(card: Card) -> tuple[Problem, ...]:
    """Everything wrong with `card`, in the order of its rules; empty when it is whole."""
    return (
        *_dates(card),
        *_media(card),
        *(problem for n, base in enumerate(card.bases, 1) for problem in _base(f"base {n}", base)),
        *_reaches(card),
        *_length(card),
        *_territory("territory", card.territory),
        *_groups(card),
        *_negatives(card),
        *_durations(card),
        *_uses(card),
        *_members("exclusivity", Exclusivity, card.exclusivity, ascending=True),
        *_members("purpose", Purpose, card.purpose, ascending=False),
        *_bundles(card),
        *_no_fee(card),
        *_limits(card),
        *_shares(card),
        *_blankets(card),
        *_retrospective(card),
    )


def _dates(card: Card) -> Iterator[Problem]:
    if card.valid_to is not None and card.valid_to < card.valid_from:
        yield Problem("valid_to", Fault.DATES, "the card ends before it begins")


def _media(card: Card) -> Iterator[Problem]:
    priced = Counter(medium for base in card.bases for medium in base.media)
    for medium in Medium:
        if medium.is_ai:
            if priced[medium]:
                yield Problem(
                    "base", Fault.AI, f"{medium} is never priced by card: take it out of the base"
                )
            continue
        if priced[medium] > 1:
            yield Problem("base", Fault.OVERLAP, f"{medium} is priced {priced[medium]} times")
        if priced[medium] and medium in card.negotiated:
            yield Problem(
                "negotiation", Fault.OVERLAP, f"{medium} is priced, and by negotiation as well"
            )
        if not priced[medium] and medium not in card.negotiated:
            yield Problem(
                "base", Fault.GAP, f"{medium} is neither priced nor among the media by negotiation"
            )


def _base(rule: str, base: Base) -> Iterator[Problem]:
    if base.by_territory:
        yield from _territory(rule, base.by_territory)
        yield from _below_nothing(rule, base.by_territory)
        fees = list(base.by_territory.values())
    elif base.fee is not None:
        yield from _below_nothing(rule, {"fee": base.fee})
        fees = [base.fee]
    elif base.per_word:
        # What a further word costs may fall: the whole still grows with each.
        yield from _bands(rule, base.per_word, thing="fee a word", falling=True)
        fees = [band.value for band in base.per_word]
    elif base.by_words:
        yield from _bands(rule, base.by_words, thing="fee")
        fees = [band.value for band in base.by_words]
    else:
        yield from _bands(rule, base.bands, thing="fee")
        fees = [band.value for band in base.bands]
    if any(fee == 0 for fee in fees):
        yield Problem(
            rule, Fault.BACKWARDS, "a base fee of 0 earns nothing: say what is free under no_fee"
        )
    if base.bands and base.unit is None:
        yield Problem(rule, Fault.GAP, "it does not say what the audience is counted in: unit")


def _reaches(card: Card) -> Iterator[Problem]:
    by_audience = {m for base in card.bases if base.bands for m in base.media}
    priced = {medium for base in card.bases for medium in base.media}
    named = Counter(medium for rule in card.reaches for medium in rule.media)
    for medium, times in named.items():
        if times > 1:
            yield Problem("audience", Fault.OVERLAP, f"{medium} is named {times} times")
        if medium not in priced:
            yield Problem("audience", Fault.UNREACHABLE, f"{medium} has no base")
        if medium in by_audience:
            yield Problem(
                "audience", Fault.OVERLAP, f"the base of {medium} counts its audience already"
            )
    for n, rule in enumerate(card.reaches, 1):
        yield from _bands(f"audience {n}", rule.bands, thing="factor")
        if rule.unit is None:
            yield Problem(
                f"audience {n}",
                Fault.GAP,
                "it does not say what the audience is counted in: unit",
            )


def _bands(
    rule: str, bands: Sequence[Band], *, thing: str, falling: bool = False
) -> Iterator[Problem]:
    """What is wrong with a row of bands that has to reach all the way up."""
    yield from _order(rule, bands, thing=thing, falling=falling)
    if bands and bands[-1].limit is not None:
        yield Problem(
            rule,
            Fault.GAP,
            f'nothing is said above {bands[-1].limit:,}: end with ["more", …]',
        )


def _order(
    rule: str, bands: Sequence[Band], *, thing: str, falling: bool = False
) -> Iterator[Problem]:
    for band in bands:
        if band.value is not None and band.value < 0:
            yield Problem(rule, Fault.NEGATIVE, f"a {thing} of {band.value:f} is below nothing")
    for one, two in pairwise(bands):
        if one.limit is None or (two.limit is not None and two.limit <= one.limit):
            shown = "more" if two.limit is None else f"{two.limit:,}"
            yield Problem(
                rule, Fault.UNREACHABLE, f"the band up to {shown} stands after a wider one"
            )
        elif (
            not falling
            and one.value is not None
            and two.value is not None
            and two.value < one.value
        ):
            yield Problem(
                rule,
                Fault.BACKWARDS,
                f"the {thing} falls from {one.value:f} to {two.value:f} above {one.limit:,}",
            )


def _length(card: Card) -> Iterator[Problem]:
    if all(base.settles_length for base in card.bases):
        if card.whole or card.excerpt:
            yield Problem(
                "length",
                Fault.UNREACHABLE,
                "every base counts the words already, so no length does",
            )
        return
    yield from _bands("length.whole", card.whole, thing="factor")
    yield from _order("length.excerpt", card.excerpt, thing="factor")
    if any(band.limit is None for band in card.excerpt):
        yield Problem(
            "length.excerpt",
            Fault.UNREACHABLE,
            "“more” is never reached: above its last band an excerpt is priced as a whole article",
        )
    known = [band.value for band in card.excerpt if band.value is not None]
    least = min((band.value for band in card.whole if band.value is not None), default=None)
    if known and least is not None and max(known) > least:
        yield Problem(
            "length.excerpt", Fault.BACKWARDS, "an excerpt costs more than the whole article"
        )


def _territory(rule: str, found: Mapping[str, Decimal | None]) -> Iterator[Problem]:
    for step in STEPS_OF_TERRITORY:
        if step not in found:
            yield Problem(rule, Fault.GAP, f"{step} is missing")
    known = [(step, value) for step in STEPS_OF_TERRITORY if (value := found.get(step)) is not None]
    for (one, less), (two, more) in pairwise(known):
        if more < less:
            yield Problem(rule, Fault.BACKWARDS, f"the {two} costs less than the {one}")
    poor, other = found.get("low_income"), found.get("country")
    if poor is not None and other is not None and poor > other:
        yield Problem(
            rule, Fault.BACKWARDS, "a low-income country costs more than any other country"
        )


def _groups(card: Card) -> Iterator[Problem]:
    """A group lies between the one country and the region, so that more countries never cost less."""
    least, most = card.territory.get("country"), card.territory.get("region")
    for code, factor in card.groups.items():
        if least is not None and factor < least:
            yield Problem(
                f"territory.groups.{code}", Fault.BACKWARDS, "it costs less than one country"
            )
        if most is not None and factor > most:
            yield Problem(
                f"territory.groups.{code}", Fault.BACKWARDS, "it costs more than any other region"
            )


def _below_nothing(rule: str, found: Mapping[str, Decimal | None]) -> Iterator[Problem]:
    for name, value in found.items():
        if value is not None and value < 0:
            yield Problem(rule, Fault.NEGATIVE, f"{name} of {value:f} is below nothing")


def _negatives(card: Card) -> Iterator[Problem]:
    single = {
        "minimum": card.minimum,
        "cap": card.cap,
        "languages.further": card.further_language,
        "images.each": card.image,
        "rush.share": card.rush.share if card.rush else None,
        "rush.minimum": card.rush.minimum if card.rush else None,
    }
    for rule, value in single.items():
        if value is not None and value < 0:
            yield Problem(rule, Fault.NEGATIVE, f"{value:f} is below nothing")
    yield from _below_nothing("territory", card.territory)
    yield from _below_nothing("translation", {k.value: v for k, v in card.translation.items()})


def _durations(card: Card) -> Iterator[Problem]:
    priced = {medium for base in card.bases for medium in base.media}
    named = Counter(medium for rule in card.durations for medium in rule.media)
    for medium in Medium:
        if medium in priced and not named[medium]:
            yield Problem("duration", Fault.GAP, f"nothing is said of the term on {medium}")
        if named[medium] > 1:
            yield Problem("duration", Fault.OVERLAP, f"{medium} is named {named[medium]} times")
        if named[medium] and medium not in priced:
            yield Problem("duration", Fault.UNREACHABLE, f"{medium} has no base")
    for n, rule in enumerate(card.durations, 1):
        if not rule.included:
            yield from _spans(f"duration {n}", rule.bands)


def _spans(rule: str, bands: Sequence[tuple[Span, Decimal | None]]) -> Iterator[Problem]:
    for _, value in bands:
        if value is not None and value < 0:
            yield Problem(rule, Fault.NEGATIVE, f"a factor of {value:f} is below nothing")
    for (one, less), (two, more) in pairwise(bands):
        if _ends(two) <= _ends(one):
            yield Problem(rule, Fault.UNREACHABLE, f"{two.text} stands after {one.text}")
        elif less is not None and more is not None and more < less:
            yield Problem(rule, Fault.BACKWARDS, f"{two.text} costs less than {one.text}")
    if not bands[-1][0].perpetual:
        yield Problem(
            rule,
            Fault.GAP,
            f'nothing is said beyond {bands[-1][0].text}: end with ["perpetual", …]',
        )


def _ends(span: Span) -> date:
    """A day that orders spans by their length."""
    return last_day(date(2001, 1, 1), span) or date.max


def _uses(card: Card) -> Iterator[Problem]:
    priced = {medium for base in card.bases for medium in base.media}
    named = Counter(medium for rule in card.uses for medium in rule.media)
    for medium, times in named.items():
        if times > 1:
            yield Problem("uses", Fault.OVERLAP, f"{medium} is named {times} times")
        if medium not in priced:
            yield Problem("uses", Fault.UNREACHABLE, f"{medium} has no base")
    for n, rule in enumerate(card.uses, 1):
        if rule.further < 0:
            yield Problem(
                f"uses {n}", Fault.NEGATIVE, f"further = {rule.further:f} is below nothing"
            )


_Member = TypeVar("_Member", bound=StrEnum)


def _members(
    rule: str,
    members: type[_Member],
    found: Mapping[_Member, Decimal | None],
    *,
    ascending: bool,
) -> Iterator[Problem]:
    values = {member.value: value for member, value in found.items()}
    for member in members:
        if member.value not in values:
            yield Problem(rule, Fault.GAP, f"{member.value} is missing")
    yield from _below_nothing(rule, values)
    if not ascending:
        return
    known = [(m.value, v) for m in members if (v := values.get(m.value)) is not None]
    for (one, less), (two, more) in pairwise(known):
        if more < less:
            yield Problem(rule, Fault.BACKWARDS, f"{two} costs less than {one}")


def _bundles(card: Card) -> Iterator[Problem]:
    for bundle in card.bundles:
        if bundle.pieces < 2:
            yield Problem("bundle", Fault.BACKWARDS, "a bundle has two pieces or more")
        if not 0 < bundle.share < 1:
            yield Problem(
                "bundle",
                Fault.NEGATIVE,
                f"{bundle.share:f} is no share between 0 and 1 to take off",
            )
    for one, two in pairwise(card.bundles):
        if two.pieces <= one.pieces:
            yield Problem(
                "bundle", Fault.UNREACHABLE, f"{two.pieces} pieces stand after {one.pieces}"
            )
        elif two.share < one.share:
            yield Problem(
                "bundle", Fault.BACKWARDS, f"{two.pieces} pieces take off less than {one.pieces}"
            )


def _no_fee(card: Card) -> Iterator[Problem]:
    for n, rule in enumerate(card.no_fee, 1):
        name = f"no_fee {n}"
        if not (rule.media or rule.purposes or rule.excerpt_up_to or rule.low_income):
            yield Problem(name, Fault.OVERLAP, "it has no condition, so everything would be free")
        for medium in rule.media:
            if medium.is_ai:
                yield Problem(name, Fault.AI, f"{medium} is never free by card")
        if rule.licence and "NC" in rule.licence and set(rule.purposes) == {Purpose.COMMERCIAL}:
            yield Problem(
                name,
                Fault.UNREACHABLE,
                f"{rule.licence} allows nothing commercial, and it asks for that",
            )


def _limits(card: Card) -> Iterator[Problem]:
    if card.cap is not None and card.cap < card.minimum:
        yield Problem("cap", Fault.UNREACHABLE, "the cap lies below the minimum")


def _shares(card: Card) -> Iterator[Problem]:
    priced = {medium for base in card.bases for medium in base.media}
    named = Counter(medium for rule in card.shares for medium in rule.media)
    for medium, times in named.items():
        if times > 1:
            yield Problem("share", Fault.OVERLAP, f"{medium} is named {times} times")
        if medium not in priced:
            yield Problem(
                "share", Fault.GAP, f"{medium} has no base, so its share has no guarantee"
            )
    for n, rule in enumerate(card.shares, 1):
        if not 0 < rule.share <= 1:
            yield Problem(
                f"share {n}", Fault.NEGATIVE, f"{rule.share:f} is no share between 0 and 1"
            )


def _blankets(card: Card) -> Iterator[Problem]:
    priced = {medium for base in card.bases for medium in base.media}
    named = Counter(medium for rule in card.blankets for medium in rule.media)
    for medium, times in named.items():
        if medium.is_ai:
            yield Problem("blanket", Fault.AI, f"{medium} is never part of a subscription")
        elif medium not in priced:
            yield Problem(
                "blanket",
                Fault.GAP,
                f"{medium} has no base, so what is drawn beyond the quota has no price",
            )
        if times > 1:
            yield Problem("blanket", Fault.OVERLAP, f"{medium} is named {times} times")
    for n, rule in enumerate(card.blankets, 1):
        name = f"blanket {n}"
        yield from _bands(name, rule.quotas, thing="fee")
        if rule.term.perpetual:
            yield Problem(name, Fault.DATES, "a subscription ends: its term is not perpetual")
        if any(band.value == 0 for band in rule.quotas):
            yield Problem(name, Fault.BACKWARDS, "a quota for 0 earns nothing")


def _retrospective(card: Card) -> Iterator[Problem]:
    rule = card.retrospective
    if rule is None:
        return
    if rule.factor < 1:
        yield Problem(
            "retrospective",
            Fault.BACKWARDS,
            f"a factor of {rule.factor:f} makes it cheaper to ask afterwards",
        )
    yield from _below_nothing("retrospective", {"admin": rule.admin})
