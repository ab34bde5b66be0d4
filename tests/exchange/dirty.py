"""A dirty sheet of 400 old licences, as a desk hands it over: made here, never kept."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime, timedelta

import xlsxwriter

ROWS = 400
DOUBLES = (80, 180, 280)
BAD = (50, 150, 60, 70, 170)  # two days that are none, one end before its start, two nameless
FIRST_LINE = 5  # a title, a blank line, two lines of headings
TOWNS = ("Fenmouth", "Saltby", "Marl", "Oxwold", "Brackenhithe", "Tarn", "Quenby", "Lowmere")
KINDS = ("Gazette", "Echo", "Review", "Bulletin", "Herald")


@dataclass(frozen=True)
class Made:
    """The sheet, and how many of its lines between the first row and the last are blank."""

    raw: bytes
    blank: int


def licensee(n: int) -> str:
    """Forty houses, and one of them under a second spelling."""
    if n % 40 == 7:
        return "Saltby Echo Ltd." if n % 80 == 7 else "SALTBY ECHO LIMITED"
    return f"{TOWNS[n % 8]} {KINDS[(n // 8) % 5]} plc"


def fee(n: int) -> object:
    return ("£250 + VAT", 120.5, "£1,200", "free", "EUR 300", "TBC", 90)[n % 7]


def begins(n: int) -> object:
    """Every third first day is text, and two of them do not exist."""
    start = datetime(2023, 1, 1) + timedelta(days=3 * n)  # noqa: DTZ001 - a spreadsheet has no zones
    if n in {50, 150}:
        return "31/02/2024"
    return start if n % 3 else f"{start:%d/%m/%Y}"


def ends(n: int) -> object:
    """A year later, as a date, a text, a duration, or words; once, years before it began."""
    last = datetime(2023, 12, 31) + timedelta(days=3 * n)  # noqa: DTZ001
    if n == 60:
        return datetime(2019, 5, 20)  # noqa: DTZ001
    said = {3: "12 months", 5: "until further notice", 8: "Perpetual", 9: f"{last:%d.%m.%y}"}
    return said.get(n % 11, last)


def cells(n: int) -> tuple[object, ...]:
    """Row `n` as it is typed."""
    name = "" if n in {70, 170} else licensee(n)
    dead = f"http://dead.harbourcourier.example/cgi-bin/story.pl?id={n % 90}&old=1"
    return (
        f"HC/{1000 + n}",
        name,
        f"{name} online" if n % 2 else "",
        dead if n % 25 == 4 else f"http://www.harbourcourier.example/node/{n % 90}",
        begins(n),
        ends(n),
        fee(n),
        ("UK", "UK & Ireland", "", "World", "English-speaking world")[n % 5],
        ("Web", "print", "Print + web", "")[n % 4],
        f"HC-{1000 + n}.pdf",
    )


def a_dirty_sheet() -> Made:
    """400 rows among merged headings, blanks, a total and a hidden sheet."""
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True})
    book.add_worksheet("Read me").write_string(0, 0, "Ask Ingrid")
    page = book.add_worksheet("Licences to 2026")
    book.add_worksheet("old rates").hide()
    _headings(page, book.add_format({"bold": True}))
    formats = {
        "day": book.add_format({"num_format": "dd/mm/yyyy"}),
        "euros": book.add_format({"num_format": "[$€-407]#,##0.00"}),
        "plain": None,
    }
    line, blank = FIRST_LINE - 1, 0
    for n in range(ROWS):
        for _ in range(2 if n in DOUBLES else 1):
            for column, value in enumerate(cells(n)):
                _write(
                    page, (line, column), value, formats, money="euros" if n % 7 == 6 else "plain"
                )
            line += 1
        if n % 50 == 49:
            line, blank = line + 1, blank + 1
    page.write_string(line + 1, 1, "TOTAL")
    page.write_formula(line + 1, 6, f"=SUM(G5:G{line})", None, 12345.5)
    book.close()
    # One more blank line stands between the rows and the total.
    return Made(written.getvalue(), blank + 1)


def _headings(page, bold) -> None:
    page.merge_range(0, 0, 0, 9, "Syndication: licences granted before the move", bold)
    for column, heading in enumerate(("Licence No.", "Client", "Publication", "Article URL")):
        page.merge_range(2, column, 3, column, heading, bold)
    page.merge_range(2, 4, 2, 5, "Period", bold)
    page.write_string(3, 4, "From", bold)
    page.write_string(3, 5, "To", bold)
    for column, heading in enumerate(("Fee", "Territory", "Medium", "Scan (PDF)"), start=6):
        page.merge_range(2, column, 3, column, heading, bold)


def _write(page, place: tuple[int, int], value: object, formats, *, money: str) -> None:
    if isinstance(value, datetime):
        page.write_datetime(*place, value, formats["day"])
    elif isinstance(value, str):
        page.write_string(*place, value)
    else:
        page.write_number(*place, value, formats[money])
