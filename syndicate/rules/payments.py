"""Payments: what came in, what was kept back on the way, and which invoices that settles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from syndicate.errors import BadInput, Refused
from syndicate.rules.money import Money

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Allocated", "Settled", "allocate", "assign", "settle"]


@dataclass(frozen=True, slots=True)
class Settled:
    """What a payment did to one invoice.

    `parts` are (kind, amount) of cash, withholding and charge, each above nothing; `balance` is what stays
    open; `unallocated` is the cash beyond it, which waits for the desk to say what it is for.
    """

    parts: tuple[tuple[str, Money], ...]
    balance: Money
    unallocated: Money


@dataclass(frozen=True, slots=True)
class Allocated:
    """What a payment did to several invoices: settled by reference, in the order given, and the cash left."""

    invoices: tuple[tuple[str, Settled], ...]
    unallocated: Money


def settle(
    open_: Money, *, cash: Money, withheld: Money | None = None, charge: Money | None = None
) -> Settled:
    """An invoice of which `open_` is due, settled by what came in and what was kept back on the way.

    Tax withheld and bank charges settle the invoice like cash (KWD 500.00 = 447.50 received + 50.00
    withheld + 2.50 charges); they come first, so that what is over is always cash.
    Raises BadInput for an amount below nothing or for no amount at all, Refused when more was kept back
    than is open, or for another currency.
    """
    zero = Money.zero(open_.currency)
    if open_.minor < 0:
        raise BadInput("an invoice is not open by less than nothing")
    kept = {"withholding": withheld or zero, "charge": charge or zero}
    for what, amount in {"the amount": cash, **kept}.items():
        if amount < zero:
            raise BadInput(f"{what} of a payment is not below nothing")
    if not (cash or kept["withholding"] or kept["charge"]):
        raise BadInput("a payment of nothing settles nothing")
    back = kept["withholding"] + kept["charge"]
    if back > open_:
        raise Refused(f"{back} was kept back, but only {open_} is open")
    due = open_ - back
    used = min(cash, due)
    parts = {"cash": used, **kept}
    return Settled(
        parts=tuple((kind, amount) for kind, amount in parts.items() if amount),
        balance=due - used,
        unallocated=cash - used,
    )


def allocate(cash: Money, open_invoices: Sequence[tuple[str, Money]]) -> Allocated:
    """`cash` over open invoices (reference, what is open) in the order given, never beyond what is open.

    Raises BadInput for an amount of nothing or less, Refused for another currency.
    """
    if cash.minor <= 0:
        raise BadInput("a payment is more than nothing")
    made: list[tuple[str, Settled]] = []
    left = cash
    for ref, open_ in open_invoices:
        if not left:
            break
        if open_.minor <= 0:
            continue
        one = settle(open_, cash=min(left, open_))
        made.append((ref, one))
        left -= open_ - one.balance
    return Allocated(tuple(made), left)


def assign(left: Money, open_: Money, *, amount: Money | None = None) -> Settled:
    """An invoice of which `open_` is due, settled by cash of which `left` waits unallocated.

    Without an `amount` as much as both allow. Raises BadInput for an amount of nothing or less; Refused
    when it is more than waits or more than is open, when nothing waits or nothing is open, or for another
    currency.
    """
    if amount is not None and amount.minor <= 0:
        raise BadInput("what is allocated is more than nothing")
    if left.minor <= 0:
        raise Refused("all of the payment is allocated")
    if open_.minor <= 0:
        raise Refused("nothing of the invoice is open")
    used = min(left, open_) if amount is None else amount
    if used > left:
        raise Refused(f"{used} is more than the {left} that wait unallocated")
    if used > open_:
        raise Refused(f"{used} is more than the {open_} that are open")
    settled = settle(open_, cash=used)
    return Settled(parts=settled.parts, balance=settled.balance, unallocated=left - used)
