"""Tables out: CSV and XLSX that hold real days and numbers, and never a formula somebody else wrote."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from syndicate.errors import BadInput
from syndicate.rules.money import Money, exponent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

__all__ = ["Column", "csv_bytes", "inert", "xlsx_bytes"]

Kind = Literal["text", "day", "money", "int", "url"]

MOST_ROWS = 1_000_000  # a worksheet ends at 1,048,576
LONGEST_CELL = 32_767
MOST_LINKS = 5_000  # Excel ends at 65,530 and slows down long before
_MOST_RUNS = 250  # SUBTOTAL takes 254 ranges
_LINK = re.compile(r"https?://[\x21-\x7e]{1,1990}")
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # fmt: skip
_SIGNS = {"GBP": "£", "EUR": "€"}
# Code points that no XML may hold; xlsxwriter escapes the control characters itself.
_NO_XML = dict.fromkeys([0xFFFE, 0xFFFF], "\ufffd")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the key its values have in a row, its heading, and what they are.

    `money` takes Money and fills two columns, the amount and `<title> currency`.
    """

    key: str
    title: str
    kind: Kind = "text"


def inert(text: str) -> str:
    """`text` with a leading apostrophe where a spreadsheet would read it as a formula.

    The list is OWASP's for CSV injection, with the full-width forms that Excel folds.
    """
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def csv_bytes(
    rows: Iterable[Mapping[str, object]],
    columns: Sequence[Column],
    *,
    delimiter: str = ",",
    decimal: str = ".",
    bom: bool = False,
) -> bytes:
    """`rows` as CSV in UTF-8 with CRLF lines: ISO days, plain numbers, text made inert.

    `bom` is for Excel, `delimiter=";"` with `decimal=","` for where the comma parts decimals.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow([inert(title) for title in _titles(columns)])
    writers = [(column.key, _csv_writer(column, decimal)) for column in columns]
    for row in rows:
        cells: list[str] = []
        for key, write in writers:
            cells += write(row.get(key))
        writer.writerow(cells)
    return text.getvalue().encode("utf-8-sig" if bom else "utf-8", "replace")


def _titles(columns: Sequence[Column]) -> list[str]:
    titles: list[str] = []
    for column in columns:
        titles.append(column.title)
        if column.kind == "money":
            titles.append(f"{column.title} currency")
    return titles


def _csv_writer(column: Column, decimal: str) -> Callable[[object], tuple[str, ...]]:
    """How a value of `column` is written: as one field, or for money as two."""

    def as_money(value: object) -> tuple[str, ...]:
        if value is None:
            return ("", "")
        money = _money(column, value)
        return (money.text if decimal == "." else money.text.replace(".", decimal), money.currency)

    def as_number(value: object) -> tuple[str, ...]:
        return (str(value),) if isinstance(value, int) else as_text(value)

    def as_day(value: object) -> tuple[str, ...]:
        return (_day(value).isoformat(),) if isinstance(value, date) else as_text(value)

    def as_text(value: object) -> tuple[str, ...]:
        return ("",) if value is None else (inert(str(value)),)

    return {"money": as_money, "int": as_number, "day": as_day}.get(column.kind, as_text)


def _money(column: Column, value: object) -> Money:
    if not isinstance(value, Money):
        raise TypeError(f"column {column.key} holds money, not {type(value).__name__}")
    return value


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def xlsx_bytes(
    title: str,
    rows: Iterable[Mapping[str, object]],
    columns: Sequence[Column],
    *,
    created: datetime,
) -> bytes:
    """`rows` as a workbook of one sheet, with totals.

    Days and numbers are real, each row has the format of its currency, headings are frozen and filtered,
    and under each money column stands a total per currency, as a formula with its value.

    Rows are written as they come, in constant memory. The same rows, title and `created` (aware) give
    the same bytes. Raises BadInput beyond a million rows.
    """
    import xlsxwriter

    written = io.BytesIO()
    book = xlsxwriter.Workbook(
        written,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "yyyy-mm-dd",
        },
    )
    moment = created.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    book.set_properties({"title": _text(title)[:250], "created": moment, "modified": moment})
    _Page(book, title, columns).fill(rows)
    book.close()
    return written.getvalue()


class _Page:
    """The one worksheet of a workbook, filled row by row."""

    def __init__(self, book: Any, title: str, columns: Sequence[Column]) -> None:  # noqa: ANN401
        self.book = book
        self.columns = columns
        self.sheet = book.add_worksheet(_tab(title))
        self.formats: dict[tuple[str, bool], Any] = {}
        self.titles = _titles(columns)
        self.widths = [len(heading) + 3 for heading in self.titles]
        self.sums: dict[int, dict[str, Decimal]] = {}
        self.runs: dict[int, dict[str, list[tuple[int, int]]]] = {}
        self.links = 0
        self.used = 0

    def fill(self, rows: Iterable[Mapping[str, object]]) -> None:
        """Write headings, `rows`, totals, and the view of the sheet."""
        head = self.book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        for at, heading in enumerate(self.titles):
            self.sheet.write_string(0, at, _text(heading), head)
        for row in rows:
            self.used += 1
            if self.used > MOST_ROWS:
                raise BadInput("a worksheet ends at a million rows: ask for a shorter period")
            self._row(row)
        self._totals()
        for at, width in enumerate(self.widths):
            self.sheet.set_column(at, at, min(max(width, 8), 60))
        self.sheet.freeze_panes(1, 0)
        self.sheet.autofilter(0, 0, max(self.used, 1), max(len(self.titles) - 1, 0))
        self.sheet.repeat_rows(0)
        self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)

    def _row(self, row: Mapping[str, object]) -> None:
        at = 0
        for column in self.columns:
            value = row.get(column.key)
            if column.kind == "money":
                if value is not None:
                    self._money(at, _money(column, value))
                at += 2
                continue
            if value is not None:
                self._cell(at, column.kind, value)
            at += 1

    def _money(self, at: int, money: Money) -> None:
        amount = money.amount
        self.sheet.write_number(self.used, at, amount, self._format(money.currency))
        self.sheet.write_string(self.used, at + 1, money.currency)
        sums = self.sums.setdefault(at, {})
        sums[money.currency] = sums.get(money.currency, Decimal(0)) + amount
        runs = self.runs.setdefault(at, {}).setdefault(money.currency, [])
        if runs and runs[-1][1] == self.used - 1:
            runs[-1] = (runs[-1][0], self.used)
        elif len(runs) <= _MOST_RUNS:
            runs.append((self.used, self.used))
        self._wide(at, len(str(amount)) + 5)

    def _cell(self, at: int, kind: Kind, value: object) -> None:
        if kind == "int" and isinstance(value, int):
            self.sheet.write_number(self.used, at, int(value), self._figures())
            self._wide(at, len(f"{value:,}") + 2)
        elif kind == "day" and isinstance(value, date) and value.year >= 1900:
            self.sheet.write_datetime(self.used, at, _day(value))
            self._wide(at, 12)
        else:
            text = _text(str(value))
            self._wide(at, len(text) + 2)
            if kind == "url" and self._is_link(text):
                self.links += 1
                self.sheet.write_url(self.used, at, text, string=text)
            else:
                self.sheet.write_string(self.used, at, text)

    def _is_link(self, text: str) -> bool:
        return self.links < MOST_LINKS and _LINK.fullmatch(text) is not None

    def _totals(self) -> None:
        """Under a blank row, one line a currency, of the rows that the filter leaves in view."""
        currencies = sorted({code for sums in self.sums.values() for code in sums})
        for line, currency in enumerate(currencies, start=self.used + 2):
            if 0 not in self.sums:
                self.sheet.write_string(line, 0, f"Total {currency}", self._format("", bold=True))
            for at, sums in sorted(self.sums.items()):
                if currency not in sums:
                    continue
                self._total(line, at, currency)
                self.sheet.write_string(line, at + 1, currency, self._format("", bold=True))
                self._wide(at, len(str(sums[currency])) + 6)

    def _total(self, line: int, at: int, currency: str) -> None:
        from xlsxwriter.utility import xl_range

        total, bold = self.sums[at][currency], self._format(currency, bold=True)
        runs = self.runs[at][currency]
        if len(runs) > _MOST_RUNS:  # more ranges than a function takes: the figure itself
            self.sheet.write_number(line, at, total, bold)
            return
        cells = ",".join(xl_range(first, at, last, at) for first, last in runs)
        self.sheet.write_formula(line, at, f"=SUBTOTAL(109,{cells})", bold, total)

    def _format(self, currency: str, *, bold: bool = False) -> object:
        if (currency, bold) not in self.formats:
            pattern = _pattern(currency) if currency else "General"
            look = {"num_format": pattern, "bold": bold}
            self.formats[currency, bold] = self.book.add_format(look)
        return self.formats[currency, bold]

    def _figures(self) -> object:
        if ("#", False) not in self.formats:
            self.formats["#", False] = self.book.add_format({"num_format": "#,##0"})
        return self.formats["#", False]

    def _wide(self, at: int, width: int) -> None:
        self.widths[at] = max(self.widths[at], width)


def _pattern(currency: str) -> str:
    places = exponent(currency)
    figures = "#,##0" + ("." + "0" * places if places else "")
    sign = f"[${_SIGNS[currency]}]" if currency in _SIGNS else f"[${currency}] "
    return f"{sign}{figures};-{sign}{figures}"


def _text(value: str) -> str:
    """`value` as a cell may hold it: no lone surrogates, no end past Excel's, never raw XML."""
    text = value.encode("utf-8", "replace").decode("utf-8").translate(_NO_XML)[: LONGEST_CELL - 1]
    # xlsxwriter passes a string wrapped in <r>…</r> through unescaped, taking it for its own rich text.
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text


def _tab(title: str) -> str:
    """`title` as the name of a tab: 31 characters, no slashes or brackets, no apostrophe at its ends."""
    kept = "".join(" " if letter in "[]:*?/\\" or ord(letter) < 32 else letter for letter in title)
    name = " ".join(_text(kept).split())[:31].strip("' ")
    return name if name and name.casefold() != "history" else "Sheet"
