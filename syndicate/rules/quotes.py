"""Quotes: an offer with its last day, the steps it takes, and when it may still be accepted."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from syndicate.errors import BadInput, Refused
from syndicate.rules import dates, taxes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from syndicate.rules.fees import Fx
    from syndicate.rules.money import Money

__all__ = [
    "OPEN_STATES",
    "STEPS",
    "QuoteState",
    "acceptable",
    "approval",
    "expired",
    "move",
    "totals",
    "valid_until",
]


class QuoteState(StrEnum):
    """Where a quote stands."""

    DRAFT = "draft"
    AWAITING_APPROVAL = "awaiting-approval"
    APPROVED = "approved"
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


_DRAFT, _SENT, _WITHDRAWN = QuoteState.DRAFT, QuoteState.SENT, QuoteState.WITHDRAWN
_SUPERSEDED, _DECLINED = QuoteState.SUPERSEDED, QuoteState.DECLINED

STEPS: Mapping[QuoteState, frozenset[QuoteState]] = MappingProxyType(
    {
        _DRAFT: frozenset({QuoteState.AWAITING_APPROVAL, _SENT, _WITHDRAWN, _SUPERSEDED}),
        QuoteState.AWAITING_APPROVAL: frozenset(
            {QuoteState.APPROVED, _DRAFT, _WITHDRAWN, _SUPERSEDED}
        ),
        QuoteState.APPROVED: frozenset({_SENT, _DRAFT, _WITHDRAWN, _SUPERSEDED}),
        # Back to a draft is the next revision.
        _SENT: frozenset(
            {
                QuoteState.ACCEPTED,
                _DECLINED,
                QuoteState.EXPIRED,
                _SUPERSEDED,
                _WITHDRAWN,
                _DRAFT,
            }
        ),
        # Until a paper is made from it, an acceptance may be taken back.
        QuoteState.ACCEPTED: frozenset({_DECLINED, _WITHDRAWN, _SUPERSEDED, _DRAFT}),
        _DECLINED: frozenset({_DRAFT, _SUPERSEDED}),
        QuoteState.EXPIRED: frozenset({_DRAFT, _SUPERSEDED, _WITHDRAWN, _DECLINED}),
    }
)
"""From each state the states it may go to; a state that is not named is an end."""

OPEN_STATES: frozenset[QuoteState] = frozenset(
    {_DRAFT, QuoteState.AWAITING_APPROVAL, QuoteState.APPROVED, _SENT}
)
"""The states in which a quote still waits for somebody."""


def move(now: QuoteState, to: QuoteState) -> QuoteState:
    """`to`, where a quote that is `now` may go there. Raises Refused naming the steps it may take."""
    allowed = STEPS.get(now, frozenset())
    if to in allowed:
        return to
    ways = ", ".join(state.value for state in QuoteState if state in allowed)
    tail = f"it may become {ways}" if ways else "that is its end"
    raise Refused(f"a quote that is {now} cannot become {to}; {tail}")


def valid_until(issued: date, *, days: int) -> date:
    """The last day, inclusive, of an offer made on `issued` that stands for `days`.

    Raises BadInput for less than a day or more than two years.
    """
    if not 1 <= days <= 730:
        raise BadInput(f"an offer stands for 1 to 730 days, not {days}")
    return issued + timedelta(days=days)


def expired(valid_until: date, today: date) -> bool:
    """Whether the last day of an offer has passed."""
    return today > valid_until


def acceptable(
    ref: str,
    state: QuoteState,
    *,
    valid_until: date,
    today: date,
    inputs_unchanged: bool,
    rights_free: bool,
) -> None:
    """Nothing, when the quote `ref` may be accepted on `today`.

    Raises Refused with the mending command when it is not on offer, its last day has passed, what it
    priced has changed since, or its rights are no longer free.
    """
    if state is QuoteState.ACCEPTED:
        raise Refused(f"{ref} is accepted already", hint=f"syndicate quote show {ref}")
    if state in {QuoteState.DRAFT, QuoteState.APPROVED}:
        raise Refused(f"{ref} is {state} and has not been sent", hint=f"syndicate quote send {ref}")
    if state not in {QuoteState.SENT, QuoteState.EXPIRED}:
        raise Refused(f"{ref} is {state}", hint=f"syndicate quote show {ref}")
    revise = f"syndicate quote revise {ref}"
    if state is QuoteState.EXPIRED or expired(valid_until, today):
        raise Refused(f"{ref} lapsed after {dates.spoken_day(valid_until, 'en')}", hint=revise)
    if not inputs_unchanged:
        raise Refused(
            f"the article, its rights, the use or the parties changed since {ref} was priced; it has to be priced again",
            hint=revise,
        )
    if not rights_free:
        raise Refused(f"what {ref} offers has been granted to somebody else meanwhile", hint=revise)


def approval(net: Money, *, limit: Money | None, fx: Fx | None, machines: bool) -> str | None:
    """Why a second person has to approve an offer before it is sent; None where nobody has to.

    What machines read always is; else what is above the `limit`, in home money. `fx` is the offer's rate.
    Where nothing says how its money compares with the limit's, it is approved.
    """
    if machines:
        return "what machines read is never priced by card"
    if limit is None or net.minor == 0:
        return None
    amount = net.amount
    if net.currency != limit.currency:
        if fx is None or {fx.base, fx.quote} != {limit.currency, net.currency}:
            return f"nothing says how {net} compares with the limit of {limit}"
        amount = fx.convert(amount, to=limit.currency)
    return f"it is above {limit}" if amount > limit.amount else None


def totals(lines: Sequence[Money], treatment: taxes.Treatment) -> tuple[Money, Money, Money]:
    """Net, tax and total of `lines`: the tax on the rounded net, once (EN 16931: one rate, one sum).

    Raises BadInput when there are no lines, Refused for lines in two currencies.
    """
    if not lines:
        raise BadInput("a quote has at least one line")
    net = lines[0]
    for line in lines[1:]:
        net += line
    tax = taxes.tax_on(net, treatment)
    return net, tax, net + tax
