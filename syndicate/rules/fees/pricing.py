"""What a use costs by a rate card, step by step; the same inputs give the same minor units for ever."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from syndicate.errors import BadInput, Refused, quoted
from syndicate.rules.fees.cards import Card, parse_card
from syndicate.rules.fees.exchange import Fx
from syndicate.rules.fees.slates import AGREE, PricedLine, Slate, Step, negotiated
from syndicate.rules.fees.subscriptions import Subscription
from syndicate.rules.fees.uses import Medium, Use
from syndicate.rules.money import Money, exponent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from syndicate.rules.facts import Json

__all__ = ["ENGINE", "Priced", "price", "price_blanket", "replay"]

ENGINE = 1
"""The number of this arithmetic. New arithmetic takes the next one; a stored number keeps computing as it did."""


_Item = tuple[Use, Medium, int]
_ByCard = Callable[[Card, date, Fx | None, str], tuple[PricedLine, ...]]


@dataclass(frozen=True, slots=True)
class Priced:
    """A price: `net` is the sum of its lines; `inputs` with the card's text give it again (`replay`)."""

    lines: tuple[PricedLine, ...]
    net: Money
    engine: int
    inputs: dict[str, Json]

    @property
    def steps(self) -> tuple[Step, ...]:
        """Every step of every line, in order."""
        return tuple(step for line in self.lines for step in line.steps)


def price(
    items: Sequence[tuple[Use, int]],
    card: Card | None,
    *,
    on: date,
    currency: str | None = None,
    fx: Fx | None = None,
    agreed: Money | None = None,
    agreed_reason: str | None = None,
    agreed_by: str | None = None,
    specimen: bool = False,
    retrospective: bool = False,
) -> Priced:
    """The price of `items` (a use and the words it licenses) by the `card` in force, on a day.

    Order: tiers, multipliers, surcharges, discounts, minimum, cap, exchange, one rounding a line. An agreed
    price (net, for all items) is one more step, shared over the lines in proportion to their card prices,
    or evenly where there are none; it needs no card. `currency` is the quote's, the card's where None;
    `specimen` allows an invented card; `retrospective` are uses that were not licensed in time, on a day
    of which `on` is, by the card of that day.
    Raises Refused for what the card does not price (naming the rule), a card not in force, an invented
    card, and AI media without an agreed price (whether each contributor said yes is not asked here);
    BadInput for a missing rate of exchange or a faulty agreed price.
    """
    if not items:
        raise BadInput("there is nothing to price")
    if agreed is not None:
        _require_agreement(agreed, reason=agreed_reason, by=agreed_by, currency=currency)
    inputs: dict[str, Json] = {
        **_terms(card, on, currency, fx, agreed, agreed_reason, agreed_by, specimen=specimen),
        "items": [{"use": _priced_facts(use), "words": words} for use, words in items],
    }
    if retrospective:
        inputs["retrospective"] = True
    return _computed(inputs, card)


def price_blanket(
    asked: Subscription,
    card: Card | None,
    *,
    on: date,
    currency: str | None = None,
    fx: Fx | None = None,
    agreed: Money | None = None,
    agreed_reason: str | None = None,
    agreed_by: str | None = None,
    specimen: bool = False,
) -> Priced:
    """The price of a blanket subscription, in one line; `replay` gives it again from its inputs.

    Its quota's fee, the territory, the languages, the terms, exchange, one rounding: minimum, cap and
    discounts are of single pieces. The other words are those of `price`, and so is what it raises.
    """
    if agreed is not None:
        _require_agreement(agreed, reason=agreed_reason, by=agreed_by, currency=currency)
    inputs: dict[str, Json] = {
        **_terms(card, on, currency, fx, agreed, agreed_reason, agreed_by, specimen=specimen),
        "blanket": asked.facts(),
    }
    return _computed(inputs, card)


