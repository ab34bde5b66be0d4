"""Sheets read: headings wherever they stand, and files made to break a reader."""

from __future__ import annotations

import io
import struct
import time
import zipfile
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
import xlsxwriter

from syndicate.errors import BadInput
from syndicate.exchange.sheets import read_sheet
from tests.exchange.old_excel import an_xls

HEAD = ["Licence no", "Client", "Fee"]
BODY = [["1", "Marl Review", 250.5], ["2", "Tarn Echo", 90]]


def a_workbook(fill, **options) -> bytes:
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True, **options})
    fill(book, book.add_worksheet("Old"))
    book.close()
    return written.getvalue()


def simple(rows) -> bytes:
    def fill(book, page) -> None:
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)

    return a_workbook(fill)


def repacked(raw: bytes, *, kind=zipfile.ZIP_DEFLATED, **parts: bytes) -> bytes:
    """`raw` with parts changed; a double underscore stands for the slash, one before `xml` for the dot."""
    written = io.BytesIO()
    changed = {
        name.replace("__", "/").replace("_xml", ".xml"): part for name, part in parts.items()
    }
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(written, "w", kind) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, changed.pop(entry.filename, old.read(entry)))
        for name, part in changed.items():
            new.writestr(name, part)
    return written.getvalue()


ODS_HEAD = (
    '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    '<office:body><office:spreadsheet><table:table table:name="Old">'
)
ODS_FOOT = "</table:table></office:spreadsheet></office:body></office:document-content>"


def an_ods(rows: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("META-INF/manifest.xml", "<manifest/>")
        package.writestr("content.xml", ODS_HEAD + rows + ODS_FOOT)
    return written.getvalue()


def ods_text(value: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {more}><text:p>{value}</text:p></table:table-cell>'


def ods_row(*cells: str, more: str = "") -> str:
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


# -- reading -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(simple([HEAD, *BODY]), id="xlsx"),
        pytest.param(an_xls([HEAD, *BODY]), id="xls"),
        pytest.param(b"Licence no,Client,Fee\r\n1,Marl Review,250.5\r\n2,Tarn Echo,90\r\n", id="csv"),
        pytest.param("Licence no;Client;Fee\n1;Marl Review;250.5\n2;Tarn Echo;90".encode("utf-16"), id="csv in UTF-16"),
        pytest.param(b"\xef\xbb\xbfsep=|\nLicence no|Client|Fee\n1|Marl Review|250.5\n2|Tarn Echo|90", id="csv with a mark"),
        pytest.param(b"Licence no\tClient\tFee\n1\tMarl Review\t250.5\n\n2\tTarn Echo\t90\n", id="tabs"),
        pytest.param(
            an_ods(
                ods_row(*(ods_text(each) for each in HEAD))
                + ods_row(ods_text("1"), ods_text("Marl Review"), '<table:table-cell office:value-type="float" office:value="250.5"/>')
                + ods_row(ods_text("2"), ods_text("Tarn Echo"), '<table:table-cell office:value-type="float" office:value="90"/>')
                + ods_row('<table:table-cell table:number-columns-repeated="16384"/>', more='table:number-rows-repeated="1048573"')
            ),
            id="ods",
        ),
    ],
)  # fmt: skip
def test_a_plain_sheet_reads_alike_in_every_format(raw: bytes) -> None:
    sheet = read_sheet(raw, name="old")
    assert sheet.headers == ("Licence no", "Client", "Fee")
    assert [tuple(str(cell).removesuffix(".0") for cell in row.cells) for row in sheet.rows] == [
        ("1", "Marl Review", "250.5"),
        ("2", "Tarn Echo", "90"),
    ]


def test_numbers_days_and_truths_keep_their_kind_without_binary_dust() -> None:
    def fill(book, page) -> None:
        page.write_row(0, 0, ("Client", "Fee", "Start", "Paid"))
        page.write_row(1, 0, ("Marl", 0.1 + 0.2))
        page.write_datetime(1, 2, date(2024, 2, 29), book.add_format({"num_format": "d mmm yy"}))
        page.write_boolean(1, 3, True)

    [row] = read_sheet(a_workbook(fill), name="x").rows
    assert row.cells == ("Marl", Decimal("0.3"), date(2024, 2, 29), True)


