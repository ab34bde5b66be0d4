"""Old licences: a dirty sheet of 400, and the ways a row can be written."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date

import pytest

from syndicate.errors import BadInput
from syndicate.exchange.licences import (
    Mapping,
    OldLicence,
    RowProblem,
    guess_mapping,
    preview,
    read_rows,
)
from syndicate.exchange.sheets import read_sheet
from syndicate.rules.money import Money
from tests.exchange.dirty import BAD, DOUBLES, FIRST_LINE, ROWS, a_dirty_sheet

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def made():
    return a_dirty_sheet()


@pytest.fixture(scope="module")
def sheet(made):
    return read_sheet(made.raw, name="old.xlsx", sheet="licences to 2026")


@pytest.fixture(scope="module")
def rows(sheet):
    return read_rows(sheet, guess_mapping(sheet), today=TODAY, currency="GBP")


def test_the_columns_of_the_dirty_sheet_are_recognised_under_their_merged_headings(sheet) -> None:
    mapping = guess_mapping(sheet)
    assert sheet.header_row == 3
    assert mapping.fields == {
        "old_number": "Licence No.",
        "licensee": "Client",
        "outlet": "Publication",
        "article_url": "Article URL",
        "starts_on": "Period: From",
        "ends_on": "Period: To",
        "fee": "Fee",
        "territories": "Territory",
        "medium": "Medium",
        "paper_file": "Scan (PDF)",
    }
    assert mapping.unmapped == ()
    assert mapping.missing == ()


def test_what_was_passed_over_is_said(sheet, made) -> None:
    assert sheet.hidden == ("old rates",)
    total = FIRST_LINE + ROWS + len(DOUBLES) + made.blank
    assert sheet.notes == (
        "hidden sheets: old rates",
        "passed over above the headings: line 1 ('Syndication: licences granted before the move')",
        f"{made.blank} blank rows dropped",
        f"totals, not read as rows: line {total}",
    )


def test_one_bad_row_never_loses_the_good_ones(rows) -> None:
    licences = [row for row in rows if isinstance(row, OldLicence)]
    refused = [row for row in rows if isinstance(row, RowProblem)]
    assert len(rows) == ROWS + len(DOUBLES)
    assert len(licences) == ROWS - len(BAD)
    assert Counter(row.reason.split(":")[0].partition(" line ")[0] for row in refused) == {
        "first day": 2,
        "it ends on 20 May 2019, before it starts on 30 June 2023": 1,
        "no licensee is named": 2,
        "the same as": 3,
    }
    [day, _] = [row for row in refused if row.reason.startswith("first day")]
    assert day.reason == "first day: there is no such day as “31/02/2024”"
    assert day.cells[4] == "31/02/2024"


def test_two_spellings_of_a_licensee_are_shown_as_one(rows) -> None:
    same = [row for row in rows if isinstance(row, OldLicence) and row.same_as]
    assert {(row.licensee, row.same_as) for row in same} == {
        ("SALTBY ECHO LIMITED", "Saltby Echo plc"),
        ("Saltby Echo Ltd.", "Saltby Echo plc"),
    }
    assert len(same) == 10


def test_fees_are_read_with_their_notes_and_the_currency_they_are_shown_in(rows) -> None:
    fees = Counter((row.fee, row.fee_note) for row in rows if isinstance(row, OldLicence))
    assert fees == {
        (Money(25000, "GBP"), "+ VAT"): 57,
        (Money(12050, "GBP"), None): 56,
        (Money(120000, "GBP"), None): 56,
        (Money(0, "GBP"), "no-fee"): 56,
        (Money(30000, "EUR"), None): 56,
        (None, None): 57,
        (Money(9000, "EUR"), None): 57,
    }


def test_terms_are_read_and_what_is_not_stated_stays_unknown(rows) -> None:
    licences = [row for row in rows if isinstance(row, OldLicence)]
    assert sum(row.perpetual for row in licences) == 36
    assert all(row.ends_on is None for row in licences if row.perpetual)
    until = [
        row for row in licences if "no last day is stated: “until further notice”" in row.warnings
    ]
    assert len(until) == 34
    assert all("ends_on" in row.unknown and not row.perpetual for row in until)
    first = licences[0]
    assert (first.line, first.old_number, first.starts_on) == (
        FIRST_LINE,
        "HC/1000",
        date(2023, 1, 1),
    )
    assert first.ends_on == date(2023, 12, 31)
    assert first.territories == ("GB",)
    assert first.medium == "website"
    assert first.unknown == ("outlet", "domain", "languages", "credit_line")
    counted = next(row for row in licences if row.old_number == "HC/1003")
    assert (counted.starts_on, counted.ends_on) == (date(2023, 1, 10), date(2024, 1, 9))
    two = next(row for row in licences if row.old_number == "HC/1006")
    assert two.medium is None
    assert two.notes == "medium: Print + web"


def test_dead_addresses_are_kept_as_written(rows) -> None:
    dead = [
        row for row in rows if isinstance(row, OldLicence) and "dead." in (row.article_url or "")
    ]
    assert len(dead) == 16
    assert dead[0].article_url == "http://dead.harbourcourier.example/cgi-bin/story.pl?id=4&old=1"


def test_the_preview_tells_what_an_import_would_do(rows) -> None:
    seen = preview(rows, known={"hc/1000", "HC/1001"}, today=TODAY)
    assert (len(seen.new), len(seen.known), len(seen.refused)) == (393, 2, 8)
    assert sum(each.rows for each in seen.licensees) == 393
    assert seen.expiries[0].ends_on is not None
    assert seen.expiries[0].ends_on >= TODAY
    assert [row.ends_on for row in seen.expiries] == sorted(row.ends_on for row in seen.expiries)


# -- single rows ---------------------------------------------------------------------------------


def of_csv(text: str, *, order=None, currency: str = "GBP"):
    sheet = read_sheet(text.encode(), name="old.csv")
    return read_rows(sheet, guess_mapping(sheet), today=TODAY, date_order=order, currency=currency)


def a_row(order=None, currency: str = "GBP", **cells: str):
    cells = {"Client": "Marl Review", "Article": "The tide comes in", **cells}
    quoted = [
        ",".join('"' + text.replace('"', '""') + '"' for text in line)
        for line in (cells, cells.values())
    ]
    [row] = of_csv("\n".join(quoted), order=order, currency=currency)
    return row


@pytest.mark.parametrize(
    ("written", "fee", "note"),
    [
        ("£250 + VAT", Money(25000, "GBP"), "+ VAT"),
        ("£250 plus 20% VAT", Money(25000, "GBP"), "plus 20% VAT"),
        ("250 GBP ex VAT", Money(25000, "GBP"), "ex VAT"),
        ("1 200,50 €", Money(120050, "EUR"), None),
        ("€1.200,50 HT", Money(120050, "EUR"), "HT"),
        ("£1,200 p.a.", Money(120000, "GBP"), "p.a"),
        ("Fee: US$ 90", Money(9000, "USD"), "Fee"),
        ("300", Money(30000, "GBP"), None),
        ("FOC", Money(0, "GBP"), "no-fee"),
        ("waived (charity)", Money(0, "GBP"), "waived (charity)"),
        ("TBC", None, None),
        ("-", None, None),
    ],
)
def test_a_fee_is_read_as_it_was_written(written: str, fee: Money | None, note: str | None) -> None:
    row = a_row(Fee=written)
    assert (row.fee, row.fee_note) == (fee, note)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("£250 + £50 images", "the fee holds more than one amount: “£250 + £50 images”"),
        ("2 x £250", "the fee holds more than one amount: “2 x £250”"),
        ("see invoice", "the fee is no amount: “see invoice”"),
        ("1e999", "the fee holds more than one amount"),
        ("-£50", "a fee is never negative: “-£50”"),
        ("1,200 KWD", "“1,200 KWD” may be 1200.000 KWD or 1.200 KWD"),
        ("999999999999999999", "is no amount in GBP"),
    ],
)
def test_a_fee_that_is_not_one_amount_refuses_its_row(written: str, reason: str) -> None:
    row = a_row(Fee=written)
    assert isinstance(row, RowProblem)
    assert reason in row.reason


def test_a_fee_takes_the_currency_of_its_column_or_heading() -> None:
    assert a_row(Fee="90", Currency="eur").fee == Money(9000, "EUR")
    assert a_row(**{"Fee (USD)": "90"}).fee == Money(9000, "USD")
    assert a_row(**{"Montant HT (€)": "90,5"}).fee == Money(9050, "EUR")


def test_a_fee_with_vat_in_it_is_warned_of() -> None:
    assert a_row(Fee="£300 inc. VAT").warnings == ("the fee includes VAT: “£300 inc. VAT”",)


@pytest.mark.parametrize(
    ("begins", "ends", "first", "last", "perpetual"),
    [
        ("2024-02-01", "12 months", date(2024, 2, 1), date(2025, 1, 31), False),
        ("1 March 2024", "28 Feb 25", date(2024, 3, 1), date(2025, 2, 28), False),
        ("22-Nov-19", "21-Nov-21", date(2019, 11, 22), date(2021, 11, 21), False),
        ("13/01/98", "31.12.99", date(1998, 1, 13), date(1999, 12, 31), False),
        ("Jan 2020", "Dec 2021", date(2020, 1, 1), date(2021, 12, 31), False),
        ("2020", "2022", date(2020, 1, 1), date(2022, 12, 31), False),
        ("43831", "44196", date(2020, 1, 1), date(2020, 12, 31), False),
        ("2024-01-01", "in perpetuity", date(2024, 1, 1), None, True),
        ("2024-01-01", "until further notice", date(2024, 1, 1), None, False),
        ("2024-01-01", "n/a", date(2024, 1, 1), None, False),
        ("", "", None, None, False),
        ("3 janv. 2024 14:30", "", date(2024, 1, 3), None, False),
    ],
)
def test_a_term_is_read_as_it_was_written(begins, ends, first, last, perpetual) -> None:
    row = a_row(Start=begins, End=ends, Pad="x")
    assert isinstance(row, OldLicence), row
    assert (row.starts_on, row.ends_on, row.perpetual) == (first, last, perpetual)


def test_a_duration_in_its_own_column_counts_from_the_start_or_the_grant() -> None:
    assert a_row(Start="2024-02-01", Duration="6 months").ends_on == date(2024, 7, 31)
    row = a_row(**{"Date issued": "2024-02-01", "Term": "1 year"})
    assert (row.ends_on, row.starts_on) == (date(2025, 1, 31), None)
    assert row.warnings == ("“1 year” was counted from the day it was granted",)


LINES = "Client,Article,Start,End\nMarl,Tide,{},2024-12-31\nTarn,Ebb,{},2024-12-31\n"


def test_a_day_beyond_twelve_settles_its_column() -> None:
    rows = of_csv(LINES.format("03/04/2019", "25/04/2019"))
    assert [row.starts_on for row in rows] == [date(2019, 4, 3), date(2019, 4, 25)]
    rows = of_csv(LINES.format("03/04/2019", "04/25/2019"))
    assert [row.starts_on for row in rows] == [date(2019, 3, 4), date(2019, 4, 25)]


def test_two_way_dates_are_asked_about_once_and_then_read_as_told() -> None:
    text = LINES.format("03/04/2019", "05/06/2019")
    with pytest.raises(BadInput) as asked:
        of_csv(text)
    assert asked.value.message == (
        "dates under “Start” can be read two ways: line 2, “03/04/2019”, is 3 April 2019 or 4 March 2019"
    )
    assert asked.value.hint == "syndicate licence import old.csv --date-order dmy"
    assert [row.starts_on for row in of_csv(text, order="mdy")] == [
        date(2019, 3, 4),
        date(2019, 5, 6),
    ]


def test_a_sheet_of_both_orders_is_asked_about_too() -> None:
    text = LINES.format("25/04/2019", "04/25/2019") + "Oxwold,Surge,03/04/2019,\n"
    with pytest.raises(BadInput, match="dates of both orders"):
        of_csv(text)
    assert [row.starts_on for row in of_csv(text, order="dmy")] == [
        date(2019, 4, 25),
        date(2019, 4, 25),
        date(2019, 4, 3),
    ]


def test_headings_in_french_are_recognised() -> None:
    text = (
        "N° de licence;Bénéficiaire;Support;Titre de l'article;Du;Au;Montant HT (€);Territoire;Langue\n"
        "A-1;Le Quai;Le Quai du Soir;La marée;13/01/2025;12/01/2026;1 200,50;France, Belgique;français\n"
    )
    [row] = of_csv(text)
    assert isinstance(row, OldLicence)
    assert (row.old_number, row.licensee, row.outlet, row.headline) == (
        "A-1",
        "Le Quai",
        "Le Quai du Soir",
        "La marée",
    )
    assert (row.starts_on, row.ends_on) == (date(2025, 1, 13), date(2026, 1, 12))
    assert (row.fee, row.territories, row.languages) == (
        Money(120050, "EUR"),
        ("FR", "BE"),
        ("fr",),
    )


def test_what_stands_in_a_column_decides_where_its_heading_does_not() -> None:
    sheet = read_sheet(
        b"Ref,Client,Website,Article,Issued\n1,Marl,marl.example,https://harbourcourier.example/a,2024-01-05\n",
        name="x.csv",
    )
    assert (
        guess_mapping(sheet).fields
        == {
            "old_number": "Ref",
            "licensee": "Client",
            "domain": "Website",
            "headline": "Article",
            "granted_on": "Issued",
        }
        or guess_mapping(sheet).fields["article_url"] == "Article"
    )
    [row] = read_rows(sheet, guess_mapping(sheet), today=TODAY, currency="GBP")
    assert (row.article_url, row.domain, row.outlet) == (
        "https://harbourcourier.example/a",
        "marl.example",
        "marl.example",
    )


def test_several_addresses_in_a_cell_lose_none() -> None:
    row = a_row(
        **{"Article URL": "https://a.example/1\nhttps://a.example/2 (Sunday)", "Article": ""}
    )
    assert row.article_url == "https://a.example/1"
    assert row.notes == "article: https://a.example/2 (Sunday)"
    assert row.warnings == ("2 addresses in one cell; all but the first kept in the notes",)


@pytest.mark.parametrize(
    ("written", "medium"),
    [
        ("Web", "website"),
        ("e-book", "e-book"),
        ("Textbook", "book"),
        ("Livre numérique", "e-book"),
        ("Course-pack", "course-pack"),
        ("Print magazine", "magazine"),
        ("Print", None),
        ("All online media", None),
        ("Newspaper & website", None),
    ],
)
def test_a_medium_is_read_where_words_name_one(written: str, medium: str | None) -> None:
    row = a_row(Medium=written)
    assert row.medium == medium
    assert row.notes == (None if medium else f"medium: {written}")


def test_a_ditto_is_what_stood_above() -> None:
    rows = of_csv('No,Client,Article\n1,Marl Review,Tide\n2,ditto,Ebb\n3,"""",Surge\n')
    assert [row.licensee for row in rows] == ["Marl Review"] * 3


