"""Tables of worked examples, read and tried on a card."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from syndicate.errors import BadInput
from syndicate.exchange.rates import read_cases
from syndicate.rules.fees import parse_card
from syndicate.rules.fees.cases import FIELDS, tried
from syndicate.rules.money import Money
from syndicate.shipped import shipped

TODAY = date(2026, 11, 23)
DEMO = parse_card((shipped("templates") / "rate-card" / "demo.toml").read_text("utf-8"))

TABLE = """Case,Medium,Audience,Territories,Languages,Duration,Words,Excerpt,Images,Rush,Pieces,Exclusivity,Fee
plain,website,50k,UK,English,12m,600,,,,,,90
two countries,website,"150,000","UK, Ireland","en, fr",12m,600,,,,,,283.50 GBP
alone,website,150000,UK,en,12m,600,,,,,sole,£300
nobody else,website,150000,UK,en,12m,600,,,,,exclusive,by negotiation
in haste,newspaper,40000,France,fr,,900,,1,yes,,,250
five,website,50k,UK,,12m,600,,,,5,,405
short and free,website,50k,UK,,12m,90,90,,,,,0
"""


def cases(table):
    return read_cases(table.encode(), name="cases.csv", sheet=None, currency="GBP", today=TODAY)


def test_a_table_is_read_as_people_write_it_and_each_fee_is_the_one_expected():
    found = tried(cases(TABLE), DEMO)
    assert [(one.case, one.right, one.reason) for one in found if not one.right] == []
    assert [one.priced for one in found][:4] == [
        Money(9_000, "GBP"),
        Money(28_350, "GBP"),
        Money(30_000, "GBP"),
        None,
    ]
    assert "exclusive" in found[3].reason
    assert found[0].steps[0].after == "90"


def test_another_fee_than_expected_and_one_where_none_was_expected_are_wrong():
    table = TABLE.replace(",,90\n", ",,91\n", 1).replace("£300", "by negotiation")
    found = {one.case: one for one in tried(cases(table), DEMO)}
    assert not found["plain"].right
    assert (found["plain"].expected, found["plain"].priced) == (
        Money(9_100, "GBP"),
        Money(9_000, "GBP"),
    )
    assert not found["alone"].right
    assert sum(one.right for one in found.values()) == 5


def test_a_fee_in_another_currency_than_the_card_is_not_the_fee():
    found = tried(cases(TABLE.replace("£300", "300 EUR")), DEMO)
    assert [one.case for one in found if not one.right] == ["alone"]


def test_what_is_not_known_is_no_case_of_negotiation():
    (found,) = tried(cases("medium,words,fee\nwebsite,600,by negotiation\n"), DEMO)
    assert (found.case, found.priced, found.right) == ("line 2", None, False)
    assert found.reason == "the audience of website is not known, and the rule base needs it"


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (
            "Audience",
            "Audiance",
            "line 2: “Audiance” is no column of a case; did you mean audience?",
        ),
        ("website,50k", "web site,50k", "line 2: medium: “web site” is not one of website"),
        (",90\n", ",\n", "line 2: it says no fee"),
        ("50k,UK", "many,UK", "line 2: audience: “many” is not a count"),
        ("UK,English", "Atlantis,English", "line 2: territories:"),
        (",yes,", ",perhaps,", "line 6: rush: “perhaps” is neither yes nor no"),
        (",5,,405", ",50000,,405", "line 7: pieces is a number from 1 to 1,000, not 50,000"),
    ],
)
def test_a_table_that_cannot_be_read_whole_is_not_tried_in_part(old, new, why):
    with pytest.raises(BadInput) as refused:
        cases(TABLE.replace(old, new, 1))
    assert refused.value.message.startswith(f"cases.csv: {why}")


def test_many_faults_are_counted_and_not_all_told():
    rows = "".join(f"website,{n},nothing\n" for n in range(9))
    with pytest.raises(BadInput, match=r"line 6: .*; and 4 more$"):
        cases(f"medium,words,fee\n{rows}")


def test_a_table_without_a_row_is_no_table():
    with pytest.raises(BadInput):
        cases("medium,words,fee\n")


def test_every_column_can_be_told():
    heads = ",".join(FIELDS)
    row = "a,newsletter,900,recipients,UK,en,,2,first,commercial,,1,none,no,300,yes,1,2026-11-23,EUR,1.2,base 90,by negotiation"
    (case,) = cases(f"{heads}\n{row}\n")
    assert (case.use.uses, case.use.images, case.on) == (2, 1, TODAY)
    assert (case.retrospective, case.fx, case.steps) == (
        True,
        ("EUR", Decimal("1.2")),
        ("base 90",),
    )


STEPS = """medium,audience,territories,duration,words,currency,rate,steps,fee
website,50k,UK,12m,2600,EUR,1.2,base 90; length x1.25=112.5; fx × 1.2 = 135; rounding 135.00,135
"""


def test_the_steps_of_a_case_are_its_own_and_the_first_other_one_is_named():
    (right,) = tried(cases(STEPS), DEMO)
    assert (right.right, right.reason, str(right.priced)) == (True, None, "135.00 EUR")
    (wrong,) = tried(cases(STEPS.replace("x1.25=112.5", "x1.2=108")), DEMO)
    assert (wrong.right, wrong.priced == wrong.expected) == (False, True)
    assert wrong.reason == "expected is length × 1.2 = 108, the card has length × 1.25 = 112.5"
    (short,) = tried(cases(STEPS.replace("; rounding 135.00", "")), DEMO)
    assert short.reason == "expected is nothing more, the card has rounding 135.00"


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (",EUR,1.2", ",EUR,", "it says no rate: how much EUR one GBP buys"),
        (",EUR,1.2", ",,1.2", "it says no currency"),
        (",EUR,1.2", ",EUR,dear", "rate: “dear” is no number"),
        (",EUR,", ",EUX,", "currency: "),
    ],
)
def test_a_case_in_another_currency_says_its_rate(old, new, why):
    with pytest.raises(BadInput) as refused:
        cases(STEPS.replace(old, new))
    assert why in refused.value.message
