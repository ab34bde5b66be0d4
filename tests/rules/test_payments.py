"""Payments: what settles an invoice, what is over, and how money goes over several."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.errors import BadInput, Refused
from syndicate.rules.money import Money
from syndicate.rules.payments import allocate, assign, settle


def gbp(text):
    return Money.of(text, "GBP")


def test_dinars_received_withheld_and_charged_leave_the_invoice_paid():
    kwd = {name: Money.of(text, "KWD") for name, text in (
        ("open", "500.00"), ("cash", "447.50"), ("withheld", "50.00"), ("charge", "2.50"),
    )}  # fmt: skip
    settled = settle(kwd["open"], cash=kwd["cash"], withheld=kwd["withheld"], charge=kwd["charge"])
    assert settled.parts == (
        ("cash", kwd["cash"]),
        ("withholding", kwd["withheld"]),
        ("charge", kwd["charge"]),
    )
    assert settled.balance == settled.unallocated == Money.zero("KWD")


@pytest.mark.parametrize(
    ("terms", "parts", "balance", "over"),
    [
        pytest.param({"cash": "180"}, "cash 180.00", "0.00", "0.00", id="the whole"),
        pytest.param({"cash": "80"}, "cash 80.00", "100.00", "0.00", id="a part"),
        pytest.param({"cash": "200"}, "cash 180.00", "0.00", "20.00", id="too much"),
        pytest.param(
            {"cash": "180", "charge": "5"},
            "cash 175.00 charge 5.00",
            "0.00",
            "5.00",
            id="what was kept back comes first, so what is over is cash",
        ),
        pytest.param(
            {"cash": "0", "withheld": "180"}, "withholding 180.00", "0.00", "0.00", id="only tax"
        ),
    ],
)
def test_a_payment_settles_never_more_than_is_open(terms, parts, balance, over):
    settled = settle(gbp("180"), **{name: gbp(text) for name, text in terms.items()})
    assert " ".join(f"{kind} {amount.text}" for kind, amount in settled.parts) == parts
    assert (settled.balance.text, settled.unallocated.text) == (balance, over)


@pytest.mark.parametrize(
    ("terms", "error", "said"),
    [
        pytest.param({"cash": "-1"}, BadInput, "below nothing", id="less than nothing"),
        pytest.param({"cash": "1", "charge": "-1"}, BadInput, "below nothing", id="a charge back"),
        pytest.param({"cash": "0"}, BadInput, "settles nothing", id="nothing"),
        pytest.param(
            {"cash": "1", "withheld": "181"}, Refused, "only 180.00 GBP", id="too much tax"
        ),
    ],
)
def test_what_is_no_payment_is_refused(terms, error, said):
    with pytest.raises(error) as refusal:
        settle(gbp("180"), **{name: gbp(text) for name, text in terms.items()})
    assert said in refusal.value.message


def test_a_payment_in_another_currency_settles_nothing():
    with pytest.raises(Refused, match="two currencies"):
        settle(gbp("180"), cash=Money.of("180", "EUR"))


def test_money_goes_over_invoices_in_the_order_given_and_the_rest_waits():
    made = allocate(gbp("250"), [("INV-1", gbp("180")), ("INV-2", gbp("0")), ("INV-3", gbp("60"))])
    assert [(ref, one.balance.text) for ref, one in made.invoices] == [
        ("INV-1", "0.00"),
        ("INV-3", "0.00"),
    ]
    assert made.unallocated == gbp("10")
    short = allocate(gbp("200"), [("INV-1", gbp("180")), ("INV-3", gbp("60"))])
    assert short.invoices[1][1].balance == gbp("40")
    assert short.unallocated == gbp("0")


def test_an_invoice_is_never_open_by_less_than_nothing():
    with pytest.raises(BadInput, match="not open by less than nothing"):
        settle(gbp("-1"), cash=gbp("1"))


def test_nothing_is_not_allocated():
    with pytest.raises(BadInput, match="more than nothing"):
        allocate(gbp("0"), [("INV-1", gbp("180"))])


pennies = st.integers(0, 10**9)


@given(pennies, pennies, pennies, pennies)
def test_not_a_penny_is_lost_between_payment_and_balance(open_, cash, withheld, charge):
    amounts = [Money(minor, "GBP") for minor in (open_, cash, withheld, charge)]
    try:
        settled = settle(amounts[0], cash=amounts[1], withheld=amounts[2], charge=amounts[3])
    except (BadInput, Refused):
        assert withheld + charge > open_ or not cash + withheld + charge
        return
    used = sum(amount.minor for _, amount in settled.parts)
    assert used + settled.balance.minor == open_
    assert used + settled.unallocated.minor == cash + withheld + charge
    assert settled.balance.minor >= 0
    assert not (settled.balance and settled.unallocated)


@given(st.integers(1, 10**9), st.lists(pennies, max_size=8))
def test_what_is_allocated_and_what_waits_is_what_came_in(cash, open_):
    made = allocate(Money(cash, "GBP"), [(str(n), Money(m, "GBP")) for n, m in enumerate(open_)])
    settled = sum(amount.minor for _, one in made.invoices for _, amount in one.parts)
    assert settled + made.unallocated.minor == cash
    assert settled == min(cash, sum(open_))


@given(pennies, pennies, st.none() | st.integers(-5, 10**9))
def test_what_waits_settles_an_invoice_without_a_penny_made_or_lost(left, open_, amount):
    money = None if amount is None else Money(amount, "GBP")
    try:
        settled = assign(Money(left, "GBP"), Money(open_, "GBP"), amount=money)
    except (BadInput, Refused):
        most = min(left, open_)
        assert not most or (amount is not None and not 0 < amount <= most)
        return
    ((kind, used),) = settled.parts
    assert kind == "cash"
    assert used.minor == (min(left, open_) if amount is None else amount)
    assert settled.balance.minor == open_ - used.minor >= 0
    assert settled.unallocated.minor == left - used.minor >= 0
