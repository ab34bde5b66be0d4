"""What was quoted, priced again on two cards."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from syndicate.errors import BadInput
from syndicate.rules.money import Money
from tests import builders

DAY = builders.MORNING.date()


def texts(desk, *changes):
    sample = desk.rates.sample()
    changed = sample
    for old, new in changes:
        assert old in changed
        changed = changed.replace(old, new)
    return sample, changed


def test_each_quote_of_the_days_is_asked_of_both_cards(desk):
    both = {"licensee": builders.a_licensee(desk), "article": builders.an_article(desk)}
    first = builders.a_quote(desk, request=builders.a_request(desk, **both))
    small = builders.a_use(audience=40_000, outlet_title="Fenmouth Weekly")
    second = builders.a_quote(desk, request=builders.a_request(desk, use=small, **both))
    old, new = texts(desk, ("[250_000, 150]", "[250_000, 165]"))
    dearer, same = desk.rates.compared(old, new, first=DAY, last=DAY)
    assert (dearer.quote, same.quote) == (first, second)
    assert (dearer.old, dearer.new, dearer.difference, dearer.changed) == (
        Money(15_000, "GBP"),
        Money(16_500, "GBP"),
        Money(1_500, "GBP"),
        True,
    )
    assert (same.difference, same.changed) == (Money(0, "GBP"), False)
    assert dearer.licensee == "Fenmouth Gazette plc"
    before = DAY - timedelta(days=1)
    assert desk.rates.compared(old, new, first=before, last=before) == []


def test_an_agreed_price_counts_by_its_card_and_a_revision_by_its_newest(desk):
    quote = builders.a_quote(desk, agreed=Money(1_00, "GBP"), reason="by telephone")
    old, new = texts(desk, ("[250_000, 150]", "[250_000, 165]"))
    (found,) = desk.rates.compared(old, new, first=DAY, last=DAY)
    assert (found.old, found.new) == (Money(15_000, "GBP"), Money(16_500, "GBP"))
    request = desk.quotes.show(quote).request
    desk.requests.edit(request, audience=40_000)
    desk.quotes.revise(quote)
    (found,) = desk.rates.compared(old, new, first=DAY, last=DAY)
    assert (found.old, found.new) == (Money(9_000, "GBP"), Money(9_000, "GBP"))


def test_what_a_card_does_not_price_is_changed_and_says_why(desk):
    builders.a_quote(desk)
    old, new = texts(desk, ('["website", "app"]\nunit', '["app"]\nunit'))
    (found,) = desk.rates.compared(old, new, first=DAY, last=DAY)
    assert (found.old, found.new, found.difference, found.changed) == (
        Money(15_000, "GBP"),
        None,
        None,
        True,
    )
    assert "does not price website" in found.reason


def test_prices_in_two_currencies_have_no_difference(desk):
    builders.a_quote(desk)
    old, new = texts(desk, ('currency = "GBP"', 'currency = "EUR"'))
    (found,) = desk.rates.compared(old, new, first=DAY, last=DAY)
    assert (found.new, found.difference, found.changed) == (Money(15_000, "EUR"), None, True)


def test_a_card_that_cannot_be_read_compares_nothing(desk):
    with pytest.raises(BadInput):
        desk.rates.compared("", desk.rates.sample(), first=date(2026, 1, 1), last=DAY)
