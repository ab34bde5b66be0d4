"""Tables out, read back by independent readers."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, date, datetime

import openpyxl
import pytest

from syndicate.exchange.tables import Column, csv_bytes, inert, xlsx_bytes
from syndicate.rules.money import Money

COLUMNS = (
    Column("licensee", "Licensee"),
    Column("on", "Licensed on", "day"),
    Column("net", "Net", "money"),
    Column("views", "Views", "int"),
    Column("url", "Page", "url"),
)
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ROWS = (
    {
        "licensee": '=HYPERLINK("http://evil.example")',
        "on": date(2026, 3, 4),
        "net": Money(-1250, "GBP"),
        "views": 1200,
        "url": "https://outlet.example/a?b=c",
    },
    {"licensee": "Zürcher Bote", "net": Money(300000, "GBP"), "url": "javascript:alert(1)"},
    {"licensee": "Al Mina", "net": Money(1234567, "KWD"), "views": None},
    {"licensee": "Le Quai", "on": date(2026, 12, 1), "net": Money(50000, "EUR")},
)


def read_csv(raw: bytes, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def book(raw: bytes, *, values: bool = False):
    return openpyxl.load_workbook(io.BytesIO(raw), data_only=values).active


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+44 20 7946 0000",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1",
        "＋1",
        "－1",
        "＠a",
    ],
)
def test_text_a_spreadsheet_would_run_is_made_inert(text: str) -> None:
    assert inert(text) == "'" + text
    [_, row] = read_csv(csv_bytes([{"licensee": text}], COLUMNS[:1]))
    assert row == ["'" + text]


def test_a_negative_amount_stays_a_number_in_csv() -> None:
    head, first, second, third, _ = read_csv(csv_bytes(ROWS, COLUMNS))
    assert head == ["Licensee", "Licensed on", "Net", "Net currency", "Views", "Page"]
    assert first[1:5] == ["2026-03-04", "-12.50", "GBP", "1200"]
    assert second[1:5] == ["", "3000.00", "GBP", ""]
    assert third[2:4] == ["1234.567", "KWD"]


def test_csv_for_a_french_excel_has_a_mark_semicolons_and_commas() -> None:
    raw = csv_bytes(ROWS, COLUMNS, delimiter=";", decimal=",", bom=True)
    assert raw.startswith(b"\xef\xbb\xbf")
    assert read_csv(raw, ";")[1][2] == "-12,50"


def test_csv_quotes_what_would_break_a_row() -> None:
    nasty = 'a "quoted", line\r\nand more'
    [_, row] = read_csv(csv_bytes([{"licensee": nasty}], COLUMNS[:1]))
    assert row == [nasty]


def test_a_lone_surrogate_does_not_stop_an_export() -> None:
    [_, row] = read_csv(csv_bytes([{"licensee": "bad \ud800 name"}], COLUMNS[:1]))
    assert row == ["bad ? name"]
    assert (
        book(xlsx_bytes("T", [{"licensee": "bad \ud800"}], COLUMNS[:1], created=NOON))["A2"].value
        == "bad ?"
    )


def test_a_workbook_holds_real_days_numbers_and_formats() -> None:
    page = book(xlsx_bytes("Usage", ROWS, COLUMNS, created=NOON))
    assert page["B2"].value.date() == date(2026, 3, 4)
    assert page["B2"].number_format == "yyyy-mm-dd"
    assert page["C2"].value == -12.5
    assert page["C2"].number_format == "[$£]#,##0.00;-[$£]#,##0.00"
    assert page["C4"].number_format == "[$KWD] #,##0.000;-[$KWD] #,##0.000"
    assert page["C4"].value == 1234.567
    assert page["D5"].value == "EUR"
    assert page["E2"].value == 1200
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == "A1:F5"


def test_a_workbook_never_holds_a_formula_from_outside() -> None:
    page = book(xlsx_bytes("Usage", ROWS, COLUMNS, created=NOON))
    assert page["A2"].value == '=HYPERLINK("http://evil.example")'
    assert page["A2"].data_type == "s"
    assert page["F2"].hyperlink.target == "https://outlet.example/a?b=c"
    assert page["F3"].hyperlink is None
    formulas = [cell.value for row in page.iter_rows() for cell in row if cell.data_type == "f"]
    assert formulas == [
        "=SUBTOTAL(109,C5)",
        "=SUBTOTAL(109,C2:C3)",
        "=SUBTOTAL(109,C4)",
    ]


def test_a_total_of_more_scattered_rows_than_a_function_takes_is_the_figure_itself() -> None:
    rows = [{"net": Money(100, "GBP" if n % 2 else "EUR")} for n in range(502)]
    page = book(xlsx_bytes("T", rows, [Column("net", "Net", "money")], created=NOON))
    assert [page[f"A{n}"].value for n in (505, 506)] == [251, 251]
    page = book(xlsx_bytes("T", rows[:500], [Column("net", "Net", "money")], created=NOON))
    assert page["A503"].value.startswith("=SUBTOTAL(109,A2,A4,")


def test_totals_carry_their_value_for_readers_that_do_not_calculate() -> None:
    page = book(xlsx_bytes("Usage", ROWS, COLUMNS, created=NOON), values=True)
    assert [(page[f"A{n}"].value, page[f"C{n}"].value) for n in (7, 8, 9)] == [
        ("Total EUR", 500),
        ("Total GBP", 2987.5),
        ("Total KWD", 1234.567),
    ]


def test_text_shaped_like_rich_text_stays_text() -> None:
    trap = "<r><t>forged</t></r></is></c><c r='Z9'><v>1</v></c><r></r>"
    page = book(xlsx_bytes("T", [{"licensee": trap}], COLUMNS[:1], created=NOON))
    assert page["A2"].value.strip() == trap
    assert page.dimensions == "A1:A2"


def test_the_same_rows_give_the_same_bytes() -> None:
    one = xlsx_bytes("Usage", ROWS, COLUMNS, created=NOON)
    assert one == xlsx_bytes("Usage", iter(ROWS), COLUMNS, created=NOON)
    properties = zipfile.ZipFile(io.BytesIO(one)).read("docProps/core.xml").decode()
    assert properties.count("2026-11-23T12:00:00Z") == 2


def test_a_title_no_tab_may_have_is_cut_to_one() -> None:
    raw = xlsx_bytes("'Usage: [2026/11] of everything we ever sold'", (), COLUMNS, created=NOON)
    assert book(raw).title == "Usage 2026 11 of everything we"
    assert book(xlsx_bytes("History", (), COLUMNS, created=NOON)).title == "Sheet"


def test_a_cell_longer_than_a_spreadsheet_holds_is_cut() -> None:
    page = book(xlsx_bytes("T", [{"licensee": "x" * 40_000}], COLUMNS[:1], created=NOON))
    assert len(page["A2"].value) == 32_766
