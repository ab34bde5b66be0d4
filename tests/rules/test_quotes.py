"""Quotes: their steps, their last day, when they may be accepted, and what they add up to."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from syndicate.errors import BadInput, Refused
from syndicate.rules.fees import Fx
from syndicate.rules.money import Money
from syndicate.rules.parties import CustomerKind
from syndicate.rules.quotes import (
    OPEN_STATES,
    STEPS,
    QuoteState,
    acceptable,
    approval,
    expired,
    move,
    totals,
    valid_until,
)
from syndicate.rules.taxes import Supplier, treatment

LAST = date(2026, 12, 22)
HOUSE = Supplier("GB", vat_registered=True, vat_no="GB123456789", home_rate=Decimal(20))
AT_HOME = treatment(HOUSE, customer_kind=CustomerKind.BUSINESS, country="GB", vat_no=None)
ABROAD = treatment(HOUSE, customer_kind=CustomerKind.BUSINESS, country="KW", vat_no=None)


@pytest.mark.parametrize(
    "way",
    [
        pytest.param("draft sent accepted", id="the short way"),
        pytest.param("draft awaiting-approval approved sent accepted", id="with approval"),
        pytest.param("draft sent declined draft sent accepted", id="a second revision"),
        pytest.param("draft sent expired draft sent", id="offered again"),
        pytest.param("draft sent accepted withdrawn", id="accepted and taken back"),
        pytest.param("draft sent superseded", id="superseded"),
        pytest.param("draft awaiting-approval superseded", id="another of the set was taken"),
    ],
)
def test_a_quote_goes_the_ways_of_the_desk(way):
    first, *rest = map(QuoteState, way.split())
    for to in rest:
        first = move(first, to)
    assert first.value == way.split()[-1]


@pytest.mark.parametrize(
    ("now", "to", "said"),
    [
        pytest.param(
            "draft", "accepted", "it may become awaiting-approval, sent, superseded", id="unsent"
        ),
        pytest.param("withdrawn", "sent", "that is its end", id="withdrawn"),
        pytest.param("superseded", "accepted", "that is its end", id="superseded"),
        pytest.param("awaiting-approval", "sent", "approved", id="unapproved"),
    ],
)
def test_another_step_is_refused_with_the_steps_there_are(now, to, said):
    with pytest.raises(Refused) as refusal:
        move(QuoteState(now), QuoteState(to))
    assert said in refusal.value.message


def test_every_state_can_be_reached():
    assert {QuoteState.DRAFT}.union(*STEPS.values()) == set(QuoteState)
    assert set(STEPS) >= OPEN_STATES


def test_an_offer_of_thirty_days_stands_on_the_thirtieth_and_not_after():
    assert valid_until(date(2026, 11, 22), days=30) == LAST
    assert not expired(LAST, date(2026, 12, 22))
    assert expired(LAST, date(2026, 12, 23))


@pytest.mark.parametrize("days", [0, -1, 731])
def test_an_offer_stands_for_a_day_or_more_and_not_for_ever(days):
    with pytest.raises(BadInput, match="1 to 730 days"):
        valid_until(LAST, days=days)


def ask(state="sent", *, today=LAST, inputs_unchanged=True, rights_free=True):
    acceptable(
        "QUO-2026-00007",
        QuoteState(state),
        valid_until=LAST,
        today=today,
        inputs_unchanged=inputs_unchanged,
        rights_free=rights_free,
    )


@pytest.mark.parametrize(
    ("terms", "said", "hint"),
    [
        pytest.param({"state": "draft"}, "has not been sent", "quote send", id="a draft"),
        pytest.param({"state": "accepted"}, "is accepted already", "quote show", id="twice"),
        pytest.param({"state": "withdrawn"}, "is withdrawn", "quote show", id="withdrawn"),
        pytest.param(
            {"state": "awaiting-approval"}, "is awaiting-approval", "quote show", id="unapproved"
        ),
        pytest.param(
            {"today": date(2026, 12, 23)},
            "lapsed after 22 December 2026",
            "quote revise",
            id="a day late",
        ),
        pytest.param({"state": "expired"}, "lapsed", "quote revise", id="expired"),
        pytest.param(
            {"inputs_unchanged": False}, "has to be priced again", "quote revise", id="changed"
        ),
        pytest.param(
            {"rights_free": False}, "granted to somebody else", "quote revise", id="taken"
        ),
    ],
)
def test_an_offer_that_no_longer_stands_is_not_accepted_and_says_what_mends_it(terms, said, hint):
    ask()
    with pytest.raises(Refused) as refusal:
        ask(**terms)
    assert said in refusal.value.message
    assert refusal.value.hint == f"syndicate {hint} QUO-2026-00007"


@pytest.mark.parametrize(
    ("lines", "how", "sums"),
    [
        pytest.param(["150.00"], AT_HOME, ("150.00", "30.00", "180.00"), id="150 and 20 %"),
        pytest.param(
            # 33.33 x 3 = 99.99; 20 % = 19.998 = 20.00 once, where 6.67 a line would be 20.01
            ["33.33"] * 3,
            AT_HOME,
            ("99.99", "20.00", "119.99"),
            id="the tax is rounded once, on the net",
        ),
        pytest.param(["0.00"], AT_HOME, ("0.00", "0.00", "0.00"), id="nothing"),
        pytest.param(["150.00"], ABROAD, ("150.00", "0.00", "150.00"), id="outside the scope"),
    ],
)
def test_a_quote_adds_up_to_net_tax_and_total(lines, how, sums):
    made = totals([Money.of(line, "GBP") for line in lines], how)
    assert tuple(money.text for money in made) == sums


def test_lines_in_two_currencies_do_not_add_up():
    with pytest.raises(Refused, match="two currencies"):
        totals([Money.of("1", "GBP"), Money.of("1", "EUR")], AT_HOME)
    with pytest.raises(BadInput, match="at least one line"):
        totals([], AT_HOME)


@pytest.mark.parametrize(
    ("base", "quote", "rate"), [("EUR", "GBP", "0.8"), ("GBP", "EUR", "1.25")], ids=["ECB", "home"]
)
def test_the_limit_is_compared_at_the_rate_of_the_offer_whichever_way_round_it_is_said(
    base, quote, rate
):
    fx = Fx(base=base, quote=quote, rate=Decimal(rate), source="by hand", on=LAST)
    limit = Money.of("1000", "GBP")

    def why(amount, rate=fx):
        return approval(Money.of(amount, "EUR"), limit=limit, fx=rate, machines=False)

    assert why("1250.00") is None
    assert why("1250.01") == "it is above 1000.00 GBP"
    for none in (None, Fx(base="EUR", quote="USD", rate=fx.rate, source="by hand", on=LAST)):
        assert (
            why("1.00", none) == "nothing says how 1.00 EUR compares with the limit of 1000.00 GBP"
        )
