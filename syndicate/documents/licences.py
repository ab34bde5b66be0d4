"""Licences: from their facts to what the template prints, the deal in three columns first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from syndicate.documents import fitting
from syndicate.documents.quotes import (
    clipped,
    free,
    share,
    source,
    tax_label,
    taxed,
    translation,
    uses,
    worded,
)
from syndicate.rules import languages, licences, territories

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from syndicate.documents.wording import Wording
    from syndicate.rules.papers import ItemFacts, LicenceFacts, PassageFacts

__all__ = ["own_terms", "view"]

_ON_PAPER = frozenset({"newspaper", "magazine", "book", "course-pack", "press-pack"})
_SPOKEN = frozenset({"broadcast", "podcast"})
_BY_MACHINE = frozenset({"ai-input", "ai-training", "tdm"})
_OPENING_WORDS = 14
_LONGEST_TERMS = 100_000
_NUMBERED = "n" * 18
"""The room that a number with its label takes, or a few words between two facts."""


def view(facts: LicenceFacts, wording: Wording) -> dict[str, Any]:
    """What the licence prints beyond its facts."""
    items = facts["items"]
    flags = _flags(facts)
    deals = [_deal(item, wording) for item in items]
    columns = {
        "may": _may(facts, wording),
        "must": _must(facts, flags, wording),
        "may_not": _may_not(facts, flags, wording),
    }
    return {
        "number": facts["number"],
        "tax_label": tax_label(facts["tax_treatment"], wording),
        "taxed": taxed(facts["tax_treatment"]),
        "charged": facts["tax_treatment"]["code"] == "S",
        "tax_wording": worded(facts["tax_treatment"]["wording"], wording),
        **flags,
        "one": len(items) == 1,
        "credits": _credits(items),
        "fit": _fit(facts, deals, list(columns.values())),
        "first": items[0],
        "articles": wording.tell("units.articles", n=len(items)),
        "deals": deals,
        **columns,
        "translation": {
            who: {"into": wording.tongues(into), "source": wording.tongues(written)}
            for who, (into, written) in flags["translations"].items()
        }
        | {who: None for who in ("licensee", "publisher") if who not in flags["translations"]},
        "translated": bool(flags["translations"]),
        "exclusivities": sorted({i["exclusivity"] for i in items}),
        "home": territories.territory_name(facts["publisher"]["country"], wording.language),
        "verify_at": f"{facts['verify']['host']}/v/{facts['verify']['code']}",
        "verify_page": f"{facts['verify']['host']}/v/",
        "verify_said": Markup('{}/v/<span class="firm">{}</span>').format(
            facts["verify"]["host"], facts["verify"]["code"]
        ),
        "own_terms": own_terms(facts["terms"]["text"], _fields(facts, wording)),
        "schedules": [_schedule(item, wording) for item in items],
    }


def _flags(facts: LicenceFacts) -> dict[str, Any]:
    """What decides which clauses stand: the clauses ask these and nothing else."""
    items = facts["items"]
    media = {item["medium"] for item in items}
    places = {code for item in items for code in item["territories"]} | {
        facts["licensee"]["country"]
    }
    no_fee = free(facts["total"]["amount"])
    parties = [party for party in (facts["licensee"], facts["payer"]) if party is not None]
    return {
        "no_fee": no_fee,
        "paid": facts["paid"] and not no_fee,
        "pay_first": facts["payment_terms"] == "pay-first" and not no_fee and not facts["paid"],
        "on_paper": bool(media & _ON_PAPER),
        "online": bool(media - _ON_PAPER - _SPOKEN),
        "spoken": bool(media & _SPOKEN),
        "by_machine": bool(media & _BY_MACHINE),
        "endless": all(i["starts_on"] is not None and i["ends_on"] is None for i in items),
        "images": sum(i["images"] for i in items),
        "excerpt": any(i["portion"] == "excerpt" for i in items),
        "canonicals": {i["canonical"] for i in items} - {"none"},
        "british": facts["publisher"]["country"] == "GB",
        "in_france": bool(places & {"FR", "155", "150", "001"}),
        "signed": any(i["exclusivity"] in licences.SIGNED for i in items),
        "consumer": any(p["customer_kind"] == "consumer" for p in parties),
        "business": all(p["customer_kind"] == "business" for p in parties),
        "limited": any(i["limits"] for i in items),
        "translations": _translations(items),
        "left_out": any(i["left_out"] for i in items),
    }


def _credits(items: Sequence[ItemFacts]) -> list[dict[str, Any]]:
    """The credit line and link of each of several articles; none where the licence has the one."""
    lines = [
        {
            "n": item["n"],
            "line": item["credit_line"],
            "url": item["article"]["url"] if _manner(item) == "web" else None,
        }
        for item in items
        if item["credit_line"] is not None
    ]
    return lines if len(lines) > 1 else []


def _fit(
    facts: LicenceFacts, deals: Sequence[dict[str, Any]], columns: Sequence[Sequence[str]]
) -> str:
    """How the deal fits on page 1. A deal of several articles has a table that may run on."""
    if len(deals) > 1:
        return fitting.CROWDED
    (deal,), licensee = deals, facts["licensee"]
    named = [licensee["legal_name"], licensee["trading_name"], *licensee["address"]]
    numbers = [licensee["company_no"], licensee["vat_no"]]
    left = [
        facts["publisher"]["legal_name"] + _NUMBERED,
        " ".join([*(part for part in named if part), *(_NUMBERED for no in numbers if no)]),
        deal["article"]["headline"],
        deal["source"],
        deal["limits"] or "",
        " ".join([deal["outlet"], *deal["domains"], deal["audience"] or ""]),
        *(party["legal_name"] for party in (facts["end_client"], facts["payer"]) if party),
    ]
    right = [deal[name] for name in ("medium", "territory", "languages", "term", "exclusivity")]
    right += [deal["portion"], _NUMBERED * 2, _NUMBERED * 2]
    right.append(" ".join([facts["request"], facts["quote"], _NUMBERED, facts["po_number"] or ""]))
    return fitting.fit(
        lead=" ".join(
            (
                *(facts["publisher"]["legal_name"], licensee["legal_name"], _NUMBERED * 2),
                *(deal["article"]["headline"], deal["outlet"]),
            )
        ),
        particulars=[left, right],
        columns=columns,
        credit=[
            facts["credit_line"],
            facts["link_url"] or "",
            *facts["special_terms"],
            *([_NUMBERED] * 2 if facts["special_terms"] else []),  # their heading and its distance
        ],
    )


def _translations(items: Sequence[ItemFacts]) -> dict[str, tuple[list[str], list[str]]]:
    """By who translates: the languages translated into, and those translated from."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    for item in items:
        if into := licences.translated_into(item):
            targets, sources = found.setdefault(item["translation_by"], ([], []))
            targets += [tag for tag in into if tag not in targets]
            if item["article"]["language"] not in sources:
                sources.append(item["article"]["language"])
    return found