def _terms(
    card: Card | None,
    on: date,
    currency: str | None,
    fx: Fx | None,
    agreed: Money | None,
    agreed_reason: str | None,
    agreed_by: str | None,
    *,
    specimen: bool,
) -> dict[str, Json]:
    """What every price depends on beside what is priced."""
    return {
        "engine": ENGINE,
        "on": on.isoformat(),
        "card": {"name": card.name, "version": card.version, "sha256": card.sha256}
        if card
        else None,
        "currency": currency,
        "fx": fx.facts() if fx else None,
        "agreed": {"amount": agreed.text, "currency": agreed.currency}
        if agreed is not None
        else None,
        "agreed_reason": agreed_reason if agreed is not None else None,
        "agreed_by": agreed_by if agreed is not None else None,
        "specimen": specimen,
    }


def _priced_facts(use: Use) -> dict[str, Json]:
    """What the price depends on: notes may name people, and what is stored here is never changed."""
    return {name: fact for name, fact in use.facts().items() if name not in {"notes", "edits"}}


def replay(inputs: Mapping[str, Any], card_text: str | None) -> Priced:
    """The price that stored `inputs` give with the text of their card: equal to the first in every step.

    Raises BadInput for an engine nobody knows, or a card of other text than the one they were priced on.
    """
    engine = inputs.get("engine")
    if engine != ENGINE:
        raise BadInput(f"no arithmetic has the number {quoted(str(engine))}")
    named = inputs.get("card")
    card = parse_card(card_text) if card_text is not None and named is not None else None
    if named is not None and (card is None or card.sha256 != named["sha256"]):
        raise BadInput(f"this is not the text of {named['name']}/{named['version']}")
    return _computed(dict(inputs), card)


def _require_agreement(
    agreed: Money, *, reason: str | None, by: str | None, currency: str | None
) -> None:
    if agreed.minor < 0:
        raise BadInput("an agreed price is not below nothing")
    if currency is not None and currency != agreed.currency:
        raise BadInput(f"the price agreed is in {agreed.currency}, the quote in {currency}")
    for what, words in (("reason", reason), ("the name of who agreed it", by)):
        if not words or not words.strip():
            raise BadInput(f"an agreed price needs {what}", hint="--reason 'agreed by telephone'")
        if len(words) > 500:
            raise BadInput(f"{what} of an agreed price has {len(words)} characters; 500 are enough")


def _computed(inputs: dict[str, Any], card: Card | None) -> Priced:
    count, by_card = _asked(inputs)
    on = date.fromisoformat(inputs["on"])
    fx = Fx.from_facts(inputs["fx"]) if inputs["fx"] else None
    agreed = Money.from_facts(inputs["agreed"]) if inputs["agreed"] is not None else None
    currency = inputs["currency"] or (agreed.currency if agreed is not None else None)
    specimen = inputs["specimen"]

    def priced() -> tuple[PricedLine, ...]:
        in_force, target = _in_force(card, on, currency, fx, specimen=specimen)
        return by_card(in_force, on, fx, target)

    lines: tuple[PricedLine, ...]
    if agreed is None:
        lines = priced()
    else:
        why = f"{inputs['agreed_reason']}; agreed by {inputs['agreed_by']}"
        try:
            lines = priced()
        except (Refused, _NoRate) as error:
            why = f"{why}; no card price: {error.message}"
            lines = ()
        lines = _agreed(agreed, lines, count=count, why=why)
    net = lines[0].net
    for line in lines[1:]:
        net += line.net
    return Priced(lines=lines, net=net, engine=ENGINE, inputs=inputs)


class _NoRate(BadInput):
    """The card is in one currency, the quote in another, and nothing says how they compare."""


def _item(use: Use, words: int) -> _Item:
    """A use with its medium. Raises Refused where it has none."""
    if use.medium is None:
        raise Refused(
            "the medium is not known, so nothing can be priced",
            hint="syndicate request edit REQUEST --medium website",
        )
    return use, use.medium, words


def _refuse_machines(items: Sequence[_Item]) -> None:
    """Nothing, where people read what is asked for: what machines read has no price by card."""
    for _, medium, _ in items:
        if medium.is_ai:
            raise negotiated(
                f"{medium} is by negotiation, never by card: an agreed price, an approver and each "
                "contributor's express yes are needed",
                hint=f"the same command with {AGREE}",
            )


