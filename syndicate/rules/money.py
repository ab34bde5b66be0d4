"""Money: whole minor units and a code; how people write it, how it is rounded, split and spoken."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import TYPE_CHECKING, Self

from syndicate.errors import BadInput, Refused, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from syndicate.rules.papers import MoneyFacts

__all__ = [
    "CURRENCIES",
    "LIMIT",
    "Money",
    "currency_code",
    "exponent",
    "invoiceable",
    "read_amount",
    "rounded",
    "shown",
    "spoken",
]

LIMIT = 9 * 10**13
"""The largest amount on file, in minor units: it leaves room for sums in a 64-bit column."""

_CODES = """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN
    BWP BYN BZD CAD CDF CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR
    FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD
    JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT
    MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG
    QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS
    TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XCG
    XOF XPF YER ZAR ZMW ZWG
"""
CURRENCIES: frozenset[str] = frozenset(_CODES.split())
"""The currencies of ISO 4217, and the last of those just withdrawn, which old papers still name."""

_NO_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"
_FOUR_DECIMALS = "CLF UYW"
_EXPONENTS: Mapping[str, int] = {
    **dict.fromkeys(_NO_DECIMALS.split(), 0),
    **dict.fromkeys(_THREE_DECIMALS.split(), 3),
    **dict.fromkeys(_FOUR_DECIMALS.split(), 4),
}

_LONGEST = 64
_PLAIN = r"(-?)([0-9]{1,15})(?:\.([0-9]{1,6}))?"


def currency_code(text: str) -> str:
    """The ISO 4217 code that `text` names, in capitals.

    Raises BadInput for a code that is not one, with its near matches.
    """
    code = text.strip().upper() if len(text) <= _LONGEST else ""
    if code in CURRENCIES:
        return code
    if not re.fullmatch(r"[A-Z]{1,8}", code):
        raise BadInput("a currency is a three-letter code of ISO 4217, such as GBP or EUR")
    near = difflib.get_close_matches(code, sorted(CURRENCIES), n=3)
    meant = f"; did you mean {_either(near)}?" if near else ""
    raise BadInput(f"{code} is not a currency of ISO 4217{meant}")


def exponent(currency: str) -> int:
    """How many decimals `currency` has (GBP 2, JPY 0, KWD 3), by ISO 4217.

    Raises BadInput for an unknown code, with its near matches.
    """
    if currency not in CURRENCIES:
        currency_code(currency)
        raise BadInput(f"a currency is written in capitals: {currency.strip().upper()}")
    return _EXPONENTS.get(currency, 2)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in whole minor units of one currency; two currencies never add or compare.

    Raises BadInput beyond `LIMIT` or for an unknown currency, TypeError for a float.
    """

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError(f"minor units are an int, not {type(self.minor).__name__}")
        exponent(self.currency)
        if abs(self.minor) > LIMIT:
            ends = f"{LIMIT // 10 ** exponent(self.currency):,} {self.currency}"
            raise BadInput(f"the amount is too large: the books end at {ends}")

    @classmethod
    def of(cls, amount: str | Decimal, currency: str) -> Self:
        """The money of a plain decimal ("480.00", Decimal("480")), exact and never rounded.

        Raises BadInput for an unknown currency, more decimals than it has, or no finite number.
        """
        places = exponent(currency)
        if isinstance(amount, str):
            return cls(_minor_of_text(amount, places, currency), currency)
        if not isinstance(amount, Decimal):
            raise TypeError(f"an amount is text or a Decimal, not {type(amount).__name__}")
        _require_finite(amount)
        with localcontext(prec=60):
            exact = amount.quantize(Decimal(1).scaleb(-places))
        if exact != amount:
            raise BadInput(
                f"{quoted(str(amount))} has too many decimals: {currency} has {_decimals(currency)}"
            )
        return cls(int(exact.scaleb(places)), currency)

    @classmethod
    def zero(cls, currency: str) -> Self:
        """Nothing, in `currency`."""
        return cls(0, currency)

    @classmethod
    def from_facts(cls, facts: MoneyFacts) -> Self:
        """The money that frozen facts name. Raises BadInput when they do not read."""
        return cls.of(facts["amount"], facts["currency"])

    @property
    def amount(self) -> Decimal:
        """The amount in the main unit, with the decimals of its currency."""
        sign, digits = (1 if self.minor < 0 else 0), tuple(map(int, str(abs(self.minor))))
        return Decimal((sign, digits, -exponent(self.currency)))

    @property
    def text(self) -> str:
        """The amount as plain text with the decimals of its currency: "480.00"."""
        return f"{self.amount:f}"

    def facts(self) -> MoneyFacts:
        """The money as papers freeze it and scripts read it."""
        return {"amount": self.text, "currency": self.currency}

    def shown(self) -> dict[str, str]:
        """The money as an answer shows it: what `facts` freezes, as a plain dict."""
        return {"amount": self.text, "currency": self.currency}

    def part(self, fraction: Decimal) -> Money:
        """`fraction` of this money, rounded once, half-up."""
        if not isinstance(fraction, Decimal):
            raise TypeError(f"a fraction is a Decimal, not {type(fraction).__name__}")
        _require_finite(fraction)
        with localcontext(prec=60):
            return rounded(self.amount * fraction, self.currency)

    def split(self, weights: Sequence[int]) -> tuple[Money, ...]:
        """Shares by `weights` (whole, not negative) that sum exactly to this money.

        Largest remainder; ties go to the first. Raises BadInput when the weights share nothing out.
        """
        if any(type(weight) is not int or weight < 0 for weight in weights):
            raise BadInput("shares are whole numbers and never negative")
        total = sum(weights)
        if total == 0:
            raise BadInput("there is nobody to share the amount between: the weights add up to 0")
        sign, whole = (-1 if self.minor < 0 else 1), abs(self.minor)
        shares = [whole * weight // total for weight in weights]
        # The key holds whole-number remainders, so equal ones are equal and the sort keeps their order.
        order = sorted(range(len(weights)), key=lambda n: -(whole * weights[n] % total))
        for n in order[: whole - sum(shares)]:
            shares[n] += 1
        return tuple(Money(sign * share, self.currency) for share in shares)

    def __add__(self, other: Money) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        return Money(self.minor + self._alike(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        if not isinstance(other, Money):
            return NotImplemented
        return Money(self.minor - self._alike(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return self.minor < self._alike(other)

    def __le__(self, other: Money) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return self.minor <= self._alike(other)

    def __gt__(self, other: Money) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return self.minor > self._alike(other)

    def __ge__(self, other: Money) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        return self.minor >= self._alike(other)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        return f"{self.text} {self.currency}"

    def _alike(self, other: Money) -> int:
        if other.currency != self.currency:
            raise Refused(
                f"{self.currency} and {other.currency} are two currencies: convert one first"
            )
        return other.minor


def rounded(amount: Decimal, currency: str) -> Money:
    """`amount` in whole minor units of `currency`, half-up: the one rounding of the house.

    A half goes away from zero, so that a credit note mirrors its invoice to the minor unit.
    """
    return _rounded_to(amount, currency, places=exponent(currency))


def invoiceable(amount: Decimal, currency: str) -> Money:
    """`amount` rounded half-up to what an invoice of EN 16931 can say: two decimals at most.

    In a currency of three decimals (KWD, BHD, JOD) that is a step of 10 minor units.
    """
    return _rounded_to(amount, currency, places=min(exponent(currency), 2))


def _rounded_to(amount: Decimal, currency: str, *, places: int) -> Money:
    _require_finite(amount)
    with localcontext(prec=60):
        step = amount.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
        return Money(int(step.scaleb(exponent(currency))), currency)


def _require_finite(amount: Decimal) -> None:
    if not amount.is_finite():
        raise BadInput("an amount is a finite number")
    if amount and amount.adjusted() > 20:
        raise BadInput("the amount is too large for the books")


def _minor_of_text(amount: str, places: int, currency: str) -> int:
    found = re.fullmatch(_PLAIN, amount) if len(amount) <= _LONGEST else None
    if not found:
        raise BadInput(f"{quoted(amount)} is not an amount in plain figures, such as 480.00")
    sign, whole, decimals = found[1], found[2], found[3] or ""
    if len(decimals) > places:
        raise BadInput(
            f"{quoted(str(amount))} has too many decimals: {currency} has {_decimals(currency)}"
        )
    minor = int(whole + decimals.ljust(places, "0"))
    return -minor if sign else minor


def _decimals(currency: str) -> str:
    return {0: "no decimals", 1: "one decimal"}.get(
        exponent(currency), f"{exponent(currency)} decimals"
    )


def _either(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


_DOLLARS = (
    "USD", "CAD", "AUD", "NZD", "HKD", "SGD", "TWD", "BBD", "BMD", "BND", "BSD", "BZD", "FJD", "GYD",
    "JMD", "KYD", "LRD", "NAD", "SBD", "SRD", "TTD", "XCD",
)  # fmt: skip
_SEVERAL: Mapping[str, tuple[str, ...]] = {
    "$": _DOLLARS,
    "¥": ("JPY", "CNY"),
    "KR": ("SEK", "NOK", "DKK", "ISK"),
}
_SIGNS: Mapping[str, str] = {
    "£": "GBP", "£GB": "GBP", "UK£": "GBP", "€": "EUR", "EURO": "EUR", "EUROS": "EUR",
    "US$": "USD", "$US": "USD", "C$": "CAD", "CA$": "CAD", "$CA": "CAD", "A$": "AUD",
    "AU$": "AUD", "$AU": "AUD", "NZ$": "NZD", "$NZ": "NZD", "HK$": "HKD", "$HK": "HKD",
    "S$": "SGD", "₹": "INR", "₩": "KRW", "₺": "TRY", "₪": "ILS", "₦": "NGN", "₴": "UAH",
    "₽": "RUB", "ZŁ": "PLN", "R$": "BRL", "FR.": "CHF", "SFR": "CHF", "JP¥": "JPY", "CN¥": "CNY",
}  # fmt: skip

_SPACES = str.maketrans(dict.fromkeys("\u00a0\u202f\u2009\u2007\t", " ") | {"’": "'", "−": "-"})
_MARKS = "\u200e\u200f\u061c"
_EXAMPLES = "write it as £1,200.50 or 1200.50 GBP"
_FIGURES = r"[0-9][0-9., ']*"
_GROUPED = {mark: rf"[1-9][0-9]{{0,2}}(?:{re.escape(mark)}[0-9]{{3}}){{1,5}}" for mark in ",. '"}


def read_amount(text: str, *, currency: str | None = None) -> Money:
    """The money a person wrote: `£1,200`, `1 200,50 EUR`, `1.200,50 €`, `300`, `-12.50`.

    `currency` is what a bare number means; a currency written beside the number wins over it. A value
    with one reading valid for its currency is read; one with two (`1,200 KWD`) raises BadInput with both.
    """
    if len(text) > _LONGEST:
        raise BadInput(f"an amount of {len(text)} characters cannot be read; {_EXAMPLES}")
    clean = text.translate(_SPACES).strip().strip(_MARKS).strip()
    places = [n for n, letter in enumerate(clean) if letter.isdigit()]
    if not places:
        raise BadInput(f"there is no amount in {quoted(clean)}; {_EXAMPLES}")
    first, last = places[0], places[-1] + 1
    figures = clean[first:last]
    if not re.fullmatch(_FIGURES, figures):
        raise BadInput(f"{quoted(clean)} is not an amount in plain figures 0-9; {_EXAMPLES}")
    if len(places) > 18:
        raise BadInput(f"{quoted(clean)} is too large for the books")
    sign, beside = _signed(clean[:first])
    words = [word for word in (beside, clean[last:].strip(_MARKS + " ")) if word]
    code = _currency_meant(words, figures=sign + figures, default=currency)
    readings = _readings(figures, exponent(code))
    if not readings:
        raise BadInput(
            f"{quoted(clean)} is no amount in {code}, which has {_decimals(code)}; {_EXAMPLES}"
        )
    if len(readings) > 1:
        one, two = (Money.of(sign + reading, code) for reading in readings)
        raise BadInput(
            f"{quoted(clean)} may be {one} or {two}; "
            f"write {_one_way(one)} {code} or {_one_way(two)} {code}"
        )
    return Money.of(sign + readings[0], code)


def _signed(head: str) -> tuple[str, str]:
    """The sign before or after a leading currency ("" or "-"), and that currency as written."""
    bare = head.strip(_MARKS + " ")
    for sign in "+-":
        if bare.startswith(sign) or bare.endswith(sign):
            kept = bare[1:] if bare.startswith(sign) else bare[:-1]
            return sign.strip("+"), kept.strip()
    return "", bare


def _currency_meant(words: Sequence[str], *, figures: str, default: str | None) -> str:
    """The one currency that `words` beside the figures name, or `default` where there are none."""
    if not words:
        if default is None:
            raise BadInput(f"{quoted(figures)} names no currency; write it as {figures} GBP")
        return currency_code(default)
    first, *others = (_named(word) for word in words)
    meant = [code for code in first if all(code in other for other in others)]
    if not meant:
        raise BadInput(
            f"{quoted(figures)} stands between two currencies: {' and '.join(map(quoted, words))}"
        )
    if len(meant) == 1:
        return meant[0]
    if default is not None and default.strip().upper() in meant:
        return default.strip().upper()
    raise BadInput(
        f"{quoted(words[0])} may be {_either(meant[:3])}; write it as {meant[0]} {figures}"
    )


def _named(word: str) -> tuple[str, ...]:
    """The currencies that a sign or code may mean."""
    sign = word.upper()
    if sign in _SIGNS:
        return (_SIGNS[sign],)
    if sign in _SEVERAL:
        return _SEVERAL[sign]
    if not re.fullmatch(r"[A-Z]{3}", sign):
        raise BadInput(f"{quoted(word)} is not a currency; {_EXAMPLES}")
    return (currency_code(sign),)


def _readings(figures: str, places: int) -> list[str]:
    """Every plain number that `figures` can mean in a currency of `places` decimals."""
    found: list[str] = []
    whole = _ungrouped(figures, besides="")
    if whole:
        found.append(whole)
    for decimal in ".,":
        before, mark, decimals = figures.rpartition(decimal)
        if mark and decimals.isdigit() and len(decimals) <= places:
            whole = _ungrouped(before, besides=decimal)
            if whole:
                found.append(f"{whole}.{decimals}")
    return found


def _ungrouped(whole: str, *, besides: str) -> str | None:
    """`whole` without its thousands marks, or None where it is no whole number."""
    if whole.isdigit() and len(whole) <= 15:
        return whole
    for mark, pattern in _GROUPED.items():
        if mark != besides and re.fullmatch(pattern, whole):
            return whole.replace(mark, "")
    return None


def _one_way(money: Money) -> str:
    """`money` in figures that can be read only one way: 1200, 1.2; 01.234, as no group begins with 0."""
    short = money.text.rstrip("0").rstrip(".")
    if len(_readings(short.lstrip("-"), exponent(money.currency))) == 1:
        return short
    return f"-0{short[1:]}" if short.startswith("-") else f"0{short}"


def spoken(money: Money, language: str) -> str:
    """`money` as a paper in `language` prints it: £1,200.50, 1 200,50 €.

    `language` is a BCP 47 tag; English is British. Falls back to English where Babel knows no such locale.
    """
    from babel.core import Locale, UnknownLocaleError
    from babel.numbers import format_currency

    primary = language.replace("_", "-").split("-")[0].lower()
    try:
        locale = Locale.parse("en_GB" if primary == "en" else primary)
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse("en_GB")
    text = format_currency(money.amount, money.currency, locale=locale)
    for long in ("£GB", "UK£"):  # the pound sign alone is understood, and there is no other here
        text = text.replace(long, "£")
    # A code before the figures needs air ("KWD 1.500"), which Babel leaves out.
    return re.sub(r"([A-Z]{3})(?=[0-9])", "\\1\u00a0", text)


def shown(minor: int | None, currency: str | None) -> dict[str, str] | None:
    """An amount on file as an answer shows it; None where the books state none."""
    if minor is None or currency is None:
        return None
    return Money(minor, currency).shown()
