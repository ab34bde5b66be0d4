"""Quotes and pro-formas: from their facts to what the template prints."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from syndicate.rules import licences
from syndicate.rules.fees import Medium

if TYPE_CHECKING:
    from syndicate.documents.wording import Wording
    from syndicate.rules.papers import (
        ArticleFacts,
        ItemFacts,
        QuoteFacts,
        QuoteLineFacts,
        QuoteStepsFacts,
        TaxFacts,
    )

__all__ = [
    "clipped",
    "free",
    "share",
    "source",
    "steps_view",
    "tax_label",
    "taxed",
    "translation",
    "uses",
    "view",
    "worded",
]


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
        "tax_label": tax_label(facts["tax_treatment"], wording),
        "taxed": taxed(facts["tax_treatment"]),
        "scope": _scope(lines),
        "translated": any(licences.translated_into(line["item"]) for line in lines),
        "sources": [source(line["item"]["article"], wording) for line in lines],
        "tax_wording": worded(facts["tax_treatment"]["wording"], wording),
        "charged": facts["tax_treatment"]["code"] == "S",
        "no_fee": free(facts["total"]["amount"]),
        "pay_first": facts["payment_terms"] == "pay-first",
        "bank": bank
        if bank is not None and bank["currency"] == facts["total"]["currency"]
        else None,
        "uses": [uses(line["item"], wording) for line in lines],
        "alternatives": _alternatives(facts, number, wording) if facts["alternatives"] else [],
    }


def _scope(lines: list[QuoteLineFacts]) -> str:
    """Which sentence says what stays with the publisher."""
    items = [line["item"] for line in lines]
    if any(item["medium"] and Medium(item["medium"]).is_ai for item in items):
        return "quote.scope_machines"
    translated = any(licences.translated_into(item) for item in items)
    return "quote.scope_translated" if translated else "quote.scope"


def _alternatives(facts: QuoteFacts, number: str, wording: Wording) -> list[dict[str, Any]]:
    """The offers of a quote side by side, its own first: number, uses and total of each."""
    offers: list[Any] = [{**facts, "number": number}, *facts["alternatives"]]
    return [
        {
            "number": one["number"],
            "uses": [uses(line["item"], wording) for line in one["lines"]],
            "total": one["total"],
        }
        for one in offers
    ]


def steps_view(facts: QuoteStepsFacts, wording: Wording) -> dict[str, Any]:
    """What the internal quote prints beyond its facts: each line with its steps, those of all lines last."""
    made = view(facts, wording)
    made["lines"] = [
        {
            "n": line["n"],
            "headline": line["description"],
            "language": line["item"]["article"]["language"],
            "uses": uses(line["item"], wording),
            "steps": [step for step in facts["steps"] if step["line"] == line["n"]],
        }
        for line in facts["lines"]
    ]
    return made


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
    if told := translation(item, wording):
        phrases.append(told)
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
    if item["limits"]:
        phrases.append(wording.tell("limits.author", limits=item["limits"]))
    if told := share(item, wording):
        phrases.append(told)
    return phrases


def share(item: ItemFacts, wording: Wording) -> str | None:
    """The share that the fee guarantees, in a phrase; None where the fee is all there is."""
    owed = item["share"]
    if owed is None:
        return None
    return wording.tell(
        f"share.{owed['reports']}",
        share=wording.percent(f"{(Decimal(owed['share']) * 100).normalize():f}"),
        of=owed["of"],
    )


def translation(item: ItemFacts, wording: Wording) -> str | None:
    """Who translates, and from which language, in a phrase; None where nobody does."""
    if not licences.translated_into(item):
        return None
    written = wording.tongues([item["article"]["language"]])
    return wording.tell(f"translation.{item['translation_by']}", source=written)


def source(article: ArticleFacts, wording: Wording, *, digest: bool = False) -> str:
    """Where an article comes from, in one phrase: byline, edition, day, version, words.

    With `digest` the first sixteen digits of the version's SHA-256 too; schedule A has all of them.
    """
    phrases = [
        wording.tell("article.by", name=article["byline"]) if article["byline"] else None,
        article["edition_name"],
        wording.day(article["published_on"]) if article["published_on"] else None,
        wording.tell("article.version", version=article["version"], ref=article["ref"]),
        wording.tell("article.digest", digest=article["digest"][:16]) if digest else None,
        wording.tell("units.words", n=article["words_licensable"]),
    ]
    return ", ".join(phrase for phrase in phrases if phrase)


def taxed(treatment: TaxFacts) -> bool:
    """Whether VAT has a line on the paper: not where the publisher is not registered for it."""
    return treatment["treatment"] != "not-registered"


def tax_label(treatment: TaxFacts, wording: Wording) -> str:
    """What stands before the tax: "VAT 20%", or why there is none: "VAT, reverse charge"."""
    if treatment["code"] == "S":
        return wording.tell("money.tax_at", rate=wording.percent(treatment["rate"]))
    return wording.tell("money.tax_none", why=wording.word("untaxed", treatment["treatment"]))


def worded(by_language: dict[str, str], wording: Wording) -> str:
    """The tax wording in the paper's language, else in English."""
    return by_language.get(wording.language) or by_language["en"]


def free(amount: str) -> bool:
    """Whether an amount is nothing: "0", "0.00"."""
    return not amount.strip("0.-")


def clipped(text: str, longest: int) -> str:
    """`text` where it must not take more room; it stands in full elsewhere on the paper or in the books."""
    return text if len(text) <= longest else f"{text[:longest].rstrip()}…"
