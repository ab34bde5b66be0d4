"""The facts of a usage report: every month, each currency apart, rows in one order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from syndicate.errors import BadInput
from syndicate.rules.facts import canonical
from syndicate.rules.money import Money
from syndicate.rules.reports import months, usage_facts
from syndicate.rules.usage import UsageRow

PUBLISHER = {
    "legal_name": "The Harbour Courier Ltd",
    "trading_name": None,
    "company_no": None,
    "registered_in": "England and Wales",
    "registered_office": ["1 Quay Street"],
    "country": "GB",
    "vat_no": None,
    "vat_registered": False,
    "email": None,
    "telephone": None,
    "website": None,
    "logo": None,
    "specimen": True,
    "bank": None,
}
ROW = UsageRow(
    licensee="PTY-000001",
    licensee_name="Le Phare du Soir SARL",
    article="ART-000001",
    headline="The tide takes the quay",
    territories=("FR",),
    licence="LIC-2026-00001",
    period="2026-11",
    copies=2,
    breaches=1,
    net=Money.of("150", "GBP"),
)


def report(rows, *, first=date(2026, 11, 1), last=date(2027, 1, 31)):
    return usage_facts(
        rows,
        publisher=PUBLISHER,
        first_day=first,
        last_day=last,
        issue_date=date(2027, 2, 1),
        language="en",
        journal_head="0" * 64,
    )


@pytest.mark.parametrize(
    ("first", "last", "named"),
    [
        pytest.param(date(2026, 11, 1), date(2026, 11, 30), ("2026-11",), id="one month"),
        pytest.param(date(2026, 11, 30), date(2026, 12, 1), ("2026-11", "2026-12"), id="two days"),
        pytest.param(date(2026, 12, 31), date(2027, 1, 1), ("2026-12", "2027-01"), id="new year"),
    ],
)
def test_a_span_of_days_touches_its_months(first, last, named):
    assert months(first, last) == named


def test_a_report_ends_after_it_begins():
    with pytest.raises(BadInput, match="ends before it begins"):
        months(date(2026, 11, 2), date(2026, 11, 1))


def test_each_month_of_a_report_stands_there_with_its_fees_by_currency():
    rows = [
        replace(ROW, period="2027-01", licence="LIC-2027-00001", net=Money.of("60", "GBP")),
        replace(ROW, licence="LIC-2026-00002", net=Money.of("350", "EUR"), copies=1),
        ROW,
    ]
    facts = report(rows)
    gbp, eur = ({"amount": a, "currency": c} for a, c in (("150.00", "GBP"), ("350.00", "EUR")))
    assert facts["by_month"] == [
        ("2026-11", 3, [eur, gbp]),
        ("2026-12", 0, []),
        ("2027-01", 2, [{"amount": "60.00", "currency": "GBP"}]),
    ]
    assert facts["totals"] == [eur, {"amount": "210.00", "currency": "GBP"}]
    assert [row["licence"] for row in facts["rows"]] == [
        "LIC-2026-00001",
        "LIC-2026-00002",
        "LIC-2027-00001",
    ]
    assert facts["rows"][0]["views"] is None


def test_the_facts_of_a_report_are_plain_and_the_same_whatever_order_the_rows_came_in():
    other = replace(ROW, licence="LIC-2026-00002")
    assert canonical(report([ROW, other])) == canonical(report([other, ROW]))


def test_a_row_of_another_month_is_refused():
    with pytest.raises(BadInput, match="LIC-2026-00001 is of 2025-10, outside the report"):
        report([replace(ROW, period="2025-10")])


def test_a_report_of_a_century_names_the_months_in_which_something_was():
    facts = report([ROW], first=date(1950, 1, 1), last=date(2049, 12, 31))
    assert [month for month, _, _ in facts["by_month"]] == ["2026-11"]


def test_a_report_of_nothing_is_a_report():
    facts = report([])
    assert (facts["rows"], facts["totals"], len(facts["by_month"])) == ([], [], 3)
