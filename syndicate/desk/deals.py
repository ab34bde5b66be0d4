"""What a licensee agreed to before: scope, the card's price and the one agreed, how soon it was paid, open breaches."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from syndicate.records.audits import MatchRecord
from syndicate.records.invoices import InvoiceRecord
from syndicate.records.licences import LicenceItemRecord, LicenceRecord
from syndicate.records.papers import PaperRecord, PaperStateRecord
from syndicate.records.payments import AllocationRecord, PaymentRecord
from syndicate.records.quotes import QuoteRevisionRecord
from syndicate.rules.money import Money, shown

if TYPE_CHECKING:
    from datetime import date

    from syndicate.desk.door import Reading

__all__ = ["SHOWN", "Deal", "last_deals"]

SHOWN = 5
"""How many of the last deals are shown where another is negotiated."""


@dataclass(frozen=True, slots=True)
class Deal:
    """One licence as a deal. `card` is None where no card priced it, `price` where an old licence states none.

    `days_to_pay` is from the invoice to the last money that settled it, None while it is open or was not billed.
    `issue_date` is None where an old licence does not state when it was granted.
    """

    licence: str
    state: str
    issue_date: str | None
    scope: str
    card: dict[str, str] | None
    price: dict[str, str] | None
    paid: dict[str, str] | None
    days_to_pay: int | None
    open_breaches: int


def last_deals(r: Reading, party_id: int, *, limit: int = SHOWN) -> tuple[Deal, ...]:
    """The last licences of a licensee, newest first; what was taken back is none, nor what an agreement's quota covered."""
    rows = r.rows(
        select(
            PaperRecord.id,
            PaperRecord.ref,
            PaperRecord.issue_date,
            PaperRecord.facts,
            PaperStateRecord.state,
            LicenceRecord.kind,
            LicenceRecord.quote,
            LicenceRecord.currency,
            LicenceRecord.net_minor,
            QuoteRevisionRecord.inputs,
            QuoteRevisionRecord.steps,
        )
        .join(LicenceRecord, LicenceRecord.paper_id == PaperRecord.id)
        .join(PaperStateRecord, PaperStateRecord.paper_id == PaperRecord.id)
        .outerjoin(QuoteRevisionRecord, QuoteRevisionRecord.id == LicenceRecord.quote_revision_id)
        .where(
            LicenceRecord.party_id == party_id,
            LicenceRecord.kind != "blanket",
            PaperStateRecord.state != "taken-back",
        )
        .order_by(PaperRecord.issue_date.desc(), PaperRecord.id.desc())
        .limit(limit)
    )
    papers = [row.id for row in rows]
    scopes: dict[int, list[str]] = {}
    breaches: Counter[int] = Counter()
    items = r.rows(
        select(*LicenceItemRecord.__table__.columns)
        .where(LicenceItemRecord.paper_id.in_(papers))
        .order_by(LicenceItemRecord.paper_id, LicenceItemRecord.n)
    )
    for item in items:
        scopes.setdefault(item.paper_id, []).append(_scope(item))
    breaching = _breaching(r, [item.id for item in items])
    for item in items:
        breaches[item.paper_id] += breaching[item.id]
    made = []
    for row in rows:
        paid, days = _paid(r, row)
        told = list(dict.fromkeys(scopes.get(row.id, ())))
        made.append(
            Deal(
                licence=row.ref,
                state=row.state,
                issue_date=_granted(row),
                scope="; ".join(told[:3]) + (f" and {len(told) - 3} more" if len(told) > 3 else ""),
                card=_card(row),
                price=shown(row.net_minor, row.currency),
                paid=paid,
                days_to_pay=days,
                open_breaches=breaches[row.id],
            )
        )
    return tuple(made)


def _granted(row: Any) -> str | None:  # noqa: ANN401
    """The day of the grant: of an old licence the one it states, since its paper else has the day of filing."""
    if row.kind == "filed":
        stated: str | None = json.loads(row.facts)["granted_on"]
        return stated
    day: date = row.issue_date
    return day.isoformat()


def _scope(item: Any) -> str:  # noqa: ANN401
    places, tongues = json.loads(item.territories), json.loads(item.languages)
    days = "perpetual" if item.perpetual else None
    if item.starts_on is not None and item.ends_on is not None:
        days = f"{item.starts_on.isoformat()} to {item.ends_on.isoformat()}"
    parts = [
        item.medium,
        " ".join(places),
        " ".join(tongues),
        days,
        item.exclusivity if item.exclusivity not in {None, "none"} else None,
    ]
    return ", ".join(part for part in parts if part)


def _card(row: Any) -> dict[str, str] | None:  # noqa: ANN401
    """What the card asked, net: the price itself, or what stands before an agreed one."""
    if row.inputs is None or row.currency is None:
        return None
    if json.loads(row.inputs).get("agreed") is None:
        return shown(row.net_minor, row.currency)
    before = [step["before"] for step in json.loads(row.steps) if step["rule"] == "agreed"]
    if not before or not all(before):
        return None
    total = Money(0, row.currency)
    for amount in before:
        total += Money.of(amount, row.currency)
    return shown(total.minor, row.currency)


def _paid(r: Reading, row: Any) -> tuple[dict[str, str] | None, int | None]:  # noqa: ANN401
    """What came in on the invoice of a licence, and after how many days it was settled."""
    if row.quote is None:
        return None, None
    invoice = r.first(
        select(InvoiceRecord.paper_id, InvoiceRecord.total_minor, PaperRecord.issue_date)
        .join(PaperRecord, PaperRecord.id == InvoiceRecord.paper_id)
        .where(InvoiceRecord.quote == row.quote)
    )
    if invoice is None:
        return None, None
    found = r.rows(
        select(AllocationRecord.minor, PaymentRecord.received_on)
        .join(PaymentRecord, PaymentRecord.id == AllocationRecord.payment_id)
        .where(AllocationRecord.invoice_id == invoice.paper_id)
    )
    total = sum(one.minor for one in found)
    if not found or total < invoice.total_minor:
        return shown(total, row.currency), None
    last: date = max(one.received_on for one in found)
    return shown(total, row.currency), max((last - invoice.issue_date).days, 0)


def _breaching(r: Reading, items: list[int]) -> Counter[int]:
    """How many copies of each licence item were in breach when they were last looked at."""
    last = {
        (row.licence_item_id, row.placement_id): row.verdict
        for row in r.rows(
            select(MatchRecord.licence_item_id, MatchRecord.placement_id, MatchRecord.verdict)
            .where(MatchRecord.licence_item_id.in_(items))
            .order_by(MatchRecord.id)
        )
    }
    return Counter(item for (item, _), verdict in last.items() if verdict == "breach")