def _deal(item: ItemFacts, wording: Wording) -> dict[str, Any]:
    """One item in words, for the particulars."""
    outlet = item["outlet"]
    return {
        "n": item["n"],
        "article": item["article"],
        "outlet": outlet["title"],
        "domains": [domain for domain in outlet["domains"] if domain != outlet["title"]],
        "audience": wording.audience(item),
        "medium": wording.word("medium", item["medium"]),
        "territory": wording.territory(item["territories"]),
        "languages": ", ".join(
            phrase
            for phrase in (wording.tongues(item["languages"]), translation(item, wording))
            if phrase
        ),
        "source": source(item["article"], wording, digest=True),
        "limits": item["limits"],
        "term": wording.term(item),
        "exclusivity": wording.word("exclusivity", item["exclusivity"]),
        "purpose": wording.word("purpose", item["purpose"]),
        "portion": wording.portion(item),
        "images": wording.tell("units.images", n=item["images"]) if item["images"] else None,
        "times": None if item["uses"] is None else wording.tell("units.uses", n=item["uses"]),
        "use": uses(item, wording),
        "fee": item["fee"],
    }


def _may(facts: LicenceFacts, wording: Wording) -> list[Markup]:
    items = facts["items"]
    lines: list[Markup] = []
    if len(items) == 1:
        item = items[0]
        lines += [
            wording.say(f"may.publish_{_manner(item)}", outlet=item["outlet"]["title"]),
            wording.say(
                "may.where",
                territory=wording.territory(item["territories"]),
                languages=wording.tongues(item["languages"]),
            ),
            wording.say("may.when", term=wording.term(item)),
        ]
        if item["portion"] == "excerpt":
            lines.append(wording.say("may.portion", portion=wording.portion(item)))
    else:
        lines.append(wording.say("may.each", n=len(items)))
    for who, (into, _) in _translations(items).items():
        told = "may.translate" if who == "licensee" else "may.translated"
        lines.append(wording.say(told, languages=wording.tongues(into)))
    if any(item["images"] for item in items):
        lines.append(wording.say("may.images", n=sum(item["images"] for item in items)))
    lines.append(wording.say("may.style"))
    lines += [
        wording.say(f"may.{kind}")
        for kind in ("first", "sole", "exclusive")
        if any(item["exclusivity"] == kind for item in items)
    ]
    return lines


def _manner(item: ItemFacts) -> str:
    if item["medium"] in _ON_PAPER:
        return "print"
    return "aloud" if item["medium"] in _SPOKEN else "web"


