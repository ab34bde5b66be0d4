"""Invoices in a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from syndicate.rules.money import Money

if TYPE_CHECKING:
    from syndicate.desk import Desk

__all__ = ["InvoiceLine", "on_file"]


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """An invoice in a list."""

    ref: str
    number: str
    idempotency_key: str | None
    state: str
    licensee: str
    licensee_name: str
    issue_date: str
    due_on: str
    overdue: bool
    total: dict[str, str]
    balance: dict[str, str]
    path: str | None
    sha256: str | None


def on_file(desk: Desk, *, open_only: bool = False) -> list[InvoiceLine]:
    """Every invoice, newest first, with what is still open."""
    with desk.glancing() as g:
        rows = g.rows("open invoices" if open_only else "invoices")
    today = desk.today.isoformat()
    made = []
    for row in rows:
        total = Money(row.total_minor, row.currency)
        balance = total - Money(int(row.paid or 0), row.currency)
        made.append(
            InvoiceLine(
                ref=row.ref,
                number=row.ref,
                idempotency_key=row.key,
                state=row.state,
                licensee=row.party,
                licensee_name=row.legal_name,
                issue_date=row.issue_date,
                due_on=row.due_on,
                overdue=bool(balance) and row.due_on < today,
                total=total.shown(),
                balance=balance.shown(),
                path=str(desk.store.place(row.sha256, ".pdf")) if row.sha256 else None,
                sha256=row.sha256,
            )
        )
    return made
