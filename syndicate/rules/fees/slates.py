"""One line being priced: each rule of the card in its order, each step written down."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING

from syndicate.errors import BadInput, Refused
from syndicate.rules import dates, territories
from syndicate.rules.fees.uses import Exclusivity, Medium, Portion, Purpose, TranslationBy, Use
from syndicate.rules.money import Money, exponent, invoiceable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from syndicate.rules.fees.cards import Band, Base, Card, NoFee, Share
    from syndicate.rules.fees.exchange import Fx
    from syndicate.rules.fees.subscriptions import Subscription
    from syndicate.rules.papers import ShareFacts, StepFacts

__all__ = ["AGREE", "ByNegotiation", "PricedLine", "Slate", "Step", "negotiated"]

AGREE = "--agreed AMOUNT --reason WORDS"
_PRECISION = 60


class ByNegotiation(Refused):
    """The card gives no price for this; people may agree one."""


def negotiated(message: str, *, hint: str | None = None) -> ByNegotiation:
    """What says that something is by negotiation."""
    return ByNegotiation(message, hint=hint)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a price: unrounded figures as text, in the currency the step is in.

    `factor` is what a multiplication multiplies by ("1.4"), what an addition adds ("+60"), the rate of
    exchange, the unit of the rounding ("0.01"), how far an agreed price lies from the card's ("-12.00"), or
    the share that the price guarantees ("40%").
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
    """The price of one use, and the steps that led to it.

    With a `share` the price is a guarantee: see `cards.Share`.
    """

    n: int
    net: Money
    steps: tuple[Step, ...]
    share: Share | None = None

    def share_facts(self) -> ShareFacts | None:
        """The share as papers freeze it."""
        if self.share is None:
            return None
        return {
            "share": f"{self.share.share:f}",
            "of": self.share.of,
            "reports": self.share.reports,
        }


def _plain(number: Decimal) -> str:
    """`number` in plain figures without idle zeros: "150", "0.35"."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(slots=True)