def test_the_currency_a_number_is_shown_with_is_kept() -> None:
    def fill(book, page) -> None:
        page.write_row(0, 0, ("Client", "Fee", "Net"))
        patterns = (
            "£#,##0.00",
            "[$€-407]#,##0.00",
            '#,##0.00 "USD"',
            "[$KWD] 0.000",
            "0.00",
            "[$-409]d mmm",
        )
        for at, pattern in enumerate(patterns, start=1):
            page.write(at, 0, "Marl")
            page.write_number(at, 1, 9, book.add_format({"num_format": pattern}))

    rows = read_sheet(a_workbook(fill), name="x").rows
    assert [row.symbols[1] if row.symbols else None for row in rows] == [
        "£",
        "€",
        "USD",
        "KWD",
        None,
        None,
    ]


def test_a_currency_cell_of_an_ods_is_kept_too() -> None:
    money = (
        '<table:table-cell office:value-type="currency" office:currency="EUR" office:value="9"/>'
    )
    raw = an_ods(ods_row(ods_text("Client"), ods_text("Fee")) + ods_row(ods_text("Marl"), money))
    assert read_sheet(raw, name="x").rows[0].symbols == (None, "EUR")


def test_headings_in_two_rows_are_unfolded_from_a_csv_where_merging_is_gone() -> None:
    text = b"Old licences 2019-2024\n\nNo,Client,Period,,Fee,\n,,Start,End,Amount,Currency\n1,Marl,1/2/2020,31/12/2020,90,GBP\n"
    sheet = read_sheet(text, name="x.csv")
    assert sheet.headers == (
        "No",
        "Client",
        "Period: Start",
        "Period: End",
        "Fee: Amount",
        "Fee: Currency",
    )
    assert [row.line for row in sheet.rows] == [5]
    assert sheet.notes == ("passed over above the headings: line 1 ('Old licences 2019-2024')",)


def test_a_first_row_of_texts_is_not_taken_for_a_second_row_of_headings() -> None:
    sheet = read_sheet(
        b"No,Client,,Fee\nA,Marl Review,urgent,free\nB,Tarn Echo,,free\n", name="x.csv"
    )
    assert sheet.headers == ("No", "Client", "Column 3", "Fee")
    assert len(sheet.rows) == 2


def test_what_is_merged_downward_is_said_in_every_row() -> None:
    def fill(_, page) -> None:
        page.write_row(0, 0, ("Client", "Article"))
        page.merge_range(1, 0, 3, 0, "Marl Review")
        for line in (1, 2, 3):
            page.write(line, 1, f"Story {line}")
        page.write_row(4, 0, ("Tarn Echo", "Story 4"))

    rows = read_sheet(a_workbook(fill), name="x").rows
    assert [row.cells[0] for row in rows] == ["Marl Review"] * 3 + ["Tarn Echo"]


def test_totals_and_repeated_headings_are_not_rows() -> None:
    text = b"No,Client,Fee\n1,Marl,90\nSub-total,,90\nNo,Client,Fee\n2,Total Media Ltd,10\n,Total,100\n"
    sheet = read_sheet(text, name="x.csv")
    assert [(row.line, row.total) for row in sheet.rows] == [
        (2, False),
        (3, True),
        (5, False),
        (6, True),
    ]
    assert sheet.notes == (
        "headings repeated further down, passed over: line 4",
        "totals, not read as rows: lines 3, 6",
    )


def test_hidden_sheets_are_listed_and_the_first_full_one_is_read() -> None:
    def fill(book, page) -> None:
        page.hide()
        page.write(0, 0, "secret")
        book.add_worksheet("Empty").activate()
        full = book.add_worksheet("Licences")
        full.write_row(0, 0, HEAD)
        full.write_row(1, 0, BODY[0])

    raw = a_workbook(fill)
    sheet = read_sheet(raw, name="x.xlsx")
    assert (sheet.name, sheet.hidden) == ("Licences", ("Old",))
    assert sheet.notes == ("read the sheet 'Licences'; not read: Old, Empty", "hidden sheets: Old")
    with pytest.raises(BadInput) as caught:
        read_sheet(raw, name="x.xlsx", sheet="Lisences")
    assert (
        caught.value.message == "x.xlsx has no sheet 'Lisences'; it has 'Empty', 'Licences', 'Old'"
    )
    assert caught.value.hint == "--sheet 'Licences'"


def test_formulas_saved_without_their_result_are_said() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Client", "Fee"])
    book.active.append(["Marl", "=1+1"])
    written = io.BytesIO()
    book.save(written)
    sheet = read_sheet(written.getvalue(), name="x")
    assert sheet.rows[0].cells == ("Marl", None)
    assert sheet.notes[0].startswith("1 formulas were saved without their result")


