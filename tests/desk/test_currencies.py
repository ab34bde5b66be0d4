"""Rates of exchange at the desk: filed once, found for the day, frozen on the quote, said when they are old."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from syndicate.errors import BadInput
from syndicate.rules.fees import Fx
from syndicate.rules.money import Money
from tests import builders

FRIDAY = date(2026, 11, 20)


def of_the_bank(quote, rate, on=FRIDAY):
    return Fx(base="EUR", quote=quote, rate=Decimal(rate), source="European Central Bank", on=on)


def test_a_quote_takes_the_rate_on_file_freezes_it_and_says_when_it_is_old(desk, clock):
    request = builders.a_request(desk)
    with pytest.raises(BadInput, match="a rate of exchange is needed") as lacking:
        desk.quotes.estimate(request, currency="EUR")
    assert lacking.value.hint.splitlines()[0] == "syndicate currency import eurofxref-daily.xml"

    rates = [of_the_bank("GBP", "0.8000", date(2026, 11, 19)), of_the_bank("GBP", "0.7500")]
    assert desk.currencies.file(rates, how="eurofxref.csv")["filed"] == 2
    assert desk.currencies.file(rates, how="eurofxref.csv")["state"] == "nothing new"
    quote = desk.quotes.show(builders.a_quote(desk, request=request, currency="EUR"))
    assert quote.net == {"amount": "200.00", "currency": "EUR"}  # 150.00 / 0.75
    assert (quote.fx["rate"], quote.fx["on"], quote.fx["source"]) == (
        "0.7500",
        "2026-11-20",
        "European Central Bank",
    )
    assert not [note for note in quote.notes if "days old" in note]
    stored, again = desk.quotes.replay(quote.ref)
    assert stored == again

    desk.currencies.file([of_the_bank("GBP", "0.9000", date(2026, 11, 23))], how="eurofxref.csv")
    assert desk.quotes.show(quote.ref).net["amount"] == "200.00", "frozen"
    clock.forward(days=20)
    would = desk.quotes.estimate(request, currency="EUR")
    assert [
        n for n in would["notes"] if n.startswith("the rate is of 23 November 2026, 20 days old")
    ]


def test_other_currencies_go_by_way_of_the_euro_and_a_rate_by_hand_counts_when_it_is_newer(desk):
    desk.currencies.file(
        [of_the_bank("GBP", "0.8"), of_the_bank("USD", "1.2")], how="eurofxref.csv"
    )
    with desk.reading() as r:
        crossed = desk.currencies.between(r, "GBP", "USD")
        assert desk.currencies.between(r, "GBP", "AED") is None
    assert (crossed.rate, crossed.source) == (
        Decimal("1.5"),
        "European Central Bank, by way of EUR",
    )
    typed = Fx(base="GBP", quote="AED", rate=Decimal("4.90"), source="Bank of Fenmouth", on=FRIDAY)
    desk.currencies.file([typed], how="by hand")
    newer = Fx(
        base="GBP",
        quote="USD",
        rate=Decimal("1.49"),
        source="Bank of Fenmouth",
        on=date(2026, 11, 23),
    )
    desk.currencies.file([newer], how="by hand")
    with desk.reading() as r:
        assert desk.currencies.between(r, "GBP", "AED") == typed
        assert desk.currencies.between(r, "AED", "GBP") == typed
        assert desk.currencies.between(r, "USD", "GBP") == newer
    assert [(line.base, line.quote) for line in desk.currencies.on_file()] == [
        ("EUR", "GBP"),
        ("EUR", "USD"),
        ("GBP", "AED"),
        ("GBP", "USD"),
    ]
    with pytest.raises(BadInput, match="has not come yet"):
        desk.currencies.file([of_the_bank("GBP", "0.8", date(2026, 11, 24))], how="x")


def test_a_rate_mistyped_is_put_right_by_typing_the_first_one_again(desk):
    for rate, state in (
        ("4.90", "filed"),
        ("49.0", "filed"),
        ("4.90", "filed"),
        ("4.9", "nothing new"),
    ):
        typed = Fx(
            base="GBP", quote="AED", rate=Decimal(rate), source="Bank of Fenmouth", on=FRIDAY
        )
        assert desk.currencies.file([typed], how="by hand")["state"] == state
    with desk.reading() as r:
        assert desk.currencies.between(r, "GBP", "AED").rate == Decimal("4.90")


def test_a_price_agreed_in_other_money_takes_the_rate_on_file(desk):
    desk.currencies.file([of_the_bank("GBP", "0.7500")], how="eurofxref.csv")
    would = desk.quotes.estimate(
        builders.a_request(desk), agreed=Money.of("300", "EUR"), reason="by telephone"
    )
    assert (would["net"], would["treatment"]) == (
        {"amount": "300.00", "currency": "EUR"}, "home-standard",
    )  # fmt: skip
    assert "no card price" not in would["steps"][-1]["input"]
