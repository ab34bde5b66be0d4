"""Invoices: lines that add up, the day tax falls due, VAT in the home currency, and what is paid."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from syndicate.errors import BadInput, Refused
from syndicate.rules import dates, languages, requests, territories
from syndicate.rules.money import Money, rounded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from syndicate.rules.fees import Fx
    from syndicate.rules.papers import ItemFacts, QuoteLineFacts

__all__ = [
    "STEPS",
    "InvoiceState",
    "check_totals",
    "due_on",
    "home_amounts",
    "line_description",
    "move",
    "overdue",
    "state_of",
    "tax_point",
]


class InvoiceState(StrEnum):
    """Where an invoice stands. Overdue is not a state: it follows from the day (`overdue`)."""

    ISSUED = "issued"
    PART_PAID = "part-paid"
    PAID = "paid"
    CREDITED = "credited"
    DISPUTED = "disputed"
    WRITTEN_OFF = "written-off"


_ISSUED, _PART, _PAID = InvoiceState.ISSUED, InvoiceState.PART_PAID, InvoiceState.PAID
_CREDITED, _DISPUTED = InvoiceState.CREDITED, InvoiceState.DISPUTED

STEPS: Mapping[InvoiceState, frozenset[InvoiceState]] = MappingProxyType(
    {
        _ISSUED: frozenset({_PART, _PAID, _CREDITED, _DISPUTED, InvoiceState.WRITTEN_OFF}),
        # A payment that bounced, or was booked on the wrong invoice, is taken back.
        _PART: frozenset({_ISSUED, _PAID, _CREDITED, _DISPUTED, InvoiceState.WRITTEN_OFF}),
        _PAID: frozenset({_ISSUED, _PART, _CREDITED}),
        _DISPUTED: frozenset({_ISSUED, _PART, _PAID, _CREDITED, InvoiceState.WRITTEN_OFF}),
        # What was given up may still be paid.
        InvoiceState.WRITTEN_OFF: frozenset({_PART, _PAID}),
    }
)
"""From each state the states it may go to. An issued invoice never becomes a draft and is never void."""


def move(now: InvoiceState, to: InvoiceState) -> InvoiceState:
    """`to`, where an invoice that is `now` may go there. Raises Refused naming the steps it may take."""
    allowed = STEPS.get(now, frozenset())
    if to in allowed:
        return to
    ways = ", ".join(state.value for state in InvoiceState if state in allowed)
    tail = f"it may become {ways}" if ways else "that is its end"
    raise Refused(f"an invoice that is {now} cannot become {to}; {tail}")


def state_of(total: Money, *, paid: Money, credited: Money) -> InvoiceState:
    """What follows from the balance: issued, part-paid, paid, or credited where credits alone settled it.

    Raises Refused when more is settled than was billed, BadInput for an amount below nothing.
    """
    zero = Money.zero(total.currency)
    if paid < zero or credited < zero or total < zero:
        raise BadInput("an invoice, its payments and its credits are not below nothing")
    balance = total - credited - paid
    if balance < zero:
        raise Refused(f"{paid + credited} would be settled of an invoice of {total}")
    if not balance:
        return _CREDITED if credited and not paid else _PAID
    return _PART if paid or credited else _ISSUED


def overdue(due_on: date, *, balance: Money, today: date) -> bool:
    """Whether something is still open after the last day to pay."""
    return balance.minor > 0 and today > due_on


def due_on(issued: date, *, days: int) -> date:
    """The last day to pay: `days` after the issue, that day included.

    Raises BadInput for less than none or more than a year.
    """
    if not 0 <= days <= 366:
        raise BadInput(f"an invoice is due within 0 to 366 days, not {days}")
    return issued + timedelta(days=days)


_INVOICED_AFTER = timedelta(days=14)


def tax_point(*, granted_on: date | None, invoiced_on: date, paid_on: date | None) -> date:
    """The time of supply of a licence for one payment: the day its VAT falls due.

    VATA 1994 s.6: the basic day is that of the grant; a payment or an invoice before it comes first; an
    invoice within 14 days after the grant takes its place, later ones do not.
    """
    if granted_on is None:
        return min(invoiced_on, paid_on) if paid_on else invoiced_on
    if paid_on is not None and paid_on < granted_on:
        return min(paid_on, invoiced_on)
    if invoiced_on <= granted_on + _INVOICED_AFTER:
        return invoiced_on
    return granted_on


def home_amounts(
    net: Money, tax: Money, *, home_currency: str, fx: Fx | None
) -> tuple[Money | None, Money | None]:
    """Net and VAT in the home currency, where VAT is charged in another; else (None, None).

    VAT due in the United Kingdom must stand in sterling on the invoice (VAT Regulations 1995 reg. 14).
    Raises Refused when the rate is missing or is one between other currencies.
    """
    if not tax or net.currency == home_currency:
        return None, None
    mend = (
        f"--fx-rate RATE --fx-date DAY --fx-source WORDS: how much {home_currency} 1 "
        f"{net.currency} is"
    )
    if fx is None:
        raise Refused(
            f"VAT in {net.currency} has to stand in {home_currency} too, and no rate is given",
            hint=mend,
        )
    if {fx.base, fx.quote} != {net.currency, home_currency}:
        raise Refused(f"{fx.text}: not a rate of {net.currency} in {home_currency}", hint=mend)
    home_net, home_tax = (
        rounded(fx.convert(amount.amount, to=home_currency), home_currency) for amount in (net, tax)
    )
    return home_net, home_tax


def check_totals(lines: Sequence[Money], *, net: Money, tax: Money, total: Money) -> None:
    """Nothing, when the lines add up to `net` and `net` with `tax` to `total`.

    Raises Refused otherwise, and for amounts in two currencies: such an invoice is never issued.
    """
    summed = Money.zero(net.currency)
    for line in lines:
        summed += line
    if not lines or summed != net:
        raise Refused(f"the lines add up to {summed}, not to {net}")
    if net + tax != total:
        raise Refused(f"{net} and {tax} of VAT are {net + tax}, not {total}")


def line_description(line: QuoteLineFacts, *, licence: str | None, language: str) -> str:
    """What a line of an invoice says was sold: the licence, the article, where and for how long."""
    french = languages.same_language(language, "fr")
    tongue = "fr" if french else "en"
    item = line["item"]
    headline = item["article"]["headline"]
    if french:
        sold = (
            f"Autorisation de reproduction {licence}" if licence else "Autorisation de reproduction"
        )
        title = f"«\u202f{headline}\u202f»"
    else:
        sold = f"Licence {licence} to republish" if licence else "Licence to republish"
        title = f"“{headline}”"
    joint = "\u00a0: " if french else " "
    return f"{sold}{joint}{title}, {', '.join(_extent(item, tongue))}"


def _extent(item: ItemFacts, language: str) -> list[str]:
    """Where, in which languages and for how long: the extent that an invoice has to state."""
    known = {medium.value: medium for medium in requests.Medium}
    medium = known.get(item["medium"])
    where = requests.medium_word(medium, language) if medium else item["medium"]
    parts = [" ".join(part for part in (where, item["outlet"]["title"]) if part)]
    parts += [territories.territory_name(code, language) for code in item["territories"][:6]]
    if len(item["territories"]) > 6:
        parts.append("…")
    parts += [languages.language_name(tag, language) for tag in item["languages"]]
    first, last = item["starts_on"], item["ends_on"]
    if first is not None:
        start = dates.spoken_day(date.fromisoformat(first), language)
        if last is None:
            parts.append(f"à partir du {start}" if language == "fr" else f"from {start}")
        else:
            end = dates.spoken_day(date.fromisoformat(last), language)
            parts.append(f"du {start} au {end}" if language == "fr" else f"{start} to {end}")
    return [part for part in parts if part]
