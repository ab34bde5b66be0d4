"""Invoices: from their facts to what the template prints, what is to be paid first."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from syndicate.documents.quotes import free, tax_label, taxed, worded
from syndicate.rules.money import Money

if TYPE_CHECKING:
    from syndicate.documents.wording import Wording
    from syndicate.rules.papers import InvoiceFacts, MoneyFacts

__all__ = ["view"]


def view(facts: InvoiceFacts, wording: Wording) -> dict[str, Any]:
    """What the invoice prints beyond its facts. Raises ValueError when its figures do not add up."""
    _add_up(facts)
    total = Money.from_facts(facts["total"])
    paid = Money.zero(total.currency) if facts["paid"] is None else Money.from_facts(facts["paid"])
    bank = facts["publisher"]["bank"]
    treatment = facts["tax_treatment"]
    charged = treatment["code"] == "S"
    return {
        "number": facts["number"],
        "due": (total - paid).facts(),
        "settled": not free(facts["total"]["amount"]) and paid >= total,
        "nothing_due": free(facts["total"]["amount"]),
        "part_paid": bool(paid) and paid < total,
        "bank": bank if bank is not None and bank["currency"] == total.currency else None,
        "charged": charged,
        "tax_label": tax_label(treatment, wording),
        "taxed": taxed(treatment),
        "late": _late(facts),
        "tax_wording": worded(treatment["wording"], wording),
        "rates": _by_rate(facts),
        "home": facts["home_tax"]["currency"] if facts["home_tax"] else None,
        "payer_is_licensee": facts["payer"]["ref"] == facts["licensee"]["ref"],
    }


def _late(facts: InvoiceFacts) -> str | None:
    """What is said of a late payment: the law for debts between businesses is not one for consumers."""
    kinds = {party["customer_kind"] for party in (facts["licensee"], facts["payer"])}
    if "consumer" in kinds:
        return "late_consumer"
    by_country = {"GB": "late_business_gb", "FR": "late_business_fr"}
    return by_country.get(facts["publisher"]["country"]) if kinds == {"business"} else None


def _add_up(facts: InvoiceFacts) -> None:
    """Refuse to print an invoice that does not add up: lines to net, net and tax to total."""
    net, tax, total = (Money.from_facts(facts[name]) for name in ("net", "tax", "total"))
    if (
        sum((Money.from_facts(line["net"]) for line in facts["lines"]), Money.zero(net.currency))
        != net
    ):
        raise ValueError("its lines do not add up to its net total")
    if net + tax != total:
        raise ValueError("net and tax do not add up to the total")


def _by_rate(facts: InvoiceFacts) -> list[dict[str, Any]]:
    """Net and tax for each rate, the highest first; the tax is the invoice's, which has one rate charged."""
    nets: dict[tuple[str, str], Money] = {}
    for line in facts["lines"]:
        key = (line["rate"], line["code"])
        net = Money.from_facts(line["net"])
        nets[key] = nets[key] + net if key in nets else net
    taxes = _taxes(facts, nets)
    return [
        {"rate": rate, "code": code, "net": net.facts(), "tax": taxes[rate, code]}
        for (rate, code), net in sorted(nets.items(), key=lambda row: -Decimal(row[0][0]))
    ]


def _taxes(
    facts: InvoiceFacts, nets: dict[tuple[str, str], Money]
) -> dict[tuple[str, str], MoneyFacts]:
    """The tax of each rate: rounded once on its net, as EN 16931 counts it; they sum to the invoice's."""
    taxes = {key: net.part(Decimal(key[0]) / 100) for key, net in nets.items()}
    stated = Money.from_facts(facts["tax"])
    if sum(taxes.values(), Money.zero(stated.currency)) != stated:
        raise ValueError("the tax of its rates does not add up to its tax")
    return {key: tax.facts() for key, tax in taxes.items()}