def test_a_number_that_two_licensees_claim_is_refused_and_one_for_two_articles_is_not() -> None:
    rows = of_csv(
        "No,Client,Article\n1,Marl Review,Tide\n1,Tarn Echo,Ebb\n1,Marl Review Ltd,Surge\n"
    )
    assert isinstance(rows[1], RowProblem)
    assert rows[1].reason == "its number “1” is that of “Marl Review” in line 2"
    assert rows[2].warnings == ("the same licence number as line 2: a further article of it",)
    assert rows[2].same_as == "Marl Review" or rows[0].same_as == "Marl Review Ltd"


def test_a_mapping_is_kept_and_used_again(sheet, rows) -> None:
    kept = json.loads(json.dumps(guess_mapping(sheet).facts()))
    again = Mapping.from_facts(kept)
    assert again.fields == guess_mapping(sheet).fields
    assert read_rows(sheet, again, today=TODAY, currency="GBP") == rows


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (
            {"fields": {"licencee": "Client"}},
            "“licencee” is no field of an old licence; did you mean licensee?",
        ),
        ({"fields": {"licensee": 3}}, "the heading of licensee is a text"),
        ({}, 'a mapping is written as {"fields"'),
    ],
)
def test_a_mapping_nobody_understands_is_refused(facts, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        Mapping.from_facts(facts)
    assert said in caught.value.message


def test_a_person_decides_a_column_and_the_rest_is_guessed_around_it() -> None:
    sheet = read_sheet(
        b"Ref,Client,House,Story\n1,A,Marl Review,Tide\n2,B,Tarn Echo,Ebb\n", name="x.csv"
    )
    assert guess_mapping(sheet).fields["licensee"] == "Client"
    mapping = guess_mapping(sheet, said={"licensee": "house"})
    assert mapping.fields == {"old_number": "Ref", "licensee": "House", "headline": "Story"}
    assert mapping.unmapped == ("Client",)
    with pytest.raises(BadInput, match="no heading “Huose” for the licensee; did you mean “House”"):
        guess_mapping(sheet, said={"licensee": "Huose"})


def test_a_mapping_for_another_sheet_is_refused_with_the_near_heading(sheet) -> None:
    mapping = Mapping.from_facts({"fields": {"licensee": "Clients", "article_url": "Article URL"}})
    with pytest.raises(
        BadInput, match="no heading “Clients” for the licensee; did you mean “Client”"
    ):
        read_rows(sheet, mapping, today=TODAY, currency="GBP")


def test_a_sheet_without_a_licensee_is_refused_with_its_headings() -> None:
    with pytest.raises(
        BadInput, match=r"no column was recognised as licensee, .*the headings are “Colour”, “Size”"
    ):
        of_csv("Colour,Size\nred,big\nblue,small\n")


def test_dates_that_a_spreadsheet_turned_round_are_warned_of() -> None:
    import io

    import xlsxwriter

    written = io.BytesIO()
    book = xlsxwriter.Workbook(written)
    page = book.add_worksheet()
    page.write_row(0, 0, ("Client", "Article", "Start"))
    format_ = book.add_format({"num_format": "mm/dd/yyyy"})
    for n in range(20):
        page.write_row(n + 1, 0, (f"House {n}", f"Story {n}"))
        if n % 2:
            page.write_datetime(n + 1, 2, date(2024, 1 + n // 2, 4), format_)
        else:
            page.write_string(n + 1, 2, f"{13 + n // 2}/03/2024")
    book.close()
    sheet = read_sheet(written.getvalue(), name="x.xlsx")
    rows = read_rows(sheet, guess_mapping(sheet), today=TODAY, currency="GBP")
    assert rows[0].starts_on == date(2024, 3, 13)
    assert rows[1].warnings[0].startswith("first day 2024-01-04: day and month may be swapped")
