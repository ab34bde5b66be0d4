"""A hundred worked examples on two cards, step by step, and the ten that the docs work by hand."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from syndicate.exchange.rates import read_cases
from syndicate.rules.fees import parse_card
from syndicate.rules.fees.cases import tried
from syndicate.rules.money import exponent
from syndicate.shipped import shipped

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "tests" / "samples" / "rates"
TODAY = date(2026, 11, 23)


def examples(card, table):
    parsed = parse_card(card.read_text("utf-8"))
    cases = read_cases(
        (SAMPLES / table).read_bytes(),
        name=table,
        sheet=None,
        currency=parsed.currency,
        today=TODAY,
    )
    return list(zip(cases, tried(cases, parsed), strict=True))


EXAMPLES = [
    *examples(shipped("templates") / "rate-card" / "demo.toml", "demo-cases.csv"),
    *examples(SAMPLES / "agency.toml", "agency-cases.csv"),
]
BY_HAND = re.findall(
    r"^## \d+\. (?P<case>.+)\n(?P<told>(?:.|\n)*?)(?=^## |\Z)",
    (ROOT / "docs" / "rates-by-hand.md").read_text("utf-8"),
    re.MULTILINE,
)


def test_there_are_a_hundred_in_four_currencies_and_each_with_a_fee_has_its_steps():
    assert len(EXAMPLES) == 100
    assert len({case.name for case, _ in EXAMPLES}) == 100
    assert {c.fee.currency for c, _ in EXAMPLES if c.fee} >= {"GBP", "USD", "KWD", "JPY"}
    assert all(case.steps for case, _ in EXAMPLES if case.fee is not None)


@pytest.mark.parametrize(("case", "found"), EXAMPLES, ids=lambda each: getattr(each, "name", ""))
def test_an_example_costs_what_its_row_says_and_by_the_same_steps(case, found):
    assert (found.reason if case.fee else None, found.priced) == (None, case.fee)
    assert found.right


def test_ten_are_worked_by_hand_in_the_docs():
    assert len(BY_HAND) == 10


@pytest.mark.parametrize(("case", "told"), BY_HAND, ids=[case for case, _ in BY_HAND])
def test_what_is_worked_by_hand_adds_up_and_ends_at_the_fee_of_the_table(case, told):
    (example,) = [each for each, _ in EXAMPLES if each.name.casefold() == case.casefold()]
    lines = re.findall(r"^([\d.,]+) ([×+−]) ([\d.,]+) = ([\d.,]+)$", told, re.MULTILINE)
    reached = None
    for left, sign, right, said in lines:
        one, two, total = (Decimal(each.replace(",", "")) for each in (left, right, said))
        assert reached is None or one == reached, f"{left} does not go on from {reached}"
        reached = {"×": one * two, "+": one + two, "−": one - two}[sign]
        assert reached == total, f"{left} {sign} {right}"
    (fee,) = re.findall(r"^The fee is \*\*([\d.,]+) ([A-Z]{3})\*\*", told, re.MULTILINE)
    assert (Decimal(fee[0].replace(",", "")), fee[1]) == (example.fee.amount, example.fee.currency)
    least = re.findall(r"^At least ([\d.]+)|^At most ([\d.,]+)", told, re.MULTILINE)
    if least:
        reached = Decimal("".join(least[-1]).replace(",", ""))
    unit = Decimal(1).scaleb(-min(exponent(example.fee.currency), 2))
    assert reached.quantize(unit, ROUND_HALF_UP) == example.fee.amount / example.pieces
