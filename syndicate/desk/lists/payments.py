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
    """A payment as shown: what came in, what it settled, what is left over.

    `withheld` is the tax kept back from it, if any; `certificate` is "due" until the paper that proves the tax is
    recorded, then "on file" with its digest and day, and None where no tax was withheld.
    """

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
    withheld: dict[str, str] | None
    certificate: str | None
    certificate_on: str | None
    certificate_sha256: str | None


def on_file(desk: Desk) -> list[Payment]:
    """Every payment, newest first."""
    with desk.glancing() as g:
        rows, settled = g.rows("payments"), g.rows("allocations")
        certified = {row.payment_id: row for row in g.rows("certificates")}
    allocations: dict[int, list[dict[str, Any]]] = {}
    spent: dict[int, int] = {}
    withheld: dict[int, int] = {}
    for row in settled:
        allocations.setdefault(row.payment_id, []).append(
            {
                "invoice": row.ref,
                "kind": row.kind,
                "amount": Money(row.minor, row.currency).shown(),
            }
        )
        if row.kind == "cash":
            spent[row.payment_id] = spent.get(row.payment_id, 0) + row.minor
        elif row.kind == "withholding":
            withheld[row.payment_id] = withheld.get(row.payment_id, 0) + row.minor
    return [
        _payment(
            row,
            allocations.get(row.id, []),
            spent.get(row.id, 0),
            withheld.get(row.id, 0),
            certified.get(row.id),
        )
        for row in rows
    ]


def _payment(
    row: Any,  # noqa: ANN401
    allocations: list[dict[str, Any]],
    spent: int,
    withheld: int,
    certificate: Any,  # noqa: ANN401
) -> Payment:
    def money(minor: int) -> dict[str, str]:
        return Money(minor, row.currency).shown()

    waits = "due" if withheld and certificate is None else None
    return Payment(
        ref=row.ref,
        state=_state(row.amount_minor, spent),
        licensee=row.party,
        licensee_name=row.legal_name,
        received_on=row.received_on,
        amount=money(row.amount_minor),
        method=row.method,
        bank_reference=row.bank_reference,
        quote=row.quote,
        allocations=tuple(allocations),
        unallocated=money(row.amount_minor - spent),
        withheld=money(withheld) if withheld else None,
        certificate=waits if certificate is None else "on file",
        certificate_on=None if certificate is None else certificate.dated_on,
        certificate_sha256=None if certificate is None else certificate.sha256,
    )


def _state(amount: int, spent: int) -> str:
    if amount == spent:
        return "allocated"
    return "part-allocated" if spent else "unallocated"
