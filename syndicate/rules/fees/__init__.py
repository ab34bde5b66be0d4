"""Fees: a use, a rate card, and the price the one costs by the other, step by step."""

from __future__ import annotations

from syndicate.rules.fees.cards import Card, parse_card
from syndicate.rules.fees.checks import Fault, Problem, check
from syndicate.rules.fees.exchange import Fx
from syndicate.rules.fees.pricing import ENGINE, Priced, price, replay
from syndicate.rules.fees.slates import PricedLine, Step
from syndicate.rules.fees.uses import (
    UNITS,
    Exclusivity,
    Medium,
    Portion,
    Purpose,
    TranslationBy,
    Use,
)

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
    "TranslationBy",
    "Use",
    "check",
    "parse_card",
    "price",
    "replay",
]