def test_a_formula_gives_its_value_and_never_its_text() -> None:
    def fill(_, page) -> None:
        page.write_row(0, 0, ("Client", "Fee"))
        page.write_formula(1, 0, '=HYPERLINK("http://evil.example","Marl")', None, "Marl")
        page.write_formula(1, 1, "=40+2", None, 42)

    assert read_sheet(a_workbook(fill), name="x").rows[0].cells == ("Marl", Decimal("42.0"))


def test_marks_that_no_eye_sees_are_gone_from_cells() -> None:
    raw = "Client,Fee\n\u202eMarl\u200b\x1b[31m Review\u00a0 Ltd\ufeff,9\n".encode()
    assert read_sheet(raw, name="x.csv").rows[0].cells[0] == "Marl [31m Review Ltd"


def test_a_windows_text_is_read_and_said_to_be_one() -> None:
    sheet = read_sheet("Client,Fee\nL’Écho,£9\n".encode("cp1252"), name="x.csv")
    assert sheet.rows[0].cells == ("L’Écho", "£9")
    assert sheet.notes == ("the text is not UTF-8; read as Windows Western (cp1252)",)


def test_a_comma_in_every_amount_does_not_make_it_the_delimiter() -> None:
    sheet = read_sheet(b"Client;Fee\nMarl;1,5\nTarn;2,5\nOxwold;3,5\n", name="x.csv")
    assert sheet.rows[0].cells == ("Marl", "1,5")


def test_styled_but_empty_cells_far_off_do_not_stop_a_sheet() -> None:
    def fill(book, page) -> None:
        page.write_row(0, 0, HEAD)
        page.write_row(1, 0, BODY[0])
        page.write_blank(1_048_575, 16_383, None, book.add_format({"bg_color": "red"}))

    assert len(read_sheet(a_workbook(fill), name="x").rows) == 1


# -- refusing ------------------------------------------------------------------------------------

GOOD = simple([HEAD, *BODY])
PAGE = zipfile.ZipFile(io.BytesIO(GOOD)).read("xl/worksheets/sheet1.xml")
FAR = PAGE.replace(b'r="C3"', b'r="XFD1048576"').replace(b'<row r="3"', b'<row r="1048576"')
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]>"
)


def lying_zip() -> bytes:
    """A part that says it is a kilobyte, and is fifty megabytes."""
    raw = bytearray(repacked(GOOD, xl__worksheets__sheet1_xml=PAGE + b" " * 50_000_000))
    at = -1
    for magic, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        while (at := raw.find(magic, at + 1)) >= 0:
            if struct.unpack_from("<I", raw, at + offset)[0] > 1_000_000:
                struct.pack_into("<I", raw, at + offset, 1000)
    return bytes(raw)


def looped(offset: int, value: int) -> bytes:
    raw = bytearray(an_xls([HEAD, *BODY]))
    struct.pack_into("<I", raw, offset, value)
    return bytes(raw)


