"""Fees: a use, a rate card, and the price the one costs by the other, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from syndicate.rules.fees.uses import (
    UNITS,
    Exclusivity,
    Medium,
    Portion,
    Purpose,
    TranslationBy,
    Use,
)

if TYPE_CHECKING:
    from syndicate.rules.fees.cards import Card, parse_card
    from syndicate.rules.fees.checks import Fault, Problem, check
    from syndicate.rules.fees.exchange import Fx
    from syndicate.rules.fees.pricing import ENGINE, Priced, price, price_blanket, replay
    from syndicate.rules.fees.slates import PricedLine, Step
    from syndicate.rules.fees.subscriptions import Subscription

__all__ = [
    "ENGINE",
    "UNITS",
    "Card",
    "Exclusivity",
    "Fault",
    "Fx",
    "Medium",
    "Portion",
    "Priced",
    "PricedLine",
    "Problem",
    "Purpose",
    "Step",
    "Subscription",
    "TranslationBy",
    "Use",
    "check",
    "parse_card",
    "price",
    "price_blanket",
    "replay",
]

_ROOMS = {
    **dict.fromkeys(("Card", "parse_card"), "cards"),
    **dict.fromkeys(("Fault", "Problem", "check"), "checks"),
    "Fx": "exchange",
    **dict.fromkeys(("ENGINE", "Priced", "price", "price_blanket", "replay"), "pricing"),
    **dict.fromkeys(("PricedLine", "Step"), "slates"),
    "Subscription": "subscriptions",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401
    # Every paper speaks of uses; only a quote reads a card.
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(f"{__name__}.{_ROOMS[name]}"), name)