class Slate:
    """One line while it is being priced: the amount so far, unrounded, and the steps that led there."""

    card: Card
    use: Use
    medium: Medium
    words: int
    n: int
    on: date
    amount: Decimal = Decimal(0)
    free: bool = False
    share: Share | None = None
    steps: list[Step] = field(default_factory=list)

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
        self._audience()
        self._length()
        self._territory()
        self._languages()
        self._duration()
        self._uses()
        self._exclusivity()
        self._purpose()
        self._images()
        self._rush()

    def subscribe(self, asked: Subscription) -> None:
        """The fee of a blanket subscription: by its quota, then where and in which languages."""
        rule = next(
            (rule for rule in self.card.blankets if set(asked.media) <= set(rule.media)), None
        )
        media = ", ".join(asked.media)
        if rule is None:
            raise self._unpriced("blanket", f"a subscription to {media}")
        band = _band(rule.quotas, asked.articles)
        said = f"{media}: {asked.articles:,} articles in {rule.term.text} ({_reach(band)})"
        if band is None or band.value is None:
            raise self._unpriced("blanket", said)
        self._step("blanket", said, _plain(band.value), band.value)
        self._territory(counted=False)
        self._languages()
        if asked.terms > 1:
            self._times("terms", f"{asked.terms:,} terms of {rule.term.text}", Decimal(asked.terms))

    def finish(
        self, *, paid: int, fx: Fx | None, to: str, late: bool = False, charged: bool = False
    ) -> PricedLine:
        """Discounts, minimum, cap, what a late licence costs (`charged`: with its own fee), and `close`."""
        if not self.free:
            self._bundle(paid)
            self._limits()
            if late:
                self._retrospective(charged=charged)
            self._share()
        return self.close(fx=fx, to=to)

    def close(self, *, fx: Fx | None, to: str) -> PricedLine:
        """Exchange and the one rounding."""
        if fx is not None:
            self._step("fx", fx.text, _plain(fx.rate), fx.convert(self.amount, to=to))
        net = invoiceable(self.amount, to)
        if net.minor < 0:
            raise Refused(f"{self.card.title} gives a price below nothing on line {self.n}")
        unit = Decimal(1).scaleb(-min(exponent(to), 2))
        said = f"{to}, half-up to {unit:f}"
        if exponent(to) > 2:
            said += ": an invoice has two decimals"
        self._step("rounding", said, f"{unit:f}", net.amount, after=net.text)
        return PricedLine(self.n, net, tuple(self.steps), self.share)

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

    def _unpriced(self, rule: str, what: str) -> ByNegotiation:
        return negotiated(
            f"{self.card.title} does not price {what} (rule: {rule}); it is by negotiation",
            hint="agree a fee and say it: --fee AMOUNT"
            if rule == "blanket"
            else f"agree a price and say why: {AGREE}",
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
            if all(conditions) and self._is_common(rule):
                return f"{rule.reason} ({rule.licence})" if rule.licence else rule.reason
        return None

    def _is_common(self, rule: NoFee) -> bool:
        """Whether a use keeps within the Creative Commons licence of `rule`, if it has one."""
        if rule.licence is None:
            return True
        elements = rule.licence.split()[1].split("-")
        return (
            (self.use.exclusivity or Exclusivity.NONE) is Exclusivity.NONE
            and not ("ND" in elements and self.use.translation_by is not TranslationBy.NONE)
            and not ("NC" in elements and self.use.purpose is Purpose.COMMERCIAL)
        )

    def _base(self) -> None:
        base = self._own_base()
        if base is None:
            raise self._unpriced("base", str(self.medium))
        if base.fee is not None:
            self._set_base(base.fee, f"{self.medium}, one fee")
        elif base.by_territory:
            step = self._territory_step()
            self._set_base(base.by_territory.get(step), f"{self.medium}, {step}")
        elif base.by_words:
            words, kind = self._words("base")
            band = _band(base.by_words, words)
            said = f"{self.medium}, {kind} of {_counted(words)} ({_reach(band)})"
            self._set_base(band.value if band else None, said)
        elif base.per_word:
            words, kind = self._words("base")
            self._by_the_word(base.per_word, words, f"{self.medium}, {kind} of {_counted(words)}")
        else:
            band, said = self._reached("base", base.unit, base.bands)
            self._set_base(band.value if band else None, f"{self.medium}, {said}")

    def _own_base(self) -> Base | None:
        return next((base for base in self.card.bases if self.medium in base.media), None)

    def _reached(
        self, rule: str, unit: str | None, bands: Sequence[Band]
    ) -> tuple[Band | None, str]:
        """The band that the audience falls into, and words for it."""
        audience = self.use.audience
        if audience is None:
            raise self._missing(rule, f"the audience of {self.medium}", "--audience NUMBER")
        if unit is not None and self.use.unit != unit:
            raise self._unpriced(
                rule, f"{self.medium} by {self.use.unit or 'an audience of no unit'}"
            )
        band = _band(bands, audience)
        return band, f"{audience:,} {unit or ''}".rstrip() + f" ({_reach(band)})"

    def _by_the_word(self, bands: Sequence[Band], words: int, said: str) -> None:
        """Each word at the rate of the band it falls into: the first so many at the first rate, and so on."""
        fee, begun = Decimal(0), 0
        parts = []
        for band in bands:
            count = (words if band.limit is None else min(words, band.limit)) - begun
            if count <= 0:
                break
            if band.value is None:
                raise self._unpriced("base", f"{said} ({_reach(band)})")
            with localcontext(prec=_PRECISION):
                fee += count * band.value
            parts.append(f"{count:,} × {_plain(band.value)}")
            begun += count
        if begun < words:
            raise self._unpriced("base", said)
        self._set_base(fee, f"{said}: {' + '.join(parts)}" if parts else said)

    def _audience(self) -> None:
        rule = next((rule for rule in self.card.reaches if self.medium in rule.media), None)
        if rule is None:
            return
        band, said = self._reached("audience", rule.unit, rule.bands)
        if band is None or band.value is None:
            raise self._unpriced("audience", f"{self.medium}, {said}")
        self._times("audience", said, band.value)

    def _set_base(self, fee: Decimal | None, said: str) -> None:
        if fee is None:
            raise self._unpriced("base", said)
        self._step("base", said, _plain(fee), fee)

    def _length(self) -> None:
        base = self._own_base()
        if base is not None and base.settles_length:
            return
        words, kind = self._words("length")
        bands = self.card.whole
        if self.use.portion is Portion.EXCERPT and _band(self.card.excerpt, words) is not None:
            bands = self.card.excerpt
        band = _band(bands, words)
        said = f"{kind}, {_counted(words)}"
        if band is None or band.value is None:
            raise self._unpriced("length", said)
        self._times("length", said, band.value)

    def _words(self, rule: str) -> tuple[int, str]:
        """How many words are used, and whether they are the whole article or an excerpt."""
        if self.use.portion is not Portion.EXCERPT:
            return self.words, "whole article"
        if self.use.excerpt_words is None:
            raise self._missing(rule, "the length of the excerpt", "--excerpt WORDS")
        return self.use.excerpt_words, "excerpt"

    def _territory_step(self) -> str:
        if not self.use.territories:
            raise self._missing("territory", "the territory", "--territory FR")
        return territories.step_of(self.use.territories)

    def _low_income(self) -> bool:
        asked = territories.countries_of(self.use.territories)
        return bool(asked) and all(territories.is_low_income(country) for country in asked)

    def _territory(self, *, counted: bool = True) -> None:
        """The step for the territory; `counted`: not where the base of the medium counts it already."""
        step = self._territory_step()
        codes = ", ".join(self.use.territories[:8])
        if len(self.use.territories) > 8:
            codes += f" and {len(self.use.territories) - 8} more"
        if self._low_income() and "low_income" in self.card.territory:
            step = "low_income"
        elif counted and self._base_has_territory():
            return
        factor = self.card.territory.get(step)
        if step == "region" and (own := self._group()) is not None:
            step, factor = own
        said = f"{step.replace('_', '-')}: {codes}"
        if factor is None:
            raise self._unpriced("territory", said)
        self._times("territory", said, factor)

    def _group(self) -> tuple[str, Decimal] | None:
        """The cheapest of the card's groups that holds every country asked for, and its factor."""
        asked = territories.countries_of(self.use.territories)
        found = [
            (factor, code)
            for code, factor in self.card.groups.items()
            if asked <= territories.REGIONS[code]
        ]
        if not found:
            return None
        factor, code = min(found)
        return code, factor

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
        said = f"{_percent(rush.share)} for use within one working day"
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

    def _retrospective(self, *, charged: bool) -> None:
        rule = self.card.retrospective
        if rule is None:
            raise self._unpriced("retrospective", "a use that was not licensed in time")
        self._times("retrospective", "licensed after its use", rule.factor)
        if charged and rule.admin:
            self._plus("retrospective", "its handling, once", rule.admin)

    def _share(self) -> None:
        rule = next((rule for rule in self.card.shares if self.medium in rule.media), None)
        if rule is None:
            return
        self.share = rule
        said = f"{_percent(rule.share)} of {rule.of}, reported each {rule.reports}; this is the guarantee"
        self._step("share", said, _percent(rule.share), self.amount)


def _percent(share: Decimal) -> str:
    return f"{_plain(share * 100)}%"


def _reach(band: Band | None) -> str:
    return f"up to {band.limit:,}" if band and band.limit is not None else "above all bands"


def _counted(words: int) -> str:
    return f"{words:,} {'word' if words == 1 else 'words'}"


def _band(bands: Sequence[Band], count: int) -> Band | None:
    return next((band for band in bands if band.limit is None or count <= band.limit), None)
