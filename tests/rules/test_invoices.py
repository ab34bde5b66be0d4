"""Invoices: totals that add up, tax points, VAT in the home currency, states that follow from balances."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from syndicate.errors import BadInput, Refused
from syndicate.rules.fees import Fx
from syndicate.rules.invoices import (
    STEPS,
    InvoiceState,
    check_totals,
    due_on,
    home_amounts,
    line_description,
    move,
    overdue,
    state_of,
    tax_point,
)
from syndicate.rules.money import Money

ISSUED = date(2026, 11, 23)
ECB = Fx("EUR", "GBP", Decimal("0.8571"), "European Central Bank", date(2026, 11, 20))


def gbp(text):
    return Money.of(text, "GBP")


def eur(text):
    return Money.of(text, "EUR")


@pytest.mark.parametrize(
    ("paid", "credited", "state"),
    [
        pytest.param("0", "0", "issued", id="nothing paid"),
        pytest.param("0.01", "0", "part-paid", id="a penny paid"),
        pytest.param("180", "0", "paid", id="all paid"),
        pytest.param("100", "80", "paid", id="paid and credited"),
        pytest.param("0", "180", "credited", id="all credited"),
        pytest.param("0", "80", "part-paid", id="a part credited"),
    ],
)
def test_the_state_of_an_invoice_follows_from_its_balance(paid, credited, state):
    assert state_of(gbp("180"), paid=gbp(paid), credited=gbp(credited)).value == state


def test_more_than_was_billed_is_never_settled():
    with pytest.raises(Refused, match=r"180\.01 GBP would be settled of an invoice of 180\.00 GBP"):
        state_of(gbp("180"), paid=gbp("100.01"), credited=gbp("80"))
    with pytest.raises(BadInput, match="not below nothing"):
        state_of(gbp("180"), paid=gbp("-1"), credited=gbp("0"))


def test_an_issued_invoice_is_never_void_and_a_payment_may_be_taken_back():
    assert move(InvoiceState.PAID, InvoiceState.ISSUED) is InvoiceState.ISSUED
    assert {InvoiceState.ISSUED}.union(*STEPS.values()) == set(InvoiceState)
    with pytest.raises(Refused, match="that is its end"):
        move(InvoiceState.CREDITED, InvoiceState.PAID)


def test_an_invoice_of_thirty_days_is_overdue_on_the_day_after():
    due = due_on(ISSUED, days=30)
    assert due == date(2026, 12, 23)
    assert not overdue(due, balance=gbp("1"), today=date(2026, 12, 23))
    assert overdue(due, balance=gbp("1"), today=date(2026, 12, 24))
    assert not overdue(due, balance=gbp("0"), today=date(2026, 12, 24))
    with pytest.raises(BadInput, match="0 to 366 days"):
        due_on(ISSUED, days=-1)


GRANT = date(2026, 11, 10)


@pytest.mark.parametrize(
    ("granted", "invoiced", "paid", "point"),
    [
        pytest.param(GRANT, date(2026, 11, 10), None, date(2026, 11, 10), id="billed at the grant"),
        pytest.param(GRANT, date(2026, 11, 24), None, date(2026, 11, 24), id="billed on day 14"),
        pytest.param(GRANT, date(2026, 11, 25), None, GRANT, id="billed on day 15: the grant"),
        pytest.param(GRANT, date(2026, 11, 2), None, date(2026, 11, 2), id="billed before it"),
        pytest.param(
            GRANT, date(2026, 11, 9), date(2026, 11, 5), date(2026, 11, 5), id="paid before both"
        ),
        pytest.param(
            GRANT, date(2026, 11, 5), date(2026, 11, 9), date(2026, 11, 5), id="billed, then paid"
        ),
        pytest.param(
            GRANT, date(2026, 11, 20), date(2026, 11, 12), date(2026, 11, 20), id="paid after it"
        ),
        pytest.param(None, date(2026, 11, 20), None, date(2026, 11, 20), id="not granted yet"),
        pytest.param(
            None, date(2026, 11, 20), date(2026, 11, 18), date(2026, 11, 18), id="paid first"
        ),
    ],
)
def test_the_tax_point_is_the_grant_unless_payment_or_invoice_moves_it(
    granted, invoiced, paid, point
):
    assert tax_point(granted_on=granted, invoiced_on=invoiced, paid_on=paid) == point


def test_vat_charged_in_euros_stands_in_sterling_too():
    # 200.00 x 0.8571 = 171.42; 40.00 x 0.8571 = 34.284
    home = home_amounts(eur("200"), eur("40"), home_currency="GBP", fx=ECB)
    assert home == (gbp("171.42"), gbp("34.28"))


@pytest.mark.parametrize(
    ("net", "tax"),
    [
        pytest.param(gbp("200"), gbp("40"), id="an invoice in sterling"),
        pytest.param(eur("200"), eur("0"), id="an invoice in euros without VAT"),
    ],
)
def test_sterling_is_stated_only_where_vat_is_in_another_currency(net, tax):
    assert home_amounts(net, tax, home_currency="GBP", fx=ECB) == (None, None)


@pytest.mark.parametrize(
    "fx",
    [
        pytest.param(None, id="no rate"),
        pytest.param(Fx("USD", "GBP", Decimal("0.75"), "a bank", ISSUED), id="another rate"),
    ],
)
def test_vat_in_euros_is_not_billed_without_the_rate_of_the_euro(fx):
    with pytest.raises(Refused) as refusal:
        home_amounts(eur("200"), eur("40"), home_currency="GBP", fx=fx)
    assert "--fx" in refusal.value.hint


def test_an_invoice_that_does_not_add_up_is_never_issued():
    lines = [gbp("100"), gbp("50")]
    check_totals(lines, net=gbp("150"), tax=gbp("30"), total=gbp("180"))
    with pytest.raises(Refused, match=r"the lines add up to 150\.00 GBP, not to 149\.99 GBP"):
        check_totals(lines, net=gbp("149.99"), tax=gbp("30"), total=gbp("179.99"))
    with pytest.raises(Refused, match=r"are 180\.00 GBP, not 180\.01 GBP"):
        check_totals(lines, net=gbp("150"), tax=gbp("30"), total=gbp("180.01"))
    with pytest.raises(Refused, match="the lines add up to"):
        check_totals([], net=gbp("0"), tax=gbp("0"), total=gbp("0"))
    with pytest.raises(Refused, match="two currencies"):
        check_totals([gbp("100"), eur("50")], net=gbp("150"), tax=gbp("30"), total=gbp("180"))


def a_line(**changes):
    item = {
        "article": {"headline": "The tide takes the quay"},
        "outlet": {"title": "Le Phare du Soir"},
        "medium": "website",
        "territories": ["FR"],
        "languages": ["fr"],
        "starts_on": "2026-12-01",
        "ends_on": "2027-11-30",
    } | changes
    return {"n": 1, "description": "", "item": item, "net": gbp("150").facts()}


@pytest.mark.parametrize(
    ("changes", "licence", "language", "words"),
    [
        pytest.param(
            {},
            "LIC-2026-00007",
            "en",
            "Licence LIC-2026-00007 to republish “The tide takes the quay”, website Le Phare du Soir, "
            "France, French, 1 December 2026 to 30 November 2027",
            id="in English",
        ),
        pytest.param(
            {},
            "LIC-2026-00007",
            "fr",
            "Autorisation de reproduction LIC-2026-00007\u00a0: «\u202fThe tide takes the quay\u202f», "
            "site internet Le Phare du Soir, France, français, du 1er décembre 2026 au "
            "30 novembre 2027",
            id="in French",
        ),
        pytest.param(
            {"ends_on": None, "medium": "newspaper"},
            None,
            "en",
            "Licence to republish “The tide takes the quay”, newspaper Le Phare du Soir, France, "
            "French, from 1 December 2026",
            id="before the licence is issued, without an end",
        ),
        pytest.param(
            {
                "territories": ["AT", "BE", "CH", "DE", "FR", "GB", "IE"],
                "medium": "",
                "starts_on": None,
            },
            None,
            "en",
            "Licence to republish “The tide takes the quay”, Le Phare du Soir, Austria, Belgium, "
            "Switzerland, Germany, France, United Kingdom, …, French",
            id="many countries, and little else",
        ),
    ],
)
def test_a_line_says_what_was_sold_and_its_extent(changes, licence, language, words):
    assert line_description(a_line(**changes), licence=licence, language=language) == words
