"""Payments in a list, each with what it settled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from syndicate.rules.money import Money

if TYPE_CHECKING:
    from syndicate.desk import Desk

__all__ = ["Payment", "on_file"]


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment as shown: what came in, what it settled, what is left over."""

    ref: str
    state: str
    licensee: str
    licensee_name: str
    received_on: str
    amount: dict[str, str]
    method: str | None
    bank_reference: str | None
    quote: str | None
    allocations: tuple[dict[str, Any], ...]
    unallocated: dict[str, str]


def on_file(desk: Desk) -> list[Payment]:
    """Every payment, newest first."""
    with desk.glancing() as g:
        rows, settled = g.rows("payments"), g.rows("allocations")
    allocations: dict[int, list[dict[str, Any]]] = {}
    spent: dict[int, int] = {}
    for row in settled:
        allocations.setdefault(row.payment_id, []).append(
            {
                "invoice": row.ref,
                "kind": row.kind,
                "amount": dict(Money(row.minor, row.currency).facts()),
            }
        )
        if row.kind == "cash":
            spent[row.payment_id] = spent.get(row.payment_id, 0) + row.minor
    return [
        Payment(
            ref=row.ref,
            state=_state(row.amount_minor, spent.get(row.id, 0)),
            licensee=row.party,
            licensee_name=row.legal_name,
            received_on=row.received_on,
            amount=dict(Money(row.amount_minor, row.currency).facts()),  # type: ignore[arg-type]
            method=row.method,
            bank_reference=row.bank_reference,
            quote=row.quote,
            allocations=tuple(allocations.get(row.id, ())),
            unallocated=dict(
                Money(row.amount_minor - spent.get(row.id, 0), row.currency).facts()  # type: ignore[arg-type]
            ),
        )
        for row in rows
    ]


def _state(amount: int, spent: int) -> str:
    if amount == spent:
        return "allocated"
    return "part-allocated" if spent else "unallocated"
