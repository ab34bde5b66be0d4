"""Money as people write it, as it is rounded, shared out and spoken."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.errors import BadInput, Refused
from syndicate.rules.money import (
    CURRENCIES,
    LIMIT,
    Money,
    currency_code,
    exponent,
    invoiceable,
    read_amount,
    rounded,
    spoken,
)

NARROW, NO_BREAK = "\u202f", "\u00a0"
minors = st.integers(min_value=-LIMIT, max_value=LIMIT)
currencies = st.sampled_from(["GBP", "EUR", "JPY", "KWD", "CLF"])
amounts = st.builds(Money, minors, currencies)


# --- the value ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        pytest.param("480.00", "GBP", 48000, id="two decimals in pounds"),
        pytest.param("480", "GBP", 48000, id="no decimals in pounds"),
        pytest.param("480.5", "GBP", 48050, id="one decimal in pounds"),
        pytest.param("-12.50", "EUR", -1250, id="a negative amount"),
        pytest.param("300", "JPY", 300, id="yen have no decimals"),
        pytest.param("1.234", "KWD", 1234, id="dinars have three"),
        pytest.param("1.2345", "CLF", 12345, id="the unidad de fomento has four"),
        pytest.param("-0", "GBP", 0, id="minus nothing is nothing"),
        pytest.param(Decimal("250.5"), "GBP", 25050, id="a Decimal"),
        pytest.param(Decimal("2.5E+2"), "GBP", 25000, id="a Decimal with an exponent"),
        pytest.param(Decimal("1.50000"), "GBP", 150, id="a Decimal with idle zeros"),
        pytest.param("900000000000.00", "GBP", LIMIT, id="the largest amount on file"),
    ],
)
def test_money_is_whole_minor_units_of_its_currency(amount, currency, minor):
    assert Money.of(amount, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    ("amount", "currency", "why"),
    [
        pytest.param("250.005", "GBP", "GBP has 2 decimals", id="a third decimal of a pound"),
        pytest.param("480.000", "GBP", "GBP has 2 decimals", id="a third decimal that is nought"),
        pytest.param("1.0", "JPY", "JPY has no decimals", id="a decimal of a yen"),
        pytest.param(Decimal("0.001"), "EUR", "EUR has 2 decimals", id="a Decimal too fine"),
        pytest.param(
            Decimal("1." + "0" * 80 + "1"), "EUR", "too many decimals", id="a Decimal far too fine"
        ),
        pytest.param("1e999", "GBP", "plain figures", id="an exponent"),
        pytest.param("NaN", "GBP", "plain figures", id="no number"),
        pytest.param("Infinity", "GBP", "plain figures", id="no end"),
        pytest.param(Decimal("NaN"), "GBP", "finite", id="a Decimal that is no number"),
        pytest.param(Decimal("-Infinity"), "GBP", "finite", id="a Decimal without end"),
        pytest.param(Decimal("1e999"), "GBP", "too large", id="a Decimal of a thousand figures"),
        pytest.param("900000000000.01", "GBP", "900,000,000,000 GBP", id="a penny above the books"),
        pytest.param("9" * 5000, "GBP", "plain figures", id="five thousand figures"),
        pytest.param("", "GBP", "plain figures", id="nothing"),
        pytest.param(" 1", "GBP", "plain figures", id="a space before"),
        pytest.param("1,000", "GBP", "plain figures", id="a thousands mark"),
        pytest.param("٣", "GBP", "plain figures", id="an Arabic-Indic figure"),
        pytest.param("1.00", "XYZ", "not a currency", id="a currency that is none"),
        pytest.param("1.00", "gbp", "capitals", id="a currency in small letters"),
    ],
)
def test_money_that_cannot_be_exact_is_refused(amount, currency, why):
    with pytest.raises(BadInput, match=why) as refusal:
        Money.of(amount, currency)
    assert "\n" not in refusal.value.message
    assert len(refusal.value.message) < 200


@pytest.mark.parametrize("amount", [0.1, 1, True, None], ids=["float", "int", "bool", "None"])
def test_money_is_made_of_text_or_decimal_only(amount):
    with pytest.raises(TypeError):
        Money.of(amount, "GBP")


@pytest.mark.parametrize("minor", [1.0, True, "1", None], ids=["float", "bool", "text", "None"])
def test_minor_units_are_whole_numbers_only(minor):
    with pytest.raises(TypeError):
        Money(minor, "GBP")


def test_money_beyond_the_books_is_refused_also_when_it_is_a_sum():
    with pytest.raises(BadInput, match="too large"):
        Money(LIMIT, "GBP") + Money(1, "GBP")


def test_money_adds_subtracts_turns_and_compares():
    five, three = Money.of("5.00", "GBP"), Money.of("3.00", "GBP")
    assert five + three == Money.of("8.00", "GBP")
    assert three - five == Money.of("-2.00", "GBP")
    assert -five == Money.of("-5.00", "GBP")
    assert (
        three < five,
        three <= Money.of("3", "GBP"),
        five > three,
        five >= Money.of("5", "GBP"),
    ) == (True,) * 4
    assert (five < three, five <= three, three > five, three >= five) == (False,) * 4
    assert sorted([five, three]) == [three, five]
    assert sum([five, three], Money.zero("GBP")) == Money.of("8.00", "GBP")


def test_only_nothing_is_false():
    assert not Money.zero("GBP")
    assert Money.of("-0.01", "GBP")


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda a, b: a + b, id="added"),
        pytest.param(lambda a, b: a - b, id="subtracted"),
        pytest.param(lambda a, b: a < b, id="compared: less"),
        pytest.param(lambda a, b: a <= b, id="compared: at most"),
        pytest.param(lambda a, b: a > b, id="compared: more"),
        pytest.param(lambda a, b: a >= b, id="compared: at least"),
    ],
)
def test_two_currencies_are_never_added_or_compared(act):
    with pytest.raises(Refused, match="GBP and EUR"):
        act(Money.of("1.00", "GBP"), Money.of("1.00", "EUR"))
    with pytest.raises(TypeError):
        act(Money.of("1.00", "GBP"), 1)


def test_equal_figures_of_two_currencies_are_two_amounts():
    assert Money(100, "GBP") != Money(100, "EUR")
    assert len({Money(100, "GBP"), Money(100, "EUR"), Money(100, "GBP")}) == 2


@given(amounts)
def test_what_money_prints_is_read_back_as_the_same_money(money):
    assert Money.of(money.text, money.currency) == money
    assert Money.of(money.amount, money.currency) == money
    assert Money.from_facts(money.facts()) == money
    assert str(money) == f"{money.text} {money.currency}"


def test_facts_are_text_with_the_places_of_the_currency():
    assert Money.of("480", "GBP").facts() == {"amount": "480.00", "currency": "GBP"}
    assert Money.of("480", "JPY").facts() == {"amount": "480", "currency": "JPY"}
    assert Money.of("-0.5", "KWD").facts() == {"amount": "-0.500", "currency": "KWD"}


def test_each_currency_has_the_decimals_that_iso_4217_gives_it():
    places = {n: " ".join(sorted(c for c in CURRENCIES if exponent(c) == n)) for n in range(5)}
    assert places[0] == "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
    assert places[1] == ""
    assert places[3] == "BHD IQD JOD KWD LYD OMR TND"
    assert places[4] == "CLF UYW"
    assert [exponent(c) for c in ("GBP", "EUR", "USD", "CHF", "AED", "CNY")] == [2] * 6


def test_a_misspelt_currency_is_refused_with_its_near_matches():
    with pytest.raises(BadInput, match=r"GPB is not a currency of ISO 4217; did you mean .*GBP"):
        currency_code("gpb")
    with pytest.raises(BadInput, match="three-letter code"):
        currency_code("\x1b[31m")
    assert currency_code(" eur ") == "EUR"


# --- rounding, parts and shares -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        pytest.param("0.005", "GBP", "0.01", id="half a penny goes up"),
        pytest.param("0.0049999", "GBP", "0.00", id="less than half goes down"),
        pytest.param("0.015", "GBP", "0.02", id="half goes up from odd pennies"),
        pytest.param("0.025", "GBP", "0.03", id="half goes up from even pennies"),
        pytest.param("-0.005", "GBP", "-0.01", id="a credit mirrors the invoice"),
        pytest.param("0.5", "JPY", "1", id="half a yen"),
        pytest.param("1.2345", "KWD", "1.235", id="three decimals of a dinar"),
    ],
)
def test_amounts_are_rounded_half_up_to_the_minor_unit(amount, currency, text):
    assert rounded(Decimal(amount), currency).text == text


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        pytest.param("1.234", "KWD", "1.230", id="dinars go to ten fils"),
        pytest.param("1.235", "KWD", "1.240", id="half of ten fils goes up"),
        pytest.param("0.005", "GBP", "0.01", id="pounds keep their pennies"),
        pytest.param("99.5", "JPY", "100", id="yen have no decimals to lose"),
        pytest.param("1.2345", "CLF", "1.2300", id="four decimals go to two"),
    ],
)
def test_what_an_invoice_says_has_two_decimals_at_most(amount, currency, text):
    assert invoiceable(Decimal(amount), currency).text == text


@given(amounts)
def test_rounding_what_is_round_changes_nothing(money):
    assert rounded(money.amount, money.currency) == money


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**11), max_value=10**11))
def test_rounding_never_moves_more_than_half_a_minor_unit_and_mirrors_the_sign(amount):
    money = rounded(amount, "GBP")
    assert abs(money.amount - amount) <= Decimal("0.005")
    assert rounded(-amount, "GBP") == -money


def test_twenty_per_cent_of_two_hundred_and_fifty_is_fifty():
    assert Money.of("250.00", "GBP").part(Decimal("0.20")) == Money.of("50.00", "GBP")
    assert Money.of("0.05", "GBP").part(Decimal("0.5")) == Money.of("0.03", "GBP")
    assert Money.of("-0.05", "GBP").part(Decimal("0.5")) == Money.of("-0.03", "GBP")


@pytest.mark.parametrize("fraction", ["NaN", "Infinity", "1e400"])
def test_a_part_without_end_is_refused(fraction):
    with pytest.raises(BadInput):
        Money.of("1.00", "GBP").part(Decimal(fraction))


def test_a_part_is_never_a_float():
    with pytest.raises(TypeError):
        Money.of("1.00", "GBP").part(0.2)


def test_a_pound_between_three_leaves_the_odd_penny_with_the_first():
    shares = Money.of("1.00", "GBP").split([1, 1, 1])
    assert [share.text for share in shares] == ["0.34", "0.33", "0.33"]


def test_the_largest_remainder_gets_the_odd_penny():
    shares = Money.of("1.00", "GBP").split([1, 1, 4])  # 16.67, 16.67, 66.67 pennies
    assert [share.minor for share in shares] == [17, 17, 66]
    shares = Money.of("0.10", "GBP").split([25, 60, 15])  # 2.5, 6, 1.5
    assert [share.minor for share in shares] == [3, 6, 1]


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1], [1, True]], ids=str)
def test_shares_that_share_nothing_out_are_refused(weights):
    with pytest.raises(BadInput):
        Money.of("1.00", "GBP").split(weights)


@given(amounts, st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any))
def test_shares_sum_exactly_keep_their_proportion_and_mirror_the_sign(money, weights):
    shares = money.split(weights)
    assert sum(shares, Money.zero(money.currency)) == money
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share.minor * sum(weights) - money.minor * weight) < sum(weights)
    assert (-money).split(weights) == tuple(-share for share in shares)


# --- how people write it ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "default", "money"),
    [
        pytest.param("£1,200", None, "1200.00 GBP", id="pounds with a comma for thousands"),
        pytest.param("£1,200.50", None, "1200.50 GBP", id="pounds and pence"),
        pytest.param("1 200,50 EUR", None, "1200.50 EUR", id="French with a space"),
        pytest.param(
            f"1{NARROW}200,50{NO_BREAK}€", None, "1200.50 EUR", id="French with no-breaks"
        ),
        pytest.param("1.200,50 €", None, "1200.50 EUR", id="German"),
        pytest.param("CHF 1'200.50", None, "1200.50 CHF", id="Swiss"),
        pytest.param("CHF 1’200.50", None, "1200.50 CHF", id="Swiss with a typographer's mark"),
        pytest.param("300", "GBP", "300.00 GBP", id="bare figures in the desk's currency"),
        pytest.param("300", "gbp", "300.00 GBP", id="the desk's currency in small letters"),
        pytest.param("GBP 300.00", None, "300.00 GBP", id="a code before"),
        pytest.param("300gbp", None, "300.00 GBP", id="a code after, close and small"),
        pytest.param("-12.50", "GBP", "-12.50 GBP", id="a negative amount"),
        pytest.param("−12.50", "GBP", "-12.50 GBP", id="a minus sign that is no hyphen"),
        pytest.param("-£12.50", None, "-12.50 GBP", id="a sign before the currency"),
        pytest.param("£-12.50", None, "-12.50 GBP", id="a sign after the currency"),
        pytest.param("+300", "GBP", "300.00 GBP", id="a plus sign"),
        pytest.param("300 EUR", "GBP", "300.00 EUR", id="the written currency wins"),
        pytest.param("£300 GBP", None, "300.00 GBP", id="the same currency twice"),
        pytest.param("1,20", "GBP", "1.20 GBP", id="a comma before two decimals"),
        pytest.param("1.200", "GBP", "1200.00 GBP", id="a point before three figures"),
        pytest.param("1,200 JPY", None, "1200 JPY", id="yen have one reading"),
        pytest.param("1,234,567.89", "GBP", "1234567.89 GBP", id="millions"),
        pytest.param("1.234.567", "EUR", "1234567.00 EUR", id="millions with points"),
        pytest.param("12 345 678,90 €", None, "12345678.90 EUR", id="millions with spaces"),
        pytest.param("1,200.500 KWD", None, "1200.500 KWD", id="dinars with both marks"),
        pytest.param("1.2 KWD", None, "1.200 KWD", id="dinars with one decimal"),
        pytest.param("0,500 KWD", None, "0.500 KWD", id="no group begins with nought"),
        pytest.param("01.234 KWD", None, "1.234 KWD", id="a nought in front settles it"),
        pytest.param("1 200 KWD", None, "1200.000 KWD", id="a space is never a decimal mark"),
        pytest.param("$300", "USD", "300.00 USD", id="a dollar where dollars are meant"),
        pytest.param("$300", "CAD", "300.00 CAD", id="a dollar in Canada"),
        pytest.param("$300 USD", None, "300.00 USD", id="a dollar sign settled by its code"),
        pytest.param("US$300", "GBP", "300.00 USD", id="a dollar that says whose"),
        pytest.param("300 $US", None, "300.00 USD", id="the same in French"),
        pytest.param("¥1200", "JPY", "1200 JPY", id="a yen in Japan"),
        pytest.param("300 kr", "SEK", "300.00 SEK", id="a krona in Sweden"),
        pytest.param("  £300\n", None, "300.00 GBP", id="air around it"),
        pytest.param("\u200f1,200.50 £", None, "1200.50 GBP", id="pasted from an Arabic paper"),
        pytest.param("0", "GBP", "0.00 GBP", id="nothing"),
    ],
)
def test_an_amount_with_one_reading_is_read(text, default, money):
    assert str(read_amount(text, currency=default)) == money


@pytest.mark.parametrize(
    ("text", "one", "two", "writes"),
    [
        ("1,200 KWD", "1200.000 KWD", "1.200 KWD", ("1200 KWD", "1.2 KWD")),
        ("1.200 BHD", "1200.000 BHD", "1.200 BHD", ("1200 BHD", "1.2 BHD")),
        ("1,234 JOD", "1234.000 JOD", "1.234 JOD", ("1234 JOD", "01.234 JOD")),
        ("-1,234 JOD", "-1234.000 JOD", "-1.234 JOD", ("-1234 JOD", "-01.234 JOD")),
    ],
)
def test_an_amount_with_two_readings_is_refused_with_both(text, one, two, writes):
    with pytest.raises(BadInput) as refusal:
        read_amount(text)
    assert f"may be {one} or {two}; write {writes[0]} or {writes[1]}" in refusal.value.message
    assert [str(read_amount(each)) for each in writes] == [one, two]


@pytest.mark.parametrize(
    ("text", "default", "why"),
    [
        pytest.param("300", None, "names no currency; write it as 300 GBP", id="no currency"),
        pytest.param("$300", "GBP", "USD, CAD or AUD; write it as USD 300", id="whose dollar"),
        pytest.param("$-300", None, "write it as USD -300", id="whose debt in dollars"),
        pytest.param("¥300", None, "JPY or CNY", id="yen or yuan"),
        pytest.param("£300 EUR", None, "two currencies", id="two currencies"),
        pytest.param("300 GPB", None, "did you mean .*GBP", id="a misspelt currency"),
        pytest.param("300 quid", None, "not a currency", id="slang"),
        pytest.param("300", "XYZ", "not a currency", id="a default that is none"),
        pytest.param("1e999", "GBP", "plain figures", id="an exponent"),
        pytest.param("1e5", "GBP", "plain figures", id="a small exponent"),
        pytest.param("12-50", "GBP", "plain figures", id="a sign inside"),
        pytest.param("1,2,3", "GBP", "no amount in GBP", id="marks in the wrong places"),
        pytest.param("12.50", "JPY", "JPY, which has no decimals", id="pence of a yen"),
        pytest.param("12.5055", "GBP", "which has 2 decimals", id="four decimals of a pound"),
        pytest.param("1 2", "GBP", "no amount", id="two numbers"),
        pytest.param("--5", "GBP", "not a currency", id="two signs"),
        pytest.param("5-", "GBP", "not a currency", id="a sign behind"),
        pytest.param("(5.00)", "GBP", "not a currency", id="a bookkeeper's bracket"),
        pytest.param(".50", "GBP", "not a currency", id="no figure before the point"),
        pytest.param("٣٠٠", "GBP", "0-9", id="Arabic-Indic figures"),
        pytest.param("３００", "GBP", "0-9", id="full-width figures"),
        pytest.param("30²", "GBP", "0-9", id="a raised figure"),
        pytest.param("9" * 40, "GBP", "too large", id="forty figures"),
        pytest.param("9" * 15, "GBP", "too large", id="fifteen figures"),
        pytest.param("9" * 5000, "GBP", "5000 characters", id="five thousand figures"),
        pytest.param("", "GBP", "no amount", id="nothing"),
        pytest.param("£", None, "no amount", id="a sign alone"),
        pytest.param("NaN", "GBP", "no amount", id="no number"),
        pytest.param("\x1b[31m300", "GBP", "plain figures", id="a terminal's escape code"),
        pytest.param("300 \x1b]0;x\x07", "GBP", "plain figures", id="an escape code behind"),
        pytest.param("300 \u202eGBP", None, "not a currency", id="a line turned round"),
    ],
)
def test_what_is_no_amount_is_refused_in_one_safe_line(text, default, why):
    with pytest.raises(BadInput, match=why) as refusal:
        read_amount(text, currency=default)
    assert refusal.value.message.isprintable()
    assert len(refusal.value.message) < 250


def _answer(text, default):
    try:
        return str(read_amount(text, currency=default))
    except BadInput as refusal:
        return refusal.message


@given(st.text(max_size=80), st.sampled_from([None, "GBP", "KWD", "JPY"]))
def test_any_text_is_money_or_a_refusal_in_one_line(text, default):
    assert _answer(text, default).isprintable()


@given(st.text("0123456789.,' -£$€GBPKWD\u202f", max_size=24))
def test_figures_with_marks_are_money_or_a_refusal_in_one_line(text):
    assert _answer(text, "KWD").isprintable()


@given(st.builds(Money, minors, st.sampled_from(["GBP", "EUR", "JPY", "USD", "CHF"])))
def test_what_is_printed_is_read_back(money):
    assert read_amount(str(money)) == money
    assert read_amount(f"{money.currency} {money.amount:,f}") == money


@given(st.builds(Money, minors, st.sampled_from(["GBP", "EUR", "CHF"])))
def test_what_papers_print_in_french_is_read_back(money):
    assert read_amount(spoken(money, "fr")) == money


@given(st.builds(Money, minors, st.just("KWD")))
def test_dinars_are_read_back_or_refused_with_what_was_meant_among_the_two(money):
    assert str(money) in _answer(spoken(money, "fr"), None)


# --- how papers say it --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "currency", "language", "text"),
    [
        ("1200.50", "GBP", "en", "£1,200.50"),
        ("1200.50", "GBP", "en-US", "£1,200.50"),
        ("1200.50", "EUR", "en", "€1,200.50"),
        ("1200.50", "USD", "en", "US$1,200.50"),
        ("-12.5", "GBP", "en", "-£12.50"),
        ("1200.5", "KWD", "en", f"KWD{NO_BREAK}1,200.500"),
        ("1200.50", "EUR", "fr", f"1{NARROW}200,50{NO_BREAK}€"),
        ("1200.50", "EUR", "fr-CA", f"1{NARROW}200,50{NO_BREAK}€"),
        ("1200.50", "GBP", "fr", f"1{NARROW}200,50{NO_BREAK}£"),
        ("1200.50", "USD", "fr", f"1{NARROW}200,50{NO_BREAK}$US"),
        ("1200.50", "GBP", "ar", f"\u200f1,200.50{NO_BREAK}£"),
        ("1200.50", "GBP", "tlh", "£1,200.50"),
        ("1200.50", "GBP", "../../etc", "£1,200.50"),
    ],
)
def test_money_is_spoken_as_the_language_of_the_paper_writes_it(amount, currency, language, text):
    assert spoken(Money.of(amount, currency), language) == text
