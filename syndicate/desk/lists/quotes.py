"""Quotes in a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from syndicate.rules import quotes
from syndicate.rules.money import Money
from syndicate.rules.quotes import QuoteState

if TYPE_CHECKING:
    from syndicate.desk import Desk

__all__ = ["Accepted", "QuoteLine", "accepted", "on_file", "shown_state"]


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """A quote in a list; `lead` is the open quote with which an alternative goes out."""

    ref: str
    state: str
    revision: int
    request: str
    licensee: str
    licensee_name: str
    total: dict[str, str]
    valid_until: str
    lead: str | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """An accepted quote as far as it has come: licensed, billed, paid for."""

    ref: str
    licensee_name: str
    accepted_on: str | None
    total: Money
    pays_first: bool
    pro_forma: bool
    paid: Money
    licence: str | None
    billed: bool


def accepted(desk: Desk) -> list[Accepted]:
    """The accepted quotes that are not licensed yet, or cost something and are not billed; oldest first."""
    with desk.glancing() as g:
        rows = g.rows("accepted quotes")
    return [
        Accepted(
            ref=row.ref,
            licensee_name=row.legal_name,
            accepted_on=row.accepted_on,
            total=Money(row.total_minor, row.currency),
            pays_first=bool(row.total_minor) and row.terms == "pay-first",
            pro_forma=row.pro_forma is not None,
            paid=Money(int(row.paid or 0), row.currency),
            licence=row.licence,
            billed=row.billed is not None,
        )
        for row in rows
    ]


def on_file(desk: Desk, *, open_only: bool = False) -> list[QuoteLine]:
    """Every quote, newest first."""
    with desk.glancing() as g:
        rows = g.rows("open quotes" if open_only else "quotes")
    today = desk.today
    return [
        QuoteLine(
            ref=row.ref,
            state=shown_state(row.state, date.fromisoformat(row.valid_until), today),
            revision=row.revision,
            request=row.request,
            licensee=row.party,
            licensee_name=row.legal_name,
            total=Money(row.total_minor, row.currency).shown(),
            valid_until=row.valid_until,
            lead=row.lead,
        )
        for row in rows
    ]


def shown_state(state: str, valid_until: date, today: date) -> str:
    """A sent quote past its last day reads expired; nobody has to move it."""
    if state == QuoteState.SENT.value and quotes.expired(valid_until, today):
        return QuoteState.EXPIRED.value
    return state
