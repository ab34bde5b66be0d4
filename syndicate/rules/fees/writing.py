"""A rate card as text again: what it declares as plain values, and those as TOML that reads back the same."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from syndicate.rules.fees.cards import MORE, NEGOTIATED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from syndicate.rules.fees.cards import Band, Base, Card
    from syndicate.rules.papers import PublisherFacts, RateCardFacts

__all__ = ["card_facts", "declared", "same_card", "written"]


def declared(card: Card) -> dict[str, Any]:
    """What `card` declares, shaped as its TOML is: tables, lists of tables, lists of pairs, plain values.

    Fees and factors are Decimal or "by negotiation"; what a card does not state is absent.
    """
    values: dict[str, Any] = {
        "name": card.name,
        "version": card.version,
        "currency": card.currency,
        "valid_from": card.valid_from,
        "valid_to": card.valid_to,
        "invented": card.invented or None,
        "issued_by": card.issued_by,
        "minimum": card.minimum or None,
        "cap": card.cap,
        "base": [_base(base) for base in card.bases],
        "share": [
            {
                "media": list(rule.media),
                "share": rule.share,
                "of": rule.of,
                "reports": rule.reports,
            }
            for rule in card.shares
        ],
        "audience": [
            {"media": list(rule.media), "unit": rule.unit, "up_to": _bands(rule.bands)}
            for rule in card.reaches
        ],
        "negotiation": {"media": list(card.negotiated)},
        "length": {"excerpt": _bands(card.excerpt), "whole": _bands(card.whole)},
        "territory": {**_factors(card.territory), "groups": dict(card.groups)},
        "languages": {"further": card.further_language},
        "translation": _factors(card.translation),
        "duration": [
            {"media": list(rule.media), "included": True}
            if rule.included
            else {
                "media": list(rule.media),
                "up_to": [[span.text, _price(value)] for span, value in rule.bands],
            }
            for rule in card.durations
        ],
        "uses": [{"media": list(rule.media), "further": rule.further} for rule in card.uses],
        "exclusivity": _factors(card.exclusivity),
        "purpose": _factors(card.purpose),
        "images": {"each": card.image},
        "rush": {"share": card.rush.share, "minimum": card.rush.minimum} if card.rush else {},
        "bundle": {"from": [[bundle.pieces, bundle.share] for bundle in card.bundles]},
        "blanket": [
            {
                "media": list(rule.media),
                "term": rule.term.text,
                "articles": _bands(rule.quotas),
            }
            for rule in card.blankets
        ],
        "retrospective": {
            "factor": card.retrospective.factor,
            "admin": card.retrospective.admin,
        }
        if card.retrospective
        else {},
        "no_fee": [
            {
                "reason": rule.reason,
                "media": list(rule.media),
                "excerpt_up_to": rule.excerpt_up_to,
                "purpose": list(rule.purposes),
                "low_income": rule.low_income or None,
                "licence": rule.licence,
            }
            for rule in card.no_fee
        ],
    }
    return {key: kept for key, value in values.items() if (kept := _stated(value)) is not None}


def card_facts(
    card: Card, *, publisher: PublisherFacts, issue_date: date, language: str
) -> RateCardFacts:
    """What the page of `card` prints, for an editor to sign."""
    return {
        "kind": "rate-card",
        "issue_date": issue_date.isoformat(),
        "language": language,
        "publisher": publisher,
        "sha256": card.sha256,
        "declared": _plain(declared(card)),
    }


def _plain(value: Any) -> Any:  # noqa: ANN401
    """`value` as JSON holds it: figures and days as text."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value


def same_card(one: Card, other: Card) -> bool:
    """Whether two cards declare the same, whatever their texts look like."""
    return declared(one) == declared(other)


def written(values: Mapping[str, Any]) -> str:
    """The TOML of what `declared` gives; `cards.parse_card` reads it back."""
    lines = [f"{key} = {_toml(value)}" for key, value in values.items() if not _is_table(value)]
    for key, value in values.items():
        if not _is_table(value):
            continue
        for table in value if isinstance(value, list) else [value]:
            lines += ["", f"[[{key}]]" if isinstance(value, list) else f"[{key}]"]
            lines += [f"{name} = {_toml(each)}" for name, each in table.items()]
    return "\n".join(lines) + "\n"


def _base(base: Base) -> dict[str, Any]:
    return {
        "media": list(base.media),
        "unit": base.unit,
        "up_to": _bands(base.bands),
        "territory": _factors(base.by_territory),
        "words": _bands(base.by_words),
        "per_word": _bands(base.per_word),
        "fee": base.fee,
    }


def _bands(bands: Sequence[Band]) -> list[list[Any]]:
    return [[MORE if band.limit is None else band.limit, _price(band.value)] for band in bands]


def _factors(factors: Mapping[Any, Decimal | None]) -> dict[str, Any]:
    return {str(name): _price(factor) for name, factor in factors.items()}


def _price(value: Decimal | None) -> Decimal | str:
    return NEGOTIATED if value is None else value


def _stated(value: Any) -> Any:  # noqa: ANN401
    """`value` without what is not stated in it; None where nothing is."""
    if isinstance(value, dict):
        return {k: kept for k, each in value.items() if (kept := _stated(each)) is not None} or None
    if isinstance(value, list):
        if value and isinstance(value[0], dict):
            return [_stated(each) or {} for each in value]
        return value or None
    return value


def _is_table(value: object) -> bool:
    return isinstance(value, dict) or (
        isinstance(value, list) and bool(value) and isinstance(value[0], dict)
    )


def _toml(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, dict):
        inner: Iterable[str] = (f"{name} = {_toml(each)}" for name, each in value.items())
        return f"{{ {', '.join(inner)} }}"
    if isinstance(value, list):
        return f"[{', '.join(_toml(each) for each in value)}]"
    return json.dumps(str(value), ensure_ascii=False)
