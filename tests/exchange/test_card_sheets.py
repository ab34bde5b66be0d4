"""Rate cards as workbooks: out, edited as a desk edits them, and in again."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings

from syndicate.errors import BadInput
from syndicate.exchange.card_sheets import card_bytes, read_card
from syndicate.rules.fees import parse_card
from syndicate.rules.fees.writing import declared, same_card, written
from syndicate.shipped import shipped
from tests.rules.test_fee_properties import cards

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TEXTS = [
    (shipped("templates") / "rate-card" / "demo.toml").read_text("utf-8"),
    (Path(__file__).resolve().parents[1] / "samples" / "rates" / "agency.toml").read_text("utf-8"),
]
CARDS = [parse_card(text) for text in TEXTS]
BOOK = card_bytes(CARDS[0], created=NOW)


def edited(sheet, cell, value, raw=BOOK):
    """The workbook with one cell typed anew and saved by another program."""
    book = openpyxl.load_workbook(io.BytesIO(raw))
    book[sheet][cell] = value
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def again(raw):
    return parse_card(read_card(raw, name="card.xlsx"))


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.name)
def test_a_card_comes_out_of_its_workbook_as_it_went_in(card):
    found = again(card_bytes(card, created=NOW))
    assert replace(found, sha256=card.sha256) == card


@given(cards())
@settings(max_examples=10, deadline=None)
def test_any_card_comes_out_as_it_went_in(card):
    assert same_card(again(card_bytes(card, created=NOW)), card)


@given(cards())
@settings(max_examples=30, deadline=None)
def test_a_card_written_as_text_declares_the_same(card):
    found = parse_card(written(declared(card)))
    assert replace(found, sha256=card.sha256) == card


def test_a_workbook_that_another_program_saved_holds_the_same_card():
    assert same_card(again(edited("Card", "B1", "Value")), CARDS[0])


def test_the_same_card_gives_the_same_bytes():
    assert card_bytes(CARDS[0], created=NOW) == BOOK


def test_what_is_typed_into_a_cell_is_the_card_s_then():
    raw = edited("Base", "F3", 155.5)
    raw = edited("Base", "F4", "by negotiation", raw)
    raw = edited("Card", "B6", date(2026, 12, 31), raw)
    raw = edited("Duration", "C2", "4 months", raw)
    found = again(raw)
    assert [band.value for band in found.bases[0].bands][:3] == [90, Decimal("155.5"), None]
    assert found.valid_to.isoformat() == "2026-12-31"
    assert found.durations[0].bands[0][0].text == "4m"


def test_the_largest_fee_of_the_books_stays_as_it_is():
    text = TEXTS[0].replace("minimum = 60", "minimum = 899999999999.99", 1)
    found = again(card_bytes(parse_card(text), created=NOW))
    assert found.minimum == Decimal("899999999999.99")


def test_a_text_that_looks_like_a_formula_stays_text():
    text = TEXTS[0].replace('issued_by = "The Harbour', 'issued_by = "=HYPERLINK(1) The Harbour', 1)
    card = parse_card(text)
    raw = card_bytes(card, created=NOW)
    assert openpyxl.load_workbook(io.BytesIO(raw))["Card"]["B8"].data_type == "s"
    assert again(raw).issued_by == card.issued_by


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "why"),
    [
        ("Base", "F3", "cheap", "sheet Base, cell F3: “cheap” is no number; write 1.5, or by neg"),
        ("Base", "F3", 1.555, "sheet Base, cell F3: “1.555” has more decimals than the currency"),
        ("Base", "F3", None, "sheet Base, cell F3: nothing stands here, and it is needed"),
        ("Base", "E3", "lots", "sheet Base, cell E3: “lots” is no number"),
        ("Base", "E3", 2.5, "sheet Base, cell E3: “2.5” is no whole number from 1 up"),
        ("Base", "B2", "web site", "sheet Base, cell B2: “web site” is unknown; did you mean webs"),
        ("Base", "B3", "book", "sheet Base, cell B3: rule 1 has its media in its first row"),
        ("Base", "C2", "people", "sheet Base, cell C2: “people” is unknown; known are audience"),
        ("Base", "A2", "one", "sheet Base, cell A2: “one” is no number"),
        ("Base", "C1", "Count", "sheet Base, cell C1: “Count” is no heading of this sheet"),
        ("Base", "AB1", "Notes", "sheet Base, cell AB1: “Notes” is no heading of this sheet"),
        ("Base", "C1", None, "sheet Base: the heading “Counts” is missing"),
        ("Card", "B2", None, "sheet Card: nothing stands beside “Name”"),
        ("Card", "B4", "GBX", "sheet Card, cell B4: "),
        ("Card", "B5", "soon", "sheet Card, cell B5: “soon” is no day; write it as 2026-01-01"),
        ("Card", "B7", "maybe", "sheet Card, cell B7: “maybe” is unknown; known are yes, no"),
        ("Card", "A9", "Minimum", "sheet Card, cell A9: “Minimum” is unknown"),
        ("Factors", "A2", "place", "sheet Factors, cell A2: “place” is unknown"),
        ("Factors", "B2", "region", "sheet Factors, cell B3: territory region stands here twice"),
        ("Factors", "C2", 0.12345, "sheet Factors, cell C2: a factor has at most 4 decimals"),
        ("Duration", "C2", "moons", "sheet Duration, cell C2: “moons” is not a span"),
        ("Subscriptions", "C2", "often", "sheet Subscriptions, cell C2: “often” is not a span"),
        ("No fee", "G2", "CC", "sheet No fee, cell G2: “CC” is unknown"),
    ],
)
def test_what_cannot_be_read_is_named_by_sheet_and_cell(sheet, cell, value, why):
    with pytest.raises(BadInput) as refused:
        read_card(edited(sheet, cell, value), name="card.xlsx")
    assert refused.value.message.startswith(f"card.xlsx, {why}")


def test_a_workbook_without_the_sheets_of_a_card_is_none():
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    book.active.append([1, 2])
    saved = io.BytesIO()
    book.save(saved)
    with pytest.raises(BadInput, match="has no sheet Card, so it holds no rate card"):
        read_card(saved.getvalue(), name="other.xlsx")


def test_a_sheet_that_is_not_needed_may_be_gone():
    book = openpyxl.load_workbook(io.BytesIO(BOOK))
    for title in ("How to", "Bundles", "Subscriptions", "Audience"):
        del book[title]
    saved = io.BytesIO()
    book.save(saved)
    found = again(saved.getvalue())
    assert (found.bundles, found.blankets) == ((), ())


def test_a_region_with_its_own_factor_stands_among_the_factors():
    text = TEXTS[0].replace("region = 1.4 ", "groups = { EU = 1.3 }\nregion = 1.4 ", 1)
    card = parse_card(text)
    found = again(card_bytes(card, created=NOW))
    assert replace(found, sha256=card.sha256) == card
    assert again(edited("Factors", "B2", "GCC")).groups == {"GCC": 1}


def test_a_sheet_that_was_emptied_says_nothing():
    book = openpyxl.load_workbook(io.BytesIO(BOOK))
    book["Bundles"].delete_rows(1, 99)
    saved = io.BytesIO()
    book.save(saved)
    assert again(saved.getvalue()).bundles == ()