def _asked(inputs: Mapping[str, Any]) -> tuple[int, _ByCard]:
    """How many lines the price of stored `inputs` has, and what prices them by a card."""
    if "blanket" in inputs:
        asked = Subscription.from_facts(inputs["blanket"])
        return 1, lambda card, on, fx, to: (_subscribed(asked, card, on=on, fx=fx, to=to),)
    items = [_item(Use.from_facts(item["use"]), item["words"]) for item in inputs["items"]]
    late = bool(inputs.get("retrospective", False))
    return len(items), lambda card, on, fx, to: _pieces(items, card, on=on, fx=fx, to=to, late=late)


def _pieces(
    items: Sequence[_Item], card: Card, *, on: date, fx: Fx | None, to: str, late: bool
) -> tuple[PricedLine, ...]:
    _refuse_machines(items)
    slates = [
        Slate(card, use, medium, words, n=n, on=on)
        for n, (use, medium, words) in enumerate(items, 1)
    ]
    for slate in slates:
        slate.begin()
    paid = [slate for slate in slates if not slate.free]
    return tuple(
        slate.finish(paid=len(paid), fx=fx, to=to, late=late, charged=slate is paid[0])
        if paid
        else slate.finish(paid=0, fx=fx, to=to)
        for slate in slates
    )


def _subscribed(asked: Subscription, card: Card, *, on: date, fx: Fx | None, to: str) -> PricedLine:
    slate = Slate(card, asked.use(), asked.media[0], 0, n=1, on=on)
    slate.subscribe(asked)
    return slate.close(fx=fx, to=to)


def _in_force(
    card: Card | None, on: date, currency: str | None, fx: Fx | None, *, specimen: bool
) -> tuple[Card, str]:
    """The card that prices on that day, and the currency of the price."""
    if card is None:
        raise Refused(
            "no rate card of the publisher’s own is in force",
            hint=f"syndicate rate import FILE\nagree a price and say why: {AGREE}",
        )
    if card.invented and not specimen:
        raise Refused(
            f"{card.title} is an invented sample and prices no real request",
            hint="write your own prices into a card\nsyndicate rate import FILE",
        )
    if not card.valid_on(on):
        until = card.valid_to.isoformat() if card.valid_to else "further notice"
        raise Refused(
            f"{card.title} is in force from {card.valid_from.isoformat()} until {until}, "
            f"not on {on.isoformat()}",
            hint="syndicate rate list",
        )
    target = currency or card.currency
    if target != card.currency and fx is None:
        raise _NoRate(
            f"the card is in {card.currency}, the quote in {target}: a rate of exchange is needed",
            hint="syndicate currency import eurofxref-daily.xml\n"
            f"syndicate currency set {target} RATE --per {card.currency} --source WORDS",
        )
    if target == card.currency and fx is not None:
        raise BadInput(f"card and quote are both in {target}: no rate of exchange is needed")
    return card, target


def _agreed(
    agreed: Money, lines: Sequence[PricedLine], *, count: int, why: str
) -> tuple[PricedLine, ...]:
    """The agreed price as the last step of each line."""
    weights = [line.net.minor for line in lines]
    if not any(weights):
        weights = [1] * count
    shares = _shares(agreed, weights)
    whole = f"{agreed.text} {agreed.currency}"
    said = why if count == 1 else f"share of {whole} for {count} pieces: {why}"
    made = []
    for n, share in enumerate(shares, 1):
        steps: tuple[Step, ...] = ()
        before = difference = ""
        owed = None
        if lines:
            steps, before, owed = lines[n - 1].steps, lines[n - 1].net.text, lines[n - 1].share
            gap = share - lines[n - 1].net
            difference = f"{'+' if gap.minor >= 0 else ''}{gap.text}"
        last = Step(n, "agreed", said, difference, before, share.text)
        made.append(PricedLine(n, share, (*steps, last), owed))
    return tuple(made)


def _shares(agreed: Money, weights: Sequence[int]) -> tuple[Money, ...]:
    """Shares by largest remainder; in steps an invoice can say, where the whole is one."""
    step = 10 ** max(exponent(agreed.currency) - 2, 0)
    if step == 1 or agreed.minor % step:
        return agreed.split(weights)
    units = Money(agreed.minor // step, agreed.currency).split(weights)
    return tuple(Money(share.minor * step, agreed.currency) for share in units)