def _must(facts: LicenceFacts, flags: dict[str, Any], wording: Wording) -> list[Markup]:
    lines: list[Markup] = []
    if flags["pay_first"]:
        lines.append(wording.say("must.pay_first", total=wording.money(facts["total"])))
    elif not flags["no_fee"] and not flags["paid"]:
        lines.append(
            wording.say("must.pay", n=facts["payment_days"], total=wording.money(facts["total"]))
        )
    owed = dict.fromkeys(told for item in facts["items"] if (told := share(item, wording)))
    lines += [wording.say("must.share", share=told) for told in owed]
    lines.append(wording.say("must.credit_aloud" if _only(flags, "spoken") else "must.credit"))
    for who, (_, written) in flags["translations"].items():
        told = "must.translator" if who == "licensee" else "must.translator_ours"
        lines.append(wording.say(told, source=wording.tongues(written)))
    if flags["online"]:
        if facts["link_url"]:
            lines.append(wording.say("must.link"))
        lines += [
            wording.say(f"must.{rule}")
            for rule in ("canonical", "noindex")
            if rule in flags["canonicals"]
        ]
    lines.append(wording.say("must.correct", n=facts["correction_hours"]))
    lines.append(wording.say("must.report_web" if flags["online"] else "must.report_print"))
    if flags["no_fee"]:
        lines.append(wording.say("must.figures"))
    if flags["online"] and not flags["endless"]:
        lines.append(wording.say("must.remove"))
    return lines


def _only(flags: dict[str, Any], kind: str) -> bool:
    return all(flags[other] is (other == kind) for other in ("online", "on_paper", "spoken"))


def _may_not(facts: LicenceFacts, flags: dict[str, Any], wording: Wording) -> list[Markup]:
    lines = [wording.say("may_not.left_out" if flags["left_out"] else "may_not.others")]
    if not flags["images"]:
        lines.append(wording.say("may_not.images"))
    own_translation = "licensee" in flags["translations"]
    lines += [
        wording.say("may_not.change_translated" if own_translation else "may_not.change"),
        wording.say("may_not.sublicense"),
    ]
    if flags["limited"]:
        lines.append(wording.say("may_not.limits"))
    if not flags["by_machine"]:
        lines.append(wording.say("may_not.machines"))
    lines.append(wording.say("may_not.ads_inside" if flags["no_fee"] else "may_not.ads_against"))
    lines.append(wording.say("may_not.endorse", name=_name(facts)))
    return lines


def _name(facts: LicenceFacts) -> str:
    return facts["publisher"]["trading_name"] or facts["publisher"]["legal_name"]


def _schedule(item: ItemFacts, wording: Wording) -> dict[str, Any]:
    return {
        "n": item["n"],
        "article": item["article"],
        "headline": clipped(item["article"]["headline"], 160),
        "direction": languages.direction(item["article"]["language"]),
        "licensed": item["licensed"],
        "left_out": [
            {**_opening(passage), "why": wording.left_out(passage)} for passage in item["left_out"]
        ],
    }


def _opening(passage: PassageFacts) -> dict[str, Any]:
    """A passage that is left out, by its first words: enough to find it, not enough to use it."""
    words = passage["text"][:2000].split()
    opening = " ".join(words[:_OPENING_WORDS])[:140]
    more = len(words) > _OPENING_WORDS or len(opening) == 140
    return {**passage, "opening": f"{opening} …" if more else opening}


def _fields(facts: LicenceFacts, wording: Wording) -> dict[str, str]:
    """The fields that a publisher's own terms may name in braces."""
    return {
        "number": facts["number"],
        "publisher": facts["publisher"]["legal_name"],
        "licensee": facts["licensee"]["legal_name"],
        "issue_date": wording.day(facts["issue_date"]),
        "total": wording.money(facts["total"]),
        "payment_days": str(facts["payment_days"]),
        "correction_hours": str(facts["correction_hours"]),
        "credit_line": facts["credit_line"],
    }


_FIELD = re.compile(r"\{([a-z_]{1,30})\}")


def own_terms(text: str | None, fields: dict[str, str]) -> list[dict[str, Any]] | None:
    """A publisher's own terms as sections of paragraphs; None where it has none.

    "## " opens a section, a blank line a paragraph, "- " an item. `{number}` and the other `fields`
    are filled in; braces around anything else are printed. Nothing else is obeyed.
    """
    if text is None:
        return None
    filled = _FIELD.sub(lambda found: fields.get(found[1], found[0]), text[:_LONGEST_TERMS])
    sections: list[dict[str, Any]] = []
    for block in re.split(r"\n[ \t]*\n|\n(?=#{1,3} )|(?<=\n)(?=- )", filled.replace("\r\n", "\n")):
        for kind, words in _blocks(block):
            if kind == "title" or not sections:
                sections.append({"title": words if kind == "title" else "", "paragraphs": []})
            if kind != "title":
                sections[-1]["paragraphs"].append({"kind": kind, "text": words})
    return sections


def _blocks(block: str) -> Iterable[tuple[str, str]]:
    """A block of lines as titles, items and paragraphs."""
    gathered: list[str] = []
    for line in (line.strip() for line in block.split("\n")):
        if line.startswith(("# ", "## ", "### ")):
            yield from _paragraph(gathered)
            gathered = []
            yield "title", line.lstrip("#").strip()
        else:
            gathered.append(line)
    yield from _paragraph(gathered)


def _paragraph(lines: Sequence[str]) -> Iterable[tuple[str, str]]:
    words = " ".join(line for line in lines if line)
    if words:
        yield ("item", words[2:]) if words.startswith("- ") else ("paragraph", words)
