"""Rate cards: from what they declare to tables that an editor reads and signs."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from syndicate.rules.fees.cards import MORE, NEGOTIATED, STEPS_OF_TERRITORY
from syndicate.rules.fees.uses import Exclusivity, Purpose, TranslationBy
from syndicate.rules.money import exponent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from syndicate.documents.wording import Wording
    from syndicate.rules.papers import RateCardFacts

__all__ = ["view"]

_KINDS = ("up_to", "territory", "words", "per_word", "fee")
_BY_MEMBER: Mapping[str, Sequence[str]] = {
    "territory": (*STEPS_OF_TERRITORY, "low_income"),
    "translation": tuple(TranslationBy),
    "exclusivity": tuple(Exclusivity),
    "purpose": tuple(Purpose),
}
"""Factors by what they are of, in the order in which a reader looks for them."""


def view(facts: RateCardFacts, wording: Wording) -> dict[str, Any]:
    """What the page of a card prints beyond its facts."""
    card = facts["declared"]
    said = _Said(wording, card["currency"])
    until = card.get("valid_to")
    return {
        "number": f"{card['name']}/{card['version']}",
        "name": card["name"],
        "version": card["version"],
        "currency": card["currency"],
        "first": card["valid_from"],
        "last": until,
        "invented": bool(card.get("invented")),
        "issued_by": card.get("issued_by"),
        "fees": list(_fees(card, said)),
        "factors": list(_factors(card, said)),
        "sums": [{"what": what, "figure": figure} for what, figure in _sums(card, said)],
        "deals": list(_deals(card, said)),
        "free": [said.free(rule) for rule in card.get("no_fee", [])],
        "negotiated": said.media(card.get("negotiation", {}).get("media", [])),
    }


class _Said:
    """The figures and words of a card in one language."""

    def __init__(self, wording: Wording, currency: str) -> None:
        self.wording = wording
        self.currency = currency

    def fee(self, figure: str) -> str:
        """A fee; what a word costs may have more decimals than the currency."""
        if figure == NEGOTIATED:
            return self.wording.tell("card.negotiated")
        number = Decimal(figure)
        places = exponent(self.currency)
        if number != round(number, places):
            return f"{self._spoken(figure)}\u00a0{self.currency}"
        return self.wording.money({"amount": f"{number:.{places}f}", "currency": self.currency})

    def factor(self, figure: str) -> str:
        """A factor: "× 1.4"."""
        if figure == NEGOTIATED:
            return self.wording.tell("card.negotiated")
        return f"×\u00a0{self._spoken(figure)}"

    def percent(self, figure: str) -> str:
        """A share in per cent."""
        return self.wording.percent(f"{(Decimal(figure) * 100).normalize():f}")

    def _spoken(self, figure: str) -> str:
        return figure.replace(".", ",") if self.wording.language == "fr" else figure

    def media(self, media: Sequence[str]) -> str:
        """Media by name."""
        return self.wording.listed([self.wording.word("medium", medium) for medium in media])

    def unit(self, rule: dict[str, Any]) -> str:
        """What an audience is counted in."""
        return self.wording.word("audience", rule.get("unit", "readers").replace(" ", "-"))

    def limit(self, limit: int | str, unit: str) -> str:
        """How far a band reaches: "up to 50,000 recipients"."""
        if limit == MORE:
            return self.wording.tell("card.more")
        return self.wording.tell("card.up_to", count=self.wording.count(int(limit)), unit=unit)

    def word_of(self, rule: str, name: str) -> str:
        """What a factor is of: the words of the papers, or the card's own."""
        key = f"card.{rule}-{name}"
        return self.wording.tell(key) if self.wording.has(key) else self.wording.word(rule, name)

    def free(self, rule: dict[str, Any]) -> str:
        """One no-fee rule in a sentence of phrases."""
        tell = self.wording.tell
        phrases = [rule["reason"]]
        if "media" in rule:
            phrases.append(self.media(rule["media"]))
        if "excerpt_up_to" in rule:
            phrases.append(tell("portion.excerpt_of", n=rule["excerpt_up_to"]))
        if "purpose" in rule:
            phrases.append(
                self.wording.listed([self.wording.word("purpose", p) for p in rule["purpose"]])
            )
        if rule.get("low_income"):
            phrases.append(tell("card.territory-low_income"))
        if "licence" in rule:
            phrases.append(rule["licence"])
        return "; ".join(phrases)