BROKEN = {
    "nothing": (b"", "is empty"),
    "blanks": (b" \r\n\t" * 100, "is empty"),
    "NULs": (b"\0" * 5000, "is empty"),
    "binary": (bytes(range(256)) * 50, "neither a spreadsheet nor a CSV text"),
    "a PDF": (b"%PDF-1.7\n%\xe2\xe3", "neither a spreadsheet nor a CSV text"),
    "21 MB": (b"a,b\n" * (21 * 256 * 1024), "is 21 MB; the limit is 20 MB"),
    "half an xlsx": (GOOD[: len(GOOD) // 2], "broken or cut short"),
    "an xlsx without its last byte": (GOOD[:-30], "broken or cut short"),
    "a flipped byte": (GOOD[:200] + bytes([GOOD[200] ^ 0xFF]) + GOOD[201:], "broken"),
    "a zip of something else": (repacked(GOOD).replace(b"xl/", b"yl/"), "zip file without a spreadsheet"),
    "a Word document": (repacked(GOOD, word__document_xml=b"<w/>").replace(b"xl/", b"yl/"), "Word document"),
    "a zip bomb": (
        repacked(GOOD, xl__worksheets__sheet1_xml=PAGE.replace(b"</sheetData>", b" " * 90_000_000 + b"</sheetData>")),
        "refused as a zip bomb",
    ),
    "a bomb in a part nobody reads": (repacked(GOOD, xl__media__x_xml=b"0" * 90_000_000), "refused as a zip bomb"),
    "a part that lies about its size": (lying_zip(), "broken"),
    "5,000 parts": (repacked(GOOD, **{f"p{n}_xml": b"" for n in range(5_000)}), "parts inside"),
    "a cell in the far corner": (repacked(GOOD, xl__worksheets__sheet1_xml=FAR), "fills more than 200,000 cells"),
    "laughs in the sheet": (repacked(GOOD, xl__worksheets__sheet1_xml=LAUGHS + PAGE.partition(b"?>")[2]), "document type"),
    "laughs in the strings": (repacked(GOOD, xl__sharedStrings_xml=LAUGHS + b"<sst><si><t>&j;</t></si></sst>"), "document type"),
    "laughs in the workbook": (repacked(GOOD, xl__workbook_xml=LAUGHS + b"<workbook/>"), "document type"),
    "a sheet that breaks off": (repacked(GOOD, xl__worksheets__sheet1_xml=PAGE[:400]), "breaks off midway"),
    "a sheet that is no XML": (repacked(GOOD, xl__worksheets__sheet1_xml=b"\0\1\2"), "breaks off midway"),
    "a sheet 100,000 deep": (repacked(GOOD, xl__worksheets__sheet1_xml=b"<a>" * 100_000), "breaks off midway"),
    "a workbook without sheets": (repacked(GOOD, xl__workbook_xml=b"<workbook><sheets/></workbook>"), "no worksheet"),
    "no rows": (simple([]), "no sheet with rows"),
    "headings alone": (b"Client,Fee\n", "no rows under them"),
    "one column": (b"Client\nMarl\nTarn\n", "one column only"),
    "numbers alone": (b"1,2,3\n4,5,6\n", "no row of headings"),
    "quotes left open": (b'Client,Fee\n"' + b"x" * 200_000, "a quotation mark stays open"),
    "300 columns": (b",".join(b"Head%c%c" % (65 + n // 26, 65 + n % 26) for n in range(300)) + b"\n" + b"1," * 299 + b"1\n", "300 columns"),
    "300,000 cells": (b"Client,Fee\n" + b"Marl,1\n" * 150_000, "more than 200,000 cells"),
    "a password on an xlsx": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600,
        "protected by a password",
    ),
    "a password on an ods": (
        repacked(an_ods(ods_row(ods_text("a"))), **{"META-INF__manifest_xml": b"<m><encryption-data/></m>"}),
        "protected by a password",
    ),
    "an Outlook message": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, "no Excel workbook"),
    "an xls whose folder goes round": (looped(516, 1), "broken"),
    "an xls that asks for 70 GB": (
        an_xls([HEAD, *BODY]).replace(struct.pack("<HHH", 2, 2, 0), struct.pack("<HHH", 65_535, 65_535, 0)),
        "broken",
    ),
    "an xls of a full page": (
        an_xls([HEAD, *BODY]).replace(struct.pack("<HHH", 2, 2, 0), struct.pack("<HHH", 65_535, 255, 0)),
        "fills more than 200,000 cells",
    ),
    "an xls cut short": (an_xls([HEAD, *BODY])[:700], "no Excel workbook"),
    "an xls with sectors of no size": (looped(28, 0), "broken"),
    "an ods row repeated a billion times": (
        an_ods(ods_row(ods_text("a"), ods_text("b"), more='table:number-rows-repeated="9999999"')),
        "fills more than 200,000 cells",
    ),
    "an ods cell repeated a million times": (
        an_ods(ods_row(ods_text("a", 'table:number-columns-repeated="1000000"'))),
        "fills more than 200,000 cells",
    ),
    "laughs in an ods": (repacked(an_ods(""), content_xml=LAUGHS + b"<a>&j;</a>"), "document type"),
}  # fmt: skip


@pytest.mark.parametrize("name", list(BROKEN))
def test_a_broken_file_is_refused_in_one_line_and_soon(name: str) -> None:
    raw, said = BROKEN[name]
    begun = time.process_time()
    with pytest.raises(BadInput) as caught:
        read_sheet(raw, name="old\x1b[31m.xlsx")
    assert said in caught.value.message
    assert caught.value.message.isprintable()
    assert time.process_time() - begun < 3


def test_a_broken_xls_leaves_no_trace_of_the_reader_on_standard_error(capfd) -> None:
    raw = bytearray(an_xls([HEAD, *BODY]))
    struct.pack_into("<I", raw, 48, 7_998_711)  # the folder begins far outside the file
    with pytest.raises(BadInput, match="broken"):
        read_sheet(bytes(raw), name="old.xls")
    assert capfd.readouterr().err == ""
