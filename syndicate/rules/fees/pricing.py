"""What a use costs by a rate card, step by step; the same inputs give the same minor units for ever."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING, Any, Self

from syndicate.errors import BadInput, Refused, quoted
from syndicate.rules import dates, territories
from syndicate.rules.fees.cards import Card, parse_card
from syndicate.rules.fees.uses import Exclusivity, Medium, Portion, Purpose, TranslationBy, Use
from syndicate.rules.money import Money, currency_code, exponent, invoiceable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from syndicate.rules.facts import Json
    from syndicate.rules.fees.cards import Band
    from syndicate.rules.papers import StepFacts

__all__ = ["ENGINE", "Fx", "Priced", "PricedLine", "Step", "price", "replay"]

ENGINE = 1
"""The number of this arithmetic. New arithmetic takes the next one; a stored number keeps computing as it did."""

_AGREE = "--agreed AMOUNT --reason WORDS"
_PRECISION = 60
_CONVERTED = 28


@dataclass(frozen=True, slots=True)
class Fx:
    """A rate of exchange: 1 `base` is `rate` `quote`, as `source` said on a day.

    Raises BadInput for an unknown currency, one against itself, or a rate that is none.
    """

    base: str
    quote: str
    rate: Decimal
    source: str
    on: date

    def __post_init__(self) -> None:
        currency_code(self.base), currency_code(self.quote)
        if self.base == self.quote:
            raise BadInput(f"a rate of exchange has two currencies, not {self.base} twice")
        if not isinstance(self.rate, Decimal):
            raise TypeError(f"a rate is a Decimal, not {type(self.rate).__name__}")
        if not self.rate.is_finite() or not Decimal("1e-9") <= self.rate <= Decimal("1e9"):
            raise BadInput(f"{quoted(str(self.rate))} is no rate of exchange")
        if len(self.rate.as_tuple().digits) > 18:
            raise BadInput("a rate of exchange has at most 18 digits")
        if not self.source.strip() or len(self.source) > 200:
            raise BadInput("a rate of exchange names its source, such as European Central Bank")

    @property
    def words(self) -> str:
        """The rate as papers print it: "1 EUR = 0.8571 GBP, European Central Bank, 2026-11-20"."""
        return f"1 {self.base} = {self.rate:f} {self.quote}, {self.source}, {self.on.isoformat()}"

    def convert(self, amount: Decimal, *, to: str) -> Decimal:
        """`amount` of the one currency in the other, `to`, unrounded (28 digits where it divides).

        Raises BadInput when `to` is neither.
        """
        if to == self.quote:
            with localcontext(prec=_PRECISION):
                return amount * self.rate
        if to == self.base:
            with localcontext(prec=_CONVERTED):
                return amount / self.rate
        raise BadInput(f"{self.words} says nothing of {to}")

    def facts(self) -> dict[str, Json]:
        """The rate as plain JSON values; `from_facts` reads it back."""
        return {
            "base": self.base,
            "quote": self.quote,
            "rate": f"{self.rate:f}",
            "source": self.source,
            "on": self.on.isoformat(),
        }

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> Self:
        """The rate that `facts` state. Raises KeyError or ValueError when they are not a rate's."""
        return cls(
            base=facts["base"],
            quote=facts["quote"],
            rate=Decimal(facts["rate"]),
            source=facts["source"],
            on=date.fromisoformat(facts["on"]),
        )


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a price: unrounded figures as text, in the currency the step is in.

    `factor` is what a multiplication multiplies by ("1.4"), what an addition adds ("+60"), the rate of
    exchange, the unit of the rounding ("0.01"), or how far an agreed price lies from the card's ("-12.00").
    `before` is empty where there was no price before.
    """

    line: int
    rule: str
    input: str
    factor: str
    before: str
    after: str

    def facts(self) -> StepFacts:
        """The step as papers freeze it."""
        return {
            "line": self.line,
            "rule": self.rule,
            "input": self.input,
            "factor": self.factor,
            "before": self.before,
            "after": self.after,
        }


@dataclass(frozen=True, slots=True)
class PricedLine:
    """The price of one use, and the steps that led to it."""

    n: int
    net: Money
    steps: tuple[Step, ...]


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
) -> Priced:
    """The price of `items` (a use and the words it licenses) by the `card` in force, on a day.

    Order: tiers, multipliers, surcharges, discounts, minimum, cap, exchange, one rounding a line. An agreed
    price (net, for all items) is one more step, shared over the lines in proportion to their card prices,
    or evenly where there are none; it needs no card. `currency` is the quote's, the card's where None;
    `specimen` allows an invented card.
    Raises Refused for what the card does not price (naming the rule), a card not in force, an invented
    card, and always for AI media; BadInput for a missing rate of exchange or a faulty agreed price.
    """
    if not items:
        raise BadInput("there is nothing to price")
    if agreed is not None:
        _require_agreement(agreed, reason=agreed_reason, by=agreed_by, currency=currency)
    inputs: dict[str, Json] = {
        "engine": ENGINE,
        "on": on.isoformat(),
        "card": {"name": card.name, "version": card.version, "sha256": card.sha256}
        if card
        else None,
        "currency": currency,
        "fx": fx.facts() if fx else None,
        "agreed": {"amount": agreed.text, "currency": agreed.currency} if agreed else None,
        "agreed_reason": agreed_reason if agreed is not None else None,
        "agreed_by": agreed_by if agreed is not None else None,
        "specimen": specimen,
        "items": [{"use": use.facts(), "words": words} for use, words in items],
    }
    return _computed(inputs, card)


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
    items = [(Use.from_facts(item["use"]), item["words"]) for item in inputs["items"]]
    on = date.fromisoformat(inputs["on"])
    fx = Fx.from_facts(inputs["fx"]) if inputs["fx"] else None
    agreed = Money.from_facts(inputs["agreed"]) if inputs["agreed"] else None
    for use, _ in items:
        _require_human(use)
    currency = inputs["currency"] or (agreed.currency if agreed else None)
    lines: tuple[PricedLine, ...]
    if agreed is None:
        lines = _by_card(items, card, on, currency, fx, specimen=inputs["specimen"])
    else:
        why = f"{inputs['agreed_reason']}; agreed by {inputs['agreed_by']}"
        try:
            lines = _by_card(items, card, on, currency, fx, specimen=inputs["specimen"])
        except (Refused, _NoRate) as error:
            why = f"{why}; no card price: {error.message}"
            lines = ()
        lines = _agreed(agreed, lines, count=len(items), why=why)
    net = lines[0].net
    for line in lines[1:]:
        net += line.net
    return Priced(lines=lines, net=net, engine=ENGINE, inputs=inputs)


class _NoRate(BadInput):
    """The card is in one currency, the quote in another, and nothing says how they compare."""


def _require_human(use: Use) -> None:
    if use.medium is None:
        raise Refused(
            "the medium is not known, so nothing can be priced",
            hint="syndicate request edit REQUEST --medium website",
        )
    if use.medium.is_ai:
        raise Refused(
            f"{use.medium} is by negotiation: an agreed price, an approver and each contributor's "
            "express yes are needed; not yet recorded"
        )


def _by_card(
    items: Sequence[tuple[Use, int]],
    card: Card | None,
    on: date,
    currency: str | None,
    fx: Fx | None,
    *,
    specimen: bool,
) -> tuple[PricedLine, ...]:
    if card is None:
        raise Refused(
            "no rate card is in force",
            hint=f"syndicate rate import FILE; or agree a price: {_AGREE}",
        )
    if card.invented and not specimen:
        raise Refused(
            f"{card.title} is an invented sample and prices no real request",
            hint="write your own and syndicate rate import FILE",
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
            f"the card is in {card.currency}, the quote in {target}: a rate of exchange is needed"
        )
    if target == card.currency and fx is not None:
        raise BadInput(f"card and quote are both in {target}: no rate of exchange is needed")
    slates = [_Slate(card, use, words, n=n, on=on) for n, (use, words) in enumerate(items, 1)]
    for slate in slates:
        slate.begin()
    paid = sum(not slate.free for slate in slates)
    return tuple(slate.finish(paid=paid, fx=fx, to=target) for slate in slates)


def _plain(number: Decimal) -> str:
    """`number` in plain figures without idle zeros: "150", "0.35"."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(slots=True)