def _table(title: str, rows: list[tuple[str, str]], note: str | None = None) -> dict[str, Any]:
    return {"title": title, "note": note, "rows": [{"what": a, "figure": b} for a, b in rows]}


def _fees(card: dict[str, Any], said: _Said) -> Iterator[dict[str, Any]]:
    tell = said.wording.tell
    for base in card["base"]:
        (kind,) = [kind for kind in _KINDS if kind in base]
        found = base[kind]
        title = said.media(base["media"])
        if kind == "fee":
            yield _table(title, [(tell("card.one_fee"), said.fee(found))])
        elif kind == "territory":
            rows = [
                (said.word_of(kind, step), said.fee(found[step]))
                for step in STEPS_OF_TERRITORY
                if step in found
            ]
            yield _table(title, rows)
        else:
            unit = said.unit(base) if kind == "up_to" else tell("card.words")
            rows = [(said.limit(limit, unit), said.fee(fee)) for limit, fee in found]
            yield _table(title, rows, tell("card.per_word") if kind == "per_word" else None)


def _factors(card: dict[str, Any], said: _Said) -> Iterator[dict[str, Any]]:
    tell = said.wording.tell
    for rule in card.get("audience", []):
        unit = said.unit(rule)
        yield _table(
            tell("card.audience", media=said.media(rule["media"])),
            [(said.limit(limit, unit), said.factor(factor)) for limit, factor in rule["up_to"]],
        )
    for portion, bands in card.get("length", {}).items():
        words = tell("card.words")
        yield _table(
            tell(f"card.length-{portion}"),
            [(said.limit(limit, words), said.factor(factor)) for limit, factor in bands],
        )
    for rule, names in _BY_MEMBER.items():
        stated = card.get(rule, {})
        rows = [
            (said.word_of(rule, name), said.factor(stated[name]))
            for name in names
            if name in stated
        ]
        for code, factor in stated.get("groups", {}).items():
            rows.append((said.wording.territory([code]), said.factor(factor)))
        if rows:
            yield _table(tell(f"card.{rule}"), rows)
        if rule == "territory" and "languages" in card:
            further = said.factor(card["languages"]["further"]).replace("×", "+", 1)
            yield _table(tell("card.languages"), [(tell("card.language_further"), further)])
    for rule in card.get("duration", []):
        rows = [
            (said.wording.span(span), said.factor(factor)) for span, factor in rule.get("up_to", [])
        ]
        title = tell("card.duration", media=said.media(rule["media"]))
        yield _table(title, rows or [(tell("card.any_term"), tell("card.included"))])
    for rule in card.get("uses", []):
        further = said.factor(rule["further"]).replace("×", "+", 1)
        yield _table(
            tell("card.uses", media=said.media(rule["media"])),
            [(tell("card.use_further"), further)],
        )


def _sums(card: dict[str, Any], said: _Said) -> Iterator[tuple[str, str]]:
    tell = said.wording.tell
    if "images" in card:
        yield tell("card.image"), said.fee(card["images"]["each"])
    if "rush" in card:
        least = said.fee(card["rush"]["minimum"])
        yield tell("card.rush", least=least), said.percent(card["rush"]["share"])
    for pieces, share in card.get("bundle", {}).get("from", []):
        yield tell("card.bundle", n=pieces), f"−{said.percent(share)}"
    if "minimum" in card:
        yield tell("card.minimum"), said.fee(card["minimum"])
    if "cap" in card:
        yield tell("card.cap"), said.fee(card["cap"])
    if "retrospective" in card:
        late = card["retrospective"]
        free = not Decimal(late["admin"])
        told = tell("card.late") if free else tell("card.late_fee", admin=said.fee(late["admin"]))
        yield told, said.factor(late["factor"])


def _deals(card: dict[str, Any], said: _Said) -> Iterator[dict[str, Any]]:
    tell = said.wording.tell
    for rule in card.get("blanket", []):
        articles = tell("card.articles")
        yield _table(
            tell(
                "card.blanket",
                media=said.media(rule["media"]),
                term=said.wording.span(rule["term"]),
            ),
            [(said.limit(limit, articles), said.fee(fee)) for limit, fee in rule["articles"]],
        )
    for rule in card.get("share", []):
        yield _table(
            tell("card.share", media=said.media(rule["media"])),
            [
                (
                    tell(f"card.share-{rule['reports']}", of=rule["of"]),
                    said.percent(rule["share"]),
                )
            ],
        )
