"""Quotes and pro-formas: from their facts to what the template prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from syndicate.documents.wording import Wording
    from syndicate.rules.papers import ItemFacts, QuoteFacts

__all__ = ["clipped", "free", "tax_label", "uses", "view", "worded"]


def view(facts: QuoteFacts, wording: Wording) -> dict[str, Any]:
    """What the quote and the pro-forma print beyond their facts."""
    lines = facts["lines"]
    first = lines[0]["item"]
    number = facts["number"]
    if facts["revision"] > 1:
        number = f"{number}/{facts['revision']}"
    bank = facts["publisher"]["bank"]
    return {
        "number": number,
        "one": len(lines) == 1,
        "first": first,
        "articles": wording.tell("units.articles", n=len(lines)),
        "term": wording.term(first),
        "payer": facts["payer"] or facts["licensee"],
        "tax_label": tax_label(
            facts["tax_treatment"]["rate"], facts["tax_treatment"]["code"], wording
        ),
        "tax_wording": worded(facts["tax_treatment"]["wording"], wording),
        "charged": facts["tax_treatment"]["code"] == "S",
        "no_fee": free(facts["total"]["amount"]),
        "pay_first": facts["payment_terms"] == "pay-first",
        "bank": bank
        if bank is not None and bank["currency"] == facts["total"]["currency"]
        else None,
        "uses": [uses(line["item"], wording) for line in lines],
    }


def uses(item: ItemFacts, wording: Wording) -> list[str]:
    """The use of one item in short phrases: medium, place, language, time, and what is not usual."""
    outlet = item["outlet"]
    domains = [domain for domain in outlet["domains"] if domain != outlet["title"]]
    where = outlet["title"] + (f" ({', '.join(domains)})" if domains else "")
    audience = wording.audience(item)
    phrases = [
        wording.tell("use.on", medium=wording.word("medium", item["medium"]), outlet=where),
        ", ".join(p for p in (wording.territory(item["territories"]), audience) if p),
        wording.tell("use.languages", names=wording.tongues(item["languages"])),
        wording.term(item),
    ]
    if item["portion"] == "excerpt":
        phrases.append(wording.portion(item))
    if item["exclusivity"] != "none":
        phrases.append(wording.word("exclusivity", item["exclusivity"]))
    if item["images"]:
        phrases.append(wording.tell("units.images", n=item["images"]))
    if item["uses"] is not None:
        phrases.append(wording.tell("units.uses", n=item["uses"]))
    if item["purpose"] != "editorial":
        phrases.append(wording.word("purpose", item["purpose"]))
    return phrases


def tax_label(rate: str, code: str, wording: Wording) -> str:
    """What stands before the tax: "VAT 20%", or "VAT" where none is charged."""
    if code == "S":
        return wording.tell("money.tax_at", rate=wording.percent(rate))
    return wording.tell("money.tax")


def worded(by_language: dict[str, str], wording: Wording) -> str:
    """The tax wording in the paper's language, else in English."""
    return by_language.get(wording.language) or by_language["en"]


def free(amount: str) -> bool:
    """Whether an amount is nothing: "0", "0.00"."""
    return not amount.strip("0.-")


def clipped(text: str, longest: int) -> str:
    """`text` where it must not take more room; it stands in full elsewhere on the paper or in the books."""
    return text if len(text) <= longest else f"{text[:longest].rstrip()}…"