class _Slate:
    """One line while it is being priced: the amount so far, unrounded, and the steps that led there."""

    card: Card
    use: Use
    words: int
    n: int
    on: date
    amount: Decimal = Decimal(0)
    free: bool = False
    steps: list[Step] = field(default_factory=list)

    @property
    def medium(self) -> Medium:
        if self.use.medium is None:
            raise RuntimeError("a use without a medium is not priced")
        return self.use.medium

    def begin(self) -> None:
        """Tiers, multipliers and surcharges."""
        if type(self.words) is not int or self.words < 0:
            raise BadInput("the words licensed are a whole number")
        reason = self._no_fee()
        if reason is not None:
            self.free = True
            self._step("no-fee", reason, "0", Decimal(0))
            return
        self._base()
        self._length()
        self._territory()
        self._languages()
        self._duration()
        self._uses()
        self._exclusivity()
        self._purpose()
        self._images()
        self._rush()

    def finish(self, *, paid: int, fx: Fx | None, to: str) -> PricedLine:
        """Discounts, minimum, cap, exchange and the one rounding."""
        if not self.free:
            self._bundle(paid)
            self._limits()
        if fx is not None:
            self._step("fx", fx.words, _plain(fx.rate), fx.convert(self.amount, to=to))
        net = invoiceable(self.amount, to)
        if net.minor < 0:
            raise Refused(f"{self.card.title} gives a price below nothing on line {self.n}")
        unit = Decimal(1).scaleb(-min(exponent(to), 2))
        said = f"{to}, half-up to {unit:f}"
        if exponent(to) > 2:
            said += ": an invoice has two decimals"
        self._step("rounding", said, f"{unit:f}", net.amount, after=net.text)
        return PricedLine(self.n, net, tuple(self.steps))

    def _step(
        self, rule: str, said: str, factor: str, to: Decimal, *, after: str | None = None
    ) -> None:
        self.steps.append(
            Step(self.n, rule, said, factor, _plain(self.amount), after or _plain(to))
        )
        self.amount = to

    def _times(self, rule: str, said: str, factor: Decimal) -> None:
        with localcontext(prec=_PRECISION):
            self._step(rule, said, _plain(factor), self.amount * factor)

    def _plus(self, rule: str, said: str, more: Decimal) -> None:
        with localcontext(prec=_PRECISION):
            self._step(rule, said, f"+{_plain(more)}", self.amount + more)

    def _unpriced(self, rule: str, what: str) -> Refused:
        return Refused(
            f"{self.card.title} does not price {what} (rule: {rule}); it is by negotiation",
            hint=f"agree a price and say why: {_AGREE}",
        )

    def _missing(self, rule: str, what: str, flag: str) -> Refused:
        return Refused(
            f"{what} is not known, and the rule {rule} needs it",
            hint=f"syndicate request edit REQUEST {flag}",
        )

    def _no_fee(self) -> str | None:
        for rule in self.card.no_fee:
            conditions = (
                not rule.media or self.medium in rule.media,
                not rule.purposes or (self.use.purpose or Purpose.EDITORIAL) in rule.purposes,
                not rule.low_income or self._low_income(),
                rule.excerpt_up_to is None
                or (
                    self.use.portion is Portion.EXCERPT
                    and self.use.excerpt_words is not None
                    and self.use.excerpt_words <= rule.excerpt_up_to
                    and not self.use.images
                ),
            )
            if all(conditions):
                return rule.reason
        return None

    def _base(self) -> None:
        base = next((base for base in self.card.bases if self.medium in base.media), None)
        if base is None:
            raise self._unpriced("base", str(self.medium))
        if base.by_territory:
            step = self._territory_step()
            self._set_base(base.by_territory.get(step), f"{self.medium}, {step}")
            return
        audience = self.use.audience
        if audience is None:
            raise self._missing("base", f"the audience of {self.medium}", "--audience NUMBER")
        if base.unit is not None and self.use.unit != base.unit:
            raise self._unpriced(
                "base", f"{self.medium} by {self.use.unit or 'an audience of no unit'}"
            )
        band = _band(base.bands, audience)
        reach = f"up to {band.limit:,}" if band and band.limit is not None else "above all bands"
        self._set_base(
            band.value if band else None,
            f"{self.medium}, {audience:,} {base.unit or ''}".rstrip() + f" ({reach})",
        )

    def _set_base(self, fee: Decimal | None, said: str) -> None:
        if fee is None:
            raise self._unpriced("base", said)
        self._step("base", said, _plain(fee), fee)

    def _length(self) -> None:
        words, kind, bands = self.words, "whole article", self.card.whole
        if self.use.portion is Portion.EXCERPT:
            if self.use.excerpt_words is None:
                raise self._missing("length", "the length of the excerpt", "--words NUMBER")
            words, kind = self.use.excerpt_words, "excerpt"
            if _band(self.card.excerpt, words) is not None:
                bands = self.card.excerpt
        band = _band(bands, words)
        said = f"{kind}, {words:,} {'word' if words == 1 else 'words'}"
        if band is None or band.value is None:
            raise self._unpriced("length", said)
        self._times("length", said, band.value)

    def _territory_step(self) -> str:
        if not self.use.territories:
            raise self._missing("territory", "the territory", "--territory FR")
        return territories.step_of(self.use.territories)

    def _low_income(self) -> bool:
        asked = territories.countries_of(self.use.territories)
        return bool(asked) and all(territories.is_low_income(country) for country in asked)

    def _territory(self) -> None:
        step = self._territory_step()
        codes = ", ".join(self.use.territories[:8])
        if len(self.use.territories) > 8:
            codes += f" and {len(self.use.territories) - 8} more"
        if self._low_income() and "low_income" in self.card.territory:
            step = "low_income"
        elif self._base_has_territory():
            return
        factor = self.card.territory.get(step)
        said = f"{step.replace('_', '-')}: {codes}"
        if factor is None:
            raise self._unpriced("territory", said)
        self._times("territory", said, factor)

    def _base_has_territory(self) -> bool:
        return any(base.by_territory for base in self.card.bases if self.medium in base.media)

    def _languages(self) -> None:
        tags = self.use.languages
        if not tags:
            raise self._missing("languages", "the language", "--language fr")
        further = len({tag.split("-")[0].lower() for tag in tags}) - 1
        if further and self.card.further_language is None:
            raise self._unpriced("languages", f"{further + 1} languages")
        with localcontext(prec=_PRECISION):
            factor = 1 + further * (self.card.further_language or Decimal(0))
        self._times("languages", ", ".join(tags[:8]), factor)
        by = self.use.translation_by
        if by is TranslationBy.NONE:
            return
        share = self.card.translation.get(by)
        if share is None:
            raise self._unpriced("translation", f"translation by the {by}")
        self._times("translation", f"by the {by}", share)

    def _duration(self) -> None:
        rule = next((rule for rule in self.card.durations if self.medium in rule.media), None)
        if rule is None:
            raise self._unpriced("duration", f"a term on {self.medium}")
        if rule.included:
            return
        asked = self.use.duration
        if asked is None:
            raise self._missing("duration", "the duration", "--duration 12m")
        start = self.use.first_use or self.on
        end = dates.last_day(start, asked)
        for span, factor in rule.bands:
            reach = dates.last_day(start, span)
            if reach is None or (end is not None and end <= reach):
                said = f"{asked.text} (up to {span.text})" if span != asked else asked.text
                if factor is None:
                    raise self._unpriced("duration", f"{self.medium} for {said}")
                self._times("duration", said, factor)
                return
        raise self._unpriced("duration", f"{self.medium} for {asked.text}")

    def _uses(self) -> None:
        count = self.use.uses or 1
        if count == 1:
            return
        rule = next((rule for rule in self.card.uses if self.medium in rule.media), None)
        if rule is None:
            raise self._unpriced("uses", f"{count:,} uses on {self.medium}")
        with localcontext(prec=_PRECISION):
            factor = 1 + (count - 1) * rule.further
        self._times("uses", f"{count:,} uses", factor)

    def _exclusivity(self) -> None:
        asked = self.use.exclusivity or Exclusivity.NONE
        factor = self.card.exclusivity.get(asked)
        if factor is None:
            raise self._unpriced("exclusivity", f"exclusivity: {asked}")
        self._times("exclusivity", asked.value, factor)

    def _purpose(self) -> None:
        if self.use.purpose is None:
            raise self._missing("purpose", "the purpose", "--purpose editorial")
        factor = self.card.purpose.get(self.use.purpose)
        if factor is None:
            raise self._unpriced("purpose", f"purpose: {self.use.purpose}")
        self._times("purpose", self.use.purpose.value, factor)

    def _images(self) -> None:
        if not self.use.images:
            return
        if self.card.image is None:
            raise self._unpriced("images", f"{self.use.images} images")
        said = f"{self.use.images} × {_plain(self.card.image)}"
        with localcontext(prec=_PRECISION):
            self._plus("images", said, self.use.images * self.card.image)

    def _rush(self) -> None:
        if not self.use.rush:
            return
        rush = self.card.rush
        if rush is None:
            raise self._unpriced("rush", "haste")
        with localcontext(prec=_PRECISION):
            share = self.amount * rush.share
        said = f"{_percent(rush.share)} within one working day"
        if share < rush.minimum:
            self._plus("rush", f"{said}, at least {_plain(rush.minimum)}", rush.minimum)
        else:
            self._plus("rush", said, share)

    def _bundle(self, paid: int) -> None:
        reached = [bundle for bundle in self.card.bundles if paid >= bundle.pieces]
        if not reached:
            return
        bundle = reached[-1]
        with localcontext(prec=_PRECISION):
            factor = 1 - bundle.share
        said = f"{paid} pieces, {_percent(bundle.share)} off from {bundle.pieces} on"
        self._times("bundle", said, factor)

    def _limits(self) -> None:
        if self.amount < self.card.minimum:
            least = self.card.minimum
            self._step("minimum", f"at least {_plain(least)}", _plain(least), least)
        cap = self.card.cap
        if cap is not None and self.amount > cap:
            self._step("cap", f"at most {_plain(cap)}", _plain(cap), cap)


def _percent(share: Decimal) -> str:
    return f"{_plain(share * 100)} %"


def _band(bands: Sequence[Band], count: int) -> Band | None:
    return next((band for band in bands if band.limit is None or count <= band.limit), None)


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
        if lines:
            steps, before = lines[n - 1].steps, lines[n - 1].net.text
            gap = share - lines[n - 1].net
            difference = f"{'+' if gap.minor >= 0 else ''}{gap.text}"
        last = Step(n, "agreed", said, difference, before, share.text)
        made.append(PricedLine(n, share, (*steps, last)))
    return tuple(made)


def _shares(agreed: Money, weights: Sequence[int]) -> tuple[Money, ...]:
    """Shares by largest remainder; in steps an invoice can say, where the whole is one."""
    step = 10 ** max(exponent(agreed.currency) - 2, 0)
    if step == 1 or agreed.minor % step:
        return agreed.split(weights)
    units = Money(agreed.minor // step, agreed.currency).split(weights)
    return tuple(Money(share.minor * step, agreed.currency) for share in units)
