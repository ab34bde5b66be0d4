"""A rate of exchange: between two currencies, from a source, of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING, Any, Self

from syndicate.errors import BadInput, quoted
from syndicate.rules.dates import spoken_day
from syndicate.rules.money import currency_code

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syndicate.rules.facts import Json

__all__ = ["FRESH_DAYS", "Fx"]

FRESH_DAYS = 7
"""How old a rate may be before it is said; markets close for weekends and feasts, not for longer."""

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
    def text(self) -> str:
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
        raise BadInput(f"{self.text} says nothing of {to}")

    def remark(self, day: date) -> str | None:
        """What to say of the rate's age on `day`; None while it is fresh. Raises BadInput for one to come."""
        age = (day - self.on).days
        if age < 0:
            raise BadInput(
                f"a rate of {self.on.isoformat()} has not come yet",
                hint="--fx-date the day of the rate",
            )
        if age <= FRESH_DAYS:
            return None
        return f"the rate is of {spoken_day(self.on, 'en')}, {age} days old: {self.text}"

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
