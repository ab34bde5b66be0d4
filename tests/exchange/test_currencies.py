"""Reference rates: the central bank's XML and CSV, its past currencies and gaps, and what is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from syndicate.errors import BadInput
from syndicate.exchange.currencies import read_reference_rates

XML = b"""<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"
 xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
 <gesmes:subject>Reference rates</gesmes:subject>
 <Cube>
  <Cube time='2026-11-20'><Cube currency='USD' rate='1.1500'/><Cube currency='GBP' rate='0.8625'/></Cube>
  <Cube time='2026-11-19'><Cube currency='USD' rate='1.1400'/></Cube>
 </Cube>
</gesmes:Envelope>
"""


def said(rates):
    return [(each.quote, each.rate, each.on) for each in rates]


def test_the_xml_of_the_central_bank_is_read_day_by_day():
    rates = read_reference_rates(XML, name="eurofxref-hist.xml")
    assert said(rates) == [
        ("USD", Decimal("1.1500"), date(2026, 11, 20)),
        ("GBP", Decimal("0.8625"), date(2026, 11, 20)),
        ("USD", Decimal("1.1400"), date(2026, 11, 19)),
    ]
    assert {(each.base, each.source) for each in rates} == {("EUR", "European Central Bank")}


@pytest.mark.parametrize("day", ["20 November 2026", "2026-11-20"])
def test_both_its_csv_files_are_read_and_gaps_passed_over(day):
    text = f"Date, USD, LTL, JPY, \n{day}, 1.15, N/A, 178.20, \n\n"
    assert said(read_reference_rates(text.encode(), name="eurofxref.csv")) == [
        ("USD", Decimal("1.15"), date(2026, 11, 20)),
        ("JPY", Decimal("178.20"), date(2026, 11, 20)),
    ]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "is empty"),
        (b"<rss/>", "begins with"),
        (b"Day,USD\n2026-11-20,1.1\n", "its first heading is not Date"),
        (b"Date,USD\nyesterday,1.1\n", "line 2: “yesterday” is no day"),
        (b"Date,USD\n2026-11-20,-1.1\n", "line 2: “-1.1” is no rate of USD"),
        (b"Date,USD\n", "holds no reference rates"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><Envelope>&b;</Envelope>", "defines"),
    ],
)
def test_what_is_no_file_of_rates_is_refused(raw, words):
    with pytest.raises(BadInput, match=words):
        read_reference_rates(raw, name="rates")
